"""Efforts in plain words as they are typed short: "i had two left" is "2 left".

`said_efforts.csv` holds the phrases of each language by kind, parted by `;`. Before the number:
`soft` words of somebody who answers ("maybe"), `lead` words that say nothing, `left` and `able`,
which say that repetitions were left, `least` and `over`, which say that there may be more, `rpe`.
After it: `unit`, `after_left`, `after_more`, `least_after`, `tail`, and `or` before a second one.
`another` stands for one more, `nothing` and `failed` are whole messages; `had` says that
repetitions were left where "more" stands behind the number. A bare number after soft words alone is
an effort as it is without them, up to 4. A message with any other word is no effort.
`more` is one more, of a set or of repetitions; with a `unit` behind it of repetitions.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from core.parsing.patterns import late
from core.parsing.weekdays import plain

LONGEST, MOST_WORDS = 80, 12  # characters and words; longer is a story
MOST_BARE = 4  # as in `ratings`: a bare number above is repetitions
MOST_LEFT, LEAST_RPE, MOST_RPE = 10, 5, 10
_TOKEN = late(r"\d+(?:[.,]5)?|[^\W\d_]+(?:-[^\W\d_]+)*|[-+–]")
_SILENT = late(r"[\s.,!?~:;…]+|\(|\)")
_DASH = frozenset("-–")
_BEFORE = ("able", "left", "rpe", "least", "over", "soft", "had", "lead")
_AFTER = ("least_after", "after_left", "after_more", "unit", "tail")
_SAYS_LEFT = frozenset({"able", "left", "after_left"})

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Phrases:
    """One language's phrases by kind, and the words any of its messages may begin with."""

    kinds: Mapping[str, frozenset[Phrase]]
    numbers: Mapping[Phrase, str]
    begins: frozenset[str]


@dataclass(slots=True)
class _Said:
    """What was read of a message so far."""

    kinds: set[str] = field(default_factory=set)
    numbers: list[str] = field(default_factory=list)


@lru_cache(maxsize=1024)
def as_effort(text: str) -> str | None:
    """An effort in plain words as `read_rating` reads it ("2 left", "rpe 8"); None for all else."""
    if len(text) > LONGEST:
        return None
    words = _words(text)
    if not 0 < len(words) <= MOST_WORDS:
        return None
    doubted = "?" in text or "~" in text
    for each in _languages():
        if not (words[0] in each.begins or words[0][0].isdigit()):
            continue
        if (found := _read(words, each, doubted=doubted)) is not None:
            return found
    return None


@lru_cache(maxsize=1024)
def one_more(text: str) -> Literal["set", "rep"] | None:
    """What a message wishes or had one more of, and says nothing else; None for all else."""
    words = _words(text) if len(text) <= LONGEST and "?" not in text else ()
    for each in _languages() if words else ():
        if words in each.kinds["more"]:
            return "set"
        if words[:-1] in each.kinds["more"] and words[-1:] in each.kinds["unit"]:
            return "rep"
    return None


def _words(text: str) -> Phrase:
    """The words of a text, "2ish" apart; () where something else is among them ("80x8")."""
    said = plain(text).replace("'", "").replace("’", "")
    if _SILENT.sub("", _TOKEN.sub("", said)):
        return ()
    return tuple(_TOKEN.findall(said))


def _read(words: Phrase, language: _Phrases, *, doubted: bool) -> str | None:
    if words in language.kinds["nothing"]:
        return "0 left"
    if words in language.kinds["failed"]:
        return "f"
    said = _Said({"soft"} if doubted else set())
    at = _over(words, 0, _BEFORE, language, said)
    able = bool(said.kinds & {"able", "had"})
    if able and words[at - 1 :] in language.kinds["another"]:
        return "1 left"  # its first word reads as one that says nothing
    if words[at:] in language.kinds["another"]:
        return "1 left" if able else None
    at = _number(words, at, language, said)
    if not said.numbers:
        return None
    joined = _or(words, at, language)
    if joined > at and (end := _number(words, joined, language, said)) > joined:
        said.kinds.add("soft")
        at = end
    at = _over(words, at, _AFTER, language, said)
    return _short(said) if at == len(words) else None


def _over(words: Phrase, at: int, kinds: Sequence[str], language: _Phrases, said: _Said) -> int:
    """Read phrases of some kinds, the longest first; where they end."""
    while at < len(words):
        if words[at] == "+" and "least_after" in kinds:
            said.kinds.add("least_after")
            at += 1
            continue
        found = max(
            ((len(each), kind) for kind in kinds for each in language.kinds[kind]
             if words[at : at + len(each)] == each),
            default=None, key=lambda it: it[0],
        )  # fmt: skip
        if found is None:
            break
        said.kinds.add(found[1])
        at += found[0]
    return at


def _number(words: Phrase, at: int, language: _Phrases, said: _Said) -> int:
    """Read a number in digits or words."""
    if at < len(words) and words[at][0].isdigit():
        said.numbers.append(words[at].replace(",", "."))
        return at + 1
    for size in range(min(3, len(words) - at), 0, -1):
        number = language.numbers.get(words[at : at + size])
        if number is not None:
            said.numbers.append(number)
            return at + size
    return at


def _or(words: Phrase, at: int, language: _Phrases) -> int:
    """Where a second number begins: "2 or 3", "2-3"."""
    if at < len(words) and (words[at] in _DASH or (words[at],) in language.kinds["or"]):
        return at + 1
    return at


def _short(said: _Said) -> str | None:
    """What was read as it is typed short; None where it says no effort."""
    low, high = float(said.numbers[0]), float(said.numbers[-1])
    if "rpe" in said.kinds and not said.kinds & _SAYS_LEFT:
        fits = LEAST_RPE <= low <= high <= MOST_RPE and not said.kinds & {"after_more", "unit"}
        return f"rpe {(low + high) / 2:g}" if fits else None
    if not low <= high <= MOST_LEFT:
        return None
    more = bool(said.kinds & {"least", "least_after", "over"})
    spread = f"{low:g}-{high:g}" if high > low else f"{low:g}"
    if more:
        spread = f"{low + 1:g}+" if "over" in said.kinds else f"{low:g}+"
    if said.kinds & _SAYS_LEFT or {"had", "after_more"} <= said.kinds:
        return f"{spread} left"
    bare = said.kinds <= {"soft", "tail"} and high <= MOST_BARE and not more
    return spread if bare and said.kinds else None


@cache
def _languages() -> tuple[_Phrases, ...]:
    with Path(__file__).with_name("said_efforts.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return tuple(_language(name, rows) for name in dict.fromkeys(row["language"] for row in rows))


def _language(name: str, rows: Sequence[Mapping[str, str]]) -> _Phrases:
    listed = {row["kind"]: row["words"].split(";") for row in rows if row["language"] == name}
    numbers = dict(each.split("=") for each in listed.pop("number"))
    for kind in ("another", "failed", "had", "more"):
        listed.setdefault(kind, [])
    kinds = {kind: frozenset(map(_phrase, each)) for kind, each in listed.items()}
    worded = {_phrase(words): number for words, number in numbers.items()}
    phrases = [phrase for kind in (*_BEFORE, "nothing", "failed") for phrase in kinds[kind]]
    begins = frozenset(phrase[0] for phrase in (*phrases, *worded))
    return _Phrases(kinds, worded, begins)


def _phrase(text: str) -> Phrase:
    return tuple(re.findall(r"\S+", plain(text).replace("'", "")))
