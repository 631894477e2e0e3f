"""Repetitions as a difference to the set before, and what only looks like one."""

from __future__ import annotations

import pytest

from core.parsing.relative_reps import as_difference
from core.parsing.said_lines import as_typed
from core.parsing.short_sets import as_short_set


@pytest.mark.parametrize(
    ("text", "difference"),
    [
        ("same but 2 less reps", -2), ("same, one less", -1), ("same weight 1 fewer rep", -1),
        ("one rep less", -1), ("two fewer", -2), ("a rep less than last time", -1),
        ("got one less", -1), ("lost 2 reps", -2), ("dropped a rep", -1),
        ("same minus one rep", -1),
        ("same -2 reps", -2), ("same plus one rep", 1), ("same but one more rep", 1),
        ("same weight two reps more", 2), ("2 weniger", -2), ("eine Wiederholung weniger", -1),
        ("lo mismo pero una menos", -1), ("uma a menos", -1), ("une de moins", -1),
        ("на одну меньше", -1),
    ],
)  # fmt: skip
def test_a_difference(text: str, difference: int) -> None:
    assert as_difference(text) == difference
    assert as_short_set(text) == f"fix only {difference:+d}"


@pytest.mark.parametrize(
    "text",
    ["2 more", "one more rep", "same", "same 6", "x6", "2", "less", "2 kg less", "2 sets less",
     "same but 2 left", "2 less sets", "squat 2 less"],
)  # fmt: skip
def test_all_else_is_none(text: str) -> None:
    assert as_difference(text) is None


def test_a_difference_behind_same_is_no_count() -> None:
    assert as_typed("same but 2 less reps") == "same but 2 less reps"
    assert as_typed("same but 2 reps") == "x2 reps"


@pytest.mark.parametrize(
    ("said", "typed"),
    [
        ("one more set of eight", "x8"), ("another set of eight", "x8"),
        ("another one for 6", "x6"), ("and again 7", "x7"),
        ("one more for six, one left", "x6 one left"),
        ("same for 7, 2 left", "x7 2 left"), ("dips plus forty five for six", "dips +45 for six"),
        ("dips plus twenty for six", "dips +20 for six"), ("plus 5 kilos", "+5"),
        ("plus 2,5", "+2,5"),
        ("another 2", "another 2"), ("one more 2", "one more 2"), ("same 8, 8", "same 8, 8"),
    ],
)  # fmt: skip
def test_one_more_set_as_it_is_said(said: str, typed: str) -> None:
    assert as_typed(said) == typed


@pytest.mark.parametrize(
    ("said", "typed"),
    [
        ("deadlift one eighty by three at eight", "deadlift one eighty by three rpe 8"),
        ("bench 40x5 at 9", "bench 40x5 rpe 9"), ("bench 39x5 at 9", "bench 39x5 at 9"),
        ("squat 140 kg for 5 at eight and a half", "squat 140 kg for 5 rpe 8.5"),
        ("squat 225 for a double at 9.5", "squat 225 for a double rpe 9.5"),
        ("lateral raise 3 by 12 at 8", "lateral raise 3 by 12 at 8"),
        ("squat 140x3 at 5", "squat 140x3 at 5"), ("bench 5x5 at 80", "bench 5x5 at 80"),
        ("curl twenty by three at eight", "curl twenty by three at eight"),
    ],
)  # fmt: skip
def test_at_behind_a_load_and_repetitions_is_of_ten(said: str, typed: str) -> None:
    assert as_typed(said) == typed
