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
from core.store.rows import PlanVersion
from core.store.schema.tables import changes, plan_versions
from core.store.schema.types import MICROSECOND
from core.store.unit_state import UnitState

PLANNED = "plan"
TABLE = "plan_versions"

_MINE = plan_versions.c.person_id == bindparam("person")
_STANDS = ~exists().where(
    changes.c.person_id == plan_versions.c.person_id,
    changes.c.undone > 0,
    changes.c.kind == literal_column(f"'{PLANNED}'"),
    changes.c.at == plan_versions.c.at,
)
_NEWEST = (
    select(plan_versions)
    .where(_MINE, _STANDS)
    .order_by(plan_versions.c.number.desc())
    .limit(bindparam("most"))
)
_LAST = select(func.max(plan_versions.c.number), func.max(plan_versions.c.at)).where(_MINE)
_ADD = insert(plan_versions)


class Plans:
    """A person's plans, inside one unit of work."""

    def __init__(self, connection: Connection, state: UnitState, journal: Journal) -> None:
        """Work inside an open transaction; `journal`: a step is a change of it."""
        self._connection, self._state, self._journal = connection, state, journal

    def newest(self, person_id: int, most: int = 1) -> tuple[PlanVersion, ...]:
        """The newest steps that stand, newest first."""
        if not self._state.may_hold(person_id, TABLE):
            return ()
        rows = self._connection.execute(_NEWEST, {"person": person_id, "most": most})
        return tuple(_version(row) for row in rows)

    def keep(self, person_id: int, version: PlanVersion, source: str = "") -> PlanVersion:
        """Keep a step of a plan's life as one change, to be undone like any other.

        Given back with its number, and a moment of its own where another step has that one.
        """
        self._state.will_hold(person_id, TABLE)
        self._state.kept.clear()
        number, last_at = self._connection.execute(_LAST, {"person": person_id}).one()
        at = version.at if last_at is None else max(version.at, last_at + MICROSECOND)
        kept = replace(version, number=(number or 0) + 1, at=at)
        self._connection.execute(
            _ADD,
            {
                "person_id": person_id,
                "number": kept.number,
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
        row.number, row.state, row.name, row.body, date.fromisoformat(row.begun_on),
        date.fromisoformat(row.starts_on), row.at,
    )  # fmt: skip
