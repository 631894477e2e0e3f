"""Corrections in plain words are the commands that do them; sets, questions and talk are not."""

from __future__ import annotations

import pytest

from core.exercises.names import names_for
from core.parsing.said_corrections import as_correction, says_how_many_to_undo

NAMES = names_for({}, ())


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("no, 7 reps", "fix 7 reps"),
        ("nope 80x7", "fix 80x7"),
        ("actually 85x8", "fix 85x8"),
        ("wrong, it was 82.5", "fix 82.5"),
        ("sorry rir1", "fix rir1"),
        ("i meant 80 kg x 6", "fix 80 kg x 6"),
        ("make that 7", "fix 7"),
        ("that should be 80x8", "fix 80x8"),
        ("should have been 80x8 @9", "fix 80x8 @9"),
        ("bench was 82.5x8", "fix bench 82.5x8"),
        ("bench mon was 102.5x5", "fix bench mon 102.5x5"),
        ("change last set to 80x6", "fix last set to 80x6"),
        ("edit bench 90x5", "fix bench 90x5"),
        ("oops squat 105x5", "fix squat 105x5"),
        ("was 6 reps", "fix 6 reps"),
        ("was 80", "fix 80"),
        ("that was 6", "fix 6"),
        ("it was 142.5 actually", "fix 142.5"),
        ("it was 140 for 8", "fix 140 for 8"),
        ("142.5 kg, my bad", "fix 142.5 kg"),
        ("that's 7 reps", "fix 7 reps"),
        ("only got 6", "fix 6"),
        ("i only managed 6 reps", "fix 6 reps"),
        ("got only six", "fix 6"),
        ("only got 6 of 8", "fix 6"),
        ("make that 7 reps", "fix 7 reps"),
        ("make that seven reps", "fix 7 reps"),
        ("oops 145 not 140", "fix 145 not 140"),
        ("145 not 140", "fix 145 not 140"),
        ("i did 6 reps not 8", "fix 6 reps not 8"),
        ("not 140 but 145", "fix 145 not 140"),
        ("not 8, it was 6", "fix 6 not 8"),
        ("bench 45 not 40", "fix bench 45 not 40"),
        ("remove bench mon", "delete bench mon"),
        ("remove the last set", "delete the last set"),
    ],
)
def test_what_a_correction_means(text: str, command: str) -> None:
    assert as_correction(text, NAMES) == command


@pytest.mark.parametrize(
    "text",
    [
        "squat 100x5", "100x5", "no", "no problem", "actually bench felt good", "was hard",
        "it was fun", "that was a pr", "only bench today", "only got 20 minutes", "that was 3 sets",
        "it was 30 degrees in there", "not 100 percent today", "bench 80x8 not great",
        "just did 3 sets",
        "bench was hard 80x8", "change of plans 80x8", "remove the collars", "sorry im late",
        "no 80x8 today, knee hurts", "drop bench", "wrong gym", "7 reps", "edit", "i meant well",
        "bench was 82.5x8 and then I did 12 sets of curls for no reason whatsoever, as one does",
    ],
)  # fmt: skip
def test_what_is_none(text: str) -> None:
    assert as_correction(text, NAMES) is None


@pytest.mark.parametrize(
    ("text", "several"),
    [("undo 2", True), ("undo twice", True), ("undo", False), ("undo bench", False)],
)
def test_more_than_one_undo(text: str, several: bool) -> None:
    assert says_how_many_to_undo(text) is several
