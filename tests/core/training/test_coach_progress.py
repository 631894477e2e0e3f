"""How advice goes on from what was shown: aims, steps up, searching, failed singles, fixed sets."""

from __future__ import annotations

import pytest

from core.records import Load
from core.training.ability.state import assess
from tests.core.training.test_coach_cases import SIX_TEN, SQUAT_SIX, days, following, target
from tests.training_logs import (
    BENCH,
    DEADLIFT,
    LATERAL_RAISE,
    LEG_EXTENSION,
    LEG_PRESS,
    PULL_UP,
    SQUAT,
    exercise,
    lifter,
    log,
)


@pytest.mark.parametrize("lift", [SQUAT, DEADLIFT, BENCH])
def test_after_a_single_at_the_limit_the_next_one_leaves_two(lift):
    who = lifter(lift, goal="strength")
    earlier = [f"{load}x1@2 150x4@3 150x4@3" for load in (175, 177.5, 180)]
    for log_ in (days("180x1@0"), days(*earlier, "182.5x1@0 150x4@3 150x4@3")):
        found = target(log_, who)
        top = float(log_.splitlines()[-1].split()[1].partition("x")[0])
        assert found.load.milli <= 0.945 * top * 1000  # three repetitions on the curve
        assert found.aims == (1,)


@pytest.mark.parametrize("lift", [SQUAT, DEADLIFT, BENCH])
@pytest.mark.parametrize(
    "sets", ["180x1f", "180x2f", "150x3@2 180x1f", "170x1@2 180x1f", "400lbx1f"]
)
@pytest.mark.parametrize("goal", ["size", "strength"])
def test_after_a_failed_single_or_double_stop_or_two_or_three_much_lighter(lift, sets, goal):
    who = lifter(lift, goal=goal)
    failed = log(f"2026-11-01 {sets}")[0].sets[-1].load.milli
    then = following(f"2026-11-01 {sets}", who)
    assert then.reason.key == "next.after_failed_single"
    assert 0.79 * failed <= then.load.milli <= 0.85 * failed
    assert (then.reps_low, then.reps_high, then.open_top) == (2, 3, False)
    assert then.rir_low >= 2


def test_after_a_second_failed_single_nothing_more_is_asked():
    assert following("2026-11-01 180x1f 170x1f", lifter(DEADLIFT)) is None


def test_a_failed_double_where_failing_is_safe_is_no_alarm():
    then = following("2026-11-01 180x2f", lifter(LEG_EXTENSION))
    assert then.reason.key != "next.after_failed_single"


@pytest.mark.parametrize(
    ("text", "who", "most"),
    [
        ("10x13@1", lifter(LATERAL_RAISE), 13),
        ("10x13@2", lifter(LATERAL_RAISE), 14),
        ("50x13@1", lifter(LEG_EXTENSION), 13),
        ("30lbx13@1", lifter(LATERAL_RAISE, unit="lb"), 13),
        ("38x15@2 38x15@2", lifter(SQUAT_SIX, rep_range=(12, 20)), 15),
        ("40x10", lifter(LATERAL_RAISE), 10),
        ("80x9@1", lifter(SIX_TEN), 9),
    ],
)
def test_the_next_set_asks_for_no_more_than_the_last_one_showed(text, who, most):
    then = following(f"2026-11-01 {text}", who)
    assert then.load == log(f"2026-11-01 {text}", who.exercise)[0].sets[-1].load
    assert then.reps_low <= most
    later = target(f"2026-11-01 {text}", who).aims
    assert all(each <= most for each in later[len(text.split()) :])


@pytest.mark.parametrize("text", ["50x12@2 50x12@2 50x12@2", "100lbx12@2 100lbx12@2 100lbx12@2"])
def test_a_step_up_of_a_tenth_is_one_and_is_paid_with_repetitions(text):
    who = lifter(LEG_EXTENSION, step=Load(10000, "lb") if "lb" in text else None)
    found = target(f"2026-11-01 {text}", who)
    assert found.load.milli == (110000 if "lb" in text else 55000)
    assert found.aims[0] <= 12


