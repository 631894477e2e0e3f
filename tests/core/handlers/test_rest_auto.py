"""Rests that start with each set: chosen by the person, in private, until the next set."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.errors import BadSetting
from core.messages import Address, Answer, Message, Sender
from core.parsing.durations import read_rest_auto
from core.store.engine import Store
from tests.core.handlers.test_rests import TOPIC
from tests.core.handlers.training_chat import Talk, words

OVER = "Rest is over: Squat 100 kg, 8 or more, stop with 1-2 left"


def labels(answer: Answer) -> list[str]:
    """The labels under an answer."""
    assert answer.reply is not None
    return [each.label for each in answer.reply.buttons]


async def test_the_advised_rest_starts_with_a_set(store: Store) -> None:
    talk = Talk(store)
    await talk.say("squat 100x8 rir2")
    assert await talk.reminders() == ()  # off by default
    await talk.say("rest auto")
    answer = await talk.say("squat 100x8 rir2")
    assert labels(answer) == ["undo", "same again", "why"]
    assert await talk.due(timedelta(seconds=179)) == []
    assert words(await talk.due(timedelta(seconds=1))) == [OVER]
    await talk.say("rest auto off")
    answer = await talk.say("bench 80x8 rir2")
    assert "rest 3 min" in labels(answer)
    assert await talk.reminders() == ()


async def test_the_next_set_and_rest_off_end_it(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    await talk.say("rest auto")
    await talk.say("squat 100x8 rir2")
    talk.go(timedelta(seconds=100))
    await talk.say("same")
    (timer,) = await talk.reminders()
    assert timer.next_at == talk.now + timedelta(seconds=180)
    await talk.say("same")  # the last one planned: no rest is advised
    assert await talk.reminders() == ()
    await talk.say("bench 80x8 rir2")
    assert await talk.lines("rest off") == ["Rest timer stopped."]
    assert await talk.reminders() == ()


async def test_none_starts_in_a_group_nor_for_an_earlier_day(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    await talk.say("rest auto")
    answer = await talk.say("squat 100x8 rir2", where=TOPIC)
    assert "rest 3 min" in labels(answer)
    await talk.say("yesterday bench 80x8 rir2")
    assert await talk.reminders() == ()


async def test_an_edit_and_a_try_leave_the_rest_as_it_is(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    await talk.say("rest auto")
    await talk.say("squat 100x8 rir2")
    before = await talk.reminders()
    talk.go(timedelta(seconds=30))
    await talk.say("squat 100x7 rir2", edited="ann:2")
    await talk.say("what if squat 110x5")
    await talk.say("rir1")
    assert await talk.reminders() == before


@pytest.mark.parametrize(("late", "starts"), [(179, 1), (180, 0)])
async def test_a_message_that_arrives_late(sqlite_store: Store, late: int, starts: int) -> None:
    talk = Talk(sqlite_store)
    await talk.say("rest auto")
    ann = Sender("console", "ann", "Ann", "")
    message = Message(Address("console", "ann"), ann, "squat 100x8 rir2", talk.now, "ann:9")
    await talk.coach.handle(message, talk.now + timedelta(seconds=late))
    timers = await talk.reminders()
    assert [each.next_at for each in timers] == [talk.now + timedelta(minutes=3)] * starts


@pytest.mark.parametrize(
    ("text", "auto"),
    [("auto", True), ("Auto on", True), ("auto off", False), ("auto aus", False), ("3m", None)],
)
def test_auto_is_read(text: str, auto: bool | None) -> None:
    assert read_rest_auto(text) is auto


def test_other_words_behind_auto_are_refused() -> None:
    with pytest.raises(BadSetting):
        read_rest_auto("auto 3m")
