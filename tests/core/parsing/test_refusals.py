"""What is asked and what is refused: nothing is stored, the words are quoted."""

from __future__ import annotations

import pytest

from core.errors import (
    EffortRange,
    FutureDate,
    ListMismatch,
    LoadRange,
    NoNumber,
    NotASet,
    NothingToRepeat,
    RepsRange,
    TooLong,
    TooManySets,
    TwoExercises,
    UnknownExercise,
    Unreadable,
    UserError,
)
from core.parsing.reading import Asked, Setting
from core.parsing.sets import read_message
from tests.language_setting import LOG, read, setting

KNOWN, NEW = setting(LOG), setting(())

# line, what it is about, and what each choice reads as
ASKED_WITH_LOG = [
    ("bench 8", "reading", ["bench-press 100kg x8", "bench-press 8kg x8"]),
    ("pull-ups 10x8", "reading", ["pull-up 10kg x8", "10 * pull-up 0kg x8"]),
    ("pull-ups 20x6", "reading", ["pull-up 20kg x6", "20 * pull-up 0kg x6"]),
    ("bench 100x8 2", "effort", ["bench-press 100kg x8 rir2"]),
    ("bench 100x3x8", "reading", ["8 * bench-press 100kg x3", "3 * bench-press 100kg x8"]),
    ("bench 5x5x5", "reading", ["5 * bench-press 5kg x5"]),
    ("bench 20x10x20", "reading", ["20 * bench-press 20kg x10", "10 * bench-press 20kg x20"]),
    (
        "row 60x10",
        "exercise",
        ["barbell-row 60kg x10", "seated-cable-row 60kg x10", "dumbbell-row 60kg x10"],
    ),
    (
        "pull-ups 12 2",
        "reading",
        ["pull-up 0kg x12 rir2", "pull-up 12kg x2", "pull-up 0kg x12; pull-up 0kg x2"],
    ),
    ("plank 2", "reading", ["plank 0kg 120s", "plank 0kg 2s"]),
    ("squat 8 2", "reading", ["squat 140kg x8 rir2", "squat 8kg x2"]),
    (
        "bench 8,7,6",
        "reading",
        ["bench-press 100kg x8; bench-press 100kg x7; bench-press 100kg x6"],
    ),
]

ASKED_WITHOUT_LOG = [
    ("squat 5x5", "reading", ["squat 5kg x5"]),
    ("bench 3x8", "reading", ["bench-press 3kg x8"]),
    ("bench 8", "reading", []),
    ("assisted pullup 3x8", "reading", ["assisted-pull-up -3kg x8"]),
    ("carry 3x30m", "reading", ["farmers-carry 3kg 30m"]),
    ("squat 140x8 % 5", "effort", ["squat 140kg x8 rir5"]),
    ("squat 100x8 4+", "effort", ["squat 100kg x8 rir4+"]),
    ("squat 12x10 2", "effort", ["squat 12kg x10 rir2", "12 * squat 2kg x10"]),
    ("squat 100x8x60", "reading", ["8 * squat 100kg x60"]),
    ("squat 51x5x100", "reading", ["5 * squat 51kg x100"]),
]

NAMES_ASKED = [
    ("curl 5x12", "exercise", ["? reading", "? reading", "? reading"]),
    (
        "wall hold thing 60s",
        "new_exercise",
        ["? new_exercise", "handstand-hold 0kg 60s", "wall-sit 0kg 60s"],
    ),
    ("floofy 60x5", "new_exercise", ["? new_exercise"]),
    (
        "floofy press thing 60x5",
        "new_exercise",
        ["? new_exercise", "z-press 60kg x5", "jm-press 60kg x5", "? reading"],
    ),
    ("pizza 2 8", "new_exercise", ["? new_exercise"]),
    (
        "squat heavy 140x8",
        "new_exercise",
        ["? new_exercise", "squat 140kg x8", "machine-squat 140kg x8", "dumbbell-squat 140kg x8"],
    ),
]

