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
    text,
)

from core.store.schema.bodies import bodyweights
from core.store.schema.columns import (
    count,
    flag,
    index_where,
    late_words,
    log,
    metadata,
    owner,
    row_id,
    words,
)
from core.store.schema.company import attendances, gatherings, rack_lifters, racks
from core.store.schema.groups import (
    challengers,
    challenges,
    group_posts,
    groups,
    link_codes,
    link_tries,
    members,
    merged_sets,
    merges,
    ratings,
)
from core.store.schema.mail import cursors, inbox, outbox
from core.store.schema.pings import pings, reminders, workers
from core.store.schema.plans import plan_versions
from core.store.schema.scores import predictions, weeks_ahead
from core.store.schema.trainers import (
    trainer_codes,
    trainer_comments,
    trainer_looks,
    trainer_proposals,
    trainers,
)
from core.store.schema.trials import pool_entries, pools, trial_feelings, trials
from core.store.schema.types import Moment, RowNumber, Words

__all__ = [
    "HEAD", "aliases", "attendances", "bodyweights", "calibrations", "challengers",
    "challenges", "changes", "cursors", "gatherings", "group_posts", "groups", "identities",
    "inbox", "link_codes", "link_tries", "logs", "members", "merged_sets", "merges", "metadata",
    "outbox", "own_exercises", "pains", "people", "pings", "plan_versions", "pool_entries",
    "pools", "predictions", "preferences", "questions", "rack_lifters", "racks", "ratings",
    "reminders", "sets", "shown", "staged", "trainer_codes", "trainer_comments",
    "trainer_looks", "trainer_proposals", "trainers", "trial_feelings", "trials", "uploads",
    "weeks_ahead", "workers",
]  # fmt: skip

HEAD = "0027"  # the newest revision in migrations/versions

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
    # Else the zone is a guess.
    Column("zone_told", Boolean, nullable=False, server_default=text("false")),
    Column("seen_at", Moment),  # when they last said something, to within the hour
    Column("effort_low", Integer),  # repetitions in reserve wished for
    Column("effort_high", Integer),
    Column("dumbbells", Words, nullable=False, server_default=text("'[]'")),  # as plates
    Column("kettlebells", Words, nullable=False, server_default=text("'[]'")),
    Column("cutting", Boolean, nullable=False, server_default=text("false")),
    Column("answers", Words, nullable=False, server_default=text("''")),
    Column("rest_auto", Boolean, nullable=False, server_default=text("false")),
    # How many logs were joined to their own: most have none, and need not be asked for others.
    Column("joined", Integer, nullable=False, server_default=text("0")),
    Column("reactions", Boolean, nullable=False, server_default=text("false")),
    sqlite_autoincrement=True,  # an old button's owner is never somebody else
)

# Whose a log is. Linking and parting change a row of this, and none of the log.
logs = Table(
    "logs",
    metadata,
    # The number of the person it began with, who is never anybody else.
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    owner(),
    # 0 for a person's own, then in the order they were joined.
    count("position"),
    # Added to the numbers of rows, these are the ones the person sees; 0 in their own log.
    Column("sets_shift", BigInteger, nullable=False),
    Column("changes_shift", BigInteger, nullable=False),
    Column("calibrations_shift", BigInteger, nullable=False),
    Column("exercises_shift", BigInteger, nullable=False),
    Index("ix_logs_person_id", "person_id", "position"),
    sqlite_with_rowid=False,
)

identities = Table(
    "identities",
    metadata,
    words("platform"),
    words("sender_id"),
    owner(),
    # Where they write in private, "" until they did; why nothing arrives there any more.
    Column("chat", Words, nullable=False, server_default=text("''")),
    Column("gone", Words, nullable=False, server_default=text("''")),
    # The log it began with, and logs to ever after.
    Column("log_id", BigInteger, nullable=False, server_default=text("0")),
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
    log(),
    row_id(),  # "own-<id>" in the rows of the log
    Column("seen", BigInteger, nullable=False),  # "own-<seen>" to the person
    words("body"),  # JSON of an Exercise
    PrimaryKeyConstraint("log_id", "id"),
    sqlite_with_rowid=False,
)

pains = Table(
    "pains",
    metadata,
    log(),
    row_id(),
    words("exercise_id"),
    Column("at", Moment, nullable=False),
    words("words"),
    flag("urgent"),
    PrimaryKeyConstraint("log_id", "id"),
    Index("ix_pains_exercise", "log_id", "exercise_id", "at", "id"),
    sqlite_with_rowid=False,
)

sets = Table(
    "sets",
    metadata,
    log(),
    row_id(),  # "s<id>" to the person, plus the shift of the log
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
    Column("superset", Boolean, nullable=False, server_default=text("false")),
    late_words("side"),  # left or right
    words("source"),
    count("position"),
    Column("session_at", Moment, nullable=False),
    # The change that first logged this message: sets of an edited message keep their place.
    Column("place", BigInteger, nullable=False),
    Column("changed_by", BigInteger, nullable=False),  # the change that last touched this set
    count("working"),  # 1 unless warm-up, drop set or missed attempt
    PrimaryKeyConstraint("log_id", "id"),
    Index("ix_sets_at", "log_id", "at", "place", "position", "id"),
    Index(
        "ix_sets_exercise",
        "log_id", "exercise_id", "session_at", "at", "place", "position", "id",
    ),
    Index(
        "ix_sets_best",
        "log_id", "exercise_id", "working", "load_unit", "load_milli", "reps", "id",
    ),
    # Few have one, and each set asks for those of four weeks: pain may stand there.
    index_where(
        text("note <> ''"), "ix_sets_noted", "log_id", "at", "place", "position", "id"
    ),
    index_where(
        text("source <> ''"), "uq_sets_source", "log_id", "source", "position", unique=True
    ),
    sqlite_with_rowid=False,
)  # fmt: skip

changes = Table(
    "changes",
    metadata,
    log(),
    row_id(),  # "m<id>" to the person, plus the shift of the log
    words("kind"),
    words("source"),
    Column("at", Moment, nullable=False),
    Column("place", BigInteger, nullable=False),
    words("before"),  # JSON of sets
    words("after"),
    Column("undone", BigInteger, nullable=False),  # 0, or the log_version its undoing made
    Column("via", Words, nullable=False, server_default=text("''")),  # who said it, "telegram 123"
    PrimaryKeyConstraint("log_id", "id"),
    Index("ix_changes_source", "log_id", "source", "id"),
    Index("ix_changes_undone", "log_id", "undone", "id"),
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
    log(),
    row_id(),  # "c<id>" to the person, plus the shift of the log
    words("exercise_id"),
    count("reps"),
    Column("opened_at", Moment, nullable=False),
    count("guess_tenths", null=True),
    Column("guessed_at", Moment),
    PrimaryKeyConstraint("log_id", "id"),
    sqlite_with_rowid=False,
)

shown = Table(
    "shown",
    metadata,
    log(),
    row_id(),
    words("exercise_id"),
    words("kind"),
    words("set_id"),  # "s<id>" of a set of the log
    Column("session_at", Moment),
    words("body"),  # JSON
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("log_id", "id"),
    Index("ix_shown_exercise", "log_id", "exercise_id", "id"),
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
    Column("superset", Boolean, nullable=False, server_default=text("false")),
    late_words("side"),
    words("source"),
    count("position"),
    count("working"),
    PrimaryKeyConstraint("person_id", "run", "rank"),
    sqlite_with_rowid=False,
)
