"""Charts as facts: what is drawn of an exercise's sessions, and what is left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.charts import Chart, Point, chart, place_of
from core.exercises.names import catalogue_names
from core.records import Exposure, Load, LoggedSet, Pain
from core.training.curve import capacity

START = datetime(2026, 1, 5, 18, tzinfo=UTC)
SET = LoggedSet("", Load(0), 8, START, "")
NAMES = catalogue_names()


def sessions(*days: str, apart: int = 3) -> list[Exposure]:
    """Sessions as text: "100x8@2 100x7", load x repetitions @ reserve."""
    found = []
    for number, words in enumerate(days):
        at = START + timedelta(days=apart * number)
        sets = []
        for place, word in enumerate(words.split()):
            done, _, left = word.partition("@")
            load, reps = done.split("x")
            sets.append(
                replace(
                    SET, load=Load(round(float(load) * 1000)), reps=int(reps), id=f"s{place}",
                    at=at + timedelta(minutes=3 * place), session_at=at,
                    rir_tenths=int(left) * 10 if left else None,
                )
            )  # fmt: skip
        found.append(Exposure(at, tuple(sets)))
    return found


def drawn(name: str, *days: str, apart: int = 3, pains: tuple[Pain, ...] = ()) -> Chart:
    return chart(sessions(*days, apart=apart), NAMES.exercise(name), pains, UTC)


def told(found: Chart) -> list[tuple[str, int | None, bool]]:
    """The best set of each session, and whether something is drawn."""
    return [(each.set.load.text, each.set.reps, each.value is not None) for each in found.points]


@pytest.mark.parametrize(
    ("name", "days", "kind"),
    [
        ("squat", ["100x8@2", "100x8@1"], "estimate"),
        ("squat", ["100x8@2", "100x8"], "estimate"),
        ("squat", ["100x8@2", "100x8", "100x8"], "floor"),
        ("squat", ["100x8@4", "100x8@5"], "floor"),  # a call beyond 3 says little
        ("squat", ["100x8", "100x9"], "floor"),
        ("leg-extension", ["50x15", "50x14"], "load"),
        ("leg-extension", ["50x12@2", "50x12@1"], "floor"),  # 13 and more to failure
        ("pull-up", ["0x8", "0x9"], "reps"),
        ("pull-up", ["0x8", "5x8"], "load"),
        ("plank", [], "seconds"),
    ],
)
def test_what_is_drawn(name: str, days: list[str], kind: str) -> None:
    assert drawn(name, *days).kind == kind


def test_an_estimate_counts_what_was_left() -> None:
    found = drawn("squat", "100x8@2 100x9@0", "100x5 90x5@3")
    squat = NAMES.exercise("squat")
    assert found.values == [capacity(100, 10, squat), capacity(90, 8, squat)]
    assert told(found) == [("100", 8, True), ("90", 5, True)]


def test_no_estimate_above_twelve_repetitions() -> None:
    """The strongest set decides; a session is not drawn by a weaker set that is short enough."""
    found = drawn("squat", "100x10@2 80x5@2", "100x11@2 100x8@1", "100x8@1")
    assert told(found) == [("100", 10, True), ("100", 11, False), ("100", 8, True)]
    assert [each.value for each in found.points][1] is None


def test_the_body_alone_is_drawn_in_repetitions() -> None:
    found = drawn("pull-up", "0x8 0x7", "0x9 0x9", "0x11")
    assert (found.kind, found.values) == ("reps", [8, 9, 11])


def test_seconds() -> None:
    held = replace(SET, reps=None, seconds=60)
    longer = replace(held, seconds=75, at=START + timedelta(days=3))
    exposures = [Exposure(each.at, (each,)) for each in (held, longer)]
    found = chart(exposures, NAMES.exercise("plank"), (), UTC)
    assert (found.kind, found.values) == ("seconds", [60, 75])


def test_warmups_are_not_drawn() -> None:
    (one, two) = sessions("100x8", "100x9")
    warm = replace(one.sets[0], load=Load(140_000), warmup=True)
    only = Exposure(START - timedelta(days=3), (replace(warm, at=START - timedelta(days=3)),))
    found = chart([only, Exposure(START, (warm, *one.sets)), two], NAMES.exercise("squat"), (), UTC)
    assert told(found) == [("100", 8, True), ("100", 9, True)]


@pytest.mark.parametrize(
    ("days", "apart", "loads", "light"),
    [
        (["100x8", "90x8", "100x8"], 3, ["100", "100"], 1),
        (["100x8", "97.5x8", "100x8"], 3, ["100", "97.5", "100"], 0),
        (["100x8", "100x8", "90x8"], 3, ["100", "100", "90"], 0),  # the last one: nobody knows yet
        (["100x8", "80x8", "100x8"], 21, ["100", "80", "100"], 0),  # back after a break
        (["100x8", "80x8", "82.5x8", "100x8"], 3, ["100", "80", "82.5", "100"], 0),
        (["90x8", "100x8", "80x8", "100x8"], 3, ["90", "100", "100"], 1),
    ],
)
def test_light_days_are_left_out(days: list[str], apart: int, loads: list[str], light: int) -> None:
    found = drawn("squat", *days, apart=apart)
    assert ([each.set.load.text for each in found.points], found.light) == (loads, light)


def test_sessions_with_pain_are_left_out() -> None:
    pain = Pain("squat", START + timedelta(days=3, hours=1), "knee hurts")
    found = drawn("squat", "100x8", "90x8", "80x8", pains=(pain,))
    assert [each.set.load.text for each in found.points] == ["100", "80"]
    assert (found.pain, found.light) == (1, 0)


def test_the_last_sixteen_sessions() -> None:
    found = drawn("squat", "100x8", "80x8", *["100x8"] * 18)
    assert (len(found.points), found.light) == (16, 0)
    assert found.points[-1].set.at == START + timedelta(days=3 * 19)


@pytest.mark.parametrize(
    ("days", "trend"),
    [
        (["100x5", "100x6", "100x7", "100x8", "100x9"], 1),
        (["100x9", "100x8", "100x7", "100x6", "100x5"], -1),
        (["100x8"] * 6, 0),
        (["100x5", "100x9", "100x5", "100x9", "100x5", "100x9"], 0),
        (["100x5", "100x6", "100x7", "100x8"], None),  # four sessions say nothing
        ([], None),
    ],
)
def test_a_trend_is_named_where_it_stands_out(days: list[str], trend: int | None) -> None:
    assert drawn("squat", *days).trend == trend


@pytest.mark.parametrize(
    ("value", "values", "place"),
    [(5, [5], 0), (5, [5, 5], 0), (5, [5, 10], 0), (10, [5, 10], 11), (7.5, [5, 10], 6)],
)
def test_where_a_mark_stands(value: float, values: list[float], place: int) -> None:
    assert place_of(value, values, 12) == place


def test_values_skip_what_cannot_be_compared() -> None:
    assert Chart("floor", (Point(SET, None), Point(SET, 3.0)), 0, 0).values == [3.0]
