"""Snoozes and rests: when they come, what they say, what ends them."""

from __future__ import annotations

from datetime import timedelta

from core.messages import Address
from core.store.engine import Store
from tests.core.handlers.training_chat import Talk, a_month_of_training, whys, words

TOPIC = Address("console", "team", "7", private=False)


# --- snooze -----------------------------------------------------------------------------------


async def test_a_snoozed_ping_comes_again_once(store: Store) -> None:
    talk = Talk(store)
    await a_month_of_training(talk)
    await talk.say("remind squat day mon 18:00")
    came = await talk.due("2026-11-23T18:00")
    answer = await talk.press(came[0].reply, "snooze")
    assert answer.reply is not None
    assert answer.reply.lines == ("I ping you again: 20:00",)
    again = await talk.due("2026-11-23T20:00")
    assert words(again)[0] == words(came)[0]
    assert again[0].reply is not None
    assert again[0].reply.buttons == came[0].reply.buttons if came[0].reply else False
    assert await talk.due("2026-11-24T20:00") == []
    assert await talk.lines("snooze tomorrow") == ["I ping you again: Wed 25 Nov at 18:00"]
    await talk.say("snooze 3h")  # replaces it
    assert len(await talk.due("2026-11-24T23:00")) == 1
    assert await talk.due("2026-11-25T18:00") == []


async def test_skip_and_training_end_a_snooze(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    await talk.say("remind daily 18:00")
    for text, why in [("remind skip 1", []), ("squat 100x5 rir2", ["trained"])]:
        talk.go(f"{talk.now.date().isoformat()}T18:00")
        await talk.due()
        await talk.say("snooze 2h")
        await talk.say(text)
        assert whys(await talk.due(timedelta(hours=2))) == why
        talk.go(timedelta(days=1))


# --- rest -------------------------------------------------------------------------------------


async def test_a_rest_says_what_is_next(store: Store) -> None:
    talk = Talk(store)
    answer = await talk.say("squat 100x8 rir2")
    assert answer.reply is not None
    assert [each.label for each in answer.reply.buttons] == [
        "undo", "same again", "why", "rest 3 min",
    ]  # fmt: skip
    started = await talk.press(answer.reply, "rest 3 min")
    assert started.reply is not None
    assert started.reply.lines == ("Rest 3 min, until 12:03:00. The next set stops it.",)
    assert await talk.due(timedelta(seconds=179)) == []
    assert words(await talk.due(timedelta(seconds=1))) == [
        "Rest is over: Squat 100 kg, 8 or more, stop with 1-2 left"
    ]
    assert await talk.due(timedelta(hours=1)) == []


async def test_a_set_ends_the_rest_and_nothing_else_does(store: Store) -> None:
    talk = Talk(store)
    await talk.say("squat 100x8")
    await talk.say("rest 3m")
    for text in ("rir2", "what if squat 100x8", "next", "pain squat", "bench"):
        await talk.say(text)
    assert [each.kind for each in await talk.reminders()] == ["rest"]
    await talk.say("squat 100x8 rir2")
    assert await talk.reminders() == ()
    assert await talk.due(timedelta(minutes=4)) == []


async def test_a_set_logged_while_the_ping_waits_to_be_sent(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    await talk.say("squat 100x8 rir2")
    await talk.say("rest 60s")
    talk.go(timedelta(seconds=60))
    assert (await sqlite_store.queue_due("console", talk.now, 10)).queued == 1
    await talk.say("same")
    assert whys(await talk.due()) == ["dropped"]


async def test_one_rest_a_person_and_none_that_is_long_over(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    await talk.say("rest 3m")
    await talk.say("rest 5m")
    assert await talk.due(timedelta(minutes=4)) == []
    assert (await talk.lines("rest"))[0] == "60 s of rest left, until 12:05:00."
    assert await talk.due(timedelta(hours=2)) == []  # the process was down
    assert await talk.lines("rest off") == ["Rest timer stopped."]
    assert await talk.lines("rest off") == ["No rest timer is running."]
    answer = await talk.say("rest")
    assert answer.result is not None
    assert answer.result["error"] == "bad_setting"


async def test_a_rest_in_a_group_comes_where_it_was_asked_for(store: Store) -> None:
    talk = Talk(store)
    await talk.say("rest 2m", where=TOPIC)
    (came,) = await talk.due(timedelta(minutes=2))
    assert came.address == TOPIC
    assert came.reply is not None
    assert came.reply.lines == ("Ann: Rest is over.",)
