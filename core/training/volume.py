"""Sets per muscle: what is usual for a person, and where a week stands to it (R43).

Only whole weeks say what is usual, and only those with training; an easy week is no usual one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from core.training.week import LEAST_WEEKS, USUAL_OF

WORTH_NAMING = 2  # sets a week, from which a muscle that was not trained yet is named
NONE = Fraction(0)


@dataclass(frozen=True, slots=True)
class MuscleWeek:
    """One muscle's sets in a week, beside the person's usual."""

    muscle: str
    sets: Fraction
    usual: Fraction | None  # None while fewer than two whole weeks were seen


def usual_sets(weeks: Sequence[Mapping[str, Fraction]]) -> Mapping[str, Fraction]:
    """The median of each muscle's sets over the last whole weeks with training, in halves.

    `weeks`: the newest first. None of any muscle before there were two.
    """
    trained = [each for each in weeks if each][:USUAL_OF]
    if len(trained) < LEAST_WEEKS:
        return {}
    muscles = dict.fromkeys(name for each in trained for name in each)
    middle = {name: median([each.get(name, NONE) for each in trained]) for name in muscles}
    halves = {name: Fraction(int(total * 2), 2) for name, total in middle.items()}
    return {name: total for name, total in halves.items() if total}


def beside_usual(
    sets: Mapping[str, Fraction], usual: Mapping[str, Fraction]
) -> tuple[MuscleWeek, ...]:
    """Each muscle with its sets and the usual ones; those usual and not trained come last."""
    known = bool(usual)
    rows = [
        MuscleWeek(name, total, usual.get(name, NONE) if known else None)
        for name, total in sets.items()
    ]
    missing = [
        MuscleWeek(name, NONE, total)
        for name, total in usual.items()
        if name not in sets and total >= WORTH_NAMING
    ]
    return (*rows, *sorted(missing, key=lambda each: (-(each.usual or NONE), each.muscle)))
