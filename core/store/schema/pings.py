"""Tables of the pings to come and of the processes that send them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    text,
)

from core.store.schema.columns import count, flag, index_where, metadata, owner, words
from core.store.schema.types import Moment, RowNumber

# What a bot of several processes needs: whose leases are still held by somebody alive.
workers = Table(
    "workers",
    metadata,
    words("name"),
    Column("seen_at", Moment, nullable=False),
    PrimaryKeyConstraint("name"),
    sqlite_with_rowid=False,
)

# Pings to come: a reminder, a rest timer, a weekly look-back, a snoozed ping.
reminders = Table(
    "reminders",
    metadata,
    Column("id", RowNumber, primary_key=True),
    owner(),
    Column("number", BigInteger, nullable=False),  # as the person sees it
    words("kind"),  # "train", "recap", "rest", "snooze"
    # "024" is Monday, Wednesday, Friday; an interval is "every 2 days from 2026-11-23";
    # "" is for something that happens once
    words("days"),
    count("minute", null=True),  # of the local day
    words("words"),  # "squat day"
    words("platform"),
    words("chat"),
    words("thread"),
    flag("private"),
    words("zone"),  # the one `next_at` was worked out in
    Column("next_at", Moment),  # NULL: nothing to come
    words("last_date"),  # local date of the last occurrence; one a date
    Column("paused_until", Moment),
    count("unanswered"),
    words("state"),  # "on", "asked" (whether to go on), "off", "gone" (cannot be reached)
    words("note"),  # why it is gone
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("person_id", "number"),
    index_where(text("next_at IS NOT NULL"), "ix_reminders_next_at", "platform", "next_at"),
    Index("ix_reminders_chat", "platform", "chat"),
    sqlite_autoincrement=True,
)  # fmt: skip

# What became of each occurrence; the key lets none be queued twice.
pings = Table(
    "pings",
    metadata,
    Column("reminder_id", BigInteger, ForeignKey("reminders.id", ondelete="CASCADE")),
    words("local_date"),
    owner(),
    Column("due_at", Moment, nullable=False),
    words("state"),  # "queued", "sent", "skipped", "answered"
    words("why"),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("reminder_id", "local_date"),
    Index("ix_pings_person_id", "person_id", "due_at"),
    Index("ix_pings_due_at", "due_at"),
    sqlite_with_rowid=False,
)
