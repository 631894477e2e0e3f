"""Loads that are left out of the choice are none that would have been chosen."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from core.training.exercise_sessions import sessions
from core.training.progression import decision
from core.training.progression.exercise_state import state_of_exercise
from core.training.progression.load_targets import question
from core.training.progression.steps import loads_down, loads_up
from tests.training_logs import BENCH, PULL_UP, lifter, log


def _log(rng: random.Random) -> str:
    load = rng.choice([20, 42.5, 60, 100, 140])
    lines = []
    for day in range(1, rng.randint(2, 8)):
        load += rng.choice([0, 0, 2.5, 5, -5])
        sets = " ".join(
            f"{load:g}x{rng.randint(1, 15)}@{rng.randint(0, 4)}" for _ in range(rng.randint(1, 4))
        )
        lines.append(f"2026-01-{3 * day:02d} {sets}")
    return "\n".join(lines)


@pytest.mark.parametrize("seed", range(60))
def test_a_load_that_is_left_out_is_never_the_best(seed: int) -> None:
    rng = random.Random(seed)
    exercise = rng.choice([BENCH, PULL_UP])
    who = lifter(exercise, goal=rng.choice(["size", "strength"]))
    exposures = log(_log(rng), exercise)
    past = sessions(exposures, exercise.measure)
    q = question(state_of_exercise(past, who, exposures[-1].sets[-1].at + timedelta(days=2)))
    assert q is not None
    above = loads_up(q)
    ladder = [q.seen.load, *loads_down(q), *above]
    for wanted in (2.0, 6.0, q.seen.scheme.middle + q.seen.left + decision.LIGHTER_BY, 25.0):
        found = decision._costs(q, above, wanted)
        costs = {load.milli: cost for cost, _, load in found}
        whole = {}
        for load in ladder:
            planned = q.ability.plan(load, q.seen.sets, q.seen.left, q.seen.scheme.high)
            whole[load.milli] = sum((each.reps - wanted) ** 2 for each in planned) / len(planned)
        assert found[0][2] == q.seen.load
        assert costs.items() <= whole.items()
        least = min(whole.values())
        assert min(costs.values()) == least
        best = min(milli for milli, cost in whole.items() if cost == least)
        assert best in costs or whole[q.seen.load.milli] == least
