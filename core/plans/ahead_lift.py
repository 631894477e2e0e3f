"""One lift walked forward session by session, many times over: which loads, and do they hold.

Each walk is a lifter that the log may have come from, who grows and drifts from session to session
and is seen through sets that come out as unevenly as this lifter's do. The coach follows what the
sets show and chooses the next load the way `core.training.progression` does, in short. Whether the
last planned set keeps its reserve is worked out for each walk and not thrown by a die, so that a
hundred walks are enough. Seeded: the same log gives the same answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from random import Random

from core.plans.ahead_curve import Curve, curve_of
from core.plans.ahead_misses import OWN_GROWTH, Misses, growth_of
from core.records import Lifter, Load
from core.training.ability.filter import DRIFT_PER_ROOT_DAY
from core.training.ability.state import Ability
from core.training.progression.decision import LIGHTER_BY, STAYS
from core.training.progression.plates import next_loadable_down, next_loadable_up
from core.training.progression.steps import MOST_UP, UNDER, WIDEST_STEP

WALKS = 120
# Chosen on one half of people and seeds (tests/bench/RESULTS.md, "Weeks ahead").
DRIFT_MORE = 1.0  # times the drift of capacity a day
CURVE_SPREAD = 0.4  # of the log of another load: what the curve may be off by there
# Repetitions by which sets come out better than those before, where loads were chosen by how sets
# came out: a load stays because they came out badly. Of the coach's loads to come, of a plan's own.
AFTER_CHOICE = (0.8, 0.4)
SEEN_GAIN = 0.25  # of what a session shows against the estimate, is believed
SEEN_NOISE = 0.6  # of the spread of one last set: the coach sees the other sets too
SAFE_SPREADS = 1.645  # 19 of 20 reach the range's bottom, where failing alone is not safe
LADDER_DOWN, LADDER_UP = 8, 24  # loads that are thought of
LIGHTER_AFTER_MISS, EASY = 0.95, 0.9
SAME, TWENTIETH = 0.005, 20  # of the log of one load; the part of walks that is left out on a side


@dataclass(frozen=True, slots=True)
class Ask:
    """What a plan asks of a lift in one session to come; the last set decides."""

    day: int  # days from now
    sets: int
    low: int  # repetitions
    high: int
    least: float  # to be left in the end; 0: the repetitions have to be made, no more
    aim: float  # to be left, where the load is open: what is chosen for
    load: Load | None = None  # the plan's own
    share: float | None = None  # of the ability, as known then: the plan's own
    easy: bool = False  # a session of an easy week: lighter, and nothing follows from it


@dataclass(frozen=True, slots=True)
class Walked:
    """One session of one walk."""

    load: Load
    moved: float  # log of the kilograms moved
    chance: float
    level: float  # log of the ability
    off: float  # of the curve, for each log of load


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a lift when it is walked forward."""

    ability: Ability
    lifter: Lifter
    load: Load  # of the next session, by the coach
    misses: Misses
    fixed: bool = False  # loads go up when all repetitions were made
    chosen: bool = True  # the loads so far were chosen by how sets came out, as the coach does


