"""Records that only the store and its callers share: changes, questions, mail in and out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from core.messages import Address, Reply
from core.records import Load, LoggedSet


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the journal: the sets a message took out of the log and those it put in."""

    id: str  # "m1", "m2" ...
    kind: str
    source: str
    at: datetime
    before: tuple[LoggedSet, ...]
    after: tuple[LoggedSet, ...]
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """One way to settle a question: the message as it should have been typed, and what to learn."""

    label: str
    text: str  # replaces the message
    learn_words: str = ""  # a name to remember ...
    learn_exercise: str = ""  # ... and the exercise it means; "" with words: a new own exercise
    accept: bool = False  # store although it looks implausible


@dataclass(frozen=True, slots=True)
class Question:
    """Something to settle before (or, for a swap, after) a message is stored."""

    id: str
    about: str
    source: str
    sent_at: datetime
    options: tuple[Option, ...]
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Calibration:
    """A guess asked for: how many are left after so many repetitions of a set to failure."""

    id: str  # "c1", "c2" ...
    exercise_id: str
    reps: int
    opened_at: datetime
    guess_tenths: int | None = None
    guessed_at: datetime | None = None


PlanState = Literal["draft", "running", "paused", "stopped"]


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """A step of a plan's life: its text as it holds from a day on, and whether it is followed."""

    number: int
    state: PlanState
    name: str
    text: str  # in its exact form
    begun_on: date  # local date of the first day of its first week
    starts_on: date  # local date from which this version holds
    at: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """What was said about an exercise, and about which set or session."""

    exercise_id: str
    kind: str  # "set" or "target"
    set_id: str
    session_at: datetime | None
    body: Mapping[str, object]  # JSON-ready: verdict, next set, target, rules


@dataclass(frozen=True, slots=True)
class WeekForecast:
    """What was foretold of a lift in a week to come: its last set at a load keeps its reserve."""

    exercise_id: str
    made_on: date
    week: int  # from 1
    from_on: date  # the first of the seven days it is about
    load: Load
    reps: int
    left_tenths: int  # 0: the repetitions are to be made, no more
    chance: int  # per cent


@dataclass(frozen=True, slots=True)
class Forecast:
    """What was expected of a set before it was done; spans and `tenths` in tenths of a rep."""

    set_id: str
    exercise_id: str
    load: Load
    at: datetime
    place: int  # among the working sets of the exercise in its session, from 1
    tenths: int
    likely: tuple[int, int]  # 67 %
    wide: tuple[int, int]  # 95 %
    last_time: int  # repetitions that "the same as last time" would have said


@dataclass(frozen=True, slots=True)
class Scored:
    """A forecast and the repetitions that came of it."""

    forecast: Forecast
    reps: int


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A platform's raw update, committed before anything acknowledges it.

    `key` is the platform's own id plus a hash of the content, so that a redrawn id with other
    content is a new update. `twin` is a second identity of the same thing (chat, message, edit
    date, content hash) or "": a row whose key or twin is known already is absorbed.
    """

    key: str
    platform: str
    chat: str  # the lane: rows of one chat are handled in order
    body: str
    received_at: datetime
    sent_at: datetime
    twin: str = ""
    sender: str = ""  # who sent it, as the platform knows them; "" where nobody is known
    dropped: int = 0  # it stands for so many that were dropped, itself included: it is not read


@dataclass(frozen=True, slots=True)
class Claimed:
    """An inbox row in the hands of an inbox worker."""

    row: InboxRow
    tries: int  # earlier failures


PingState = Literal["queued", "sent", "skipped", "answered"]


@dataclass(frozen=True, slots=True)
class Ping:
    """What became of one occurrence of a reminder."""

    reminder_id: int
    local_date: str  # of the reminder's zone, ISO
    due_at: datetime
    state: PingState
    why: str  # why it was skipped: a key of the words
    at: datetime  # when it became so


@dataclass(frozen=True, slots=True)
class Lost:
    """A reply that may not have arrived, shortened."""

    id: int  # of its outbox message
    text: str
    private: bool  # it was for one person of a group alone
    language: str = ""  # of the person


@dataclass(frozen=True, slots=True)
class OutboxMessage:
    """An outbox row in the hands of the sender."""

    id: int
    key: str
    address: Address
    reply: Reply
    delivery: str
    created_at: datetime
    tries: int
    uncertain: bool  # a send was begun and its outcome is not known
    ping: bool = False  # it has no words yet: they are found when it is sent
    person_id: int | None = None  # whom it is for, where that is known
    lost: tuple[Lost, ...] = ()  # earlier replies to them in this chat that may not have arrived
    changes: str = ""  # the platform's id of the message that it changes; "": it is a new one
    # When it was claimed, by the clock of the process that holds it.
    claimed_at: datetime | None = field(default=None, compare=False)
    more: bool = field(default=True, compare=False)  # others may be claimed behind it
