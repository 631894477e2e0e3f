"""Sets of the log as they are asked for: by id and message, by time, by exercise, all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    func,
    literal_column,
    select,
    text,
    tuple_,
    update,
)

from core.records import Exposure, Load, LoggedSet
from core.store.repositories.set_rows import SET_COLUMNS, kept_of, number_of, set_of, sets_by_id
from core.store.schema.tables import people, sets
from core.store.schema.types import Moment

MOST_SETS = 240  # read for one exercise, however long its sessions are
PAGE = 2000

Place = tuple[datetime, int, int, int]  # where a set stands in the order of the log

_MINE = sets.c.person_id == bindparam("person")
_THIS = sets.c.exercise_id == bindparam("exercise")
_IN_ORDER = (sets.c.at, sets.c.place, sets.c.position, sets.c.number)
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


def _exposures(*conditions: ColumnElement[bool]) -> Any:  # noqa: ANN401
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
_OTHER_LOAD = (
    select(sets.c.session_at)
    .where(
        _MINE,
        _THIS,
        sets.c.working == 1,
        sets.c.session_at < bindparam("before"),
        sets.c.session_at >= bindparam("since"),
    )
    .group_by(sets.c.session_at)
    .having(
        (func.max(sets.c.load_milli) != bindparam("milli"))
        | (func.max(sets.c.load_unit) != bindparam("unit"))
    )
    .order_by(sets.c.session_at.desc())
    .limit(1)
)
_COUNT = select(func.count()).select_from(
    select(sets.c.session_at).where(_MINE, _THIS).distinct().limit(bindparam("most")).subquery()
)


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

_FAILURES = text("""
SELECT exercise_id, count(*) AS sets, sum(failed_set) AS failed,
       sum(CASE WHEN turn > 1 THEN failed_set ELSE 0 END) AS failed_before
