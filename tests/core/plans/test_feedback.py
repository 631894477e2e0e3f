"""Sets that follow what was said of a muscle: one a week, within bounds."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.plans.feedback import (
    FEWEST_OF_LIFT,
    MOST_A_SESSION,
    MOST_OF_LIFT,
    Said,
    change_of,
    may_grow,
    set_counts,
    weekly_sets,
)
from core.plans.read import read
from core.plans.records import Plan
from core.plans.week import Following, Trained, Version, due
from core.plans.write import written_groups
from tests.core.plans.plan_records import NAMES

MONDAY = date(2026, 9, 7)
CHEST = "A: bench 3x6-8; cable fly 2x10-15; squat 3x5 +2.5kg\nB: bench 3x6-8\nmon A, thu B"
MORE = [Said(week, "chest", 1) for week in range(12)]
FEWER = [Said(week, "chest", -1) for week in range(12)]


def plan(text: str = CHEST, weeks: str = "") -> Plan:
    return read(f"{text}\n{weeks}" if weeks else text, NAMES)


def counts(text: Plan, said: list[Said], week: int) -> list[int]:
    """The sets of each lift that follows what was said."""
    return list(set_counts(text, said, week, NAMES.exercise).values())


def test_a_set_more_goes_to_the_lift_with_the_fewest_one_a_week() -> None:
    grown = [set_counts(plan(), MORE, week, NAMES.exercise) for week in range(4)]
    fly, bench = ("A", ("cable-fly",)), ("A", ("bench-press",))
    assert grown[0] == {}
    assert grown[1] == {fly: 3}
    assert grown[2] == {fly: 3, bench: 4}
    assert grown[3] == {fly: 4, bench: 4}


def test_a_set_fewer_comes_off_the_lift_with_the_most() -> None:
    assert list(set_counts(plan(), FEWER, 1, NAMES.exercise).values()) == [2]


def test_no_week_changes_a_lift_by_more_than_a_set() -> None:
    for said in (MORE, FEWER, [Said(n, "chest", 1 if n % 2 else -1) for n in range(12)]):
        for text in (plan(weeks="weeks: 3 2 2 1 1\nsets: +1 a week up to 6"), plan()):
            for week in range(1, 12):
                before = set_counts(text, said, week - 1, NAMES.exercise)
                for key, now in set_counts(text, said, week, NAMES.exercise).items():
                    assert key not in before or abs(now - before[key]) <= 1


def test_a_lift_gets_what_was_said_or_the_plans_growth_never_both() -> None:
    one = "A: bench 3x6-8\nmon A, thu A\nweeks: 3 2 2 1\nsets: +1 a week up to 6"
    said = [Said(0, "chest", 1), Said(1, "chest", 1), Said(2, "chest", 1)]
    assert [counts(read(one, NAMES), said, week) for week in (1, 2, 3)] == [[4], [5], [6]]
    late = [Said(0, "chest", -1), Said(1, "chest", 1)]
    assert [counts(read(one, NAMES), late, week) for week in (1, 2)] == [[3], [4]]


@pytest.mark.parametrize(("sets", "most"), [("3", MOST_OF_LIFT), ("3-4", 4), ("7", 7)])
def test_a_lift_grows_to_its_own_bound(sets: str, most: int) -> None:
    text = read(f"A: bench {sets}x6-8\nmon A, thu A", NAMES)
    assert max(counts(text, MORE, 11), default=int(sets[0])) == most


def test_bounds_of_a_lift_a_session_and_a_week() -> None:
    two = read(f"A: bench {FEWEST_OF_LIFT}x6-8; incline bench 4x8\nmon A, thu A", NAMES)
    assert min(counts(two, FEWER, 9)) == FEWEST_OF_LIFT
    crowded = read("A: bench 5x6-8; incline bench 5x8\nmon A", NAMES)
    assert counts(crowded, MORE, 9) == [MOST_A_SESSION - 5]
    told = change_of(crowded, MORE[:1], Said(1, "chest", 1), NAMES.exercise)
    assert (told.key, told.why) == (None, "lift")
    for often, why in ((2, ""), (3, "most")):
        full = read(f"A: bench 4x6-8; incline bench 4x8\nin turn {often} a week", NAMES)
        assert change_of(full, [], MORE[0], NAMES.exercise).why == why
    for sets, why in ((5, ""), (4, "least")):
        few = read(f"A: bench {sets}x6-8\nmon A", NAMES)
        assert change_of(few, [], FEWER[0], NAMES.exercise).why == why


def test_the_last_word_of_a_week_counts() -> None:
    said = [Said(0, "chest", 1), Said(0, "chest", 0)]
    assert set_counts(plan(), said, 1, NAMES.exercise) == {}


def test_after_an_easy_week_sets_begin_anew() -> None:
    text = plan(weeks="weeks: 3 2 deload")
    assert counts(text, MORE[:2], 2) != []
    assert counts(text, MORE[:2], 3) == []


def test_only_lifts_that_the_coach_loads_follow() -> None:
    assert may_grow(plan(), "chest", NAMES.exercise)
    assert not may_grow(plan(), "quads", NAMES.exercise)
    assert not may_grow(plan(), "biceps", NAMES.exercise)


def test_sets_of_a_week_count_every_day_the_lift_comes() -> None:
    assert weekly_sets(plan(), {}, "chest", NAMES.exercise) == 8
    turn = read("A: bench 3x6-8\nB: squat 3x5\n4 days a week", NAMES)
    assert weekly_sets(turn, {}, "chest", NAMES.exercise) == 6


def test_what_was_said_on_a_day_counts_from_the_next_week_on() -> None:
    heard = ((MONDAY, "chest", 1),)
    following = Following((Version(MONDAY, plan()),), heard=heard)
    trained = [
        Trained(MONDAY, {"bench-press": 3, "cable-fly": 2}),
        Trained(MONDAY + timedelta(days=3), {"bench-press": 3}, place=1),
    ]
    for days, fly in ((0, "2x10-15"), (7, "3x10-15")):
        today = MONDAY + timedelta(days=days)
        found = due(following, today, trained, NAMES.exercise)
        assert found is not None
        assert written_groups(found.items[1].groups) == fly
        assert found.said == (Said(0, "chest", 1),)
