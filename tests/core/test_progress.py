"""Progress as facts: every session of a lift, with what happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import exp

import pytest

from core.exercises.names import catalogue_names
from core.progress import Progress, progress
from core.records import Exposure, Lifter
from core.training.ability.state import assess
from tests.core.test_pictures import SET, START, sessions

NAMES = catalogue_names()


def lifter(name: str) -> Lifter:
    return Lifter(NAMES.exercise(name), "size", "kg")


def found(name: str, *days: str, best: float | None = None, apart: int = 3) -> Progress:
    return progress(sessions(*days, apart=apart), lifter(name), (), UTC, best)


def test_every_session_is_there_with_its_heaviest_set() -> None:
    seen = found("squat", "100x8@2 90x8@2", "100x9@2", *["102.5x8@2"] * 30)
    assert seen.kind == "estimate"
    assert len(seen.days) == 32  # more than a chart of text holds
    assert [(each.set.load.text, each.set.reps) for each in seen.days[:2]] == [
        ("100", 8), ("100", 9),
    ]  # fmt: skip


def test_the_estimate_is_that_of_the_advice_and_lies_within_its_band() -> None:
    days = ["100x8@2 100x8@1", "102.5x8@2", "105x7@1", "105x8@0"]
    seen, exposures = found("squat", *days), sessions(*days)
    state = assess(exposures, lifter("squat"), exposures[-1].sets[-1].at + timedelta(minutes=1))
    assert state is not None
    assert seen.days[-1].value == pytest.approx(exp(state.log_capacity), rel=1e-6)
    for each in seen.days:
        assert each.low is not None
        assert each.high is not None
        assert each.low < each.value < each.high
    first, last = seen.days[0], seen.days[-1]
    assert first.high is not None
    assert last.high is not None
    assert last.high / last.value < first.high / first.value  # surer with each session


def test_without_calls_there_is_an_estimate_too() -> None:
    assert found("squat", "100x8", "100x9").kind == "estimate"


@pytest.mark.parametrize(
    ("name", "days", "kind", "values"),
    [
        ("pull-up", ["0x8 0x7", "0x9"], "reps", [8, 9]),
        ("pull-up", ["0x8", "5x8"], "load", [0, 5]),
        ("leg-extension", ["50x15", "52.5x14"], "load", [50, 52.5]),
    ],
)
def test_what_has_no_estimate(name: str, days: list[str], kind: str, values: list[float]) -> None:
    seen = found(name, *days)
    assert (seen.kind, [each.value for each in seen.days]) == (kind, values)
    assert all(each.low is None for each in seen.days)


def test_seconds() -> None:
    held = replace(SET, reps=None, seconds=60)
    longer = replace(held, seconds=75, at=START + timedelta(days=3))
    exposures = [Exposure(each.at, (each,)) for each in (held, longer)]
    seen = progress(exposures, lifter("plank"), (), UTC)
    assert (seen.kind, [each.value for each in seen.days]) == ("seconds", [60, 75])
    assert [each.record for each in seen.days] == [False, True]


@pytest.mark.parametrize(
    ("days", "best", "records"),
    [
        (["100x8@2", "100x9@2", "102.5x8@2", "100x8@2", "105x5@2"], None, [2, 4]),
        (["100x8@2", "102.5x8@2"], 102.5, []),
        (["100x8@2", "102.5x8@2"], 102.4, [1]),
        (["100x8@2", "102.5x8@2"], 99.0, [0, 1]),
    ],
)
def test_a_record_is_heavier_than_ever(
    days: list[str], best: float | None, records: list[int]
) -> None:
    seen = found("squat", *days, best=best)
    assert [place for place, each in enumerate(seen.days) if each.record] == records


def test_light_sessions_are_marked() -> None:
    seen = found("squat", "100x8@2", "90x8@4", "100x8@2")
    assert [each.light for each in seen.days] == [False, True, False]


@pytest.mark.parametrize(("apart", "pauses"), [(20, 0), (21, 1)])
def test_three_weeks_without_are_a_pause(apart: int, pauses: int) -> None:
    seen = found("squat", "100x8@2", "100x8@2", apart=apart)
    assert len(seen.pauses) == pauses
    if pauses:
        assert seen.pauses == ((START, START + timedelta(days=21)),)


def test_nothing_is_nothing() -> None:
    assert progress((), lifter("squat"), (), UTC).days == ()
    at = datetime(2026, 1, 1, tzinfo=UTC)
    warm = replace(SET, warmup=True, at=at)
    assert progress([Exposure(at, (warm,))], lifter("squat"), (), UTC).days == ()
