"""Trials on simulated lifters: do the ranges hold, are differences made up, is the power true?

    python -m tests.bench.trials [--trials 10000] [--seed 1] [--design limb] [--noise] [--pools]

Every trial is logged as whole repetitions and calls, set by set, and goes the way of a real one:
outcomes are read from the sets, the range from the outcomes. Lifters differ in sets, repetitions,
rest, sessions, in what failure costs them, in how well they feel their reserve (R6, R7), in how
their sides and weeks differ. With `--pools` groups of five to twelve finishers pool theirs, each
group off what studies have by a shift of its own. Physiology is that of `tests/physiology.py`, not
of the core.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import exp
from random import Random
from statistics import fmean, stdev

from core.records import Load, LoggedSet, Side
from core.trials.allocation import arm_of
from core.trials.estimate import Estimate
from core.trials.expectation import LOSS_SPREAD, effect_of_failure, expect
from core.trials.outcomes import in_arms, loss
from core.trials.pooled import (
    FEWEST_FINISHERS,
    GROUP_SPREAD,
    Exact,
    Part,
    Pooled,
    exact_range,
    part_of,
    published,
)
from core.trials.power import power_of
from core.trials.records import Arm, Bout, Design, Trial
from core.trials.result import primary
from tests.physiology import loss_to_next, sigma_rir, usual_bias
from tests.training_logs import LEG_EXTENSION

START = datetime(2026, 1, 5, 18, tzinfo=UTC)
LOAD = Load(40_000)
PER_REP = 0.028  # of the load (R17)
SIDES: tuple[Side, ...] = ("left", "right")
MOST_FINISHERS = 12
FIXED = (0.0, 1.0, 2.0)  # effects in spreads of the prior


@dataclass(frozen=True)
class Nature:
    """What a lifter is, unknown to the trial."""

    n: float  # repetitions to failure, fresh
    sets: int
    rest_s: int
    every: float  # days from session to session
    stop_loss: float  # repetitions lost when stopping short
    effect: float  # more lost with failure
    noise: float  # of calls and sets, against what is usual
    call_drift: float  # of the difference that calls make up
    left_side: float  # more lost on the left
    missed: float  # share of sessions that are left out


def nature(chance: Random, effect: float | None = None) -> Nature:
    """A lifter; their effect from the prior, or so many spreads of it."""
    n, sets = chance.uniform(8, 14), chance.choice((2, 3, 3, 4))
    rest_s = chance.choice((90, 120, 150, 180))
    mean = effect_of_failure(n, rest_s, sets)
    spread = LOSS_SPREAD * mean
    kept = 1.0
    for number in range(1, sets):
        kept *= 1.0 - loss_to_next(n, 1.5, rest_s, number)
    return Nature(
        n,
        sets,
        rest_s,
        every=chance.choice((7 / 3, 3.5, 3.5, 7.0)),
        stop_loss=(1 - kept) / PER_REP * exp(chance.gauss(0, 0.3)),
        effect=chance.gauss(mean, spread) if effect is None else effect * spread,
        noise=exp(chance.gauss(0, 0.25)),
        call_drift=chance.gauss(0, 0.3),
        left_side=chance.gauss(0, 0.5),
        missed=chance.uniform(0, 0.2),
    )


def bout(chance: Random, who: Nature, at: datetime, arm: Arm, side: Side, more: float) -> Bout:
    """One exercise in one session on one side: whole repetitions, and calls where it stopped."""
    fresh = who.n * (1 + chance.gauss(0, 0.06))
    lost = who.stop_loss + more + (who.effect if arm == "failure" else 0.0)
    lost += who.left_side if side == "left" else 0.0
    whole = 1 - exp(-0.76 * (who.sets - 1))
    sets = []
    for number in range(1, who.sets + 1):
        share = (1 - exp(-0.76 * (number - 1))) / whole
        n = max(2.0, fresh - lost * share + chance.gauss(0, 0.36) * who.noise)
        drift = who.call_drift * share
        sets.append(_set(chance, who, at, arm, n, number, drift))
    return Bout(LEG_EXTENSION.id, at, side, tuple(sets))


def _set(
    chance: Random, who: Nature, at: datetime, arm: Arm, n: float, number: int, drift: float
) -> LoggedSet:
    """A set as it is logged: to failure, or stopped where one or two feel left."""
    when = at + timedelta(seconds=(number - 1) * (who.rest_s + 40))
    made, rir = max(1, int(n + 0.5)), None
    if arm == "stop":
        left = chance.choice((1, 2))
        true = left + usual_bias(left, n, number == 1) + drift
        true += chance.gauss(0, sigma_rir(left, n, LEG_EXTENSION)) * who.noise
        made, rir = max(1, min(made, round(n - true))), left * 10
    return LoggedSet(
        LEG_EXTENSION.id, LOAD, made, when, "", rir_tenths=rir, failed=arm == "failure",
        id=f"s{number}", session_at=at,
    )  # fmt: skip


def before(chance: Random, who: Nature) -> list[Bout]:
    """Eight weeks before the trial, both sides at once, mostly stopped short."""
    return [
        bout(chance, who, START - timedelta(days=who.every * (back + 1)), "stop", "", 0.0)
        for back in range(int(56 / who.every))
        if chance.random() >= who.missed
    ]


def during(chance: Random, who: Nature, trial: Trial) -> Iterator[Bout]:
    """Eight weeks of the trial."""
    weeks = [chance.gauss(0, 0.2) for _ in range(8)] if trial.design == "blocks" else [0.0] * 8
    for number in range(int(56 / who.every)):
        at = START + timedelta(days=who.every * number)
        if chance.random() < who.missed:
            continue
        sides: tuple[Side, ...] = SIDES if trial.design == "limb" else ("",)
        for side in sides:
            arm = arm_of(trial, at, side, UTC)
            if arm is not None:
                yield bout(chance, who, at, arm, side, weeks[min(7, (at - START).days // 7)])


@dataclass(frozen=True)
class Outcome:
    """What became of one trial."""

    effect: float
    expected: float
    spread: float
    power: float  # told at the start, of the effect that studies have
    found: Estimate


def begun(chance: Random, design: Design, who: Nature) -> Trial:
    """A trial as it is drawn at its start."""
    expected = expect(before(chance, who), (LEG_EXTENSION,), START, by_limb=design == "limb")
    expected = replace(expected, sets=who.sets)
    return Trial((LEG_EXTENSION.id,), design, chance.randrange(10**6), START, expected)


def run(chance: Random, design: Design, who: Nature) -> Outcome | None:
    """One trial from its start to its answer; None where both arms have nothing to compare."""
    trial = begun(chance, design, who)
    expected = trial.expected
    arms = in_arms(trial, during(chance, who, trial), UTC)
    found = primary(trial, arms, {LEG_EXTENSION.id: LEG_EXTENSION}, UTC)
    if found is None:
        return None
    power = power_of(expected, design)
    return Outcome(who.effect, expected.effect, expected.effect_spread, power, found)


def trials(
    count: int, seed: int, design: Design, effect: float | None = None, *, as_studies: bool = False
) -> list[Outcome]:
    """Many trials; effects from the prior, so many spreads of it, or its mean."""
    found = []
    for number in range(count):
        chance = Random(f"{seed}/{design}/{effect}/{as_studies}/{number}")
        who = nature(chance, effect)
        if as_studies:
            who = replace(who, effect=effect_of_failure(who.n, who.rest_s, who.sets))
        each = run(chance, design, who)
        if each is not None:
            found.append(each)
    return found


def held(outcomes: list[Outcome]) -> float:
    """The share of trials whose range holds the true effect."""
    return fmean(each.found.low <= each.effect <= each.found.high for each in outcomes)


def claimed(outcomes: list[Outcome]) -> float:
    """The share of trials that claim a difference."""
    return fmean(each.found.claimed for each in outcomes)


def told_and_true(outcomes: list[Outcome], parts: int = 5) -> list[tuple[float, float, int]]:
    """The power told against the share claimed, in parts of equal size by what was told."""
    ordered = sorted(outcomes, key=lambda each: each.power)
    size = -(-len(ordered) // parts)
    chunks = [ordered[at : at + size] for at in range(0, len(ordered), size)]
    return [(fmean(each.power for each in some), claimed(some), len(some)) for some in chunks]


@dataclass(frozen=True)
class GroupOutcome:
    """What became of a pooled trial."""

    effect: float  # the mean of those who finished
    exact: Exact
    told: Pooled


def pool(chance: Random, design: Design, effect: float | None = None) -> GroupOutcome:
    """A group that pools its trials: effects by the prior and a shift, or so many spreads of it."""
    count, shift = chance.randint(FEWEST_FINISHERS, MOST_FINISHERS), chance.gauss(0, GROUP_SPREAD)
    parts: list[Part] = []
    effects: list[float] = []
    while len(parts) < count:
        who = nature(chance, effect)
        if effect is None:
            more = shift * effect_of_failure(who.n, who.rest_s, who.sets)
            who = replace(who, effect=who.effect + more)
        trial = begun(chance, design, who)
        exercises = {LEG_EXTENSION.id: LEG_EXTENSION}
        part = part_of(trial, list(during(chance, who, trial)), exercises, UTC)
        if part is not None:
            parts.append(part)
            effects.append(who.effect)
    told = published(parts)
    if told is None:
        raise AssertionError("five finished")
    return GroupOutcome(fmean(effects), exact_range(parts), told)


def say_pools(count: int, seed: int, design: Design) -> None:
    """Many groups; effects from the prior, and so many spreads of it."""
    for effect in (None, *FIXED):
        some = [pool(Random(f"{seed}/pool/{design}/{effect}/{n}"), design, effect)
                for n in range(count)]  # fmt: skip
        inside = fmean(each.exact.low <= each.effect <= each.exact.high for each in some)
        shown = fmean(each.told.low <= each.effect <= each.told.high for each in some)
        width = fmean(each.exact.high - each.exact.low for each in some) / 2
        said = fmean(each.told.claimed for each in some)
        name = "from the prior" if effect is None else f"{effect:g} SD"
        _say(
            f"{design}, {count} pools, effects {name}: held {inside:.1%}, half a range {width:.2f}"
        )
        _say(f"; as published held {shown:.1%}, claimed {said:.1%}\n")


def spread_of_losses(count: int, seed: int) -> tuple[float, float]:
    """Spread of one session's loss about the lifter's mean, by arm: failure, stop."""
    spreads: dict[Arm, list[float]] = {"failure": [], "stop": []}
    for number in range(count):
        chance = Random(f"{seed}/noise/{number}")
        who = nature(chance)
        arms: tuple[Arm, ...] = ("failure", "stop")
        for arm in arms:
            some = (bout(chance, who, START, arm, "", 0.0) for _ in range(24))
            lost = [loss(each, arm, LEG_EXTENSION, who.sets) for each in some]
            spreads[arm].append(stdev(each for each in lost if each is not None))
    return fmean(spreads["failure"]), fmean(spreads["stop"])


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def main() -> None:
    """Run and print."""
    read = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    read.add_argument("--trials", type=int, default=10_000)
    read.add_argument("--seed", type=int, default=1)
    read.add_argument("--noise", action="store_true")
    read.add_argument("--pools", action="store_true")
    read.add_argument("--design", choices=("limb", "blocks"))
    asked = read.parse_args()
    say = _say
    if asked.noise:
        say("spread of a session's loss: failure {:.2f}, stop {:.2f}\n".format(
            *spread_of_losses(asked.trials, asked.seed)
        ))  # fmt: skip
        return
    designs: tuple[Design, ...] = (asked.design,) if asked.design else ("limb", "blocks")
    for design in designs:
        if asked.pools:
            say_pools(asked.trials, asked.seed, design)
            continue
        drawn = trials(asked.trials, asked.seed, design)
        width = fmean(each.found.high - each.found.low for each in drawn) / 2
        off = fmean(each.found.mean - each.effect for each in drawn)
        say(f"{design}: effects from the prior, {len(drawn)} trials: held {held(drawn):.1%}, ")
        say(f"half a range {width:.2f}, mean error {off:+.2f}\n")
        for effect in FIXED:
            some = trials(asked.trials, asked.seed, design, effect)
            say(f"  effect {effect:g} SD: held {held(some):.1%}, claimed {claimed(some):.1%}\n")
        usual = trials(asked.trials, asked.seed, design, as_studies=True)
        say(f"  effect as in studies: held {held(usual):.1%}, claimed {claimed(usual):.1%}, ")
        say(f"power told {fmean(each.power for each in usual):.1%}\n")
        for told, true, count in told_and_true(usual):
            say(f"    told {told:.1%}, true {true:.1%} ({count})\n")


if __name__ == "__main__":
    main()
