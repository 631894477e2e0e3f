"""What a person has beside the log, as it is stored: read, written, moved to other numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    RowMapping,
    Text,
    case,
    cast,
    delete,
    func,
    insert,
    literal,
    select,
    text,
)

from core.accounts.linking import Settings
from core.limits import SESSION_GAP
from core.store.codec import Json, exercise_text, text_exercise
from core.store.schema.tables import aliases, own_exercises, people, preferences
from core.store.schema.types import MICROSECOND, Moment, micros, moment_of

# A person's settings, each with the columns that make it.
SETTINGS: Mapping[str, tuple[str, ...]] = {
    "language": ("language",),
    "units": ("unit",),
    "tz": ("zone", "zone_told"),
    "goal": ("goal",),
    "bodyweight": ("bodyweight_milli", "bodyweight_unit"),
    "bar": ("bar_milli", "bar_unit"),
    "plates": ("plates",),
    "quiet": ("quiet",),
    "effort": ("effort_low", "effort_high"),
    "dumbbells": ("dumbbells",),
    "kettlebells": ("kettlebells",),
    "cut": ("cutting",),
    "answers": ("answers",),
    "rest_auto": ("rest_auto",),
    "reactions": ("reactions",),
}
# Settings of single exercises, each with the columns that make it.
BY_EXERCISE: Mapping[str, tuple[str, ...]] = {
    "goals": ("goal",),
    "steps": ("step_milli", "step_unit"),
    "ranges": ("reps_low", "reps_high"),
    "efforts": ("effort_low", "effort_high"),
}
KINDS = ("settings", *BY_EXERCISE, "aliases")
_NOTHING_CHOSEN = {column: None for columns in BY_EXERCISE.values() for column in columns}
_UNSET: Mapping[str, Callable[[list[Any]], bool]] = {
    "tz": lambda value: not value[1],
    "bodyweight": lambda value: value[0] is None,
    "bar": lambda value: value[0] is None,
    "plates": lambda value: value[0] == "[]",
    "effort": lambda value: value[0] is None,
    "dumbbells": lambda value: value[0] == "[]",
    "kettlebells": lambda value: value[0] == "[]",
    "cut": lambda value: not value[0],
    "quiet": lambda value: not value[0],
    "answers": lambda value: not value[0],
    "rest_auto": lambda value: not value[0],
    "reactions": lambda value: not value[0],
}


def blank(name: str, value: object) -> bool:
    """Whether a setting was never made."""
    return name in _UNSET and isinstance(value, list) and _UNSET[name](value)


@dataclass(frozen=True, slots=True)
class Side:
    """A person's row, their settings by kind, and the exercises they added (id -> JSON)."""

    person: dict[str, Json]
    kinds: dict[str, Settings]
    own: dict[str, str]


def read_side(connection: Connection, person_id: int) -> Side | None:
    """Read what a person has beside the log; None when they are gone."""
    row = connection.execute(select(people).where(people.c.id == person_id)).mappings().first()
    if row is None:
        return None
    person = {
        name: micros(value) if isinstance(value, datetime) else value for name, value in row.items()
    }
    wanted = select(preferences).where(preferences.c.person_id == person_id)
    chosen = connection.execute(wanted).mappings().all()
    words = connection.execute(select(aliases).where(aliases.c.person_id == person_id)).all()
    bodies = connection.execute(
        select(own_exercises.c.number, own_exercises.c.body)
        .where(own_exercises.c.person_id == person_id)
        .order_by(own_exercises.c.number)
    )
    kinds: dict[str, Settings] = {
        "settings": settings_of(person),
        **{kind: _chosen(chosen, columns) for kind, columns in BY_EXERCISE.items()},
        "aliases": {each.words: each.exercise_id for each in words},
    }
    return Side(person, kinds, {f"own-{row.number}": row.body for row in bodies})


def _chosen(rows: Sequence[RowMapping], columns: tuple[str, ...]) -> Settings:
    """One kind of setting by exercise: the bare value of one column, the list of several."""
    return {
        row["exercise_id"]: row[columns[0]]
        if len(columns) == 1
        else [row[each] for each in columns]
        for row in rows
        if row[columns[0]] is not None
    }


def settings_of(person: Mapping[str, Json]) -> Settings:
    """The settings in a person's row."""
    return {name: [person[each] for each in columns] for name, columns in SETTINGS.items()}


