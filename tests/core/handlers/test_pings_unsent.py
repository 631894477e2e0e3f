"""When no ping is sent, and somebody who does not answer."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from core.messages import Reply
from core.store.engine import Store
from core.store.schema.tables import people
from tests.core.handlers.training_chat import MONDAY, Talk, whys, words

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
