"""An effort in plain words is the effort as it is typed short, in every language of the tables."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from core.exercises.names import names_for
from core.intents import Guess, Rate, Sets, read_intent
from core.messages import Address, Message, Sender
from core.parsing.ratings import read_rating
from core.parsing.said_efforts import LONGEST, MOST_WORDS, as_effort
from tests.core.handlers.test_plain_questions import Log
from tests.gym import NOW

TABLE = Path(__file__).parents[2] / "said_efforts.tsv"


def _rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def _reserve(text: str) -> str:
    rating = read_rating(as_effort(text) or text)
    if rating is None:
        return "-"
    return f"{rating.rir_tenths / 10:g}{'+' if rating.rir_at_least else ''}"


@pytest.mark.parametrize("row", _rows(), ids=lambda row: f"{row['language']}-{row['text']}")
def test_each_row_of_the_table(row: dict[str, str]) -> None:
    assert _reserve(row["text"]) == row["reserve"]


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("maybe 4", "4"), ("maybe 5", None), ("had 10 left", "10 left"), ("had 11 left", None),
        ("felt like a 5", "rpe 5"), ("felt like a 4", None), ("felt like a 10", "rpe 10"),
        ("3 to 2 left", None), ("bench 80x8 had 2 left", None), ("80x8", None), ("", None),
    ],
)  # fmt: skip
def test_borders(text: str, short: str | None) -> None:
    assert as_effort(text) == short


def test_a_story_is_no_effort() -> None:
    most = "so " * (MOST_WORDS - 2) + "2 left"
    assert as_effort(most) == "2 left"
    assert as_effort("so " + most) is None
    assert as_effort("2 left" + "." * (LONGEST - 6)) == "2 left"
    assert as_effort("2 left" + "." * (LONGEST - 5)) is None


def _intent(text: str, *, guessing: bool = False) -> object:
    log = Log()
    log.is_guess_awaited = lambda: guessing  # type: ignore[method-assign]
    message = Message(Address("telegram", "1"), Sender("telegram", "1", "Ann"), text, NOW, "1")
    return read_intent(message, None, names_for({}, ()), log)


def test_a_message_is_read_as_the_effort_it_says() -> None:
    found = _intent("I could've done two more, I think")
    assert isinstance(found, Rate)
    assert found.rating.rir_tenths == 20
    assert isinstance(_intent("bench 80x8 had 2 left"), Sets)
    assert isinstance(_intent("encore une"), Sets)  # the same set again, in French


def test_a_guess_that_is_awaited_may_be_said_in_words() -> None:
    assert _intent("maybe two", guessing=True) == Guess(20)
    assert isinstance(_intent("maybe two"), Rate)
