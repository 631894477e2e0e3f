"""The journal and the own exercises of people who are linked, as each of their logs has them."""

import json
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

WITH_EXERCISES = ("sets", "pains", "calibrations", "shown", "predictions", "ratings")
Json = dict[str, Any]


@dataclass
class Log:
    """One of several logs of a person."""

    id: int
    own: bool
    sets: int
    changes: int
    exercises: int
    ids: dict[str, str] = field(default_factory=dict)  # of exercises: seen -> in the log


@dataclass
class Linked:
    """A person with several logs, and the exercises they added (number -> JSON)."""

    id: int
    logs: list[Log]
    bodies: dict[int, str]
    notes: dict[int, Json]  # of the links, by the log that was joined


def upgrade() -> None:
    """Name the exercises of each log, and number the sets in the journal by their logs."""
    wanted = sa.text("SELECT DISTINCT person_id FROM logs WHERE position > 0")
    for person_id in op.get_bind().execute(wanted).scalars().all():
        person = _read(person_id)
        changes = _changes(person)
        for log in reversed(person.logs):  # what others brought is taken out of the own log first
            _know_exercises(person, log)
        for row in changes:
            _write_change(person, row, changes)
        for log in person.logs:
            _name_exercises(log)


def _read(person_id: int) -> Linked:
    bind = op.get_bind()
    rows = bind.execute(
        sa.text("SELECT * FROM logs WHERE person_id = :id ORDER BY position"), {"id": person_id}
    )
    logs = [
        Log(row.id, row.id == person_id, row.sets_shift, row.changes_shift, row.exercises_shift)
        for row in rows
    ]
    own = bind.execute(
        sa.text("SELECT id, body FROM own_exercises WHERE log_id = :id"), {"id": person_id}
    )
    merges = bind.execute(
        sa.text("SELECT body FROM merges WHERE person_id = :id"), {"id": person_id}
    ).scalars()
    notes = {note["person"]["id"]: note for note in map(json.loads, merges)}
    return Linked(person_id, logs, {row.id: row.body for row in own}, notes)


# --- exercises of somebody's own ----------------------------------------------------------------


def _know_exercises(person: Linked, log: Log) -> None:
    """Give a log the exercises it brought, and a copy of each other one that is used in it."""
    brought = dict[int, tuple[int, str]]()  # number seen -> number in the log, and the exercise
    if not log.own:
        note = person.notes[log.id]
        for there, here in note["matched"].items():
            brought[_number(here)] = (_number(there), note["own"][there])
        for number, body in person.bodies.items():
            if log.exercises < number <= note["shift"]["last_exercise"]:
                brought[number] = (number - log.exercises, body)
                _drop(person.id, number)
    for seen in sorted({_number(each) for each in _used(person, log)} - brought.keys()):
        if seen in person.bodies:
            here = seen if log.own or seen > log.exercises else _next(person.id)
            brought[seen] = (here - log.exercises, person.bodies[seen])
    log.ids = {f"own-{seen}": f"own-{here}" for seen, (here, _) in brought.items()}
    for seen, (here, body) in brought.items():
        _drop(log.id, here)
        op.get_bind().execute(
            sa.text("INSERT INTO own_exercises VALUES (:log, :id, :seen, :body)"),
            {"log": log.id, "id": here, "seen": seen, "body": body},
        )


def _used(person: Linked, log: Log) -> set[str]:
    """Exercises of the person's own in the rows of a log, and in the journal."""
    bind, found = op.get_bind(), set[str]()
    for table in WITH_EXERCISES:
        wanted = sa.text(
            f"SELECT DISTINCT exercise_id FROM {table}"  # noqa: S608 - own names
            " WHERE log_id = :log AND exercise_id LIKE 'own-%'"
        )
        found.update(bind.execute(wanted, {"log": log.id}).scalars())
    rows = _changes(person)
    for row in rows:
        for value in _sets_of(row):
            if value["exercise_id"].startswith("own-") and _log_of(value, rows) is log:
                found.add(value["exercise_id"])
    return found


