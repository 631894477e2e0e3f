"""Variants of the kinds of files in tests/files: other columns, other languages, other places."""

from __future__ import annotations

import pytest

from core.interchange.rows import Refused
from tests.core.interchange.test_case_files import read

# --- a comma that nobody quoted -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "sets", "note"),
    [
        # in the notes, with numbers in them
        ("date,exercise,weight,reps,rpe,notes\n2024-06-03,Squat,140,5,9,slow, 2 grinders, ok\n",
         [("Squat", 140, None, 5)], "slow, 2 grinders, ok"),
        # in notes that stand in the middle
        ("date,exercise,comment,weight,reps\n2024-06-03,Squat,slow, hard,140,5\n",
         [("Squat", 140, None, 5)], "slow, hard"),
        # between semicolons
        ("date;exercise;weight;reps;note\n2024-06-03;Squat;140;5;slow;hard\n",
         [("Squat", 140, None, 5)], "slow;hard"),
        # in the name, with notes behind
        ("date,exercise,weight,reps,notes\n2024-06-03,Squat, paused,140,5,ok\n",
         [("Squat, paused", 140, None, 5)], "ok"),
        # in a column that means nothing here
        ("date,exercise,category,weight,reps\n2024-06-03,Squat,Legs, back,140,5\n",
         [("Squat", 140, None, 5)], ""),
    ],
)  # fmt: skip
def test_a_comma_belongs_to_text(text: str, sets: list[object], note: str) -> None:
    found = read(text)
    assert found.sets == sets
    assert found.rows[0].note == note


@pytest.mark.parametrize(
    "text",
    [
        # no column of text takes it
        "date,exercise,sets,reps,weight\n2024-06-03,Squat,3,5,100,9\n",
        # 82 kg for 5 with a note "5, ok", or 82.5 kg for 5
        "date,exercise,weight,reps,notes\n2024-06-03,Squat,82,5,5,ok\n",
        "date,exercise,weight,reps,notes\n2024-06-03,Squat,82,5,5,\n",
        "date,exercise,weight,reps\n2024-06-03,Squat,82,5,5\n",
    ],
)
def test_a_row_that_does_not_fit_is_refused(text: str) -> None:
    found = read(text)
    assert found.sets == []
    assert [type(each) for each in found.rows] == [Refused]
    assert found.plan.refused[0].reason == "columns"
