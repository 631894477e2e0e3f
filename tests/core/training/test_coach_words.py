"""Answers whose parts must agree: what was planned, what comes next, and on what condition."""

from __future__ import annotations

import pytest

from core.records import Load
from core.training.next_set import advise_next
from core.training.target import next_target, planned_target
from tests.core.handlers.test_own_settings import say
from tests.training_logs import LATERAL_RAISE, PULL_UP, after, exercise, lifter, log

SIX_TEN = exercise(size_range=(6, 10))


def target(text, who=None, **gap):
    who = who or lifter(SIX_TEN)
    sessions = log(text, who.exercise)
    return next_target(sessions, who, after(sessions, **(gap or {"days": 3})))


THREE, FOUR = "60x8@2 60x8@2 60x8@2", "60x8@2 60x8@2 60x8@2 60x8@2"


@pytest.mark.parametrize(
    ("text", "of", "sets"),
    [
        (f"2026-11-01 {THREE}\n2026-11-04 {FOUR}", SIX_TEN, 3),
        (f"2026-11-01 {FOUR}\n2026-11-04 {THREE}", SIX_TEN, 3),
        (f"2026-11-01 {FOUR}\n2026-11-04 {FOUR}", SIX_TEN, 4),
        ("2026-11-01 x8@1 x7@1 x6@1\n2026-11-04 x8@1 x7@1 x6@1 x5@1", PULL_UP, 3),
        ("2026-11-01 x11@1 x12@1 x12@2\n2026-11-04 x12@1 x11@1 x10@1 x10@1", PULL_UP, 3),
        ("2026-11-01 x12@2 x12@2 x12@2\n2026-11-04 x12@1 x11@1 x10@1 x10@1", PULL_UP, 4),
    ],
)  # fmt: skip
def test_one_session_with_a_set_more_does_not_lengthen_the_plan(text, of, sets):
    assert target(text, lifter(of)).sets == sets


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("2026-11-01 10x12@1", "target.hold.then"),
        ("2026-11-01 10x15@3", "target.hold.then_next"),
        ("2026-11-01 10x15@1 10x15@1 10x15@1", "target.hold.then_next"),
    ],
)
def test_the_condition_of_a_step_is_no_less_than_the_aims(text, key):
    found = target(text, lifter(LATERAL_RAISE))
    assert found.reason.key == key
    assert key != "target.hold.then" or max(found.aims) <= int(found.reason.facts["top"])


def test_a_range_of_very_many_repetitions_stays_within_thirty():
    swings = exercise(equipment="kettlebell", size_range=(8, 12))
    who = lifter(swings, dumbbells=(Load(14000),))
    days = "\n".join(f"2026-11-{day:02d} 14x38@2 14x37@2 14x36@2" for day in (1, 4, 7, 10))
    found = target(days, who)
    assert (found.reps_low or 0) <= min(found.aims) <= (found.reps_high or 0)
    assert found.reason.key != "target.hold.into"


@pytest.mark.parametrize(("late", "to_come"), [("49x10", True), ("50x10", False)])
def test_a_set_under_half_of_the_load_is_no_planned_one(late, to_come):
    sessions, who = log(f"2026-11-01 100x8@2 {late} 100x8@2"), lifter(SIX_TEN)
    following = advise_next(sessions, who, planned_target(sessions, who))
    assert (following is not None) is to_come
    if following is not None:
        assert following.load == Load(100000)


def test_after_a_late_warm_up_the_working_load_comes_next():
    sessions, who = log("2026-11-01 100x8@1 20x10"), lifter(SIX_TEN)
    following = advise_next(sessions, who, planned_target(sessions, who))
    assert following is not None
    assert following.load == Load(100000)


@pytest.mark.parametrize(
    ("today", "aims"), [("x4f", (3, 2, 1)), ("x3f", (3, 2, 1)), ("x5@1", None), ("x8@1", None)]
)
def test_a_better_first_set_asks_for_no_less_than_last_time(today, aims):
    text = f"2026-11-01 x3 x2 x1f\n2026-11-10 {today}"
    found = target(text, lifter(PULL_UP), minutes=1).aims
    assert all(now >= then for now, then in zip(found, (3, 2, 1), strict=True))
    assert aims is None or all(now <= then + 1 for now, then in zip(found, aims, strict=True))


def test_a_worse_first_set_asks_for_less():
    found = target("2026-11-01 x8 x7 x6f\n2026-11-10 x6f", lifter(PULL_UP), minutes=1).aims
    assert max(found) < 8


@pytest.mark.parametrize(
    ("lift", "begin"),
    [
        ("squat", "empty bar, 10-15 reps; add until 3 are left"),
        ("leg press", "a light weight, 10-15 reps; add until 3 are left"),
        ("pull-up", "stop with 3-5 left"),
    ],
)
async def test_a_lift_never_logged_is_begun_light_with_one_effort(store, lift, begin):
    answer = await say(store, f"next {lift}")
    assert answer.reply is not None
    (line,) = answer.reply.lines
    assert line.endswith(f", first time: {begin}.")
    assert line.count("left") == 1


async def test_pain_at_a_lift_named_by_an_everyday_word_is_not_noted_elsewhere(store):
    answer = await say(store, "bench 80x8 rir2", "row hurt my elbow")
    assert answer.result is not None
    assert answer.result["kind"] == "question"
    assert [each.label for each in answer.reply.buttons][:1] == ["Barbell row"]


async def test_pain_at_a_lift_named_by_an_everyday_word_goes_to_the_one_done(store):
    lines = ("seated cable row 50x10 rir2", "bench 80x8 rir2", "row hurt my elbow")
    answer = await say(store, *lines)
    assert answer.result is not None
    assert answer.result["exercise"] == "Seated cable row"