def columns_of(settings: Settings) -> dict[str, object]:
    """The columns that settings are kept in."""
    made: dict[str, object] = {}
    for name, values in settings.items():
        if isinstance(values, list):
            made.update(zip(SETTINGS[name], values, strict=True))
    return made


def person_columns(person: Mapping[str, Json]) -> dict[str, object]:
    """A person's row as it is inserted."""
    return {
        name: moment_of(value)
        if value is not None and isinstance(people.c[name].type, Moment)
        else value
        for name, value in person.items()
        if name in people.c
    }


def write_kinds(connection: Connection, person_id: int, kinds: Mapping[str, Settings]) -> None:
    """Replace a person's settings for single exercises and their names."""
    connection.execute(delete(preferences).where(preferences.c.person_id == person_id))
    connection.execute(delete(aliases).where(aliases.c.person_id == person_id))
    rows: dict[str, dict[str, object]] = {}
    for kind, columns in BY_EXERCISE.items():
        for exercise_id, value in kinds[kind].items():
            values = value if isinstance(value, list) else [value]
            row = rows.setdefault(exercise_id, {**_NOTHING_CHOSEN, "exercise_id": exercise_id})
            row.update(zip(columns, values, strict=True), person_id=person_id)
    if rows:
        connection.execute(insert(preferences), list(rows.values()))
    names = [
        {"person_id": person_id, "words": words, "exercise_id": exercise_id}
        for words, exercise_id in kinds["aliases"].items()
    ]
    if names:
        connection.execute(insert(aliases), names)


def move_kinds(kinds: Mapping[str, Settings], rename: Callable[[str], str]) -> dict[str, Settings]:
    """Settings and names as they stand with other ids of own exercises."""
    return {
        "settings": kinds["settings"],
        **{
            kind: {rename(each): value for each, value in kinds[kind].items()}
            for kind in BY_EXERCISE
        },
        "aliases": {words: rename(str(each)) for words, each in kinds["aliases"].items()},
    }


# --- other numbers ------------------------------------------------------------------------------


def renumbered(exercise_id: str, shift: int, known: Mapping[str, str]) -> str:
    """The id of an own exercise after a move; catalogue exercises keep theirs."""
    if exercise_id in known:
        return known[exercise_id]
    digits = exercise_id.removeprefix("own-")
    if digits == exercise_id or not digits.isdecimal():
        return exercise_id
    return f"own-{int(digits) + shift}"


def renumbered_sql(
    column: ColumnElement[str], shift: int, known: Mapping[str, str]
) -> ColumnElement[str]:
    """`renumbered`, as SQL on a column."""
    number = cast(func.substr(column, 5), BigInteger) + shift
    moved = literal("own-").concat(cast(number, Text))
    given = [(column == old, literal(new)) for old, new in known.items()]
    return case(*given, (column.like("own-%"), moved), else_=column)


def moved_set(
    value: dict[str, Json], sets: int, changes: int, rename: Callable[[str], str]
) -> Json:
    """A set as the journal keeps it, under other numbers."""
    return {
        **value,
        "id": f"s{int(value['id'][1:]) + sets}",
        "exercise_id": rename(value["exercise_id"]),
        "place": value["place"] + changes,
        "changed_by": value["changed_by"] + changes,
    }


def own_body(body: str, exercise_id: str) -> str:
    """An exercise of somebody's own under another id."""
    return exercise_text(replace(text_exercise(body), id=exercise_id))


# A session begins where no set was done in the four hours before; all of a log at once.
_REGROUP = text("""
UPDATE sets SET session_at = again.session_at
FROM (
    SELECT number, max(opens) OVER (ORDER BY at, number) AS session_at
    FROM (
        SELECT number, at,
               CASE WHEN earlier_at IS NULL OR at - earlier_at >= :gap THEN at END AS opens
        FROM (
            SELECT number, at, lag(at) OVER (ORDER BY at, number) AS earlier_at
            FROM sets WHERE person_id = :person
        ) AS ordered
    ) AS marked
) AS again
WHERE sets.person_id = :person AND sets.number = again.number
      AND sets.session_at <> again.session_at
""")


def regroup_all(connection: Connection, person_id: int) -> None:
    """Work out every session of a log again."""
    connection.execute(_REGROUP, {"person": person_id, "gap": SESSION_GAP // MICROSECOND})
