"""Which session a set belongs to: sets less than four hours apart belong together.

`sets.session_at` is kept right by looking only at the neighbourhood of the sets touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import Connection, bindparam, func, select, update

from core.limits import SESSION_GAP
from core.store.schema.tables import sets

PAGE = 200

_MINE = sets.c.person_id == bindparam("person")
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
    connection: Connection, person_id: int, times: Sequence[datetime]
) -> datetime | None:
    """Give the session of sets about to be added after all others; None when they are not.

    The common case of a set just done: one look-up, nothing else in the log moves.
    """
    first = min(times)
    if any(later - earlier >= SESSION_GAP for earlier, later in pairwise(sorted(times))):
        return None
    latest = connection.execute(_LATEST, {"person": person_id}).first()
    if latest is None:
        return first
    if latest.at > first:
        return None
    session: datetime = latest.session_at if first - latest.at < SESSION_GAP else first
    return session


def regroup(connection: Connection, person_id: int, times: Iterable[datetime]) -> None:
    """Work out again the sessions around moments at which sets were added or taken away."""
    for first, last in _runs(sorted(set(times))):
        _regroup_run(connection, person_id, first, last)


def _regroup_run(connection: Connection, person_id: int, first: datetime, last: datetime) -> None:
    """Walk on from a moment until a session begins that was right already."""
    anchor = connection.execute(_PREVIOUS, {"person": person_id, "moment": first}).first()
    previous: datetime | None = anchor.at if anchor else None
    session: datetime = anchor.session_at if anchor else first
    begin: datetime | None = None  # where the stretch to be moved to `session` begins
    for at, low, high in _times_from(connection, person_id, first):
        if previous is None or at - previous >= SESSION_GAP:
            _move(connection, person_id, begin, previous, session)
            begin = None
            if at > last and low == high == at:
                return
            session = at
        if begin is None and not low == high == session:
            begin = at
        previous = at
    _move(connection, person_id, begin, previous, session)


def _move(
    connection: Connection,
    person_id: int,
    first: datetime | None,
    last: datetime | None,
    session: datetime,
) -> None:
    if first is not None:
        connection.execute(
            _MOVE, {"person": person_id, "first": first, "last": last, "session": session}
        )


def _times_from(
    connection: Connection, person_id: int, since: datetime
) -> Iterator[tuple[datetime, datetime, datetime]]:
    """Read the times of sets from a moment on, with the least and greatest session at each."""
    while True:
        page = connection.execute(_FOLLOWING, {"person": person_id, "since": since}).all()
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
