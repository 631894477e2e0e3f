"""The coach's cases: logs of real kinds of lifters, and what a good coach would say to them."""

from __future__ import annotations

import pytest

from core.records import Load
from core.training.advice import advise
from core.training.next_set import advise_next
from core.training.target import next_target, planned_target
from core.training.verdict import judge
from tests.training_logs import (
    BENCH,
    DEADLIFT,
    LATERAL_RAISE,
    LEG_EXTENSION,
    PULL_UP,
    SQUAT,
    after,
    exercise,
    lifter,
    log,
)

SIX_TEN = exercise(size_range=(6, 10))
SQUAT_SIX = exercise("Squat", pattern="squat", size_range=(6, 10))
STRONG = lifter(SQUAT, goal="strength")


def target(text, who=None, **gap):
    who = who or lifter(SIX_TEN)
    sessions = log(text, who.exercise)
    return next_target(sessions, who, after(sessions, **(gap or {"days": 2})))


def following(text, who=None):
    who = who or lifter(SIX_TEN)
    sessions = log(text, who.exercise)
    return advise_next(sessions, who, planned_target(sessions, who))


def verdict(text, who=None):
    who = who or lifter(SIX_TEN)
    sessions = log(text, who.exercise)
    return judge(sessions[-1].sets[-1], sessions, who)


def days(*sets: str) -> str:
    """Sessions three days apart."""
    return "\n".join(f"2026-11-{1 + 3 * i:02d} {each}" for i, each in enumerate(sets))


def test_the_first_message_ever_is_told_it_is_right_and_what_to_do():
    who = lifter(SQUAT_SIX)
    assert verdict("2026-11-01 140x8@1", who).kind == "on_target"
    then = following("2026-11-01 140x8@1", who)
    assert (then.load, then.reps_low, then.rir_low, then.rir_high) == (Load(140000), 7, 1, 2)
    assert then.open_top
    found = target("2026-11-01 140x8@1", who)
    assert (found.kind, found.load, found.sets) == ("hold", Load(140000), 3)
    assert found.aims[0] == 8
    assert all(a >= b for a, b in zip(found.aims, found.aims[1:], strict=False))


def test_a_single_is_kept_and_its_back_offs_stand_where_ability_says():
    then = following("2026-11-01 180x1@2", STRONG)
    assert 145000 <= then.load.milli <= 160000
    assert 3 <= then.reps_low <= 5
    found = target("2026-11-01 180x1@2", STRONG)
    assert (found.load, found.aims) == (Load(180000), (1,))
    assert 145000 <= found.back_offs.load.milli <= 160000
    assert all(3 <= each <= 5 for each in found.back_offs.aims)


def test_a_single_grows_with_two_left_twice_or_three_once():
    once = days("180x1@2")
    assert target(once, STRONG).kind == "hold"
    assert target(days("180x1@2", "180x1@2"), STRONG).load == Load(182500)
    assert target(days("180x1@3"), STRONG).load == Load(182500)
    assert target(days("180x1@2", "180x1@1"), STRONG).kind == "hold"
    assert target(days("180x1@2", "180x1@0"), STRONG).kind == "down"


def test_after_a_failed_single_much_less_or_nothing():
    who = lifter(DEADLIFT, goal="strength")
    then = following("2026-11-01 180x1f", who)
    assert 0.80 * 180000 <= then.load.milli <= 0.85 * 180000
    assert (then.reps_low, then.reps_high) == (2, 3)
    assert target("2026-11-01 180x1f", who).load.milli < 180000


def test_failing_over_the_range_means_heavier_and_earlier_to_stop():
    for log_ in (
        days("70x14f 70x11f 70x10f"),
        days("70x14f 70x11f 70x10f", "70x15f 70x13f 70x10f"),
        days("70x14f 70x11f 70x10f", "70x15f 70x13f 70x10f", "70x16f 70x15f 70x14f"),
    ):
        found = target(log_)
        assert (found.kind, found.reason.key) == ("up", "target.up.earlier")
        assert (found.rir_low, found.rir_high) == (1, 2)


def test_no_step_up_under_the_range():
    steps = ("80x8@4 80x8@4 80x8@4", "85x8@4 85x7@4 85x6@4", "92.5x5@4 92.5x5@4 92.5x4@4")
    found = target(days(*steps))
    assert found.load.milli <= 92500


def test_the_top_twice_goes_up_whatever_the_last_call_was():
    once = "80x10@2 80x10@1 80x10@0"
    assert target(days(once, once)).load.milli > 80000
    assert target(days("80x12@2 80x12@1 80x12@0")).load.milli > 80000


