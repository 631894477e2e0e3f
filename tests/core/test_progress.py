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


def lights(*loads: float, apart: int = 3) -> list[int]:
    """Which of these sessions are marked as light."""
    seen = found("squat", *(f"{load:g}x5@2" for load in loads), apart=apart)
    return [place for place, each in enumerate(seen.days) if each.light]


@pytest.mark.parametrize(
    ("loads", "apart", "light"),
    [
        ((100, 85, 87.5, 85, 100), 3, [1, 2, 3]),  # a deload: a week that was lighter throughout
        ((100, 85, 85, 85, 85, 100), 2, [1, 2, 3, 4]),
        ((100, 85, 85, 85, 85, 85, 100), 2, []),  # five are what is lifted now
        ((100, 85, 85, 85, 102.5), 5, [1, 2, 3]),  # ten days from the first to the last
        ((100, 85, 85, 85, 102.5), 6, []),  # twelve
        ((100, 94.9, 94.9, 100), 3, [1, 2]),
        ((100, 95, 95, 100), 3, []),
        ((100, 85, 85, 89), 3, []),  # back to where it was left, or it was no deload
        ((100, 85, 85, 90), 3, [1, 2]),
        ((100, 85, 85), 3, []),  # what comes after is not known
        ((100, 85, 85, 100), 20, []),
        ((60, 100, 85, 85, 100, 85, 85, 100), 3, [2, 3, 5, 6]),
    ],
)
def test_deloads_are_marked(loads: tuple[float, ...], apart: int, light: list[int]) -> None:
    assert lights(*loads, apart=apart) == light


def test_a_return_from_three_weeks_off_is_no_deload() -> None:
    days = [100, 80, 80, 100]
    gaps = {0: 0, 1: 21, 2: 24, 3: 27}
    exposures = [
        replace(each, session_at=START + timedelta(days=gaps[place]),
                sets=tuple(replace(one, at=START + timedelta(days=gaps[place]),
                                   session_at=START + timedelta(days=gaps[place]))
                           for one in each.sets))
        for place, each in enumerate(sessions(*(f"{load}x5@2" for load in days), apart=3))
    ]  # fmt: skip
    seen = progress(exposures, lifter("squat"), (), UTC)
    assert [each.light for each in seen.days] == [False] * 4


def test_sessions_that_were_planned_easy_are_marked() -> None:
    exposures = sessions("100x5@2", "100x5@4", "102.5x5@2", apart=3)
    easy = frozenset({exposures[1].session_at})
    seen = progress(exposures, lifter("squat"), (), UTC, easy=easy)
    assert [each.light for each in seen.days] == [False, True, False]


def test_what_lies_before_a_day_is_left_out_and_still_known() -> None:
    days = ["100x5@2", "102.5x5@2", *["100x5@2"] * 6]
    exposures = sessions(*days, apart=3)
    whole = progress(exposures, lifter("squat"), (), UTC)
    late = whole.since(exposures[3].session_at)
    assert late.days == whole.days[3:]
    fresh = progress(exposures[3:], lifter("squat"), (), UTC)
    assert late.days[0].high is not None
    assert fresh.days[0].high is not None
    assert late.days[0].high - late.days[0].value < fresh.days[0].high - fresh.days[0].value
    apart = progress(sessions(*days, apart=21), lifter("squat"), (), UTC)
    assert len(apart.pauses) == 7
    assert len(apart.since(apart.days[2].at).pauses) == 5  # those that lie between what is shown


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
