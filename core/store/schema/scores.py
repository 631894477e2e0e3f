"""What was expected of a set before it was done."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, PrimaryKeyConstraint, Table

from core.store.schema.columns import count, log, metadata, row_id, words
from core.store.schema.types import Moment

# The set as it was predicted for: a row counts while the set still has this load and time. What
# came of it is never copied here, so that every correction of the log is one of the score too.
predictions = Table(
    "predictions",
    metadata,
    log(),
    row_id(),  # that of the set
    words("exercise_id"),
    Column("load_milli", BigInteger, nullable=False),
    words("load_unit"),
    Column("at", Moment, nullable=False),
    count("place"),  # among the working sets of the exercise in its session, from 1
    count("tenths"),  # repetitions to expect
    count("likely_low"),  # tenths, the 67 % interval
    count("likely_high"),
    count("wide_low"),  # tenths, the 95 % interval
    count("wide_high"),
    count("last_time"),  # repetitions that "the same as last time" would have said
    PrimaryKeyConstraint("log_id", "id"),
    sqlite_with_rowid=False,
)
