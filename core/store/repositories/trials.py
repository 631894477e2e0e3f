"""Trials on oneself: begun and stopped. What they show stands in the log."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from core.store.codec import dumps, loads
from core.store.schema.trials import trials
from core.store.unit_state import UnitState
from core.trials.records import Expectation, Trial

TABLE = "trials"
_READ = (
    select(trials)
    .where(trials.c.person_id == bindparam("person"))
    .order_by(trials.c.begun_at.desc(), trials.c.id.desc())
    .limit(1)
)
_STOP = (
    update(trials)
    .where(trials.c.person_id == bindparam("person"), trials.c.id == bindparam("this"))
    .values(stopped_at=bindparam("now"))
)


class Trials:
    """A person's trials, inside one unit of work."""

    def __init__(self, connection: Connection, state: UnitState) -> None:
        """Work inside the transaction that is open on a connection."""
        self._connection, self._state = connection, state

    def newest(self, person_id: int) -> Trial | None:
        """The trial begun last, whether it runs, was stopped or is over."""
        if not self._state.may_hold(person_id, TABLE):
            return None
        row = self._connection.execute(_READ, {"person": person_id}).first()
        if row is None:
            return None
        expected = Expectation(**loads(row.expected))
        return Trial(
            (row.exercise_id,), row.design, row.seed, row.begun_at, expected, str(row.id),
            row.stopped_at,
        )  # fmt: skip

    def begin(self, person_id: int, trial: Trial) -> Trial:
        """Keep a trial of one exercise; given back with its id."""
        self._state.will_hold(person_id, TABLE)
        row = {
            "person_id": person_id, "exercise_id": trial.exercises[0], "design": trial.design,
            "seed": trial.seed, "expected": dumps(asdict(trial.expected)),
            "begun_at": trial.begun_at, "stopped_at": None,
            "log_id": self._state.log_of(person_id),
        }  # fmt: skip
        made = self._connection.execute(insert(trials).returning(trials.c.id), row).scalar_one()
        return replace(trial, id=str(made))

    def stop(self, person_id: int, trial: Trial, now: datetime) -> None:
        """Note that a trial ends early."""
        asked = {"person": person_id, "this": int(trial.id), "now": now}
        self._connection.execute(_STOP, asked)
