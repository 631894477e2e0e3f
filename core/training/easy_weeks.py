"""Easy weeks that a lifter asked for: which days they are, and when one is worth offering (R44)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from core.records import Target

LENGTH = timedelta(days=7)  # R44
OFFERED_AGAIN = timedelta(days=28)  # R44: not more often than every four weeks
FEWEST_STUCK = 2  # product choice: one lift that is stuck has an easy session of its own
USUAL_DAYS = 3  # product choice: until a lift comes again, where the log does not say
# What is said of a lift that falls short (R39).
_STUCK = frozenset({
    "target.deload", "target.down.fixed", "target.down.fixed_none_left", "target.down.missed",
    "target.down.under", "target.down.failed",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class EasyWeek:
    """Days on which all is lighter: [first, until)."""

    first: date
    until: date

    def __contains__(self, day: object) -> bool:
        """Whether a day is one of them."""
        return isinstance(day, date) and self.first <= day < self.until


def easy_on(weeks: Iterable[EasyWeek], day: date) -> bool:
    """Whether a day is in an easy week."""
    return any(day in each for each in weeks)


def coming_day(trained_on: Sequence[date], today: date) -> date:
    """The day on which a lift is likely to come again: its usual days after the last time.

    `trained_on`: its days, oldest first. Never before tomorrow.
    """
    days = sorted(set(trained_on))[-5:]
    gaps = sorted((later - earlier).days for earlier, later in pairwise(days))
    usual = gaps[(len(gaps) - 1) // 2] if gaps else USUAL_DAYS
    last = days[-1] if days else today
    return max(last + timedelta(days=usual), today + timedelta(days=1))


def is_due(targets: Sequence[Target], weeks: Iterable[EasyWeek], today: date) -> bool:
    """Whether the log asks for an easy week: several lifts fall short at once (R39, R44).

    That is at least `FEWEST_STUCK` of them and half of those trained; not within four weeks of
    another easy week, nor before one that is still to come.
    """
    if any(today - each.until < OFFERED_AGAIN for each in weeks):
        return False
    stuck = sum(1 for each in targets if each.reason.key in _STUCK)
    return stuck >= FEWEST_STUCK and stuck * 2 >= len(targets)
