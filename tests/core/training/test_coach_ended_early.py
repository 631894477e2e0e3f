"""Sets that ended early at a working load: no heavy singles, no fixed sets, no other range."""

from __future__ import annotations

import pytest

from core.training.exercise_sessions import sessions
from core.training.progression.rep_range import repetition_range
from core.training.progression.scheme import scheme_of
from tests.core.training.test_coach_cases import STRONG, days, following, target
from tests.training_logs import log

FOURS = "100x4@3 100x4@3 100x4@3"
LIGHTER = ("100x1@3 100x1@3 92.5x4@3", "100x1@3 92.5x4@3 92.5x4@3")


def scheme(*sets):
    found = scheme_of(sessions(log(days(*sets)), "load"), STRONG)
    return found.kind, found.low, found.high


@pytest.mark.parametrize(
    ("sets", "kind"),
    [
        ("180x1@3", "top"),
        ("180x1@3 180x1@3", "range"),
        ("180x1@3 180x1@3 180x1@3", "range"),
        ("180x1@1 180x1 180x1@1", "range"),
        ("180x1@3 180x1@3 160x3@3", "top"),  # back-offs are clearly longer than the single
        ("180x1@3 180x1@3 160x2@3", "range"),
    ],
)
def test_planned_sets_of_one_repetition_are_no_top_single(sets, kind):
    assert scheme(sets)[0] == kind


def test_planned_sets_that_ended_after_one_repetition_get_lighter_into_the_range():
    first = "180x1@3 180x1@3 180x1@3"
    found = target(days(first), STRONG)
    assert (found.kind, found.back_offs) == ("down", None)
    assert (found.reps_low, found.reps_high) == (3, 5)
    assert all(3 <= each <= 5 for each in found.aims)
    assert 150_000 <= found.load.milli <= 172_500


def test_who_does_sets_of_one_again_gets_sets_of_one():
    first = "180x1@2 180x1@2 180x1@2"
    assert scheme(first, first) == ("fixed", 1, 1)
    found = target(days(first, first), STRONG)
    assert (found.load.milli, found.aims, found.back_offs) == (182_500, (1, 1, 1), None)
    assert scheme(first, "180x1@2") == scheme(first, "180x1@2 180x1@2") == ("range", 3, 5)
    under_way = following(days(first, "180x1@2"), STRONG)
    assert (under_way.load.milli < 180_000, under_way.reps_low >= 3) == (True, True)


@pytest.mark.parametrize(
    ("before", "kind"),
    [
        ((FOURS,), "range"),
        (("100x4@3 100x3@3",), "range"),
        (("100x2@3 100x2@3 100x1@3",), "top"),  # not clearly more than one
        (("100x3@3 100x2@3 100x1@3",), "range"),
        (("97.5x4@3 97.5x4@3",), "top"),  # lighter: the single is more
        (("102.5x4@3 102.5x4@3",), "range"),
        ((FOURS, *["100x2@3 100x1@3"] * 3), "range"),  # the last four before
        ((FOURS, *["100x2@3 100x1@3"] * 4), "top"),
    ],
)
def test_a_load_that_was_lifted_for_more_is_no_heavy_single(before, kind):
    assert scheme(*before, "100x1@3 92.5x4@3", "100x1@3 92.5x4@3")[0] == kind


def test_sets_that_ended_early_twice_are_no_fixed_sets():
    threes = ("100x3@2 100x3@2 100x3@2",) * 3
    assert scheme("97.5x5@3 97.5x5@3 97.5x5@3", *threes)[0] == "fixed"
    assert scheme("100x4@2 100x5@2 100x5@2", *threes)[0] == "range"
    assert scheme("100x4@2 100x4@2 100x3@2", *threes)[0] == "fixed"
    assert scheme(FOURS, *LIGHTER)[0] == "range"
    assert "fixed" not in target(days(FOURS, *LIGHTER), STRONG).reason.key


@pytest.mark.parametrize(
    ("lighter", "low"),
    [("92.5x3@3", 3), ("92.5x5@3", 3), ("92.5x2@3", 1), ("92.5x6@3", 1), ("", 1)],
)
def test_who_goes_lighter_and_ends_in_the_range_keeps_it(lighter, low):
    """The heavier sets alone say 1-3."""
    said = days(FOURS, *["100x1@3 100x1@3 " + lighter] * 3)
    assert repetition_range(sessions(log(said), "load"), STRONG)[0] == low


def test_a_set_over_the_bottom_of_the_range_says_nothing_of_going_lighter():
    """Only who began under the range went lighter into it: after eights come back-offs."""
    said = days(*["100x8@3 85x5@3"] * 3)
    assert repetition_range(sessions(log(said), "load"), STRONG) == (7, 9)