REFUSED_WITH_LOG = [
    ("squat 140x8 felt slow 2day", Unreadable),
    ("2026-11-25 squat 140x8", FutureDate),
    ("2026-13-25 squat 140x8", Unreadable),
    ("bench 100x8 90", Unreadable),
    ("bench 100x8 90kg", Unreadable),
    ("squat 3x8 85,80", ListMismatch),
    ("bench 100,79x8", ListMismatch),
    ("bench 100,55x8", ListMismatch),
    ("squat 5x8,8", ListMismatch),
    ("pull-ups 3x8,7", ListMismatch),
    ("plank 3x60s,50s", ListMismatch),
    ("same @9 rir2", Unreadable),
    ("I did 3 exercises today", NotASet),
    ("bench 100x8 @8 @9", Unreadable),
    ("bench 100x8 @9 f", Unreadable),
    ("squat 140x8 rir½", Unreadable),
    ("squat 140x8 rir11", EffortRange),
    ("squat 140x8 rpe0", EffortRange),
    ("squat 140x8 @100", EffortRange),
    ("squat x0", RepsRange),
    ("squat 140x101", RepsRange),
    ("pull-ups 501", RepsRange),
    ("squat 1001x5", LoadRange),
    ("bench 2300lbx5", LoadRange),
    ("squat nanx8", Unreadable),
    ("squat infx8", Unreadable),
    ("squat nan x 8", Unreadable),
    ("squat 1e309x8", Unreadable),
    ("squat", NoNumber),
    ("hello there", NotASet),
    ("squat 140x8 bench", TwoExercises),
    ("bench 3 times a week", NotASet),
    ("deadlift is 5x5 day", NotASet),
    ("I hit 140x8 on squat yesterday lol", NotASet),
    ("squat 140x-8", RepsRange),
    ("squat 140x8 rir-1", EffortRange),
    ("squat 140x", Unreadable),
    ("squat 140kg", NoNumber),
    ("rir1", NoNumber),
    ("bench 100x8,8 rir2,1,0", ListMismatch),
    ("squat 140x8 rir2 rir1", Unreadable),
    ("squat 140x8 @9 rir1", Unreadable),
    ("squat 140x8 rir2 f", Unreadable),
    ("squat 1000.5x1", LoadRange),
    ("squat 140x8 rpe10.5", EffortRange),
    ("squat 140 kg", NoNumber),
]

REFUSED_WITHOUT_LOG = [
    ("sqaut", NoNumber),
    ("100x5 good", UnknownExercise),
    ("100x5 felt great today", UnknownExercise),
    ("140x8", UnknownExercise),
    ("7", UnknownExercise),
    ("same", NothingToRepeat),
    ("+2.5", NothingToRepeat),
    ("x7", NothingToRepeat),
    ("squat x7", NothingToRepeat),
    ("see you at 5", NotASet),
    ("I weigh 82 kg", NotASet),
    ("call me in 5 minutes", NotASet),
    ("back in 5 min", NotASet),
    ("good morning", NoNumber),
    ("thanks", NotASet),
    ("squat 140x8 rir", Unreadable),
    ("squat 140x8 @", Unreadable),
    ("squat 80%x5", Unreadable),
    ("squat 100x8-12", Unreadable),
    ("bench 8,8,8x100", ListMismatch),
    ("squat 21x10 30", Unreadable),
    ("squat 100x8 2 100", Unreadable),
    ("squat 140 8 1 3", Unreadable),
    ("7,5x10 curl", ListMismatch),
    ("lateral raise 7,5x10", ListMismatch),
    ("same 3", NothingToRepeat),
    ("squat same", NothingToRepeat),
    ("same squat", NothingToRepeat),
    ("same f", NothingToRepeat),
    ("same felt good", NothingToRepeat),
    ("same again", NothingToRepeat),
    ("squat +2.5", NothingToRepeat),
    ("squat -200", NothingToRepeat),
    ("squat\nbench 100x5", NoNumber),
    ("squat\n", NoNumber),
    ("bench 100x5\nhello", NotASet),
    ("squat 3x5 100 5", Unreadable),
    ("9999x5 squat 100kg", Unreadable),
    ("tomorrow squat 100x5", FutureDate),
    ("squat 1.234567x8", Unreadable),
    ("squat 100x8.5", Unreadable),
    ("bench 100x8 90s", Unreadable),
]


