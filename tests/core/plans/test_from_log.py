"""A plan made of a log, and the next session foretold."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from core.plans.foretell import KEPT_SESSIONS, foretell, one_cycle_ago
from core.plans.from_log import LoggedSession, plan_from_log
from core.plans.read import read
from core.plans.records import Schedule
from core.plans.write import write
from core.training.rhythm import Session
from tests.core.plans.plan_records import NAMES
from tests.training_logs import START, one_set

MONDAY = date(2026, 9, 7)
UPPER = {"bench-press": "80x8@2 80x8@2 80x7@1", "barbell-row": "70x10 70x10 70x9"}
LOWER = {"squat": "100x5 100x5 100x5", "leg-curl": "40x12 40x13 40x15", "plank": "60s 60s"}


def session(number: int, lifts: dict[str, str]) -> LoggedSession:
    sets = {
        name: tuple(one_set(word, START) for word in words.split()) for name, words in lifts.items()
    }
    return LoggedSession(MONDAY + timedelta(days=number), sets)


def upper_lower(weeks: int) -> list[LoggedSession]:
    days = ((0, UPPER), (1, LOWER), (3, UPPER), (4, LOWER))
    return [session(7 * week + day, lifts) for week in range(weeks) for day, lifts in days]


def test_days_sets_and_ranges_of_a_log() -> None:
    log = [
        session(7 * week + at, lifts) for week in range(4) for at, lifts in ((0, UPPER), (3, LOWER))
    ]
    plan = plan_from_log(log, MONDAY + timedelta(days=25))
    assert plan is not None
    assert write(plan, NAMES) == (
        "plan My log\n"
        "A: Bench press 3x8 rir2; Barbell row 3x10\n"
        "B: Squat 3x5; Leg curl 3x12-15; Plank 2x60s\n"
        "mon A, thu B"
    )
    assert read(write(plan, NAMES), NAMES) == plan


def test_days_on_several_weekdays_are_in_turn() -> None:
    plan = plan_from_log(upper_lower(4), MONDAY + timedelta(days=27))
    assert plan is not None
    assert plan.schedule == Schedule(times=4)
    assert len(plan.days) == 2


def test_what_was_done_once_or_long_ago_is_no_day() -> None:
    odd = session(13, {"deadlift": "140x5"})
    plan = plan_from_log([*upper_lower(2), odd], MONDAY + timedelta(days=14))
    assert plan is not None
    assert all("deadlift" not in item.exercises for day in plan.days for item in day.items)
    assert plan_from_log([odd], MONDAY + timedelta(days=14)) is None
    assert plan_from_log(upper_lower(2), MONDAY + timedelta(days=100)) is None
    assert plan_from_log([], MONDAY) is None


@pytest.mark.parametrize(("last", "kept"), [(29, True), (30, False)])
def test_a_day_given_up_for_four_weeks_is_left_out(last: int, kept: bool) -> None:
    gone = [session(0, LOWER), session(1, LOWER)]
    later = [session(at, UPPER) for at in (15, 22, last)]
    plan = plan_from_log([*gone, *later], MONDAY + timedelta(days=last))
    assert plan is not None
    assert (len(plan.days) == 2) == kept


def plain(log: list[LoggedSession]) -> list[Session]:
    return [Session(each.on, tuple(each.sets)) for each in log]


def test_a_steady_log_is_foretold() -> None:
    log = plain(upper_lower(6))
    told = foretell(log, MONDAY + timedelta(days=42))
    assert told is not None
    assert told.exercises == tuple(UPPER)
    assert told.fit > 0.8
    after = foretell([*log, Session(MONDAY + timedelta(days=42), tuple(UPPER))],
                     MONDAY + timedelta(days=43))  # fmt: skip
    assert after is not None
    assert after.exercises == tuple(LOWER)


def test_where_there_is_no_habit_the_fit_is_said_to_be_poor() -> None:
    lifts = ["squat", "bench-press", "deadlift", "leg-press", "dip", "plank", "pull-up", "leg-curl"]
    chance = random.Random(1)
    log = [
        Session(MONDAY + timedelta(days=2 * at), tuple(chance.sample(lifts, 2))) for at in range(30)
    ]
    told = foretell(log, MONDAY + timedelta(days=61))
    assert told is not None
    assert told.fit < 0.7


def test_nothing_is_foretold_from_two_sessions_nor_from_what_comes_later() -> None:
    log = plain(upper_lower(1))
    assert foretell(log[:2], MONDAY + timedelta(days=7)) is None
    assert foretell(log[:3], MONDAY + timedelta(days=7)) is not None
    assert foretell(log, MONDAY) is None
    assert one_cycle_ago(log, MONDAY) == ()


def test_only_so_many_sessions_are_looked_at() -> None:
    log = plain(upper_lower(20))
    day = MONDAY + timedelta(days=140)
    assert foretell(log, day) == foretell(log[-KEPT_SESSIONS:], day)
    assert one_cycle_ago(log, day) == tuple(UPPER)