def test_under_the_range_goes_down_and_says_so():
    short = "90x6@2 90x5@1 90x4@1"
    found = target(days(short, short))
    assert (found.kind, found.reason.key) == ("down", "target.down.under")
    assert found.reason.facts["done"] == "6, 5, 4"


def test_fives_go_up_by_a_step_and_a_miss_is_repeated_once():
    fives = [f"{load}x5 {load}x5 {load}x5" for load in ("60", "62.5", "65")]
    who = lifter(SQUAT_SIX)
    for count in (1, 2):
        found = target(days(*fives[:count]), who)
        assert (found.kind, found.aims) == ("up", (5, 5, 5))
        assert found.reps_low == found.reps_high == 5
    missed = "65x5 65x5 65x4f"
    again = target(days(*fives[:2], missed), who)
    assert (again.kind, again.load) == ("hold", Load(65000))
    less = target(days(*fives[:2], missed, missed), who)
    assert (less.kind, less.load) == ("down", Load(60000))


def test_fives_without_a_call_are_asked_for_one_after_three_steps():
    fives = [f"{load}x5 {load}x5 {load}x5" for load in ("60", "62.5", "65", "67.5")]
    who = lifter(SQUAT_SIX)
    assert target(days(*fives[:3]), who).kind == "up"
    asked = target(days(*fives), who)
    assert (asked.kind, asked.reason.key) == ("hold", "target.hold.say_left")
    assert target(days(*fives, fives[-1]), who).kind == "up"


def test_fives_called_with_none_left_are_repeated_once_then_less():
    who = lifter(SQUAT_SIX)
    none_left = "65x5@1 65x5@1 65x5@0"
    first = days("60x5@2 60x5@2 60x5@1", "62.5x5@2 62.5x5@2 62.5x5@1", none_left)
    assert target(first, who).kind == "hold"
    both = first + "\n2026-11-10 " + none_left
    assert target(both, who).kind == "down"


@pytest.mark.parametrize("top", ["70", "75", "80"])
def test_the_range_never_follows_the_load(top):
    loads = [load for load in ("70", "72.5", "75", "77.5", "80") if float(load) <= float(top)]
    found = target(days(*[f"{load}x10@2 {load}x10@2 {load}x10@2" for load in loads]))
    assert (found.reps_low, found.reps_high) == (6, 10)


def test_three_exposures_that_agree_make_another_range():
    called = "100x14@2 100x14@2 100x14@1"
    two = target(days(called, called))
    three = target(days(called, called, called))
    assert (two.reps_low, two.reps_high) == (6, 10)
    assert (three.reps_low, three.reps_high) == (13, 15)


def test_own_range_is_not_overruled():
    who = lifter(SIX_TEN, rep_range=(5, 8))
    called = "100x14@2 100x14@2 100x14@1"
    found = target(days(called, called, called), who)
    assert (found.reps_low, found.reps_high) == (5, 8)


@pytest.mark.parametrize(
    ("left", "lighter"), [("3", False), ("2", False), ("1", True), ("0", True)]
)
def test_back_offs_get_lighter_once_one_leaves_less_than_wanted(left, lighter):
    before = "180x1@2 155x4@2 155x4@2"
    found = following(days(before, before, f"180x1@2 165x4@{left}"), STRONG)
    assert (found.load.milli < 165_000) == lighter
    assert (found.reason.key == "next.into_range") == lighter
    assert not lighter or found.reps_low >= 3


@pytest.mark.parametrize(
    ("back_off", "said"),
    [
        ("155x4", "within"),
        ("160x4", "within"),
        ("140x4", "lighter"),
        ("155x1", "below"),
        ("155x9", "above"),
    ],
)
def test_an_unrated_back_off_is_held_against_the_back_offs_planned(back_off, said):
    before = "180x1@2 155x4@2 155x4@2"
    found = verdict(days(before, before, f"180x1@2 {back_off}"), STRONG)
    assert found.reason.key == f"verdict.unrated.{said}"
    assert found.reason.facts["load"] != "180"


def test_a_long_step_is_built_up_to_and_not_gone_back_from():
    who = lifter(LATERAL_RAISE)
    then = following("2026-11-01 10x9@1", who)
    assert (then.load, then.reps_low) == (Load(10000), 9)
    found = target("2026-11-01 10x9@1", who)
    assert (found.kind, found.load) == ("hold", Load(10000))


def test_leg_extensions_to_failure_over_the_range_get_heavier():
    found = target("2026-11-01 60x21f 60x18f 60x15f", lifter(LEG_EXTENSION))
    assert found.kind == "up"
    assert verdict("2026-11-01 60x12 60x12 60x10f", lifter(LEG_EXTENSION)).kind == "on_target"


