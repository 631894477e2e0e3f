"""One person on two platforms: codes, what becomes one, what is parted again. Pure rules."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from core.records import KG_PER_LB, Exercise

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 O 1 I L
CODE_LENGTH = 8
CODE_LIFE = timedelta(minutes=10)
MOST_TRIES = 5  # wrong codes of one person ...
TRIES_WAIT = timedelta(minutes=10)  # ... within this long after the first
TERMINAL = "console"  # answers on the spot: nothing is ever sent there unasked
_NO_CODE = re.compile(r"[\s\-\u2010-\u2015_.]+")

# --- codes --------------------------------------------------------------------------------------


def new_code(choose: Callable[[str], str] = secrets.choice) -> str:
    """Draw a code: 8 of 31 letters, 40 bits."""
    return "".join(choose(CODE_LETTERS) for _ in range(CODE_LENGTH))


def spell(code: str) -> str:
    """A code as it is shown: "K7MX-2QPR"."""
    return f"{code[:4]}-{code[4:]}"


def read_code(words: str) -> str | None:
    """The code somebody typed, in any case, with or without a dash; None when it is none."""
    code = _NO_CODE.sub("", words).upper()
    return code if len(code) == CODE_LENGTH and set(code) <= set(CODE_LETTERS) else None


def hash_of(code: str) -> str:
    """What is kept of a code.

    Codes are random and looked up by their hash, so they have one salt. With 40 bits a plain
    SHA-256 could be tried through in minutes by somebody who stole the database; scrypt (about
    10 ms and 4 MB a try) makes that longer than the ten minutes a code lives.
    """
    made = hashlib.scrypt(code.encode(), salt=b"spotter link code", n=2**12, r=8, p=1, dklen=20)
    return made.hex()


def token(code_hash: str, versions: Sequence[int]) -> str:
    """Name what was shown before a merge; once a log has changed the name is another."""
    text = f"{code_hash}:{':'.join(map(str, versions))}"
    return hashlib.sha256(text.encode()).hexdigest()[:8]


# --- settings -----------------------------------------------------------------------------------

Settings = Mapping[str, object]  # by name, as they are stored


def joined(wins: Settings, other: Settings, blank: Callable[[str, object], bool]) -> Settings:
    """The settings of two who become one: the one side's, the other's where that has none."""

    def chosen(name: str) -> object:
        has = [side[name] for side in (wins, other) if name in side]
        return next((value for value in has if not blank(name, value)), has[0])

    return {name: chosen(name) for name in dict.fromkeys((*wins, *other))}


def differing(
    wins: Settings, other: Settings, blank: Callable[[str, object], bool]
) -> dict[str, tuple[object, object]]:
    """Settings that both sides have and that are not the same: name -> (kept, given up)."""
    return {
        name: (value, other[name])
        for name, value in wins.items()
        if name in other
        and other[name] != value
        and not blank(name, value)
        and not blank(name, other[name])
    }


def parted(before: Settings, merged: Settings, now: Settings) -> Settings:
    """One side's settings when two are parted: as before, but for what was changed since."""
    changed = {name for name in (*merged, *now) if now.get(name) != merged.get(name)}
    kept = {name: value for name, value in before.items() if name not in changed}
    return kept | {name: now[name] for name in changed if name in now}


# --- exercises of one's own ---------------------------------------------------------------------


def same_exercises(here: Iterable[Exercise], there: Iterable[Exercise]) -> dict[str, str]:
    """Own exercises that both have under one name and one measure: id there -> id here."""
    known: dict[tuple[str, str], str] = {}
    for each in here:
        known.setdefault((each.name.casefold(), each.measure), each.id)
    found: dict[str, str] = {}
    for each in there:
        id_here = known.pop((each.name.casefold(), each.measure), None)
        if id_here is not None:
            found[each.id] = id_here
    return found


# --- sets that both have ------------------------------------------------------------------------


Content = tuple[int, str, int, int, int, int]  # day, exercise, load, repetitions, seconds, distance


@dataclass(frozen=True, slots=True)
class Mark:
    """What tells a set apart from others: its message and what was done on which day."""

    number: int
    source: str
    position: int
    content: Content


def hectograms(milli: int, unit: str) -> int:
    """A load in steps of 100 g: 225 lb and 102.1 kg are one, as with imports."""
    return round(milli * (float(KG_PER_LB) if unit == "lb" else 1) / 100)


def doubles(here: Iterable[Mark], there: Iterable[Mark]) -> list[int]:
    """Numbers of the sets there that stand here too, each set here counted once.

    The same message, or else the same content, as with imports (core/interchange/importing.py).
    """
    messages: dict[tuple[str, int], Content] = {}
    contents: Counter[Content] = Counter()
    for each in here:
        contents[each.content] += 1
        if each.source:
            messages[each.source, each.position] = each.content
    found, others = [], []
    for each in there:
        content = messages.get((each.source, each.position)) if each.source else None
        if content is None:
            others.append(each)
        else:
            contents[content] -= 1
            found.append(each.number)
    for each in others:
        if contents[each.content] > 0:
            contents[each.content] -= 1
            found.append(each.number)
    return found


# --- whose is what ------------------------------------------------------------------------------


def free_numbers(taken: Iterable[int], wanted: Sequence[int], once: int) -> list[int]:
    """New numbers for reminders: the smallest free ones, from `once` on for what happens once."""
    used = set(taken)
    found = []
    for old in wanted:
        number = once if old >= once else 1
        while number in used:
            number += 1
        used.add(number)
        found.append(number)
    return found
