"""What a lifter's last sets say of how sure a forecast is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.plans.ahead_misses import called, last_sets, misses_of
from core.records import Exposure, Lifter
from core.training.ability.forecast import ability_of
from tests.training_logs import BENCH, log

STEADY = """2026-10-01 100x8@2 100x8@1 100x8@1
2026-10-04 100x8@2 100x8@1 100x8@1
2026-10-08 100x8@2 100x8@1 100x8@1
2026-10-11 100x8@2 100x8@1 100x8@1
2026-10-15 100x8@2 100x8@1 100x8@1"""
UNEVEN = """2026-10-01 100x8@2 100x8@1 100x4@1
2026-10-04 100x8@2 100x8@1 100x12@1
2026-10-08 100x8@2 100x8@1 100x5@1
2026-10-11 100x8@2 100x8@1 100x11@1
2026-10-15 100x8@2 100x8@1 100x8@1"""


def misses(text: str, load: float = 100.0):
    exposures = log(text)
    now = exposures[-1].session_at + timedelta(days=3)
    ability = ability_of(exposures, Lifter(BENCH, "size", "kg"), now)
    assert ability is not None
    return misses_of(ability, exposures, now, load, 0.0)


def test_the_last_set_at_the_heaviest_load():
    (_, last, sets), *_ = last_sets(log("2026-10-01 60x5w 90x8 100x6@2 100x5@1 80x10"))
    assert (last.load.kg, last.reps, len(sets)) == (100.0, 5, 2)


@pytest.mark.parametrize(
    ("text", "told"),
    [("100x8@1", 9.0), ("100x8f", 8.0), ("100x8", None), ("100x8@4+", None)],
)
def test_repetitions_to_failure_as_called(text, told):
    exposure: Exposure = log(f"2026-10-01 {text}")[0]
    assert called(exposure.sets[0]) == told


def test_more_over_is_surer():
    found = misses(STEADY)
    chances = [found.held(margin / 4) for margin in range(-40, 41)]
    assert chances == sorted(chances)
    assert chances[0] < 0.05
    assert chances[-1] > 0.95


def test_who_is_uneven_is_foretold_with_more_doubt():
    even, uneven = misses(STEADY), misses(UNEVEN)
    assert uneven.spread > 1.5 * even.spread
    assert uneven.held(uneven.mean * -1 + 3) < even.held(even.mean * -1 + 3)


def test_misses_at_a_far_load_say_less():
    near = sum(weight for weight, _ in misses(STEADY).found)
    far = sum(weight for weight, _ in misses(STEADY, 70.0).found)
    assert far < near / 10


def test_without_any_call_the_usual_spread_stands():
    bare = "\n".join(line.split("@")[0] for line in ("2026-10-01 100x8", "2026-10-04 100x8"))
    found = misses(bare)
    assert found.found == ()
    assert found.held(0.0) == pytest.approx(0.5)