FROM (
    SELECT exercise_id, CASE WHEN failed THEN 1 ELSE 0 END AS failed_set,
           row_number() OVER (
               PARTITION BY exercise_id, session_at
               ORDER BY at DESC, place DESC, position DESC, number DESC
           ) AS turn
    FROM sets WHERE person_id = :person AND working = 1
) AS turns
GROUP BY exercise_id
""")


_WALK = select(*SET_COLUMNS).where(_MINE).order_by(*_IN_ORDER).limit(bindparam("most"))
_WALK_ON = _WALK.where(
    tuple_(*_IN_ORDER)
    > tuple_(
        bindparam("at", type_=Moment), bindparam("place"), bindparam("position"),
        bindparam("number"),
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

    def __init__(self, connection: Connection) -> None:
        """Work inside the transaction that is open on a connection."""
        self._connection = connection

    def by_id(self, person_id: int, set_id: str) -> LoggedSet | None:
        """A set by its short id."""
        found = sets_by_id(self._connection, person_id, (set_id,)).get(set_id)
        return None if found is None else found.set

    def of_source(self, person_id: int, source: str) -> tuple[LoggedSet, ...]:
        """The stored sets of one message, by position."""
        rows = self._connection.execute(_BY_SOURCE, {"person": person_id, "source": source})
        return tuple(set_of(row) for row in rows)

    def new_ids(self, person_id: int, count: int) -> tuple[str, ...]:
        """Fresh short ids for sets: "s1", "s2" ..., never used again for this person."""
        if count <= 0:
            return ()
        last = self._connection.execute(
            _NEXT_SETS, {"person": person_id, "count": count}
        ).scalar_one()
        return tuple(f"s{number}" for number in range(last - count + 1, last + 1))

    # --- by time ----------------------------------------------------------------------------------

    def last(self, person_id: int, exercise_id: str | None = None) -> LoggedSet | None:
        """The latest set, of one exercise or of any, by time done then order stored."""
        if exercise_id is None:
            row = self._connection.execute(_LAST, {"person": person_id}).first()
        else:
            row = self._connection.execute(
                _LAST_OF, {"person": person_id, "exercise": exercise_id}
            ).first()
        return None if row is None else set_of(row)

    def of_session(self, person_id: int, session_at: datetime) -> tuple[LoggedSet, ...]:
        """All sets of a session, in the order done."""
        rows = self._connection.execute(_SESSION, {"person": person_id, "session": session_at})
        return tuple(set_of(row) for row in rows)

    def between(
        self, person_id: int, since: datetime, until: datetime, limit: int = 2000
    ) -> tuple[LoggedSet, ...]:
        """All sets done in [since, until), oldest first."""
        rows = self._connection.execute(
            _BETWEEN, {"person": person_id, "since": since, "until": until, "most": limit}
        )
        return tuple(set_of(row) for row in rows)

    def trained_before(self, person_id: int, moment: datetime) -> datetime | None:
        """When the last set before a moment was done, any exercise."""
        return self._connection.execute(
            _LATEST_AT, {"person": person_id, "moment": moment}
        ).scalar()

    # --- by exercise ------------------------------------------------------------------------------

    def exposures(
        self,
        person_id: int,
        exercise_id: str,
        *,
        before: datetime | None = None,
        limit: int = 16,
    ) -> tuple[Exposure, ...]:
        """The last sessions with an exercise that began before a moment, oldest first.

        At most `limit` of them, and `MOST_SETS` sets: a session cut by that is left out, but a
        single one of more sets is given with its last ones.
        """
        asked: dict[str, object] = {
            "person": person_id, "exercise": exercise_id, "sessions": limit, "most": MOST_SETS + 1,
        }  # fmt: skip
        if before is not None:
            asked["before"] = before
        rows = self._connection.execute(
            _EXPOSURES if before is None else _EXPOSURES_BEFORE, asked
        ).all()
        found = [set_of(row) for row in reversed(rows)]
        if len(found) > MOST_SETS:
            whole = [each for each in found if each.session_at != found[0].session_at]
            found = whole or found[1:]
        return tuple(
            Exposure(session_at, tuple(group))
            for session_at, group in groupby(found, key=lambda each: each.session_at)
            if session_at is not None
        )

    def older(self, person_id: int, exercise_id: str, before: datetime) -> OlderLog:
        """What the sets of an exercise in sessions begun before a moment come to."""
        asked = {"person": person_id, "exercise": exercise_id, "before": before}
        row = self._connection.execute(_COMES_TO, asked).one()
        return OlderLog(row.sets, row.changed_by, int(row.volume), int(row.effort), row.first)

    def last_other_load(
        self,
        person_id: int,
        exercise_id: str,
        load: Load,
        since: datetime,
        before: datetime,
    ) -> datetime | None:
        """The newest session in [since, before) whose hardest working load is another one."""
        found: datetime | None = self._connection.execute(
            _OTHER_LOAD,
            {
                "person": person_id, "exercise": exercise_id, "since": since, "before": before,
                "milli": load.milli, "unit": load.unit,
            },
        ).scalar()  # fmt: skip
        return found

    def exposure_count(self, person_id: int, exercise_id: str, limit: int = 3) -> int:
        """How many sessions hold this exercise, counted up to `limit`."""
        count: int = self._connection.execute(
            _COUNT, {"person": person_id, "exercise": exercise_id, "most": limit}
        ).scalar_one()
        return count

    # --- the whole log ----------------------------------------------------------------------------

    def count_failures(self, person_id: int) -> dict[str, tuple[int, int, int]]:
        """Working sets per exercise: (all, to failure, to failure before the session's last).

        Walks through the whole log.
        """
        rows = self._connection.execute(_FAILURES, {"person": person_id})
        return {row.exercise_id: (row.sets, row.failed, row.failed_before) for row in rows}

    def walk(
        self, person_id: int, after: Place | None = None, most: int = PAGE
    ) -> tuple[list[LoggedSet], Place | None]:
        """A page of the whole log in the order done, and where the next begins (None: the end)."""
        asked: dict[str, object] = {"person": person_id, "most": most}
        if after is None:
            rows = self._connection.execute(_WALK, asked).all()
        else:
            at, place, position, number = after
            rows = self._connection.execute(
                _WALK_ON,
                {**asked, "at": at, "place": place, "position": position, "number": number},
            ).all()
        kept = [kept_of(row) for row in rows]
        if len(kept) < most:
            return [each.set for each in kept], None
        last = kept[-1]
        end = (last.set.at, last.place, last.set.position, number_of("s", last.set.id) or 0)
        return [each.set for each in kept], end
