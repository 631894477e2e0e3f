"""Exercises that people added."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, bindparam, insert, select, update

from core.bounds import decimal
from core.records import Exercise
from core.store.codec import exercise_text, text_exercise
from core.store.schema.tables import own_exercises, people
from core.store.unit_state import UnitState

TABLE = "own_exercises"

_ALL = (
    select(own_exercises.c.body)
    .where(own_exercises.c.person_id == bindparam("person"))
    .order_by(own_exercises.c.number)
)
_TAKEN = select(own_exercises.c.number).where(
    own_exercises.c.person_id == bindparam("person"), own_exercises.c.number == bindparam("this")
)
_NEXT = (
    update(people)
    .where(people.c.id == bindparam("person"))
    .values(last_exercise=people.c.last_exercise + 1)
    .returning(people.c.last_exercise)
)
_AT_LEAST = (
    update(people)
    .where(people.c.id == bindparam("person"), people.c.last_exercise < bindparam("this"))
    .values(last_exercise=bindparam("this"))
)
_ADD = insert(own_exercises)


class OwnExercises:
    """A person's own exercises, inside one unit of work."""

    def __init__(self, connection: Connection, state: UnitState) -> None:
        """Work inside the transaction that is open on a connection."""
        self._connection, self._state = connection, state

    def of(self, person_id: int) -> tuple[Exercise, ...]:
        """Exercises this person added, oldest first."""
        if not self._state.may_hold(person_id, TABLE):
            return ()
        rows = self._connection.execute(_ALL, {"person": person_id}).scalars()
        return tuple(text_exercise(body) for body in rows)

    def add(self, person_id: int, exercise: Exercise) -> Exercise:
        """Store a person's own exercise under a fresh id "own-<n>" and give it back."""
        number: int = self._connection.execute(_NEXT, {"person": person_id}).scalar_one()
        return self._insert(person_id, number, replace(exercise, id=f"own-{number}"))

    def place(self, person_id: int, exercise: Exercise) -> Exercise:
        """Store an own exercise from elsewhere, under its old id where that is free."""
        number = decimal(exercise.id.removeprefix("own-")) or 0
        asked = {"person": person_id, "this": number}
        if not 0 < number < 2**31 or self._connection.execute(_TAKEN, asked).first():
            return self.add(person_id, exercise)
        self._connection.execute(_AT_LEAST, asked)
        return self._insert(person_id, number, exercise)

    def _insert(self, person_id: int, number: int, exercise: Exercise) -> Exercise:
        self._state.will_hold(person_id, TABLE)
        row = {"person_id": person_id, "number": number, "body": exercise_text(exercise)}
        self._connection.execute(_ADD, row)
        return exercise
