"""Targets and next sets: a log, and what a coach would say after it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.records import Exposure, Load, Pain
from core.training.ability.forecast import ability_of
from core.training.advice import advise
from core.training.next_set import advise_next
from core.training.target import next_target, planned_target
from tests.training_logs import (
    ASSISTED,
    BENCH,
    CARRY,
    DEADLIFT,
    LEG_EXTENSION,
    PLANK,
    PULL_UP,
    SQUAT,
    after,
    exercise,
    lifter,
    log,
)

STRONG = lifter(DEADLIFT, goal="strength")


def target(text, who=None, **gap):
    who = who or lifter()
    sessions = log(text, who.exercise)
    return next_target(sessions, who, after(sessions, **(gap or {"days": 1})))


def following(text, who=None):
    who = who or lifter()
    sessions = log(text, who.exercise)
    return advise_next(sessions, who, planned_target(sessions, who))


THREE = "100x12@2 100x12@2 100x12@1"


LAYOFF = [
    # days since this lift, days since any training, percent of 100 kg, sets
    (20, 20, None), (21, 21, 95000), (34, 34, 95000), (35, 35, 90000), (62, 62, 90000),
    (63, 63, 80000), (118, 118, 80000), (119, 119, 70000), (182, 182, 70000), (183, 183, 60000),
    (28, 2, 97500), (40, 2, 95000), (70, 2, 90000), (130, 2, 85000), (400, 2, 80000),
    (200, 25, 80000), (64, 36, 90000),
]  # fmt: skip


@pytest.mark.parametrize(("lift", "training", "load"), LAYOFF)
def test_coming_back(lift, training, load):
    sessions = log("2026-01-01 100x8@2 100x8@2 100x8@1\n2026-01-04 100x8@2 100x8@2 100x8@1")
    now = after(sessions, days=lift)
    found = next_target(sessions, lifter(trained_at=now - timedelta(days=training)), now)
    if load is None:
        assert (found.kind, found.load) == ("hold", Load(100000))
    else:
        assert (found.kind, found.load) == ("return", Load(load))
        assert (found.sets, found.rir_low) == (2, 3)


@pytest.mark.parametrize(
    ("zone", "now", "kind"),
    [
        ("UTC", "2026-01-24T06:00", "hold"),
        ("UTC", "2026-01-25T06:00", "return"),  # three weeks on, but 20.5 times 24 hours
        ("Europe/Berlin", "2026-01-24T23:30", "return"),  # there it is the 25th
    ],
)
def test_days_off_are_counted_by_the_calendar(zone, now, kind):
    sessions = log("2026-01-01 100x8@2 100x8@2 100x8@1\n2026-01-04 100x8@2 100x8@2 100x8@1")
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    found = next_target(sessions, lifter(zone=ZoneInfo(zone)), moment)
    assert found.kind == kind


def test_a_lift_done_once_a_month_is_no_layoff():
    text = "\n".join(f"2026-{month:02d}-01 200x5@2" for month in range(1, 7))
    sessions = log(text, DEADLIFT)
    now = after(sessions, days=30)
    found = next_target(sessions, replace(STRONG, trained_at=now - timedelta(days=2)), now)
    assert found.kind != "return"


def test_pain_steps_back_then_holds_then_lets_go():
    sessions = log(
        f"2026-11-01 {THREE}\n2026-11-04 {THREE}\n2026-11-07 90x12@3 90x12@3 90x12@3\n"
        "2026-11-10 90x12@3 90x12@3 90x12@3"
    )
    pain = Pain("bench-press", sessions[1].sets[-1].at, "shoulder hurts")
    who = lifter(pains=(pain,))
    kinds = [
        next_target(sessions[: count + 1], who, after(sessions[: count + 1])).kind
        for count in range(1, 4)
    ]
    assert kinds == ["down", "hold", "up"]
    assert advise_next(sessions[:2], who, None) is None


BODY = [
    ("2026-11-01 x12 x12 x12", "hold", 3, 0),
    ("2026-11-01 x12 x12 x12\n2026-11-04 x12 x12 x12", "up", 4, 0),
    ("2026-11-01 x12 x12 x12 x12\n2026-11-04 x12 x12 x12 x12", "up", 4, 2500),
    ("2026-11-01 x12@4+ x12@4+ x12@4+", "up", 4, 0),
    ("2026-11-01 10x10@2 10x9@2 10x9@1", "hold", 3, 10000),
]


@pytest.mark.parametrize(("text", "kind", "sets", "load"), BODY)
def test_bodyweight_goes_repetitions_sets_load(text, kind, sets, load):
    found = target(text, lifter(PULL_UP))
    assert (found.kind, found.sets, found.load) == (kind, sets, Load(load))


ASSIST = [
    ("2026-11-01 -30x10 -30x10 -30x10\n2026-11-04 -30x10 -30x10 -30x10", "up", -25000),
    ("2026-11-01 -30x10@4+", "up", -25000),
    ("2026-11-01 -30x10 -30x10 -30x9\n2026-11-04 -30x10 -30x10 -30x10", "hold", -30000),
    ("2026-11-01 -30x8 -30x8 -30x8@4", "up", -25000),
    ("2026-11-01 -3x10 -3x10 -3x10\n2026-11-04 -3x10 -3x10 -3x10", "up", 0),
    ("2026-11-01 -30x3 -30x3\n2026-11-04 -30x3 -30x3", "down", -35000),
    ("2026-11-01 -30x10 -30x10\n2026-11-04 -35x10 -35x10", "hold", -30000),
]


@pytest.mark.parametrize(("text", "kind", "load"), ASSIST)
def test_assistance_shrinks(text, kind, load):
    found = target(text, lifter(ASSISTED))
    assert (found.kind, found.load) == (kind, Load(load))


def test_assistance_after_a_layoff_takes_no_percentages():
    found = target("2026-01-01 -30x10@2 -30x10@2", lifter(ASSISTED), days=70)
    assert (found.kind, found.load) == ("return", Load(-40000))
    assert found.reason.key == "target.return.assisted"


def test_holds_grow_by_five_seconds():
    who = lifter(PLANK)
    assert target("2026-11-01 60s 60s 60s", who).seconds == 60
    found = target("2026-11-01 60s 60s 60s\n2026-11-04 60s 60s 60s", who)
    assert (found.kind, found.seconds, found.reps_low) == ("up", 65, None)
    assert target("2026-11-01 60s 60s 60s\n2026-11-04 60s 55s 50s", who).kind == "hold"


@pytest.mark.parametrize(
    ("held", "kind", "seconds", "key"),
    [
        (115, "up", 120, "target.up.time"),
        (119, "up", 124, "target.up.time"),
        (120, "hold", 120, "target.hold.harder"),
        (180, "hold", 180, "target.hold.harder"),
    ],
)
def test_holds_of_two_minutes_are_long_enough(held, kind, seconds, key):
    who = lifter(PLANK)
    found = target(f"2026-11-01 {held}s {held}s\n2026-11-04 {held}s {held}s", who)
    assert (found.kind, found.seconds, found.reason.key) == (kind, seconds, key)


def test_a_longer_hold_than_planned_is_the_next_target():
    found = target("2026-11-01 45s\n2026-11-04 70s", lifter(PLANK))
    assert found.seconds >= 70


def test_carries_grow_in_load():
    found = target("2026-11-01 40x30m 40x30m\n2026-11-04 40x30m 40x30m", lifter(CARRY))
    assert (found.kind, found.load) == ("up", Load(42500))


def test_one_long_session_is_not_a_habit():
    long, usual = "100x8@2 " * 8, "100x8@2 " * 6
    assert target(f"2026-11-01 {long}").sets == 5
    assert target(f"2026-11-01 {usual}\n2026-11-04 {usual}\n2026-11-07 {usual}").sets == 6


def test_a_load_that_was_too_much_is_not_gone_back_to():
    text = "".join(f"2026-10-{day:02d} 60x10 60x10 60x9\n" for day in (1, 4, 7))
    found = target(text + "2026-10-10 72.5x5@1\n2026-10-13 60x10@2 60x10@2 60x10@1")
    assert (found.kind, found.load) == ("hold", Load(60000))


def test_without_sets_there_is_only_a_first_target():
    found = next_target([], lifter(), after(log("2026-11-01 100x8")))
    assert (found.kind, found.load, found.reps_low, found.reps_high) == ("first", Load(0), 8, 12)
    assert target("2026-11-01 60x5w 100x5d").kind == "first"


def test_a_session_under_way_is_not_a_missed_one():
    past = "\n".join(f"2026-10-{day:02d} 100x10@2 100x10@2 100x9@1" for day in (1, 4, 7))
    kinds = []
    for today in ("60x5w", "60x5", "60x5 100x8@1", "60x5 100x8@1 100x8@1"):
        found = target(f"{past}\n2026-10-10 {today}", minutes=1)
        kinds.append((found.kind, found.load, found.sets))
    assert kinds == [("hold", Load(100000), 3)] * 4


def test_the_planned_sets_end():
    three = "2026-11-01 100x8@2 100x8@2 100x8@1"
    assert following(three) is None
    way_up = following(f"{three}\n2026-11-04 60x5w")
    assert way_up.reason.key.startswith("next.warm_up")
    assert Load(60000).milli < way_up.load.milli < Load(100000).milli
    assert following(f"{three}\n2026-11-04 60x5w 90x1w").load == Load(100000)
    assert following(f"{three}\n2026-11-04 60x5").load == Load(100000)
    assert following(f"{three}\n2026-11-04 60x5 100x8@2 100x8@1") is not None
    assert following(f"{three}\n2026-11-04 60x5 100x8@2 100x8@1 100x8@1") is None


def test_a_warm_up_leads_to_the_planned_load():
    three = "2026-11-01 100x8@2 100x8@2 100x8@1"
    on_the_way = following(f"{three}\n2026-11-04 60x5w")
    assert (on_the_way.reason.key, on_the_way.load) == ("next.warm_up.last", Load(85000))
    assert on_the_way.reason.facts["load"] == "100"
    there = following(f"{three}\n2026-11-04 60x5w 85x2w")
    assert (there.reason.key, there.load) == ("next.planned", Load(100000))


@pytest.mark.parametrize(
    ("of", "goal", "text", "rest_s"),
    [
        (BENCH, "size", "100x8@2", 180),
        (BENCH, "size", "100x8@0", 240),
        (DEADLIFT, "strength", "200x3@3", 240),
        (LEG_EXTENSION, "size", "60x12@2", 90),
        (exercise("Dumbbell Press", equipment="dumbbell"), "size", "30x10@2", 150),
    ],
)
def test_rest(of, goal, text, rest_s):
    advice = following(f"2026-11-01 {text}", lifter(of, goal=goal))
    assert advice is not None
    assert advice.rest_s == rest_s


def test_back_filled_and_edited_sessions_count_as_if_typed_in_order():
    sessions = log("2026-11-01 100x9@2\n2026-11-04 100x9@2 100x9@1 100x8@1\n2026-11-07 100x9@2")
    now = after(sessions)
    late = [sessions[0], sessions[2], sessions[1]]
    assert next_target(late, lifter(), now) == next_target(sessions, lifter(), now)
    edited = log("2026-11-01 100x9@2\n2026-11-04 100x9@2 100x9@1 100x8@1\n2026-11-07 100x12@2")
    before, then = (next_target(each, lifter(), now) for each in (sessions, edited))
    assert (then.load.milli, sum(then.aims)) > (before.load.milli, sum(before.aims))


def test_sides_count_once():
    sessions = log("2026-11-01 24x10@2 24x10@2 24x10@1")
    sides = [
        Exposure(each.session_at, tuple(replace(one, per_side=True) for one in each.sets))
        for each in sessions
    ]
    now = after(sessions)
    assert next_target(sides, lifter(), now) == next_target(sessions, lifter(), now)


def test_the_three_answers_agree_with_each_alone():
    sessions = log(f"2026-11-01 {THREE}\n2026-11-04 60x5w 100x12@2 100x12@1")
    who, now = lifter(SQUAT), after(sessions)
    found = advise(sessions[-1].sets[-1], sessions, who, now)
    assert found.planned == planned_target(sessions, who)
    assert found.target == next_target(sessions, who, now)
    assert found.next_set == advise_next(sessions, who, found.planned)


def test_a_session_filed_later_is_answered_as_the_next_question_will_be():
    """A past session far under its planned load counts once it is over, in the reply too."""
    sessions = log(f"2026-11-01 {THREE}\n2026-11-04 {THREE}\n2026-11-07 60x6")
    who, now = lifter(SQUAT), after(sessions, days=2)
    found = advise(sessions[-1].sets[-1], sessions, who, now)
    assert found.target == next_target(sessions, who, now)


def test_a_set_far_off_is_never_heard_less_for_a_repetition_more():
    """Eight sessions to failure at 12, then 1 to 13 with 1 left: never a lower state."""
    past = "\n".join(f"2026-01-{1 + 3 * i:02d} 80x12@1 80x12f 80x11f" for i in range(8))
    states = []
    for reps in range(1, 14):
        sessions = log(f"{past}\n2026-01-25 80x{reps}@1")
        state = ability_of(sessions, lifter(), after(sessions, days=2))
        assert state is not None
        states.append(state.log_capacity)
    assert states == sorted(states)


def test_fine_steps_do_not_end_the_search_for_a_lighter_load_early():
    """From 300 lb in steps of 1 lb as in steps of 5 lb: far too heavy is far lighter."""
    sessions = log("2026-11-01 300lbx3f 300lbx2f 300lbx2f")
    fine, coarse = (
        next_target(
            sessions, replace(lifter(), unit="lb", step=Load(step, "lb")), after(sessions, days=2)
        ).load.milli
        for step in (1_000, 5_000)
    )
    assert abs(fine - coarse) <= 5_000
    assert fine < 260_000
