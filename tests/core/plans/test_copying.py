"""A plan as others may have it: no load, no max, no note, no lift of its owner's own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.exercises.names import catalogue_names, names_for
from core.plans.copying import copied
from core.plans.read import read
from core.plans.write import write

NAMES = names_for({}, [replace(catalogue_names().exercise("squat"), id="own-7", name="Zorb carry")])


def copy_of(text: str) -> str | None:
    made = copied(read(text, NAMES, "kg"))
    return None if made is None else write(made, catalogue_names())  # as somebody else reads it


@pytest.mark.parametrize(
    ("text", "copy"),
    [
        (
            "plan P\nA: bench 3x6-8 @80kg rir2; squat 3x5 @75% +2.5\nB: pull-up 3x5 bw+20kg",
            "plan P\nA: Bench press 3x6-8 rir2; Squat 3x5 75% +2.5kg\nB: Pull-up 3x5 bw\nin turn",
        ),
        (
            "plan P\nA: bench 3x5 80% tm\nmaxes: bench 120kg",
            "plan P\nA: Bench press 3x5 80% tm\nin turn",
        ),
        (
            "plan P\nA: bench 3x5 (note: shoulder aches)\nB: squat 3x5",
            "plan P\nA: Bench press 3x5\nB: Squat 3x5\nin turn",
        ),
        (
            "plan P\nA: zorb carry 3x5; bench 3x5\nB: zorb carry 3x5\nmon A, tue B, thu A",
            "plan P\nA: Bench press 3x5\nmon A, thu A",
        ),
        (
            "plan P\nA: zorb carry or squat 3x5\nB: A1 zorb carry 3x5; A2 bench 3x5",
            "plan P\nA: Squat 3x5\nB: Bench press 3x5\nin turn",
        ),
        ("plan P\nA: zorb carry 3x5", None),
    ],
)
def test_a_copy_holds_the_plan_and_nothing_of_its_owner(text: str, copy: str | None) -> None:
    assert copy_of(text) == copy


def test_a_copy_of_a_copy_is_the_same() -> None:
    made = copied(read("plan P\nA: bench 3x5 @80kg; squat 3x5\nmon A", NAMES, "kg"))
    assert made is not None
    assert copied(made) == made
