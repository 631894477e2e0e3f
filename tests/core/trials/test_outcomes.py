"""Outcomes as read from sets."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.records import Load, LoggedSet, Side
from core.trials.expectation import expect, lost_reps
from core.trials.outcomes import after, in_arms, kept, loss, minutes, to_failure, volume
from core.trials.records import Arm, Bout, Expectation, Trial
from tests.training_logs import LEG_EXTENSION

AT = datetime(2026, 9, 7, 17, tzinfo=UTC)
BY_ID = {LEG_EXTENSION.id: LEG_EXTENSION}


def sets(*told: tuple[float, int, int | None], at: datetime = AT) -> tuple[LoggedSet, ...]:
    """Sets three minutes apart: load, repetitions, and what was left; -1 for failed."""
    return tuple(
        LoggedSet(
            LEG_EXTENSION.id, Load(round(kg * 1000)), reps, at + timedelta(minutes=3 * place), "",
            rir_tenths=None if left is None else max(0, left) * 10, failed=left == -1,
            id=f"s{place}", session_at=at,
        )
        for place, (kg, reps, left) in enumerate(told)
    )  # fmt: skip


def bout(*told: tuple[float, int, int | None], day: int = 0, side: Side = "") -> Bout:
    at = AT + timedelta(days=day)
    return Bout(LEG_EXTENSION.id, at, side, sets(*told, at=at))


def test_a_set_to_failure_counts_its_repetitions_alone() -> None:
    failed, none_left, called = sets((40, 10, -1), (40, 10, 0), (40, 8, 2))
    assert to_failure(failed, "failure", first=True) == 10
    assert to_failure(none_left, "failure", first=False) == 10
    assert to_failure(called, "stop", first=False) == pytest.approx(10.3)
    assert to_failure(called, "stop", first=True) == pytest.approx(10.8)


def test_an_unrated_set_is_taken_as_it_was_asked_for() -> None:
    (unrated,) = sets((40, 8, None))
    assert to_failure(unrated, "failure", first=False) == 8
    assert to_failure(unrated, "stop", first=False) == pytest.approx(9.8)


def test_loss_is_from_the_first_set_to_the_last_planned() -> None:
    done = bout((40, 12, -1), (40, 10, -1), (40, 9, -1), (40, 5, -1))
    assert loss(done, "failure", LEG_EXTENSION, 3) == 3
    assert loss(done, "failure", LEG_EXTENSION, 4) == 7
    assert loss(bout((40, 12, -1)), "failure", LEG_EXTENSION, 3) is None


def test_a_lighter_last_set_is_moved_and_a_far_lighter_one_is_left_out() -> None:
    lighter = bout((40, 12, -1), (37.5, 12, -1))
    lost = loss(lighter, "failure", LEG_EXTENSION, 3)
    assert lost is not None
    assert lost > 1
    assert loss(bout((40, 12, -1), (30, 12, -1)), "failure", LEG_EXTENSION, 3) is None


def test_the_session_after_counts_for_the_arm_before_it() -> None:
    trial = Trial((LEG_EXTENSION.id,), "blocks", 3, AT, Expectation(3, 2.7, 1.3, 1.2, 6.0, 8))
    days = [bout((40, 10, -1), (40, 9, -1), day=day) for day in range(0, 28, 3)]
    arms = in_arms(trial, days, UTC)
    found = after(trial, arms, BY_ID.__getitem__, UTC)
    assert [each.arm for each in found] == [arm for _, arm in arms[:-1]]


def test_volume_and_minutes() -> None:
    low, high = bout((40, 10, 1), (40, 10, 1)), bout((40, 11, 1), (40, 11, 1))
    more = (volume(high, "stop") or 0) - (volume(low, "stop") or 0)
    assert more == pytest.approx(9.5, abs=0.1)  # per cent, of the logarithm
    assert minutes(low, "stop") == 3
    assert minutes(bout((40, 10, 1)), "stop") is None


@pytest.mark.parametrize(
    ("left", "arm", "as_drawn"),
    [
        (-1, "failure", True), (0, "failure", True), (1, "failure", False), (None, "failure", True),
        (-1, "stop", False), (0, "stop", False), (1, "stop", True), (3, "stop", True),
        (4, "stop", False), (None, "stop", True),
    ],
)  # fmt: skip
def test_what_is_done_as_drawn(left: int | None, arm: Arm, *, as_drawn: bool) -> None:
    assert kept(bout((40, 10, left)), arm) is as_drawn


def test_what_is_expected_comes_from_studies_and_the_log() -> None:
    assert lost_reps(10, 0.0, 120, 3) == pytest.approx(4.4, abs=0.15)  # 55 % of ten in the third
    weeks = [bout((40, 10, 2), (40, 9, 1), (40, 8, 1), day=-day) for day in range(3, 56, 3)]
    told = expect(weeks, (LEG_EXTENSION,), AT, by_limb=True)
    assert told.sets == 3
    assert 1.5 < told.effect < 3.5
    assert told.effect_spread == pytest.approx(told.effect / 2)
    assert 17 <= told.pairs <= 22
    assert told.noise < 1.2  # always the same: less noise than usual
    assert told.noise_weight == pytest.approx(6 + len(weeks) - 1)
    half = expect(weeks, (LEG_EXTENSION,), AT, by_limb=False)
    assert half.pairs == pytest.approx(told.pairs / 2, abs=1)


def test_without_a_log_the_usual_is_expected() -> None:
    told = expect([], (LEG_EXTENSION,), AT, by_limb=True)
    assert (told.sets, told.pairs, told.noise_weight) == (3, 16, 6.0)
    two = (LEG_EXTENSION, replace(LEG_EXTENSION, id="leg-curl"))
    assert expect([], two, AT, by_limb=True).pairs == 32
