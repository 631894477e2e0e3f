"""Left and right, as people type them; and what is no side."""

from __future__ import annotations

import pytest

from core.errors import Unreadable
from core.parsing.sets import read_message
from tests.language_setting import setting

Told = list[tuple[int | None, str, int | None]]  # repetitions, side, tenths left


def told(text: str) -> Told:
    return [(each.reps, each.side, each.rir_tenths) for each in read_message(text, setting()).sets]


@pytest.mark.parametrize(
    "text",
    [
        "leg extension left 40x12 rir1", "left leg extension 40x12 rir1",
        "leg extension 40x12 left rir1", "leg extension 40x12 rir1 left",
        "leg extension L 40x12 rir1", "leg extension 40x12 l rir1", "leg extension 40x12L rir1",
        "leg extension left: 40x12 rir1", "leg extension (left) 40x12 rir1",
        "leg extension 40x12 (left) rir1", "leg extension left leg 40x12 rir1",
        "leg extension 40x12 on the left 1 left", "leg extension left 40x12 1 left",
        "leg extension 40x12 l 1 left", "Leg Extension LEFT 40x12 @9",
        "leg extension, left, 40x12 rir1",
        "leg extension links 40x12 rir1", "left leg extension 40 12 1",
        "leg extension\nleft 40x12 rir1",
        "leg extension left\n40x12 rir1", "leg extension\nl: 40x12 rir1",
    ],
)  # fmt: skip
def test_a_side_is_read(text: str) -> None:
    assert told(text) == [(12, "left", 10)]


@pytest.mark.parametrize("text", ["L 40x12", "l 40kg x 12", "40x12 left", "40x12 l", "left 40x12"])
def test_without_a_name_the_lift_is_the_last_one(text: str) -> None:
    assert told(text) == [(12, "left", None)]


@pytest.mark.parametrize("text", ["R 40x12", "r: 40x12", "40x12 r", "40x12R", "right 40x12"])
def test_right_is_no_reserve(text: str) -> None:
    assert told(text) == [(12, "right", None)]


@pytest.mark.parametrize(
    "text",
    [
        "leg extension left 40x12, right 40x11", "leg extension 40x12 left, 40x11 right",
        "leg extension l 40x12 r 40x11", "leg extension 40x12L 40x11R",
        "leg extension 40x12L/40x11R",
        "leg extension left: 40x12; right: 40x11", "leg extension\nleft 40x12\nright 40x11",
        "leg extension\nL: 40x12\nR: 40x11", "leg extension left\n40x12\nright\n40x11",
        "leg extension left 40x12 then right 40x11", "leg extension 40x12 (left), 40x11 (right)",
    ],
)  # fmt: skip
def test_two_sides_in_one_message(text: str) -> None:
    assert told(text) == [(12, "left", None), (11, "right", None)]


def test_a_side_holds_for_its_sets_until_another_lift() -> None:
    text = "leg extension\nleft 40x12, 40x11 rir1\n40x10\nleg curl 30x9"
    assert [(reps, side) for reps, side, _ in told(text)] == [
        (12, "left"), (11, "left"), (10, "left"), (9, ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("bench 80x8 2 left", 20), ("bench 80x8 two left", 20), ("bench 80x8 2 reps left", 20),
        ("bench 80x8 nothing left", 0), ("bench 80x8 r1", 10), ("bench 80x8 r 1", 10),
        ("bench 80x8, 1-2 left", 15), ("bench 80x8 felt right", None),
        ("bench 80x8 right before dinner", None), ("bench 80x8 left shoulder sore", None),
    ],
)  # fmt: skip
def test_what_is_no_side(text: str, left: int | None) -> None:
    assert told(text) == [(8, "", left)]


@pytest.mark.parametrize("lift", ["leg extension", "cable row"])
@pytest.mark.parametrize(
    "done",
    [
        "40x12 L/R", "40x12 l/r rir1", "40x12 left/right", "40x12 left and right",
        "40x12 r/l", "40x12 L & R", "40x12 L and R rir1", "40x12 left + right", "40x12 reps L/R",
        "L/R 40x12", "left/right 40x12", "40x12 rir1 l/r", "40x12 links/rechts", "40x12L/R",
        "40x12 l/r, 2 left",
    ],
)  # fmt: skip
def test_both_sides_in_one_word_are_each_side(lift: str, done: str) -> None:
    drafts = read_message(f"{lift} {done}", setting()).sets
    assert [(each.reps, each.side, each.per_side) for each in drafts] == [(12, "", True)]


@pytest.mark.parametrize(
    "text",
    [
        "leg extension 40x12 left/40x11 right", "leg extension 40x12 l/40x11 r",
        "leg extension 40x12 left and 40x11 right", "leg extension left 40x12 and right 40x11",
    ],
)  # fmt: skip
def test_each_side_with_numbers_of_its_own_is_two_sets(text: str) -> None:
    assert [(reps, side) for reps, side, _ in told(text)] == [(12, "left"), (11, "right")]


@pytest.mark.parametrize("text", ["40x12 left and right 40x11", "40x12 l and r 40x11"])
def test_a_side_that_is_followed_by_its_numbers_is_not_joined_to_the_one_before(text: str) -> None:
    with pytest.raises(Unreadable):
        told(f"leg extension {text}")
