"""Trials on oneself: begun and stopped. What they show stands in the log."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from core.store.codec import dumps, loads
from core.store.person_log import PersonLog, log_named
from core.store.repositories.logs import Logs
from core.store.schema.trials import trials
from core.store.unit_state import UnitState
from core.trials.records import Expectation, Trial

TABLE = "trials"
Row = Any

_MINE = trials.c.log_id == bindparam("log")
_READ = select(trials).where(_MINE).order_by(trials.c.id.desc()).limit(1)
_NEXT = select(func.coalesce(func.max(trials.c.id), 0) + 1).where(_MINE).scalar_subquery()
_BEGIN = insert(trials).values(id=_NEXT).returning(trials.c.id)
_STOP = (
    update(trials)
    .where(_MINE, trials.c.id == bindparam("this"))
    .values(stopped_at=bindparam("now"))
)


class Trials:
    """A person's trials, inside one unit of work."""

    def __init__(self, connection: Connection, state: UnitState, logs: Logs) -> None:
        """Work inside an open transaction; `logs`: those of each person."""
        self._connection, self._state, self._logs = connection, state, logs

    def newest(self, person_id: int) -> Trial | None:
        """The trial begun last in any log, whether it runs, was stopped or is over."""
        if not self._state.may_hold(person_id, TABLE):
            return None
        found = [
            _trial_of(row, log)
            for log in self._logs.of(person_id)
            for row in self._connection.execute(_READ, {"log": log.id})
        ]
        return max(found, key=lambda each: each.begun_at, default=None)

    def begin(self, person_id: int, trial: Trial) -> Trial:
        """Keep a trial of one exercise in the log it is begun in; given back with its id."""
        self._state.will_hold(person_id, TABLE)
        log = self._logs.spoken_to(person_id)
        row = {
            "log": log.id, "log_id": log.id, "design": trial.design, "seed": trial.seed,
            "exercise_id": self._logs.store_exercise(person_id, log, trial.exercises[0]),
            "expected": dumps(asdict(trial.expected)), "begun_at": trial.begun_at,
            "stopped_at": None,
        }  # fmt: skip
        made = self._connection.execute(_BEGIN, row).scalar_one()
        return replace(trial, id=_id(log, made))

    def stop(self, person_id: int, trial: Trial, now: datetime) -> None:
        """Note that a trial ends early."""
        whose, _, number = trial.id.partition("/")
        log = log_named(int(whose), self._logs.of(person_id))
        if log is not None:
            asked = {"log": log.id, "this": int(number), "now": now}
            self._connection.execute(_STOP, asked)


def _id(log: PersonLog, number: int) -> str:
    """What tells a trial from those of other logs, linked or not."""
    return f"{log.id}/{number}"


def _trial_of(row: Row, log: PersonLog) -> Trial:
    return Trial(
        (log.exercise_seen(row.exercise_id),), row.design, row.seed, row.begun_at,
        Expectation(**loads(row.expected)), _id(log, row.id), row.stopped_at,
    )  # fmt: skip
