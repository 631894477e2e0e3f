"""Looking back over records: exercises in order, sets per muscle, bests. Pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from core.records import Exercise, LoggedSet

DIRECT, INDIRECT = Fraction(1), Fraction(1, 2)  # R43


def by_exercise(sets: Iterable[LoggedSet]) -> dict[str, list[LoggedSet]]:
    """Sets grouped by exercise, exercises in the order they were first done."""
    groups: dict[str, list[LoggedSet]] = {}
    for each in sets:
        groups.setdefault(each.exercise_id, []).append(each)
    return groups


def sets_per_muscle(
    sets: Iterable[LoggedSet], exercise: Callable[[str], Exercise]
) -> dict[str, Fraction]:
    """Working and drop sets per muscle, direct 1 and indirect one half (R43), most first.

    Warm-ups and missed attempts never count; drop sets count as volume (docs/glossary.md).
    """
    counted = Counter(each.exercise_id for each in sets if not (each.warmup or each.missed))
    totals: dict[str, Fraction] = {}
    for exercise_id, count in counted.items():  # once for each exercise: fractions are slow
        facts = exercise(exercise_id)
        for muscle in facts.muscles:
            totals[muscle] = totals.get(muscle, Fraction(0)) + count * DIRECT
        for muscle in facts.helpers:
            totals[muscle] = totals.get(muscle, Fraction(0)) + count * INDIRECT
    return dict(sorted(totals.items(), key=lambda item: (-item[1], item[0])))


def session_count(sets: Sequence[LoggedSet]) -> int:
    """How many sessions these sets belong to."""
    return len({each.session_at for each in sets})


def day_of(now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The local date of a moment as [since, until)."""
    today = now.astimezone(zone).date()
    since = datetime.combine(today, time(), tzinfo=zone)
    until = datetime.combine(today + timedelta(days=1), time(), tzinfo=zone)
    return since, until


def week_of(now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The local week, from Monday, of a moment as [since, until)."""
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    since = datetime.combine(monday, time(), tzinfo=zone)
    until = datetime.combine(monday + timedelta(days=7), time(), tzinfo=zone)
    return since, until
