"""Where a plan says how many sets, that holds: not what the log shows, nor the usual three."""

from __future__ import annotations

import pytest

from core.training.next_set import advise_next
from core.training.target import next_target
from tests.training_logs import after, lifter, log

THREE = "100x8@2 100x8@2 100x8@2"


@pytest.mark.parametrize("sets", [1, 2, 5])
def test_a_target_has_the_sets_of_the_plan(sets):
    exposures = log(f"2026-01-01 {THREE}\n2026-01-04 {THREE}\n2026-01-08 {THREE}")
    now = after(exposures, days=2)
    assert next_target(exposures, lifter(), now).sets == 3
    found = next_target(exposures, lifter(sets_planned=sets), now)
    assert found.sets == sets
    assert len(found.aims) == sets


def test_a_first_session_goes_on_until_the_sets_of_the_plan_are_done():
    who = lifter(sets_planned=5)
    assert next_target([], who, after(log("2026-01-01 100x8@2"), days=1)).sets == 5
    four, five = (log("2026-01-01 " + " ".join(["100x8@2"] * n)) for n in (4, 5))
    assert advise_next(four, who, None) is not None
    assert advise_next(five, who, None) is None
    assert advise_next(four, lifter(), None) is None  # three, where no plan says more