def ladder_of(seen: Seen) -> tuple[list[Load], int]:
    """The loads around the next one that can be loaded, lightest first, and its place."""
    down, load = list[Load](), seen.load
    for _ in range(LADDER_DOWN if load.milli > 0 else 0):
        lower = next_loadable_down(load, seen.lifter, max(1, load.milli // 100))
        if lower.milli >= load.milli or lower.milli <= 0:
            break
        down.append(load := lower)
    up, load = list[Load](), seen.load
    for _ in range(LADDER_UP if load.milli > 0 else 0):
        upper = next_loadable_up(load, seen.lifter)
        if upper is None or upper.milli <= load.milli:
            break
        up.append(load := upper)
    return [*reversed(down), seen.load, *up], len(down)


class Walker:
    """Walks one lift forward."""

    def __init__(self, seen: Seen, asks: Sequence[Ask], seed: int) -> None:
        """`asks` in order of time."""
        self.seen, self.asks, self.random = seen, asks, Random(seed)  # noqa: S311 - a simulation
        self.ladder, self.start = ladder_of(seen)
        ability = seen.ability
        self.logs = [log(ability.moved_kg(each)) for each in self.ladder]
        self.curves: dict[tuple[object, ...], Curve] = {}
        self.asked = [self.curve(each) for each in asks]
        self.trend_spread = OWN_GROWTH * sqrt(max(0.0, ability.cov[4][4]))
        self.growth = growth_of(ability)
        able = ability.able(seen.load, 0.0)
        self.spread = able.spread
        told = sum(weight for weight, _ in seen.misses.found)
        slope = max(4.0, self.curve(asks[0]).at(ability.log_capacity - self.logs[self.start])[1])
        self.doubt = seen.misses.spread / slope / sqrt(1 + told)
        self.least_slope = slope / 2
        self.better = AFTER_CHOICE if seen.chosen else (0.0, 0.0)

    def walks(self, count: int = WALKS) -> list[list[Walked]]:
        """So many walks, each session by session."""
        return [self._walk() for _ in range(count)]

    def curve(self, ask: Ask) -> Curve:
        """What the sets asked for hold, by how much more than the load could be lifted once."""
        key = (ask.sets, ask.low, ask.high, ask.least, ask.aim)
        if key not in self.curves:
            self.curves[key] = curve_of(
                self.seen.ability, self.seen.load, ask.sets, ask.low, ask.high, ask.least, ask.aim
            )
        return self.curves[key]

    def held(self, ask: Ask, each: Walked, load: Load) -> float:
        """The chance that the last set keeps its reserve at another load, where a walk has come."""
        moved = log(self.seen.ability.moved_kg(load))
        above = each.level + each.off * (moved - self.logs[self.start]) - moved
        return self.seen.misses.held(self.curve(ask).at(above)[0])

    def _walk(self) -> list[Walked]:
        gauss, ability, misses = self.random.gauss, self.seen.ability, self.seen.misses
        growth = gauss(self.growth, self.trend_spread)
        sure = ability.log_capacity
        level = sure + gauss(0.0, self.doubt)
        off = gauss(0.0, CURVE_SPREAD)
        drift = DRIFT_MORE * DRIFT_PER_ROOT_DAY
        place, day, missed = self.start, 0, 0
        found = list[Walked]()
        for ask, curve in zip(self.asks, self.asked, strict=True):
            days = ask.day - day
            day = ask.day
            if days > 0:
                level += growth * days + gauss(0.0, drift * sqrt(days))
                sure += self.growth * days
            load, moved = self._load(ask, place, sure)
            apart = off * (moved - self.logs[self.start])
            margin, slope = curve.at(level + apart - moved)
            margin += self.better[0 if ask.load is None and ask.share is None else 1]
            found.append(Walked(load, moved, misses.held(margin), level, off))
            shown = gauss(0.0, misses.spread)
            behind = level + apart - sure + SEEN_NOISE * shown / max(self.least_slope, slope)
            sure += SEEN_GAIN * behind
            if not ask.easy and ask.load is None and ask.share is None:
                left = margin + misses.mean + shown + ask.least
                place, missed = self._next(ask, curve, place, sure, left, missed)
        return found

    # --- loads ------------------------------------------------------------------------------------

    def _load(self, ask: Ask, place: int, sure: float) -> tuple[Load, float]:
        """The load of a session and its log: the plan's, or the coach's."""
        if ask.load is not None:
            return ask.load, log(self.seen.ability.moved_kg(ask.load))
        at = place
        if ask.share is not None:
            at = self._at_most(sure + log(ask.share))
        elif ask.easy:
            at = self._at_most(self.logs[place] + log(EASY))
        return self.ladder[at], self.logs[at]

    def _at_most(self, at: float) -> int:
        """The heaviest place at or under the logarithm of a load."""
        below = [each for each in range(len(self.logs)) if self.logs[each] <= at + 1e-9]
        return below[-1] if below else 0

    def _next(
        self, ask: Ask, curve: Curve, place: int, sure: float, left: float, missed: int
    ) -> tuple[int, int]:
        """The load after a session that left so much at the bottom of the range."""
        if self.seen.fixed:
            return self._after_fixed(ask, place, left, missed)
        logs = self.logs
        wanted = (ask.low + ask.high) / 2 + ask.aim + LIGHTER_BY
        best = place
        cost = (curve.mean_at(sure - logs[place]) - wanted) ** 2
        while best + 1 < len(logs) and self._may_rise(ask, curve, place, best + 1, sure):
            other = (curve.mean_at(sure - logs[best + 1]) - wanted) ** 2
            room = best == place and left >= ask.least + 2.0
            if cost - other < (0.0 if room else STAYS):
                break
            best, cost = best + 1, other
        if best == place:
            while best > 0 and curve.first_at(sure - logs[best]) - ask.aim < ask.low - UNDER:
                best -= 1
        return best, 0

    def _may_rise(self, ask: Ask, curve: Curve, start: int, to: int, sure: float) -> bool:
        """Whether a load is near enough and, where failing alone is not safe, sure enough."""
        step = exp(self.logs[to] - self.logs[start]) - 1
        if step > MOST_UP and (to > start + 1 or step > WIDEST_STEP):
            return False
        last = curve.last_at(sure - self.logs[to])
        if self.seen.lifter.exercise.safe_to_fail:
            return last - ask.aim >= ask.low - UNDER
        return last - ask.low + 0.5 >= SAFE_SPREADS * self.spread

    def _after_fixed(self, ask: Ask, place: int, left: float, missed: int) -> tuple[int, int]:
        """Fixed sets: a step on success, the same once after a miss, then a little less."""
        if left < 0.5:
            if not missed:
                return place, 1
            return self._at_most(self.logs[place] + log(LIGHTER_AFTER_MISS)), 0
        if left >= max(1.0, ask.least) - 0.5 and place + 1 < len(self.logs):
            return place + 1, 0
        return place, 0


@dataclass(frozen=True, slots=True)
class SessionAhead:
    """What is foretold of one session of a lift."""

    ask: Ask
    load: Load  # the middle one of the walks
    lowest: Load  # nine of ten walks lie between these
    highest: Load
    chance: float  # that the last set at `load` keeps its reserve


def foretell_sessions(walks: Sequence[Sequence[Walked]], asks: Sequence[Ask]) -> list[SessionAhead]:
    """The sessions asked for, each by the load that the walks come to and how it holds there."""
    found = []
    for place, ask in enumerate(asks):
        steps = sorted((walk[place] for walk in walks), key=lambda each: each.moved)
        middle = steps[len(steps) // 2]
        same = [each.chance for each in steps if abs(each.moved - middle.moved) < SAME]
        edge = len(steps) // TWENTIETH
        lowest, highest = steps[edge].load, steps[-1 - edge].load
        found.append(SessionAhead(ask, middle.load, lowest, highest, sum(same) / len(same)))
    return found
