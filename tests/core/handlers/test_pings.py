"""Reminders, snoozes, rests and look-backs: what is typed, what a ping says, when none is sent."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.platforms.terminal.pings import Came, Pings
from core.coach import Coach
from core.messages import Address, Answer, Message, Reply, Sender
from core.reminders.schedule import Reminder
from core.store.engine import Store
from core.store.schema.tables import people
from core.store.unit_of_work import UnitOfWork

MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)
GROUP = Address("console", "team", private=False)
TOPIC = Address("console", "team", "7", private=False)


class Talk:
    """A coach, people who type, and a clock that is set."""

    def __init__(self, store: Store, hint: str = "") -> None:
        self.store, self.coach, self.hint = store, Coach(store), hint
        self.pings = Pings(store, self.coach)
        self.now, self.count = MONDAY, 0

    async def say(
        self, text: str, *, who: str = "ann", where: Address | None = None, edited: str = ""
    ) -> Answer:
        self.count += 1
        where = where or Address("console", who)
        source = edited or f"{where.chat}:{self.count}"
        message = Message(
            where, Sender("console", who, who.title(), self.hint), text, self.now, source,
            edited=bool(edited),
        )  # fmt: skip
        return await self.coach.handle(message, self.now)

    async def lines(self, text: str, **how: object) -> list[str]:
        answer = await self.say(text, **how)  # type: ignore[arg-type]
        assert answer.reply is not None
        return list(answer.reply.lines)

    async def due(self, at: str | timedelta = timedelta(0)) -> list[Came]:
        """What comes when the clock shows a time (UTC)."""
        self.go(at)
        return await self.pings.due(self.now)

    def go(self, at: str | timedelta) -> None:
        moved = self.now + at if isinstance(at, timedelta) else datetime.fromisoformat(at)
        self.now = moved if moved.tzinfo else moved.replace(tzinfo=UTC)

    async def reminders(self, who: str = "ann") -> tuple[Reminder, ...]:
        def read(uow: UnitOfWork) -> tuple[Reminder, ...]:
            person, _ = uow.people.find(Sender("console", who, who.title(), self.hint), self.now)
            return uow.reminders.of(person.id)

        return await self.store.run(read)

    async def press(self, reply: Reply | None, label: str) -> Answer:
        assert reply is not None
        send = next(each.send for each in reply.buttons if each.label.startswith(label))
        return await self.say(send)


def words(came: list[Came]) -> list[str]:
    """The title and lines of the one ping that came."""
    assert len(came) == 1, came
    reply = came[0].reply
    assert reply is not None, came[0].why
    return [*([reply.title] if reply.title else []), *reply.lines]


def whys(came: list[Came]) -> list[str]:
    return [each.why for each in came if each.reply is None]


async def a_month_of_training(talk: Talk) -> None:
    """Squat and bench on Mondays, deadlift and pull-ups on Thursdays, for four weeks."""
    for week in (4, 3, 2, 1):
        talk.now = MONDAY - timedelta(days=7 * week)
        await talk.say(
            "squat 100x8,8,8 rir2\nbench 80x8,8,8 rir2\nleg curl 40x12,12\nhammer curl 15x10,10"
        )
        talk.now += timedelta(days=3)
        await talk.say("deadlift 140x5,5 rir2\npull-ups 8,7 rir1")
    talk.now = MONDAY


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
        "Mon at 18:00, America/Sao_Paulo; next: Mon 23 Nov",
        "Is it 9:00 where you are (America/Sao_Paulo)? If not, type your city: tz berlin",
    )
    assert [each.label for each in answer.reply.buttons] == [
        "yes", "8:00 Manaus", "9:00 Fortaleza", "12:00 Lisbon",
    ]  # fmt: skip
    assert len(await talk.lines("remind tue 18:00")) == 1
    (first, _) = await talk.reminders()
    assert first.next_at == datetime(2026, 11, 23, 21, tzinfo=UTC)
    lines = await talk.press(answer.reply, "12:00 Lisbon")
    assert lines.reply is not None
    assert lines.reply.lines[1] == "Next ping: 18:00"
    (first, second) = await talk.reminders()
    assert first.next_at == datetime(2026, 11, 23, 18, tzinfo=UTC)
    assert {first.zone, second.zone} == {"Europe/Lisbon"}


async def test_a_zone_that_was_told_is_not_asked(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store, hint="de")
    await talk.say("tz utc")
    assert await talk.lines("recap sun 20:00") == ["Look back: Sun at 20:00, UTC; next: Sun 29 Nov"]


async def test_a_word_of_two_languages_is_read_in_the_persons_own(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store, hint="de")
    assert (await talk.lines("remind do 18:00"))[0].startswith("Thu at 18:00")
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


# --- when none is sent ------------------------------------------------------------------------


async def test_nobody_who_has_trained_is_pinged(store: Store) -> None:
    talk = Talk(store)
    await talk.say("remind daily 18:00")
    await talk.say("yesterday squat 100x5 rir2")
    await talk.say("squat 60x5 warmup")
    assert len(words(await talk.due("2026-11-23T18:00"))) == 2
    talk.go("2026-11-24T17:50")
    await talk.say("squat 100x5 rir2")
    assert whys(await talk.due("2026-11-24T18:00")) == ["trained"]
    talk.go("2026-11-24T23:50")
    await talk.say("bench 80x5 rir2")
    talk.go("2026-11-25T00:20")
    await talk.say("bench 80x5 rir2")  # of the session that began yesterday
    assert len(words(await talk.due("2026-11-25T18:00"))) > 1


async def test_what_was_queued_is_taken_back(sqlite_store: Store) -> None:
    """Between the clock and the sender there may be hours: what holds when it is sent counts."""
    talk = Talk(sqlite_store)
    for command, why in [
        ("remind off 1", "off"),
        ("remind pause 1w", "paused"),
        ("remind skip 1", "skipped today"),
        ("squat 100x5 rir2", "trained"),
        ("remind delete 1", "dropped"),
        ("tz tokyo", "late"),
    ]:
        await talk.say("tz utc")
        await talk.say("remind daily 18:00")
        talk.go(f"{talk.now.date().isoformat()}T18:00")
        assert (await sqlite_store.queue_due("console", talk.now, 10)).queued == 1
        await talk.say(command)
        if why == "late":
            talk.go(timedelta(hours=7))
        assert whys(await talk.due()) == [why]
        talk.go(timedelta(days=1) if talk.now.hour == 18 else timedelta(hours=17))
        talk.go(f"{talk.now.date().isoformat()}T12:00")
        await talk.say("remind on")


async def test_what_was_already_logged_elsewhere_is_not_somebody_elses(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    await talk.say("remind daily 18:00")
    (mine,) = await talk.reminders()
    await talk.say("start", who="bob")
    (key, now) = (f"ping:{mine.id}:2026-11-23", talk.now)
    assert await talk.coach.ping(key, mine.person_id + 1, now) == "dropped"
    assert await talk.coach.ping("ping:999:2026-11-23", mine.person_id, now) == "dropped"
    assert await talk.coach.ping("reply:1", mine.person_id, now) == "dropped"


# --- somebody who does not answer -------------------------------------------------------------


async def test_after_four_without_a_word_the_fifth_asks_and_then_it_stops(store: Store) -> None:
    talk = Talk(store)
    await talk.say("remind daily 18:00")
    for day in range(23, 27):
        assert words(await talk.due(f"2026-11-{day}T18:00"))[0] == "Time to train"
    came = await talk.due("2026-11-27T18:00")
    assert words(came) == [
        "Four pings without a word from you. Shall I go on?",
        "Without an answer this was the last one.",
    ]
    (reminder,) = await talk.reminders()
    key = f"ping:{reminder.id}:2026-11-27"
    assert isinstance(await talk.coach.ping(key, reminder.person_id, talk.now), Reply)  # once more
    assert whys(await talk.due("2026-11-28T18:00")) == ["unanswered"]
    for day in (29, 30):
        assert await talk.due(f"2026-11-{day}T18:00") == []
    assert (await talk.lines("reminders"))[0] == (
        "1. Every day at 18:00; off after four without a word; remind on"
    )
    assert await talk.lines("remind on") == ["On again.", "Next ping: Tue 1 Dec at 18:00"]
    assert words(await talk.due("2026-12-01T18:00"))[0] == "Time to train"


async def test_any_word_counts_as_an_answer(store: Store) -> None:
    """Also one that comes within the hour that what was seen is written down for."""
    talk = Talk(store)
    await talk.say("remind daily 18:00")
    for day in range(23, 30):
        talk.go(f"2026-11-{day}T17:59")
        if day == 26:
            await talk.say("today")
        assert words(await talk.due(f"2026-11-{day}T18:00"))[0] == "Time to train"
        if day == 26:
            talk.go(timedelta(seconds=10))
            await talk.say("today")
    talk.go("2026-11-30T18:00")
    assert words(await talk.due())[0] == "Time to train"
    assert words(await talk.due("2026-12-01T18:00"))[0].startswith("Four pings")
    await talk.say("squat 100x5")  # instead of a tap
    assert words(await talk.due("2026-12-02T18:00"))[0].startswith("Time to train")


async def test_a_plain_set_writes_no_more_than_once_an_hour_that_somebody_was_here(
    store: Store,
) -> None:
    talk = Talk(store)

    async def seen() -> datetime | None:
        return await store.run(
            lambda it: it._connection.execute(select(people.c.seen_at)).scalar_one()
        )

    await talk.say("squat 100x5")
    assert await seen() == MONDAY
    talk.go(timedelta(minutes=59))
    await talk.say("squat 100x5")
    assert await seen() == MONDAY
    talk.go(timedelta(minutes=1))
    await talk.say("squat 100x5")
    assert await seen() == MONDAY + timedelta(hours=1)


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
    assert "Sets to failure: 2, all early or unsafe alone" in answer.reply.lines
    assert any(line.startswith("Best: Squat 105 kg") for line in answer.reply.lines)
    assert any(line.startswith("Next week: ") for line in answer.reply.lines)
    assert ("quads", "3") in answer.reply.table
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
