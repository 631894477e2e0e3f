"""People and their settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, exists, insert, select, update

from core.messages import Address, Sender
from core.records import Exercise, Load, Person, Preference, Span
from core.store.codec import exercise_text, plates_text, text_exercise, text_plates
from core.store.dialects import absorb, chosen, upsert
from core.store.schema.tables import (
    aliases,
    calibrations,
    identities,
    own_exercises,
    pains,
    people,
    preferences,
    ratings,
    reminders,
)

NEW_PERSON = {
    "unit": "kg", "zone": "UTC", "goal": "size", "plates": "[]", "quiet": False,
    "asks_unanswered": 0, "log_version": 0, "written_version": 0,
    "last_set": 0, "last_change": 0, "last_question": 0, "last_exercise": 0,
}  # fmt: skip

PERSON = (
    people.c.id, people.c.name, people.c.language, people.c.unit, people.c.zone, people.c.goal,
    people.c.bodyweight_milli, people.c.bodyweight_unit, people.c.bar_milli, people.c.bar_unit,
    people.c.plates, people.c.quiet, people.c.asks_unanswered, people.c.asked_at,
    people.c.log_version, people.c.zone_told, people.c.effort_low, people.c.effort_high,
    people.c.dumbbells, people.c.kettlebells, people.c.cutting,
)  # fmt: skip
_MET = (people.c.seen_at, identities.c.chat, identities.c.gone)
_BY_ID = select(*PERSON).where(people.c.id == bindparam("person")).with_for_update(key_share=True)
_BY_SENDER = (
    select(*PERSON, *_MET)
    .join(identities, identities.c.person_id == people.c.id)
    .where(
        identities.c.platform == bindparam("platform"),
        identities.c.sender_id == bindparam("sender"),
    )
    # Both rows: whoever waited for the lock sees whose the platform is now, not whose it was.
    .with_for_update(of=[people, identities], key_share=True)
)
# What a person may have beside the log: most have none of it, and one look tells.
_BESIDE = {
    each.name: each for each in (aliases, own_exercises, preferences, pains, calibrations, ratings)
}
_BY_SENDER_AND_BESIDE = _BY_SENDER.add_columns(
    *(
        exists().where(each.c.person_id == people.c.id).label(name)
        for name, each in _BESIDE.items()
    ),
    exists().where(reminders.c.person_id == people.c.id, reminders.c.kind == "rest").label("rests"),
)
_BESIDE_NAMES = (*_BESIDE, "rests")
_SEE = update(people).where(people.c.id == bindparam("person")).values(seen_at=bindparam("at"))
_REACH = (
    update(identities)
    .where(
        identities.c.platform == bindparam("on"),
        identities.c.sender_id == bindparam("sender"),
    )
    .values(chat=bindparam("where"), gone="")
)
_REACHED = (
    select(identities.c.chat, identities.c.gone)
    .where(identities.c.person_id == bindparam("person"), identities.c.platform == bindparam("on"))
    .order_by(identities.c.chat == "", identities.c.sender_id)
    .limit(1)
)
_ADD_PERSON = insert(people).returning(people.c.id)
_ADD_IDENTITY = absorb(identities)
_DROP_PERSON = delete(people).where(people.c.id == bindparam("person"))
_SAVE_PERSON = update(people).where(people.c.id == bindparam("person"))

_PREFERENCES = select(
    preferences.c.exercise_id,
    preferences.c.goal,
    preferences.c.step_milli,
    preferences.c.step_unit,
    preferences.c.reps_low,
    preferences.c.reps_high,
    preferences.c.effort_low,
    preferences.c.effort_high,
).where(preferences.c.person_id == bindparam("person"))
_SAVE_PREFERENCE = upsert(preferences)
_CLEAR_GOALS = (
    update(preferences)
    .where(preferences.c.person_id == bindparam("person"), preferences.c.goal.is_not(None))
    .values(goal=None)
)

_ALIASES = select(aliases.c.words, aliases.c.exercise_id).where(
    aliases.c.person_id == bindparam("person")
)
_SAVE_ALIAS = upsert(aliases)

_OWN = (
    select(own_exercises.c.body)
    .where(own_exercises.c.person_id == bindparam("person"))
    .order_by(own_exercises.c.number)
)
_NEXT_OWN = (
    update(people)
    .where(people.c.id == bindparam("person"))
    .values(last_exercise=people.c.last_exercise + 1)
    .returning(people.c.last_exercise)
)
_ADD_OWN = insert(own_exercises)


@dataclass(frozen=True, slots=True)
class Met:
    """A person as found by a sender, and what is known of meeting them."""

    person: Person
    seen_at: datetime | None  # None: no word since the last ping
    chat: str  # where they write in private, "" until they did
    gone: str  # why nothing arrives there any more
    new: bool = False
    nothing: frozenset[str] = frozenset()  # tables known to hold nothing of theirs


def find_with_beside(connection: Connection, sender: Sender) -> Met | None:
    """Find a person and the tables that hold nothing of theirs; None when unknown.

    Only where nobody else writes at the same time: elsewhere the look would be older than the lock.
    """
    who = {"platform": sender.platform, "sender": sender.id}
    row = connection.execute(_BY_SENDER_AND_BESIDE, who).first()
    if row is None:
        return None
    none = zip(_BESIDE_NAMES, row[len(PERSON) + len(_MET) :], strict=True)
    return replace(_met(row), nothing=frozenset(name for name, held in none if not held))


def find_person(connection: Connection, sender: Sender, now: datetime) -> Met:
    """Find the person behind a sender or create them, their row locked."""
    who = {"platform": sender.platform, "sender": sender.id}
    row = connection.execute(_BY_SENDER, who).first()
    if row is not None:
        return _met(row)
    made = {"name": sender.name, "language": sender.language or "en", "created_at": now}
    person_id = connection.execute(_ADD_PERSON, {**NEW_PERSON, **made, "seen_at": now}).scalar_one()
    added = connection.execute(
        chosen(_ADD_IDENTITY, connection),
        {"platform": sender.platform, "sender_id": sender.id, "person_id": person_id},
    )
    if added.rowcount == 0:  # somebody else made them in the meantime
        connection.execute(_DROP_PERSON, {"person": person_id})
    return replace(_met(connection.execute(_BY_SENDER, who).one()), new=added.rowcount != 0)


def person_by_id(connection: Connection, person_id: int) -> Person | None:
    """Read a person by number, their row locked; None when they are gone."""
    row = connection.execute(_BY_ID, {"person": person_id}).first()
    return None if row is None else person_of(row)


def see(connection: Connection, person_id: int, now: datetime | None) -> None:
    """Note when a person last said something; None: nothing since the ping of this moment."""
    connection.execute(_SEE, {"person": person_id, "at": now})


def reach(connection: Connection, sender: Sender, address: Address) -> None:
    """Note where somebody writes in private; what was sent there arrives again."""
    where = {"on": sender.platform, "sender": sender.id, "where": address.chat}
    connection.execute(_REACH, where)


def reached(connection: Connection, person_id: int, platform: str) -> tuple[str, str]:
    """Where a person writes in private on a platform, and why nothing arrives there: (chat, gone).

    Both are empty where they never did.
    """
    row = connection.execute(_REACHED, {"person": person_id, "on": platform}).first()
    return ("", "") if row is None else (row[0], row[1])


def save_person(connection: Connection, person: Person) -> None:
    """Store a person's settings; the counters of the log are left alone."""
    connection.execute(
        _SAVE_PERSON,
        {
            "person": person.id,
            "name": person.name,
            "language": person.language,
            "unit": person.unit,
            "zone": person.zone,
            "goal": person.goal,
            **_load_columns("bodyweight", person.bodyweight),
            **_load_columns("bar", person.bar),
            "plates": plates_text(person.plates),
            "quiet": person.quiet,
            "asks_unanswered": person.asks_unanswered,
            "asked_at": person.asked_at,
            "zone_told": person.zone_told,
            **_span_columns("effort", person.effort),
            "dumbbells": plates_text(person.dumbbells),
            "kettlebells": plates_text(person.kettlebells),
            "cutting": person.cutting,
        },
    )


