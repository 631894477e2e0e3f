"""Guesses made before a set to failure. What became of them stands in the log."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, func, insert, select, update

from core.store.rows import Calibration
from core.store.schema.tables import calibrations

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


def open_calibration(
    connection: Connection, person_id: int, exercise_id: str, reps: int, now: datetime
) -> Calibration:
    """Keep that a guess was asked for."""
    number = (connection.execute(_LAST, {"person": person_id}).scalar() or 0) + 1
    row = {
        "person_id": person_id, "number": number, "exercise_id": exercise_id, "reps": reps,
        "opened_at": now, "guess_tenths": None, "guessed_at": None,
    }  # fmt: skip
    connection.execute(_OPEN, row)
    return Calibration(f"c{number}", exercise_id, reps, now)


def guess(
    connection: Connection, person_id: int, calibration_id: str, tenths: int, now: datetime
) -> None:
    """Keep a guess; a later one replaces it."""
    this = int(calibration_id[1:])
    connection.execute(_GUESS, {"person": person_id, "this": this, "guess": tenths, "now": now})


def read(connection: Connection, person_id: int, limit: int) -> tuple[Calibration, ...]:
    """Read the newest calibrations, newest first."""
    rows = connection.execute(_READ, {"person": person_id, "most": limit})
    return tuple(Calibration(f"c{number}", *rest) for number, *rest in rows)
