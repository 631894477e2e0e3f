"""Fewest moves, against a search that knows nothing of stacks: one plate on or off at a time."""

from __future__ import annotations

import random
from itertools import permutations

import pytest

from core.groups.plate_moves import (
    MOST_ON_SIDE,
    ROUNDS,
    Stack,
    all_moves,
    best_order,
    common,
    loading,
    moves,
    stacks,
)

KG = (25_000, 20_000, 15_000, 10_000, 5_000, 2_500, 1_250)
GYM = (20_000, 10_000, 5_000, 2_500)


def brute(start: Stack, sides: list[int], plates: Stack) -> int | None:
    """The fewest moves, breadth first over every bar that one plate more or less makes."""
    heaviest = max(sides, default=0) + max(plates)
    states = {(start, 0)}
    seen, count = {(start, 0)}, 0
    while states:
        fresh: set[tuple[Stack, int]] = set()
        settled: set[tuple[Stack, int]] = set()
        for bar, before in states:
            place = before
            while place < len(sides) and sum(bar) == sides[place]:
                place += 1  # lifted as it stands
            if place == len(sides):
                return count
            settled.add((bar, place))
        for bar, place in settled:
            followers = [bar[:-1]] if bar else []
            followers += [(*bar, each) for each in plates if not bar or each <= bar[-1]]
            for each in followers:
                if sum(each) <= heaviest and len(each) <= 9 and (each, place) not in seen:
                    seen.add((each, place))
                    fresh.add((each, place))
        states = fresh
        count += 1
    return None


CASES = [random.Random(seed) for seed in range(60)]


@pytest.mark.parametrize("chance", CASES, ids=[str(n) for n in range(60)])
def test_as_few_moves_as_a_search_plate_by_plate(chance: random.Random) -> None:
    sides = [chance.randrange(0, 22) * 2_500 for _ in range(chance.randint(2, 5))]
    start = chance.choice(stacks(chance.randrange(0, 16) * 2_500, GYM))
    way = loading(start, sides, GYM)
    assert way is not None
    assert [sum(each) for each in way] == sides
    assert all_moves(start, way) == brute(start, sides, GYM)


@pytest.mark.parametrize("chance", CASES[:25], ids=[str(n) for n in range(25)])
def test_no_order_has_fewer_moves(chance: random.Random) -> None:
    sides = [chance.randrange(0, 16) * 2_500 for _ in range(chance.randint(2, 3))]
    order = best_order((), sides, GYM)
    costs = {}
    for each in permutations(range(len(sides))):
        costs[each] = brute((), [sides[place] for place in each] * ROUNDS, GYM)
    assert costs[order] == min(cost for cost in costs.values() if cost is not None)


def test_what_stays_on_the_bar_stays() -> None:
    assert moves((20_000, 10_000), (20_000, 5_000)) == 2
    assert moves((), (20_000,)) == 1
    assert common((20_000, 10_000), (20_000, 10_000, 5_000)) == 2


def test_a_stack_is_chosen_for_what_comes_after_it() -> None:
    """15 + 5 instead of 20 where 15 comes next: one plate off instead of two moves."""
    way = loading((15_000,), [20_000, 15_000], (20_000, 15_000, 5_000))
    assert way == ((15_000, 5_000), (15_000,))
    assert loading((), [20_000], (20_000, 15_000, 5_000)) == ((20_000,),)


def test_what_cannot_be_made_up() -> None:
    assert stacks(1_000, KG) == ()
    assert stacks(-1, KG) == ()
    assert loading((), [20_000, 1_000], KG) is None
    assert best_order((), [20_000, 1_000], KG) == (0, 1)
    assert stacks(0, KG) == ((),)
    assert stacks(25_000 * MOST_ON_SIDE, KG)
    assert stacks(25_000 * MOST_ON_SIDE + 25_000, KG) == ()


def test_a_heavy_bar_takes_no_time() -> None:
    sides = [115_000, 62_500, 91_250]
    way = loading((), sides * ROUNDS, KG)
    assert way is not None
    assert [sum(each) for each in way] == sides * ROUNDS
