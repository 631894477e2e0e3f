"""A programme as a sheet is told from a log, by its heading and its first rows."""

from __future__ import annotations

import pytest

from core.plans.problems import BadPlan
from core.plans.sheet import is_sheet, read_sheet
from core.plans.write import write
from tests.core.plans.plan_records import NAMES

SHEETS = {
    "usual": "day,exercise,sets,reps,rir\nA,squat,3,5,2",
    "semicolons": "Day;Exercise;Sets;Reps;Effort\nUpper;Bench press;4;6-8;RPE 8",
    "tabs": "Workout\tLift\tSets\tReps\nA\tSquat\t3\t5",
    "weeks and loads": "Week,Day,Exercise,Sets,Reps,Weight\n1,1,Squat,3,5,100kg",
    "german": "Tag;Übung;Sätze;Wdh\nA;Kniebeuge;3;5",
    "byte order mark": "\ufeffday,exercise,sets,reps\nMonday,squat,3,5",
}
LOGS = {
    "strong": "Date,Workout Name,Exercise Name,Set Order,Weight,Reps\n2026-11-01,A,Squat,1,100,5",
    "hevy": "title,start_time,exercise_title,set_index,weight_kg,reps\nA,1 Nov 2026,Squat,0,100,5",
    "fitnotes": "Date,Exercise,Category,Weight,Weight Unit,Reps\n2026-11-01,Squat,Legs,100,kgs,5",
    "days as dates": "day,exercise,sets,reps\n2026-11-01,squat,3,5",
    "days as dates, german": "Tag;Übung;Sätze;Wdh\n1.11.2026;Kniebeuge;3;5",
    "days with a year": "day,exercise,sets,reps\nSun 1 Nov 2026,squat,3,5",
    "our own export": "spotter,at,exercise,load,unit,reps\n1,2026-11-01T18:00,squat,100,kg,5",
    "a day under another name": "when,exercise,sets,reps\n1.11.26,squat,3,5\n3.11.26,bench,3,5",
    "set by set": "exercise,set number,reps,weight\nsquat,1,5,100",
    "heading alone": "day,exercise,sets,reps",
    "talk": "squat, bench, rows\nand some curls",
    "set lines": "squat 100x5\nbench 80x5",
    "": "",
}


@pytest.mark.parametrize("name", SHEETS)
def test_a_programme(name: str) -> None:
    assert is_sheet(SHEETS[name])


@pytest.mark.parametrize("name", LOGS)
def test_a_log_or_talk(name: str) -> None:
    assert not is_sheet(LOGS[name])


@pytest.mark.parametrize(
    ("text", "pasted"),
    [
        ("day,exercise,sets,reps\nA,squat,3,5", True),
        ("exercise,sets,reps,rir\nsquat,3,5,2", True),
        ("exercise,sets,reps\nsquat,3,5", False),  # as well a note of what was done
        ("day,exercise,reps\nA,squat,5", False),
    ],
)
def test_pasted_without_a_word_it_names_days_or_an_effort(text: str, *, pasted: bool) -> None:
    assert is_sheet(text)
    assert is_sheet(text, pasted=True) is pasted


@pytest.mark.parametrize("row", ["squat,three,5,", "squat,3,5,hard", "squat,many,5,rir2"])
def test_a_cell_that_is_no_number_is_asked_about(row: str) -> None:
    with pytest.raises(BadPlan) as caught:
        read_sheet(f"exercise,sets,reps,effort\n{row}", NAMES)
    (problem,) = caught.value.problems
    assert (problem.line, problem.why) == (2, "unreadable")


def test_failure_is_an_effort_and_loads_in_words_are_named() -> None:
    found = read_sheet("exercise,sets,reps,effort,load\nleg curl,3,12,failure,heavy", NAMES)
    assert "Leg curl 3x12 rir0" in write(found.plan, NAMES)
    assert found.left_out == ("leg curl heavy",)
