"""Pain at one lift, and what another that loads the same part is asked for meanwhile (R46)."""

from __future__ import annotations

import pytest

from core.records import Pain
from core.training.effort.reserve import EASY_RETURN
from core.training.target import next_target
from tests.core.training.test_coach_cases import STRONG
from tests.training_logs import after, lifter, log


def near(text, who):
    sessions = log(text, who.exercise)
    report = Pain("bench-press", sessions[-1].sets[-1].at, "shoulder", parts=("shoulder",))
    who = lifter(who.exercise, goal=who.goal, near_pains=(report,))
    return next_target(sessions, who, after(sessions, days=2))


@pytest.mark.parametrize(
    ("sets", "kind"),
    [
        ("120x1@1 102.5x5@2", "down"),  # one at 120 leaves nobody three
        ("120x1@3 102.5x5@3", "hold"),
        ("100x5@3 100x5@3", "hold"),
    ],
)
def test_what_is_held_leaves_as_much_as_is_asked(sets, kind):
    found = near(f"2026-11-01 {sets}", STRONG)
    assert (found.kind, found.reason.key) == (kind, "target.hold.near_pain")
    assert (found.rir_low, found.rir_high) == EASY_RETURN
