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

# What was foretold of a lift in a week of a plan. What came of it is read from the log as well.
weeks_ahead = Table(
    "weeks_ahead",
    metadata,
    log(),
    row_id(),
    words("exercise_id"),
    words("made_on"),  # local date of the forecast
    count("week"),  # from 1
    words("from_on"),  # local date of the first day of that week
    Column("load_milli", BigInteger, nullable=False),
    words("load_unit"),
    count("reps"),  # of the last set, at least
    count("left_tenths"),  # to be left then; 0: the repetitions are to be made
    count("chance"),  # per cent
    PrimaryKeyConstraint("log_id", "id"),
    sqlite_with_rowid=False,
)
