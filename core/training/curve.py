"""Load against repetitions: one curve for estimating and prescribing, so that its error cancels.

Loads are kilograms (floats, for computing only), n is repetitions to failure (R1). Everything
here wants a positive load; body weight is added before, where it is known.
"""

from __future__ import annotations

from collections.abc import Callable
from math import log

from core.records import Exercise, LoggedSet
from core.training.effort.reserve import is_leg_press, reserve, to_failure
from core.training.remembered import Remembered

SLOPE_PER_REP = 0.028  # of the load, for small corrections (R17)
MAX_N = 60.0
SAME_CAPACITY = 0.004  # least share of capacity a repetition is taken to be worth
_Strongest = tuple[Exercise, tuple[LoggedSet, ...], float | None]
_STRONGEST = Remembered[_Strongest](2048, 8192)  # some 200 bytes each

# The chart as published, one curve over n = repetitions + reserve: n = 1, 1.5, 2 ... 15.5 (R14).
RTS_CHART = (
    *(100.0, 97.8, 95.5, 93.9, 92.2, 90.7, 89.2, 87.8, 86.3, 85.0),
    *(83.7, 82.4, 81.1, 79.9, 78.6, 77.4, 76.2, 75.1, 73.9, 72.3),
    *(70.7, 69.4, 68.0, 66.7, 65.3, 64.0, 62.6, 61.3, 59.9, 58.6),
)


def rts_percent(reps: int, rir_tenths: int) -> float | None:
    """Read the RTS chart: percent of a one-repetition maximum, None outside it (R14)."""
    index = round((reps + rir_tenths / 10 - 1) * 2)
    return RTS_CHART[index] if 0 <= index < len(RTS_CHART) else None


def steepness(exercise: Exercise) -> float:
    """The class mean of k in p(n) = 1 / (1 + k (n - 1)) (R13)."""
    if is_leg_press(exercise.id, exercise.name):
        return 0.023
    if exercise.pattern == "squat":
        return 0.023 if exercise.equipment == "machine" else 0.040
    if exercise.pattern == "hinge":
        return 0.036
    return 0.0325 if exercise.pattern == "horizontal_press" else 0.032


def _excess(n: float, kg: float, exercise: Exercise) -> float:
    """How much heavier than `kg` one repetition could be, as a share of it."""
    over = max(1.0, min(n, MAX_N)) - 1.0
    if exercise.mechanic == "isolation":
        return float(over**0.85 / (4.58 * log(max(kg, 8.0)) - 2.55))
    return steepness(exercise) * over


def rep_share(kg: float, n: float, exercise: Exercise) -> float:
    """The share of capacity that one repetition is worth about n to failure at a load (R13)."""
    if exercise.mechanic == "isolation":
        high, low = capacity(kg, n + 0.5, exercise), capacity(kg, n - 0.5, exercise)
        return max(SAME_CAPACITY, log(high / low))
    k = steepness(exercise)
    return max(SAME_CAPACITY, log((1.0 + k * (n - 0.5)) / (1.0 + k * (max(1.5, n) - 1.5))))


def share_at(n: float, kg: float, exercise: Exercise) -> float:
    """p(n): the share of capacity that can be lifted n times; 1 at n = 1 (R13)."""
    return 1.0 / (1.0 + _excess(n, kg, exercise))


def capacity(kg: float, n: float, exercise: Exercise) -> float:
    """The load for one repetition, from a load lifted n times to failure (R13)."""
    return kg * (1.0 + _excess(n, kg, exercise))


def load_for(capacity_kg: float, n: float, exercise: Exercise) -> float:
    """The load in kg that a capacity lifts n times to failure (R13)."""
    if exercise.mechanic != "isolation":
        return capacity_kg * share_at(n, capacity_kg, exercise)
    kg = capacity_kg
    for _ in range(40):  # the curve depends on the load but weakly, so this settles soon
        before, kg = kg, capacity_kg * share_at(n, kg, exercise)
        if abs(before - kg) <= 1e-9 * kg:
            break
    return kg


def reps_at(kg: float, capacity_kg: float, exercise: Exercise) -> float:
    """Repetitions to failure at a load; 0 when it is beyond the capacity (R13)."""
    if kg <= 0 or capacity_kg <= 0:
        return MAX_N
    over = capacity_kg / kg - 1.0
    if over < 0:
        return 0.0
    return reps_of_excess(kg, exercise)(over)


def reps_of_excess(kg: float, exercise: Exercise) -> Callable[[float], float]:
    """Repetitions to failure at a load by the share of it that could be lifted more (R13)."""
    if exercise.mechanic == "isolation":
        steep = 4.58 * log(max(kg, 8.0)) - 2.55
        return lambda over: float(min(MAX_N, 1.0 + (over * steep) ** (1 / 0.85)))
    k = steepness(exercise)
    return lambda over: min(MAX_N, 1.0 + over / k)


def estimated_max(each: LoggedSet, exercise: Exercise) -> float | None:
    """Estimate a one-repetition maximum in kg, or None where it would be a guess (R15).

    Wants a positive load, known effort, n <= 10 and RIR <= 3; one repetition with none left is
    the load itself.
    """
    n, left = to_failure(each), reserve(each)
    if n is None or left is None or not each.working or each.load.milli <= 0:
        return None
    if exercise.measure != "load" or each.rir_at_least or left > 3 or not 1 <= n <= 10:
        return None
    return capacity(each.load.kg, n, exercise)


def strongest(sets: tuple[LoggedSet, ...], exercise: Exercise) -> float | None:
    """The most that the lifted sets of a session let estimate; kept by their very records."""
    key = (id(exercise), *map(id, sets))
    kept = _STRONGEST.get(key)
    if kept is None:
        estimates = [estimated_max(each, exercise) for each in sets if each.lifted]
        most = max((each for each in estimates if each is not None), default=None)
        kept = _STRONGEST.keep(key, (exercise, sets, most), len(sets))
    return kept[2]
