"""What follows `lifter`: who, what is wanted, and the rest; and what follows `trainer`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.accounts.linking import read_code
from core.parsing.reading import Vocabulary

LOOKS: Mapping[str, str] = {
    "week": "week", "today": "today", "history": "history", "sets": "history", "log": "history",
    "next": "next", "target": "next", "targets": "next",
}  # fmt: skip
VERBS: Mapping[str, str] = {
    **LOOKS, "comment": "comment", "say": "comment", "propose": "propose", "proposal": "propose",
    "end": "end", "leave": "end", "stop": "end",
}  # fmt: skip
_MOST_OF_NAME = 4  # words
OF_TRAINER = frozenset(  # what is done with one
    {
        "invite", "end", "stop", "revoke", "remove", "off", "no", "cancel", "seen", "notes", "pain",
        "bodyweight", "comments", "accept", "decline", "renew",
    }
)  # fmt: skip
_MOSTOF_TRAINER = 7  # words: "invite from 1 november 2025"


@dataclass(frozen=True, slots=True)
class LifterWords:
    """What a trainer asks of whom; `who` is a number, a name or ""."""

    who: str
    verb: str  # "" for none
    rest: str


def read_lifter(words: str) -> LifterWords:
    """Read who is meant and what is wanted: "ann history squat"."""
    parts = words.split()
    for place, word in enumerate(parts[: _MOST_OF_NAME + 1]):
        verb = VERBS.get(word.lower().strip(":.!?"))
        if verb is not None:
            who = " ".join(parts[:place]).strip(" :,")
            return LifterWords(who, verb, " ".join(parts[place + 1 :]).strip())
    return LifterWords(" ".join(parts[:_MOST_OF_NAME]), "", "")


def is_lifter(rest: Sequence[str], vocabulary: Vocabulary) -> bool:
    """What a trainer does follows, or nothing; "lifter shoes broke" is talk."""
    if len(rest) <= 1:
        return True
    return bool(read_lifter(" ".join(rest)).verb)


def is_trainer(rest: Sequence[str], vocabulary: Vocabulary) -> bool:
    """What is done with a trainer follows, a code, or nothing; "trainer said less" is talk."""
    if len(rest) <= 1 or read_code(" ".join(rest)) is not None:
        return True
    first = rest[0].lower().strip(".!?")
    return first in OF_TRAINER and len(rest) <= _MOSTOF_TRAINER
