"""Plans: what a person means to train, each step of a plan's life kept.

A step is one change of the journal, of kind `PLANNED`, without sets and with the step's own time:
undone with it, it counts no more, and redone it counts again. A text that was only sent, and is
followed by nobody yet, is no change.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, bindparam, exists, func, insert, literal_column, select

from core.store.repositories.journal import Journal
from core.store.repositories.logs import Logs
from core.store.rows import PlanVersion
from core.store.schema.tables import changes, plan_versions
from core.store.schema.types import MICROSECOND
from core.store.unit_state import UnitState

PLANNED = "plan"
TABLE = "plan_versions"

_MINE = plan_versions.c.log_id == bindparam("log")
_STANDS = ~exists().where(
    changes.c.log_id == plan_versions.c.log_id,
    changes.c.undone > 0,
    changes.c.kind == literal_column(f"'{PLANNED}'"),
    changes.c.at == plan_versions.c.at,
)
_NEWEST = (
    select(plan_versions)
    .where(_MINE, _STANDS)
    .order_by(plan_versions.c.id.desc())
    .limit(bindparam("most"))
)
_LAST = select(func.max(plan_versions.c.id), func.max(plan_versions.c.at)).where(_MINE)
_ADD = insert(plan_versions)


class Plans:
    """A person's plans, inside one unit of work."""

    def __init__(
        self, connection: Connection, state: UnitState, logs: Logs, journal: Journal
    ) -> None:
        """Work inside an open transaction; `journal`: a step is a change of it."""
        self._connection, self._state = connection, state
        self._logs, self._journal = logs, journal

    def newest(self, person_id: int, most: int = 1) -> tuple[PlanVersion, ...]:
        """The newest steps that stand, newest first."""
        if not self._state.may_hold(person_id, TABLE):
            return ()
        found = [
            _version(row)
            for log in self._logs.of(person_id)
            for row in self._connection.execute(_NEWEST, {"log": log.id, "most": most})
        ]
        return tuple(sorted(found, key=lambda each: each.at, reverse=True)[:most])

    def keep(self, person_id: int, version: PlanVersion, source: str = "") -> PlanVersion:
        """Keep a step of a plan's life as one change, to be undone like any other.

        Given back with its number, and a moment of its own where another step has that one.
        """
        self._state.will_hold(person_id, TABLE)
        self._state.kept.clear()
        log = self._logs.spoken_to(person_id)
        number, last_at = self._connection.execute(_LAST, {"log": log.id}).one()
        at = version.at if last_at is None else max(version.at, last_at + MICROSECOND)
        kept = replace(version, number=(number or 0) + 1, at=at)
        self._connection.execute(
            _ADD,
            {
                "log_id": log.id,
                "id": kept.number,
                "state": kept.state,
                "name": kept.name,
                "body": kept.text,
                "begun_on": kept.begun_on.isoformat(),
                "starts_on": kept.starts_on.isoformat(),
                "at": at,
            },
        )
        if kept.state != "draft":  # nothing came of a text yet, so that nothing is to be undone
            self._journal.write(person_id, PLANNED, source, (), (), at)
        return kept


def _version(row: Row[Any]) -> PlanVersion:
    return PlanVersion(
        row.id, row.state, row.name, row.body, date.fromisoformat(row.begun_on),
        date.fromisoformat(row.starts_on), row.at,
    )  # fmt: skip
