"""What reading a message can give, and what the reader may ask of the log.

`core.parsing.sets.read_message` is the grammar; this file holds its records.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from core.records import Exercise, Load, LoggedSet, SetDraft, Unit


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to settle an ambiguity: the whole message rewritten so that it reads one way."""

    label: str  # short, for a button: "3 sets of 8, 100 kg"
    text: str  # the whole message with this reading; reads without a question
    learn_words: str = ""  # a name to remember when this is chosen ...
    learn_exercise: str = ""  # ... and what it means; "" with words: a new exercise of their own


@dataclass
class Asked(Exception):
    """The message needs a question before anything is stored.

    `about`: "exercise", "new_exercise", "reading" or "effort"; `quote` is the user's own words;
    `facts` fill `question.<about>`.
    """

    about: str
    quote: str
    choices: tuple[Choice, ...]
    facts: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """A message that was read: its sets, and the other reading where there was a likely one."""

    sets: tuple[SetDraft, ...]
    swap: Choice | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """An exercise named in a run of words: words[start:end]."""

    exercise: Exercise
    start: int
    end: int


class Vocabulary(Protocol):
    """Names a person may use: the catalogue, their aliases, their own exercises."""

    def find(self, words: Sequence[str], start: int = 0) -> Found | None:
        """The longest exactly known name that begins at words[start]."""

    def near(self, phrase: str, limit: int = 3) -> tuple[tuple[Exercise, float], ...]:
        """Close matches for a phrase, best first, with scores 0-100; may be empty."""

    def exercise(self, exercise_id: str) -> Exercise:
        """An exercise by id."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Everything the reader knows besides the words."""

    vocabulary: Vocabulary
    unit: Unit
    now: datetime  # when the message was sent, aware UTC
    zone: ZoneInfo
    last_set: Callable[[str | None], LoggedSet | None]  # of an exercise id, or of any (None)
    session_end: Callable[[datetime, datetime], datetime | None]  # last set in [since, until)
    language: str = "en"  # of the labels of choices
    bar: Load | None = None  # the bar of the settings; None: not known
