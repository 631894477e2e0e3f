"""Today made lighter or shorter, on request: what is left of a planned session (R44).

A day asked for by somebody tired is an easier session by the rule for one: half the sets, nine
tenths of the load, 3-5 left. One short of time keeps the loads and loses sets, then lifts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import ceil

from core.records import Lifter, Load, Reason, Target
from core.training.effort.reserve import EASY_RETURN
from core.training.progression.plates import loadable_at_most

LIGHTER = Fraction(9, 10)  # of the load (R44)
SET_SECONDS = 40  # product choice: a set of about ten repetitions
REST_SECONDS = {"compound": 180, "isolation": 90}  # R30
SHORT_REST = Fraction(2, 3)  # product choice: who is short of time rests less
FEWEST_SETS = 2  # product choice: where time is short, of each lift that is kept
SHORT_MINUTES = 30  # product choice: what "short of time" means where no number is said
_REASON = Reason("target.deload", {}, ("R44",))


def lighter(target: Target, lifter: Lifter, reason: Reason = _REASON) -> Target:
    """A target as an easier session: half the sets, a tenth lighter, 3-5 left (R44).

    The body's own weight and assistance stay; repetitions then go down by a tenth, rounded up.
    """
    sets = max(1, ceil(target.sets / 2))
    load = target.load
    easier = load
    if load.milli > 0:
        wish = Load(int(load.milli * LIGHTER), load.unit)
        easier = loadable_at_most(wish, lifter)
        easier = easier if 0 < easier.milli <= load.milli else load
    aims = target.aims[:sets]
    if easier == load:
        aims = tuple(max(1, ceil(each * LIGHTER)) for each in aims)
    else:  # not more repetitions at the lower load, which would be as hard
        aims = tuple(min(aims) for _ in aims) if aims else aims
    return replace(
        target,
        kind="deload",
        sets=sets,
        load=easier,
        aims=aims,
        rir_low=EASY_RETURN[0],
        rir_high=EASY_RETURN[1],
        reason=reason,
        expected=None,
        back_offs=None,
    )


def seconds_of(target: Target, mechanic: str, sets: int) -> float:
    """About how long some sets of a lift take, in seconds, with their shortened rests."""
    each = target.seconds or SET_SECONDS
    return sets * (each + float(REST_SECONDS[mechanic] * SHORT_REST))


def shorter(targets: Sequence[tuple[Target, str]], minutes: int) -> tuple[tuple[int, int], ...]:
    """Which lifts fit into some minutes, with how many sets: (place in the list, sets).

    `targets`: each with its mechanic, in the order they are trained. Compound lifts go first; each
    keeps `FEWEST_SETS` sets, and gets the rest of its own while time is left. At least one stays.
    """
    order = sorted(range(len(targets)), key=lambda at: (targets[at][1] != "compound", at))
    left = float(minutes * 60)
    kept: dict[int, int] = {}
    for at in order:
        target, mechanic = targets[at]
        sets = min(FEWEST_SETS, target.sets)
        cost = seconds_of(target, mechanic, sets)
        if kept and cost > left:
            continue
        kept[at] = sets
        left -= cost
    for at in order:
        target, mechanic = targets[at]
        one = seconds_of(target, mechanic, 1)
        while at in kept and kept[at] < target.sets and one <= left:
            kept[at] += 1
            left -= one
    return tuple(sorted(kept.items()))


def cut(target: Target, sets: int) -> Target:
    """A target with its first sets alone."""
    if sets >= target.sets:
        return target
    return replace(target, sets=sets, aims=target.aims[:sets], back_offs=None, expected=None)
