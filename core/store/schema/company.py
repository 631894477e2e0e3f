"""Tables of partners who train together: who comes when, and who shares a rack."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, PrimaryKeyConstraint, Table

from core.store.schema.columns import count, metadata, owner, words
from core.store.schema.types import Moment, RowNumber


def _maker() -> Column[int]:
    """Who opened it; it goes on without them."""
    people = ForeignKey("people.id", ondelete="SET NULL")
    return Column("made_by", BigInteger, people, nullable=True)


# A time at which partners of a group train; one that is over is dropped after a day.
gatherings = Table(
    "gatherings",
    metadata,
    Column("id", RowNumber, primary_key=True),
    words("platform"),
    words("chat"),
    words("thread"),
    Column("at", Moment, nullable=False),
    words("zone"),  # the one it was said in
    _maker(),
    Index("ix_gatherings_chat", "platform", "chat", "at"),
    Index("ix_gatherings_made_by", "made_by"),
    sqlite_autoincrement=True,
)

attendances = Table(
    "attendances",
    metadata,
    Column("gathering_id", BigInteger, ForeignKey("gatherings.id", ondelete="CASCADE")),
    owner(),
    words("answer"),  # "in", "later", "out"
    Column("answered_at", Moment, nullable=False),
    PrimaryKeyConstraint("gathering_id", "person_id"),
    Index("ix_attendances_person_id", "person_id"),
    sqlite_with_rowid=False,
)

# Partners at one rack: what is on the bar and whose turn was shown stand here, so that a restart
# forgets nothing; the loads themselves are worked out from each log.
racks = Table(
    "racks",
    metadata,
    Column("id", RowNumber, primary_key=True),
    words("platform"),
    words("chat"),
    words("thread"),
    words("exercise_id"),
    _maker(),
    Column("opened_at", Moment, nullable=False),
    Column("began_at", Moment),  # NULL: not all have agreed yet
    Column("moved_at", Moment, nullable=False),  # when something was last done at it
    words("bar"),  # JSON: plates on a side, those of the turn shown, whose turn it is
    Index("ix_racks_chat", "platform", "chat"),
    Index("ix_racks_made_by", "made_by"),
    sqlite_autoincrement=True,
)

rack_lifters = Table(
    "rack_lifters",
    metadata,
    Column("rack_id", BigInteger, ForeignKey("racks.id", ondelete="CASCADE")),
    owner(),
    count("place"),  # in the order of turns
    words("state"),  # "asked", "in": shows their loads there until it is over, "out"
    PrimaryKeyConstraint("rack_id", "person_id"),
    Index("ix_rack_lifters_person_id", "person_id"),
    sqlite_with_rowid=False,
)
