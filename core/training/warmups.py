"""The way up to a load: a few lighter sets, fewer of them where the load is light.

Product choices: from the empty bar, then about 50, 70 and 85 % with fewer repetitions each. On a
barbell the steps between are rounded to what is quickly put on, elsewhere down to what there is.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.records import Lifter, Load, Unit, in_unit
from core.training.progression.plates import bar_of, loadable_at_most

Shares = tuple[tuple[float, int], ...]  # share of the load, repetitions

BAR_REPS = 8
# From how many times the bar on which steps follow it.
BAR_STEPS: tuple[tuple[float, Shares], ...] = (
    (3.5, ((0.5, 5), (0.7, 3), (0.85, 1))),
    (2.0, ((0.6, 5), (0.8, 2))),
    (1.4, ((0.75, 3),)),
)
# From how many kilograms on which steps, without a bar.
HELD_STEPS: tuple[tuple[float, Shares], ...] = (
    (80.0, ((0.4, 8), (0.6, 5), (0.8, 2))),
    (20.0, ((0.5, 6), (0.75, 3))),
    (0.0, ((0.6, 6),)),
)
ISOLATION_STEPS: tuple[tuple[float, Shares], ...] = (
    (20.0, ((0.5, 8), (0.75, 4))),
    (0.0, ((0.6, 8),)),
)
ADDED_FROM_KG, ADDED_STEP = 20.0, (0.5, 3)  # with so much added to the body, half of it too
BODY_REPS = 5
NEAREST = 0.92  # of the load: a step beyond is no warm-up any more
APART = 0.12  # of the load: steps closer than that are one
NEAR_ENOUGH = 0.8  # of the load: from here it may be the next set
QUICK: dict[Unit, tuple[int, int]] = {"kg": (5_000, 10_000), "lb": (10_000, 10_000)}
QUICK_FROM_KG = 120.0  # the coarser of the two grids from here on
PLATES: dict[Unit, tuple[int, ...]] = {
    "kg": (20_000, 10_000, 5_000, 2_500, 1_250),
    "lb": (45_000, 25_000, 10_000, 5_000, 2_500),
}
MOST_PLATES = 12  # on one side of a bar


@dataclass(frozen=True, slots=True)
class WarmupStep:
    """One set on the way up."""

    load: Load
    reps: int


def ramp(to: Load, lifter: Lifter, after: Load | None = None) -> tuple[WarmupStep, ...]:
    """The warm-up sets before a load, lightest first; () where none is needed.

    `after`: the load of a warm-up set that was just done; what is left from there.
    """
    steps = [each for each in _fresh(to, lifter) if each.load.milli <= to.milli * NEAREST]
    done = in_unit(after, to.unit).milli if after is not None else None
    kept: list[WarmupStep] = []
    for step in steps:
        before = kept[-1].load.milli if kept else done
        if before is None or step.load.milli - before >= to.milli * APART:
            kept.append(step)
    far = done is not None and done < to.milli * NEAR_ENOUGH
    if steps and far and not kept and done is not None and steps[-1].load.milli > done:
        kept.append(steps[-1])
    return tuple(kept)


def _fresh(to: Load, lifter: Lifter) -> list[WarmupStep]:
    """All steps up to a load, before those too close to each other are left out."""
    exercise = lifter.exercise
    if to.milli <= 0 or exercise.measure not in ("load", "bodyweight"):
        return []
    if exercise.measure == "bodyweight":
        half = ADDED_STEP if to.kg >= ADDED_FROM_KG else None
        added = [_step(to, half, lifter)] if half is not None else []
        return [WarmupStep(Load(0, to.unit), BODY_REPS), *added]
    if exercise.equipment == "barbell":
        bar = bar_of(lifter, to.unit)
        shares = _from(to.kg / bar.kg, BAR_STEPS)
        first = [WarmupStep(bar, BAR_REPS)] if bar.milli < to.milli else []
        return [*first, *(_step(to, each, lifter, bar) for each in shares)]
    table = ISOLATION_STEPS if exercise.mechanic == "isolation" else HELD_STEPS
    return [_step(to, each, lifter) for each in _from(to.kg, table)]


def _from(size: float, table: tuple[tuple[float, Shares], ...]) -> Shares:
    return next((shares for least, shares in table if size >= least), ())


def _step(
    to: Load, share: tuple[float, int], lifter: Lifter, bar: Load | None = None
) -> WarmupStep:
    """A share of the load as this person can load it."""
    wish = int(to.milli * share[0])
    if bar is not None:
        grid = QUICK[to.unit][to.kg >= QUICK_FROM_KG]
        wish = bar.milli + max(0, (wish - bar.milli + (grid - 1) // 2) // grid) * grid
    return WarmupStep(loadable_at_most(Load(wish, to.unit), lifter, lifted=None), share[1])


def plates_a_side(load: Load, lifter: Lifter) -> tuple[Load, ...]:
    """The plates on each side of the bar, heaviest first; () where they are none or not known.

    The person's own plates, else the usual ones; as many pairs of each as it takes.
    """
    bar, unit = bar_of(lifter, load.unit), load.unit
    if lifter.exercise.equipment != "barbell" or load.milli <= bar.milli:
        return ()
    own = sorted((in_unit(each, unit).milli for each in lifter.plates), reverse=True)
    plates = [each for each in own or PLATES[unit] if each > 0]
    for start in range(len(plates)):  # 60 of 40 and 30: the heaviest first does not always fit
        found = _filled(load.milli - bar.milli, plates[start:])
        if found:
            return tuple(Load(each, unit) for each in found)
    return ()


def _filled(both_sides: int, plates: list[int]) -> list[int]:
    """Plates that make up half of a load, heaviest first; [] where they do not fit."""
    left, found = both_sides, list[int]()
    for plate in plates:
        while left >= 2 * plate and len(found) < MOST_PLATES:
            found.append(plate)
            left -= 2 * plate
    return [] if left else found
