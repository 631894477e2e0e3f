"""Trials on oneself: begun and stopped. What they show stands in the log."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from core.store.codec import dumps, loads
from core.store.dialects import chosen, upsert
from core.store.person_log import PersonLog, log_named
from core.store.repositories.logs import Logs
from core.store.schema.trials import trial_feelings, trials
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
_FELT = (
    select(trial_feelings.c.session_at, trial_feelings.c.felt)
    .where(
        trial_feelings.c.log_id == bindparam("log"), trial_feelings.c.trial_id == bindparam("this")
    )
    .order_by(trial_feelings.c.session_at)
)
_FEEL = upsert(trial_feelings)


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
            trial_of(row, log)
            for log in self._logs.of(person_id)
            for row in self._connection.execute(_READ, {"log": log.id})
        ]
        return max(found, key=lambda each: each.begun_at, default=None)

    def begin(self, person_id: int, trial: Trial) -> Trial:
        """Keep a trial in the log it is begun in; given back with its id."""
        self._state.will_hold(person_id, TABLE)
        log = self._logs.spoken_to(person_id)
        first, *others = (
            self._logs.store_exercise(person_id, log, each) for each in trial.exercises
        )
        row = {
            "log": log.id, "log_id": log.id, "design": trial.design, "seed": trial.seed,
            "exercise_id": first, "others": " ".join(others),
            "expected": dumps(asdict(trial.expected)), "begun_at": trial.begun_at,
            "stopped_at": None,
        }  # fmt: skip
        made = self._connection.execute(_BEGIN, row).scalar_one()
        return replace(trial, id=_id(log, made))

    def stop(self, person_id: int, trial: Trial, now: datetime) -> None:
        """Note that a trial ends early."""
        asked = self._asked(person_id, trial)
        if asked is not None:
            self._connection.execute(_STOP, {**asked, "now": now})

    def felt(self, person_id: int, trial: Trial) -> dict[datetime, str]:
        """How sessions of a trial felt, by their start; "" where it was asked and not said."""
        asked = self._asked(person_id, trial)
        if asked is None:
            return {}
        found = self._connection.execute(_FELT, asked)
        return {row.session_at: row.felt for row in found}

    def feel(self, person_id: int, trial: Trial, session_at: datetime, felt: str) -> None:
        """Keep how a session felt, or "" that it was asked; what was said before gives way."""
        asked = self._asked(person_id, trial)
        if asked is not None:
            row = {
                "log_id": asked["log"], "trial_id": asked["this"], "session_at": session_at,
                "felt": felt,
            }  # fmt: skip
            self._connection.execute(chosen(_FEEL, self._connection), row)

    def _asked(self, person_id: int, trial: Trial) -> dict[str, object] | None:
        """A trial by its log and number; None where it is none of the person's any more."""
        log_id, number = numbers_of(trial)
        log = log_named(log_id, self._logs.of(person_id))
        return None if log is None else {"log": log.id, "this": number}


def numbers_of(trial: Trial) -> tuple[int, int]:
    """The log of a trial, and its number there."""
    whose, _, number = trial.id.partition("/")
    return int(whose), int(number)


def _id(log: PersonLog, number: int) -> str:
    """What tells a trial from those of other logs, linked or not."""
    return f"{log.id}/{number}"


def trial_of(row: Row, log: PersonLog) -> Trial:
    """A trial of its columns."""
    ids = (row.exercise_id, *row.others.split())
    return Trial(
        tuple(map(log.exercise_seen, ids)), row.design, row.seed, row.begun_at,
        Expectation(**loads(row.expected)), _id(log, row.id), row.stopped_at,
    )  # fmt: skip
