"""What people type in a plan, and what it is read as."""

from __future__ import annotations

import pytest

from core.plans.problems import BadPlan
from core.plans.read import NO_NAME, read
from core.plans.records import (
    Body,
    Growth,
    Max,
    Plan,
    PlanItem,
    Reserve,
    Schedule,
    SetGroup,
    Share,
    Step,
    Week,
)
from core.plans.write import write, written_item
from core.records import Load
from tests.core.plans.plan_records import NAMES
from tests.core.plans.test_plan_text import EXAMPLE


def item(text: str) -> PlanItem:
    return read(f"Day 1: {text}", NAMES).days[0].items[0]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("bench 4x6-8 rir2", "Bench press 4x6-8 rir2"),
        ("bench 4 x 6-8 @8", "Bench press 4x6-8 @8"),
        ("BENCH 4×6–8 2 left", "Bench press 4x6-8 2 left"),
        ("bench 4x6-8 @2", "Bench press 4x6-8 2 left"),
        ("bench 4x6-8 @4", "Bench press 4x6-8 4 left"),
        ("bench 4x6-8 @5", "Bench press 4x6-8 @5"),
        ("bench 4x6-8 RPE 7.5", "Bench press 4x6-8 @7.5"),
        ("bench 4x6-8 rpe8-9", "Bench press 4x6-8 @8-9"),
        ("bench 4x6-8 (RIR 2)", "Bench press 4x6-8 rir2"),
        ("bench 4 sets of 6 to 8 reps", "Bench press 4x6-8"),
        ("bench: 4x6-8", "Bench press 4x6-8"),
        ("bench - 4x6-8", "Bench press 4x6-8"),
        ("4x6-8 bench rir2", "Bench press 4x6-8 rir2"),
        ("Bench Press (Barbell) 3x8", "Bench press 3x8"),
        ("lat raise 3x12-20 rir0-1", "Lateral raise 3x12-20 rir0-1"),
        ("squat 3x5 +2.5", "Squat 3x5 +2.5kg"),
        ("rowing 3x8-10 @60kg", "Barbell row 3x8-10 60kg"),
        ("3x8 Rowing", "Barbell row 3x8"),
        ("rowing 3x500m", "Rowing 3x500m"),
        ("rowing 20 min", "Rowing 1x1200s"),
        ("rowing 3 sets", "Rowing 3 sets"),
        ("squat 3x5 +5 lb a week", "Squat 3x5 +5lb a week"),
        ("squat 5x5+", "Squat 5x5+"),
        ("squat 3x5, last amrap", "Squat 3x5+"),
        ("pull-ups 3xmax", "Pull-up 3xmax"),
        ("pull-ups 3 x AMRAP", "Pull-up 3xmax"),
        ("pull-ups 3x5 bw+10kg", "Pull-up 3x5 bw+10kg"),
        ("squat top 1x5 rir2, then 3x5 -10%", "Squat top 1x5 rir2, then 3x5 -10%"),
        ("squat top set 1x3 @8, back-offs 3x5 90% of top",
         "Squat top 1x3 @8, then 3x5 -10%"),
        ("squat 1x5 65% tm, 1x5 75% tm, 1x5+ 85% tm",
         "Squat 1x5 65% tm, 1x5 75% tm, 1x5+ 85% tm"),
        ("squat 5x3 @75%", "Squat 5x3 75%"),
        ("squat 5x5x100kg", "Squat 5x5 100kg"),
        ("squat 5x5 @ 225 lbs", "Squat 5x5 225lb"),
        ("squat 5x5 102,5kg", "Squat 5x5 102.5kg"),
        ("squat 12/10/8", "Squat 1x12, 1x10, 1x8"),
        ("squat 3x5 / 3x3 / -", "Squat 3x5 / 3x3 / -"),
        ("plank 3x30-60s", "Plank 3x30-60s"),
        ("plank 3x1 min", "Plank 3x60s"),
        ("farmers walk 3x40m", "Farmer's carry 3x40m"),
        ("squat | leg press 3x8-12 2 left, optional", "Squat | Leg press 3x8-12 2 left optional"),
        ("squat or leg press 3x8", "Squat | Leg press 3x8"),
        ("optional lat raise 3x15", "Lateral raise 3x15 optional"),
        ("split squat 3x8 each leg", "Split squat 3x8 each side"),
        ("barbell curl 3x8 rest 2 min", "Barbell curl 3x8 rest 120s"),
        ("squat 3x5 (pause, belt on)", "Squat 3x5 (pause, belt on)"),
        ("squat 3-4x8-12", "Squat 3-4x8-12"),
        ("squat 3 sets", "Squat 3 sets"),
        ("squat", "Squat"),
        ("21s curl 3x21", '"21s curl" 3x21'),
    ],
)  # fmt: skip
def test_a_lift_is_echoed_as_it_was_read(typed: str, written: str) -> None:
    read_item = item(typed)
    assert written_item(read_item, NAMES).replace('"', "") == written.replace('"', "")
    assert item(written_item(read_item, NAMES)) == read_item


