"""What failure has cost one person, from the log alone: after a set, and in the session after.

Sets to failure against sets stopped earlier, of the same exercise, side, number in the session and
load. No trial: sets may have failed because the day was bad. So doubt that no number of sets takes
away is part of the range, and it is shrunk to what studies have (R27, R35).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from math import log

from core.records import Exercise, LoggedSet
from core.training.ability.fatigue import USUAL_REST_S, loss_to_next, rest_between
from core.training.curve import SLOPE_PER_REP
from core.training.effort.between_sets import LOSS_SPREAD
from core.training.effort.reserve import reserve
from core.trials.estimate import Estimate, Noise, Prior, difference, estimate
from core.trials.expectation import AFTER, AFTER_NOISE, USUAL_NOISE
from core.trials.outcomes import STOP_MIDDLE, fresh, same_load, to_failure
from core.trials.records import Arm, Bout, Observation

FEWEST = 5  # of each kind, in strata that have both
MOST_LEFT = 4.0  # beyond, a call says little
LOAD_BAND = 1.05  # loads of one stratum lie within this factor
LONGEST_GAP = timedelta(days=10)  # from session to session
AFTER_SET_DOUBT = 1.0  # repetitions: sets that failed may have been harder from the start
AFTER_SESSION_DOUBT = 1.0  # per cent: people go all out on good days, or fail on bad ones


@dataclass(frozen=True, slots=True)
class Cost:
    """One cost, or why it is not told: how many were there of each kind in like conditions."""

    failed: int
    stopped: int
    found: Estimate | None  # None where there is too little


@dataclass(frozen=True, slots=True)
class Costs:
    """What failure has cost: repetitions on the next set, per cent in the next session."""

    next_set: Cost
    next_session: Cost


def costs_of(bouts: Iterable[Bout], exercises: Mapping[str, Exercise]) -> Costs:
    """What sets to failure have cost against sets stopped earlier, over a log."""
    by_lift: dict[tuple[str, str], list[Bout]] = defaultdict(list)
    for each in sorted(bouts, key=lambda each: each.session_at):
        by_lift[each.exercise_id, each.side].append(each)
    sets: list[Observation] = []
    sessions: list[Observation] = []
    expected: list[float] = []
    for (exercise_id, _), some in by_lift.items():
        exercise = exercises[exercise_id]
        for found, more in (told for bout in some for told in next_sets(bout, exercise)):
            sets.append(found)
            expected.append(more)
        sessions += next_sessions(some, exercise)
    effect = sum(expected) / len(expected) if expected else 0.0
    after_set = Prior(effect, max(0.1, LOSS_SPREAD * effect))
    return Costs(
        _cost(sets, after_set, USUAL_NOISE, AFTER_SET_DOUBT),
        _cost(sessions, AFTER, AFTER_NOISE, AFTER_SESSION_DOUBT),
    )


def _cost(observations: Sequence[Observation], prior: Prior, noise: Noise, constant: float) -> Cost:
    arms: dict[object, set[Arm]] = defaultdict(set)
    for each in observations:
        arms[each.stratum].add(each.arm)
    like = [each for each in observations if len(arms[each.stratum]) > 1]
    failed = sum(1 for each in like if each.arm == "failure")
    found = difference(like)
    if found is None or min(failed, len(like) - failed) < FEWEST:
        return Cost(failed, len(like) - failed, None)
    return Cost(failed, len(like) - failed, estimate(found, prior, noise, constant))


def arm_of_set(each: LoggedSet) -> Arm | None:
    """To failure, or stopped with one to four left; None where the effort says neither.

    One call for several sets says nothing of any one of them.
    """
    left = reserve(each)
    if each.failed or left == 0:
        return "failure"
    if left is None or each.shared_effort or each.rir_at_least:
        return None
    return "stop" if 1 <= left <= MOST_LEFT else None


def next_sets(bout: Bout, exercise: Exercise) -> Iterator[tuple[Observation, float]]:
    """Repetitions to failure lost from each set to the next, and how many more failure costs.

    The latter is what studies have (R27), for a set of so many repetitions after so much rest.
    """
    for number, (before, after) in enumerate(pairwise(bout.sets), start=1):
        arm, arm_after = arm_of_set(before), arm_of_set(after)
        if arm is None or arm_after is None:
            continue
        n = to_failure(before, arm, first=number == 1)
        then = same_load(to_failure(after, arm_after, first=False), after, before, exercise)
        if then is None:
            continue
        rest = rest_between(before, after) or USUAL_REST_S
        more = loss_to_next(n, 0.0, rest, number) - loss_to_next(n, STOP_MIDDLE, rest, number)
        stratum = exercise.id, bout.side, number, load_band(before)
        yield Observation(stratum, arm, n - then), more / SLOPE_PER_REP


def load_band(each: LoggedSet) -> int:
    """A number that loads within 5 % of each other mostly share; signed by assistance."""
    kg = each.load.kg
    return 0 if kg == 0 else round(log(abs(kg) + 1) / log(LOAD_BAND)) * (1 if kg > 0 else -1)


def next_sessions(bouts: Sequence[Bout], exercise: Exercise) -> Iterator[Observation]:
    """The first set after a session, in per cent of the first set before that session.

    Not of the session itself: what made its sets fail would be in the comparison.
    """
    for before, here, after in zip(bouts, bouts[1:], bouts[2:], strict=False):
        arms = [arm_of_set(each) for each in here.sets]
        first, last = arm_of_set(before.sets[0]), arm_of_set(after.sets[0])
        if first is None or last is None or not any(arms):
            continue
        if max(after.session_at - here.session_at, here.session_at - before.session_at) > (
            LONGEST_GAP
        ):
            continue
        then, now = fresh(before, first, exercise), fresh(after, last, exercise)
        if then is not None and now is not None:
            arm: Arm = "failure" if "failure" in arms else "stop"
            yield Observation((exercise.id, here.side), arm, now - then)
