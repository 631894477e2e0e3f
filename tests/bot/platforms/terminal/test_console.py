"""The terminal: control lines, the clock, what is printed; driven with a door that repeats."""

from __future__ import annotations

import asyncio
import json
import os
import threading
from datetime import UTC, datetime, timedelta

import pytest

from bot.__main__ import main, open_chat, spotter
from bot.cli.opening import file_of
from bot.platforms.terminal.chat import (
    Clock,
    Conversation,
    chat_from_pipe,
    piped_lines,
    read_moment,
)
from bot.platforms.terminal.render import as_json, as_text
from core.messages import Answer, Button, File, Message, Picture, Reply
from tests.waiting import until

START = datetime(2026, 11, 22, 10, tzinfo=UTC)
BUTTONS = (Button("undo", "undo m1"), Button("same again", "same"), Button("Why", "why"))


class Parrot:
    """A door that says what it heard and keeps it."""

    def __init__(self) -> None:
        self.heard: list[tuple[Message, datetime]] = []

    async def handle(self, message: Message, now: datetime) -> Answer:
        self.heard.append((message, now))
        if message.text == "crash":
            raise RuntimeError("a bug")
        if not message.addressed:
            return Answer(None)
        reply = Reply(lines=(f"heard {message.text}",), buttons=BUTTONS, owner=7)
        return Answer(reply, {"kind": "heard", "at": now})


def talk(**settings: object) -> Conversation:
    return Conversation(Parrot(), Clock(START), **settings)


def heard(conversation: Conversation) -> list[tuple[Message, datetime]]:
    assert isinstance(conversation.door, Parrot)
    return conversation.door.heard


async def feed(conversation: Conversation, *lines: str) -> list[Answer | None]:
    return [(await conversation.take(line)).answer for line in lines]


async def test_an_answer_to_what_was_printed() -> None:
    """It is said in the chat of what it answers, to the bot where the bot had spoken."""
    ann = talk(user="Ann", group="Iron")
    await feed(ann, "squat 140x8", "@spotter squat 140x8", ":user Ben", ":group")
    await feed(ann, ":reply 1 2 left", ":reply 2 1 left", ":edit 4 0 left", ":press 2 undo")
    silent, spoken, overheard, answered, edited, pressed = (message for message, _ in heard(ann))
    assert (overheard.reply_to, overheard.addressed) == (silent.source, False)
    assert (answered.reply_to, answered.addressed) == (spoken.source, True)
    assert {each.address.chat for each in (overheard, answered, edited, pressed)} == {"Iron"}
    assert (edited.text, edited.edited, edited.reply_to) == ("0 left", True, spoken.source)
    assert (edited.source, edited.sender.id) == (answered.source, "Ben")
    assert pressed.reply_to == spoken.source


async def test_an_answer_to_nothing() -> None:
    ann = talk(user="Ann")
    (answer, bare) = await feed(ann, ":reply 3 2 left", ":reply 1")
    assert answer is not None
    assert answer.result == {"kind": "error", "error": "no_such_object"}
    assert bare is not None
    assert bare.result == {"kind": "error", "error": "bad_control"}


async def test_an_open_button_belongs_to_whoever_presses_it() -> None:
    class Open(Parrot):
        async def handle(self, message: Message, now: datetime) -> Answer:
            self.heard.append((message, now))
            buttons = (Button("undo", "undo m1"), Button("in", "challenge in", open=True))
            return Answer(Reply(lines=("x",), buttons=buttons, owner=7), {})

    ann = Conversation(Open(), Clock(START), user="Ann")
    await feed(ann, "hello", ":user Ben", ":press 1 in", ":press 1 undo")
    _, (open_one, _), (owned, _) = heard(ann)
    assert (open_one.text, open_one.owner, open_one.sender.id) == ("challenge in", None, "Ben")
    assert (owned.text, owned.owner) == ("undo m1", 7)


async def test_a_line_is_a_message_of_the_present_user() -> None:
    ann = talk(user="Ann")
    await feed(ann, "squat 140x8", ":user Ben", "bench 100x5")
    (first, _), (second, _) = heard(ann)
    assert (first.sender.id, first.address.chat, first.address.private) == ("Ann", "Ann", True)
    assert (second.sender.name, second.address.chat) == ("Ben", "Ben")
    assert first.addressed
    assert first.source != second.source


async def test_sources_differ_between_runs() -> None:
    one, two = talk(), talk()
    await feed(one, "squat 140x8")
    await feed(two, "squat 140x8")
    assert heard(one)[0][0].source != heard(two)[0][0].source


@pytest.mark.parametrize(
    ("line", "text", "addressed"),
    [
        ("squat 140x8", "squat 140x8", False),
        ("@spotter squat 140x8", "squat 140x8", True),
        ("@Spotter  squat 140x8", "squat 140x8", True),
        ("@spotter", "", True),
        ("@spotters squat", "@spotters squat", False),
        ("hello @spotter", "hello @spotter", False),
        ("/next", "/next", True),
        (r"@spotter squat\n140x8", "squat\n140x8", True),
    ],
)
async def test_who_is_addressed_in_a_group(line: str, text: str, addressed: bool) -> None:
    gym = talk(group="gym")
    await feed(gym, line)
    message = heard(gym)[0][0]
    assert (message.text, message.addressed) == (text, addressed)
    assert (message.address.chat, message.address.private) == ("gym", False)


async def test_leaving_a_group() -> None:
    gym = talk(user="Ann")
    await feed(gym, ":group gym", "next", ":group", "next")
    assert [each.addressed for each, _ in heard(gym)] == [False, True]
    assert [each.address.chat for each, _ in heard(gym)] == ["gym", "Ann"]