@pytest.mark.parametrize(
    ("sets", "who"),
    [
        ("135x5@4+ 135x5@4+ 135x5@4+", lifter(DEADLIFT, rep_range=(5, 8))),
        ("225lbx5@4+ 225lbx5@4+ 225lbx5@4+", lifter(DEADLIFT, unit="lb", rep_range=(5, 8))),
        ("80x8@4 80x8@4 80x8@4", lifter(SIX_TEN)),
        ("80x8@3 80x8@3 80x8@3", lifter(SIX_TEN)),
        ("100x12@4+ 100x12@4+ 100x12@4+", lifter(LEG_PRESS)),
        ("60x4@5 60x4@5 60x4@5", lifter(SQUAT, goal="strength")),
    ],
)
def test_more_left_than_wanted_in_the_range_leads_to_heavier(sets, who):
    load = log(f"2026-11-01 {sets}")[0].sets[0].load
    for sessions in ([sets], [sets] * 2, [sets] * 4):
        found = target(days(*sessions), who)
        assert found.kind == "up"
        assert load.milli < found.load.milli <= load.milli * 1.1


def test_what_was_left_within_the_band_is_no_room():
    assert target(days("80x8@3 80x7@2 80x6@2")).kind == "hold"


@pytest.mark.parametrize(
    ("one", "who"),
    [
        ("60x8@4+", lifter(SQUAT_SIX)),
        ("40x8@5", lifter(SIX_TEN)),
        ("135lbx8@4", lifter(SIX_TEN, unit="lb")),
        ("100x9@4+", lifter(LEG_PRESS)),
    ],
)
def test_a_first_load_is_searched_upwards_until_three_are_left(one, who):
    load = log(f"2026-11-01 {one}")[0].sets[0].load
    then = following(f"2026-11-01 {one}", who)
    assert load.milli < then.load.milli <= load.milli * 1.1
    found = following(f"2026-11-01 {one.partition('@')[0]}@3", who)
    assert found.load == load


def test_each_set_of_the_search_may_go_up_a_tenth():
    then = following("2026-11-01 40x8@5 42.5x8@5")
    assert then.load == Load(45000)


def test_what_was_too_hard_is_not_asked_for_again():
    who = lifter(SQUAT, goal="strength")
    found = target(days("100x5@2 100x5@1 100x5@1", "105x5@1 105x5@0 105x5f"), who)
    assert found.load.milli < 105000


@pytest.mark.parametrize(
    "sets", ["60x5@2 60x5@1 60x5@1", "60x5@1 60x5@1 60x5@2", "60x5 60x5 60x5@1"]
)
def test_fives_go_up_with_one_left(sets):
    who = lifter(SQUAT_SIX)
    found = target(days(sets.replace("60", "57.5"), sets), who)
    assert (found.kind, found.load) == ("up", Load(62500))


def test_fives_hold_their_load_through_the_session_unless_failed():
    who = lifter(SQUAT_SIX)
    before = days("60x5@2 60x5@2 60x5@1", "62.5x5@2 62.5x5@2 62.5x5@1")
    then = following(before + "\n2026-11-10 65x5@1 65x5@0", who)
    assert (then.load, then.reps_low) == (Load(65000), 5)
    failed = following(before + "\n2026-11-10 65x5@0 65x3f", who)
    assert failed.load.milli <= 65000


def test_a_set_without_a_call_had_at_least_what_the_last_one_had():
    found = target("2026-11-01 60x7 60x5 60x5@4", lifter(DEADLIFT, rep_range=(5, 8)))
    assert found.kind == "up"
    assert min(found.aims) >= 5


OWN = lifter(LATERAL_RAISE, dumbbells=(Load(8000), Load(10000), Load(12000)))
OWN_LB = lifter(
    LATERAL_RAISE, unit="lb", dumbbells=(Load(15000, "lb"), Load(20000, "lb"), Load(25000, "lb"))
)


@pytest.mark.parametrize(
    ("sets", "who"),
    [
        ("10x9@1 10x8@1 10x8@1", OWN),
        ("10x9@1", OWN),
        ("10x8@1 10x8@1 10x8@1", OWN),
        ("10x9@1 10x8@1 10x8@1", lifter(LATERAL_RAISE, step=Load(2500))),
        ("20x9@1 20x8@1 20x8@1", lifter(LATERAL_RAISE, step=Load(5000))),
        ("20lbx9@1 20lbx8@1 20lbx8@1", OWN_LB),
        ("12.5x9@1 12.5x8@1 12.5x8@0", lifter(LATERAL_RAISE, step=Load(2500))),
    ],
)
def test_a_little_under_the_range_is_built_up_where_the_next_lighter_load_is_far(sets, who):
    load = log(f"2026-11-01 {sets}")[0].sets[0].load
    for sessions in ([sets], [sets, sets]):
        found = target(days(*sessions), who)
        assert (found.kind, found.load) == ("hold", load)
    assert following(f"2026-11-01 {' '.join(sets.split()[:2])}", who).load == load


def test_far_under_the_range_a_lighter_load_is_taken_however_far():
    assert target(days("10x6@1 10x5@1 10x5@0", "10x6@1 10x5@1 10x5@0"), OWN).load == Load(8000)


