"""Text to records to text to records is the identity, and hostile texts are refused quickly."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.plans.problems import BadPlan
from core.plans.read import read
from core.plans.records import LONGEST_TEXT, MOST_TEXT_LINES, Plan
from core.plans.write import write
from tests.core.plans.plan_records import NAMES, plans

EXAMPLE = """plan Upper/Lower
Upper A: bench 4x6-8 rir2; barbell row 4x8-10 rir2; incline db press 3x8-12 rir1; lat raise 3x12-20 rir0-1
Lower A: squat 3x5 +2.5; rdl 3x8-10 rir2; leg curl 3x10-15 rir1
Upper B: ohp 4x6-8 rir2; pull-ups 4x6-10 rir2 | 2 left
Lower B: deadlift top 1x5 +5, then 2x5 -10%; squat | leg press 3x10-12 rir2
mon Upper A, tue Lower A, thu Upper B, fri Lower B
weeks: 3 2 1 deload
sets: +1 a week, at most 6
maxes: squat 140kg, bench 225lb"""  # noqa: E501


def same_again(plan: Plan) -> None:
    text = write(plan, NAMES)
    assert read(text, NAMES) == plan, text
    assert write(read(text, NAMES), NAMES) == text


@settings(max_examples=60, deadline=None)
@given(plans())
def test_records_come_back_from_their_text(plan: Plan) -> None:
    same_again(plan)


@st.composite
def mutated(draw):
    text = EXAMPLE
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(text)))
        cut = draw(st.integers(0, 12))
        put = draw(
            st.sampled_from(
                ["", " ", ";", ":", ",", "\n", "-", "/", " / ", "+", "@", "(", ")", '"', "|", "x",
                 "5", "3x5", "rir2", "2 left", "@8", "@2", "75%", "A1 ", "mon ", "squat ", "top ",
                 "optional", "then ", "kg", "Day 1", "in turn", "max", "–", "ü", "?", "each side"]
            )
        )  # fmt: skip
        text = text[:at] + put + text[at + cut :]
    return text


@settings(max_examples=150, deadline=None)
@given(mutated())
@example(EXAMPLE)
def test_whatever_is_read_comes_back_from_its_text(text: str) -> None:
    with contextlib.suppress(BadPlan):
        same_again(read(text, NAMES))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(BadPlan):
        same_again(read(text, NAMES))


@pytest.mark.parametrize(
    "text",
    [
        "squat " + "3x5, " * 1590,
        "x" * LONGEST_TEXT,
        "bench 3x5;" * 700,
        "\n".join(["squat 3x5"] * MOST_TEXT_LINES),
        "\n".join(["a:"] * MOST_TEXT_LINES),
        "squat " + "1/" * 700,
        "squat " + "(" * 700,
        "mon " * 300,
        "weeks: " + "3 " * 500,
        "squat 3x5" + " " * 1400 + "x",
        "squat 99999999999x5",
        "squat 3x5 @" + "9" * 900,
        "x" * (LONGEST_TEXT + 1),
        "\n" * (MOST_TEXT_LINES + 1),
    ],
)
def test_hostile_texts_are_refused(text: str) -> None:
    with pytest.raises(BadPlan) as caught:
        read(text, NAMES)
    assert 1 <= len(caught.value.problems) <= 5
    assert all(len(each.text) <= 80 for each in caught.value.problems)
