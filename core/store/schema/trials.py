"""Trials on oneself: what was drawn and what was expected at the start."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, PrimaryKeyConstraint, Table

from core.store.schema.columns import log, metadata, row_id, words
from core.store.schema.types import Moment

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
    PrimaryKeyConstraint("log_id", "id"),
    sqlite_with_rowid=False,
)
