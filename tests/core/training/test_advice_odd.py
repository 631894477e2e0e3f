"""Advice to odd lifters: what is said after a set, beside its verdict and its target."""

from __future__ import annotations

import pytest

from core.records import Lifter, NextSet
from core.training.next_set import advise_next
from core.training.target import planned_target
from core.training.verdict import judge
from tests.training_logs import ASSISTED, LATERAL_RAISE, PULL_UP, lifter, log


def following(text: str, who: Lifter) -> NextSet:
    sessions = log(text, who.exercise)
    found = advise_next(sessions, who, planned_target(sessions, who))
    assert found is not None
    return found


@pytest.mark.parametrize("today", ["-30x11@0", "-30x15f", "-30x9f", "-30x4f"])
def test_assistance_never_shrinks_after_a_set_that_was_too_hard(today: str) -> None:
    """Far more repetitions than strength wants, and to failure: that asks for no harder set."""
    found = following(f"2026-11-01 {today}", lifter(ASSISTED, goal="strength"))
    assert found.load.milli <= -30000


def test_added_load_never_grows_after_a_set_that_was_too_hard() -> None:
    who = lifter(PULL_UP, goal="strength")
    assert following("2026-11-01 10x9f", who).load.milli <= 10000


def test_assistance_shrinks_after_a_set_that_was_too_easy() -> None:
    found = following("2026-11-01 -30x9@4+", lifter(ASSISTED))
    assert (found.load.milli, found.reason.key) == (-25000, "next.heavier")


@pytest.mark.parametrize("today", ["100x6@1", "100x6@0", "100x5@1", "100x8@2 100x5@1"])
def test_a_load_called_too_heavy_is_not_kept(today: str) -> None:
    """Under the range with little left: the verdict and the next set agree."""
    who = lifter()
    text = f"2026-11-01 100x10@1 100x9@1 100x8@1\n2026-11-04 {today}"
    sessions = log(text, who.exercise)
    last = sessions[-1].sets[-1]
    verdict = judge(last, sessions, who, planned=planned_target(sessions, who))
    found = following(text, who)
    if verdict.reason.key == "verdict.hard.reps":
        assert found.load.milli < last.load.milli
        assert found.reason.key == "next.into_range"


def test_a_long_step_is_not_called_too_heavy_and_kept() -> None:
    text = "2026-11-01 10x12@1 10x11@1 10x11@1\n2026-11-04 10x8@1"
    sessions = log(text, LATERAL_RAISE)
    who = lifter(LATERAL_RAISE)
    verdict = judge(sessions[-1].sets[-1], sessions, who, planned=planned_target(sessions, who))
    assert verdict.reason.key != "verdict.hard.reps"
    assert following(text, who).load.milli == 10000