async def test_the_clock_moves_after_lines_edits_and_presses_only() -> None:
    one = talk()
    await feed(
        one, "a", ":user Ann", "b", ":edit 1 c", ":press 1 undo", ":edit 9 d", ":group x", "e"
    )
    minutes = [(now - START) // timedelta(minutes=1) for _, now in heard(one)]
    assert minutes == [0, 3, 6, 9, 15]


async def test_setting_the_clock() -> None:
    one = talk()
    await feed(one, "a", ":now 2026-12-01T08:00+02:00", "b")
    assert heard(one)[1][1] == datetime(2026, 12, 1, 6, tzinfo=UTC)


async def test_the_real_clock_is_not_moved() -> None:
    one = Conversation(Parrot(), Clock(step=timedelta(days=400)))
    await feed(one, "a", "b")
    first, second = (now for _, now in heard(one))
    assert second - first < timedelta(days=1)


async def test_a_clock_at_the_end_of_time_stays() -> None:
    clock = Clock(datetime.max.replace(tzinfo=UTC))
    clock.tick()
    assert clock.now().year == 9999


async def test_an_edit_is_the_same_message_again() -> None:
    gym = talk(user="Ann", group="gym")
    await feed(gym, "@spotter squat 140x8", "hm", ":user Ben", ":group", r":edit 1 squat 140x7\nx5")
    original, edited = heard(gym)[0][0], heard(gym)[2][0]
    assert edited.edited
    assert edited.text == "squat 140x7\nx5"
    assert (edited.source, edited.sent_at) == (original.source, original.sent_at)
    assert (edited.sender, edited.address, edited.addressed) == (
        original.sender,
        original.address,
        True,
    )


async def test_edits_count_typed_lines_not_control_lines() -> None:
    one = talk()
    await feed(one, ":user Ann", "a", ":press 1 undo", "b", ":edit 2 c")
    assert heard(one)[-1][0].source == heard(one)[2][0].source


async def test_a_press_is_a_message_in_the_chat_of_its_button() -> None:
    one = talk(user="Ann", group="gym")
    await feed(one, "@spotter squat 140x8", ":user Ben", ":group", ":press 1 same again")
    message, now = heard(one)[-1]
    assert (message.text, message.owner, message.sender.id) == ("same", 7, "Ben")
    assert message.address.chat == "gym"
    assert message.sent_at == now
    assert message.source != heard(one)[0][0].source


async def test_presses_count_every_printed_object_silence_too() -> None:
    gym = talk(group="gym")
    answers = await feed(gym, "hello", ":user Ann", "/next", ":press 1 undo", ":press 2 why")
    assert answers[0] == Answer(None)
    assert answers[1] is None
    assert answers[3] == Answer(None, {"kind": "error", "error": "no_such_button"})
    assert heard(gym)[-1][0].text == "why"
    await feed(gym, ":press 4 undo")  # the fourth object is what the last press printed
    assert heard(gym)[-1][0].text == "undo m1"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (":edit 2 squat", "no_such_line"),
        (":edit 0 squat", "no_such_line"),
        (":edit -1 squat", "no_such_line"),
        (":edit x squat", "no_such_line"),
        (":edit ² squat", "no_such_line"),
        (f":edit {'9' * 5000} squat", "no_such_line"),
        (":edit 1", "bad_control"),
        (":edit", "bad_control"),
        (":press 2 undo", "no_such_object"),
        (":press 0 undo", "no_such_object"),
        (":press 1 redo", "no_such_button"),
        (":press", "no_such_button"),
    ],
)
async def test_a_bad_edit_or_press_prints_one_object_and_says_why(line: str, code: str) -> None:
    one = talk()
    await one.take("a")
    outcome = await one.take(line)
    assert outcome.answer == Answer(None, {"kind": "error", "error": code})
    assert outcome.complaint
    assert len(heard(one)) == 1


@pytest.mark.parametrize("line", [":user", ":now", ":now tomorrow", ":usr Ann", ":x"])
async def test_other_bad_control_lines_print_nothing(line: str) -> None:
    outcome = await talk().take(line)
    assert outcome.answer is None
    assert outcome.complaint


@pytest.mark.parametrize("line", [":)", ": squat", ":-(", "::", ":1"])
async def test_a_colon_without_a_word_is_plain_talk(line: str) -> None:
    one = talk()
    await feed(one, line)
    assert heard(one)[0][0].text == line


@pytest.mark.parametrize("line", [":undo", ":same", ":WHY", ":press same again", ":press undo"])
async def test_on_a_terminal_a_colon_presses_the_last_buttons(line: str) -> None:
    one = talk(shortcuts=True)
    await feed(one, "a", line)
    assert heard(one)[-1][0].owner == 7


async def test_what_no_platform_delivers_is_dropped() -> None:
    one = talk()
    await feed(one, "squat\0 140x8\r", "half \ud83d")
    assert [each.text for each, _ in heard(one)] == ["squat 140x8", "half ?"]


async def test_a_bug_inside_prints_one_object_and_the_talk_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    one = talk()
    outcome = await one.take("crash")
    assert outcome.answer == Answer(None, {"kind": "error", "error": "internal"})
    assert "a bug" in caplog.text
    assert (await one.take("a")).answer is not None


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
            "pictures": [{"name": "chart.png", "size": 3}],
            "files": [{"name": "a.csv", "size": 0}],
            "private": False,
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
        (["backup"], "Missing argument 'FILE'"),
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
        "step": timedelta(minutes=3), "as_objects": False,
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