def test_the_records_of_a_lift() -> None:
    found = item("squat | leg press top 1x5 100kg rir2, then 3x8+ -10% @8 +2.5 each side (slow)")
    assert found == PlanItem(
        exercises=("squat", "leg-press"),
        weeks=(
            (
                SetGroup((1, 1), (5, 5), reserve=Reserve(20, 20), load=Load(100_000), top=True),
                SetGroup(
                    (3, 3), (8, 8), amrap=True, reserve=Reserve(20, 20, "rpe"),
                    load=Share(900, "top"),
                ),
            ),
        ),
        step=Step(Load(2500)),
        each_side=True,
        note="slow",
    )  # fmt: skip
    assert item("pull-up 3x5 bw").weeks[0][0].load == Body()


def test_the_example_whole() -> None:
    plan = read(EXAMPLE.replace(" | 2 left", ""), NAMES)
    assert plan.name == "Upper/Lower"
    assert [day.name for day in plan.days] == ["Upper A", "Lower A", "Upper B", "Lower B"]
    assert plan.schedule == Schedule(fixed=((0, 0), (1, 1), (3, 2), (4, 3)))
    assert plan.weeks == (Week((30, 30)), Week((20, 20)), Week((10, 10)), Week(deload=True))
    assert plan.growth == Growth(1, 1, 6)
    assert plan.maxes == (Max("squat", Load(140_000)), Max("bench-press", Load(225_000, "lb")))


BULLETS = """
Push Pull
# Day 1 (Mon)
* Squat 3x5
- 3x8 bench
1. OHP: 3x8
A1. bench 3x8
A2) barbell row 3x8

Day 2 - thu
deadlift 1x5; pull-ups, plank 3x30s
barbell row 3x8 & bench 3x8
"""


def test_bullets_newlines_and_a_name_above() -> None:
    plan = read(BULLETS, NAMES)
    assert plan.name == "Push Pull"
    assert write(plan, NAMES).splitlines()[1:3] == [
        "Day 1: Squat 3x5; Bench press 3x8; Overhead press 3x8; A1 Bench press 3x8; "
        "A2 Barbell row 3x8",
        "Day 2: Deadlift 1x5; Pull-up; Plank 3x30s; A1 Barbell row 3x8; A2 Bench press 3x8",
    ]


@pytest.mark.parametrize(
    ("text", "schedule"),
    [
        ("A: squat 5x5\nB: bench 5x5", Schedule()),
        ("A: squat 5x5\nB: bench 5x5\nin turn mon wed fri", Schedule(on=(0, 2, 4))),
        ("A: squat 5x5\nB: bench 5x5\nmon wed fri", Schedule(on=(0, 2, 4))),
        ("A: squat 5x5\nB: bench 5x5\nalternating, 3 days a week", Schedule(times=3)),
        ("A: squat 5x5\nB: bench 5x5\n3x a week", Schedule(times=3)),
        ("A: squat 5x5\nB: bench 5x5\nmon, thu", Schedule(fixed=((0, 0), (3, 1)))),
        ("A: squat 5x5\nB: bench 5x5\nThu B, Mon A", Schedule(fixed=((0, 0), (3, 1)))),
        ("A: squat 5x5\nB: bench 5x5\nmon A, tue rest, wed B", Schedule(fixed=((0, 0), (2, 1)))),
        ("Montag: Kniebeuge 5x5\nDonnerstag: Bankdrücken 5x5",
         Schedule(fixed=((0, 0), (3, 1)))),
        ("Mo: Kniebeuge 5x5\nDo - Bankdrücken 5x5", Schedule(fixed=((0, 0), (3, 1)))),
        ("Lunes: sentadilla 5x5\nJueves: press banca 5x5", Schedule(fixed=((0, 0), (3, 1)))),
        ("mon/thu Full: squat 5x5", Schedule(fixed=((0, 0), (3, 0)))),
        ("Monday squat 5x5\nTuesday: rest\nThursday bench 5x5", Schedule(fixed=((0, 0), (3, 1)))),
    ],
)  # fmt: skip
def test_when_days_are_due(text: str, schedule: Schedule) -> None:
    plan = read(text, NAMES)
    assert plan.schedule == schedule
    assert read(write(plan, NAMES), NAMES) == plan
    assert plan.name == NO_NAME


