"""Commands as they are said in other languages mean the English line, and talk is left alone."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from core.commands import COMMANDS
from core.exercises.names import names_for
from core.intents import Given, Sets, read_exchange, read_given, read_intent
from core.messages import Address, Message, Sender
from core.parsing.reading import Vocabulary
from core.parsing.said_commands import said_in_english, words_in_english
from core.parsing.sets import looks_like_set
from tests.core.handlers.test_plain_questions import Log
from tests.gym import NOW

TESTS = Path(__file__).parents[2]
NAMES: Vocabulary = names_for({}, ())


def _rows(name: str) -> list[dict[str, str]]:
    with (TESTS / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def _intent(text: str) -> object:
    message = Message(Address("telegram", "1"), Sender("telegram", "1", "Ann"), text, NOW, "1")
    return read_intent(message, None, NAMES, Log())


def _in_english(line: str) -> str | None:
    """The English line, whether the whole of it or words behind a command's name are known."""
    if (said := said_in_english(line, NAMES)) is not None:
        return said
    given = read_given(line, NAMES)
    if given is None or words_in_english(given.spec.name, line.split()[1:]) is None:
        return None
    return f"{given.spec.name} {given.command.rest}"


@pytest.mark.parametrize("row", _rows("said_commands.tsv"), ids=lambda row: str(row["line"]))
def test_a_line_means_its_english_one(row: dict[str, str]) -> None:
    said, meant = row["line"], row["english"]
    assert (_in_english(said) or "-") == meant
    if meant != "-":
        assert (_in_english(said.upper()) or "").lower() == meant.lower()
    if meant not in ("-", "same"):
        assert not isinstance(_intent(said), Sets)


@pytest.mark.parametrize("row", _rows("talk_languages.tsv"), ids=lambda row: str(row["text"]))
def test_talk_is_left_alone(row: dict[str, str]) -> None:
    text = row["text"]
    assert said_in_english(text, NAMES) is None
    assert not isinstance(_intent(text), Given)
    assert not looks_like_set(text, NAMES)


def test_every_language_has_its_talk() -> None:
    languages = [row["language"] for row in _rows("talk_languages.tsv")]
    assert min(languages.count(each) for each in ("de", "es", "pt", "fr", "ru")) >= 30


def test_no_english_command_is_read_as_another_one() -> None:
    for spec in COMMANDS:
        for text in (spec.name, *spec.synonyms, *spec.examples, *spec.more):
            assert said_in_english(text, NAMES) is None, text


def test_a_long_line_and_one_of_several_are_left_alone() -> None:
    line = "erinnere mich mo 18:00 " + "a" * 97
    assert said_in_english(line[:120], NAMES) is not None
    assert said_in_english(line[:120] + "a", NAMES) is None
    assert said_in_english("pause\n2 min", NAMES) is None


@pytest.mark.parametrize("text", ["exportieren", "/exportieren", "Exporte mes séries", "экспорт."])
def test_an_export_is_asked_of_the_desk(text: str) -> None:
    """Files are read and written beside the answers, so this is told apart before all else."""
    message = Message(Address("telegram", "1"), Sender("telegram", "1", "Ann"), text, NOW, "1")
    exchange = read_exchange(message)
    assert exchange is not None
    assert exchange.given is not None
    assert exchange.given.spec.name == "export"
    talk = Message(Address("telegram", "1"), Sender("telegram", "1", "Ann"), "bench 80x8", NOW, "1")
    assert read_exchange(talk) is None
