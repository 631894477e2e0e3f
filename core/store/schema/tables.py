"""The tables. A change here needs a migration beside it and a new HEAD."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    text,
)

from core.store.schema.columns import count, flag, metadata, owner, words
from core.store.schema.cursors import cursors
from core.store.schema.groups import (
    challengers,
    challenges,
    groups,
    link_codes,
    link_tries,
    members,
    merged_sets,
    merges,
    ratings,
)
from core.store.schema.pings import pings, reminders, workers
from core.store.schema.scores import predictions
from core.store.schema.types import Moment, RowNumber, Words

__all__ = [
    "HEAD", "aliases", "calibrations", "challengers", "challenges", "changes", "cursors", "groups",
    "identities", "inbox", "link_codes", "link_tries", "members", "merged_sets", "merges",
    "metadata", "outbox", "own_exercises", "pains", "people", "pings", "predictions", "preferences",
    "questions", "ratings", "reminders", "sets", "shown", "staged", "uploads", "workers",
]  # fmt: skip

HEAD = "0009"  # the newest revision in migrations/versions

people = Table(
    "people",
    metadata,
    Column("id", RowNumber, primary_key=True),
    words("name"),
    words("language"),
    words("unit"),
    words("zone"),
    words("goal"),
    Column("bodyweight_milli", BigInteger),
    words("bodyweight_unit", null=True),
    Column("bar_milli", BigInteger),
    words("bar_unit", null=True),
    words("plates"),  # JSON: [[milli, unit], ...]
    flag("quiet"),
    count("asks_unanswered"),
    Column("asked_at", Moment),
    Column("log_version", BigInteger, nullable=False),
    # The log_version of the last write: what was undone before it is gone for good.
    Column("written_version", BigInteger, nullable=False),
    # The last number given out, per kind of short id.
    Column("last_set", BigInteger, nullable=False),
    Column("last_change", BigInteger, nullable=False),
    Column("last_question", BigInteger, nullable=False),
    Column("last_exercise", BigInteger, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column(
        "zone_told", Boolean, nullable=False, server_default=text("false")
    ),  # else it is a guess
    Column("seen_at", Moment),  # when they last said something, to within the hour
    Column("effort_low", Integer),  # repetitions in reserve wished for
    Column("effort_high", Integer),
    Column("dumbbells", Words, nullable=False, server_default=text("'[]'")),  # as plates
    Column("kettlebells", Words, nullable=False, server_default=text("'[]'")),
    Column("cutting", Boolean, nullable=False, server_default=text("false")),
    Column("answers", Words, nullable=False, server_default=text("''")),
    sqlite_autoincrement=True,  # an old button's owner is never somebody else
)

identities = Table(
    "identities",
    metadata,
    words("platform"),
    words("sender_id"),
    owner(),
    # Where they write in private, "" until they did; and why nothing arrives there any more.
    Column("chat", Words, nullable=False, server_default=text("''")),
    Column("gone", Words, nullable=False, server_default=text("''")),
    PrimaryKeyConstraint("platform", "sender_id"),
    Index("ix_identities_person_id", "person_id"),
    sqlite_with_rowid=False,
)

preferences = Table(
    "preferences",
    metadata,
    owner(),
    words("exercise_id"),
    words("goal", null=True),
    Column("step_milli", BigInteger),
    words("step_unit", null=True),
    Column("reps_low", Integer),
    Column("reps_high", Integer),
    Column("effort_low", Integer),
    Column("effort_high", Integer),
    PrimaryKeyConstraint("person_id", "exercise_id"),
    sqlite_with_rowid=False,
)

aliases = Table(
    "aliases",
    metadata,
    owner(),
    words("words"),
    words("exercise_id"),
    PrimaryKeyConstraint("person_id", "words"),
    sqlite_with_rowid=False,
)

own_exercises = Table(
    "own_exercises",
    metadata,
    owner(),
    Column("number", BigInteger),
    words("body"),  # JSON of an Exercise
    PrimaryKeyConstraint("person_id", "number"),
    sqlite_with_rowid=False,
)

pains = Table(
    "pains",
    metadata,
    Column("id", RowNumber, primary_key=True),
    owner(),
    words("exercise_id"),
    Column("at", Moment, nullable=False),
    words("words"),
    flag("urgent"),
    Index("ix_pains_person_id", "person_id", "exercise_id", "at", "id"),
)

sets = Table(
    "sets",
    metadata,
    owner(),
    Column("number", BigInteger),  # "s<number>"
    words("exercise_id"),
    Column("load_milli", BigInteger, nullable=False),
    words("load_unit"),
    count("reps"),  # -1: none; NULL would sort differently on the two databases
    Column("at", Moment, nullable=False),
    words("line"),
    count("rir_tenths", null=True),
    flag("rir_at_least"),
    flag("failed"),
    flag("amrap"),
    count("partials"),
    flag("warmup"),
    flag("drop_set"),
    count("seconds", null=True),
    Column("distance_cm", BigInteger),
    flag("per_side"),
    flag("shared_effort"),
    words("note"),
    words("source"),
    count("position"),
    Column("session_at", Moment, nullable=False),
    # The change that first logged this message: sets of an edited message keep their place.
    Column("place", BigInteger, nullable=False),
    Column("changed_by", BigInteger, nullable=False),  # the change that last touched this set
    count("working"),  # 1 unless warm-up, drop set or missed attempt
    PrimaryKeyConstraint("person_id", "number"),
    Index("ix_sets_at", "person_id", "at", "place", "position", "number"),
    Index(
        "ix_sets_exercise",
        "person_id", "exercise_id", "session_at", "at", "place", "position", "number",
    ),
    Index(
        "ix_sets_best",
        "person_id", "exercise_id", "working", "load_unit", "load_milli", "reps", "number",
    ),
    Index(
        "uq_sets_source",
        "person_id", "source", "position",
        unique=True,
        sqlite_where=text("source <> ''"),
        postgresql_where=text("source <> ''"),
    ),
    sqlite_with_rowid=False,
)  # fmt: skip

changes = Table(
    "changes",
    metadata,
    owner(),
    Column("number", BigInteger),  # "m<number>"
    words("kind"),
    words("source"),
    Column("at", Moment, nullable=False),
    Column("place", BigInteger, nullable=False),
    words("before"),  # JSON of sets
    words("after"),
    Column("undone", BigInteger, nullable=False),  # 0, or the log_version its undoing made
    # Who said it, "telegram 123": a person may have several platforms.
    Column("via", Words, nullable=False, server_default=text("''")),
    PrimaryKeyConstraint("person_id", "number"),
    Index("ix_changes_source", "person_id", "source", "number"),
    Index("ix_changes_undone", "person_id", "undone", "number"),
    sqlite_with_rowid=False,
)

questions = Table(
    "questions",
    metadata,
    owner(),
    Column("number", BigInteger),  # "q<number>"
    words("about"),
    words("source"),
    Column("sent_at", Moment, nullable=False),
    words("options"),  # JSON
    Column("asked_at", Moment, nullable=False),
    Column("answered_at", Moment),
    PrimaryKeyConstraint("person_id", "number"),
    sqlite_with_rowid=False,
)

calibrations = Table(
    "calibrations",
    metadata,
    owner(),
    Column("number", BigInteger),  # "c<number>"
    words("exercise_id"),
    count("reps"),
    Column("opened_at", Moment, nullable=False),
    count("guess_tenths", null=True),
    Column("guessed_at", Moment),
    PrimaryKeyConstraint("person_id", "number"),
    sqlite_with_rowid=False,
)

shown = Table(
    "shown",
    metadata,
    Column("id", RowNumber, primary_key=True),
    owner(),
    words("exercise_id"),
    words("kind"),
    words("set_id"),
    Column("session_at", Moment),
    words("body"),  # JSON
    Column("at", Moment, nullable=False),
    Index("ix_shown_person_id", "person_id", "id"),
    Index("ix_shown_exercise", "person_id", "exercise_id", "id"),
)

# Files sent to be imported, kept until the tap that imports them, for a day at most.
uploads = Table(
    "uploads",
    metadata,
    Column("id", RowNumber, primary_key=True),
    owner(),
    words("name"),
    Column("content", LargeBinary, nullable=False),  # zlib
    words("unit"),  # as the person said; "" while nobody did
    Column("answers", Words, nullable=False, server_default=text("'{}'")),  # of columns and marks
    Column("at", Moment, nullable=False),
    Index("ix_uploads_person_id", "person_id", "id"),
    Index("ix_uploads_at", "at"),
    sqlite_autoincrement=True,  # an old button never imports another file
)

# Sets of an import under way: nobody sees them before they are moved to `sets` in one piece.
staged = Table(
    "staged_sets",
    metadata,
    owner(),
    Column("run", BigInteger),  # one import
    Column("rank", BigInteger),  # as they came
    words("exercise_id"),
    Column("load_milli", BigInteger, nullable=False),
    words("load_unit"),
    count("reps"),
    Column("at", Moment, nullable=False),
    words("line"),
    count("rir_tenths", null=True),
    flag("rir_at_least"),
    flag("failed"),
    flag("amrap"),
    count("partials"),
    flag("warmup"),
    flag("drop_set"),
    count("seconds", null=True),
    Column("distance_cm", BigInteger),
    flag("per_side"),
    flag("shared_effort"),
    words("note"),
    words("source"),
    count("position"),
    count("working"),
    PrimaryKeyConstraint("person_id", "run", "rank"),
    sqlite_with_rowid=False,
)

_WAITING = text("done_at IS NULL")
_DONE = text("done_at IS NOT NULL")

inbox = Table(
    "inbox",
    metadata,
    Column("number", RowNumber, primary_key=True),
    words("key"),
    words("twin", null=True),
    words("platform"),
    words("chat"),
    words("body"),
    Column("received_at", Moment, nullable=False),
    Column("sent_at", Moment, nullable=False),
    count("tries"),
    words("leased_by", null=True),
    # Until then the row, and with it its chat, waits: for a lease to end or for another try.
    Column("ready_at", Moment, nullable=False),
    Column("done_at", Moment),
    words("fault"),
    # Who sent it, while it waits: one person's are capped (waiting.py).
    Column("sender", Words, nullable=False, server_default=text("''")),
    # How many of theirs this row stands for that were dropped, itself included; 0: none.
    Column("dropped", Integer, nullable=False, server_default=text("0")),
    UniqueConstraint("key"),
    UniqueConstraint("twin"),
    Index(
        "ix_inbox_sender", "platform", "chat", "sender",
        sqlite_where=_WAITING, postgresql_where=_WAITING,
    ),
    Index(
        "ix_inbox_waiting", "sent_at", "number", sqlite_where=_WAITING, postgresql_where=_WAITING
    ),
    Index(
        "ix_inbox_held", "ready_at", "platform", "chat",
        sqlite_where=_WAITING, postgresql_where=_WAITING,
    ),
    Index("ix_inbox_done_at", "done_at", sqlite_where=_DONE, postgresql_where=_DONE),
)  # fmt: skip

_REPLY_WAITS = text("settled_at IS NULL AND ping = 0")
_PING_WAITS = text("settled_at IS NULL AND ping = 1")
_SPEAKS = text("about <> ''")
_EDITS = text("edits <> ''")
_SETTLED = text("settled_at IS NOT NULL")

outbox = Table(
    "outbox",
    metadata,
    Column("id", RowNumber, primary_key=True),
    words("key"),
    words("platform"),
    words("chat"),
    words("thread"),
    flag("private"),
    words("reply"),  # JSON
    words("delivery"),
    Column("created_at", Moment, nullable=False),
    count("tries"),
    flag("uncertain"),
    words("leased_by", null=True),
    Column("ready_at", Moment, nullable=False),
    Column("settled_at", Moment),
    words("message_id"),
    words("fault"),
    # 1: a ping; it has no words yet, they are found when it is sent, for this person.
    Column("ping", Integer, nullable=False, server_default=text("0")),
    Column("person_id", BigInteger),  # whom it is for; no key: what was sent may outlive them
    # What it speaks of: "<person>/<change>", for answers to it in a group.
    Column("about", Words, nullable=False, server_default=text("''")),
    # The key under which a later message changes it, as this one may change an earlier one.
    Column("edits", Words, nullable=False, server_default=text("''")),
    UniqueConstraint("key"),
    Index(
        "ix_outbox_waiting", "platform", "chat", "id",
        sqlite_where=_REPLY_WAITS, postgresql_where=_REPLY_WAITS,
    ),
    Index(
        "ix_outbox_pings", "platform", "ready_at", "id",
        sqlite_where=_PING_WAITS, postgresql_where=_PING_WAITS,
    ),
    Index(
        "ix_outbox_about", "platform", "chat", "message_id",
        sqlite_where=_SPEAKS, postgresql_where=_SPEAKS,
    ),
    Index(
        "ix_outbox_edits", "platform", "chat", "edits", "id",
        sqlite_where=_EDITS, postgresql_where=_EDITS,
    ),
    Index("ix_outbox_settled_at", "settled_at", sqlite_where=_SETTLED, postgresql_where=_SETTLED),
    # Numbers are never used again after a purge: a late answer must not settle another message.
    sqlite_autoincrement=True,
)  # fmt: skip
