"""Wishes as typed: ranges, reserves, dumbbells; what is read and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadSetting
from core.parsing.preferences import (
    MOST_CHARACTERS,
    MOST_WEIGHTS,
    Wish,
    read_effort,
    read_range,
    read_weights,
)
from core.records import Load


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("bench 5-8", Wish("bench", (5, 8))),
        ("bench press 5 - 8", Wish("bench press", (5, 8))),
        ("bench 5\u20138", Wish("bench", (5, 8))),
        ("bench 5 to 8 reps", Wish("bench", (5, 8))),
        ("bench to 5-8", Wish("bench", (5, 8))),
        ("bench = 5-8", Wish("bench", (5, 8))),
        ("bench: 5-8.", Wish("bench", (5, 8))),
        ("bench 8-5", Wish("bench", (5, 8))),
        ("squat 5", Wish("squat", (5, 5))),
        ("squat x5", Wish("squat", (5, 5))),
        ("5-8 for bench", Wish("bench", (5, 8))),
        ("5-8", Wish("", (5, 8))),
        ("my 5x5 squat 3-5", Wish("5x5 squat", (3, 5))),
        (
            "\u043f\u0440\u0438\u0441\u0435\u0434 5-8",
            Wish("\u043f\u0440\u0438\u0441\u0435\u0434", (5, 8)),
        ),
        ("bench \u0665-\u0668", Wish("bench", (5, 8))),
        ("bench", Wish("bench")),
        ("bench off", Wish("bench", off=True)),
        ("bench press none", Wish("bench press", off=True)),
        ("off", Wish("", off=True)),
    ],
)
def test_ranges(words: str, wish: Wish) -> None:
    assert read_range(words, "range bench 5-8") == wish


@pytest.mark.parametrize("words", ["", " ", "bench -5", "bench 5.5", "bench 5-8-10", "bench 3+",
                                   "x" * (MOST_CHARACTERS + 1), "bench 5" + " " * 400])  # fmt: skip
def test_no_ranges(words: str) -> None:
    with pytest.raises(BadSetting) as refused:
        read_range(words, "range bench 5-8")
    assert refused.value.facts["example"] == "range bench 5-8"


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("curl 0", Wish("curl", (0, 0))),
        ("curl rir 0", Wish("curl", (0, 0))),
        ("squat 2-3 left", Wish("squat", (2, 3))),
        ("squat 2 in reserve", Wish("squat", (2, 2))),
        ("1-2", Wish("", (1, 2))),
        ("all 1-2", Wish("", (1, 2))),
        ("1-2 for all exercises", Wish("", (1, 2))),
        ("squat @8", Wish("squat", (2, 2))),
        ("squat rpe 8-9", Wish("squat", (1, 2))),
        ("curl to failure", Wish("curl", (0, 0))),
        ("curl all out", Wish("curl", (0, 0))),
        ("failure", Wish("", (0, 0))),
        ("curl off", Wish("curl", off=True)),
        ("off", Wish("", off=True)),
        ("squat", Wish("squat")),
        ("squat rpe 11", Wish("squat", (-1, -1))),  # refused by its bounds
    ],
)
def test_efforts(words: str, wish: Wish) -> None:
    assert read_effort(words, "effort squat 2-3") == wish


def loads(*kilograms: float) -> tuple[Load, ...]:
    return tuple(Load(round(each * 1000)) for each in kilograms)


@pytest.mark.parametrize(
    ("words", "weights"),
    [
        ("8 10 12 14", loads(8, 10, 12, 14)),
        ("14 8,10, 12", loads(8, 10, 12, 14)),
        ("8,10,12", loads(8, 10, 12)),
        ("7,5", loads(7.5)),
        ("2,5 5 7,5", loads(2.5, 5, 7.5)),
        ("8 10 10 8", loads(8, 10)),
        ("8kg 10kg and 12 kg", loads(8, 10, 12)),
        ("4-10 by 2", loads(4, 6, 8, 10)),
        ("2.5 to 7.5 in steps of 2.5", loads(2.5, 5, 7.5)),
        ("15 20 lbs", (Load(15_000, "lb"), Load(20_000, "lb"))),
        ("20lb 10kg", (Load(20_000, "lb"), Load(10_000))),
        ("20 lb 10", (Load(20_000, "lb"), Load(10_000))),
        ("200", loads(200)),
    ],
)
def test_weights(words: str, weights: tuple[Load, ...]) -> None:
    assert read_weights(words, "kg", "dumbbells", "dumbbells 8 10") == weights


@pytest.mark.parametrize(
    "words",
    ["", "0", "-8", "8 banana", "200.1", "8-10", "10-4 by 2", "4-20 by 0", "1-1000 by 1",
     "1-200 by 0.001", "9" * 50, "1e5", "8 10 12 " * 80, "4kg-20lb by 2"],
)  # fmt: skip
def test_no_weights(words: str) -> None:
    with pytest.raises(BadSetting):
        read_weights(words, "kg", "dumbbells", "dumbbells 8 10")


def test_as_many_weights_as_anybody_has() -> None:
    def listed(count: int) -> str:
        return " ".join(map(str, range(1, count + 1)))

    assert len(read_weights(listed(MOST_WEIGHTS), "kg", "dumbbells", "")) == MOST_WEIGHTS
    with pytest.raises(BadSetting):
        read_weights(listed(MOST_WEIGHTS + 1), "kg", "dumbbells", "")


@given(st.text(alphabet="0123456789 -,.xto@rpebykglfi+/\u0665\u2013", max_size=300))
def test_anything_typed_is_read_or_refused(words: str) -> None:
    for read in (
        lambda: read_range(words, ""),
        lambda: read_effort(words, ""),
        lambda: read_weights(words, "kg", "dumbbells", ""),
    ):
        try:
            read()
        except BadSetting:
            continue