def test_a_machine_band_may_end_at_failure():
    found = target("2026-11-01 60x12@1 60x12@1 60x11@0", lifter(LEG_EXTENSION))
    assert (found.rir_low, found.rir_high) == (0, 2)


def test_after_a_break_nothing_is_asked_beyond_what_was_told():
    text = "2026-09-01 80x8@2 80x8@2 80x8@2\n2026-09-04 80x8@2 80x8@2 80x8@2\n2026-10-18 72.5x8@5"
    then = following(text)
    assert then.load.milli <= 72500
    found = target(text)
    assert found.load.milli <= 72500


def test_own_effort_band_is_asked_for_and_bounded_where_failing_is_not_safe():
    wished = target("2026-11-01 60x12@1", lifter(LEG_EXTENSION, effort=(0, 0)))
    assert (wished.rir_low, wished.rir_high) == (0, 0)
    bound = target("2026-11-01 100x8@1", lifter(BENCH, effort=(0, 0)))
    assert (bound.rir_low, bound.rir_high) == (1, 1)


def test_holding_is_called_a_win_only_while_dieting():
    text = days("80x8@2 80x8@2 80x8@1")
    assert target(text, lifter(SIX_TEN, cutting=True)).reason.key == "target.hold.cut"
    assert target(text).reason.key != "target.hold.cut"


def test_pull_ups_with_a_little_more_start_from_what_was_done():
    who = lifter(PULL_UP)
    text = "2026-11-01 x12@1 x11@1 x10@1\n2026-11-04 5x6@2"
    then = following(text, who)
    assert then.load == Load(5000)
    assert 6 <= then.reps_low <= 8


def test_a_load_is_never_raised_after_it_was_lowered_in_the_same_session():
    then = following("2026-11-01 100x5@0 90x12@4+")
    assert then is None or then.load.milli <= 90000


def test_a_range_that_is_not_reached_yet_is_no_other_range():
    curls = lifter(exercise("Curl", mechanic="isolation", size_range=(10, 15), safe_to_fail=True))
    heavy = "15x8@1 15x8@1 15x7@1"
    found = target(days(heavy, heavy, heavy, heavy), curls)
    assert (found.reps_low, found.reps_high) == (10, 15)
    falling = days("110x4@1 110x4@1", "107.5x4@1 107.5x4@1", "105x4@1 105x4@1")
    assert target(falling).reps_low == 6
    rising = days("60x14@2 60x14@2", "62.5x14@2 62.5x14@2", "65x13@2 65x13@2")
    assert target(rising).reps_high == 10


def test_a_load_mended_within_the_session_is_no_top_set():
    curls = lifter(exercise("Curl", mechanic="isolation", size_range=(10, 15), safe_to_fail=True))
    mended = "15x7@1 12.5x11@1 12.5x10@1"
    found = target(days(mended, mended), curls)
    assert found.back_offs is None
    planned = "100x5@1 85x8@3 85x8@2"
    assert target(days(planned, planned), lifter(BENCH)).back_offs is not None


def test_a_long_step_is_taken_where_the_range_pays_for_it():
    curls = lifter(exercise("Curl", mechanic="isolation", size_range=(10, 15), safe_to_fail=True))
    assert target(days("12.5x10@4 12.5x10@4 12.5x10@4"), curls).kind == "hold"
    assert target(days("12.5x13@3 12.5x13@3 12.5x13@3"), curls).kind == "hold"
    assert target(days("12.5x14@4 12.5x14@4 12.5x14@4"), curls).kind == "up"
    assert target(days("12.5x15@4 12.5x15@4 12.5x15@4"), curls).kind == "up"


def test_a_missed_attempt_lowers_the_next_single():
    before = days("100x1@2", "100x1@2")
    who = lifter(SIX_TEN, goal="strength")
    kept = target(before, who)
    missed = target(before + "\n2026-11-07 102.5x1@0 105x0f", who)
    assert missed.load.milli <= kept.load.milli


def test_a_missed_attempt_is_a_bound_and_says_the_same_everywhere():
    who = lifter(SIX_TEN)
    sets = "102.5x8@2 102.5x8@1 102.5x7@0"
    sessions = log(days("100x8@2 100x8@2 100x7@1", f"{sets} 110x0f"), who.exercise)
    now = after(sessions)
    said = advise(sessions[-1].sets[-1], sessions, who, now)
    asked = next_target(sessions, who, now)
    assert said.target == asked
    assert asked.load.milli >= 97_500  # one attempt outweighs no three sets
    assert (asked.rir_low, asked.rir_high) == (1, 2)
