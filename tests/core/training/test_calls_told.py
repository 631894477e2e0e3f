"""Calls that the sets of a session contradict."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.locale.strings import say_reason
from core.training.ability.state import Ability, assess
from core.training.effort.call_checks import calls_outgrown, calls_told, calls_too_low
from tests.training_logs import BENCH, START, lifter, log


def told(sets: str) -> str:
    reason = calls_told(log(f"2026-11-01 {sets}")[-1].sets)
    return "" if reason is None else say_reason("en", reason)


@pytest.mark.parametrize(
    ("sets", "words"),
    [
        ("80x8@4 80x6@4 80x5@4", "your 4 looks like 1: the sets lost 3 reps"),
        ("80x10@3 80x8@3 80x6@3", "your 3 looks like 0: the sets lost 4 reps"),
        ("80x10@2 80x8@2 80x6@2", "your 2 looks like 0: the sets lost 4 reps"),
        ("60x5w 80x8@4+ 80x6@4+ 80x5@4+", "your 4 looks like 1: the sets lost 3 reps"),
    ],
)
def test_told(sets: str, words: str) -> None:
    assert told(sets) == words


@pytest.mark.parametrize(
    "sets",
    [
        "80x8@2 80x7@2 80x5@2",  # off by one: the noise of a call
        "80x8@4 80x7@4 80x6@4",  # two repetitions lost: rounding and fatigue
        "80x8@1 80x6@1 80x5@1",  # near failure sets lose that much
        "80x8@4 80x6@3 80x5@4",  # the calls differ
        "80x8@4 80x6@4 75x5@4",  # the loads differ
        "80x8@4 80x5@4",  # two sets
        "80x8@4 80x6@4 80x5",  # no call
        "80x8@4 80x6@4 80x5f",  # failed
        "80x15@4 80x13@4 80x12@4",  # a long set
        "60s 50s 40s",
    ],
)
def test_not_told(sets: str) -> None:
    assert told(sets) == ""


def test_short_rests_explain_lost_repetitions() -> None:
    """Sets a minute apart lose more than the same sets after two and a half."""
    sets = log("2026-11-01 80x12@3 80x10@3 80x9@3")[-1].sets
    hurried = [replace(each, at=START + n * timedelta(seconds=100)) for n, each in enumerate(sets)]
    calm = [replace(each, at=START + n * timedelta(seconds=190)) for n, each in enumerate(sets)]
    assert calls_told(hurried) is None
    assert calls_told(calm) is not None


# --- a load raised further than the call allows ---------------------------------------------------


def outgrown(*sessions: str, days: int = 3) -> str:
    lines = [f"2026-11-{1 + days * n:02d} {each}" for n, each in enumerate(sessions)]
    reason = calls_outgrown(log("\n".join(lines)), BENCH)
    return "" if reason is None else say_reason("en", reason)


RISING = (
    "80x8@4 80x8@4 80x8@4", "85x8@4 85x7@4 85x7@4", "90x7@4 90x6@4 90x6@4",
    "92.5x6@4 92.5x5@4 92.5x5@4",
)  # fmt: skip


def test_a_call_that_stays_while_the_load_outgrows_it_is_told() -> None:
    assert outgrown(*RISING) == "your 4 looks like 1: the sets lost 3 reps"
    assert outgrown(*RISING[:2]) == ""  # a repetition or two: rounding and fatigue


@pytest.mark.parametrize(
    "last",
    [
        "92.5x6@2 92.5x5@2 92.5x5@2",  # called as it was
        "92.5x6@4 92.5x6@4 92.5x6@4",  # two repetitions fewer
        "82.5x6@4 82.5x5@4 82.5x5@4",  # hardly heavier
        "92.5x6@4 92.5x5@4 92.5x5f",  # failed: seen
        "92.5x6@4 92.5x5@3 92.5x5@4",  # the calls differ
    ],
)
def test_a_call_that_may_be_right_is_not_outgrown(last: str) -> None:
    assert outgrown(RISING[0], last) == ""


def test_growth_over_weeks_explains_a_heavier_load() -> None:
    """What was called six weeks ago says nothing of today."""
    sessions = log(f"2026-11-01 {RISING[0]}\n2026-12-14 {RISING[-1]}")
    assert calls_outgrown(sessions, BENCH) is None


# --- calls too low --------------------------------------------------------------------------------


def able(bias: float, spread: float) -> Ability:
    found = assess(log("2026-11-01 80x8@1"), lifter(), START)
    assert found is not None
    return replace(found, bias=bias, bias_spread=spread)


LAST = log("2026-11-01 80x8@1 80x8@3 80x8f")[0].sets


@pytest.mark.parametrize(
    ("bias", "spread", "words"),
    [
        (2.0, 0.8, "your 1 has meant about 3"),
        (1.75, 0.75, "your 1 has meant about 3"),
        (1.7, 0.5, ""),  # less than two, as whole repetitions are counted
        (2.0, 1.01, ""),  # not sure enough
    ],
)
def test_calls_too_low_are_told(bias: float, spread: float, words: str) -> None:
    reason = calls_too_low(able(0.3, 1.2), able(bias, spread), LAST[0])
    assert ("" if reason is None else say_reason("en", reason)) == words


def test_calls_too_low_are_told_once_and_only_of_calls_near_failure() -> None:
    low = able(2.0, 0.8)
    assert calls_too_low(None, low, LAST[0]) is not None
    assert calls_too_low(low, low, LAST[0]) is None
    assert calls_too_low(None, low, LAST[1]) is None
    assert calls_too_low(None, low, LAST[2]) is None