def answers(asked: Asked, known: Setting) -> list[str]:
    found = []
    for choice in asked.choices:
        try:
            found.append(read(choice.text, known))
        except Asked as again:
            found.append(f"? {again.about}")
        except UserError as error:
            found.append(f"! {error.code}")
    return found


@pytest.mark.parametrize(("line", "about", "choices"), ASKED_WITH_LOG)
def test_asked_after_other_sets(line: str, about: str, choices: list[str]) -> None:
    with pytest.raises(Asked) as caught:
        read_message(line, KNOWN)
    assert (caught.value.about, answers(caught.value, KNOWN)) == (about, choices)


@pytest.mark.parametrize(("line", "about", "choices"), ASKED_WITHOUT_LOG + NAMES_ASKED)
def test_asked_with_an_empty_log(line: str, about: str, choices: list[str]) -> None:
    with pytest.raises(Asked) as caught:
        read_message(line, NEW)
    assert (caught.value.about, answers(caught.value, NEW)) == (about, choices)


@pytest.mark.parametrize(("line", "error"), REFUSED_WITH_LOG)
def test_refused_after_other_sets(line: str, error: type[UserError]) -> None:
    with pytest.raises(error) as caught:
        read_message(line, KNOWN)
    assert type(caught.value) is error
    assert caught.value.quote in line.split("\n")


@pytest.mark.parametrize(("line", "error"), REFUSED_WITHOUT_LOG)
def test_refused_with_an_empty_log(line: str, error: type[UserError]) -> None:
    with pytest.raises(error) as caught:
        read_message(line, NEW)
    assert type(caught.value) is error
    assert caught.value.quote in line.split("\n")


def test_too_long_and_too_many() -> None:
    with pytest.raises(TooLong):
        read_message("x" * 4097, KNOWN)
    with pytest.raises(TooManySets):
        read_message("squat 100x5\n" * 51, KNOWN)
    assert len(read_message("squat 100x5\n" * 50, KNOWN).sets) == 50
    with pytest.raises(TooManySets):
        read_message("squat 51 sets 5 reps 100kg", KNOWN)
    with pytest.raises(TooManySets):
        read_message("squat 100x" + "5," * 200 + "5", KNOWN)


@pytest.mark.parametrize(
    "number", ["9" * 400, "9" * 4000, "1e309", "nan", "inf", "infinity", "1_0"]
)
@pytest.mark.parametrize("line", ["squat {}x8", "squat 100x{}", "squat 100x8 rir{}", "dips {}"])
def test_monstrous_numbers_are_refused(number: str, line: str) -> None:
    with pytest.raises(UserError):
        read_message(line.format(number), KNOWN)


def test_a_fault_anywhere_quotes_its_line() -> None:
    with pytest.raises(RepsRange) as caught:
        read_message("squat 100x5\nbench 80x101\nsquat 90x5", KNOWN)
    assert caught.value.quote == "bench 80x101"


def test_a_choice_rewrites_the_whole_message() -> None:
    with pytest.raises(Asked) as caught:
        read_message("squat 100x5\nbench 100x8 2\nsquat 90x5", KNOWN)
    assert caught.value.choices[0].text == "squat 100x5\nbench 100x8 rir2\nsquat 90x5"


def test_a_new_name_is_offered_to_be_kept() -> None:
    with pytest.raises(Asked) as caught:
        read_message("Floofy 60x5", KNOWN)
    new = caught.value.choices[0]
    assert (caught.value.about, new.learn_words, new.learn_exercise) == (
        "new_exercise",
        "Floofy",
        "",
    )
    assert new.text == "Floofy 60x5"


def test_an_everyday_word_is_asked_with_what_to_remember() -> None:
    with pytest.raises(Asked) as caught:
        read_message("row 60x10", KNOWN)
    asked = caught.value
    assert asked.about == "exercise"
    assert {each.learn_words for each in asked.choices} == {"row"}
    assert "barbell-row" in {each.learn_exercise for each in asked.choices}
