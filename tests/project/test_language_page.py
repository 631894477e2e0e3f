"""docs/language.md is true: every line of it is typed, every command and synonym stands in it.

`pytest tests/project/test_language_page.py --update-chats` writes the readings of
today into the page.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.platforms.terminal.chat import Clock, Conversation, read_moment
from bot.platforms.terminal.render import as_json
from core.coach import Coach
from core.commands import COMMANDS
from core.store.engine import Store

PAGE = Path(__file__).parents[2] / "docs" / "language.md"
NOW = "2026-11-23T18:00"
SYNONYMS = {word: each.name for each in COMMANDS for word in each.synonyms}
_ROW = re.compile(r"^\| `(.+?)` \|(.*?)\|(.*)$")

_OTHER = re.compile(r"^\| `(.+?)` \| `(.+?)` \|$", re.MULTILINE)
OTHER_WORDS = "| word | command |\n|---|---|\n"
_AFTER = re.compile(r"^After (.+):$")


@dataclass(frozen=True)
class Row:
    """One line of a table: what is typed, after what, and what the page says of it."""

    place: int  # of the line in the page
    before: tuple[str, ...]
    typed: str
    reading: str


def rows_of(page: str) -> Iterator[Row]:
    """Every row of the tables of lines."""
    before: tuple[str, ...] = ()
    in_table = False
    for place, line in enumerate(page.splitlines()):
        after = _AFTER.match(line)
        if after:
            before = tuple(re.findall(r"`([^`]+)`", after.group(1)))
        elif line.startswith("#"):
            before, in_table = (), False
        elif line.startswith("| typed | read as |"):
            in_table = True
        elif not line.startswith("|"):
            if in_table:
                before = ()
            in_table = False
        row = _ROW.match(line)
        if in_table and row:
            yield Row(place, before, row.group(1), row.group(2).strip().replace("`", ""))


def number(value: float) -> str:
    return f"{value:g}"


def a_set(facts: dict[str, Any]) -> str:
    """A set of a result as it prints, without what is not said."""
    side = [facts["side"]] if facts["side"] else []
    words = [facts["exercise"], *side, f"{facts['load']}{facts['unit']}"]
    if facts["reps"] is not None:
        words += ["x", f"{facts['reps']}" + (f"+{facts['partials']}" if facts["partials"] else "")]
    if facts["seconds"] is not None:
        words.append(f"{facts['seconds']}s")
    if facts["distance_m"] is not None:
        words.append(f"{number(facts['distance_m'])}m")
    words += ["per side"] * facts["per_side"]
    if facts["failed"]:
        words.append("f")
    elif facts["rir"] is not None:
        words.append(f"rir{number(facts['rir'])}" + "+" * facts["rir_at_least"])
    words += [key for key in ("amrap", "warmup", "drop") if facts[key]]
    words += ["shared"] * facts["shared_effort"]
    words += [f'"{facts["note"]}"'] if facts["note"] else []
    at = read_moment(facts["at"])
    if at.date() != read_moment(NOW).date():
        words.append(f"on {at:%Y-%m-%d %H:%M}")
    return " ".join(words)


def sets_in_short(sets: list[dict[str, Any]]) -> str:
    """Sets of a result; equal ones in a row are counted."""
    found = [(text, len([*same])) for text, same in itertools.groupby(map(a_set, sets))]
    return "; ".join(text if count == 1 else f"{count} of {text}" for text, count in found)


def reading_of(said: dict[str, Any]) -> str:
    """What an answer of the terminal says was read."""
    reply, result = said["reply"], said["result"]
    if reply is None:
        return "silent"
    if result is None:
        return "a hint"
    kind = result["kind"]
    labels = [each["label"] for each in reply["buttons"]]
    if kind == "logged":
        return sets_in_short(result["sets"])
    if kind == "error":
        return f"refused: {result['error']}"
    if kind == "question":
        return f"asks about {result['about']}" + (f": {', '.join(labels)}" if labels else "")
    shown = (said_of(each, result) for each in FACTS)
    return " ".join([kind, *filter(None, shown)])


FACTS = (
    "about",
    "exercise",
    "setting",
    "value",
    "sets",
    "targets",
    "reminders",
    "parts",
    "urgent",
    "topic",
)


def said_of(key: str, result: dict[str, Any]) -> str:
    """One fact of a command's result in words; "" where it says nothing."""
    value = result.get(key)
    if key == "sets":
        return f"({sets_in_short(value)})" if isinstance(value, list) and value else ""
    if key == "targets":
        return ", ".join(f"{each['exercise']} {each['kind']}" for each in listed(value))
    if key == "reminders":
        return ", ".join(map(a_reminder, listed(value)))
    if key == "urgent":
        return key if value else ""
    if key == "value" and value is None:
        return "off" if result["kind"] == "setting" else ""
    if isinstance(value, bool):
        return "on" if value else "off"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def listed(value: object) -> list[dict[str, Any]]:
    """A list of mappings, empty where it is something else."""
    return value if isinstance(value, list) else []


