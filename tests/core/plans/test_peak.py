"""The weeks before a meet or a test: which days they hold, what they ask, what a new date does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.plans.peak import (
    Event,
    PeakDay,
    Step,
    event_on,
    events_after,
    groups_of,
    is_off,
    peak_day,
    standing,
    week_begins,
    weeks_before,
)
from core.plans.records import SetGroup, Share
from core.records import Load
from tests.training_logs import BENCH, DEADLIFT, LATERAL_RAISE, LEG_PRESS, SQUAT

DAY = date(2027, 3, 20)
SAID = date(2026, 11, 23)
LIFTS = (SQUAT.id, BENCH.id)
MEET = Event("meet", LIFTS, DAY, SAID)
TEST = Event("test", (BENCH.id,), DAY, SAID)


def before(days: int) -> date:
    return DAY - timedelta(days=days)


def part(event: Event, days: int, exercise=SQUAT) -> str:
    found = peak_day([event], exercise, before(days), (BENCH,))
    return "" if found is None else found.part


# --- what was said --------------------------------------------------------------------------------


def steps(*said: tuple[date | None, date]) -> list[Step]:
    return [Step("meet", LIFTS, on, at) for on, at in said]


def test_a_new_date_moves_what_is_to_come():
    moved = events_after(steps((before(7), SAID), (DAY, before(60))))
    assert [(each.on, each.since) for each in standing(moved)] == [(DAY, before(60))]
    ended = next(each for each in moved if each.until is not None)
    assert (ended.on, ended.since, ended.until) == (before(7), SAID, before(60))


def test_what_is_past_stays():
    both = standing(events_after(steps((before(60), SAID), (DAY, before(59)))))
    assert [each.on for each in both] == [before(60), DAY]
    # on its own day it still moves
    assert [e.on for e in standing(events_after(steps((before(60), SAID), (DAY, before(60)))))] == [
        DAY
    ]


def test_called_off_it_is_gone_and_its_weeks_held_until_then():
    found = events_after(steps((DAY, SAID), (None, before(10))))
    assert standing(found) == ()
    assert peak_day(found, SQUAT, before(11)) is not None
    assert peak_day(found, SQUAT, before(10)) is None
    assert events_after(steps((DAY, SAID), (None, SAID))) == ()


def test_one_meet_and_a_test_of_each_lift():
    said = [
        Step("meet", LIFTS, DAY, SAID),
        Step("test", (SQUAT.id,), before(30), SAID),
        Step("test", (BENCH.id,), before(20), SAID),
        Step("test", (BENCH.id,), before(21), SAID),
    ]
    assert [(e.kind, e.on) for e in standing(events_after(said))] == [
        ("test", before(30)), ("test", before(21)), ("meet", DAY),
    ]  # fmt: skip


# --- which days -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "week"), [(0, 0), (1, 1), (7, 1), (8, 2), (14, 2), (15, 3), (21, 3), (22, 4), (28, 4)]
)
def test_weeks(days, week):
    assert weeks_before(days) == week
    assert week == 0 or week_begins(MEET, week) <= before(days)


@pytest.mark.parametrize(
    ("days", "found"),
    [(29, ""), (28, "heavy"), (3, "heavy"), (2, "attempts"), (0, "attempts"), (-1, "")],
)
def test_the_lifts_of_a_meet(days, found):
    assert part(MEET, days) == found


@pytest.mark.parametrize(("days", "found"), [(2, "heavy"), (1, "attempts"), (28, "heavy")])
def test_the_lift_of_a_test_is_rested_one_day(days, found):
    assert part(TEST, days, BENCH) == found


@pytest.mark.parametrize(("days", "found"), [(15, ""), (14, "easy"), (0, "easy")])
def test_before_a_meet_all_other_lifts_are_easy(days, found):
    assert part(MEET, days, LATERAL_RAISE) == found


def test_before_a_test_only_what_tires_for_it():
    assert part(TEST, 7, LEG_PRESS.__class__(**_changed(LEG_PRESS, ("quads",)))) == ""
    press = LEG_PRESS.__class__(**_changed(LEG_PRESS, ("triceps",)))  # which helps a bench press
    assert (part(TEST, 8, press), part(TEST, 7, press)) == ("", "easy")


def _changed(exercise, muscles):
    held = {name: getattr(exercise, name) for name in exercise.__dataclass_fields__}
    return {**held, "id": "other", "muscles": muscles, "helpers": ()}


def test_before_it_was_said_nothing_holds():
    late = Event("meet", LIFTS, DAY, before(10))
    assert part(late, 11) == ""
    assert part(late, 10) == "heavy"


def test_days_off():
    assert [is_off([MEET], before(days)) is not None for days in (3, 2, 1, 0)] == [
        False, True, True, False,
    ]  # fmt: skip
    assert [is_off([TEST], before(days)) is not None for days in (2, 1)] == [False, True]


def test_all_events_of_a_day_are_one():
    found = event_on([TEST, MEET], DAY)
    assert found is not None
    assert (found.kind, found.lifts) == ("meet", (BENCH.id, SQUAT.id))
    assert event_on([TEST, MEET], before(1)) is None


def test_the_nearest_event_of_a_lift_speaks():
    near = Event("test", (SQUAT.id,), before(5), SAID)
    found = peak_day([near, MEET], SQUAT, before(10), (SQUAT,))
    assert found is not None
    assert found.event is near
    after = peak_day([near, MEET], SQUAT, before(4), (SQUAT,))
    assert after is not None
    assert after.event is MEET


# --- what they ask --------------------------------------------------------------------------------


def asked(week: int, usual: int, exercise=SQUAT, *, lifted: bool = False) -> list[str]:
    at = PeakDay(MEET, week * 7, "heavy")
    return [said(each) for each in groups_of(at, exercise, usual, Load(160_000), lifted=lifted)]


def said(group: SetGroup) -> str:
    load = group.load
    what = f"{load.tenths}" if isinstance(load, Share) else load.text
    assert group.reps is not None
    return f"{group.sets[0]}x{group.reps[0]} {what}"


@pytest.mark.parametrize(
    ("week", "found"),
    [(4, ["4x3 870"]), (3, ["3x2 900"]), (2, ["1x1 160", "2x2 900"]), (1, ["2x2 800"])],
)
def test_sets_of_the_weeks(week, found):
    assert asked(week, 5) == found


def test_repetitions_fall_from_week_to_week():
    done = [
        sum(g.sets[0] * g.reps[0] for g in groups_of(PeakDay(MEET, w * 7, "heavy"), SQUAT, 5, None,
                                                     lifted=False))
        for w in (4, 3, 2, 1)
    ]  # fmt: skip
    assert done == sorted(done, reverse=True)
    assert done[0] > done[-1] * 2


def test_never_more_sets_than_usual_and_fewer_of_deadlifts():
    assert asked(4, 1) == ["1x3 870"]
    assert asked(4, 3) == ["3x3 870"]
    assert asked(2, 1) == ["1x1 160"]
    assert asked(2, 2) == ["1x1 160", "1x2 900"]
    assert asked(4, 5, DEADLIFT) == ["3x3 870"]
    assert asked(1, 5, DEADLIFT) == ["1x2 800"]


def test_the_opener_is_lifted_once():
    assert asked(2, 5, lifted=True) == ["2x2 800"]


def test_without_attempts_the_single_is_a_share_of_the_best():
    at = PeakDay(MEET, 14, "heavy")
    assert said(groups_of(at, SQUAT, 3, None, lifted=False)[0]) == "1x1 910"
