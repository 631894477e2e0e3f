"""Guesses made before a set to failure. What became of them stands in the log."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, func, insert, select, update

from core.store.rows import Calibration
from core.store.schema.tables import calibrations
from core.store.unit_state import UnitState

TABLE = "calibrations"

_LAST = select(func.max(calibrations.c.number)).where(
    calibrations.c.person_id == bindparam("person")
)
_OPEN = insert(calibrations)
_GUESS = (
    update(calibrations)
    .where(
        calibrations.c.person_id == bindparam("person"),
        calibrations.c.number == bindparam("this"),
    )
    .values(guess_tenths=bindparam("guess"), guessed_at=bindparam("now"))
)
_READ = (
    select(
        calibrations.c.number,
        calibrations.c.exercise_id,
        calibrations.c.reps,
        calibrations.c.opened_at,
        calibrations.c.guess_tenths,
        calibrations.c.guessed_at,
    )
    .where(calibrations.c.person_id == bindparam("person"))
    .order_by(calibrations.c.number.desc())
    .limit(bindparam("most"))
)


class Calibrations:
    """A person's calibrations, inside one unit of work."""

    def __init__(self, connection: Connection, state: UnitState) -> None:
        """Work inside the transaction that is open on a connection."""
        self._connection, self._state = connection, state

    def newest(self, person_id: int, limit: int = 24) -> tuple[Calibration, ...]:
        """The newest guesses asked for before sets to failure, newest first."""
        if not self._state.may_hold(person_id, TABLE):
            return ()
        rows = self._connection.execute(_READ, {"person": person_id, "most": limit})
        return tuple(
            Calibration(
                f"c{row.number}", row.exercise_id, row.reps, row.opened_at, row.guess_tenths,
                row.guessed_at,
            )
            for row in rows
        )  # fmt: skip

    def open(self, person_id: int, exercise_id: str, reps: int, now: datetime) -> Calibration:
        """Keep that a guess was asked for, under a fresh id "c1", "c2" ...; given back."""
        self._state.will_hold(person_id, TABLE)
        number = (self._connection.execute(_LAST, {"person": person_id}).scalar() or 0) + 1
        row = {
            "person_id": person_id, "number": number, "exercise_id": exercise_id, "reps": reps,
            "opened_at": now, "guess_tenths": None, "guessed_at": None,
            "log_id": self._state.log_of(person_id),
        }  # fmt: skip
        self._connection.execute(_OPEN, row)
        return Calibration(f"c{number}", exercise_id, reps, now)

    def guess(self, person_id: int, calibration_id: str, tenths: int, now: datetime) -> None:
        """Keep the guess: repetitions left, in tenths; a later one replaces it."""
        this = int(calibration_id[1:])
        self._connection.execute(
            _GUESS, {"person": person_id, "this": this, "guess": tenths, "now": now}
        )
