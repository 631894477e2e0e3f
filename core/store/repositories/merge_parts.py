"""What a person has beside the log, as it is stored: read, written, under other ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select

from core.accounts.linking import Settings
from core.store.codec import Json, exercise_text, text_exercise
from core.store.schema.tables import aliases, logs, own_exercises, people, preferences
from core.store.schema.types import Moment, micros, moment_of

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
    kinds: dict[str, Settings] = {
        "settings": settings_of(person),
        **{kind: _chosen(chosen, columns) for kind, columns in BY_EXERCISE.items()},
        "aliases": {each.words: each.exercise_id for each in words},
    }
    return Side(person, kinds, _own(connection, person_id))


def _own(connection: Connection, person_id: int) -> dict[str, str]:
    """Exercises a person added, by the id they see; what is in several logs is there once."""
    wanted = (
        select(own_exercises.c.seen, own_exercises.c.body)
        .join(logs, logs.c.id == own_exercises.c.log_id)
        .where(logs.c.person_id == person_id)
        .order_by(own_exercises.c.seen, logs.c.position.desc())
    )
    found = {f"own-{row.seen}": row.body for row in connection.execute(wanted)}
    return {
        each: exercise_text(replace(text_exercise(body), id=each)) for each, body in found.items()
    }


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


# --- other ids ----------------------------------------------------------------------------------


def renumbered(exercise_id: str, shift: int, known: Mapping[str, str]) -> str:
    """The id of an own exercise after a move; catalogue exercises keep theirs."""
    if exercise_id in known:
        return known[exercise_id]
    digits = exercise_id.removeprefix("own-")
    if digits == exercise_id or not digits.isdecimal():
        return exercise_id
    return f"own-{int(digits) + shift}"