def _name_exercises(log: Log) -> None:
    """Write the ids of the log into its rows; all at once, as one may be the other's old one."""
    moved = {seen: here for seen, here in log.ids.items() if seen != here}
    if not moved:
        return
    cases = " ".join(f"WHEN :seen{n} THEN :here{n}" for n in range(len(moved)))
    asked: Json = {"log": log.id}
    for number, (seen, here) in enumerate(moved.items()):
        asked |= {f"seen{number}": seen, f"here{number}": here}
    for table in WITH_EXERCISES:
        op.get_bind().execute(
            sa.text(
                f"UPDATE {table} SET exercise_id = CASE exercise_id {cases}"  # noqa: S608 - names of ours
                " ELSE exercise_id END WHERE log_id = :log AND exercise_id LIKE 'own-%'"
            ),
            asked,
        )


def _number(exercise_id: str) -> int:
    return int(exercise_id.removeprefix("own-"))


def _drop(log_id: int, number: int) -> None:
    op.get_bind().execute(
        sa.text("DELETE FROM own_exercises WHERE log_id = :log AND id = :id"),
        {"log": log_id, "id": number},
    )


def _next(person_id: int) -> int:
    """A number that none of the person's exercises had."""
    given = sa.text(
        "UPDATE people SET last_exercise = last_exercise + 1 WHERE id = :id RETURNING last_exercise"
    )
    return int(op.get_bind().execute(given, {"id": person_id}).scalar_one())


# --- the journal --------------------------------------------------------------------------------


@dataclass
class Change:
    """A change: the number the person sees, its log, and what it took out and put in."""

    number: int
    log: Log
    id: int
    before: Json | list[Json]
    after: Json | list[Json]


def _changes(person: Linked) -> list[Change]:
    """All changes of a person, by the numbers they see."""
    wanted = sa.text("SELECT id, before, after FROM changes WHERE log_id = :log")
    found = [
        Change(row.id + log.changes, log, row.id, json.loads(row.before), json.loads(row.after))
        for log in person.logs
        for row in op.get_bind().execute(wanted, {"log": log.id})
    ]
    return sorted(found, key=lambda each: each.number)


def _sets_of(change: Change) -> Iterator[Json]:
    for side in (change.before, change.after):
        if isinstance(side, list):
            yield from side


def _log_of(value: Json, rows: list[Change]) -> Log:
    """The log of a set: that of the change that first logged its message."""
    index = bisect_right(rows, value["place"], key=lambda each: each.number)
    return rows[max(index - 1, 0)].log


def _write_change(person: Linked, change: Change, rows: list[Change]) -> None:
    def side(value: Json | list[Json]) -> str:
        if isinstance(value, dict):  # an import that stands names its sets by their numbers
            return _dumps({**value, "first": value["first"] - change.log.sets})
        return _dumps([_of_its_log(each, _log_of(each, rows), change.log) for each in value])

    if len(person.logs) > 1 and (change.before or change.after):
        op.get_bind().execute(
            sa.text(
                "UPDATE changes SET before = :before, after = :after"
                " WHERE log_id = :log AND id = :id"
            ),
            {
                "log": change.log.id, "id": change.id,
                "before": side(change.before), "after": side(change.after),
            },
        )  # fmt: skip


def _dumps(value: Json | list[Json]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _of_its_log(value: Json, its: Log, log: Log) -> Json:
    """A set in the numbers of its log, named where that is not the log of the change."""
    exercise = value["exercise_id"]
    moved = {
        **value,
        "id": f"s{int(value['id'][1:]) - its.sets}",
        "exercise_id": its.ids.get(exercise, exercise),
        "place": value["place"] - its.changes,
        "changed_by": value["changed_by"] - its.changes,
    }
    return moved if its.id == log.id else {**moved, "log": its.id}
