"""Calls that the sets of a session contradict."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from training_logs import START, log

from core.language.strings import say_reason
from core.training.calls_told import calls_told


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
