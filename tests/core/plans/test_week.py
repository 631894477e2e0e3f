"""What is due today: waves, growth, deloads, missed days, turns, changed plans."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.plans.read import read
from core.plans.records import Plan
from core.plans.week import DROPPED_AFTER, Due, Following, Occurrence, Trained, Version, due
from core.plans.week_sets import place_after, sets_of_week
from core.plans.write import written_groups
from core.training.easy_weeks import EasyWeek
from tests.core.plans.plan_records import NAMES

MONDAY = date(2026, 9, 7)
SPLIT = read(
    """plan Upper/Lower
Upper A: bench 4x6-8 rir2; barbell row 4x8-10 rir2
Lower A: squat 3x5 +2.5; leg curl 3x10-15 rir1
Upper B: ohp 4x6-8 rir2; pull-ups 4x6-10 rir2
Lower B: deadlift 1x5 +5; leg press 3x10-12
mon Upper A, tue Lower A, thu Upper B, fri Lower B
weeks: 3 2 1 deload""",
    NAMES,
)
TURN = read("A: squat 5x5; bench 5x5\nB: squat 5x5; ohp 5x5; deadlift 1x5\nmon wed fri", NAMES)
LIFTS = [
    ("bench-press", "barbell-row"), ("squat", "leg-curl"), ("overhead-press", "pull-up"),
    ("deadlift", "leg-press"),
]  # fmt: skip


def day(number: int) -> date:
    """A day of the plan: 0 is the Monday it begins."""
    return MONDAY + timedelta(days=number)


def session(number: int, place: int, sets: int = 4) -> Trained:
    return Trained(day(number), dict.fromkeys(LIFTS[place], sets))


def on(number: int, *trained: Trained, plan: Plan = SPLIT, **said: object) -> Due:
    following = Following((Version(MONDAY, plan),), **said)  # type: ignore[arg-type]
    found = due(following, day(number), trained, NAMES.exercise)
    assert found is not None
    return found


def sets(text: str, weeks: int, lines: str = "weeks: 3 2 1 deload") -> str:
    usual = "; dip 3x8 rir2; leg curl 3x8 rir2"  # what most lifts of the plan say
    plan = read(f"Day 1: {text}{usual}\n{lines}", NAMES)
    item = plan.days[0].items[0]
    exercise = NAMES.exercise(item.exercises[0])
    return written_groups(sets_of_week(plan, item, place_after(plan, weeks), exercise))


def test_the_wave_is_the_reserve_of_lifts_with_the_usual_one() -> None:
    for usual, second in (("rir2", "rir2"), ("rir3", "rir3"), ("rir1", "rir2")):
        text = f"Day 1: bench 4x6 {second}; row machine 3x8 {second}; leg curl 3x8 {usual}"
        plan = read(f"{text.replace('row machine', 'barbell row')}\nweeks: 4 1", NAMES)
        bench, _, curl = plan.days[0].items
        for week, asked in ((0, 40), (1, 10)):
            place = place_after(plan, week)
            (group,) = sets_of_week(plan, bench, place, NAMES.exercise("bench-press"))
            assert group.reserve is not None
            assert (group.reserve.low, group.reserve.high) == (asked, asked)
            (group,) = sets_of_week(plan, curl, place, NAMES.exercise("leg-curl"))
            assert group.reserve is not None
            assert group.reserve.low == asked - (10 if usual != second else 0)


@pytest.mark.parametrize(
    ("text", "weeks"),
    [
        ("bench 4x6-8", ["4x6-8 rir3", "4x6-8 rir2", "4x6-8 rir1", "2x6-8 rir3-5", "4x6-8 rir3"]),
        ("bench 4x6-8 rir2", ["4x6-8 rir3", "4x6-8 rir2", "4x6-8 rir1", "2x6-8 rir3-5"]),
        ("lat raise 3x12-20 rir0-1",
         ["3x12-20 rir1-2", "3x12-20 rir0-1", "3x12-20 rir0", "2x12-20 rir3-5"]),
        ("lat raise 3x12-20 2 left",
         ["3x12-20 3 left", "3x12-20 2 left", "3x12-20 1 left", "2x12-20 rir3-5"]),
        ("squat 3x5 rir1", ["3x5 rir2", "3x5 rir1", "3x5 rir1", "2x5 rir3-5"]),
        ("squat 3x5 +2.5", ["3x5", "3x5", "3x5", "2x5 rir3-5"]),
        ("squat 5x5+ 75%", ["5x5+ 75%", "5x5+ 75%", "5x5+ 75%", "3x5 75% rir3-5"]),
        ("squat 3x5 / 3x3 / 3x1 / 2x5", ["3x5", "3x3", "3x1", "1x5 rir3-5"]),
        ("pull-ups 3xmax", ["3xmax", "3xmax", "3xmax", "2xmax rir3-5"]),
        ("squat 3x5 rir4", ["3x5 rir5", "3x5 rir4", "3x5 rir3", "2x5 rir4"]),
        ("squat", ["", "", "", ""]),
    ],
)  # fmt: skip
def test_the_wave_moves_what_the_coach_loads(text: str, weeks: list[str]) -> None:
    assert [sets(text, week) for week in range(len(weeks))] == weeks


def test_sets_grow_until_the_deload_and_begin_again() -> None:
    lines = "weeks: 3 2 1 deload\nsets: +1 a week, at most 5"
    found = [sets("bench 4x6-8", week, lines).split("x")[0] for week in range(6)]
    assert found == ["4", "5", "5", "2", "4", "5"]
    slow = "weeks: 3 3 2 2 deload\nsets: +1 every 2 weeks"
    assert [sets("bench 3x8", week, slow)[0] for week in range(5)] == ["3", "3", "4", "4", "2"]
    ranged = [sets("bench 3-4x8", week, lines)[0] for week in range(3)]
    assert ranged == ["3", "4", "4"]
    assert sets("squat 3x5 +2.5", 2, lines) == "3x5"
    assert sets("bench 3-4x8", 1) == "3-4x8 rir2"


def test_a_lift_left_out_of_a_week_is_not_due() -> None:
    plan = read("A: squat 3x5 / 3x3; leg press 3x8 / -\nmon A", NAMES)
    assert [each.exercise for each in on(0, plan=plan).items] == ["squat", "leg-press"]
    again = on(7, Trained(MONDAY, {"squat": 3}), plan=plan)
    assert [each.exercise for each in again.items] == ["squat"]


def test_before_the_plan_begins_nothing_is_due() -> None:
    assert due(Following((Version(MONDAY, SPLIT),)), day(-1), (), NAMES.exercise) is None


def test_the_day_of_the_week_is_due_with_its_sets() -> None:
    today = on(0)
    assert today.day is SPLIT.days[0]
    assert [(each.exercise, each.planned, each.left) for each in today.items] == [
        ("bench-press", 4, 4), ("barbell-row", 4, 4),
    ]  # fmt: skip
    assert (today.next_on, today.next_place, today.trained) == (day(1), 1, False)


def test_what_is_left_of_a_session() -> None:
    today = on(0, Trained(MONDAY, {"bench-press": 3}))
    assert today.trained
    assert [(each.done, each.left) for each in today.items] == [(3, 1), (0, 4)]
    assert (today.next_on, today.next_place) == (day(1), 1)


def test_a_day_without_training_names_the_next() -> None:
    rest = on(2, session(0, 0), session(1, 1))
    assert rest.day is None
    assert (rest.next_on, rest.next_place) == (day(3), 2)
    assert rest.waiting == ()


def test_a_missed_day_takes_the_next_training_day() -> None:
    wednesday = on(2, session(0, 0))
    assert wednesday.day is None
    assert wednesday.waiting == (Occurrence(day(1), 1),)
    assert wednesday.next_place == 1
    thursday = on(3, session(0, 0))
    assert (thursday.place, thursday.moved_from) == (1, day(1))
    assert thursday.waiting == (Occurrence(day(3), 2),)
    assert thursday.next_place == 2
    done = on(3, session(0, 0), session(3, 1))
    assert (done.place, done.moved_from, done.trained) == (1, day(1), True)
    friday = on(4, session(0, 0), session(3, 1))
    assert (friday.place, friday.moved_from) == (2, day(3))


def test_a_missed_day_trained_on_a_day_off_is_made_up() -> None:
    assert on(3, session(0, 0), session(2, 1)).place == 2
    assert on(3, session(0, 0), session(2, 1)).moved_from is None


def test_training_another_day_than_the_due_one_leaves_that_waiting() -> None:
    friday = on(4, session(0, 0), session(3, 2))
    assert (friday.place, friday.moved_from) == (1, day(1))


def test_a_day_trained_ahead_is_not_due_again() -> None:
    assert on(1, session(0, 1)).place == 0
    assert on(1, session(0, 1)).moved_from == day(0)


@pytest.mark.parametrize(("number", "waits"), [(7, True), (8, False)])
def test_a_missed_day_is_dropped_after_a_week(number: int, waits: bool) -> None:
    trained = [session(0, 0), session(3, 2), session(4, 3), session(7, 0)]
    found = on(number, *trained[: 4 if number > 7 else 3])
    missed = Occurrence(day(1), 1)
    assert (missed in found.waiting or found.moved_from == day(1)) == waits
    assert (missed in found.dropped) == (not waits)
    assert DROPPED_AFTER == 7


def test_weeks_count_where_something_was_trained() -> None:
    assert on(7, session(0, 0)).week.week == 1
    assert on(14, session(0, 0)).week.week == 1  # a week off
    assert on(21, session(0, 0), session(9, 1), session(17, 1)).week.deload
    assert on(28, *[session(7 * week, 0) for week in range(4)]).week.cycle == 1


def test_a_day_left_out_is_neither_due_nor_waiting() -> None:
    skipped = frozenset({day(1)})
    assert on(1, session(0, 0), skipped=skipped).day is None
    assert on(3, session(0, 0), skipped=skipped).place == 2


def test_nothing_is_due_in_a_pause_and_nothing_waits_after_it() -> None:
    pauses = ((day(1), day(7)),)
    assert on(3, session(0, 0), pauses=pauses).day is None
    back = on(7, session(0, 0), pauses=pauses)
    assert (back.place, back.waiting) == (0, ())
    assert on(30, session(0, 0), pauses=((day(1), None),)).day is None


def test_days_in_turn_wait() -> None:
    assert on(0, plan=TURN).place == 0
    assert on(1, plan=TURN).day is None
    assert on(2, plan=TURN).place == 0
    trained = Trained(day(2), {"squat": 5, "bench-press": 5})
    assert on(4, trained, plan=TURN).place == 1
    assert (on(2, trained, plan=TURN).next_on, on(2, trained, plan=TURN).next_place) == (day(4), 1)
    assert on(2, plan=TURN, skipped=frozenset({day(0)})).place == 1


def test_the_first_lift_of_two_days_is_the_due_one() -> None:
    trained = Trained(day(0), {"squat": 5, "bench-press": 5})
    assert on(2, trained, Trained(day(2), {"squat": 1}), plan=TURN).place == 1


@pytest.mark.parametrize(("done", "place"), [(1, 0), (2, None)])
def test_so_many_a_week_are_enough(done: int, place: int | None) -> None:
    plan = read("A: squat 3x5\n2x a week", NAMES)
    trained = [Trained(day(n), {"squat": 3}) for n in range(done)]
    assert on(3, *trained, plan=plan).place == place
    assert on(7, *trained, plan=plan).place == 0


def test_an_alternative_that_was_trained_counts() -> None:
    plan = read("A: squat | leg press 3x8; bench 3x8\nmon A", NAMES)
    found = on(0, Trained(MONDAY, {"leg-press": 2}), plan=plan)
    assert [(each.exercise, each.left) for each in found.items] == [
        ("leg-press", 1), ("bench-press", 3),
    ]  # fmt: skip


def test_a_changed_plan_changes_only_what_is_to_come() -> None:
    changed = read("A: squat 3x5; bench 3x5\nB: deadlift 1x5; ohp 3x5\nwed A, fri B", NAMES)
    following = Following((Version(MONDAY, SPLIT), Version(day(2), changed)))

    def place(number: int) -> tuple[Plan | None, int | None, int]:
        found = due(following, day(number), [session(0, 0)], NAMES.exercise)
        assert found is not None
        plan = changed if number >= 2 else SPLIT
        assert found.day is None or found.day in plan.days
        return (plan, found.place, len(found.waiting))

    assert place(1) == (SPLIT, 1, 0)
    assert place(2) == (changed, 0, 0)  # what was missed before is gone
    assert place(7) == (changed, None, 2)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 3)), max_size=25), st.integers(0, 40))
def test_nothing_waits_a_week_and_every_day_says_what_is_next(
    sessions: list[tuple[int, int]], number: int
) -> None:
    trained = [session(at, place) for at, place in sorted(sessions) if at <= number]
    found = on(number, *trained)
    assert all((day(number) - each.on).days < DROPPED_AFTER for each in found.waiting)
    assert found.next_on is not None
    assert found.next_place is not None
    assert found.place is None or found.day is SPLIT.days[found.place]
    assert found == on(number, *trained)


EASY = read("A: bench 4x6-8; leg curl 3x10-15\nmon A, thu A\nweeks: 3 1 deload", NAMES)


def easy(first: int, days: int = 7) -> tuple[EasyWeek, ...]:
    return (EasyWeek(day(first), day(first + days)),)


def bench_on(number: int, *trained: int, easy_weeks: tuple[EasyWeek, ...] = ()) -> str:
    done = [Trained(day(each), {"bench-press": 4}) for each in trained]
    return written_groups(on(number, *done, plan=EASY, easy=easy_weeks).items[0].groups)


def test_a_week_that_is_easy_on_request_lightens_and_the_wave_waits() -> None:
    assert bench_on(0, easy_weeks=easy(0)) == "2x6-8 rir3-5"
    assert bench_on(7, 0, 3) == "4x6-8 rir1"
    assert bench_on(7, 0, 3, easy_weeks=easy(0)) == "4x6-8 rir3"
    assert bench_on(14, 0, 3, 7, 10, easy_weeks=easy(0)) == "4x6-8 rir1"


def test_a_week_in_part_easy_counts() -> None:
    assert bench_on(3, 0, easy_weeks=easy(3)) == "2x6-8 rir3-5"
    assert bench_on(7, 0, 3, easy_weeks=easy(3)) == "2x6-8 rir3-5"
    assert bench_on(10, 0, 3, 7, easy_weeks=easy(3)) == "4x6-8 rir1"


def test_the_plans_own_easy_week_is_not_taken_for_one_asked_for() -> None:
    own = on(14, session(0, 0), session(7, 0), plan=EASY, easy=easy(14))
    assert own.week.deload
    assert not own.week.asked
