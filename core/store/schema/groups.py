"""Tables of groups and their members, and of people who became one."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    text,
)

from core.store.schema.columns import count, flag, late_words, log, metadata, owner, row_id, words
from core.store.schema.types import Moment, RowNumber, Words

groups = Table(
    "groups",
    metadata,
    words("platform"),
    words("chat"),
    words("quiet"),  # "22:00-07:00"
    words("zone"),
    words("topic"),
    words("answers"),  # "" as usual, "short", "off"
    Column("language", Words, nullable=False, server_default=text("''")),  # "": each in their own
    Column("changed_at", Moment, nullable=False),
    late_words("switched_off"),  # "board recap": what admins want none of there
    # Answers of sets a minute that the group reads; what is over it is for the person. 0: no limit
    Column("flood", Integer, nullable=False, server_default=text("0")),
    late_words("lately"),  # when the answers it counts were given, in microseconds since 1970
    Column("left_at", Moment),  # the bot was put out then; NULL: it is in
    PrimaryKeyConstraint("platform", "chat"),
    sqlite_with_rowid=False,
)

members = Table(
    "members",
    metadata,
    words("platform"),
    words("chat"),
    owner(),
    words("share"),  # "sets records sessions", any of them; "" for nothing
    flag("loads"),  # agrees that loads are shown here
    Column("joined_at", Moment, nullable=False),
    Column("gym_at", Moment),  # when the group was last told that they train
    PrimaryKeyConstraint("platform", "chat", "person_id"),
    Index("ix_members_person_id", "person_id"),
    sqlite_with_rowid=False,
)

# What the bot posts in a group by itself, without being asked each time; its words are found when
# they are sent.
group_posts = Table(
    "group_posts",
    metadata,
    Column("id", RowNumber, primary_key=True),
    words("platform"),
    words("chat"),
    words("thread"),
    words("kind"),  # "board", "weekly"
    words("days"),  # "6" is Sunday; "" for a board
    count("minute"),  # of the local day
    words("zone"),
    words("language"),  # where the group has none of its own
    flag("drawn"),  # as a picture
    words("pin"),  # "asked", "done", "refused"; "" for what is not pinned
    Column("made_by", BigInteger, ForeignKey("people.id", ondelete="SET NULL"), nullable=True),
    Column("next_at", Moment),  # NULL: nothing arrives there any more
    words("last_date"),  # of the last recap
    Column("shown_at", Moment),  # when a board was last changed
    UniqueConstraint("platform", "chat", "kind"),
    Index("ix_group_posts_next_at", "platform", "next_at"),
    Index("ix_group_posts_made_by", "made_by"),
    sqlite_autoincrement=True,  # an old key never names another post
)

challenges = Table(
    "challenges",
    metadata,
    Column("id", RowNumber, primary_key=True),
    words("platform"),
    words("chat"),
    count("number"),  # as the group sees it, 1 to 3
    words("exercise_id"),  # "" for any
    words("measure"),  # "reps", "sets", "sessions"
    count("goal"),
    Column("from_at", Moment, nullable=False),
    Column("until_at", Moment, nullable=False),
    words("zone"),  # the maker's, in which it ends
    Column("made_by", BigInteger, ForeignKey("people.id", ondelete="SET NULL"), nullable=True),
    Column("team", Boolean, nullable=False, server_default=text("false")),  # a goal for the sum
    Index("ix_challenges_chat", "platform", "chat", "until_at"),
    Index("ix_challenges_made_by", "made_by"),
    sqlite_autoincrement=True,
)

challengers = Table(
    "challengers",
    metadata,
    Column("challenge_id", BigInteger, ForeignKey("challenges.id", ondelete="CASCADE")),
    owner(),
    Column("joined_at", Moment, nullable=False),
    PrimaryKeyConstraint("challenge_id", "person_id"),
    Index("ix_challengers_person_id", "person_id"),
    sqlite_with_rowid=False,
)

# A partner's call of somebody's set, beside the lifter's own.
ratings = Table(
    "ratings",
    metadata,
    log(),
    row_id(),  # that of the set
    Column("rater_id", BigInteger, ForeignKey("people.id", ondelete="CASCADE")),
    count("rir_tenths"),
    flag("at_least"),
    words("platform"),
    words("chat"),
    Column("at", Moment, nullable=False),
    # What was seen: a set that says otherwise now has not been rated.
    words("exercise_id"),
    Column("load_milli", BigInteger, nullable=False),
    words("load_unit"),
    count("reps"),
    PrimaryKeyConstraint("log_id", "id", "rater_id"),
    Index("ix_ratings_rater_id", "rater_id"),
    sqlite_with_rowid=False,
)

# One-time codes that join a person's two platforms; only hashes are kept.
link_codes = Table(
    "link_codes",
    metadata,
    words("code_hash"),
    owner(),
    words("platform"),
    Column("expires_at", Moment, nullable=False),
    # Who typed it on the other platform: from then on it opens nothing but the tap that merges.
    Column("claimed_by", BigInteger, ForeignKey("people.id", ondelete="CASCADE"), nullable=True),
    PrimaryKeyConstraint("code_hash"),
    Index("ix_link_codes_person_id", "person_id"),
    Index("ix_link_codes_claimed_by", "claimed_by"),
    sqlite_with_rowid=False,
)

# Codes typed that were none, per person who typed them.
link_tries = Table(
    "link_tries",
    metadata,
    owner(),
    Column("since", Moment, nullable=False),
    count("tries"),
    PrimaryKeyConstraint("person_id"),
    sqlite_with_rowid=False,
)

# People who became one: what is needed to part them again.
merges = Table(
    "merges",
    metadata,
    Column("id", RowNumber, primary_key=True),
    owner(),
    words("platform"),
    words("sender_id"),
    words("body"),  # JSON: who they were, and what each had beside the log
    Column("at", Moment, nullable=False),
    Index("ix_merges_person_id", "person_id"),
)

# Sets that both had: left out of the log, kept for the day they are parted.
merged_sets = Table(
    "merged_sets",
    metadata,
    Column("merge_id", BigInteger, ForeignKey("merges.id", ondelete="CASCADE")),
    Column("old_number", BigInteger),
    words("body"),  # JSON of the set
    PrimaryKeyConstraint("merge_id", "old_number"),
    sqlite_with_rowid=False,
)
