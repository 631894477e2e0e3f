"""Tables of what came, what is to be sent, and how far a channel was read."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    text,
)

from core.store.schema.columns import count, flag, index_where, metadata, words
from core.store.schema.types import Moment, RowNumber, Words

_WAITING = text("done_at IS NULL")
_DONE = text("done_at IS NOT NULL")

inbox = Table(
    "inbox",
    metadata,
    Column("number", RowNumber, primary_key=True),
    words("key"),
    words("twin", null=True),
    words("platform"),
    words("chat"),
    words("body"),
    Column("received_at", Moment, nullable=False),
    Column("sent_at", Moment, nullable=False),
    count("tries"),
    words("leased_by", null=True),
    # Until then the row, and with it its chat, waits: for a lease to end or for another try.
    Column("ready_at", Moment, nullable=False),
    Column("done_at", Moment),
    words("fault"),
    # Who sent it, while it waits: one person's are capped (waiting.py).
    Column("sender", Words, nullable=False, server_default=text("''")),
    # Of theirs so many that were dropped, itself included; 0: none.
    Column("dropped", Integer, nullable=False, server_default=text("0")),
    UniqueConstraint("key"),
    UniqueConstraint("twin"),
    index_where(_WAITING, "ix_inbox_sender", "platform", "chat", "sender"),
    index_where(_WAITING, "ix_inbox_waiting", "sent_at", "number"),
    index_where(_WAITING, "ix_inbox_held", "ready_at", "platform", "chat"),
    index_where(_DONE, "ix_inbox_done_at", "done_at"),
)  # fmt: skip

_REPLY_WAITS = text("settled_at IS NULL AND ping = 0")
_PING_WAITS = text("settled_at IS NULL AND ping = 1")
_SPEAKS = text("about <> ''")
_EDITS = text("edits <> ''")
_SETTLED = text("settled_at IS NOT NULL")

outbox = Table(
    "outbox",
    metadata,
    Column("id", RowNumber, primary_key=True),
    words("key"),
    words("platform"),
    words("chat"),
    words("thread"),
    flag("private"),
    words("reply"),  # JSON
    words("delivery"),
    Column("created_at", Moment, nullable=False),
    count("tries"),
    flag("uncertain"),
    words("leased_by", null=True),
    Column("ready_at", Moment, nullable=False),
    Column("settled_at", Moment),
    words("message_id"),
    words("fault"),
    # 1: a ping; it has no words yet, they are found when it is sent, for this person.
    Column("ping", Integer, nullable=False, server_default=text("0")),
    Column("person_id", BigInteger),  # whom it is for; no key: what was sent may outlive them
    # What it speaks of: "<person>/<change>", for answers to it in a group.
    Column("about", Words, nullable=False, server_default=text("''")),
    # The key under which a later message changes it, as this one may change an earlier one.
    Column("edits", Words, nullable=False, server_default=text("''")),
    UniqueConstraint("key"),
    index_where(_REPLY_WAITS, "ix_outbox_waiting", "platform", "chat", "id"),
    index_where(_PING_WAITS, "ix_outbox_pings", "platform", "ready_at", "id"),
    index_where(_SPEAKS, "ix_outbox_about", "platform", "chat", "message_id"),
    index_where(_EDITS, "ix_outbox_edits", "platform", "chat", "edits", "id"),
    index_where(_SETTLED, "ix_outbox_settled_at", "settled_at"),
    # Numbers are never used again after a purge: a late answer must not settle another message.
    sqlite_autoincrement=True,
)  # fmt: skip

cursors = Table(
    "cursors",
    metadata,
    words("platform"),
    words("channel"),
    words("message_id"),
    PrimaryKeyConstraint("platform", "channel"),
    sqlite_with_rowid=False,
)
