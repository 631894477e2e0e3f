"""What is due becomes a ping in the outbox: claimed, queued and moved on in one commit."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, func, select, tuple_, update

from core.reminders import Due, Reminder, advance
from core.store import outbox
from core.store.dialects import Either, chosen, on_either
from core.store.reminders import COLUMNS, ping_key, reminder_of
from core.store.schema import pings, reminders

KEEP_PINGS = timedelta(days=90)
PURGED_AT_ONCE = 1000

log = logging.getLogger(__name__)

_DUE = (
    select(*COLUMNS)
    .where(reminders.c.platform == bindparam("on"), reminders.c.next_at <= bindparam("now"))
    .order_by(reminders.c.next_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_EARLIEST = select(func.min(reminders.c.next_at)).where(
    reminders.c.platform == bindparam("on"), reminders.c.next_at.is_not(None)
)
_NOTE: Either = on_either(
    lambda insert, table: insert.on_conflict_do_nothing().returning(
        table.c.reminder_id, table.c.local_date
    ),
    pings,
)
_MOVE_ON = (
    update(reminders)
    .where(reminders.c.id == bindparam("reminder"))
    .values(next_at=bindparam("then"), last_date=bindparam("day"))
)
_PURGE_PINGS = delete(pings).where(
    tuple_(pings.c.reminder_id, pings.c.local_date).in_(
        select(pings.c.reminder_id, pings.c.local_date)
        .where(pings.c.due_at < bindparam("before"))
        .limit(PURGED_AT_ONCE)
    )
)
_PURGE_SPENT = delete(reminders).where(
    reminders.c.id.in_(
        select(reminders.c.id)
        .where(
            reminders.c.days == "",
            reminders.c.next_at.is_(None),
            reminders.c.created_at < bindparam("before"),
        )
        .limit(PURGED_AT_ONCE)
    )
)


@dataclass(frozen=True, slots=True)
class Queued:
    """What one batch did."""

    seen: int  # reminders looked at: as many as asked for means there may be more
    queued: int
    skipped: int  # too late to be of use


def queue(connection: Connection, platform: str, now: datetime, limit: int) -> Queued:
    """Queue pings for the reminders that are due, oldest first, and move those on.

    An occurrence that is known already (the same reminder and local date) is not queued again;
    one that comes too late is recorded as skipped. A reminder that only seemed due, by rules of
    its zone that have changed since, is planned anew.
    """
    rows = connection.execute(_DUE, {"on": platform, "now": now, "most": limit}).all()
    if not rows:
        return Queued(0, 0, 0)
    came = [_came(reminder_of(row), now) for row in rows]
    fresh = _note(connection, [due for due in came if due.due_at is not None], now)
    to_send = [due for due in fresh if not due.why]
    outbox.post_pings(
        connection,
        [
            outbox.Waiting(
                ping_key(due.reminder.id, due.local_date),
                due.reminder.person_id,
                due.reminder.address,
                due.due_at or now,
            )
            for due in to_send
        ],
        now,
    )
    connection.execute(
        _MOVE_ON,
        [
            {
                "reminder": due.reminder.id,
                "then": due.reminder.next_at,
                "day": due.reminder.last_date,
            }
            for due in came
        ],
    )
    return Queued(len(rows), len(to_send), len(fresh) - len(to_send))


def _came(reminder: Reminder, now: datetime) -> Due:
    """What comes of a reminder; one that cannot be worked out stops nobody but itself."""
    if reminder.state not in ("on", "asked"):
        return Due(replace(reminder, next_at=None))
    try:
        return advance(reminder, now)
    except Exception:
        log.exception("reminder %d cannot be planned", reminder.id)
        return Due(replace(reminder, next_at=None))


def _note(connection: Connection, dues: Sequence[Due], now: datetime) -> list[Due]:
    """Record occurrences; gives those that were not known before."""
    if not dues:
        return []
    added = connection.execute(
        chosen(_NOTE, connection),
        [
            {
                "reminder_id": due.reminder.id,
                "local_date": due.local_date,
                "person_id": due.reminder.person_id,
                "due_at": due.due_at,
                "state": "skipped" if due.why else "queued",
                "why": due.why,
                "at": now,
            }
            for due in dues
        ],
    )
    new = {(reminder, day) for reminder, day in added}
    return [due for due in dues if (due.reminder.id, due.local_date) in new]


def earliest(connection: Connection, platforms: Sequence[str]) -> datetime | None:
    """When the next reminder of these platforms is due; None where none is to come."""
    found = [connection.execute(_EARLIEST, {"on": each}).scalar() for each in platforms]
    return min((at for at in found if at is not None), default=None)


def purge(connection: Connection, now: datetime, spent_before: datetime) -> int:
    """Delete some of what became of old pings, and of reminders that happened once; gives how many.

    The words of a ping look its reminder up, so one that is over stays for as long as its parcel.
    """
    done = connection.execute(_PURGE_PINGS, {"before": now - KEEP_PINGS}).rowcount
    return done + connection.execute(_PURGE_SPENT, {"before": spent_before}).rowcount
