"""Exercises that people added."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, bindparam, insert, select, update

from core.bounds import decimal
from core.records import Exercise
from core.store.codec import exercise_text, text_exercise
from core.store.repositories.logs import Logs
from core.store.schema.tables import own_exercises, people
from core.store.unit_state import UnitState

TABLE = "own_exercises"

_ALL = (
    select(own_exercises.c.seen, own_exercises.c.body)
    .where(own_exercises.c.log_id == bindparam("log"))
    .order_by(own_exercises.c.seen)
)
_TAKEN = select(own_exercises.c.seen).where(
    own_exercises.c.log_id == bindparam("log"), own_exercises.c.seen == bindparam("number")
)
_AT_LEAST = (
    update(people)
    .where(people.c.id == bindparam("person"), people.c.last_exercise < bindparam("this"))
    .values(last_exercise=bindparam("this"))
)
_ADD = insert(own_exercises)


class OwnExercises:
    """A person's own exercises, inside one unit of work."""

    def __init__(self, connection: Connection, state: UnitState, logs: Logs) -> None:
        """Work inside an open transaction; `logs`: those of each person."""
        self._connection, self._state, self._logs = connection, state, logs

    def of(self, person_id: int) -> tuple[Exercise, ...]:
        """Exercises this person added, oldest first."""
        if not self._state.may_hold(person_id, TABLE):
            return ()
        found: dict[int, str] = {}
        for log in self._logs.of(person_id):
            for row in self._connection.execute(_ALL, {"log": log.id}):
                found.setdefault(row.seen, row.body)  # the person's own log before others
        return tuple(_exercise(found[seen], seen) for seen in sorted(found))

    def add(self, person_id: int, exercise: Exercise) -> Exercise:
        """Store a person's own exercise under a fresh id "own-<n>" and give it back."""
        return self._insert(person_id, self._logs.next_exercise(person_id), exercise)

    def place(self, person_id: int, exercise: Exercise) -> Exercise:
        """Store an own exercise from elsewhere, under its old id where that is free."""
        number = decimal(exercise.id.removeprefix("own-")) or 0
        taken = any(
            self._connection.execute(_TAKEN, {"log": log.id, "number": number}).first()
            for log in self._logs.of(person_id)
        )
        free = self._logs.spoken_to(person_id).has_room(number)
        if not 0 < number < 2**31 or taken or not free:
            return self.add(person_id, exercise)
        self._connection.execute(_AT_LEAST, {"person": person_id, "this": number})
        return self._insert(person_id, number, exercise)

    def _insert(self, person_id: int, number: int, exercise: Exercise) -> Exercise:
        self._state.will_hold(person_id, TABLE)
        log, made = self._logs.spoken_to(person_id), replace(exercise, id=f"own-{number}")
        here = number - log.exercises
        row = {"log_id": log.id, "id": here, "seen": number, "body": exercise_text(made)}
        self._connection.execute(_ADD, row)
        log.see(here, number)
        return made


def _exercise(body: str, seen: int) -> Exercise:
    """An exercise under the id by which the person knows it."""
    found = text_exercise(body)
    return found if found.id == f"own-{seen}" else replace(found, id=f"own-{seen}")
