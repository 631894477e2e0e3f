"""What planned sets hold, as a table over how far a load lies under the ability.

The curve of repetitions and the cost of sets (R13, R27) are worked out once on a grid; walks ask
it a hundred thousand times.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log

from core.records import Load
from core.training.ability.fatigue import USUAL_REST_S, mean_loss
from core.training.ability.filter import reps_left
from core.training.ability.state import Ability
from core.training.effort.reserve import under_calling

LOWEST, STEP, PLACES = -0.2, 0.02, 90  # of the log of ability over load: up to 1.6


@dataclass(frozen=True, slots=True)
class Curve:
    """Tables over the grid, in repetitions."""

    first: tuple[float, ...]  # to failure, first set
    last: tuple[float, ...]
    mean: tuple[float, ...]
    margins: tuple[float, ...]  # of the last set, as called, over what is asked of it

    def at(self, above: float) -> tuple[float, float]:
        """The last set's margin at a log of ability over load, and repetitions per log of it."""
        place, part = _place(above)
        low, high = self.margins[place], self.margins[place + 1]
        return low + part * (high - low), (high - low) / STEP

    def first_at(self, above: float) -> float:
        """Repetitions to failure of the first set."""
        return _between(self.first, above)

    def last_at(self, above: float) -> float:
        """Repetitions to failure of the last set."""
        return _between(self.last, above)

    def mean_at(self, above: float) -> float:
        """Repetitions to failure, mean of the sets."""
        return _between(self.mean, above)


def _place(above: float) -> tuple[int, float]:
    at = (above - LOWEST) / STEP
    place = min(PLACES - 2, max(0, int(at)))
    return place, min(1.0, max(0.0, at - place))


def _between(table: tuple[float, ...], above: float) -> float:
    place, part = _place(above)
    return table[place] + part * (table[place + 1] - table[place])


def curve_of(
    ability: Ability, load: Load, sets: int, low: int, high: int, least: float, aim: float
) -> Curve:
    """The table of sets of one kind, about a load."""
    at = [LOWEST + STEP * place for place in range(PLACES)]
    rows = [planned(ability, load, above, sets, low, high, least, aim) for above in at]
    first, last, mean, margins = zip(*rows, strict=True)
    return Curve(first, last, mean, margins)


def planned(  # noqa: PLR0913, PLR0917 - the same
    ability: Ability, load: Load, above: float, sets: int, low: int, high: int, least: float,
    aim: float,
) -> tuple[float, float, float, float]:  # fmt: skip
    """Repetitions to failure of the first set, the last one, on average; the last one's margin.

    `above` is the log of the ability over the load. The margin is that of repetitions and reserve
    as called, over half a repetition less than what is asked: calls are whole numbers.
    """
    kg = ability.moved_kg(load)
    level, lost, found = log(kg) + above, 0.0, []
    for number in range(1, sets + 1):
        n = reps_left(kg, level - lost * ability.loss, ability.exercise)
        found.append(n)
        stop = min(float(high), max(1.0, n - aim))
        lost += mean_loss(max(1.0, n), max(0.0, n - stop), USUAL_REST_S, number)
    n = found[-1]
    need = low + least - 0.5
    fixed, grows = under_calling(n, sets == 1)
    margin = low + (n - low - ability.bias - fixed) / grows - need
    return found[0], n, sum(found) / sets, margin