def a_reminder(each: dict[str, Any]) -> str:
    """A reminder in short: when it comes next, and whether it does."""
    words = [each["kind"], each["words"], each["state"], f"next {each['next_at'] or 'never'}"]
    return " ".join(filter(None, words)).replace(":00+00:00", "")


async def read(store: Store, row: Row, user: str) -> str:
    """Type a row as somebody new; give what was read."""
    talk = Conversation(Coach(store), Clock(read_moment(NOW)), user=user)
    for line in row.before:
        await talk.take(line.replace(":group gym", f":group gym of {user}"))
    outcome = await talk.take(row.typed)
    assert not outcome.complaint
    if outcome.answer is None:
        return "silent"
    said = json.loads(as_json(outcome.answer))
    reading = reading_of(said)
    if said["reply"] is None or "swap" not in (each["label"] for each in said["reply"]["buttons"]):
        return reading
    other = await talk.take(f":press {len(talk.printed)} swap")
    assert other.answer is not None
    return f"{reading} (swap: {reading_of(json.loads(as_json(other.answer)))})"


async def test_every_line_is_read_as_the_page_says(
    sqlite_store: Store, request: pytest.FixtureRequest
) -> None:
    page = PAGE.read_text(encoding="utf-8")
    rows = [*rows_of(page)]
    assert len(rows) > 200
    found = [await read(sqlite_store, row, f"u{place}") for place, row in enumerate(rows)]
    if request.config.getoption("--update-chats"):
        lines = page.split("\n")
        for row, reading in zip(rows, found, strict=True):
            lines[row.place] = _ROW.sub(rf"| `\1` | {reading} |\3", lines[row.place])
        PAGE.write_text("\n".join(lines), encoding="utf-8")
        return
    wrong = [
        f"{row.typed!r} after {row.before}: {reading!r}, not {row.reading!r}"
        for row, reading in zip(rows, found, strict=True)
        if reading != row.reading
    ]
    assert wrong == []


def test_every_command_stands_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    typed = {row.typed.lstrip("/") for row in rows_of(page)}
    behind_buttons = set(re.findall(r"^`(\w+)` stands behind buttons alone", page, re.MULTILINE))
    missing = [
        each.name
        for each in COMMANDS
        if not any(line == each.name or line.startswith(f"{each.name} ") for line in typed)
    ]
    assert set(missing) == behind_buttons


def test_every_other_word_stands_on_the_page(request: pytest.FixtureRequest) -> None:
    page = PAGE.read_text(encoding="utf-8")
    head, _, rest = page.partition(OTHER_WORDS)
    table, _, tail = rest.partition("\n\n")
    if request.config.getoption("--update-chats"):
        table = "\n".join(f"| `{word}` | `{command}` |" for word, command in SYNONYMS.items())
        PAGE.write_text(f"{head}{OTHER_WORDS}{table}\n\n{tail}", encoding="utf-8")
    else:
        assert dict(_OTHER.findall(table)) == SYNONYMS
