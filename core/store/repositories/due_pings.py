"""What is due becomes a ping in the outbox: claimed, queued and moved on in one commit."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Text,
    bindparam,
    case,
    cast,
    delete,
    false,
    func,
    literal_column,
    select,
    text,
    tuple_,
    update,
)

from core.messages import Address
from core.reminders.schedule import Due, Kind, Reminder, State, advance
from core.store.dialects import Either, chosen, on_either
from core.store.repositories.reminders import rhythm_of
from core.store.schema.tables import outbox, pings, reminders

KEEP_PINGS = timedelta(days=90)
PURGED_AT_ONCE = 1000


class Rule(NamedTuple):
    """What decides about an occurrence of a reminder."""

    kind: Kind
    days: str
    minute: int | None
    zone: str
    next_at: datetime
    last_date: str
    paused_until: datetime | None
    state: State


log = logging.getLogger(__name__)


def _given(name: str, column: Column[Any]) -> ColumnElement[Any]:
    """A value given, of the type of a column: PostgreSQL wants to be told."""
    return cast(bindparam(name, type_=column.type), column.type)


# What decides about an occurrence. Many reminders of one time share it all: worked out once.
_RULE = tuple(reminders.c[name] for name in Rule._fields)
_DUE = (
    select(reminders.c.id, *_RULE)
    .where(reminders.c.platform == bindparam("on"), reminders.c.next_at <= bindparam("now"))
    .order_by(reminders.c.next_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
# A planner that takes few to be due reads and sorts all of them for each batch: with a hundred
# thousand due at once that is the most of the work. The index has them in order.
_IN_ORDER_OF_THE_INDEX = text("SET LOCAL enable_sort = off")
_EARLIEST = select(func.min(reminders.c.next_at)).where(
    reminders.c.platform == bindparam("on"), reminders.c.next_at.is_not(None)
)
_THESE = reminders.c.id.in_(bindparam("these", expanding=True))
_NOTE: Either = on_either(
    lambda insert, table: insert.from_select(
        ["reminder_id", "local_date", "person_id", "due_at", "state", "why", "at"],
        select(
            reminders.c.id, _given("day", table.c.local_date), reminders.c.person_id,
            _given("due_at", table.c.due_at), _given("state", table.c.state),
            _given("why", table.c.why), _given("now", table.c.at),
        ).where(_THESE),
    )
    .on_conflict_do_nothing()
    .returning(table.c.reminder_id),
    pings,
)  # fmt: skip
_MOVE_ON = (
    update(reminders).where(_THESE).values(next_at=bindparam("then"), last_date=bindparam("day"))
)
_KEY: ColumnElement[str] = (  # as `ping_key` has it
    literal_column("'ping:'", Text)
    + cast(reminders.c.id, Text)
    + literal_column("':'", Text)
    + _given("day", pings.c.local_date)
)
# The next set changes the words of a rest that is over (core/handlers/rest.py).
_EDITED = case((reminders.c.kind == literal_column("'rest'"), _KEY), else_=literal_column("''"))
# Without their words, and all alike in one statement: a hundred thousand may be due at once.
_NO_WORDS: dict[str, ColumnElement[Any]] = {
    "reply": literal_column("''"), "delivery": literal_column("''"),
    "message_id": literal_column("''"), "fault": literal_column("''"),
    "about": literal_column("''"), "tries": literal_column("0"), "ping": literal_column("1"),
    "uncertain": false(),
}  # fmt: skip
_POST: Either = on_either(
    lambda insert, table: insert.from_select(
        [
            "key", "platform", "chat", "thread", "private", "person_id", "created_at", "ready_at",
            "edits", *_NO_WORDS,
        ],
        select(
            _KEY,
            reminders.c.platform, reminders.c.chat, reminders.c.thread, reminders.c.private,
            reminders.c.person_id, _given("now", table.c.created_at),
            _given("due_at", table.c.ready_at), _EDITED, *_NO_WORDS.values(),
        ).where(_THESE).order_by(reminders.c.id),
    ).on_conflict_do_nothing(),
    outbox,
)  # fmt: skip
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
    if connection.dialect.name == "postgresql":
        connection.execute(_IN_ORDER_OF_THE_INDEX)
    rows = connection.execute(_DUE, {"on": platform, "now": now, "most": limit}).all()
    alike: dict[Rule, list[int]] = {}
    for row in rows:
        alike.setdefault(_rule_of(row), []).append(row.id)
    queued = skipped = 0
    for rule, ids in alike.items():
        due = _came(rule, now)
        if due.due_at is not None:
            fresh = _note(connection, due, ids, now)
            if due.why:
                skipped += len(fresh)
            else:
                occurred = {"day": due.local_date, "due_at": due.due_at, "now": now}
                connection.execute(chosen(_POST, connection), {"these": fresh, **occurred})
                queued += len(fresh)
        moved = {"then": due.reminder.next_at, "day": due.reminder.last_date}
        connection.execute(_MOVE_ON, {"these": ids, **moved})
    return Queued(len(rows), queued, skipped)


def _rule_of(row: Any) -> Rule:  # noqa: ANN401 - a row
    return Rule(
        row.kind, row.days, row.minute, row.zone, row.next_at, row.last_date, row.paused_until,
        row.state,
    )  # fmt: skip


def _came(rule: Rule, now: datetime) -> Due:
    """What comes of a reminder; one that cannot be worked out stops nobody but itself."""
    days, every, start = rhythm_of(rule.days)
    reminder = Reminder(
        kind=rule.kind,
        days=days,
        minute=rule.minute,
        address=Address("", ""),
        zone=rule.zone,
        created_at=now,
        next_at=rule.next_at,
        last_date=rule.last_date,
        paused_until=rule.paused_until,
        state=rule.state,
        every=every,
        start=start,
    )
    if rule.state not in ("on", "asked"):
        return Due(replace(reminder, next_at=None))
    try:
        return advance(reminder, now)
    except Exception:
        log.exception("a reminder cannot be planned: %s", rule)
        return Due(replace(reminder, next_at=None))


def _note(connection: Connection, due: Due, ids: Sequence[int], now: datetime) -> list[int]:
    """Record an occurrence of reminders alike; gives those it was not known of before."""
    occurred = {
        "these": ids,
        "day": due.local_date,
        "due_at": due.due_at,
        "state": "skipped" if due.why else "queued",
        "why": due.why,
        "now": now,
    }
    return list(connection.execute(chosen(_NOTE, connection), occurred).scalars())


def earliest(connection: Connection, platforms: Sequence[str]) -> datetime | None:
    """When the next reminder of these platforms is due; None where none is to come."""
    found = [connection.execute(_EARLIEST, {"on": each}).scalar() for each in platforms]
    return min((at for at in found if at is not None), default=None)


def purge(connection: Connection, now: datetime, spent_before: datetime) -> int:
    """Delete some of what became of old pings, and of reminders that happened once; gives how many.

    The words of a ping look its reminder up, so one that is over stays as long as its message.
    """
    done = connection.execute(_PURGE_PINGS, {"before": now - KEEP_PINGS}).rowcount
    return done + connection.execute(_PURGE_SPENT, {"before": spent_before}).rowcount
