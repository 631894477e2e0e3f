"""Cells that hold the loads or repetitions of several sets."""

from __future__ import annotations

import pytest

from tests.core.interchange.test_case_files import read


@pytest.mark.parametrize(
    ("weight", "reps", "sets"),
    [
        ("100", '"5,5,4"', [(100, 5), (100, 5), (100, 4)]),
        ("100", '"10,8"', []),  # or 10.8
        ("100", "5/5/4", [(100, 5), (100, 5), (100, 4)]),
        ("100/105/107.5", "5/5/4", [(100, 5), (105, 5), (107.5, 4)]),
        ('"80, 85"', '"10, 8"', [(80, 10), (85, 8)]),
    ],
)
def test_repetitions_in_a_list(weight: str, reps: str, sets: list[tuple[float, int]]) -> None:
    found = read(f"date,exercise,weight,reps\n2024-01-02,Squat,{weight},{reps}\n")
    assert [(each[1], each[3]) for each in found.sets] == sets


def test_as_many_loads_as_sets_or_one() -> None:
    found = read("date,exercise,weight,reps\n2024-01-02,Squat,100/105,5/5/4\n")
    assert found.sets == []
    assert found.plan.refused[0].reason == "weight"
