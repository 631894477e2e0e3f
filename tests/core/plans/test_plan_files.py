"""Programmes of other apps as plans: Liftoscript's common shapes, sheets in CSV."""

from __future__ import annotations

import pytest

from core.plans.by_week import Imported
from core.plans.liftoscript import is_liftoscript, read_liftoscript
from core.plans.problems import BadPlan
from core.plans.read import read
from core.plans.records import LONGEST_TEXT
from core.plans.sheet import read_sheet
from core.plans.write import write
from tests.core.plans.plan_records import NAMES


def days(found: Imported) -> list[str]:
    text = write(found.plan, NAMES)
    assert read(text, NAMES) == found.plan
    return text.splitlines()[1 : 1 + len(found.plan.days)]


LINEAR = """
// Three days a week
# Week 1
## Workout A
Squat / 2x5, 1x5+ / progress: lp(5lb) / warmup: 1x5 45lb
main: Bench Press / 3x8 @8 60s / 100lb
Bench Press, Dumbbell / 3x8-12 / progress: dp(2.5kg, 6, 12)
## Workout B
Romanian Deadlift / ...Squat / 135lb+
Lateral Raise / 3x15 (slow) / superset: x
Face Pull / 3x15 / superset: x / progress: sum(50, 5lb)
"""


def test_liftoscript_of_one_week() -> None:
    found = read_liftoscript(LINEAR, NAMES)
    assert days(found) == [
        "Workout A: Squat 2x5, 1x5+ +5lb; Bench press 3x8 100lb @8 rest 60s; "
        "Dumbbell bench press 3x6-12",
        "Workout B: Romanian deadlift 2x5 135lb, 1x5+ 135lb +5lb; A1 Lateral raise 3x15; "
        "A2 Face pull 3x15",
    ]
    assert found.left_out == (
        "Squat: warmup: 1x5 45lb", "Face Pull: progress: sum(50, 5lb)",
    )  # fmt: skip


WEEKS = """# Week 1
## Day 1
t1 / used: none / 3x5 / 70%
Squat[1,1-3] / ...t1
Bench Press / 3x8 75%
Leg Press[1-2] / 3x10
# Week 2
## Day 1
Bench Press / 3x6 80% / progress: custom(a: 0) {~
  if (completedReps >= reps) { weights += 5lb }
~}
# Week 3
## Day 1
Bench Press / 3x4 85%
"""


def test_liftoscript_by_week_with_templates_and_repeats() -> None:
    found = read_liftoscript(WEEKS, NAMES)
    assert days(found) == [
        "Day 1: Squat 3x5 70%; Bench press 3x8 75% / 3x6 80% / 3x4 85%; Leg press 3x10 / 3x10 / -"
    ]
    assert found.left_out == ("Bench Press: progress: custom(a: 0)",)
    assert found.plan.cycle == 3


def test_what_is_liftoscript() -> None:
    assert is_liftoscript(LINEAR)
    assert is_liftoscript(WEEKS)
    assert is_liftoscript("Squat / 3x5 / progress: lp(5lb)")
    assert not is_liftoscript("plan X\nA: squat 3x5 / 3x3; bench 3x8\nmon A")


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("# Week 1\n## Day 1\nSqat thing / 3x5", 3, "unknown_exercise"),
        ("## Day 1\nSquat / ...Nothing", 2, "no_lift"),
        ("## Day 1\nSquat[1-99] / 3x5", 2, "bounds"),
        ("## Day 1\nSquat / 3x5 what", 2, "unreadable"),
        ("## Day 1\n", 1, "empty"),
        ("x" * (4 * LONGEST_TEXT + 1), 1, "bounds"),
    ],
)
def test_what_liftoscript_cannot_be_read_is_told(text: str, line: int, why: str) -> None:
    with pytest.raises(BadPlan) as caught:
        read_liftoscript(text, NAMES)
    assert (caught.value.problems[0].line, caught.value.problems[0].why) == (line, why)


def test_a_sheet() -> None:
    sheet = (
        "Day,Exercise,Sets,Reps,RIR,Load,Notes\n"
        "Upper,Bench Press,4,6-8,2,,pause\n"
        ",Barbell Row,4,8-10,1-2,70kg,\n"
        "Lower,Squat,3,5,,,\n"
        ",,,,,,\n"
        "Lower,Plank,3,60s,,,\n"
    )
    assert days(read_sheet(sheet, NAMES)) == [
        "Upper: Bench press 4x6-8 rir2 (pause); Barbell row 4x8-10 70kg rir1-2",
        "Lower: Squat 3x5; Plank 3x60s",
    ]


def test_a_sheet_by_week_with_semicolons_and_german_names() -> None:
    sheet = (
        "Woche;Tag;Übung;Sätze;Wdh;RPE\n"
        "1;1;Kniebeuge;3;5;7\n1;1;Bankdrücken;3;8;8\n"
        "2;1;Kniebeuge;4;5;8,5\n2;1;Bankdrücken;3;8;8\n"
    )
    found = read_sheet(sheet, NAMES)
    assert days(found) == ["Day 1: Squat 3x5 @7 / 4x5 @8.5; Bench press 3x8 @8"]


def test_effort_of_a_sheet_says_what_it_is() -> None:
    sheet = "exercise\tsets\treps\teffort\nsquat\t3\t5\t2 RIR\nbench\t3\tmax\t@8\nohp\t3\t5\t75%\n"
    assert days(read_sheet(sheet, NAMES)) == [
        "Day 1: Squat 3x5 rir2; Bench press 3xmax @8; Overhead press 3x5 75%"
    ]


def test_the_same_lift_twice_in_a_day_stays_twice() -> None:
    sheet = "day,exercise,sets,reps\nA,squat,1,5\nA,squat,3,8\n"
    assert days(read_sheet(sheet, NAMES)) == ["A: Squat 1x5; Squat 3x8"]


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("", 1, "no_heading"),
        ("a,b,c\n1,2,3", 1, "no_heading"),
        ("exercise,sets\n", 1, "empty"),
        ("exercise,sets,reps\nsquat,3,5\nbnhc,3,5", 3, "unknown_exercise"),
        ("exercise,sets,reps\nsquat,99,5", 2, "bounds"),
        ("week,exercise,sets,reps\n99,squat,3,5", 2, "bounds"),
    ],
)
def test_what_of_a_sheet_cannot_be_read_is_told(text: str, line: int, why: str) -> None:
    with pytest.raises(BadPlan) as caught:
        read_sheet(text, NAMES)
    assert (caught.value.problems[0].line, caught.value.problems[0].why) == (line, why)