def read_preferences(connection: Connection, person_id: int) -> dict[str, Preference]:
    """Read the settings per exercise id."""
    rows = connection.execute(_PREFERENCES, {"person": person_id})
    return {
        exercise: Preference(
            exercise, goal, _load_of(milli, unit), _span_of(low, high), _span_of(least, most)
        )
        for exercise, goal, milli, unit, low, high, least, most in rows
    }


def save_preference(connection: Connection, person_id: int, preference: Preference) -> None:
    """Store the settings for one exercise."""
    connection.execute(
        chosen(_SAVE_PREFERENCE, connection),
        {
            "person_id": person_id,
            "exercise_id": preference.exercise_id,
            "goal": preference.goal,
            **_load_columns("step", preference.step),
            **_span_columns("reps", preference.rep_range),
            **_span_columns("effort", preference.effort),
        },
    )


def clear_goals(connection: Connection, person_id: int) -> None:
    """Forget every per-exercise goal."""
    connection.execute(_CLEAR_GOALS, {"person": person_id})


def read_aliases(connection: Connection, person_id: int) -> dict[str, str]:
    """Read a person's own names."""
    rows = connection.execute(_ALIASES, {"person": person_id})
    return {row.words: row.exercise_id for row in rows}


def save_alias(connection: Connection, person_id: int, words: str, exercise_id: str) -> None:
    """Remember a name; the newest meaning wins."""
    connection.execute(
        chosen(_SAVE_ALIAS, connection),
        {"person_id": person_id, "words": words, "exercise_id": exercise_id},
    )


