"""What messages that were sent speak of: marks like "7/m5", whose and what, in their rows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, literal_column, select

from core.messages import Address
from core.store.schema.tables import outbox
from core.store.schema.types import EPOCH

LOOKED_AT = 40  # answers looked back over

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
_THREAD = (
    select(outbox.c.thread)
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
_NEWEST = (
    select(outbox.c.about)
    .where(
        outbox.c.platform == bindparam("on"),
        outbox.c.chat == bindparam("in_chat"),
        outbox.c.about != literal_column("''"),  # as the index has it
        outbox.c.about.startswith(bindparam("whose")),
    )
    .order_by(outbox.c.id.desc())
    .limit(LOOKED_AT)
)


def keep(connection: Connection, address: Address, about: str, key: str, at: datetime) -> None:
    """Keep what a chat that sends for itself, the terminal, said aloud: a row that is done."""
    connection.execute(
        insert(outbox).values(
            key=key, platform=address.platform, chat=address.chat, thread=address.thread,
            private=address.private, reply="{}", delivery="", created_at=at, tries=0,
            uncertain=False, ready_at=EPOCH, settled_at=at, message_id="", fault="", about=about,
        )
    )  # fmt: skip


def about(connection: Connection, platform: str, chat: str, message_id: str) -> str:
    """Read what a message that was sent speaks of; "" where it is not known (any more)."""
    asked = {"on": platform, "in_chat": chat, "sent_as": message_id}
    return connection.execute(_ABOUT, asked).scalar() or ""


def thread_of(connection: Connection, platform: str, chat: str, message_id: str) -> str:
    """The topic a message was sent to; "" for none, or where it is not known (any more)."""
    asked = {"on": platform, "in_chat": chat, "sent_as": message_id}
    return connection.execute(_THREAD, asked).scalar() or ""


def newest(connection: Connection, platform: str, chat: str, whose: str) -> tuple[str, ...]:
    """Read what the newest messages in a chat speak of, of those that begin with `whose`."""
    asked = {"on": platform, "in_chat": chat, "whose": whose}
    return tuple(connection.execute(_NEWEST, asked).scalars())
