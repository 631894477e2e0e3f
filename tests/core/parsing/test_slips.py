"""A command's word with one letter wrong is the command; lifts, sets and talk stay."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from core.commands import SPECS
from core.exercises.names import all_exercises, names_for
from core.intents import Given, Sets, read_intent
from core.messages import Address, Message, Sender
from tests.core.handlers.test_plain_questions import Log
from tests.gym import NOW

TESTS = Path(__file__).parents[2]
NAMES = names_for({}, ())


def _intent(text: str) -> object:
    message = Message(Address("telegram", "1"), Sender("telegram", "1", "Ann"), text, NOW, "1")
    return read_intent(message, None, NAMES, Log())


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("hsitory squat", "history"), ("wek", "week"), ("weeek", "week"), ("tody", "today"),
        ("nxt", "next"), ("chrat squat", "chart"), ("remnid mon 18:00", "remind"),
        ("bodywieght 82", "bodyweight"), ("gaol squat strength", "goal"), ("udno", "undo"),
        ("verluaf kniebeuge", "history"), ("wocche", "week"), ("heuet", "today"),
        ("rükblick", "recap"), ("zurükc", "undo"), ("ziell kniebeuge kraft", "goal"),
        ("zusamenfassung", "recap"),
        ("hstorial sentadilla", "history"), ("semna", "week"), ("descnaso 2m", "rest"),
        ("siguinte", "next"), ("desahcer", "undo"),
        ("historco agachamento", "history"), ("smeana", "week"), ("próxma", "next"),
        ("desfazre", "undo"), ("lembrr seg 18:00", "remind"),
        ("historque squat", "history"), ("semiane", "week"), ("aujourdhiu", "today"),
        ("bilna", "recap"), ("anuler", "undo"),
        ("недлея", "week"), ("истрия присед", "history"), ("сегдня", "today"), ("итги", "recap"),
        ("отменть", "undo"),
    ],
)  # fmt: skip
def test_one_wrong_letter_is_the_command(typed: str, name: str) -> None:
    found = _intent(typed)
    assert isinstance(found, Given)
    assert found.spec.name == name


@pytest.mark.parametrize(
    "text",
    [
        "squt 100x5", "planc 60s", "lugne 20x10", "hsitory squat 100x5", "stpe ups 20x10",
        "hsitory of my training life so far", "wekk after week it is", "rnage of motion is bad",
        "quite", "none", "gone", "text me", "plant based food", "play music", "line up",
        "leav", "jion", "forgt me", "shaer plan", "exprt", "wk", "hitsroy", "goat squat",
    ],
)  # fmt: skip
def test_what_stays_as_it_is(text: str) -> None:
    assert not isinstance(_intent(text), Given)


def test_no_name_of_a_lift_is_a_slip() -> None:
    """Every exercise's name alone, and with one of its letters left out, is no command."""
    for each in all_exercises():
        for typed in (each.name.lower(), each.name.lower()[:3] + each.name.lower()[4:]):
            assert not isinstance(_intent(typed), Given) or typed.split()[0] in SPECS, typed


def test_no_talk_is_a_slip() -> None:
    """What is said in gyms in six languages, and of no command."""
    with (TESTS / "talk_languages.tsv").open(encoding="utf-8", newline="") as lines:
        said = [row["text"] for row in csv.DictReader(lines, delimiter="\t")]
    assert len(said) > 150
    for text in said:
        assert not isinstance(_intent(text), Given), text


def test_a_line_without_a_first_word_is_none() -> None:
    assert isinstance(_intent("/ "), Given)  # help
    assert isinstance(_intent("!!!"), Sets)
