"""The outbox: replies on their way to a platform, one at a time and in order within a chat."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Update,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    literal_column,
    or_,
    select,
    update,
)

from core.messages import Address, Reply
from core.store.codec import reply_text, text_reply
from core.store.dialects import absorb, chosen
from core.store.repositories import lost_replies
from core.store.repositories.changed_messages import replaced, sent_as
from core.store.repositories.group_posts import is_spent
from core.store.repositories.inbox import alone
from core.store.repositories.lost_replies import LOST
from core.store.repositories.reminders import occurrence_of
from core.store.rows import Lost, OutboxMessage, PingState
from core.store.schema.tables import inbox, outbox, people, pings
from core.store.schema.types import EPOCH

CLAIMING = 7310002
PURGED_AT_ONCE = 1000
ASIDE_LONGER = timedelta(days=27)  # with the 3 days of all that is finished: 30

_POST = absorb(outbox)
_WAITING = outbox.c.settled_at.is_(None)
_REPLY_WAITS = and_(_WAITING, outbox.c.ping == literal_column("0"))  # as the index has it
_PING_WAITS = and_(_WAITING, outbox.c.ping == literal_column("1"))
_COLUMNS = (
    outbox.c.id, outbox.c.key, outbox.c.platform, outbox.c.chat, outbox.c.thread,
    outbox.c.private, outbox.c.reply, outbox.c.delivery, outbox.c.created_at,
    outbox.c.tries, outbox.c.uncertain, outbox.c.leased_by, outbox.c.ping,
    outbox.c.person_id, outbox.c.edits,
)  # fmt: skip
# Of most replies nothing was lost before them, so that it need not be looked for.
_BEFORE = outbox.alias("before")
_LOST_BEFORE = (
    exists()
    .where(
        _BEFORE.c.platform == outbox.c.platform,
        _BEFORE.c.chat == outbox.c.chat,
        _BEFORE.c.message_id == literal_column(f"'{LOST}'"),
        _BEFORE.c.about != literal_column("''"),
    )
    .correlate(outbox)
    .label("lost_before")
)
# A chat that somebody sends a ping to just now waits: never two sends to a chat at once.
_PINGED = select(outbox.c.chat).where(
    outbox.c.platform == bindparam("on"),
    _PING_WAITS,
    outbox.c.ready_at > bindparam("now"),
    outbox.c.leased_by.is_not(None),
)
_FIRST_OF_CHAT = (
    select(func.min(outbox.c.id))
    .where(outbox.c.platform == bindparam("on"), _REPLY_WAITS)
    .group_by(outbox.c.chat)
)
_CLAIMABLE = (
    select(*_COLUMNS, _LOST_BEFORE)
    .where(
        outbox.c.id.in_(_FIRST_OF_CHAT),
        outbox.c.ready_at <= bindparam("now"),
        outbox.c.chat.not_in(bindparam("parked", expanding=True)),
        outbox.c.chat.not_in(_PINGED),
    )
    .order_by(outbox.c.id)
    .limit(bindparam("most"))
)
_ANSWER = outbox.alias("answer")
_ANSWER_WAITS = (  # as a value, so that no planner makes a join over all answers of it
    select(func.min(_ANSWER.c.id))
    .where(
        _ANSWER.c.platform == outbox.c.platform,
        _ANSWER.c.chat == outbox.c.chat,
        _ANSWER.c.settled_at.is_(None),
        _ANSWER.c.ping == literal_column("0"),
    )
    .scalar_subquery()
)
# Walks the index from the oldest and stops at the first that may be sent.
_CLAIMABLE_PING = (
    select(*_COLUMNS)
    .where(
        outbox.c.platform == bindparam("on"),
        _PING_WAITS,
        outbox.c.ready_at <= bindparam("now"),
        outbox.c.chat.not_in(bindparam("parked", expanding=True)),
        outbox.c.chat.not_in(_PINGED),
        _ANSWER_WAITS.is_(None),
    )
    .order_by(outbox.c.ready_at, outbox.c.id)
    .limit(1)
)
_LEASE = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("ids", expanding=True)))
    .values(
        leased_by=bindparam("owner"),
        ready_at=bindparam("until"),
        uncertain=True,
        # a lease that ran out counts as a try: what was under way may have arrived
        tries=outbox.c.tries + case((outbox.c.leased_by.is_(None), 0), else_=1),
    )
)
_HELD = select(outbox.c.id).where(
    outbox.c.id == bindparam("outgoing"), _WAITING, outbox.c.leased_by == bindparam("owner")
)
_SETTLE = (
    update(outbox)
    .where(outbox.c.id == bindparam("outgoing"), _WAITING)
    .values(
        settled_at=bindparam("now"),
        leased_by=None,
        message_id=bindparam("sent_as"),
        fault=bindparam("why"),
        reply="",  # nobody asks for the words again
        delivery="",
    )
)
_RETRY = (
    update(outbox)
    .where(outbox.c.id == bindparam("outgoing"), _WAITING)
    .values(leased_by=None, ready_at=bindparam("retry_at"), uncertain=bindparam("unsure"))
)
_RETRY_COUNTED = _RETRY.values(tries=outbox.c.tries + 1)
# Nothing was said since: the next word of the person is an answer to the ping.
_PINGED_NOW = (
    update(people)
    .where(
        people.c.id
        == select(pings.c.person_id)
        .where(pings.c.reminder_id == bindparam("reminder"), pings.c.local_date == bindparam("day"))
        .scalar_subquery()
    )
    .values(seen_at=None)
)
# Unless the person was quicker than we are.
_BECAME = (
    update(pings)
    .where(
        pings.c.reminder_id == bindparam("reminder"),
        pings.c.local_date == bindparam("day"),
        pings.c.state == "queued",
    )
    .values(state=bindparam("became"), why=bindparam("because"), at=bindparam("now"))
)


def _free(waits: ColumnElement[bool], whose: ColumnElement[bool]) -> Update:
    """End leases among the replies, or among the pings: each has its index.

    What was under way may have arrived: that counts as one try.
    """
    return (
        update(outbox)
        .where(waits, whose)
        .values(leased_by=None, ready_at=EPOCH, tries=outbox.c.tries + 1)
    )


_THEIRS = outbox.c.leased_by.in_(bindparam("owners", expanding=True))
_FREE = (_free(_REPLY_WAITS, _THEIRS), _free(_PING_WAITS, _THEIRS))
_LEASED = outbox.c.leased_by.is_not(None)
_FREE_ALL = (_free(_REPLY_WAITS, _LEASED), _free(_PING_WAITS, _LEASED))
_MOVE = (
    update(outbox)
    .where(
        or_(_WAITING, outbox.c.message_id == LOST),
        outbox.c.platform == bindparam("on"),
        outbox.c.chat == bindparam("old"),
    )
    .values(chat=bindparam("new"))
)
_PURGE_OUTBOX = delete(outbox).where(
    outbox.c.id.in_(
        select(outbox.c.id)
        .where(outbox.c.settled_at < bindparam("before"), is_spent())
        .limit(PURGED_AT_ONCE)
    )
)
_PURGE_INBOX = delete(inbox).where(
    inbox.c.number.in_(
        select(inbox.c.number)
        .where(
            inbox.c.done_at < bindparam("before"),
            or_(
                inbox.c.fault == "", inbox.c.body == "", inbox.c.done_at < bindparam("aside_before")
            ),
        )
        .limit(PURGED_AT_ONCE)
    )
)


class Outbox:
    """The outbox inside one unit of work: what is posted is sent when the unit is committed."""

    def __init__(self, connection: Connection) -> None:
        """Work inside the transaction that is open on a connection."""
        self._connection = connection

    def post(self, address: Address, reply: Reply, delivery: str, key: str, now: datetime) -> None:
        """Put a reply in the outbox; the same key again changes nothing.

        What waits under the same `edits` is replaced: the latest is all that is wanted.
        """
        if reply.edits and replaced(self._connection, address, reply, delivery, now):
            return
        self._connection.execute(
            chosen(_POST, self._connection),
            {
                "key": key,
                "platform": address.platform,
                "chat": address.chat,
                "thread": address.thread,
                "private": address.private,
                "reply": reply_text(reply),
                "delivery": delivery,
                "created_at": now,
                "tries": 0,
                "uncertain": False,
                "ready_at": EPOCH,
                "message_id": "",
                "fault": "",
                "about": reply.about,
                "person_id": reply.owner,
                "edits": reply.edits,
            },
        )


def claim(
    connection: Connection,
    platform: str,
    owner: str,
    now: datetime,
    lease: timedelta,
    limit: int,
    parked: Sequence[str],
) -> tuple[OutboxMessage, ...]:
    """Lease the oldest reply of each chat, unless it is leased or put off."""
    alone(connection, CLAIMING)
    asked = {"on": platform, "now": now, "parked": _chats(platform, parked), "most": limit + 1}
    return _lease(connection, _CLAIMABLE, asked, owner, now + lease, limit)


def claim_ping(
    connection: Connection,
    platform: str,
    owner: str,
    now: datetime,
    lease: timedelta,
    parked: Sequence[str],
) -> tuple[OutboxMessage, ...]:
    """Lease the oldest ping; not in a chat where a reply waits or another ping is being sent.

    One at a time, so that nobody is sent two before others are sent one.
    """
    alone(connection, CLAIMING)
    asked = {"on": platform, "now": now, "parked": _chats(platform, parked)}
    return _lease(connection, _CLAIMABLE_PING, asked, owner, now + lease, 1)


def _chats(platform: str, parked: Sequence[str]) -> list[str]:
    prefix = f"{platform}:"
    return [each.removeprefix(prefix) for each in parked]


def _lease(
    connection: Connection,
    claimable: Select[Any],
    asked: dict[str, Any],
    owner: str,
    until: datetime,
    limit: int,
) -> tuple[OutboxMessage, ...]:
    """Lease what a query finds, so many at most; from now on it may have been sent."""
    found = connection.execute(claimable, asked).all()
    rows = found[:limit]
    if not rows:
        return ()
    connection.execute(_LEASE, {"ids": [row.id for row in rows], "owner": owner, "until": until})
    return tuple(
        OutboxMessage(
            row.id,
            row.key,
            Address(row.platform, row.chat, row.thread, row.private),
            Reply() if row.ping else text_reply(row.reply),
            row.delivery,
            row.created_at,
            row.tries + (row.leased_by is not None),
            row.uncertain,
            bool(row.ping),
            row.person_id,
            () if row.ping or row.person_id is None else _lost_before(connection, row),
            sent_as(connection, row.platform, row.chat, row.edits) if row.edits else "",
            asked["now"],
            bool(row.ping) or len(found) > limit,
        )
        for row in rows
    )


def holds(connection: Connection, outgoing_id: int, owner: str) -> bool:
    """Whether a message is leased to somebody still, and not taken over by others."""
    return bool(connection.execute(_HELD, {"outgoing": outgoing_id, "owner": owner}).first())


def _lost_before(connection: Connection, row: Row[Any]) -> tuple[Lost, ...]:
    """Find what may not have arrived of the replies before one."""
    if not row.lost_before:
        return ()
    return lost_replies.find(connection, row.platform, row.chat, row.person_id, row.id)


def settle(
    connection: Connection,
    sent: Sequence[tuple[int, str]],
    dropped: Sequence[tuple[int, str]],
    now: datetime,
    became: Sequence[tuple[str, PingState, str]] = (),
) -> None:
    """Mark messages as sent or dropped; `became`: key, state and why of the pings among them."""
    settled = [
        *({"outgoing": each, "now": now, "sent_as": message, "why": ""} for each, message in sent),
        *({"outgoing": each, "now": now, "sent_as": "", "why": why} for each, why in dropped),
    ]
    if settled:
        connection.execute(_SETTLE, settled)
    for key, state, why in became:
        if (of := occurrence_of(key)) is not None:
            asked = {"reminder": of[0], "day": of[1], "became": state, "because": why, "now": now}
            if state == "sent":  # people first, as with a message: no two wait for each other
                connection.execute(_PINGED_NOW, asked)
            connection.execute(_BECAME, asked)


def retry(connection: Connection, outgoing_id: int, retry_at: datetime, *, certain: bool) -> None:
    """Give an outbox message back; `certain`: it surely did not arrive, which counts as no try."""
    asked = {"outgoing": outgoing_id, "retry_at": retry_at, "unsure": not certain}
    connection.execute(_RETRY if certain else _RETRY_COUNTED, asked)


def free(connection: Connection, owners: Sequence[str]) -> None:
    """End every lease of these owners; what was being sent stays uncertain."""
    for each in _FREE:
        connection.execute(each, {"owners": list(owners)})


def free_all(connection: Connection) -> None:
    """End every lease; what was being sent stays uncertain."""
    for each in _FREE_ALL:
        connection.execute(each)


def move_chat(connection: Connection, platform: str, old: str, new: str) -> None:
    """Rewrite the chat of waiting outbox messages."""
    connection.execute(_MOVE, {"on": platform, "old": old, "new": new})


def purge(connection: Connection, before: datetime) -> int:
    """Delete some rows finished before then; what was set aside stays longer. Gives how many."""
    aside = {"before": before, "aside_before": before - ASIDE_LONGER}
    return connection.execute(_PURGE_OUTBOX, {"before": before}).rowcount + (
        connection.execute(_PURGE_INBOX, aside).rowcount
    )
