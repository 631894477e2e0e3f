"""Advice to odd lifters: what is said after a set, beside its verdict and its target."""

from __future__ import annotations

import pytest
from training_logs import ASSISTED, LATERAL_RAISE, LEG_EXTENSION, PULL_UP, lifter, log

from core.records import Lifter, Load, NextSet
from core.training.ahead import ahead_next_time
from core.training.next_set import advise_next
from core.training.target import planned_target
from core.training.verdict import judge


def following(text: str, who: Lifter) -> NextSet:
    sessions = log(text, who.exercise)
    found = advise_next(sessions, who, planned_target(sessions, who))
    assert found is not None
    return found


@pytest.mark.parametrize("today", ["-30x11@0", "-30x15f", "-30x9f", "-30x4f"])
def test_assistance_never_shrinks_after_a_set_that_was_too_hard(today: str) -> None:
    """Far more repetitions than strength wants, and to failure: that asks for no harder set."""
    found = following(f"2026-11-01 {today}", lifter(ASSISTED, goal="strength"))
    assert found.load.milli == -35000
    assert found.reason.key == "next.lighter"


def test_added_load_never_grows_after_a_set_that_was_too_hard() -> None:
    who = lifter(PULL_UP, goal="strength")
    assert following("2026-11-01 10x9f", who).load.milli < 10000


def test_assistance_shrinks_after_a_set_that_was_too_easy() -> None:
    found = following("2026-11-01 -30x9@4+", lifter(ASSISTED))
    assert (found.load.milli, found.reason.key) == (-25000, "next.heavier")


@pytest.mark.parametrize(
    ("of", "text"),
    [
        (LATERAL_RAISE, "2026-11-01 10x12@1 10x11@1 10x11@1\n2026-11-04 10x8@1"),
        (LEG_EXTENSION, "2026-11-01 60x12@1 60x11@1 60x11@1\n2026-11-04 60x8@1"),
        (LEG_EXTENSION, "2026-11-01 60x12@1 60x11@1 60x11@1\n2026-11-04 60x11@2 60x8@1"),
    ],
)
def test_a_load_called_too_heavy_is_not_kept(of, text: str) -> None:
    """Two repetitions under the range with little left: the verdict and the next set agree."""
    who = lifter(of)
    sessions = log(text, of)
    last = sessions[-1].sets[-1]
    verdict = judge(last, sessions, who, planned=planned_target(sessions, who))
    assert verdict.reason.key == "verdict.hard.reps"
    found = following(text, who)
    assert found.load.milli < last.load.milli
    assert found.reason.key == "next.into_range"


@pytest.mark.parametrize("reps", [8, 14, 20, 26])
def test_the_middle_lies_in_the_middle_of_its_interval(reps: int) -> None:
    """The logs of the fit hold no set over 15: long sets must not look as if they fell short."""
    lines = (
        f"2026-10-{day:02d} " + " ".join(f"60x{reps + more}@2" for more in (1, 0, -1))
        for day in (1, 5, 8, 12, 15, 19, 22, 26)
    )
    sessions = log("\n".join(lines), LEG_EXTENSION)
    ahead = ahead_next_time(sessions, lifter(LEG_EXTENSION))
    for told in (ahead.as_usual(Load(60000)), ahead.to_failure(Load(60000))):
        low, high = told.likely
        assert low <= told.reps - 0.1 * (high - low)
        assert told.reps + 0.1 * (high - low) <= high
        assert told.chance(told.reps) >= 0.5
