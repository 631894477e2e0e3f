"""Which sets a correction names: a lift, a day, "last", in any order, and what is left over."""

from __future__ import annotations

from datetime import date

import pytest

from core.errors import FutureDate
from core.exercises.names import names_for
from core.parsing.reading import Vocabulary
from core.parsing.set_choice import read_set_choice, says_only_which

NAMES: Vocabulary = names_for({}, ())
TODAY = date(2026, 11, 18)  # a Wednesday
MONDAY = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("text", "lift", "day", "last", "rest"),
    [
        ("bench mon 102.5x5", "bench-press", MONDAY, False, "102.5x5"),
        ("mon bench 102.5x5", "bench-press", MONDAY, False, "102.5x5"),
        ("the bench on monday 102.5x5", "bench-press", MONDAY, False, "102.5x5"),
        ("last set", None, None, True, ""),
        ("the last bench set", "bench-press", None, True, ""),
        ("bench 2026-11-16", "bench-press", MONDAY, False, ""),
        ("bench 16.11. 100x5", "bench-press", MONDAY, False, "100x5"),
        ("bench yesterday", "bench-press", date(2026, 11, 17), False, ""),
        ("140x7", None, None, False, "140x7"),
        ("rir2", None, None, False, "rir2"),
        ("102.5", None, None, False, "102.5"),
        ("working", None, None, False, "working"),
    ],
)
def test_what_words_say_of_a_set(
    text: str, lift: str | None, day: date | None, last: bool, rest: str
) -> None:
    found = read_set_choice(text, NAMES, TODAY)
    assert (found.exercise.id if found.exercise else None) == lift
    assert (found.day, found.last, found.rest) == (day, last, rest)


def test_an_everyday_word_may_be_several_lifts() -> None:
    assert len(read_set_choice("row mon", NAMES, TODAY).maybe) > 1


def test_a_day_that_has_not_come_is_refused() -> None:
    with pytest.raises(FutureDate):
        read_set_choice("bench 2026-11-19", NAMES, TODAY)


@pytest.mark.parametrize(
    ("text", "told"),
    [("", True), ("bench", True), ("bench mon", True), ("@m3", True), ("last set", True),
     ("tomorrow", False), ("that please", False), ("my mistake", False), ("0.0.0", False)],
)  # fmt: skip
def test_undo_is_told_from_talk(text: str, told: bool) -> None:
    assert says_only_which(text.split(), NAMES) == told
