"""Which session a set belongs to: sets less than four hours apart belong together.

`sets.session_at` is kept right by looking only at the neighbourhood of the sets touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from heapq import merge
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Executable, bindparam, func, select, text, update

from core.limits import SESSION_GAP
from core.store.person_log import PersonLog
from core.store.schema.tables import sets
from core.store.schema.types import MICROSECOND

Logs = Sequence[PersonLog]  # of one person

PAGE = 200

_MINE = sets.c.log_id == bindparam("log")
_LATEST = select(sets.c.at, sets.c.session_at).where(_MINE).order_by(sets.c.at.desc()).limit(1)
_PREVIOUS = _LATEST.where(sets.c.at < bindparam("moment"))
_FOLLOWING = (
    select(
        sets.c.at,
        func.min(sets.c.session_at).label("least"),
        func.max(sets.c.session_at).label("greatest"),
    )
    .where(_MINE, sets.c.at >= bindparam("since"))
    .group_by(sets.c.at)
    .order_by(sets.c.at)
    .limit(PAGE)
)
_MOVE = (
    update(sets)
    .where(
        _MINE,
        sets.c.at >= bindparam("first"),
        sets.c.at <= bindparam("last"),
        sets.c.session_at != bindparam("session"),
    )
    .values(session_at=bindparam("session"))
)


def session_of_newest(
    connection: Connection,
    logs: Logs,
    times: Sequence[datetime],
    latest: tuple[datetime, datetime] | None = None,
) -> datetime | None:
    """Give the session of sets about to be added after all others; None when they are not.

    The common case of a set just done: nothing else in the log moves. `latest`: when the newest
    set of the log was, and its session began, where that is known; else it is looked up.
    """
    first = min(times)
    if any(later - earlier >= SESSION_GAP for earlier, later in pairwise(sorted(times))):
        return None
    latest = latest or _newest(connection, logs, _LATEST, {})
    if latest is None:
        return first
    at, session_at = latest
    if at > first:
        return None
    return session_at if first - at < SESSION_GAP else first


def regroup(connection: Connection, logs: Logs, times: Iterable[datetime]) -> None:
    """Work out again the sessions around moments at which sets were added or taken away."""
    for first, last in _runs(sorted(set(times))):
        _regroup_run(connection, logs, first, last)


def _regroup_run(connection: Connection, logs: Logs, first: datetime, last: datetime) -> None:
    """Walk on from a moment until a session begins that was right already."""
    anchor = _newest(connection, logs, _PREVIOUS, {"moment": first})
    previous: datetime | None = anchor.at if anchor else None
    session: datetime = anchor.session_at if anchor else first
    begin: datetime | None = None  # where the stretch to be moved to `session` begins
    for at, low, high in _times_from(connection, logs, first):
        if previous is None or at - previous >= SESSION_GAP:
            _move(connection, logs, begin, previous, session)
            begin = None
            if at > last and low == high == at:
                return
            session = at
        if begin is None and not low == high == session:
            begin = at
        previous = at
    _move(connection, logs, begin, previous, session)


def _move(
    connection: Connection,
    logs: Logs,
    first: datetime | None,
    last: datetime | None,
    session: datetime,
) -> None:
    if first is None:
        return
    for log in logs:
        asked = {"log": log.id, "first": first, "last": last, "session": session}
        connection.execute(_MOVE, asked)


def _newest(connection: Connection, logs: Logs, query: Executable, asked: dict[str, object]) -> Any:  # noqa: ANN401
    """The newest of the rows that a query finds, one of each log; None where there is none."""
    rows = (connection.execute(query, {**asked, "log": log.id}).first() for log in logs)
    return max((row for row in rows if row is not None), key=lambda row: row.at, default=None)


Times = tuple[datetime, datetime, datetime]


def _times_from(connection: Connection, logs: Logs, since: datetime) -> Iterator[Times]:
    """Read the times of sets from a moment on, with the least and greatest session at each."""
    if len(logs) == 1:
        yield from _times_of(connection, logs[0], since)
        return
    found = merge(*(_times_of(connection, each, since) for each in logs), key=itemgetter(0))
    for at, group in groupby(found, key=itemgetter(0)):
        same = list(group)
        yield at, min(each[1] for each in same), max(each[2] for each in same)


def _times_of(connection: Connection, log: PersonLog, since: datetime) -> Iterator[Times]:
    while True:
        page = connection.execute(_FOLLOWING, {"log": log.id, "since": since}).all()
        for row in page:
            yield row.at, row.least, row.greatest
        if len(page) < PAGE:
            return
        since = page[-1].at + timedelta(microseconds=1)


def _runs(times: Sequence[datetime]) -> Iterator[tuple[datetime, datetime]]:
    """Split ordered times where a session could end between them."""
    first = None
    for index, at in enumerate(times):
        first = at if first is None else first
        if index + 1 == len(times) or times[index + 1] - at >= SESSION_GAP:
            yield first, at
            first = None


# All logs of a person at once: sets less than four hours apart are of one session, whichever
# account they came by.
_REGROUP = text("""
UPDATE sets SET session_at = again.session_at
FROM (
    SELECT log_id, id, max(opens) OVER (ORDER BY at, log_id, id) AS session_at
    FROM (
        SELECT log_id, id, at,
               CASE WHEN earlier_at IS NULL OR at - earlier_at >= :gap THEN at END AS opens
        FROM (
            SELECT log_id, id, at, lag(at) OVER (ORDER BY at, log_id, id) AS earlier_at
            FROM sets WHERE log_id IN (SELECT id FROM logs WHERE person_id = :person)
        ) AS ordered
    ) AS marked
) AS again
WHERE sets.log_id = again.log_id AND sets.id = again.id AND sets.session_at <> again.session_at
""")


def regroup_all(connection: Connection, person_id: int) -> None:
    """Work out every session of a person again; only where it is another is it written."""
    connection.execute(_REGROUP, {"person": person_id, "gap": SESSION_GAP // MICROSECOND})
