"""Codes, settings of two people, and sets that both have: rules without a store."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.accounts.linking import (
    CODE_LETTERS,
    Mark,
    differing,
    doubles,
    free_numbers,
    hash_of,
    hectograms,
    joined,
    new_code,
    parted,
    read_code,
    same_exercises,
    spell,
    token,
)
from core.exercises.names import own_exercise

# --- codes --------------------------------------------------------------------------------------


def test_codes_have_forty_bits_and_no_letter_that_looks_like_another() -> None:
    assert not set("0O1IL") & set(CODE_LETTERS)
    assert len(CODE_LETTERS) ** 8 > 2**39
    assert len({new_code() for _ in range(200)}) == 200
    assert all(set(new_code()) <= set(CODE_LETTERS) for _ in range(50))


@pytest.mark.parametrize(
    "typed", ["K7MX-2QPR", "k7mx2qpr", "K7MX 2QPR", " k7mx – 2qpr ", "k7-mx-2q-pr", "K7MX.2QPR"]
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert read_code(typed) == "K7MX2QPR"


@pytest.mark.parametrize("typed", ["", "K7MX-2QP", "K7MX-2QPRS", "K7MX-2QP0", "K7MX-2QPI", "yes"])
def test_what_is_no_code(typed: str) -> None:
    assert read_code(typed) is None


def test_a_code_is_spelled_as_it_is_read() -> None:
    chance = random.Random(1)
    for _ in range(20):
        code = new_code(chance.choice)
        assert read_code(spell(code)) == code


def test_only_a_hash_is_kept() -> None:
    assert hash_of("K7MX2QPR") == hash_of("K7MX2QPR") != hash_of("K7MX2QPS")
    assert "K7MX" not in hash_of("K7MX2QPR").upper()


def test_what_was_shown_has_another_name_once_a_log_has_changed() -> None:
    assert token("h", (3, 4)) == token("h", (3, 4))
    assert (
        len({token("h", (3, 4)), token("h", (3, 5)), token("h", (4, 4)), token("i", (3, 4))}) == 4
    )


# --- settings -----------------------------------------------------------------------------------


def blank(_name: str, value: object) -> bool:
    return value == "unset"


def test_one_side_wins_where_both_have_something() -> None:
    mine = {"units": "kg", "bar": "unset", "goal": "size", "plates": "unset"}
    theirs = {"units": "lb", "bar": "15", "goal": "size", "plates": "unset", "foo": "squat"}
    assert joined(mine, theirs, blank) == {
        "units": "kg", "bar": "15", "goal": "size", "plates": "unset", "foo": "squat",
    }  # fmt: skip
    assert differing(mine, theirs, blank) == {"units": ("kg", "lb")}


VALUES = st.dictionaries(st.sampled_from("abcd"), st.sampled_from("12"))


@given(VALUES, VALUES)
def test_parted_at_once_both_have_what_they_had(
    ours: dict[str, str], theirs: dict[str, str]
) -> None:
    merged = joined(ours, theirs, blank)
    assert parted(ours, merged, merged) == ours
    assert parted(theirs, merged, merged) == theirs


def test_what_was_changed_since_is_kept_on_both() -> None:
    merged = {"units": "kg", "bar": "20", "foo": "squat"}
    now = {"units": "lb", "bar": "20", "new": "bench"}
    assert parted({"units": "kg", "foo": "row"}, merged, now) == {"units": "lb", "new": "bench"}
    assert parted({"bar": "15"}, merged, now) == {"bar": "15", "units": "lb", "new": "bench"}


def test_reminders_get_the_smallest_free_numbers() -> None:
    assert free_numbers([1, 3], [1, 2, 101], 101) == [2, 4, 101]
    assert free_numbers([], [5, 7], 101) == [1, 2]


# --- exercises and sets -------------------------------------------------------------------------


def test_own_exercises_of_one_name_are_one_each_once() -> None:
    def own(number: int, name: str) -> object:
        return replace(own_exercise(name), id=f"own-{number}", name=name)

    here = [own(1, "Sled push"), own(2, "Tyre flip")]
    there = [own(1, "tyre flip"), own(4, "Tyre Flip"), own(5, "Yoke")]
    assert same_exercises(here, there) == {"own-1": "own-2"}  # type: ignore[arg-type]


def mark(number: int, source: str = "", reps: int = 5) -> Mark:
    return Mark(number, source, 0, (1, "squat", 1000, reps, 0, 0))


@pytest.mark.parametrize(
    ("here", "there", "found"),
    [
        ([], [mark(1)], []),
        ([mark(1)], [mark(1), mark(2)], [1]),
        ([mark(1), mark(2)], [mark(1), mark(2), mark(3)], [1, 2]),
        ([mark(1, "a")], [mark(1, "b"), mark(2, "a")], [2]),
        ([mark(1, "a", reps=8)], [mark(1, "a")], [1]),
        ([mark(1, "a", reps=8)], [mark(1, "b")], []),
    ],
)
def test_each_set_here_stands_for_one_there(
    here: list[Mark], there: list[Mark], found: list[int]
) -> None:
    assert doubles(here, there) == found


def test_loads_in_two_units_are_compared_to_100_g() -> None:
    assert hectograms(225_000, "lb") == hectograms(102_100, "kg")
    assert hectograms(225_000, "lb") != hectograms(102_500, "kg")