@pytest.mark.parametrize(
    ("line", "weeks"),
    [
        ("weeks: 3 2 1 deload", (Week((30, 30)), Week((20, 20)), Week((10, 10)), Week(None, True))),
        ("Weeks 3, 2, deload", (Week((30, 30)), Week((20, 20)), Week(None, True))),
        ("weeks: rir3 / 2-3 left / @8 / deload",
         (Week((30, 30)), Week((20, 30)), Week((20, 20)), Week(None, True))),
        ("deload every 4th week", (Week(), Week(), Week(), Week(None, True))),
        ("weeks: same same deload", (Week(), Week(), Week(None, True))),
    ],
)  # fmt: skip
def test_waves(line: str, weeks: tuple[Week, ...]) -> None:
    assert read(f"Day 1: squat 3x5\n{line}", NAMES).weeks == weeks


@pytest.mark.parametrize(
    ("text", "line", "why", "example"),
    [
        ("A: squat 3x5\nB: bnhc 3x5", 2, "unknown_exercise", None),
        ("A: squat 3x5; rows 3x8", 1, "which_exercise", "Barbell row 3x8"),
        ("A: squat 3x5 hard", 1, "unreadable", "bench 4x6-8 rir2"),
        ("A: squat 3x5 7", 1, "unclear_number", "bench 4x6-8 rir2"),
        ("A: squat rir2", 1, "no_sets", "bench 4x6-8 rir2"),
        ("A: squat 3x5 -10%", 1, "no_top", "squat top 1x5 rir2, then 3x5 -10%"),
        ("A: 3x5", 1, "no_name", "bench 4x6-8 rir2"),
        ("A: squat 21x5", 1, "bounds", "bench 4x6-8 rir2"),
        ("A: squat 0x5", 1, "bounds", "bench 4x6-8 rir2"),
        ("A: squat 3x201", 1, "bounds", "bench 4x6-8 rir2"),
        ("A: squat 3x5 rir11", 1, "bounds", "bench 4x6-8 rir2"),
        ("A: squat 3x5 151%", 1, "bounds", "bench 4x6-8 rir2"),
        ("A: squat 3x5\nweeks: 3", 2, "weeks", "weeks: 3 2 1 deload"),
        ("A: squat 3x5\nweeks: 3 2 soon", 2, "weeks", "weeks: 3 2 1 deload"),
        ("A: squat 3x5\nmon A, tue C", 2, "unknown_day", "mon A"),
        ("plan X\nA: squat 3x5\nB:", 3, "empty_day", "B: bench 4x6-8 rir2"),
        ("Mon: squat 3x5\nB: bench 3x5", 2, "unscheduled", "mon Upper A, thu Upper B"),
        ("", 1, "empty", "Day 1: squat 3x5; bench 3x5"),
    ],
)
def test_a_mistake_points_at_its_line(text: str, line: int, why: str, example: str | None) -> None:
    with pytest.raises(BadPlan) as caught:
        read(text, NAMES)
    problem = caught.value.problems[0]
    assert (problem.line, problem.why) == (line, why)
    assert example is None or problem.example == example


def test_the_example_of_a_mistake_works() -> None:
    with pytest.raises(BadPlan) as caught:
        read("A: squat 3x5; rows 3x8", NAMES)
    assert item(caught.value.problems[0].example).exercises == ("barbell-row",)
    assert caught.value.problems[0].choices == ("Barbell row", "Seated cable row", "Dumbbell row")


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(BadPlan) as caught:
        read("A: squat 3x5; rows 3x8\nB: curls 3x8\nweeks: 9999 2", NAMES)
    assert [each.line for each in caught.value.problems] == [1, 2, 3]


def test_loads_without_a_unit_are_in_the_persons() -> None:
    plan: Plan = read("A: squat 3x5 225 +5", NAMES, "lb")
    found = plan.days[0].items[0]
    assert found.weeks[0][0].load == Load(225_000, "lb")
    assert found.step == Step(Load(5000, "lb"))


@pytest.mark.parametrize("number", [20, 200])
def test_what_is_just_within_bounds_is_read(number: int) -> None:
    text = f"squat 20x{number} rir10 150%"
    assert item(text).weeks[0][0].sets == (20, 20)
