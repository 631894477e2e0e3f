"""What failure has cost, from logs whose truth is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.trials.costs import FEWEST, arm_of_set, costs_of, load_band
from core.trials.records import Bout
from tests.core.trials.test_outcomes import AT, BY_ID, bout, sets
from tests.training_logs import LEG_EXTENSION


def log_of(days: int, failed_loses: int = 3) -> list[Bout]:
    """Sessions of two sets, by turns a failure first and 2 left, which loses one repetition."""
    found = []
    for day in range(days):
        if day % 2:
            found.append(bout((40, 10, -1), (40, 10 - failed_loses, -1), day=3 * day))
        else:
            found.append(bout((40, 8, 2), (40, 7, 2), day=3 * day))
    return found


def test_what_sets_after_failure_lost_is_told_with_doubt() -> None:
    told = costs_of(log_of(40), BY_ID).next_set
    assert (told.failed, told.stopped) == (20, 20)
    assert told.found is not None  # 3 against 1.5: first calls leave out half a repetition (R6)
    assert told.found.alone == pytest.approx(1.5, abs=0.05)
    assert told.found.low < 1.5 < told.found.high
    assert told.found.high - told.found.low > 1.5  # forty sets do not make it certain


def test_failure_that_cost_nothing_is_not_said_to_cost() -> None:
    told = costs_of(log_of(40, failed_loses=1), BY_ID).next_set
    assert told.found is not None
    assert not told.found.claimed


def test_too_little_is_said_on_both_sides_of_the_border() -> None:
    enough, few = costs_of(log_of(2 * FEWEST), BY_ID), costs_of(log_of(2 * FEWEST - 1), BY_ID)
    assert enough.next_set.found is not None
    assert few.next_set.found is None
    assert (few.next_set.failed, few.next_set.stopped) == (FEWEST - 1, FEWEST)
    nothing = costs_of([], BY_ID)
    assert (nothing.next_set.found, nothing.next_session.found) == (None, None)


def test_other_loads_and_other_set_numbers_are_not_compared() -> None:
    heavy = [
        replace(each, sets=tuple(replace(this, load=LIGHT) for this in each.sets))
        if each.sets[0].failed
        else each
        for each in log_of(40)
    ]
    assert costs_of(heavy, BY_ID).next_set.failed == 0


LIGHT = sets((30, 10, 2))[0].load


def test_the_session_after_is_held_against_the_one_before() -> None:
    found = []
    for day in range(30):  # after a failure the first set holds 38 kg, else 40
        tired = day % 3 == 2
        here = bout((38 if tired else 40, 10, 2), (40, 9, -1 if day % 3 == 1 else 2), day=3 * day)
        found.append(here)
    told = costs_of(found, BY_ID).next_session
    assert told.found is not None
    assert told.found.alone < -3


def test_which_sets_are_compared() -> None:
    failed, none_left, one, four, five, unrated = sets(
        (40, 9, -1), (40, 9, 0), (40, 9, 1), (40, 9, 4), (40, 9, 5), (40, 9, None)
    )
    told = [arm_of_set(each) for each in (failed, none_left, one, four, five, unrated)]
    assert told == ["failure", "failure", "stop", "stop", None, None]
    assert arm_of_set(replace(one, shared_effort=True)) is None
    assert arm_of_set(replace(four, rir_at_least=True)) is None


def test_gaps_longer_than_ten_days_are_left_out() -> None:
    near, far = (
        log_of(30),
        [
            replace(each, session_at=AT + timedelta(days=11 * place))
            for place, each in enumerate(log_of(30))
        ],
    )
    assert costs_of(near, BY_ID).next_session.stopped > 0
    assert costs_of(far, BY_ID).next_session.stopped == 0


def test_loads_near_each_other_share_a_band() -> None:
    forty, more, other = sets((40, 9, 1), (40.1, 9, 1), (45, 9, 1))
    assert load_band(forty) == load_band(more) != load_band(other)
    assert LEG_EXTENSION.id in BY_ID
