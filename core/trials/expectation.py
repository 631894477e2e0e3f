"""What to expect of a trial before it begins: from studies, and from this lifter's own log.

Sources: what failure costs more than stopping short follows R27 (Nuzzo et al. 2024 for sets to
failure, Refalo et al. 2023 for what stopping saves); people differ from it by half. Growth of a
muscle is not looked at: differences between conditions within one person repeat at r 0.04-0.06
only, so that eight weeks on one person say nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from math import sqrt

from core.records import Exercise
from core.training.ability.fatigue import USUAL_REST_S, loss_to_next, rest_between
from core.training.curve import SLOPE_PER_REP
from core.training.effort.between_sets import LOSS_SPREAD
from core.training.exercise_sessions import DEFAULT_SETS, median
from core.trials.estimate import Noise, Prior, pooled
from core.trials.outcomes import STOP_MIDDLE, loss, to_failure
from core.trials.records import WEEKS, Arm, Bout, Expectation

FEWEST_SETS, MOST_SETS = 2, 6
SHOWN_WEEKS = 8  # of the log before the trial
USUAL_SESSIONS = 2.0  # a week, where the log shows none
MOST_SESSIONS = 4.0
USUAL_REPS = 10.0  # to failure
# Spread of one session's loss, repetitions: whole numbers in both arms, and calls (R7) where sets
# stop short; by simulation (`python -m tests.bench.trials --noise`).
USUAL_SPREAD: dict[Arm, float] = {"failure": 0.7, "stop": 1.6}
# Of both arms together, worth six sessions of one's own log.
USUAL_NOISE = Noise(sqrt(sum(each**2 for each in USUAL_SPREAD.values()) / 2), 6.0)
CONSTANT = {"limb": 0.6, "blocks": 0.3}  # repetitions that no number of sessions averages out
BETWEEN = {"limb": 0.0, "blocks": 0.3}  # of a pair of weeks against another
AFTER = Prior(0.0, 2.0)  # per cent: nothing after 48 h, 2-3 % after 24 h (R35)
AFTER_NOISE = Noise(5.0, 6.0)  # day against day, calls of first sets (R19, R7)
WIDE = Prior(0.0, 20.0)  # volume in per cent, time in minutes: mean volume was similar
FELT = Prior(0.0, 1.0)  # of 1 to 5: no study of this is used, so that it is wide
FELT_NOISE = Noise(0.9, 4.0)
WIDE_NOISE = Noise(12.0, 4.0)


def lost_reps(n: float, left: float, rest_s: int, sets: int) -> float:
    """Repetitions to failure lost from the first set to the last, with so many left each (R27)."""
    kept = 1.0
    for number in range(1, sets):
        kept *= 1.0 - loss_to_next(n, left, rest_s, number)
    return (1.0 - kept) / SLOPE_PER_REP


def effect_of_failure(n: float, rest_s: int, sets: int) -> float:
    """Repetitions that failure costs more than stopping with 1-2 left, as studies have it (R27)."""
    return lost_reps(n, 0.0, rest_s, sets) - lost_reps(n, STOP_MIDDLE, rest_s, sets)


def arm_done(bout: Bout) -> Arm:
    """What a bout before the trial was nearest to, for reading its unrated sets."""
    return "failure" if all(each.failed for each in bout.sets) else "stop"


def expect(
    bouts: Sequence[Bout], exercises: Sequence[Exercise], now: datetime, *, by_limb: bool
) -> Expectation:
    """What a trial of these exercises will be able to show, from the bouts before it."""
    since = now - timedelta(weeks=SHOWN_WEEKS)
    recent = [each for each in bouts if since <= each.session_at < now and each.sets]
    counts = [len(each.sets) for each in recent]
    sets = min(MOST_SETS, max(FEWEST_SETS, median(counts) if counts else DEFAULT_SETS))
    known = {each.id: each for each in exercises}
    firsts = [to_failure(each.sets[0], arm_done(each), first=True) for each in recent]
    n = sorted(firsts)[len(firsts) // 2] if firsts else USUAL_REPS
    effect = effect_of_failure(n, usual_rest(recent), sets)
    noise = noise_before(recent, known, sets)
    a_week = sessions_a_week(recent, exercises, now)
    pairs = a_week * WEEKS if by_limb else a_week * WEEKS / 2
    return Expectation(
        sets,
        effect,
        LOSS_SPREAD * effect,
        noise.spread,
        noise.weight,
        max(1, round(pairs)),
        len(exercises),
    )


def usual_rest(bouts: Iterable[Bout]) -> int:
    """The median rest between sets in seconds, as logged; the usual one where nothing shows it."""
    rests = [
        rest
        for bout in bouts
        for before, after in pairwise(bout.sets)
        if (rest := rest_between(before, after)) is not None
    ]
    return median(rests) if rests else USUAL_REST_S


def noise_before(bouts: Sequence[Bout], exercises: dict[str, Exercise], sets: int) -> Noise:
    """How much the loss differs from session to session, the usual spread weighed in.

    Sessions of one kind are scaled to what both arms together are usually like.
    """
    by_lift: dict[tuple[str, str, Arm], list[float]] = {}
    for each in bouts:
        arm = arm_done(each)
        lost = loss(each, arm, exercises[each.exercise_id], sets)
        if lost is not None:
            by_lift.setdefault((each.exercise_id, each.side, arm), []).append(lost)
    squares, freedom = 0.0, 0
    for (_, _, arm), values in by_lift.items():
        middle, scale = sum(values) / len(values), USUAL_NOISE.spread / USUAL_SPREAD[arm]
        squares += sum((scale * (each - middle)) ** 2 for each in values)
        freedom += len(values) - 1
    return pooled(USUAL_NOISE, squares, freedom)


def sessions_a_week(bouts: Sequence[Bout], exercises: Sequence[Exercise], now: datetime) -> float:
    """Sessions of the trial's exercises a week, one of each exercise counted by itself."""
    days = {(each.exercise_id, each.session_at) for each in bouts}
    if len(days) < 2:
        return USUAL_SESSIONS * len(exercises)
    weeks = max(1.0, (now - min(at for _, at in days)) / timedelta(weeks=1))
    return min(MOST_SESSIONS * len(exercises), len(days) / weeks)


def prior_of(expected: Expectation) -> Prior:
    """What was believed of the effect at the start."""
    return Prior(expected.effect, expected.effect_spread)


def noise_of(expected: Expectation) -> Noise:
    """What was known of the noise at the start."""
    return Noise(expected.noise, expected.noise_weight)


def range_expected(expected: Expectation, design: str) -> float:
    """Half of the range that the answer will have, in repetitions, if all goes as usual."""
    variance = 2 * expected.noise**2 / expected.pairs + CONSTANT[design] ** 2
    precision = 1 / variance + 1 / expected.effect_spread**2
    return 1.96 / sqrt(precision)
