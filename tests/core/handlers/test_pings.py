"""Reminders and look-backs: what is typed, and what a ping says."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from core.messages import Address
from core.store.engine import Store
from tests.core.handlers.training_chat import Talk, a_month_of_training, words

GROUP = Address("console", "team", private=False)


# --- setting and listing ----------------------------------------------------------------------


async def test_what_was_read_is_said_back(store: Store) -> None:
    talk = Talk(store)
    await talk.say("tz berlin")
    assert await talk.lines("remind mon wed fri 18:00") == [
        "Mon, Wed, Fri at 18:00, Europe/Berlin; next: Mon 23 Nov"
    ]
    assert await talk.lines("remind squat day sat 10:00") == [
        "Squat day: Sat at 10:00, Europe/Berlin; next: Sat 28 Nov"
    ]
    assert await talk.lines("remind Mon, Wed and Fri at 6 pm") == [
        "You have that one already. Mon, Wed, Fri at 18:00; next: 18:00"
    ]
    assert await talk.lines("reminders") == [
        "1. Mon, Wed, Fri at 18:00; next: 18:00",
        "2. Squat day: Sat at 10:00; next: Sat 28 Nov at 10:00",
        "Times are Europe/Berlin.",
    ]
    first, second = await talk.reminders()
    assert first.next_at == datetime(2026, 11, 23, 17, tzinfo=UTC)
    assert (second.number, second.words, second.days) == (2, "squat day", (5,))


async def test_ten_reminders_are_the_most(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    for hour in range(10, 20):
        await talk.say(f"remind daily {hour}:00")
    answer = await talk.say("remind daily 20:00")
    assert answer.result is not None
    assert answer.result["error"] == "too_many_reminders"
    assert len(await talk.reminders()) == 10
    await talk.say("remind delete 3")
    assert await talk.lines("remind daily 20:00") == ["Every day at 20:00, UTC; next: Mon 23 Nov"]
    assert [each.number for each in await talk.reminders()] == list(range(1, 11))


async def test_off_on_pause_skip_and_delete(store: Store) -> None:
    talk = Talk(store)
    await talk.say("tz berlin")
    await talk.say("remind mon wed fri 18:00")
    await talk.say("remind sat 10:00")
    assert await talk.lines("remind off 2") == ["Off. remind on brings it back."]
    assert (await talk.lines("reminders"))[1] == "2. Sat at 10:00; off"
    assert await talk.lines("remind pause 2w") == [
        "Paused until Mon 7 Dec. remind on ends the pause.",
        "Next ping: Mon 7 Dec at 18:00",
    ]
    assert await talk.due("2026-11-25T17:30") == []
    assert await talk.lines("remind on") == ["On again.", "Next ping: Fri 27 Nov at 18:00"]
    assert (await talk.lines("remind skip 1"))[1] == "Next ping: Fri 27 Nov at 18:00"
    talk.go("2026-11-27T16:00")
    assert (await talk.lines("remind skip 1"))[1] == "Next ping: Mon 30 Nov at 18:00"
    assert await talk.lines("remind delete 1") == ["Reminder deleted."]
    answer = await talk.say("remind off 7")
    assert answer.result is not None
    assert answer.result["error"] == "bad_setting"
    assert [each.number for each in await talk.reminders()] == [2]


async def test_the_same_as_one_that_is_off_turns_it_on(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    await talk.say("remind mon 18:00")
    await talk.say("remind off")
    assert await talk.due("2026-11-23T18:01") == []
    await talk.say("remind mon 18:00")
    (reminder,) = await talk.reminders()
    assert (reminder.state, reminder.number) == ("on", 1)


async def test_days_at_the_same_time_are_one_reminder(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    await talk.say("remind mon wed 18:00")
    assert (await talk.lines("remind wed 18:00"))[0].startswith("You have that one already.")
    assert await talk.lines("remind mon wed fri 18:00") == [
        "Mon, Wed, Fri at 18:00, UTC; next: Mon 23 Nov"
    ]
    await talk.say("remind legs wed 18:00")
    assert [each.days for each in await talk.reminders()] == [(0, 2, 4), (2,)]


# --- the zone ---------------------------------------------------------------------------------


async def test_the_zone_is_guessed_and_asked_once(store: Store) -> None:
    talk = Talk(store, hint="pt-br")
    answer = await talk.say("remind mon 18:00")
    assert answer.reply is not None
    assert answer.reply.lines == (
        "Seg às 18:00, America/Sao_Paulo; próximo: seg 23 nov",
        "São 9:00 onde você está (America/Sao_Paulo)? Se não, escreva sua cidade: tz berlin",
    )
    assert [each.label for each in answer.reply.buttons] == [
        "sim", "8:00 Manaus", "9:00 Fortaleza", "12:00 Lisbon",
    ]  # fmt: skip
    assert len(await talk.lines("remind tue 18:00")) == 1
    (first, _) = await talk.reminders()
    assert first.next_at == datetime(2026, 11, 23, 21, tzinfo=UTC)
    lines = await talk.press(answer.reply, "12:00 Lisbon")
    assert lines.reply is not None
    assert lines.reply.lines[1] == "Próximo lembrete: 18:00"
    (first, second) = await talk.reminders()
    assert first.next_at == datetime(2026, 11, 23, 18, tzinfo=UTC)
    assert {first.zone, second.zone} == {"Europe/Lisbon"}


async def test_a_zone_that_was_told_is_not_asked(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store, hint="de")
    await talk.say("tz utc")
    said = await talk.lines("recap sun 20:00")
    assert said == ["Rückblick: So um 20:00, UTC; als Nächstes: So 29. Nov"]


async def test_a_word_of_two_languages_is_read_in_the_persons_own(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store, hint="de")
    assert (await talk.lines("remind do 18:00"))[0].startswith("Do um 18:00")
    asked = await Talk(sqlite_store).say("remind do 18:00", who="bob")
    assert asked.result is not None
    assert asked.result["kind"] == "question"
    assert asked.reply is not None
    assert [each.send for each in asked.reply.buttons] == ["remind thu 18:00", "remind sun 18:00"]


async def test_moving_replans_and_repeats_nothing(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    await talk.say("tz tokyo")
    await talk.say("remind daily 22:00")
    assert len(await talk.due("2026-11-23T13:00")) == 1  # Monday in Tokyo
    assert await talk.lines("tz los angeles") == [
        "Time zone America/Los_Angeles; it is 05:00 there now.",
        "Next ping: Tue 24 Nov at 22:00",
    ]  # Monday was pinged
    assert await talk.due("2026-11-24T06:30") == []
    assert len(await talk.due("2026-11-25T06:30")) == 1


# --- what a ping says -------------------------------------------------------------------------


async def test_a_ping_names_todays_lifts_and_their_targets(store: Store) -> None:
    talk = Talk(store)
    await a_month_of_training(talk)
    await talk.say("remind mon thu 18:00")
    came = await talk.due("2026-11-23T18:00:10")
    title, *lifts = words(came)
    assert title == "Time to train: your usual Monday"
    assert re.match(r"Squat: [\d.]+ kg (3 x \d|x \d+, \d+, \d)", lifts[0])
    assert re.match(r"Bench press: [\d.]+ kg (3 x \d|x \d+, \d+, \d)", lifts[1])
    assert re.match(r"Leg curl: [\d.]+ kg (2 x \d|x \d+, \d)", lifts[2])
    assert lifts[2].endswith("; 1 more")
    assert all(len(line) < 90 for line in (title, *lifts))
    reply = came[0].reply
    assert reply is not None
    assert [each.send for each in reply.buttons] == [
        "snooze 2h #1", "remind skip 1", "remind off 1",
    ]  # fmt: skip
    title, *lifts = words(await talk.due("2026-11-26T18:00"))
    assert [line.partition(":")[0] for line in lifts] == ["Deadlift", "Pull-up"]


@pytest.mark.parametrize(
    ("label", "first"),
    [("deadlift day", "Deadlift"), ("pull day", "Pull-up"), ("Bench", "Bench press")],
)
async def test_words_of_a_reminder_choose_the_workout(
    sqlite_store: Store, label: str, first: str
) -> None:
    talk = Talk(sqlite_store)
    await a_month_of_training(talk)
    await talk.say(f"remind {label} daily 18:00")
    title, *lifts = words(await talk.due("2026-11-23T18:00"))
    assert title.startswith(label[:1].upper() + label[1:])
    assert lifts[0].startswith(first)


async def test_a_lift_that_was_never_done_is_named_all_the_same(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    await a_month_of_training(talk)
    await talk.say("remind leg press day daily 18:00")
    title, *lifts = words(await talk.due("2026-11-23T18:00"))
    assert title == "Leg press day"
    assert lifts == ["Leg press: 3 x 8-12, stop with 0-2 left"]


async def test_an_empty_log_gets_a_line_to_start_with(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    await talk.say("remind daily 18:00")
    assert words(await talk.due("2026-11-23T18:00")) == [
        "Time to train",
        "Nothing logged yet. Type a set, like: squat 100x5 rir2",
    ]


# --- groups -----------------------------------------------------------------------------------


async def test_pings_of_a_group_come_in_private(store: Store) -> None:
    talk = Talk(store)
    refused = await talk.say("/remind mon 18:00", where=GROUP)
    assert refused.reply is not None
    assert refused.reply.private
    assert refused.reply.lines == (
        "Pings come in private. Write to me there first, then type this again.",
    )
    assert await talk.reminders() == ()
    await talk.say("start")
    answer = await talk.say("/remind mon 18:00", where=GROUP)
    assert answer.reply is not None
    assert answer.reply.private
    (came,) = await talk.due("2026-11-23T18:00")
    assert came.address == Address("console", "ann")


async def test_where_nothing_arrives_is_said(store: Store) -> None:
    talk = Talk(store)
    await talk.say("remind mon 18:00")
    await store.lose_chat("console", "ann", "blocked")
    assert await talk.due("2026-11-23T18:00") == []
    answer = await talk.say("/remind tue 18:00", where=GROUP)
    assert answer.reply is not None
    assert answer.reply.lines == (
        "Console says you blocked me; write to me there, then: remind on",
    )
    assert (await talk.lines("reminders", where=GROUP))[0] == (
        "1. Mon at 18:00; Console says you blocked me; write to me there, then: remind on"
    )
    await talk.say("remind on")
    assert len(await talk.due("2026-11-30T18:00")) == 1


# --- looking back -----------------------------------------------------------------------------


async def test_a_look_back_on_a_week(store: Store) -> None:
    talk = Talk(store)
    await a_month_of_training(talk)
    await talk.say("squat 105x8,8 rir1,0\nbench 80x8 f")
    answer = await talk.say("recap")
    assert answer.reply is not None
    assert answer.reply.title == "Your week to Mon 23 Nov"
    assert answer.reply.lines[0] == "2 sessions, 7 sets; usually 2 a week"
    assert "Sets to failure: 2, all before the last set or unsafe alone" in answer.reply.lines
    assert any(line.startswith("Best: Squat 105 kg") for line in answer.reply.lines)
    assert any(line.startswith("Next week: ") for line in answer.reply.lines)
    assert ("quads", "3", "4") in answer.reply.table
    assert all(len(line) < 90 for line in answer.reply.lines)
    await talk.say("recap tue 20:00")
    await talk.say("recap sun 20:00")  # instead
    (reminder,) = await talk.reminders()
    assert (reminder.kind, reminder.days) == ("recap", (6,))
    came = await talk.due("2026-11-29T20:00")  # also on a day without training
    assert words(came)[0] == "Your week to Sun 29 Nov"
    assert await talk.lines("recap off") == ["No weekly look back any more."]
    assert await talk.due("2026-12-06T20:00") == []


async def test_a_look_back_on_nothing(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    assert (await talk.lines("recap"))[0] == "Nothing logged in the seven days to Mon 23 Nov."
    for text in ("recap mon tue 20:00", "recap legs sun 20:00", "recap soon"):
        answer = await talk.say(text)
        assert answer.result is not None
        assert answer.result["error"] == "bad_setting"
