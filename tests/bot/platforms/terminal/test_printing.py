"""What the terminal prints, reads from a pipe, and takes as arguments."""

from __future__ import annotations

import asyncio
import json
import os
import threading
from datetime import datetime, timedelta

import pytest

from bot.__main__ import main, open_chat, spotter
from bot.cli.opening import file_of
from bot.platforms.terminal.chat import (
    chat_from_pipe,
    piped_lines,
    read_moment,
)
from bot.platforms.terminal.render import as_json, as_text
from core.messages import Answer, File, Picture, Reply
from tests.bot.platforms.terminal.parrot import BUTTONS, START, talk
from tests.waiting import until

# --- printing ---------------------------------------------------------------------------------


def test_an_object_has_every_key_and_one_line() -> None:
    reply = Reply(
        lines=("a\u2028b",), pictures=(Picture("chart.png", b"123"),), files=(File("a.csv", b""),)
    )
    text = as_json(Answer(reply, {"at": START, "many": (1, 2)}))
    assert text.isascii()
    assert json.loads(text) == {
        "reply": {
            "title": "",
            "lines": ["a\u2028b"],
            "table": [],
            "buttons": [],
            "pictures": [{"name": "chart.png", "size": 3, "alt": ""}],
            "files": [{"name": "a.csv", "size": 0}],
            "private": False,
            "edits": "",
            "reaction": "",
            "visible_to": None,
        },
        "result": {"at": "2026-11-22T10:00:00+00:00", "many": [1, 2]},
    }


def test_silence_is_null_in_json_and_nothing_in_text() -> None:
    assert json.loads(as_json(Answer(None))) == {"reply": None, "result": None}
    assert as_text(Answer(None)) == ""


def test_text_has_title_lines_table_and_buttons() -> None:
    reply = Reply(
        title="Week 47",
        lines=("Two sessions.",),
        table=(("muscle", "sets"), ("quads", "9"), ("brust 胸", "12")),
        buttons=BUTTONS,
        private=True,
    )
    assert as_text(Answer(reply)).splitlines() == [
        "Week 47",
        "Two sessions.",
        "muscle    sets",
        "quads        9",
        "brust 胸    12",
        "[undo] [same again] [Why]",
    ]
    assert as_text(Answer(reply), in_group=True).startswith("(only you see this)\n")


# --- a pipe -----------------------------------------------------------------------------------


async def through_pipe(content: bytes) -> list[str]:
    read_end, write_end = os.pipe()

    def write() -> None:
        with os.fdopen(write_end, "wb") as pipe:
            pipe.write(content)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        return [line async for line in piped_lines(read_end)]
    finally:
        writer.join()
        os.close(read_end)


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (b"", [""]),
        (b"a\nb", ["a", "b"]),
        (b"a\n\nb\n", ["a", "", "b", ""]),
        (b"\xef\xbb\xbfa\r\n", ["a\r", ""]),
        ("бж 100х5\u2028x\n".encode(), ["бж 100х5\u2028x", ""]),
        (b"a\rb\x85\n", ["a\rb\ufffd", ""]),
        (b"x" * 300_000 + b"\ny", ["x" * 300_000, "y"]),
    ],
)
async def test_lines_of_a_pipe(content: bytes, lines: list[str]) -> None:
    assert await through_pipe(content) == lines


async def test_every_typed_line_prints_one_object(
    capsys: pytest.CaptureFixture[str], tmp_path
) -> None:
    script = tmp_path / "lines"
    script.write_text("a\n\n  \n:user Ann\nb\n:edit 7 c\n:press 1 undo\n:nope\n")
    with script.open("rb") as file:
        await chat_from_pipe(talk(), as_objects=True, descriptor=file.fileno())
    printed = capsys.readouterr()
    objects = [json.loads(line) for line in printed.out.splitlines()]
    assert [each["result"]["kind"] for each in objects] == ["heard", "heard", "error", "heard"]
    assert len(printed.err.splitlines()) == 2


async def test_text_from_a_pipe_ends_each_answer_with_a_blank_line(
    capsys: pytest.CaptureFixture[str], tmp_path
) -> None:
    script = tmp_path / "lines"
    script.write_text("hello\n@spotter a\n")
    with script.open("rb") as file:
        await chat_from_pipe(talk(group="gym"), as_objects=False, descriptor=file.fileno())
    assert capsys.readouterr().out == "heard a\n[undo] [same again] [Why]\n\n"


async def test_an_answer_does_not_wait_for_the_end_of_the_input(
    capsys: pytest.CaptureFixture[str],
) -> None:
    read_end, write_end = os.pipe()
    one = talk()
    chat = asyncio.create_task(chat_from_pipe(one, as_objects=True, descriptor=read_end))
    os.write(write_end, b"a\n")
    printed = await until(lambda: capsys.readouterr().out)
    assert json.loads(printed)["result"]["kind"] == "heard"
    os.close(write_end)
    await chat
    os.close(read_end)


# --- arguments --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-22T10:00", START),
        ("2026-11-22 12:00+02:00", START),
        ("2026-11-22T10:00:00Z", START),
        ("2026-11-22", START.replace(hour=0)),
    ],
)
def test_times_without_zone_are_utc(text: str, moment: datetime) -> None:
    assert read_moment(text) == moment


@pytest.mark.parametrize("text", ["", "noon", "0001-01-01T00:00+14:00"])
def test_times_that_are_none(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - datetime's own words
        read_moment(text)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Usage: spotter"),
        (["sing"], "No such command 'sing'"),
        (["chat", "--sing"], "No such option '--sing'"),
        (["chat", "--now", "noon"], "'--now': not an ISO time: 'noon'"),
        (["chat", "--step", "-1"], "'--step': not a number of seconds: '-1'"),
        (["chat", "--step", "nan"], "not a number of seconds: 'nan'"),
        (["chat", "--step", "1e300"], "not a number of seconds: '1e300'"),
        (["chat", "--user", " "], "'--user': a name cannot be empty"),
        (["chat", "more"], "unexpected extra argument"),
        (["import", "a.csv", "--unit", "stone"], "'stone' is not one of 'kg', 'lb'"),
        (["backtest"], "Missing argument 'FILE...'"),
    ],
)
def test_bad_arguments_end_with_code_2(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    told = capsys.readouterr().err
    assert "Usage: spotter" in told
    assert said in told


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["chat", "--help"], ["--version"]])
def test_what_is_only_asked_ends_with_code_0(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 0
    assert "spotter " in capsys.readouterr().out


def test_arguments_that_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    found: dict[str, object] = {}
    monkeypatch.setattr(open_chat, "callback", lambda **given: found.update(given) or 0)
    left_out = {
        "user": "you", "group": None, "database": None, "now": None,
        "step": timedelta(minutes=3), "as_objects": False, "pictures": None,
    }  # fmt: skip
    assert main(["chat"]) == 0
    assert found == left_out
    found.clear()
    with spotter.make_context("spotter", ["run"]) as context:  # as `run` does without a token
        assert context.invoke(open_chat) == 0
    assert found == left_out


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("sqlite:///data/spotter.db", "data/spotter.db"),
        ("sqlite:////var/lib/spotter.db", "/var/lib/spotter.db"),
        ("postgresql://name@host/base", None),
    ],
)
def test_the_file_of_an_address(url: str, file: str | None) -> None:
    kept = file_of(url)
    assert (str(kept) if kept else None) == file
