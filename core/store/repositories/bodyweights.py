"""What people weighed, day by day: one entry a day, the last that was said."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, bindparam, delete, select

from core.records import Bodyweight, Load
from core.store.dialects import chosen, upsert
from core.store.repositories.logs import Logs
from core.store.schema.tables import bodyweights
from core.store.unit_state import UnitState

TABLE = "bodyweights"
MOST = 1000  # entries read, the newest

_MINE = bodyweights.c.log_id == bindparam("log")
_NEWEST = (
    select(bodyweights).where(_MINE).order_by(bodyweights.c.day.desc()).limit(bindparam("most"))
)
_PUT = upsert(bodyweights)
_DROP = delete(bodyweights).where(_MINE, bodyweights.c.day == bindparam("on"))


class Bodyweights:
    """A person's log of their weight, inside one unit of work."""

    def __init__(self, connection: Connection, state: UnitState, logs: Logs) -> None:
        """Work inside an open transaction; `logs`: those of each person."""
        self._connection, self._state, self._logs = connection, state, logs

    def of(self, person_id: int, most: int = MOST) -> tuple[Bodyweight, ...]:
        """The newest entries, oldest first; of a day said in two logs, what this one says."""
        if not self._state.may_hold(person_id, TABLE):
            return ()
        found: dict[str, Load] = {}
        for log in reversed(self._logs.of(person_id)):
            for row in self._connection.execute(_NEWEST, {"log": log.id, "most": most}):
                found[row.day] = Load(row.load_milli, row.load_unit)
        return tuple(
            Bodyweight(date.fromisoformat(day), found[day]) for day in sorted(found)[-most:]
        )

    def put(self, person_id: int, entry: Bodyweight) -> None:
        """Keep an entry; another of the same day gives way."""
        self._state.will_hold(person_id, TABLE)
        self._state.kept.clear()
        row = {
            "log_id": self._logs.spoken_to(person_id).id, "day": entry.day.isoformat(),
            "load_milli": entry.load.milli, "load_unit": entry.load.unit,
        }  # fmt: skip
        self._connection.execute(chosen(_PUT, self._connection), row)

    def drop(self, person_id: int, day: date) -> bool:
        """Take the entry of a day out; whether there was one."""
        self._state.kept.clear()
        rows = [
            self._connection.execute(_DROP, {"log": log.id, "on": day.isoformat()}).rowcount
            for log in self._logs.of(person_id)
        ]
        return any(rows)
