"""One lifter under one rule for some weeks, and what became of it."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log
from statistics import fmean

from core.records import Load
from tests.bench.league.coached import Coached
from tests.bench.league.regimes import CHEST_PRESS, CURL_SHARE, Regime, wanted
from tests.bench.league.rules import OTHERS, OURS, SETS, own_ideal
from tests.physiology import load_for
from tests.simulator import Body, Done, body, nature

DAYS = (3, 4)
SCORED_FROM, LATE = 2, 6  # sessions, from 0: the first two are not scored; the seventh
CALIBRATED_AT = (1, 7, 13)  # sessions, three weeks apart
CALIBRATION_REPS = 12  # to failure, at the machine


@dataclass(frozen=True)
class Options:
    """How a league is run."""

    weeks: int = 16
    band: bool = False
    learned: bool = False


@dataclass(frozen=True)
class Outcome:
    """One lifter's figures."""

    right: float  # share of sets
    sets: int
    easy: int
    failed: int
    late_sets: int  # from the seventh session on
    late_failed: int
    load: float  # log of the final load over the lifter's own ideal
    steps_off: float  # the same in steps of this exercise
    back: float  # changes of direction per ten sessions


Row = tuple[Done, bool, int]  # set, last of its session, session


def course(rule: str, regime: Regime, seed: int, options: Options) -> Outcome:
    """Train one lifter: twice a week, the first session at a load of the regime's own."""
    at = lifter(regime, seed)
    coach = coach_for(regime, seed, options) if rule in OURS else None
    other = None if coach else OTHERS[rule](regime)
    all_out = regime.all_out or bool(other and other.all_out)
    rows: list[Row] = []
    loads: list[float] = []
    for number in range(options.weeks * 2):
        at.begin(DAYS[number % 2] if number else 0)
        if not at.past:
            for _ in range(SETS):
                at.lift(first_load(at, regime), regime.stop, regime.span[1], all_out=all_out)
        elif coach is not None and rule == "Obeyed":
            coach.sets(at, all_out=all_out)
        else:
            for ask in (coach or other).session(at):  # type: ignore[union-attr]  # one is there
                load = ask.load if ask.load.milli > 0 else regime.exercise.step_kg
                at.lift(load, ask.stop, ask.ceiling, all_out=all_out)
        done = at.session
        rows += [(each, each is done[-1], number) for each in done]
        loads.append(done[0].set.load.kg)
        if coach is not None and coach.machine is not None and number in CALIBRATED_AT:
            calibrate(coach, at)
    return outcome(rows, loads, own_ideal(at, regime.middle), regime)


def lifter(regime: Regime, seed: int) -> Body:
    """Draw a lifter of a regime."""
    chance = random.Random(seed)
    who = nature(chance)
    growth = chance.gauss(regime.growth, abs(regime.growth) / 3)
    who = replace(who, **({"growth": growth} | dict(regime.changes)))
    at = body(regime.exercise, who, chance)
    if regime.is_curl:
        at.capacity *= CURL_SHARE
    return at


def coach_for(regime: Regime, seed: int, options: Options) -> Coached:
    """The core as this lifter's coach; calibrations only matter where bands are followed."""
    band, learned = options.band or regime.calibrates, options.learned or regime.calibrates
    coach = Coached(regime.exercise, regime.goal, regime.stop, band, learned)
    if regime.calibrates:
        at = lifter(regime, seed)
        chance = random.Random(-seed - 1)  # so that what is done here changes no other set
        coach.machine = Body(CHEST_PRESS, at.nature, chance, at.capacity)
    return coach


def calibrate(coach: Coached, at: Body) -> None:
    """A session at the machine on the same day."""
    machine = coach.machine
    if machine is None:
        return
    machine.begin(max(0, (at.now - machine.now).days))
    coach.calibrate(nearest(machine, CALIBRATION_REPS), 1.0)


def first_load(at: Body, regime: Regime) -> Load:
    """The load of the first session, on a plate the exercise has."""
    return nearest(at, regime.start_reps)


def nearest(at: Body, n: float) -> Load:
    """The loadable load nearest to n repetitions to failure on the published curve."""
    step = at.exercise.step_kg.milli
    return Load(max(step, round(load_for(at.capacity, n, at.exercise) * 1000 / step) * step))


def outcome(rows: Sequence[Row], loads: Sequence[float], ideal: float, regime: Regime) -> Outcome:
    """Score a course: its sets, its top loads in kg, the ideal load in kg at its end."""
    scored = [row for row in rows if row[2] >= SCORED_FROM]
    late = [row for row in rows if row[2] >= LATE]
    moves = [b > a for a, b in itertools.pairwise(loads) if a != b]
    turns = sum(a != b for a, b in itertools.pairwise(moves))
    return Outcome(
        right=fmean(is_right(done, last, regime) for done, last, _ in scored),
        sets=len(scored),
        easy=sum(
            done.reserve >= wanted(regime.exercise, regime.goal, last)[1] + 3
            for done, last, _ in scored
        ),
        failed=sum(done.set.failed for done, _, _ in scored),
        late_sets=len(late),
        late_failed=sum(done.set.failed for done, _, _ in late),
        load=log(max(loads[-1], 0.1) / ideal),
        steps_off=(loads[-1] - ideal) / regime.exercise.step_kg.kg,
        back=10 * turns / len(loads),
    )


def is_right(done: Done, last: bool, regime: Regime) -> bool:
    """Within one of the range and of the reserve wanted, and failed only where that is fine.

    Lifts unsafe to fail also want one left at least; all-out lifters are judged by repetitions.
    """
    low, high = regime.span
    if not low - 1 <= done.set.reps <= high + 1:
        return False
    if regime.all_out:
        return True
    least, most = wanted(regime.exercise, regime.goal, last)
    if not least - 1 <= done.reserve <= most + 1:
        return False
    if regime.exercise.safe_to_fail:
        return last or not done.set.failed
    return done.reserve >= 1
