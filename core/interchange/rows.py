"""What a file of another app gives: sets, lines that are refused, entries nobody can have done.

A reader knows the file alone: names are as written, a load has the unit the file states for it or
none, a time is local (naive) unless the file states its zone. What the names mean, and which unit
is assumed, is decided afterwards (`core.interchange.dry_run`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from core.errors import UserError
from core.records import LoggedSet, Unit

MOST_BYTES = 20_000_000
MOST_ROWS = 200_000  # with anything in them, and as many sets
MOST_LINES = 2 * MOST_ROWS  # as they stand in the file: blank ones, and each line of a cell
MOST_COLUMNS = 1_000
LONGEST_CELL = 10_000
LONGEST_NAME = 200  # of an exercise; what is longer is some other text
LONGEST_RAW = 1_000  # of a line that is kept with its set

MOST_SECONDS = 24 * 3600
MOST_METRES = 300_000


class FileRefused(UserError):
    """A file that cannot be imported; nothing was changed (facts fill `error.file_<why>`)."""

    def __init__(self, why: str, **facts: object) -> None:
        """Keep why, a part of the sentence's key, and its facts."""
        super().__init__("", **facts)
        self.code = f"file_{why}"


@dataclass(frozen=True, slots=True)
class OpenColumn:
    """A column whose role is a guess, with some of what it holds; it has to be asked."""

    name: str
    role: str
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person said about a file: what its columns hold, what its marks mean."""

    columns: Mapping[str, str] = field(default_factory=dict)  # plain name -> role, "" for none
    marks: Mapping[str, str] = field(default_factory=dict)  # mark in small letters -> MARKS
    units: Mapping[str, str] = field(default_factory=dict)  # word in small letters -> unit, or ""


MARKS = ("set", "warmup", "drop", "failed", "none")  # what a mark of a row may mean
ASKED_ROLES = ("weight", "reps", "rpe", "rir", "seconds", "count", "type", "volume")


@dataclass(frozen=True, slots=True)
class ImportedSet:
    """One set as a file tells it."""

    exercise_name: str
    at: datetime  # when the set was done, else when its workout began; naive: local time
    workout: str  # the same for all sets of one workout of the file
    load_milli: int | None  # thousandths; None where the file says nothing
    unit: Unit | None  # None where the file does not state it
    reps: int | None
    line: int  # where it stands in the file, from 1
    raw: str = ""  # the line as it stands in the file
    rir_tenths: int | None = None
    rir_at_least: bool = False
    failed: bool = False
    amrap: bool = False
    warmup: bool = False
    drop: bool = False
    seconds: int | None = None
    distance_cm: int | None = None
    distance_stated: bool = True  # False: counted as kilometres, its unit follows the loads'
    has_time: bool = True  # False: the file has only the date
    workout_name: str = ""
    note: str = ""
    exact: LoggedSet | None = None  # from our own format: nothing is left to find out
    own: str = ""  # our own format: the exercise this person added
    mark: str = ""  # the word of its row that is not understood
    partials: int = 0


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that cannot be read as a set; `reason` is the end of the key `import.refused.<>`."""

    line: int
    reason: str
    facts: Mapping[str, object] = field(default_factory=dict)
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Implausible:
    """A set that nobody can have done: listed and left out."""

    set: ImportedSet
    reason: str  # "reps", "load", "seconds", "distance", "date"
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NoSet:
    """A line that is no set by the file's own word: planned, skipped, a rest timer, a note."""

    line: int
    reason: str  # "not_done", "skipped", "rest_timer", "note", "mark", "other"
    mark: str = ""  # the word of its row that is not understood
    held: bool = False  # ... though the row holds repetitions


Row = ImportedSet | Refused | Implausible | NoSet
