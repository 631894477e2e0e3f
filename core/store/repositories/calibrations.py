"""Guesses made before a set to failure. What became of them stands in the log."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, func, insert, select, update

from core.store.repositories.logs import Logs
from core.store.rows import Calibration
from core.store.schema.tables import calibrations
from core.store.unit_state import UnitState

TABLE = "calibrations"

_MINE = calibrations.c.log_id == bindparam("log")
_LAST = select(func.max(calibrations.c.id)).where(_MINE)
_OPEN = insert(calibrations)
_GUESS = (
    update(calibrations)
    .where(_MINE, calibrations.c.id == bindparam("this"))
    .values(guess_tenths=bindparam("guess"), guessed_at=bindparam("now"))
)
_READ = (
    select(
        calibrations.c.id,
        calibrations.c.exercise_id,
        calibrations.c.reps,
        calibrations.c.opened_at,
        calibrations.c.guess_tenths,
        calibrations.c.guessed_at,
    )
    .where(_MINE)
    .order_by(calibrations.c.id.desc())
    .limit(bindparam("most"))
)


class Calibrations:
    """A person's calibrations, inside one unit of work."""

    def __init__(self, connection: Connection, state: UnitState, logs: Logs) -> None:
        """Work inside an open transaction; `logs`: those of each person."""
        self._connection, self._state, self._logs = connection, state, logs

    def newest(self, person_id: int, limit: int = 24) -> tuple[Calibration, ...]:
        """The newest guesses asked for before sets to failure, newest first."""
        if not self._state.may_hold(person_id, TABLE):
            return ()
        found = {
            row.id + log.calibrations: Calibration(
                f"c{row.id + log.calibrations}", log.exercise_seen(row.exercise_id), row.reps,
                row.opened_at, row.guess_tenths, row.guessed_at,
            )
            for log in self._logs.of(person_id)
            for row in self._connection.execute(_READ, {"log": log.id, "most": limit})
        }  # fmt: skip
        return tuple(found[number] for number in sorted(found, reverse=True)[:limit])

    def open(self, person_id: int, exercise_id: str, reps: int, now: datetime) -> Calibration:
        """Keep that a guess was asked for, under a fresh id "c1", "c2" ...; given back."""
        self._state.will_hold(person_id, TABLE)
        log, number = self._logs.spoken_to(person_id), self.last_number(person_id) + 1
        row = {
            "log_id": log.id, "id": number - log.calibrations, "reps": reps, "opened_at": now,
            "exercise_id": self._logs.store_exercise(person_id, log, exercise_id),
            "guess_tenths": None, "guessed_at": None,
        }  # fmt: skip
        self._connection.execute(_OPEN, row)
        return Calibration(f"c{number}", exercise_id, reps, now)

    def last_number(self, person_id: int) -> int:
        """The greatest number of a guess that was asked for; 0 where none was."""
        last = 0
        for log in self._logs.of(person_id):
            found = self._connection.execute(_LAST, {"log": log.id}).scalar()
            last = max(last, log.calibrations + found if found is not None else 0)
        return last

    def guess(self, person_id: int, calibration_id: str, tenths: int, now: datetime) -> None:
        """Keep the guess: repetitions left, in tenths; a later one replaces it."""
        number = int(calibration_id[1:])
        for log in self._logs.of(person_id):
            asked = {"log": log.id, "this": number - log.calibrations}
            self._connection.execute(_GUESS, {**asked, "guess": tenths, "now": now})
