"""Which sets a correction is about: "bench mon 102.5x5", "last set", "mon bench", "last squat"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.errors import UserError
from core.parsing.characters import fold, tidy
from core.parsing.reading import Vocabulary
from core.parsing.times import read_day
from core.records import Exercise

_LAST = frozenset({"last", "latest", "previous", "newest"})
_ORDINALS = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4,
    "fifth": 5, "5th": 5,
}  # fmt: skip
_NOTHING = frozenset({"the", "my", "set", "sets", "a", "one", "of", "from", "on", "to", "as", "is"})
MOST_READ = 200  # characters
MOST_NUMBER = 20  # of a set in its session
FAR = date(9000, 1, 1)  # every day has come, where it only matters that one is named


@dataclass(frozen=True, slots=True)
class SetChoice:
    """What words say of the sets meant, and the words that are left over."""

    exercise: Exercise | None = None
    maybe: tuple[Exercise, ...] = ()  # what an everyday word may stand for: "row"
    day: date | None = None
    last: bool = False
    rest: str = ""
    number: int | None = None  # the second set of its lift in that session

    @property
    def says_which(self) -> bool:
        """Whether anything was said of which sets are meant."""
        return bool(self.exercise or self.maybe or self.day or self.last or self.number)


def read_set_choice(text: str, vocabulary: Vocabulary, today: date) -> SetChoice:
    """Take the name, the day and "last set" from the beginning of a text, in any order.

    Raises FutureDate and Unreadable for a day that cannot be.
    """
    words = tidy(text[:MOST_READ]).split()
    exercise: Exercise | None = None
    maybe: tuple[Exercise, ...] = ()
    day: date | None = None
    last, number = False, None
    while words:
        word = words[0].lower().strip(".,!?:")
        if word in _LAST:
            last, words = True, words[1:]
        elif number is None and (counted := _number(words)):
            number, words = counted
        elif word in _NOTHING and (last or number or exercise or day or len(words) > 1):
            words = words[1:]
        elif day is None and (found := _day(words, today)):
            day, words = found
        elif exercise is None and not maybe and (named := _lift(words, vocabulary)):
            exercise, maybe, words = named
        else:
            break
    return SetChoice(exercise, maybe, day, last, " ".join(words), number)


def _number(words: Sequence[str]) -> tuple[int, list[str]] | None:
    """Which set of the session is meant: "second set", "set 2"; and the words behind it."""
    first = words[0].lower().strip(".,!?:")
    if first in _ORDINALS:
        return _ORDINALS[first], list(words[1:])
    behind = words[1].strip(".,:#") if first == "set" and len(words) > 1 else ""
    if behind.isdecimal() and 0 < int(behind) <= MOST_NUMBER:
        return int(behind), list(words[2:])
    return None


def _day(words: Sequence[str], today: date) -> tuple[date, list[str]] | None:
    """A day at the beginning, and the words behind it; never the load of a set."""
    text = " ".join(words)
    found = read_day(fold(text), today)
    if found is None or found.start:
        return None
    taken = len(text[: found.end].split())
    return found.day, list(words[taken:])


def _lift(
    words: Sequence[str], vocabulary: Vocabulary
) -> tuple[Exercise | None, tuple[Exercise, ...], list[str]] | None:
    found = vocabulary.find(words, 0)
    if found is not None:
        return found.exercise, (), list(words[found.end :])
    several = getattr(vocabulary, "candidates", None)
    meant = tuple(several(words[0])) if several is not None else ()
    return (None, meant, list(words[1:])) if meant else None


def says_only_which(rest: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Whether words name sets and nothing else: "bench mon" does, "that please" does not."""
    if all(word.startswith("@") for word in rest):
        return True
    try:
        choice = read_set_choice(" ".join(rest), vocabulary, FAR)
    except UserError:
        return False
    return choice.says_which and not choice.rest