def read_own_exercises(connection: Connection, person_id: int) -> tuple[Exercise, ...]:
    """Read the exercises a person added, oldest first."""
    rows = connection.execute(_OWN, {"person": person_id}).scalars()
    return tuple(text_exercise(body) for body in rows)


def add_own_exercise(connection: Connection, person_id: int, exercise: Exercise) -> Exercise:
    """Store an exercise under a fresh id "own-<n>"."""
    number = connection.execute(_NEXT_OWN, {"person": person_id}).scalar_one()
    named = replace(exercise, id=f"own-{number}")
    connection.execute(
        _ADD_OWN, {"person_id": person_id, "number": number, "body": exercise_text(named)}
    )
    return named


def _met(row: Sequence[Any]) -> Met:
    seen_at, chat, gone = row[len(PERSON) : len(PERSON) + len(_MET)]
    return Met(person_of(row[: len(PERSON)]), seen_at, chat, gone)


def person_of(row: Sequence[Any]) -> Person:
    """Turn a row of `PERSON` into a record."""
    (
        person_id, name, language, unit, zone, goal, weight, weight_unit, bar, bar_unit,
        plates, quiet, asks, asked_at, version, zone_told, effort_low, effort_high,
        dumbbells, kettlebells, cutting,
    ) = row  # fmt: skip
    return Person(
        person_id, name, language, unit, zone, goal,
        _load_of(weight, weight_unit), _load_of(bar, bar_unit), text_plates(plates),
        quiet, asks, asked_at, version, zone_told, _span_of(effort_low, effort_high),
        text_plates(dumbbells), text_plates(kettlebells), cutting,
    )  # fmt: skip


def _load_of(milli: int | None, unit: Any) -> Load | None:  # noqa: ANN401
    return None if milli is None else Load(milli, unit)


def _span_of(low: int | None, high: int | None) -> Span | None:
    return None if low is None or high is None else (low, high)


def _span_columns(name: str, span: Span | None) -> dict[str, object]:
    low, high = span or (None, None)
    return {f"{name}_low": low, f"{name}_high": high}


def _load_columns(name: str, load: Load | None) -> dict[str, object]:
    return {
        f"{name}_milli": None if load is None else load.milli,
        f"{name}_unit": None if load is None else load.unit,
    }
