"""What a process counts of its work since its start: plain numbers, cheap to count.

No id, no name and no text is ever a label; what is written about them for a collector stands in
`bot/http/exposition.py`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass, field

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)
LATE_SECONDS = 60.0  # a ping sent that long after it was due is late


class Histogram:
    """Seconds, counted by how many there were up to each bound."""

    def __init__(self) -> None:
        self.counts = [0] * (len(BOUNDS) + 1)
        self.total = 0.0

    def observe(self, seconds: float) -> None:
        """Count one stretch of time."""
        seconds = max(seconds, 0.0)
        self.counts[bisect_left(BOUNDS, seconds)] += 1
        self.total += seconds


@dataclass
class Measures:
    """All counts of one process."""

    received: Counter[str] = field(default_factory=Counter)  # new updates, by platform
    handled: Counter[tuple[str, str]] = field(default_factory=Counter)  # platform, outcome
    sends: Counter[tuple[str, str, str]] = field(default_factory=Counter)  # platform, kind, outcome
    late_pings: Counter[str] = field(default_factory=Counter)
    steps: defaultdict[str, Histogram] = field(default_factory=lambda: defaultdict(Histogram))
