"""An import inside units of work: what is there, staging out of sight, making visible at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from core.records import LoggedSet, Present
from core.store.repositories import bulk, presence
from core.store.repositories.logs import Logs
from core.store.unit_state import UnitState


class Imports:
    """What only an import does."""

    def __init__(self, connection: Connection, state: UnitState, logs: Logs) -> None:
        """Work inside an open transaction; `logs`: those of each person."""
        self._connection, self._state, self._logs = connection, state, logs

    def present(
        self, person_id: int, since: datetime, until: datetime, after: int, most: int
    ) -> tuple[Present, ...]:
        """At most so many sets of the log in [since, until): by number, those behind `after`."""
        found = presence.read_present(
            self._connection, self._logs.of(person_id), since, until, after, most
        )
        return tuple(found)

    def taken_back(self, person_id: int, since: datetime, until: datetime) -> Iterator[Present]:
        """What was deleted or corrected in chat in [since, until) after an import had seen it."""
        return presence.read_taken_back(self._connection, self._logs.of(person_id), since, until)

    def begin(self, person_id: int, run: int) -> None:
        """Clear what an earlier try of the same import left."""
        bulk.begin_run(self._connection, person_id, run)

    def stage(self, person_id: int, run: int, first: int, batch: Sequence[LoggedSet]) -> None:
        """Put sets of an import aside, out of sight, numbered from `first`."""
        bulk.stage(self._connection, person_id, run, first, batch)

    def publish(
        self,
        person_id: int,
        run: int,
        source: str,
        replaced: Sequence[str],
        now: datetime,
        *,
        placed: bool = False,
    ) -> int:
        """Make what was staged part of the log as one change; gives the number of sets added.

        Sets of `replaced` ids give way to them. `placed` keeps the order of messages of our own
        format. Sessions are right afterwards and the `log_version` has grown. All of it is of the
        log of the account by which the person speaks here.
        """
        self._state.known.pop(person_id, None)
        spoken_to = self._logs.spoken_to(person_id)
        into = bulk.Into(
            person_id, run, source, self._state.via.get(person_id, ""), spoken_to,
            self._logs.of(person_id), partial(self._logs.store_exercise, person_id, spoken_to),
        )  # fmt: skip
        return bulk.publish(self._connection, into, replaced, now, placed=placed)
