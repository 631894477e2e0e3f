"""The outbox: replies on their way to a platform, one at a time and in order within a chat."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, bindparam, delete, func, literal_column, select, update

from core.chat import Address, Reply
from core.store.codec import reply_text, text_reply
from core.store.dialects import absorb, chosen, upsert
from core.store.inbox import alone
from core.store.rows import Parcel
from core.store.schema import cursors, inbox, outbox
from core.store.types import EPOCH

CLAIMING = 7310002
PURGED_AT_ONCE = 1000

_POST = absorb(outbox)
_WAITING = outbox.c.settled_at.is_(None)
_REPLY_WAITS = and_(_WAITING, outbox.c.ping == literal_column("0"))  # as the index has it
_FIRST_OF_CHAT = (
    select(func.min(outbox.c.id))
    .where(outbox.c.platform == bindparam("on"), _REPLY_WAITS)
    .group_by(outbox.c.chat)
)
_CLAIMABLE = (
    select(
        outbox.c.id, outbox.c.key, outbox.c.platform, outbox.c.chat, outbox.c.thread,
        outbox.c.private, outbox.c.reply, outbox.c.delivery, outbox.c.created_at,
        outbox.c.tries, outbox.c.uncertain,
    )
    .where(
        outbox.c.id.in_(_FIRST_OF_CHAT),
        outbox.c.ready_at <= bindparam("now"),
        outbox.c.chat.not_in(bindparam("parked", expanding=True)),
    )
    .order_by(outbox.c.id)
    .limit(bindparam("most"))
)  # fmt: skip
_LEASE = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("ids", expanding=True)))
    .values(leased_by=bindparam("owner"), ready_at=bindparam("until"), uncertain=True)
)
_SETTLE = (
    update(outbox)
    .where(outbox.c.id == bindparam("parcel"), _WAITING)
    .values(
        settled_at=bindparam("now"),
        leased_by=None,
        message_id=bindparam("sent_as"),
        fault=bindparam("why"),
    )
)
_RETRY = (
    update(outbox)
    .where(outbox.c.id == bindparam("parcel"), _WAITING)
    .values(
        tries=outbox.c.tries + 1,
        leased_by=None,
        ready_at=bindparam("retry_at"),
        uncertain=bindparam("unsure"),
    )
)
_FREE = (
    update(outbox)
    .where(_WAITING, outbox.c.leased_by == bindparam("owner"))
    .values(leased_by=None, ready_at=EPOCH)
)
_MOVE = (
    update(outbox)
    .where(_WAITING, outbox.c.platform == bindparam("on"), outbox.c.chat == bindparam("old"))
    .values(chat=bindparam("new"))
)
_ABOUT = (
    select(outbox.c.about)
    .where(
        outbox.c.platform == bindparam("on"),
        outbox.c.chat == bindparam("in_chat"),
        outbox.c.message_id == bindparam("sent_as"),
        outbox.c.message_id != literal_column("''"),
        outbox.c.about != literal_column("''"),  # as the index has it
    )
    .order_by(outbox.c.id.desc())
    .limit(1)
)
_PURGE_OUTBOX = delete(outbox).where(
    outbox.c.id.in_(
        select(outbox.c.id).where(outbox.c.settled_at < bindparam("before")).limit(PURGED_AT_ONCE)
    )
)
_PURGE_INBOX = delete(inbox).where(
    inbox.c.number.in_(
        select(inbox.c.number).where(inbox.c.done_at < bindparam("before")).limit(PURGED_AT_ONCE)
    )
)
_CURSOR = select(cursors.c.message_id).where(
    cursors.c.platform == bindparam("on"), cursors.c.channel == bindparam("in_channel")
)
_SAVE_CURSOR = upsert(cursors)
_CHANNELS = (
    select(cursors.c.channel)
    .where(cursors.c.platform == bindparam("on"))
    .order_by(cursors.c.channel)
)


def post(
    connection: Connection, address: Address, reply: Reply, delivery: str, key: str, now: datetime
) -> None:
    """Insert a reply; the same key again changes nothing."""
    connection.execute(
        chosen(_POST, connection),
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
        },
    )


def about(connection: Connection, platform: str, chat: str, message_id: str) -> str:
    """Read what a message that was sent speaks of; "" where it is not known (any more)."""
    asked = {"on": platform, "in_chat": chat, "sent_as": message_id}
    return connection.execute(_ABOUT, asked).scalar() or ""


def claim(
    connection: Connection,
    platform: str,
    owner: str,
    now: datetime,
    lease: timedelta,
    limit: int,
    parked: Sequence[str],
) -> tuple[Parcel, ...]:
    """Lease the oldest parcel of each chat, unless it is leased or put off."""
    alone(connection, CLAIMING)
    prefix = f"{platform}:"
    rows = connection.execute(
        _CLAIMABLE,
        {
            "on": platform,
            "now": now,
            "parked": [each.removeprefix(prefix) for each in parked],
            "most": limit,
        },
    ).all()
    if not rows:
        return ()
    connection.execute(
        _LEASE, {"ids": [row.id for row in rows], "owner": owner, "until": now + lease}
    )
    return tuple(
        Parcel(
            row.id,
            row.key,
            Address(row.platform, row.chat, row.thread, row.private),
            text_reply(row.reply),
            row.delivery,
            row.created_at,
            row.tries,
            row.uncertain,
        )
        for row in rows
    )


def settle(
    connection: Connection,
    sent: Sequence[tuple[int, str]],
    dropped: Sequence[tuple[int, str]],
    now: datetime,
) -> None:
    """Mark parcels as sent or dropped."""
    settled = [
        *({"parcel": each, "now": now, "sent_as": message, "why": ""} for each, message in sent),
        *({"parcel": each, "now": now, "sent_as": "", "why": why} for each, why in dropped),
    ]
    if settled:
        connection.execute(_SETTLE, settled)


def retry(connection: Connection, parcel_id: int, retry_at: datetime, *, certain: bool) -> None:
    """Give a parcel back; `certain`: it surely did not arrive."""
    connection.execute(_RETRY, {"parcel": parcel_id, "retry_at": retry_at, "unsure": not certain})


def free(connection: Connection, owner: str) -> None:
    """End every lease of an owner; what was being sent stays uncertain."""
    connection.execute(_FREE, {"owner": owner})


def move_chat(connection: Connection, platform: str, old: str, new: str) -> None:
    """Rewrite the chat of waiting parcels."""
    connection.execute(_MOVE, {"on": platform, "old": old, "new": new})


def purge(connection: Connection, before: datetime) -> int:
    """Delete some rows finished before a moment; gives how many."""
    asked = {"before": before}
    return connection.execute(_PURGE_OUTBOX, asked).rowcount + (
        connection.execute(_PURGE_INBOX, asked).rowcount
    )


def cursor(connection: Connection, platform: str, channel: str) -> str | None:
    """Read the last message id seen in a channel."""
    return connection.execute(_CURSOR, {"on": platform, "in_channel": channel}).scalar()


def save_cursor(connection: Connection, platform: str, channel: str, message_id: str) -> None:
    """Move a channel's cursor on."""
    connection.execute(
        chosen(_SAVE_CURSOR, connection),
        {"platform": platform, "channel": channel, "message_id": message_id},
    )


def channels(connection: Connection, platform: str) -> tuple[str, ...]:
    """Read the channels with a cursor."""
    return tuple(connection.execute(_CHANNELS, {"on": platform}).scalars())
