"""Attempts against simulated lifters whose best single is known (tests/simulator.py).

Each trains a heavy lift for ten weeks, stops by what is felt, types most efforts, and then lifts
once more, a week later. Nothing of the simulator follows the models of the core. Run it:

    .venv/bin/python -m tests.bench.attempts
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from math import exp

from core.records import Load
from core.training.ability.attempts import attempts_of, nearest_single, why_unknown
from core.training.ability.forecast import ability_of
from tests.simulator import Body, body, first_load, nature
from tests.training_logs import BENCH, DEADLIFT, SQUAT, lifter

LIFTERS, SEED = 400, 114
SESSIONS = 20  # two a week
KINDS = ((5, 2), (4, 2), (3, 2), (3, 1))  # repetitions, and what is to be left


def trained(at: Body, chance: random.Random) -> None:
    """Ten weeks: three sets a session, loads by what there is, as people choose them."""
    who = lifter(at.exercise)
    for number in range(SESSIONS):
        at.begin(3 + number % 2)
        reps, left = KINDS[number * len(KINDS) // SESSIONS]
        load = first_load(at, who, reps + left + chance.gauss(0.0, 0.7))
        for _ in range(3):
            at.lift(load, left, reps)
    at.close()


def measured(seed: int = SEED, count: int = LIFTERS) -> dict[str, tuple[float, float, int]]:
    """By attempt: the share that went up, the mean chance told, how many there were."""
    done: dict[str, list[tuple[bool, float]]] = {}
    for exercise in (SQUAT, BENCH, DEADLIFT):
        chance = random.Random(seed)
        for _ in range(count):
            at = body(exercise, nature(chance), chance)
            trained(at, chance)
            who = replace(lifter(exercise), goal="strength")
            now = at.now + timedelta(days=7)
            ability = ability_of(at.past, who, now)
            if ability is None or why_unknown(at.past, ability, who, now) is not None:
                continue
            found = attempts_of(ability, who, nearest_single(at.past, who, now), meet=True)
            if found is None:
                continue
            best_kg = at.capacity * exp(chance.gauss(0.0, at.nature.day_spread))
            names = ("opener", "second", "third")
            for name, each in zip(names, found.planned, strict=True):
                done.setdefault(name, []).append((each.load.kg <= best_kg, each.chance))
            low, high = found.likely
            inside = low.kg <= best_kg < Load(high.milli + 2_500).kg
            done.setdefault("within the span", []).append((inside, 2 / 3))
    return {
        name: (
            sum(up for up, _ in all_) / len(all_),
            sum(p for _, p in all_) / len(all_),
            len(all_),
        )
        for name, all_ in done.items()
    }


if __name__ == "__main__":
    for name, (share, told, count) in measured().items():
        print(f"{name}: went up {share:.3f}, told {told:.3f}, of {count}")
