"""How this lifter's last sets have come out against the curve: the doubt that a forecast has.

Repetitions and reserve as called, of the last set at each session's heaviest load, against what
the ability of today says such a set holds. People differ in what sets cost them, in how they call,
in how alike their days are; their own misses say all of that at once, better than any usual
spread. Where a lifter has few, a usual spread stands for the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import erfc, exp, hypot, log, sqrt

from core.limits import SAME_LOAD
from core.plans.ahead_curve import planned
from core.records import Exposure, LoggedSet
from core.training.ability.filter import DRIFT_PER_ROOT_DAY, share_of_one
from core.training.ability.state import Ability
from core.training.effort.reserve import reserve

SESSIONS, MOST_SETS = 16, 6  # looked back on; sets before the last one that are reckoned with
FADES = 45.0  # days in which a miss says less and less
APART = 10.0  # the same by the log of the load it was made at, against the one asked about
USUAL_SPREAD, USUAL_WEIGHT = 2.0, 1.0  # repetitions; misses that the usual spread stands for
SHRUNK_BY = 0.5  # misses, towards none on average
OWN_GROWTH, USUAL_GROWTH = 0.5, 0.0002  # a share; of the log of ability a day
WIDTH = 0.3  # repetitions either way that a miss stands for
LEAN = 0.3  # repetitions by which sets come out better than those before them
KERNEL = 0.6  # of the spread of misses, that each stands for: there are few of them
MARGIN, STEP, PLACES = -12.0, 0.25, 97  # of the table, in repetitions: up to 12


@dataclass(frozen=True, slots=True)
class Misses:
    """Weights and misses in repetitions, and the table of chances that follows from them."""

    found: tuple[tuple[float, float], ...]
    mean: float
    spread: float
    table: tuple[float, ...]

    def held(self, margin: float) -> float:
        """The chance that a set comes out at what is asked or over, by its margin over it."""
        at = (margin - MARGIN) / STEP
        place = min(PLACES - 2, max(0, int(at)))
        part = min(1.0, max(0.0, at - place))
        low = self.table[place]
        return low + part * (self.table[place + 1] - low)


def last_sets(exposures: Sequence[Exposure]) -> list[tuple[datetime, LoggedSet, list[LoggedSet]]]:
    """The last set at the heaviest load of each session that lifted one, and all of those.

    Done in turn with another lift it says nothing of this one.
    """
    found = []
    for each in exposures:
        sets = [this for this in each.lifted if this.reps]
        if not sets:
            continue
        most = max(this.load.milli for this in sets)
        tops = [this for this in sets if this.load.milli >= most - abs(most) * SAME_LOAD]
        if not tops[-1].superset:
            found.append((each.session_at, tops[-1], tops))
    return found


def called(each: LoggedSet) -> float | None:
    """Repetitions to failure as called; None where the effort is not known, or only a least one."""
    left = reserve(each)
    if left is None or each.rir_at_least or each.reps is None:
        return None
    return each.reps + left


def misses_of(
    ability: Ability, exposures: Sequence[Exposure], now: datetime, kg: float, growth: float
) -> Misses:
    """The misses of a lift's last sessions, as seen from a load of so many kilograms moved.

    `growth`: of the log of ability a day, so that what was lifted earlier is held against what one
    could then.
    """
    found = list[tuple[float, float, float]]()
    for at, each, sets in last_sets(exposures[-SESSIONS:]):
        told = called(each)
        if told is None:
            continue
        days = (now - at).total_seconds() / 86400
        moved = ability.moved_kg(each.load)
        reps, most = each.reps or 1, max(this.reps or 1 for this in sets)
        above = ability.log_capacity - growth * days - log(moved)
        n, margin = planned(
            ability,
            each.load,
            above,
            min(len(sets), MOST_SETS),
            reps,
            most,
            told - reps,
            told - reps,
        )[1::2]
        slope = 1 / share_of_one(moved, n, ability.exercise)
        weight = exp(-days / FADES - APART * abs(log(moved / kg)))
        width = hypot(WIDTH, DRIFT_PER_ROOT_DAY * sqrt(max(0.0, days)) * slope)
        found.append((weight, 0.5 - margin + LEAN, width))
    return _table(found)


def growth_of(ability: Ability) -> float:
    """Growth to reckon with, of the log of ability a day: half this lifter's, half the usual."""
    return OWN_GROWTH * ability.trend_per_day + USUAL_GROWTH


def _table(found: Sequence[tuple[float, float, float]]) -> Misses:
    total = sum(weight for weight, _, _ in found)
    mean = sum(weight * miss for weight, miss, _ in found) / (total + SHRUNK_BY)
    square = sum(weight * (miss - mean) ** 2 for weight, miss, _ in found)
    spread = sqrt((square + USUAL_WEIGHT * USUAL_SPREAD**2) / (total + USUAL_WEIGHT))
    wider = KERNEL * spread
    table = []
    for place in range(PLACES):
        margin = MARGIN + STEP * place
        sure = USUAL_WEIGHT * _normal((margin + mean) / hypot(USUAL_SPREAD, spread))
        sure += sum(
            weight * _normal((margin + miss) / hypot(width, wider)) for weight, miss, width in found
        )
        table.append(sure / (USUAL_WEIGHT + total))
    kept = tuple((weight, miss) for weight, miss, _ in found)
    return Misses(kept, mean, spread, tuple(table))


def _normal(z: float) -> float:
    return 0.5 * erfc(-z / sqrt(2))
