"""Loads of a plan: shares of a best and of a training max, fixed ones, back-offs, as many as go."""

from __future__ import annotations

import pytest

from core.plans.prescribe import Known, is_simple, prescribed, training_max
from core.plans.read import read
from core.records import Load, PrescribedSet
from tests.core.plans.plan_records import NAMES
from tests.training_logs import SQUAT, lifter

WHO = lifter(SQUAT)
BEST = Load(150_000)
KNOWN = Known(BEST, None)


def sets(text: str, known: Known = KNOWN) -> list[str]:
    plan = read(f"A: squat {text}", NAMES)
    item = plan.days[0].items[0]
    maximum = training_max(plan, item, "squat", 0, known.best)
    return [said(each) for each in prescribed(item.groups(0), WHO, known, maximum)]


def said(each: PrescribedSet) -> str:
    reps = "" if each.reps_low is None else f"{each.reps_low}"
    return f"{each.load.text}x{reps}{'+' if each.more else ''}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1x5 65% tm, 1x5 75% tm, 1x5+ 85% tm", ["87.5x5", "100x5", "112.5x5+"]),
        ("3x5 80%", ["120x5"] * 3),
        ("2x5 100kg", ["100x5"] * 2),
        ("2x3 225lb", ["100x3"] * 2),  # rounded down to what can be loaded
        ("3x5+ 100kg", ["100x5", "100x5", "100x5+"]),  # the last set alone goes on
        ("top 1x3 140kg, then 2x6 -15%", ["140x3", "117.5x6", "117.5x6"]),
    ],
)
def test_loads(text, found):
    assert sets(text) == found


def test_a_training_max_that_was_said_grows_by_cycle():
    plan = read("A: squat 3x5 80% tm +5kg a cycle\nmaxes: squat 140kg", NAMES)
    item = plan.days[0].items[0]
    said_max = [training_max(plan, item, "squat", cycle, BEST) for cycle in (0, 1, 3)]
    assert said_max == [Load(140_000), Load(145_000), Load(155_000)]
    assert training_max(plan, item, "bench-press", 0, BEST) == Load(135_000)  # 90 % of the best
    assert training_max(plan, item, "bench-press", 0, None) is None


def test_without_a_best_nothing_is_said():
    assert sets("3x5 80%", Known(None, None)) == []
    assert sets("top 1x3 rir1, then 2x6 -15%", Known(None, None)) == []


def test_a_group_without_a_load_leaves_the_reserve_it_asks_for():
    asked = []
    known = Known(BEST, lambda reps: asked.append(reps) or 130.0)
    assert sets("top 1x3 rir1, then 2x6 -10%", known) == ["130x3", "115x6", "115x6"]
    assert asked == [4.0]


@pytest.mark.parametrize(
    ("text", "simple"),
    [("3x5", True), ("3x5 +2.5", True), ("3x8-12 rir2", True), ("3x5 80%", False),
     ("3x5 100kg", False), ("top 1x3, then 2x6 -10%", False), ("1x5, 2x8", False)],
)  # fmt: skip
def test_what_the_coach_loads(text, simple):
    item = read(f"A: squat {text}", NAMES).days[0].items[0]
    assert is_simple(item, item.groups(0)) is simple
