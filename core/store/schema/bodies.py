"""The table of what people weighed."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, PrimaryKeyConstraint, Table

from core.store.schema.columns import log, metadata, words

bodyweights = Table(
    "bodyweights",
    metadata,
    log(),
    words("day"),  # local date, ISO
    Column("load_milli", BigInteger, nullable=False),
    words("load_unit"),
    PrimaryKeyConstraint("log_id", "day"),
    sqlite_with_rowid=False,
)
