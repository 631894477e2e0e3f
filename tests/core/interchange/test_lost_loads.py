"""No row of a table is stored without its load, or with another's."""

from __future__ import annotations

import contextlib

import pytest

from core.interchange.rows import FileRefused, ImportedSet
from tests.core.interchange.test_case_files import read
from tests.core.interchange.test_case_variants import read_with


def test_a_volume_without_a_load_is_asked() -> None:
    head = "date,exercise,sets,reps,volume\n"
    found = read(head + "2024-01-02,Squat,1,5,500\n2024-01-02,Squat,3,5,1507.5\n")
    assert [(each.name, each.role) for each in found.plan.open_columns] == [("volume", "volume")]
    assert found.sets == [("Squat", 100, None, 5), *[("Squat", 100.5, None, 5)] * 3]
    odd = read(head + "2024-01-02,Squat,1,7,500\n")
    assert [each.reason for each in odd.plan.refused] == ["weight"]
    assert read_with(head + "2024-01-02,Squat,1,5,500\n", {"volume": ""}) == []


@pytest.mark.parametrize("head", ["date,exercise,reps", "date,exercise,weight,reps"])
def test_a_lift_without_its_load_is_refused_in_a_table_of_no_app(head: str) -> None:
    empty = "," if "weight" in head else ""
    found = read(f"{head}\n2024-01-02,Squat,{empty}5\n2024-01-02,Pull Up,{empty}8\n")
    assert found.sets == [("Pull Up", None, None, 8)]
    assert [(each.reason, each.facts) for each in found.plan.refused] == [
        ("no_load", {"quote": "Squat"})
    ]


def test_partial_repetitions_are_told_apart() -> None:
    (found,) = read("date,exercise,weight,reps\n2024-01-02,Squat,100,5+2\n").rows
    assert isinstance(found, ImportedSet)
    assert (found.reps, found.partials, found.amrap) == (5, 2, False)


@pytest.mark.parametrize(
    ("second", "line"),
    [
        ("Date,Exercise,Weight lb,Reps", "2026-11-02,Squat,225,5"),
        ("Date,Exercise,Reps,Weight (lb)", "2026-11-02,Squat,5,225"),
    ],
)
def test_a_second_header_holds_from_there(second: str, line: str) -> None:
    found = read(f"Date,Exercise,Weight kg,Reps\n2026-11-01,Squat,100,5\n{second}\n{line}\n")
    assert found.sets == [("Squat", 100, "kg", 5), ("Squat", 225, "lb", 5)]
    assert not found.plan.refused


def test_a_line_of_units_gives_the_unit() -> None:
    found = read("Date,Exercise,Weight,Reps\n,,lb,\n2026-11-01,Squat,225,5\n")
    assert found.sets == [("Squat", 225, "lb", 5)]


def test_two_loads_in_a_line_are_refused_where_they_differ() -> None:
    found = read(
        "Date,Exercise,kg,lb,Reps\n2026-11-01,Squat,100,220.46,5\n2026-11-01,Squat,100,185,5\n"
    )
    assert found.sets == [("Squat", 100, "kg", 5)]
    assert [each.reason for each in found.plan.refused] == ["two_loads"]


@pytest.mark.parametrize("name", ["Weight per side", "Weight/dumbbell", "Plates per side"])
def test_half_of_a_load_is_asked(name: str) -> None:
    found = read(f"Date,Exercise,{name},Reps\n2026-11-01,Squat,40,5\n")
    assert [(each.name, each.role) for each in found.plan.open_columns] == [(name, "weight")]


@pytest.mark.parametrize(
    ("head", "line"),
    [
        ("Weight (stone),Reps", "15,5"),
        ("Total Reps,Weight,Sets", "15,100,3"),
        ("Warmup Weight,Warmup Reps", "60,5"),
    ],
)
def test_what_is_no_load_or_no_repetitions_is_not_read(head: str, line: str) -> None:
    with contextlib.suppress(FileRefused):
        assert read(f"Date,Exercise,{head}\n2026-11-01,Squat,{line}\n").sets == []


def test_what_helped_is_taken_off() -> None:
    head = "Date,Exercise,Weight,Assistance,Reps\n"
    found = read(head + "2026-11-01,Pull Up,,20,8\n2026-11-01,Squat,100,,5\n")
    assert found.sets == [("Pull Up", -20, None, 8), ("Squat", 100, None, 5)]


def test_a_line_that_stands_for_no_set_is_none() -> None:
    assert read("Date,Exercise,Sets,Reps,Weight\n2026-11-01,Squat,0,5,100\n").sets == []


def test_the_set_before_is_not_read_as_the_set() -> None:
    found = read("Date,Exercise,Previous,Weight,Reps\n2026-11-01,Squat,95x5,100,4\n")
    assert found.sets == [("Squat", 100, None, 4)]
