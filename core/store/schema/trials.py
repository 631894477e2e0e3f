"""Trials on oneself: what was drawn and what was expected at the start; groups that pool theirs."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, PrimaryKeyConstraint, Table

from core.store.schema.columns import late_words, log, metadata, row_id, words
from core.store.schema.types import Moment, RowNumber

# What a trial shows is never kept here: it is worked out from the log, at the end.
trials = Table(
    "trials",
    metadata,
    log(),
    row_id(),
    words("exercise_id"),
    words("design"),  # limb or blocks
    Column("seed", BigInteger, nullable=False),
    words("expected"),  # JSON of an Expectation
    Column("begun_at", Moment, nullable=False),
    Column("stopped_at", Moment),
    late_words("others"),  # further exercises, by blanks
    PrimaryKeyConstraint("log_id", "id"),
    sqlite_with_rowid=False,
)

# How a session of a trial felt, asked for once: "" until it is answered.
trial_feelings = Table(
    "trial_feelings",
    metadata,
    log(),
    Column("trial_id", BigInteger, nullable=False),
    Column("session_at", Moment, nullable=False),
    words("felt"),  # "1" to "5"; by limb the side that felt harder, or "same"
    PrimaryKeyConstraint("log_id", "trial_id", "session_at"),
    sqlite_with_rowid=False,
)

# A group's pooled trial. Its result is worked out once, at its end, and then only read.
pools = Table(
    "pools",
    metadata,
    Column("id", RowNumber, primary_key=True),
    words("platform"),
    words("chat"),
    words("exercise_id"),
    words("design"),
    Column("opened_at", Moment, nullable=False),
    Column("published_at", Moment),
    words("result"),  # JSON: counts and the pooled range, nothing else; "" before its end
    Index("ix_pools_chat", "platform", "chat", "opened_at"),
    sqlite_autoincrement=True,
)

pool_entries = Table(
    "pool_entries",
    metadata,
    Column("pool_id", BigInteger, ForeignKey("pools.id", ondelete="CASCADE")),
    log(),
    Column("trial_id", BigInteger, nullable=False),
    Column("joined_at", Moment, nullable=False),
    PrimaryKeyConstraint("pool_id", "log_id"),
    Index("ix_pool_entries_log_id", "log_id"),
    sqlite_with_rowid=False,
)
