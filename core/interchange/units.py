"""Kilograms or pounds, where a file does not say: what its loads look like.

Pound plates and dumbbells make steps of five, and a 45 lb bar makes loads that end in 5 (95, 135,
185); kilogram ones make 12, 14, 16, 22.5, 62.5. Each different load of an exercise is one piece of
evidence; its weight is the log ratio of how often such loads stand in logs whose unit is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from core.records import Unit

LEAST_LOADS = 5  # different loads below which nothing is concluded
SURE = 0.25  # mean log ratio from which it is concluded ...
SURE_IN_ALL = 8.0  # ... and in all: a few loads alone do not tell
# A pair of 1.25 kg plates makes 112.5 on a bar in any gym; in pounds that takes plates few have.
PLATES_TELL = 2  # such loads, different ones, that tell kilograms
HEAVY = 60_000  # thousandths from which a bar is loaded with plates
BARBELL = re.compile(
    r"deadlift|squat|bench press|military press|overhead press|barbell|clean|snatch|hip thrust|"
    r"kreuzheben|kniebeuge|bankdrück|peso muerto|sentadilla|press de? ?banca|soulevé|développé|"
    r"stacco|panca|terra|agachamento|supino|тяга|присед|жим",
    re.IGNORECASE,
)
HELD = re.compile(
    r"dumbbell|machine|cable|smith|kettlebell|hack|belt|goblet|leg press|maschine|máquina|macchina",
    re.IGNORECASE,
)
_BOUNDS = (30_000, 70_000, 140_000)  # thousandths of whatever unit it is

# log(share in pounds / share in kilograms) per kind of load and size; fitted on public exports
_EVIDENCE = {
    "five": (-0.5, 0.3, 1.8, 2.5),
    "ten": (-0.8, -0.2, 1.1, 2.0),
    "half": (-1.2, 0.2, 0.2, 0.2),
    "even": (-2.0, -1.2, 0.0, 1.0),
    "odd": (-1.8, -0.7, -0.5, 1.0),
    "quarter": (-1.2, -0.6, 0.0, 0.0),
    "other": (-1.5, -1.0, -0.4, 0.5),
}


@dataclass(slots=True)
class Loads:
    """The different loads of a file whose unit it does not state."""

    seen: set[tuple[int, int]] = field(default_factory=set)  # (hash of the exercise, thousandths)
    by_plates: set[int] = field(default_factory=set)  # of barbell lifts, that pounds rarely make

    def add(self, exercise: str, milli: int) -> None:
        """Look at one more set."""
        if milli > 0:
            self.seen.add((hash(exercise), milli))
            if milli >= HEAVY and milli % 5000 == 2500 and _on_a_bar(exercise):
                self.by_plates.add(milli)

    def verdict(self) -> tuple[Unit | None, int, int]:
        """(unit or None where it stays open, loads that are steps of five, different loads)."""
        unit, fives, count = judge(milli for _, milli in self.seen)
        if unit is None and len(self.by_plates) >= PLATES_TELL:
            unit = "kg"
        return unit, fives, count


@lru_cache(maxsize=1024)
def _on_a_bar(exercise: str) -> bool:
    """Whether a name is of a lift that is loaded with plates on a bar."""
    return BARBELL.search(exercise) is not None and HELD.search(exercise) is None


def judge(loads: Iterable[int]) -> tuple[Unit | None, int, int]:
    """Tell the unit of different loads in thousandths: (unit, steps of five, how many)."""
    total, fives, count = 0.0, 0, 0
    for milli in loads:
        total += evidence(milli)
        fives += milli % 5000 == 0
        count += 1
    if count < LEAST_LOADS or abs(total) < max(SURE_IN_ALL, SURE * count):
        return None, fives, count
    return ("lb" if total > 0 else "kg"), fives, count


def evidence(milli: int) -> float:
    """How much a load speaks for pounds (above 0) or kilograms (below 0)."""
    size = sum(milli >= bound for bound in _BOUNDS)
    return _EVIDENCE[_kind(milli)][size]


def _kind(milli: int) -> str:
    if milli % 5000 == 0:
        return "five" if milli % 10_000 else "ten"
    if milli % 2500 == 0:
        return "half"
    if milli % 1000 == 0:
        return "odd" if milli % 2000 else "even"
    return "quarter" if milli % 250 == 0 else "other"
