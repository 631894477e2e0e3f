"""Sets of the log as they are asked for: by id and message, by time, by exercise, all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    bindparam,
    func,
    literal_column,
    select,
    tuple_,
    update,
)

from core.records import Exposure, Load, LoggedSet
from core.store.known_log import MOST_SETS, WINDOW
from core.store.repositories.failures import count_failures, count_in_order
from core.store.repositories.logs import Logs
from core.store.repositories.set_rows import (
    SET_COLUMNS,
    Key,
    in_message,
    in_order,
    in_order_of_sessions,
    read_kept,
    read_sets,
    sets_by_id,
)
from core.store.schema.tables import people, sets
from core.store.schema.types import Moment
from core.store.unit_state import UnitState

PAGE = 2000

Row = Any
Place = tuple[datetime, int, int, int]  # where a set stands in the order of the log

_MINE = sets.c.log_id == bindparam("log")
_THIS = sets.c.exercise_id == bindparam("exercise")
_IN_ORDER = (sets.c.at, sets.c.place, sets.c.position, sets.c.id)
_NEWEST_FIRST = tuple(each.desc() for each in _IN_ORDER)
_EXERCISE_NEWEST_FIRST = (sets.c.session_at.desc(), *_NEWEST_FIRST)

# --- by message -------------------------------------------------------------------------------

_BY_SOURCE = (
    select(*SET_COLUMNS)
    .where(
        _MINE,
        sets.c.source == bindparam("source"),
        sets.c.source != literal_column("''"),
    )
    .order_by(sets.c.position)
)
_NEXT_SETS = (
    update(people)
    .where(people.c.id == bindparam("person"))
    .values(last_set=people.c.last_set + bindparam("count"))
    .returning(people.c.last_set)
)


# --- by time ------------------------------------------------------------------------------------

_LAST = select(*SET_COLUMNS).where(_MINE).order_by(*_NEWEST_FIRST).limit(1)
_LAST_OF = select(*SET_COLUMNS).where(_MINE, _THIS).order_by(*_EXERCISE_NEWEST_FIRST).limit(1)
_BETWEEN = (
    select(*SET_COLUMNS)
    .where(_MINE, sets.c.at >= bindparam("since"), sets.c.at < bindparam("until"))
    .order_by(*_IN_ORDER)
    .limit(bindparam("most"))
)
_LATEST_AT = (
    select(sets.c.at)
    .where(_MINE, sets.c.at < bindparam("moment"))
    .order_by(sets.c.at.desc())
    .limit(1)
)
_AFTER_SESSION = (
    select(sets.c.at)
    .where(_MINE, sets.c.at > bindparam("session"), sets.c.session_at > bindparam("session"))
    .order_by(sets.c.at)
    .limit(1)
    .scalar_subquery()
)
_SESSION = (
    select(*SET_COLUMNS)
    .where(
        _MINE,
        sets.c.at >= bindparam("session"),
        sets.c.at < func.coalesce(_AFTER_SESSION, 2**62),
        sets.c.session_at == bindparam("session"),
    )
    .order_by(*_IN_ORDER)
)


# --- by exercise --------------------------------------------------------------------------------


def _exposures(*conditions: ColumnElement[bool]) -> Any:  # noqa: ANN401 - a query
    """Select the rows of the last sessions; the sessions are counted in the index alone."""
    sessions = (
        select(sets.c.session_at)
        .where(_MINE, _THIS, *conditions)
        .distinct()
        .order_by(sets.c.session_at.desc())
        .limit(bindparam("sessions"))
        .subquery()
    )
    oldest = select(func.min(sessions.c.session_at)).scalar_subquery()
    return (
        select(*SET_COLUMNS)
        .where(_MINE, _THIS, sets.c.session_at >= oldest, *conditions)
        .order_by(*_EXERCISE_NEWEST_FIRST)
        .limit(bindparam("most"))
    )


_EXPOSURES = _exposures()
_EXPOSURES_BEFORE = _exposures(sets.c.session_at < bindparam("before"))
_LOADS = (
    select(
        sets.c.session_at,
        func.max(sets.c.load_milli).label("milli"),
        func.max(sets.c.load_unit).label("unit"),
    )
    .where(
        _MINE,
        _THIS,
        sets.c.working == 1,
        sets.c.session_at < bindparam("before"),
        sets.c.session_at >= bindparam("since"),
    )
    .group_by(sets.c.session_at)
    .order_by(sets.c.session_at.desc())
)
_OTHER_LOAD = _LOADS.having(
    (func.max(sets.c.load_milli) != bindparam("milli"))
    | (func.max(sets.c.load_unit) != bindparam("unit"))
).limit(1)
_OLDER = (
    _MINE,
    _THIS,
    sets.c.session_at < bindparam("before", type_=Moment),
)
_COMES_TO = select(
    func.count().label("sets"),
    func.coalesce(func.max(sets.c.changed_by), 0).label("changed_by"),
    func.coalesce(func.sum(sets.c.load_milli * sets.c.reps), 0).label("volume"),
    func.coalesce(func.sum(func.coalesce(sets.c.rir_tenths, -1)), 0).label("effort"),
    func.min(sets.c.session_at).label("first"),
).where(*_OLDER)


# --- the whole log ----------------------------------------------------------------------------

_WALK = select(*SET_COLUMNS).where(_MINE).order_by(*_IN_ORDER).limit(bindparam("most"))
_WALK_ON = _WALK.where(
    tuple_(*_IN_ORDER)
    > tuple_(
        bindparam("at", type_=Moment), bindparam("place"), bindparam("position"),
        bindparam("id"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OlderLog:
    """What the sets of an exercise before a moment come to: another log comes to something else."""

    count: int
    changed_by: int
    volume: int
    effort: int
    first: datetime | None


class Sets:
    """A person's sets, inside one unit of work; how much is read does not grow with the log."""

    def __init__(self, connection: Connection, state: UnitState, logs: Logs) -> None:
        """Work inside an open transaction; `logs`: those of each person."""
        self._connection, self._state, self._logs = connection, state, logs

    def by_id(self, person_id: int, set_id: str) -> LoggedSet | None:
        """A set by its short id."""
        found = sets_by_id(self._connection, self._logs.of(person_id), (set_id,)).get(set_id)
        return None if found is None else found.set

    def of_source(self, person_id: int, source: str) -> tuple[LoggedSet, ...]:
        """The stored sets of one message, by position."""
        return self._read(person_id, _BY_SOURCE, {"source": source}, in_message)

    def new_ids(self, person_id: int, count: int) -> tuple[str, ...]:
        """Fresh short ids for sets: "s1", "s2" ..., never used again for this person."""
        if count <= 0:
            return ()
        last = self._connection.execute(
            _NEXT_SETS, {"person": person_id, "count": count}
        ).scalar_one()
        return tuple(f"s{number}" for number in range(last - count + 1, last + 1))

    def _read(
        self, person_id: int, query: Executable, asked: dict[str, object], key: Key = in_order
    ) -> tuple[LoggedSet, ...]:
        """Read sets, oldest first."""
        logs = self._logs.of(person_id)
        return tuple(read_sets(self._connection, logs, query, asked, key, newest_first=False))

    def _values(self, person_id: int, query: Executable, asked: dict[str, object]) -> list[Row]:
        """Read rows of something else, log after log."""
        return [
            row
            for log in self._logs.of(person_id)
            for row in self._connection.execute(query, log.asked(asked))
        ]

    # --- by time ----------------------------------------------------------------------------------

    def last(self, person_id: int, exercise_id: str | None = None) -> LoggedSet | None:
        """The latest set, of one exercise or of any, by time done then order stored."""
        query, key, asked = _LAST, in_order, {}
        if exercise_id is not None:
            query, key, asked = _LAST_OF, in_order_of_sessions, {"exercise": exercise_id}
        found = read_sets(self._connection, self._logs.of(person_id), query, asked, key)
        return found[0] if found else None

    def of_session(self, person_id: int, session_at: datetime) -> tuple[LoggedSet, ...]:
        """All sets of a session, in the order done."""
        return self._read(person_id, _SESSION, {"session": session_at})

    def between(
        self, person_id: int, since: datetime, until: datetime, limit: int = 2000
    ) -> tuple[LoggedSet, ...]:
        """All sets done in [since, until), oldest first."""
        asked: dict[str, object] = {"since": since, "until": until, "most": limit}
        return self._read(person_id, _BETWEEN, asked)[:limit]

    def trained_before(self, person_id: int, moment: datetime) -> datetime | None:
        """When the last set before a moment was done, any exercise."""
        rows = self._values(person_id, _LATEST_AT, {"moment": moment})
        return max((row.at for row in rows), default=None)

    # --- by exercise ------------------------------------------------------------------------------

    def exposures(
        self,
        person_id: int,
        exercise_id: str,
        *,
        before: datetime | None = None,
        limit: int = WINDOW,
        most: int = MOST_SETS,
    ) -> tuple[Exposure, ...]:
        """The last sessions with an exercise that began before a moment, oldest first.

        At most `limit` of them, and `most` sets: a session cut by that is left out, but a
        single one of more sets is given with its last ones.
        """
        known = None
        if before is None and (limit, most) == (WINDOW, MOST_SETS):
            known = self._state.known.get(person_id)
        if known is not None and exercise_id in known.windows:
            return known.windows[exercise_id]
        asked: dict[str, object] = {
            "exercise": exercise_id, "sessions": limit, "most": most + 1,
        }  # fmt: skip
        if before is not None:
            asked["before"] = before
        query = _EXPOSURES if before is None else _EXPOSURES_BEFORE
        logs = self._logs.of(person_id)
        newest = read_sets(self._connection, logs, query, asked, in_order_of_sessions)
        found = newest[most::-1]
        if len(found) > most:
            whole = [each for each in found if each.session_at != found[0].session_at]
            found = whole or found[1:]
        exposures = [
            Exposure(session_at, tuple(group))
            for session_at, group in groupby(found, key=lambda each: each.session_at)
            if session_at is not None
        ]
        last = tuple(exposures[-limit:])
        if known is not None:
            self._state.known[person_id] = known.with_window(exercise_id, last)
        return last

    def older(self, person_id: int, exercise_id: str, before: datetime) -> OlderLog:
        """What the sets of an exercise in sessions begun before a moment come to."""
        asked = {"exercise": exercise_id, "before": before}
        found = [
            OlderLog(
                row.sets, row.changed_by and row.changed_by + log.changes, int(row.volume),
                int(row.effort), row.first,
            )
            for log in self._logs.of(person_id)
            for row in self._connection.execute(_COMES_TO, log.asked(asked))
        ]  # fmt: skip
        return OlderLog(
            sum(each.count for each in found),
            max(each.changed_by for each in found),
            sum(each.volume for each in found),
            sum(each.effort for each in found),
            min((each.first for each in found if each.first is not None), default=None),
        )

    def last_other_load(
        self,
        person_id: int,
        exercise_id: str,
        load: Load,
        since: datetime,
        before: datetime,
    ) -> datetime | None:
        """The newest session in [since, before) whose hardest working load is another one."""
        asked = {
            "exercise": exercise_id, "since": since, "before": before,
            "milli": load.milli, "unit": load.unit,
        }  # fmt: skip
        logs = self._logs.of(person_id)
        if len(logs) == 1:
            found: datetime | None = self._connection.execute(
                _OTHER_LOAD, logs[0].asked(asked)
            ).scalar()
            return found
        hardest: dict[datetime, tuple[int, str]] = {}  # a session may have sets in several logs
        for row in self._values(person_id, _LOADS, asked):
            milli, unit = hardest.get(row.session_at, (row.milli, row.unit))
            hardest[row.session_at] = (max(milli, row.milli), max(unit, row.unit))
        other = (at for at, each in hardest.items() if each != (load.milli, load.unit))
        return max(other, default=None)

    # --- the whole log ----------------------------------------------------------------------------

    def count_failures(self, person_id: int) -> dict[str, tuple[int, int, int]]:
        """Working sets per exercise: (all, to failure, to failure before the session's last).

        Walks through the whole log.
        """
        logs = self._logs.of(person_id)
        if len(logs) == 1:
            return count_failures(self._connection, logs[0])
        return count_in_order(self._walk_all(person_id))

    def _walk_all(self, person_id: int) -> Iterator[LoggedSet]:
        after: Place | None = None
        while True:
            page, after = self.walk(person_id, after)
            yield from page
            if after is None:
                return

    def walk(
        self, person_id: int, after: Place | None = None, most: int = PAGE
    ) -> tuple[list[LoggedSet], Place | None]:
        """A page of the whole log in the order done, and where the next begins (None: the end)."""
        kept = []
        logs = self._logs.of(person_id)
        for log in logs:
            asked: dict[str, object] = {"most": most}
            if after is not None:
                at, place, position, number = after
                asked |= {
                    "at": at, "place": place - log.changes, "position": position,
                    "id": number - log.sets,
                }  # fmt: skip
            query = _WALK if after is None else _WALK_ON
            kept += read_kept(self._connection, (log,), query, asked, in_order, newest_first=False)
        if len(logs) > 1:
            kept = sorted(kept, key=in_order)[:most]
        if len(kept) < most:
            return [each.set for each in kept], None
        last = kept[-1]
        return [each.set for each in kept], (
            last.set.at,
            last.place,
            last.set.position,
            last.number,
        )
