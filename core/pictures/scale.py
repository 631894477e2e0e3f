"""Axes: round numbers between the least and the greatest value, written as people do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Scale:
    """Values along a length: `low` at `start`, `high` at `end`."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Where a value stands."""
        if self.high <= self.low:
            return (self.start + self.end) / 2
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def around(values: Sequence[float], least: float = 0.0) -> tuple[float, float]:
    """The least and greatest value with some room about them; of one value about itself.

    `least`: how far apart the ends of the axis are at least, so that little looks like little.
    """
    low, high = min(values), max(values)
    room = (high - low) * 0.08 or max(abs(high) * 0.05, 1.0)
    room = max(room, (least - (high - low)) / 2)
    return (max(0.0, low - room) if low >= 0 else low - room), high + room


def round_values(low: float, high: float, most: int = 6, least: float = 0.0) -> list[float]:
    """Round values between two, at most so many, `least` apart or more."""
    step = max(least, step_of(low, high, most))
    first = ceil(low / step - 1e-9)
    return [each * step for each in range(first, floor(high / step + 1e-9) + 1)]


def step_of(low: float, high: float, most: int) -> float:
    """The least round step that makes no more than so many values."""
    rough = (high - low) / most or 1.0
    tens = 10.0 ** floor(log10(rough))
    for factor in (*_STEPS, 20.0):
        step = tens * factor
        if floor(high / step + 1e-9) - ceil(low / step - 1e-9) + 1 <= most:
            return step
    return tens * 20


def shown(value: float, decimal: str) -> str:
    """A number of an axis: "82.5", "82,5", "1200"."""
    return f"{round(value, 3):.10g}".replace(".", decimal)
