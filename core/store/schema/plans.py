"""Tables of what people mean to train."""

from __future__ import annotations

from sqlalchemy import Column, PrimaryKeyConstraint, Table

from core.store.schema.columns import log, metadata, row_id, words
from core.store.schema.types import Moment

# Every step of a plan's life is a row that stays: what held on a day of the past can be looked up.
plan_versions = Table(
    "plan_versions",
    metadata,
    log(),
    row_id(),
    words("state"),  # "draft", "running", "paused", "stopped"
    words("name"),
    words("body"),  # the plan as text, in its exact form
    words("begun_on"),  # local date of the first day of its first week
    words("starts_on"),  # local date from which this version holds
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("log_id", "id"),
    sqlite_with_rowid=False,
)
