"""Kilograms or pounds, where a file does not say: what its loads look like.

Pound plates and dumbbells make steps of five, and a 45 lb bar makes loads that end in 5 (95, 135,
185); kilogram ones make 12, 14, 16, 22.5, 62.5. Each different load of an exercise is one piece of
evidence; its weight is the log ratio of how often such loads stand in logs whose unit is known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from core.records import Unit

LEAST_LOADS = 5  # different loads below which nothing is concluded
SURE = 0.25  # mean log ratio from which it is concluded ...
SURE_IN_ALL = 8.0  # ... and in all: a few loads alone do not tell
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

    def add(self, exercise: str, milli: int) -> None:
        """Look at one more set."""
        if milli > 0:
            self.seen.add((hash(exercise), milli))

    def verdict(self) -> tuple[Unit | None, int, int]:
        """(unit or None where it stays open, loads that are steps of five, different loads)."""
        return judge(milli for _, milli in self.seen)


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
