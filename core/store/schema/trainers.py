"""Tables of people who let a trainer see their log: what was agreed, said, proposed and seen."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, PrimaryKeyConstraint, Table

from core.store.schema.columns import count, flag, metadata, words
from core.store.schema.types import Moment, RowNumber


def _lifter() -> Column[int]:
    people = ForeignKey("people.id", ondelete="CASCADE")
    return Column("person_id", BigInteger, people, nullable=False)


def _trainer(ondelete: str) -> Column[int]:
    people = ForeignKey("people.id", ondelete=ondelete)
    return Column("trainer_id", BigInteger, people, nullable=ondelete == "SET NULL")


def _agreement() -> Column[int]:
    trainers = ForeignKey("trainers.id", ondelete="CASCADE")
    return Column("agreed_id", BigInteger, trainers, nullable=False)


# A lifter (`person_id`) lets a trainer see their log. Whether it holds is asked before each look.
trainers = Table(
    "trainers",
    metadata,
    Column("id", RowNumber, primary_key=True),
    _lifter(),
    _trainer("CASCADE"),
    Column("from_at", Moment, nullable=False),  # what was done before is not shown
    words("shows"),  # "notes pain bodyweight", any of them
    flag("comments"),  # the lifter takes them
    Column("given_at", Moment, nullable=False),
    Column("until_at", Moment, nullable=False),  # excluded
    Index("ix_trainers_person_id", "person_id"),
    Index("ix_trainers_trainer_id", "trainer_id"),
    sqlite_autoincrement=True,
)

# One-time codes by which a trainer is invited; only hashes are kept.
trainer_codes = Table(
    "trainer_codes",
    metadata,
    words("code_hash"),
    _lifter(),
    Column("from_at", Moment, nullable=False),
    words("shows"),
    Column("expires_at", Moment, nullable=False),
    PrimaryKeyConstraint("code_hash"),
    Index("ix_trainer_codes_person_id", "person_id"),
    sqlite_with_rowid=False,
)

# What a trainer said of a set; `log_id` and `set_id` are its row, whatever it is called now.
trainer_comments = Table(
    "trainer_comments",
    metadata,
    Column("id", RowNumber, primary_key=True),
    _agreement(),
    Column("log_id", BigInteger, nullable=False),
    Column("set_id", BigInteger, nullable=False),
    words("words"),
    Column("at", Moment, nullable=False),
    Index("ix_trainer_comments_agreed_id", "agreed_id"),
    sqlite_autoincrement=True,
)

# What a trainer proposes for the next workout with a lift.
trainer_proposals = Table(
    "trainer_proposals",
    metadata,
    Column("id", RowNumber, primary_key=True),
    _agreement(),
    words("exercise_id"),  # of the catalogue
    words("body"),  # JSON: a load, repetitions and a reserve for each set
    words("state"),  # "open", "accepted"
    Column("at", Moment, nullable=False),
    Column("accepted_at", Moment),
    Index("ix_trainer_proposals_agreed_id", "agreed_id"),
    sqlite_autoincrement=True,
)

# What a trainer looked at, a row for each thing and day, for the lifter to see.
trainer_looks = Table(
    "trainer_looks",
    metadata,
    Column("id", RowNumber, primary_key=True),
    _lifter(),
    _trainer("SET NULL"),
    words("what"),  # "week", "history"
    words("exercise_id"),  # "" for none
    words("day"),  # ISO date, UTC
    count("times"),
    Column("at", Moment, nullable=False),  # of the last time
    Index("ix_trainer_looks_person_id", "person_id", "at"),
    Index("ix_trainer_looks_trainer_id", "trainer_id"),
    sqlite_autoincrement=True,
)
