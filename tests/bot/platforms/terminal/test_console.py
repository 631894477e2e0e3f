"""The terminal: control lines and the clock; driven with a door that repeats."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.platforms.terminal.chat import (
    Clock,
    Conversation,
)
from core.messages import Answer, Button, Message, Reply
from tests.bot.platforms.terminal.parrot import START, Parrot, talk


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
