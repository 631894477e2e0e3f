"""Whose a log is: the logs of a person, and what their rows are called there (decision 078).

Nearly everybody has one log, their own, and its numbers are the ones they see. A log that was
joined keeps the numbers of its rows: they are shown with a distance added, and its exercises of
somebody's own by the number noted beside them.
"""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, insert, select, update

from core.store.person_log import NOT_HERE, PersonLog, log_named
from core.store.schema.tables import logs, own_exercises, people
from core.store.unit_state import UnitState

_OF = select(logs).where(logs.c.person_id == bindparam("person")).order_by(logs.c.position)
_OWN = select(own_exercises.c.log_id, own_exercises.c.id, own_exercises.c.seen).where(
    own_exercises.c.log_id.in_(bindparam("logs", expanding=True))
)
_BODY = select(own_exercises.c.body).where(
    own_exercises.c.log_id.in_(bindparam("logs", expanding=True)),
    own_exercises.c.seen == bindparam("number"),
)
_NEXT = (
    update(people)
    .where(people.c.id == bindparam("person"))
    .values(last_exercise=people.c.last_exercise + 1)
    .returning(people.c.last_exercise)
)
_COPY = insert(own_exercises)
_ADD = insert(logs)


class Logs:
    """The logs of people, inside one unit of work."""

    def __init__(self, connection: Connection, state: UnitState) -> None:
        """Work inside the transaction that is open on a connection."""
        self._connection, self._state = connection, state

    def of(self, person_id: int) -> tuple[PersonLog, ...]:
        """A person's logs: their own, then those that were joined; read once a unit of work.

        Somebody who is gone has none that could hold anything.
        """
        found = self._state.logs.get(person_id)
        if found is None:
            found = self._state.logs[person_id] = self._read(person_id)
        return found

    def spoken_to(self, person_id: int) -> PersonLog:
        """The log to which what a person adds here belongs: that of the account they speak by."""
        found = self.of(person_id)
        log_id = self._state.speaks_to.get(person_id, person_id)
        return log_named(log_id, found) or found[0]

    def begin(self, person_id: int) -> None:
        """Give somebody new a log of their own."""
        self._connection.execute(_ADD, new_log(person_id))

    def forget_read(self) -> None:
        """Read again whose logs are whose: people were linked or parted."""
        self._state.logs.clear()

    def forget_joined(self) -> None:
        """Read again what a log that was joined calls its exercises: a trial is taken back."""
        for person_id in [who for who, found in self._state.logs.items() if len(found) > 1]:
            del self._state.logs[person_id]

    def store_exercise(self, person_id: int, log: PersonLog, exercise_id: str) -> str:
        """What a log calls an exercise that is about to be used in it.

        Where it was made in another log of the person's, it is copied, so that it stays with the
        rows when the two are parted. In one's own log it keeps its number; in one that was joined
        as well where that is free.
        """
        if not exercise_id.startswith("own-"):
            return exercise_id
        if len(self.of(person_id)) == 1:
            return exercise_id
        if not log.own and (here := log.exercise_here(exercise_id)) != NOT_HERE:
            return here
        number = int(exercise_id.removeprefix("own-"))
        return self._copied(person_id, log, number)

    def next_exercise(self, person_id: int) -> int:
        """A number that no exercise of the person's own had, as they see it."""
        number: int = self._connection.execute(_NEXT, {"person": person_id}).scalar_one()
        return number

    def _copied(self, person_id: int, log: PersonLog, number: int) -> str:
        every = [each.id for each in self.of(person_id)]
        asked = {"logs": [log.id], "number": number}
        if log.own and self._connection.execute(_BODY, asked).first():
            return f"own-{number}"
        body = self._connection.execute(_BODY, {"logs": every, "number": number}).scalar()
        if body is None:  # an exercise that nobody has
            return f"own-{number}" if log.own else NOT_HERE
        free = number if log.has_room(number) else self.next_exercise(person_id)
        here = free - log.exercises
        row = {"log_id": log.id, "id": here, "seen": number, "body": body}
        self._connection.execute(_COPY, row)
        log.see(here, number)
        return f"own-{here}"

    def _read(self, person_id: int) -> tuple[PersonLog, ...]:
        rows = self._connection.execute(_OF, {"person": person_id}).all()
        if len(rows) < 2:
            return (PersonLog(person_id),)
        found = [
            PersonLog(
                row.id, row.id == person_id, row.sets_shift, row.changes_shift,
                row.calibrations_shift, row.exercises_shift,
            )
            for row in rows
        ]  # fmt: skip
        joined = {each.id: each for each in found if not each.own}
        for row in self._connection.execute(_OWN, {"logs": list(joined)}):
            joined[row.log_id].seen[f"own-{row.id}"] = f"own-{row.seen}"
        return tuple(found)


def new_log(person_id: int) -> dict[str, object]:
    """The row of a log that nobody else has."""
    return {
        "id": person_id, "person_id": person_id, "position": 0, "sets_shift": 0,
        "changes_shift": 0, "calibrations_shift": 0, "exercises_shift": 0,
    }  # fmt: skip
