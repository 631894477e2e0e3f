"""Every sentence is said somewhere, and whatever is said has a sentence."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from core.commands import COMMANDS
from core.exercises.catalogue import catalogue
from core.exercises.words import read_table
from core.locale.strings import ENGLISH
from core.parsing.questions import _table
from core.plans.library import library

ROOT = Path(__file__).parents[3]
FILES = sorted(
    path
    for room in ("core", "bot")
    for path in (ROOT / room).rglob("*.py")
    if "english" not in path.parts
)
ROOMS = {key.split(".")[0] for key in ENGLISH if "." in key}
KEY = re.compile(r"[a-z_]+(\.[a-z0-9_]+)+")
REASONS = ("target", "next", "verdict", "record", "implausible", "chance")


def written(trees: list[ast.Module]) -> tuple[set[str], list[re.Pattern[str]]]:
    """The strings that code holds, and the keys that it puts together ("kind.{kind}")."""
    whole: set[str] = set()
    built: set[str] = set()
    for tree in trees:
        inside = {
            id(part)
            for node in ast.walk(tree)
            if isinstance(node, ast.JoinedStr)
            for part in node.values
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if id(node) not in inside:
                    whole.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else "(.+)"
                    for part in node.values
                ]
                if re.fullmatch(r"[\\\w.]*[a-z][\\\w.]*", "".join(parts).replace("(.+)", "")):
                    built.add("".join(parts))
    return whole, [re.compile(each) for each in sorted(built)]


def is_said(key: str, whole: set[str], built: list[re.Pattern[str]]) -> bool:
    """Whether a key is written out, or put together from parts that are."""
    if key in whole or key.isdigit():
        return True
    found = (pattern.fullmatch(key) for pattern in built)
    return any(
        all(is_said(part, whole, built) for part in match.groups()) for match in found if match
    )


def unsaid(keys: Iterator[str], trees: list[ast.Module], named: Iterable[str] = ()) -> list[str]:
    """Sentences that nothing says; the one for a single thing stands with its plural.

    `named`: parts of keys that are worked out, such as the names of commands.
    """
    whole, built = written(trees)
    whole |= set(named)
    return [each for each in keys if not is_said(each.removesuffix(".one"), whole, built)]


def without_sentence(trees: list[ast.Module]) -> list[str]:
    """Keys that code names and no sentence stands under, but for the beginnings of others."""
    whole, _ = written(trees)
    named = {each for each in whole if KEY.fullmatch(each) and each.split(".")[0] in REASONS}
    rooms = tuple(f"{each}." for each in named)
    begun = {each[:-1] for each in rooms if any(key.startswith(each) for key in ENGLISH)}
    return sorted(named - begun - ENGLISH.keys())


TREES = [ast.parse(path.read_text(encoding="utf-8")) for path in FILES]


def test_every_sentence_is_said() -> None:
    named = {row.intent.partition(":")[2] for row in _table()} - {""}  # words that are explained
    named |= {each.slug for each in COMMANDS}
    named |= {each.id.replace("-", "_") for each in library()}
    keys = (key for key in ENGLISH if key.split(".")[0] not in words_of_data())
    assert unsaid(keys, TREES, named) == []


def words_of_data() -> dict[str, set[str]]:
    """Names of things that stand in tables, and so in no code: by the beginning of their keys."""
    muscles = {name for each in catalogue().values() for name in (*each.muscles, *each.helpers)}
    return {
        "muscle": muscles,
        "part": {row["part"] for row in read_table("parts.csv")},
        "gear": {need.replace("-", " ") for each in library() for need in each.needs},
        "unit": {"kg", "lb"},
        "command": {each.name for each in COMMANDS if each.topic != "hidden"},
    }


def test_every_thing_of_a_table_has_its_words() -> None:
    for room, things in words_of_data().items():
        keys = {key for key in ENGLISH if key.startswith(f"{room}.")}
        assert keys == {f"{room}.{each.replace(' ', '_')}" for each in things}


def test_every_reason_has_a_sentence() -> None:
    assert without_sentence(TREES) == []
    assert {each.split(".")[0] for each in ENGLISH} >= set(REASONS) <= ROOMS


@pytest.mark.parametrize(
    ("code", "key", "said"),
    [
        ('say("why.none")', "why.none", True),
        ('say("why.none")', "why.other", False),
        ('say("day.one_more")', "day.one_more.one", True),
        ('say(f"kind.{kind}"); kind = "up"', "kind.up", True),
        ('say(f"kind.{kind}"); kind = "up"', "kind.down", False),
        ('say(f"month.{month}")', "month.12", True),
        ('say(f"{key}.title"); key = "done"', "done.title", True),
        ('say(f"{key}.title"); key = "done"', "done.lines", False),
        ('say(f"{some} words"); some = "why.none"', "why.none words", False),
    ],
)
def test_the_search_itself(code: str, key: str, said: bool) -> None:
    assert (unsaid(iter([key]), [ast.parse(code)]) == []) is said


def test_a_reason_without_a_sentence_is_found() -> None:
    assert without_sentence([ast.parse('Reason("target.up.nowhere", {}, ())')]) == [
        "target.up.nowhere"
    ]
