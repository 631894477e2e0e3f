"""What this person can load: their own step, plates, bar and dumbbells, or what their log shows.

What counts, in this order: a step they typed, the dumbbells (or plates, for a barbell) they named,
the step their own loads lie on, the catalogue's step. Exact integers throughout. The grid of a step
starts at the load last lifted when that is off the grid: what was lifted can be loaded, so a hold
never rounds it. Assistance is a negative load, so "down" is more assistance and "up" is less.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from core.limits import SAME_LOAD_ONE_IN
from core.records import Lifter, Load, Unit, in_unit

BARS = {"kg": 20_000, "lb": 45_000}
HEAVIEST_MILLI = 2_500_000
MASS = {"kg": 100_000_000, "lb": 45_359_237}  # of a thousandth of the unit
HELD = ("dumbbell", "kettlebell")  # equipment that comes in whole weights

# Steps that plates, dumbbells and stacks are made in, in thousandths, greatest first.
STEPS_MADE: dict[Unit, tuple[int, ...]] = {
    "kg": (10_000, 8_000, 5_000, 4_000, 2_500, 2_000, 1_250, 1_000, 500),
    "lb": (20_000, 10_000, 5_000, 2_500, 1_250, 1_000, 500),
}
# Product choices about what a log shows (docs/decisions/016).
DISTINCT_TO_COARSEN = 4  # different loads that must agree before a coarser step is believed
COARSEST = 2.5  # times the usual step; beyond, the lifter takes big jumps
AS_FINE = 1.25  # times the usual step: 2.5 kg dumbbells are no coarser than 2 kg ones
SURE_ALONE = 0.5  # times the usual step: what one load alone may show


def mass(load: Load) -> int:
    """The load as an exact integer in one unit for both kg and lb, for comparing."""
    return load.milli * MASS[load.unit]


def same_load(a: int, b: int) -> bool:
    """Tell whether two masses are one load: within 0.8 %, as 225 lb and 102.5 kg are.

    No step is under 1 % (R37), so no two steps are taken for one.
    """
    if a == b:
        return True
    return abs(a - b) * SAME_LOAD_ONE_IN <= max(abs(a), abs(b))


def smallest_step(lifter: Lifter, unit: Unit) -> int:
    """The smallest step in thousandths: the person's own, what the log shows, the catalogue's."""
    for known in (lifter.step, lifter.learned_step):
        if known is not None and known.unit == unit and known.milli > 0:
            return known.milli
    return _usual_step(lifter, unit)


def _usual_step(lifter: Lifter, unit: Unit) -> int:
    usual = lifter.exercise.step_kg if unit == "kg" else lifter.exercise.step_lb
    return usual.milli if usual.milli > 0 else (2_500 if unit == "kg" else 5_000)


def _by_plates(lifter: Lifter) -> bool:
    return bool(lifter.plates) and lifter.step is None and lifter.exercise.equipment == "barbell"


@lru_cache(maxsize=256)
def _pairs(plates: tuple[int, ...], limit: int) -> int:
    """Bit mask of the sums up to `limit` that pairs of these plates make, a bit for each unit."""
    mask = (1 << (limit + 1)) - 1
    reach = 1
    for plate in plates:
        shift = 2 * plate
        while 0 < shift <= limit:
            reach |= (reach << shift) & mask
            shift *= 2
    return reach


def _bar(lifter: Lifter, unit: Unit) -> int:
    return in_unit(lifter.bar, unit).milli if lifter.bar is not None else BARS[unit]


def _plate_sums(lifter: Lifter, unit: Unit) -> tuple[int, int]:
    """The mask of loadable sums and the milli that one bit of it stands for."""
    plates = tuple(p for p in (in_unit(each, unit).milli for each in lifter.plates) if p > 0)
    scale = 1
    for candidate in (1_000, 500, 250, 125, 50, 25, 10, 5):
        if all(plate % candidate == 0 for plate in plates):
            scale = candidate
            break
    return _pairs(tuple(plate // scale for plate in plates), HEAVIEST_MILLI // scale), scale


def _plates_below(milli: int, lifter: Lifter, unit: Unit) -> int:
    """The heaviest bar with plates at most `milli`; the empty bar when even that is more."""
    bar = _bar(lifter, unit)
    if milli <= bar:
        return bar
    reach, scale = _plate_sums(lifter, unit)
    below = min((milli - bar) // scale, HEAVIEST_MILLI // scale)
    return bar + scale * ((reach & ((1 << (below + 1)) - 1)).bit_length() - 1)


def _plates_above(milli: int, lifter: Lifter, unit: Unit) -> int | None:
    """The lightest bar with plates heavier than `milli`, None when there is none."""
    bar = _bar(lifter, unit)
    if milli < bar:
        return bar
    reach, scale = _plate_sums(lifter, unit)
    above = reach >> ((milli - bar) // scale + 1)
    if not above:
        return None
    return bar + scale * ((milli - bar) // scale + (above & -above).bit_length())


def loadable_at_most(load: Load, lifter: Lifter, lifted: Load | None = None) -> Load:
    """Round down to what can be loaded; `lifted` is a load known to be loadable (R18)."""
    if lifted is not None and mass(lifted) == mass(load):
        return load
    origin = in_unit(lifted, load.unit).milli if lifted is not None else 0
    if _by_plates(lifter) or (_by_hand(lifter) and load.milli > 0):
        by_hand = _by_hand(lifter)
        below = _held_below if by_hand else _plates_below
        milli = below(load.milli, lifter, load.unit)
        if origin > 0 and (milli < origin <= load.milli or origin <= load.milli < milli):
            milli = origin
        return Load(milli, load.unit)
    step = smallest_step(lifter, load.unit)
    offset = origin % step if lifted is not None and lifted.unit == load.unit else 0
    rounded = (load.milli - offset) // step * step + offset
    return Load(max(rounded, _least(load, lifter, lifted)), load.unit)


def _least(wish: Load, lifter: Lifter, lifted: Load | None = None) -> int:
    """The least that may be advised instead of a wish, in thousandths of its unit.

    Nothing below the bar where the log never went there; no bare hands instead of a weight; no
    assistance instead of an added load.
    """
    if wish.milli <= 0:
        return 0 if wish.milli == 0 else -HEAVIEST_MILLI
    if lifter.exercise.measure != "load":
        return 0
    known = [smallest_step(lifter, wish.unit)]
    if lifted is not None and lifted.milli > 0:
        known.append(max(1, in_unit(lifted, wish.unit).milli))
    bar = in_unit(lifter.never_below, wish.unit).milli if lifter.never_below is not None else 0
    return max(min(known), bar)


def next_loadable_up(load: Load, lifter: Lifter, at_least_milli: int = 1) -> Load | None:
    """The next heavier load that can be loaded, `at_least_milli` more; None beyond all plates.

    Assistance moves towards none and stops there.
    """
    least = max(1, at_least_milli)
    if _by_plates(lifter) or (_by_hand(lifter) and load.milli >= 0):
        above = _held_above if _by_hand(lifter) else _plates_above
        milli = above(load.milli + least - 1, lifter, load.unit)
        return None if milli is None else Load(milli, load.unit)
    step = smallest_step(lifter, load.unit)
    up = load.milli + -(-least // step) * step
    return Load(0 if load.milli < 0 < up else up, load.unit)


def next_loadable_down(load: Load, lifter: Lifter, at_least_milli: int = 1) -> Load:
    """The next lighter load that can be loaded; the same load where there is none."""
    least = max(1, at_least_milli)
    if _by_plates(lifter) or (_by_hand(lifter) and load.milli > 0):
        below = _held_below if _by_hand(lifter) else _plates_below
        milli = below(load.milli - least, lifter, load.unit)
        return load if milli >= load.milli else Load(milli, load.unit)
    step = smallest_step(lifter, load.unit)
    down = max(load.milli - -(-least // step) * step, _least(load, lifter))
    return load if down >= load.milli else Load(down, load.unit)


# --- what is held in a hand ---------------------------------------------------------------------


def _by_hand(lifter: Lifter) -> bool:
    return bool(lifter.dumbbells) and lifter.step is None and lifter.exercise.equipment in HELD


def _weights(lifter: Lifter, unit: Unit) -> list[int]:
    return sorted(in_unit(each, unit).milli for each in lifter.dumbbells)


def _held_below(milli: int, lifter: Lifter, unit: Unit) -> int:
    """The heaviest weight there is up to `milli`; the lightest when even that is more."""
    weights = _weights(lifter, unit)
    return max((each for each in weights if each <= milli), default=weights[0])


def _held_above(milli: int, lifter: Lifter, unit: Unit) -> int | None:
    """The lightest weight there is above `milli`, None when there is none."""
    return next((each for each in _weights(lifter, unit) if each > milli), None)


# --- what a log shows ---------------------------------------------------------------------------


def learned_step(loads: Sequence[Load], lifter: Lifter) -> Load | None:
    """The step this person's recent loads of an exercise lie on, the newest last (R18).

    None where they fit the usual step, or show too little: a dumbbell of 12.5 kg means steps of
    2.5; a coarser step than usual needs four different loads. Only loads in the unit of the newest
    count; assistance and bare bodyweight tell nothing.
    """
    unit = loads[-1].unit if loads else "kg"
    seen = sorted({each.milli for each in loads if each.unit == unit and each.milli > 0})
    usual = _usual_step(lifter, unit)
    if not seen:
        return None
    agree = len(seen) >= DISTINCT_TO_COARSEN
    most = usual * (COARSEST if agree else AS_FINE)
    step = _greatest(seen, (each for each in STEPS_MADE[unit] if each <= most))
    on_usual = all(each % usual == 0 for each in seen)
    if step is None or (on_usual and step <= usual * AS_FINE):
        return None
    if step < usual * SURE_ALONE and (len(seen) < 2 or _apart_by(seen, usual)):
        return None  # a stack or bar that begins elsewhere: the usual step from there
    return Load(step, unit)


def _greatest(loads: Sequence[int], steps: Iterable[int]) -> int | None:
    return next((step for step in steps if all(each % step == 0 for each in loads)), None)


def _apart_by(loads: Sequence[int], step: int) -> bool:
    return all((each - loads[0]) % step == 0 for each in loads)


def bar_of(lifter: Lifter, unit: Unit) -> Load:
    """The empty bar: the person's own, else 20 kg or 45 lb."""
    return Load(_bar(lifter, unit), unit)


def kept_above_bar(loads: Sequence[Load], lifter: Lifter) -> Load | None:
    """The empty bar where no load of a barbell exercise ever was below it, else None."""
    exercise = lifter.exercise
    if exercise.equipment != "barbell" or exercise.measure != "load":
        return None
    bar = lifter.bar or Load(BARS[lifter.unit], lifter.unit)
    least = min([each.milli * MASS[each.unit] for each in loads], default=mass(bar))
    return bar if least >= mass(bar) or same_load(least, mass(bar)) else None


# --- converted loads ----------------------------------------------------------------------------


def snapped(load: Load) -> Load:
    """A load of a converted file in the unit it was typed in: 61.235 kg is 135 lb (R18).

    Other apps keep one unit and round to two or three decimals. With three, half pounds (or half
    kilograms) are found; with two, plates of 2.5. A load that is round as it stands stays.
    """
    if load.milli % 50 == 0:
        return load
    other: Unit = "lb" if load.unit == "kg" else "kg"
    grid, tolerance = (500, 1) if load.milli % 10 else (2_500, 6)
    found = Load(round(in_unit(load, other).milli / grid) * grid, other)
    off = abs(in_unit(found, load.unit).milli - load.milli)
    return found if found.milli and off <= tolerance else load