@pytest.mark.parametrize(("load", "who"), [("10", OWN), ("20lb", OWN_LB)])
def test_a_long_step_is_told_and_taken_by_the_same_rule(load, who):
    present = log(f"2026-11-01 {load}x15@1")[0].sets[0].load
    one = target(f"2026-11-01 {load}x15@1", who)
    assert (one.kind, one.load) == ("hold", present)
    top = f"{load}x15@1 {load}x15@1 {load}x15@1"
    assert target(days(top), who).kind == "hold"
    assert following(f"2026-11-01 {load}x15@1", who).load == present
    assert target(days(top, top), who).kind == "up"


def test_a_step_that_the_range_cannot_pay_for_is_built_to_then_a_set_then_taken():
    who = lifter(LATERAL_RAISE, dumbbells=(Load(4000), Load(5000)))

    def same(reps, sets=3):
        return " ".join([f"4x{reps}@1"] * sets)

    found = target(days(same(15), same(15)), who)
    assert (found.kind, found.reps_high, found.reason.key) == ("hold", 17, "target.hold.no_step")
    far = lifter(LATERAL_RAISE, dumbbells=(Load(4000), Load(5600)))
    built = target(days(same(20), same(20)), far)
    assert (built.sets, built.reps_high, built.reason.key) == (4, 20, "target.hold.add_set")
    four = target(days(same(20), same(20, 4), same(20, 4)), far)
    assert (four.kind, four.sets, four.reason.key) == ("hold", 4, "target.hold.variant")
    assert target(days(same(20), same(20, 4), same(20, 4)), who).kind == "up"


@pytest.mark.parametrize(
    ("load", "own"), [("38", (Load(30000), Load(38000))), ("50lb", (Load(50000, "lb"),))]
)
def test_without_anything_heavier_repetitions_end_at_twenty(load, own):
    squat = exercise("Goblet Squat", pattern="squat", equipment="kettlebell")
    who = lifter(squat, dumbbells=own, unit=own[0].unit)
    near = target(days(*[" ".join([f"{load}x18@2"] * 3)] * 2), who)
    assert (near.reason.key, near.kind) == ("target.hold.no_heavier", "hold")
    assert max(near.aims) <= 20
    for reps in (20, 24):
        there = target(days(*[" ".join([f"{load}x{reps}@2"] * 3)] * 2), who)
        assert (there.kind, there.reason.key, there.sets) == ("hold", "target.hold.variant", 3)
        assert there.reps_high == 20


TRAINED = "2026-08-03 100x8@2 100x8@2 100x8@1\n2026-08-06 100x8@2 100x8@2 100x8@1"


@pytest.mark.parametrize("first", ["90x8@0 90x7@2", "90x12f", "90x8@1 90x6@0"])
@pytest.mark.parametrize("lift", [SQUAT_SIX, SIX_TEN])
def test_a_session_back_that_left_nothing_is_followed_by_an_easier_one(first, lift):
    who = lifter(lift)
    found = target(f"{TRAINED}\n2026-09-20 {first}", who)
    assert found.load.milli < 90000
    assert (found.rir_low, found.rir_high) == (3, 5)
    assert found.reason.key == "target.down.returning"
    reps = log(f"2026-09-20 {first}")[0].sets[0].reps
    assert max(found.aims) <= reps
    assert found.reps_high == found.aims[0]


def test_a_session_back_with_a_little_left_is_repeated_easily_and_an_easy_one_is_gone_on_from():
    near = target(f"{TRAINED}\n2026-09-20 90x8@2 90x8@2", lifter(SQUAT_SIX))
    assert (near.load, near.rir_low) == (Load(90000), 3)
    easy = target(f"{TRAINED}\n2026-09-20 90x8@4 90x8@3", lifter(SQUAT_SIX))
    assert (easy.load, easy.rir_low) == (Load(90000), 1)


def test_coming_back_goes_up_one_step_at_a_time_and_not_in_the_second_session():
    who = lifter(SIX_TEN)
    back = f"{TRAINED}\n2026-09-20 90x8@4 90x8@4"
    second = following(f"{back}\n2026-09-23 90x10@4+", who)
    assert second.load == Load(90000)
    third = f"{back}\n2026-09-23 90x10@4+ 90x10@4+ 90x10@4+"
    assert target(third, who).load == Load(92500)
    assert following(f"{third}\n2026-09-26 92.5x12@5", who).load.milli <= 95000
    assert target(f"{third}\n2026-09-26 92.5x12@5 92.5x12@5 92.5x12@5", who).load == Load(95000)


