"""Every conversation in tests/chats goes as it is written there (see golden.py for the form).

`pytest tests/core/test_golden.py --update-chats` writes the answers of today into the files.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.platforms.terminal.pings import Pings
from core.coach import Coach
from core.store.engine import Store
from tests.distribution import not_by_log, statements_of
from tests.golden import CHATS, Chat, Line, missing, play, read_chat, write_chat

SAMPLE = """\
# Two lines.
now: 2026-11-23T18:00

# Said to nobody.
> hello

> squat 100x8
one

two
[undo]
= {"kind": "logged"}
"""


@pytest.mark.parametrize("path", sorted(CHATS.glob("*.txt")), ids=lambda path: path.stem)
async def test_conversation(path: Path, store: Store, request: pytest.FixtureRequest) -> None:
    chat = read_chat(path.read_text(encoding="utf-8"))
    coach = Coach(store)
    with statements_of(store) as said:
        played, results = await play(chat, coach, Pings(store, coach))
    assert not_by_log(said) == []
    if request.config.getoption("--update-chats"):
        path.write_text(write_chat(played), encoding="utf-8")
    else:
        assert write_chat(played) == write_chat(chat)
    faults = [
        f"{line.typed!r}: {fault}"
        for line, result in zip(chat.lines, results, strict=True)
        for check in line.checks
        for fault in missing(json.loads(check), result)
    ]
    assert faults == []


def test_a_whole_session_takes_at_most_16_messages() -> None:
    lines = read_chat((CHATS / "whole_session.txt").read_text(encoding="utf-8")).lines
    typed = [each.typed for each in lines]
    session = lines[typed.index("what do I train today") :]
    assert session[-1].typed == "done"
    assert session[-1].answer[0].endswith(": 15 sets")
    assert len(session) <= 16


def test_reading_a_file() -> None:
    assert read_chat(SAMPLE) == Chat(
        ("# Two lines.", "now: 2026-11-23T18:00"),
        (
            Line("hello", comments=("# Said to nobody.",)),
            Line("squat 100x8", ("one", "", "two", "[undo]"), ('{"kind": "logged"}',)),
        ),
    )


def test_a_file_is_written_as_it_was_read() -> None:
    assert write_chat(read_chat(SAMPLE)) == SAMPLE


@pytest.mark.parametrize("text", ["", "> squat 100x8\n", "squat 100x8\n", "# a\nstep 5\n> x\n"])
def test_files_out_of_form(text: str) -> None:
    with pytest.raises(ValueError, match=r"head|first line"):
        read_chat(text)


@pytest.mark.parametrize(
    ("wanted", "found", "faults"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, []),
        ({"a": 1}, {"b": 2}, ["result.a: none"]),
        ({"a": {"b": [1, {"c": 2}]}}, {"a": {"b": [1, {"c": 2, "d": 3}]}}, []),
        ({"a": [1]}, {"a": [1, 2]}, ["result.a: [1, 2], not [1]"]),
        ({"a": None}, None, ["result: None, not {'a': None}"]),
        ([{"a": 1}], [{"a": 2}], ["result[0].a: 2, not 1"]),
    ],
)
def test_what_a_result_must_hold(wanted: object, found: object, faults: list[str]) -> None:
    assert missing(wanted, found) == faults
