"""What this person can load: their own step, their plates and bar, or the catalogue's step.

Exact integers throughout. The grid of a step starts at the load last lifted when that is off the
grid: what was lifted can be loaded, so a hold never rounds it. Assistance is a negative load, so
"down" is more assistance and "up" is less.
"""

from __future__ import annotations

from functools import lru_cache

from core.records import Lifter, Load, Unit, in_unit

BARS = {"kg": 20_000, "lb": 45_000}
HEAVIEST_MILLI = 2_500_000
MASS = {"kg": 100_000_000, "lb": 45_359_237}  # of a thousandth of the unit


def mass(load: Load) -> int:
    """The load as an exact integer in one unit for both kg and lb, for comparing."""
    return load.milli * MASS[load.unit]


def same_load(a: int, b: int) -> bool:
    """Tell whether two masses are one load: within 0.8 %, as 225 lb and 102.5 kg are.

    No step is under 1 % (R37), so no two steps are taken for one.
    """
    if a == b:
        return True
    return abs(a - b) * 125 <= max(abs(a), abs(b))


def smallest_step(lifter: Lifter, unit: Unit) -> int:
    """The smallest step in thousandths of the unit: the person's own, else the catalogue's."""
    own = lifter.step
    if own is not None and own.unit == unit and own.milli > 0:
        return own.milli
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
    if _by_plates(lifter):
        milli = _plates_below(load.milli, lifter, load.unit)
        if lifted is not None and (milli < origin <= load.milli or origin <= load.milli < milli):
            milli = origin
        return Load(milli, load.unit)
    step = smallest_step(lifter, load.unit)
    offset = origin % step if lifted is not None and lifted.unit == load.unit else 0
    return _clear_of_zero(Load((load.milli - offset) // step * step + offset, load.unit), load)


def _clear_of_zero(rounded: Load, wish: Load) -> Load:
    """Keep a positive wish from becoming assistance."""
    return Load(0, wish.unit) if wish.milli >= 0 > rounded.milli else rounded


def next_loadable_up(load: Load, lifter: Lifter, at_least_milli: int = 1) -> Load | None:
    """The next heavier load that can be loaded, `at_least_milli` more; None beyond all plates.

    Assistance moves towards none and stops there.
    """
    least = max(1, at_least_milli)
    if _by_plates(lifter):
        milli = _plates_above(load.milli + least - 1, lifter, load.unit)
        return None if milli is None else Load(milli, load.unit)
    step = smallest_step(lifter, load.unit)
    up = load.milli + -(-least // step) * step
    return Load(0 if load.milli < 0 < up else up, load.unit)


def next_loadable_down(load: Load, lifter: Lifter, at_least_milli: int = 1) -> Load:
    """The next lighter load that can be loaded; the same load where there is none."""
    least = max(1, at_least_milli)
    if _by_plates(lifter):
        milli = _plates_below(load.milli - least, lifter, load.unit)
        return load if milli >= load.milli else Load(milli, load.unit)
    step = smallest_step(lifter, load.unit)
    down = load.milli - -(-least // step) * step
    if load.milli >= 0 and down < 0:
        down = 0
    return Load(down, load.unit)
