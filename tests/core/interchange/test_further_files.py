"""Further tables as people keep them: other names, other cells, other ways to write a day."""

from __future__ import annotations

import pytest

from tests.core.interchange.test_case_files import read


@pytest.mark.parametrize(
    ("text", "sets"),
    [
        # in German "Last" is the load, in English the time before
        ("Datum;Übung;Satz;Last (kg);Wdh.;Bemerkung\n01.11.2026;Kniebeuge;1;102,5;5;schwer, ok\n",
         [("Kniebeuge", 102.5, "kg", 5)]),
        ("Date,Lift,Wt (lbs),Reps\n11/15/2026,Squat,225,5\n", [("Squat", 225, "lb", 5)]),
        # a cell that says sets, repetitions and load
        ("Date,Exercise,Sets\n2026-11-01,Squat,5x5x100\n2026-11-02,Squat,\"80x8, 80x7\"\n",
         [*[("Squat", 100, None, 5)] * 5, ("Squat", 80, None, 8), ("Squat", 80, None, 7)]),
        # as spreadsheets write a day
        ("Date,Exercise,Weight,Reps\n5-Nov-26,Squat,100,5\n", [("Squat", 100, None, 5)]),
        # a whole row quoted, with a note in quotes of its own
        ('"date;exercise;weight;reps;notes"\n"2026-11-01;Squat;100;5;""slow; hard"""\n',
         [("Squat", 100, None, 5)]),
        # what is planned beside what was done
        ("Date,Exercise,Target Weight,Target Reps,Weight,Reps\n2026-11-01,Squat,105,5,100,4\n",
         [("Squat", 100, None, 4)]),
    ],
)  # fmt: skip
def test_files_read_as_they_are_meant(text: str, sets: list[object]) -> None:
    assert read(text).sets == sets


@pytest.mark.parametrize(
    ("column", "cell", "tenths"),
    [("RPE", "8-9", 15), ("RPE", "rpe 8/10", 20), ("RPE", "9 RPE", 10), ("RIR", "rir 2", 20),
     ("RIR", "1-2", 15), ("RPE", "11", None), ("RPE", "0-1", None)],
)  # fmt: skip
def test_efforts_as_people_write_them(column: str, cell: str, tenths: int | None) -> None:
    text = f"date,exercise,weight,reps,{column}\n2026-11-01,Squat,100,5,{cell}\n"
    text += f"2026-11-01,Squat,100,5,{'8' if column == 'RPE' else '2'}\n"
    assert read(text).rows[0].rir_tenths == tenths