def test_the_range_does_not_follow_where_nothing_is_heavier():
    who = lifter(LATERAL_RAISE, dumbbells=(Load(10000),))
    found = target(days(*["10x26@1 10x25@1 10x25@1"] * 4), who)
    assert (found.reps_low, found.reps_high) == (10, 20)


@pytest.mark.parametrize("call", ["", "@2", "@3"])
@pytest.mark.parametrize("unit", ["", "lb"])
def test_fives_are_fives_however_their_calls_are_typed(call, unit):
    who = lifter(SIX_TEN, unit=unit or "kg")
    one = f"60{unit}x5{call}"
    for sets in (one, f"{one} {one}", f"{one} {one} {one}"):
        found = target(f"2026-11-01 {sets}", who)
        assert (found.kind, set(found.aims)) == ("up", {5})
    rising = [" ".join([f"{load}{unit}x5{call}"] * 3) for load in ("60", "65")]
    assert set(target(days(*rising), who).aims) == {5}


def test_more_left_than_wanted_is_never_followed_by_less():
    found = target("2026-11-01 60x5@4+ 62.5x5@4+ 65x5@4+", lifter(SQUAT_SIX))
    assert found.load.milli >= 65000


@pytest.mark.parametrize("sets", ["100x3@2", "100x3@2 100x3@2", "100x4@2"])
def test_a_set_that_was_right_is_not_followed_by_a_lighter_one(sets):
    assert following(f"2026-11-01 {sets}", lifter(BENCH, goal="strength")).load == Load(100000)


PRESS = exercise("Overhead Press", size_range=(6, 10), pattern="vertical_press")
HARD_SESSION = "2026-11-01 40x8@2 40x7@1 40x6@0\n2026-11-04 42.5x6@1 42.5x5f 42.5x5@0\n2026-11-07 "


@pytest.mark.parametrize(("today", "least"), [("40x10@1", 6), ("40x10@1 40x9@1", 6)])
def test_the_next_set_asks_for_about_what_the_last_one_had(today, least):
    advised = following(HARD_SESSION + today, lifter(PRESS))
    assert advised.load == Load(40000)
    assert least <= advised.reps_low < 10


def test_no_less_is_aimed_at_than_was_done_in_the_band():
    found = target(HARD_SESSION + "40x10@1 40x9@1 40x8@1", lifter(PRESS))
    assert found.load == Load(40000)
    assert found.aims[0] >= 9
    assert found.aims[1] >= 8


def test_a_set_that_did_not_fail_had_its_repetitions():
    who = lifter(PRESS)
    sessions = log(HARD_SESSION + "40x12@0", who.exercise)
    state = assess(sessions, who, sessions[-1].sets[-1].at, 10)
    assert state is not None
    fresh = state.able(Load(40000), 0.0)
    assert fresh.reps >= 12 - fresh.spread


@pytest.mark.parametrize(
    ("sets", "aims"),
    [("x12@3 x10@2 x8@1", (12, 12, 9)), ("x6@1 x5@1 x4@0", (6, 5, 4))],
)
def test_body_weight_sets_are_aimed_at_within_what_each_showed(sets, aims):
    assert target(f"2026-11-01 {sets}", lifter(PULL_UP)).aims == aims


def test_nothing_left_is_not_asked_for_again_in_the_next_set():
    curls = lifter(exercise("Curl", mechanic="isolation", size_range=(10, 15), safe_to_fail=True))
    assert following("2026-11-01 12.5x12@1 12.5x11@0", curls).reps_low <= 10


def test_a_first_load_clearly_too_light_takes_a_long_step():
    assert following("2026-11-01 20x10@4+", lifter(SQUAT)).load == Load(22500)
    assert target("2026-11-01 20x10@4+", lifter(SQUAT)).load == Load(22500)
    assert following("2026-11-01 20x10@3", lifter(SQUAT)).load == Load(20000)


def test_calls_that_the_sets_contradict_give_no_room_to_the_aims():
    steps = days("80x8@4 80x8@4 80x8@4", "82.5x8@4 82.5x8@4 82.5x7@4", "90x7@4 90x6@4 90x5@4")
    assert target(steps, lifter(SIX_TEN)).aims == (8, 7, 6)  # one more each, not the 3 called


def test_a_first_load_under_the_range_goes_no_further_up():
    assert following("2026-11-01 240x3@5", lifter(BENCH, rep_range=(6, 10))).load == Load(240000)


def test_the_lighter_of_two_loads_that_fit_is_chosen():
    assert target("2026-11-01 80x10@2 80x9@2 80x9@2").load == Load(82500)
