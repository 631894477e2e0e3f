"""The tables. A change here needs a migration beside it and a new HEAD."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    text,
)

from core.store.types import Moment, RowNumber, Words

HEAD = "0003"  # the newest revision in migrations/versions

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)


def _words(name: str, *, null: bool = False) -> Column[str]:
    return Column(name, Words, nullable=null)


def _count(name: str, *, null: bool = False) -> Column[int]:
    return Column(name, Integer, nullable=null)


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False)


def _owner() -> Column[int]:
    return Column("person_id", BigInteger, ForeignKey("people.id", ondelete="CASCADE"))


people = Table(
    "people",
    metadata,
    Column("id", RowNumber, primary_key=True),
    _words("name"),
    _words("language"),
    _words("unit"),
    _words("zone"),
    _words("goal"),
    Column("bodyweight_milli", BigInteger),
    _words("bodyweight_unit", null=True),
    Column("bar_milli", BigInteger),
    _words("bar_unit", null=True),
    _words("plates"),  # JSON: [[milli, unit], ...]
    _flag("quiet"),
    _count("asks_unanswered"),
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
    sqlite_autoincrement=True,  # an old button's owner is never somebody else
)

identities = Table(
    "identities",
    metadata,
    _words("platform"),
    _words("sender_id"),
    _owner(),
    PrimaryKeyConstraint("platform", "sender_id"),
    Index("ix_identities_person_id", "person_id"),
    sqlite_with_rowid=False,
)

preferences = Table(
    "preferences",
    metadata,
    _owner(),
    _words("exercise_id"),
    _words("goal", null=True),
    Column("step_milli", BigInteger),
    _words("step_unit", null=True),
    PrimaryKeyConstraint("person_id", "exercise_id"),
    sqlite_with_rowid=False,
)

aliases = Table(
    "aliases",
    metadata,
    _owner(),
    _words("words"),
    _words("exercise_id"),
    PrimaryKeyConstraint("person_id", "words"),
    sqlite_with_rowid=False,
)

own_exercises = Table(
    "own_exercises",
    metadata,
    _owner(),
    Column("number", BigInteger),
    _words("body"),  # JSON of an Exercise
    PrimaryKeyConstraint("person_id", "number"),
    sqlite_with_rowid=False,
)

pains = Table(
    "pains",
    metadata,
    Column("id", RowNumber, primary_key=True),
    _owner(),
    _words("exercise_id"),
    Column("at", Moment, nullable=False),
    _words("words"),
    _flag("urgent"),
    Index("ix_pains_person_id", "person_id", "exercise_id", "at", "id"),
)

sets = Table(
    "sets",
    metadata,
    _owner(),
    Column("number", BigInteger),  # "s<number>"
    _words("exercise_id"),
    Column("load_milli", BigInteger, nullable=False),
    _words("load_unit"),
    _count("reps"),  # -1: none; NULL would sort differently on the two databases
    Column("at", Moment, nullable=False),
    _words("line"),
    _count("rir_tenths", null=True),
    _flag("rir_at_least"),
    _flag("failed"),
    _flag("amrap"),
    _count("partials"),
    _flag("warmup"),
    _flag("drop_set"),
    _count("seconds", null=True),
    Column("distance_cm", BigInteger),
    _flag("per_side"),
    _flag("shared_effort"),
    _words("note"),
    _words("source"),
    _count("position"),
    Column("session_at", Moment, nullable=False),
    # The change that first logged this message: sets of an edited message keep their place.
    Column("place", BigInteger, nullable=False),
    Column("changed_by", BigInteger, nullable=False),  # the change that last touched this set
    _count("working"),  # 1 unless warm-up or drop set
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
    _owner(),
    Column("number", BigInteger),  # "m<number>"
    _words("kind"),
    _words("source"),
    Column("at", Moment, nullable=False),
    Column("place", BigInteger, nullable=False),
    _words("before"),  # JSON of sets
    _words("after"),
    Column("undone", BigInteger, nullable=False),  # 0, or the log_version its undoing made
    PrimaryKeyConstraint("person_id", "number"),
    Index("ix_changes_source", "person_id", "source", "number"),
    Index("ix_changes_undone", "person_id", "undone", "number"),
    sqlite_with_rowid=False,
)

questions = Table(
    "questions",
    metadata,
    _owner(),
    Column("number", BigInteger),  # "q<number>"
    _words("about"),
    _words("source"),
    Column("sent_at", Moment, nullable=False),
    _words("options"),  # JSON
    Column("asked_at", Moment, nullable=False),
    Column("answered_at", Moment),
    PrimaryKeyConstraint("person_id", "number"),
    sqlite_with_rowid=False,
)

calibrations = Table(
    "calibrations",
    metadata,
    _owner(),
    Column("number", BigInteger),  # "c<number>"
    _words("exercise_id"),
    _count("reps"),
    Column("opened_at", Moment, nullable=False),
    _count("guess_tenths", null=True),
    Column("guessed_at", Moment),
    PrimaryKeyConstraint("person_id", "number"),
    sqlite_with_rowid=False,
)

shown = Table(
    "shown",
    metadata,
    Column("id", RowNumber, primary_key=True),
    _owner(),
    _words("exercise_id"),
    _words("kind"),
    _words("set_id"),
    Column("session_at", Moment),
    _words("body"),  # JSON
    Column("at", Moment, nullable=False),
    Index("ix_shown_person_id", "person_id", "id"),
    Index("ix_shown_exercise", "person_id", "exercise_id", "id"),
)

# Files sent to be imported, kept until the tap that imports them, for a day at most.
uploads = Table(
    "uploads",
    metadata,
    Column("id", RowNumber, primary_key=True),
    _owner(),
    _words("name"),
    Column("content", LargeBinary, nullable=False),  # zlib
    _words("unit"),  # as the person said; "" while nobody did
    Column("at", Moment, nullable=False),
    Index("ix_uploads_person_id", "person_id", "id"),
    Index("ix_uploads_at", "at"),
    sqlite_autoincrement=True,  # an old button never imports another file
)

# Sets of an import under way: nobody sees them before they are moved to `sets` in one piece.
staged = Table(
    "staged_sets",
    metadata,
    _owner(),
    Column("run", BigInteger),  # one import
    Column("rank", BigInteger),  # as they came
    _words("exercise_id"),
    Column("load_milli", BigInteger, nullable=False),
    _words("load_unit"),
    _count("reps"),
    Column("at", Moment, nullable=False),
    _words("line"),
    _count("rir_tenths", null=True),
    _flag("rir_at_least"),
    _flag("failed"),
    _flag("amrap"),
    _count("partials"),
    _flag("warmup"),
    _flag("drop_set"),
    _count("seconds", null=True),
    Column("distance_cm", BigInteger),
    _flag("per_side"),
    _flag("shared_effort"),
    _words("note"),
    _words("source"),
    _count("position"),
    _count("working"),
    PrimaryKeyConstraint("person_id", "run", "rank"),
    sqlite_with_rowid=False,
)

_WAITING = text("done_at IS NULL")
_DONE = text("done_at IS NOT NULL")

inbox = Table(
    "inbox",
    metadata,
    Column("number", RowNumber, primary_key=True),
    _words("key"),
    _words("twin", null=True),
    _words("platform"),
    _words("chat"),
    _words("body"),
    Column("received_at", Moment, nullable=False),
    Column("sent_at", Moment, nullable=False),
    _count("tries"),
    _words("leased_by", null=True),
    # Until then the row, and with it its chat, waits: for a lease to end or for another try.
    Column("ready_at", Moment, nullable=False),
    Column("done_at", Moment),
    _words("fault"),
    UniqueConstraint("key"),
    UniqueConstraint("twin"),
    Index(
        "ix_inbox_waiting", "sent_at", "number", sqlite_where=_WAITING, postgresql_where=_WAITING
    ),
    Index(
        "ix_inbox_held", "ready_at", "platform", "chat",
        sqlite_where=_WAITING, postgresql_where=_WAITING,
    ),
    Index("ix_inbox_done_at", "done_at", sqlite_where=_DONE, postgresql_where=_DONE),
)  # fmt: skip

_UNSETTLED = text("settled_at IS NULL")
_SETTLED = text("settled_at IS NOT NULL")

outbox = Table(
    "outbox",
    metadata,
    Column("id", RowNumber, primary_key=True),
    _words("key"),
    _words("platform"),
    _words("chat"),
    _words("thread"),
    _flag("private"),
    _words("reply"),  # JSON
    _words("delivery"),
    Column("created_at", Moment, nullable=False),
    _count("tries"),
    _flag("uncertain"),
    _words("leased_by", null=True),
    Column("ready_at", Moment, nullable=False),
    Column("settled_at", Moment),
    _words("message_id"),
    _words("fault"),
    UniqueConstraint("key"),
    Index(
        "ix_outbox_waiting", "platform", "chat", "id",
        sqlite_where=_UNSETTLED, postgresql_where=_UNSETTLED,
    ),
    Index("ix_outbox_settled_at", "settled_at", sqlite_where=_SETTLED, postgresql_where=_SETTLED),
    # Numbers are never used again after a purge: a late answer must not settle another parcel.
    sqlite_autoincrement=True,
)  # fmt: skip

cursors = Table(
    "cursors",
    metadata,
    _words("platform"),
    _words("channel"),
    _words("message_id"),
    PrimaryKeyConstraint("platform", "channel"),
    sqlite_with_rowid=False,
)
