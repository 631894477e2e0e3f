"""The league from outside: bodies of another make, what is read of an answer, a real chat."""

from __future__ import annotations

import itertools
import random
from datetime import timedelta

import pytest

from core.records import Load
from tests.bench.bodies import FAMILIES, START, Body, Family, make
from tests.bench.chat_league import (
    RULES,
    TALKS,
    Lifter,
    ask_of,
    asked_first,
    by_chat,
    by_rule,
    days,
    line_of,
    planned,
)
from tests.bench.league.asks import Ask

HONEST, CURLS = TALKS[0], TALKS[11]
TOLD = {"load": "82.5", "unit": "kg", "reps_low": 6, "reps_high": 10, "rir_low": 1, "rir_high": 2}
TARGET = TOLD | {"kind": "hold", "sets": 3}


def body(seed: int = 1, **changes: float) -> Body:
    return Body(
        HONEST.regime.exercise, make(random.Random(seed), 0.003, **changes), seed, 100.0
    )  # fmt: skip


@pytest.mark.parametrize("family", FAMILIES)
def test_a_curve_falls_from_one_repetition_at_capacity(family: Family) -> None:
    found = [family(share / 100, 1.0) for share in range(100, 60, -1)]
    assert found[0] == pytest.approx(1.0)
    assert all(a < b for a, b in itertools.pairwise(found))


def test_the_ideal_load_is_on_the_bodys_own_curve() -> None:
    at = body()
    assert at.reps(at.ideal(9.5), at.capacity * 0.95) == pytest.approx(9.5, abs=0.01)


def test_rest_takes_fatigue_away_and_nearness_to_failure_makes_it() -> None:
    def fatigue(rest_s: int, *, all_out: bool) -> float:
        at = body()
        at.begin(START)
        for _ in range(2):
            at.lift(Load(70_000), 3, 99, all_out=all_out, rest_s=rest_s)
        return at.fatigue

    assert fatigue(60, all_out=True) > fatigue(240, all_out=True)
    assert fatigue(120, all_out=True) > fatigue(120, all_out=False)


def test_a_day_is_the_same_day_under_every_rule() -> None:
    one, other = body(), body()
    for at, sets in ((one, 1), (other, 4)):
        at.begin(START)
        for _ in range(sets):
            at.lift(Load(60_000), 2, 10, all_out=False, rest_s=180)
        at.begin(START + timedelta(days=3))
    assert one.day == other.day
    assert one.capacity == other.capacity > 100.0


def test_over_callers_stop_nearer_to_failure() -> None:
    def left(bias: float) -> float:
        at = body(bias=bias)
        at.begin(START)
        return sum(
            at.lift(Load(65_000), 2, 99, all_out=False, rest_s=300).reserve for _ in range(9)
        )

    assert left(-2.0) < left(0.3) < left(2.0)


def test_an_answer_is_read_with_and_without_aims() -> None:
    one = Lifter(HONEST, 1)
    assert ask_of(TOLD, HONEST.regime) == Ask(Load(82_500), 10, 1.5)
    assert ask_of(TOLD | {"reps_high": None}, HONEST.regime).ceiling == 10
    assert planned(TARGET) == 3
    assert planned(TARGET | {"aims": [3, {"reps": 5, "load": "70"}]}) == 2
    assert asked_first(TARGET, one).load == one.first_load()
    one.at.begin(START)
    one.do(Ask(Load(60_000), 10, 2.0), 180)
    one.at.begin(START + timedelta(days=3))
    assert asked_first(TARGET, one).load == Load(82_500)
    assert asked_first(TARGET | {"aims": [{"reps": 3, "load": "90"}]}, one).load == Load(90_000)
    assert asked_first(TARGET | {"kind": "first", "load": "0"}, one).load == one.first_load()


def test_a_set_as_it_is_typed() -> None:
    never, machine = Lifter(TALKS[9], 1), Lifter(TALKS[10], 1)
    for one in (never, machine):
        one.at.begin(START)
        one.do(Ask(Load(60_000), 5, 2.0), 180)
    assert line_of(never) == f"bench press 60x{never.at.session[0].set.reps}"
    assert line_of(machine) == f"machine chest press 60x{machine.at.session[0].set.reps} f"


def test_lifters_train_twice_a_week() -> None:
    assert [(b - a).days for a, b in itertools.pairwise(days(2))] == [4, 3, 4]


@pytest.mark.parametrize("rule", RULES)
def test_a_simple_rule_gives_the_same_figures_again(rule: str) -> None:
    found = by_rule(rule, HONEST, [1], 3)
    assert found == by_rule(rule, HONEST, [1], 3)


def test_lifters_do_what_a_real_chat_says() -> None:
    first, second = by_chat(CURLS, [1, 2], 2)
    assert first.sets > 0
    assert second.sets > 0
