"""How far a platform's channels were read."""

from __future__ import annotations

from sqlalchemy import PrimaryKeyConstraint, Table

from core.store.schema.columns import metadata, words

cursors = Table(
    "cursors",
    metadata,
    words("platform"),
    words("channel"),
    words("message_id"),
    PrimaryKeyConstraint("platform", "channel"),
    sqlite_with_rowid=False,
)
