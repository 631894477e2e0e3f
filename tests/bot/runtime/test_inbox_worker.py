"""The inbox workers: order within a chat, nobody waits for another, faults, lateness, take-over."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from bot.runtime import inbox_worker as inbox_worker_room
from bot.runtime.file_queue import FETCH_SECONDS, FETCHES_AT_ONCE
from bot.runtime.inbox_worker import CHATS_AT_ONCE, TRIES, InboxWorker
from core.store.faults import StoreTrouble
from core.store.repositories.waiting import MOST_WAITING
from tests.bot.runtime.listening_coach import Listener, now, row, serving
from tests.waiting import until


@pytest.fixture
def store(sqlite_store):
    return sqlite_store


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(inbox_worker_room, "STORE_SECONDS", (0.1,))
    monkeypatch.setattr(inbox_worker_room, "QUIET_SECONDS", 0.3)
    monkeypatch.setattr(inbox_worker_room, "POLL_SECONDS", 0.05)


async def looked_again(served):
    """Wait until the inbox worker have looked for rows twice more: what is left alone stays so."""
    enough = served.looks + 2
    await until(lambda: served.looks >= enough)


async def waiting(store):
    """Rows that are not done, wherever they are leased."""
    claimed = await store.claim_inbox("test", now() + timedelta(days=2), timedelta(seconds=1), 999)
    return [each.row.body for each in claimed]


async def test_a_burst_in_many_chats_keeps_the_order_of_each(store):
    coach = Listener(store)
    coach.pause = lambda: random.random() * 0.005
    rows = [row(f"c{i % 5}", f"{i:03d}") for i in range(250)]
    async with serving(store, coach) as inbox_worker:
        for start in range(0, 250, 50):
            await inbox_worker.receive(*rows[start : start + 50])
        await until(lambda: len(coach.handled) == 250)
        assert inbox_worker.posted
    for chat in range(5):
        texts = [text for each, text in coach.handled if each == f"c{chat}"]
        assert texts == sorted(texts)
    assert await waiting(store) == []


async def test_a_slow_chat_holds_up_nobody(store):
    coach = Listener(store)
    async with serving(store, coach) as inbox_worker:
        coach.pause = lambda: 5.0
        await inbox_worker.receive(row("slow", "1"))
        await until(lambda: coach.begun)
        coach.pause = lambda: 0.0
        await inbox_worker.receive(row("a", "2"))
        await until(lambda: coach.handled)
        assert coach.handled == [("a", "2")]


@pytest.mark.parametrize("said", ["file", "settings"])
async def test_a_platform_that_hangs_holds_up_only_who_asked_it(store, said, monkeypatch):
    monkeypatch.setattr(inbox_worker_room, "ADMIN_SECONDS", 3600.0)
    coach = Listener(store)
    async with serving(store, coach) as inbox_worker:
        hung = [f"hung {n}" for n in range(2 * CHATS_AT_ONCE)]
        await inbox_worker.receive(*(row(chat, f"{said} {chat}") for chat in hung))
        await inbox_worker.receive(*(row(f"c{n}", f"other {n}") for n in range(60)))
        await until(lambda: len(coach.handled) == 60)
        platform = inbox_worker.platform
        await until(lambda: len(platform.asked) >= FETCHES_AT_ONCE)
        if said == "settings":
            platform.end.set()
            await until(lambda: len(coach.handled) == 60 + len(hung))


async def test_a_file_that_cannot_be_had_is_answered_without_it_in_the_end(store):
    coach = Listener(store)
    async with serving(store, coach) as inbox_worker:
        inbox_worker.platform.end.set()
        await inbox_worker.receive(row("a", "file 1"), row("a", "2"))
        await until(lambda: coach.handled == [("a", "file 1"), ("a", "2")])
        assert inbox_worker.platform.asked == ["a"] * TRIES


async def test_a_file_without_an_end_is_given_up(store, monkeypatch):
    monkeypatch.setattr("bot.runtime.file_queue.FETCH_SECONDS", 0.05)
    coach = Listener(store)
    async with serving(store, coach) as inbox_worker:
        await inbox_worker.receive(row("a", "file 1"))
        await until(lambda: coach.handled == [("a", "file 1")])
    assert inbox_worker_room.LEASE.total_seconds() > FETCH_SECONDS


async def test_what_cannot_be_read_is_set_aside_and_what_is_not_for_us_is_done(store, caplog):
    coach = Listener(store)
    async with serving(store, coach) as inbox_worker:
        await inbox_worker.receive(
            row("a", "garbage 1"), row("a", "bug 2"), row("a", "nothing 3"), row("a", "squat 4")
        )
        await until(lambda: coach.handled == [("a", "squat 4")])
    assert await waiting(store) == []
    assert caplog.text.count("fault ") == 2
    assert "garbage 1" not in caplog.text


async def test_a_message_is_tried_again_and_keeps_its_place(store):
    coach = Listener(store)
    coach.failures["1"] = 2
    async with serving(store, coach) as inbox_worker:
        await inbox_worker.receive(row("a", "1"), row("a", "2"), row("b", "3"))
        await until(lambda: len(coach.handled) == 3)
    assert coach.handled == [("b", "3"), ("a", "1"), ("a", "2")]
    assert await waiting(store) == []


async def test_a_message_that_fails_three_times_is_set_aside(store, caplog):
    coach = Listener(store)
    coach.failures["1"] = 99
    async with serving(store, coach) as inbox_worker:
        await inbox_worker.receive(row("a", "1"), row("a", "2"))
        await until(lambda: coach.handled == [("a", "2")])
    assert coach.failures["1"] == 96
    assert await waiting(store) == []


async def test_a_database_that_fails_costs_no_message(store, monkeypatch):
    """Failures are counted against a message only while the database works otherwise."""
    coach = Listener(store)
    coach.failures["1"] = 6
    broken = True
    release = store.release_inbox

    async def failing(*args):
        if broken:
            raise OSError("the disk is full")
        await release(*args)

    monkeypatch.setattr(store, "release_inbox", failing)
    async with serving(store, coach) as inbox_worker:
        await inbox_worker.receive(row("a", "1"))
        await until(lambda: coach.failures["1"] == 0)
        broken = False
        await until(lambda: coach.handled == [("a", "1")])


async def test_trouble_of_the_database_is_never_counted_against_a_message(store):
    """A full disk may take the small row that counts a failure and refuse the set."""
    coach = Listener(store)
    coach.failures["1"], coach.trouble = 6, StoreTrouble
    async with serving(store, coach) as inbox_worker:
        await inbox_worker.receive(row("a", "1"), row("a", "2"))
        await until(lambda: coach.handled == [("a", "1"), ("a", "2")])
    assert await waiting(store) == []


async def test_late_messages_are_answered_together_and_presses_are_not(store, monkeypatch):
    monkeypatch.setattr(inbox_worker_room, "QUIET_SECONDS", 3.0)
    coach = Listener(store)
    async with serving(store, coach) as inbox_worker:
        await inbox_worker.receive(row("a", "1", ago=7200), row("b", "1", ago=7000))
        await inbox_worker.receive(
            row("a", "2", ago=3600), row("a", "now"), row("a", "press", ago=1200)
        )
        await until(lambda: len(coach.together) == 2 and len(coach.handled) == 2)
    assert sorted(coach.together) == [("a", ["1", "2"]), ("b", ["1"])]
    assert coach.handled == [("a", "press"), ("a", "now")]
    assert await waiting(store) == []


async def test_what_was_left_before_and_what_comes_late_make_one_summary(store, monkeypatch):
    monkeypatch.setattr(inbox_worker_room, "QUIET_SECONDS", 3.0)
    monkeypatch.setattr(inbox_worker_room, "POLL_SECONDS", 0.05)  # looks again well before
    coach = Listener(store)
    await store.receive([row("a", "1", ago=7200)])
    async with serving(store, coach) as inbox_worker:
        await inbox_worker.receive(row("a", "2", ago=3600))
        await until(lambda: coach.together)
        await looked_again(inbox_worker)
    assert coach.together == [("a", ["1", "2"])]


async def test_late_messages_that_fail_together_are_handled_one_by_one(store):
    coach = Listener(store)
    coach.failures["together"] = 99
    async with serving(store, coach) as inbox_worker:
        await inbox_worker.receive(row("a", "1", ago=7200), row("a", "2", ago=3600))
        await until(lambda: coach.handled == [("a", "1"), ("a", "2")])


async def test_rows_held_by_a_process_that_died_are_taken_at_once(store):
    await store.receive([row("a", "1")])
    held = await store.claim_inbox("dead", now(), timedelta(seconds=60), 10)
    assert len(held) == 1
    await store.bury(["dead"])
    coach = Listener(store)
    async with serving(store, coach):
        await until(lambda: coach.handled == [("a", "1")])


async def test_rows_of_a_platform_without_token_stay(store):
    coach = Listener(store)
    async with serving(store, coach) as inbox_worker:
        await inbox_worker.receive(row("a", "1", platform="discord"), row("a", "2"))
        await until(lambda: coach.handled == [("a", "2")])
        await looked_again(inbox_worker)
    assert await waiting(store) == ["1"]


async def test_what_another_process_received_is_found_without_a_bell(store):
    coach = Listener(store)
    async with serving(store, coach) as inbox_worker:
        await looked_again(inbox_worker)
        await store.receive([row("a", "1")])
        await until(lambda: coach.handled == [("a", "1")])


async def test_stopping_finishes_what_is_under_way(store):
    coach = Listener(store)
    coach.pause = lambda: 1.0
    async with serving(store, coach) as inbox_worker:
        await inbox_worker.receive(*(row("a", str(i)) for i in range(5)))
        await until(lambda: coach.begun)
    assert coach.handled == [("a", "0")]
    assert await waiting(store) == ["1", "2", "3", "4"]


@pytest.mark.parametrize("ago", [0.0, 7200.0], ids=["now", "after an outage"])
async def test_what_was_dropped_is_said_once_and_after_what_was_kept(store, ago):
    coach = Listener(store)
    texts = [f"a{n:04}" for n in range(MOST_WAITING + 30)]
    flood = [
        replace(row("1", text, ago=ago - n / 1000), sender="7") for n, text in enumerate(texts)
    ]
    await store.receive(flood[: MOST_WAITING + 10])
    await store.receive(flood[MOST_WAITING + 10 :])
    async with serving(store, coach) as served:
        await served.receive(row("2", "b1"))
        said = await until(
            lambda: _lines(store, "dropped", "were not"), progress=lambda: len(coach.handled)
        )
    handled = [text for _, text in coach.handled if text.startswith("a")]
    together = [text for _, texts in coach.together for text in texts]
    assert [*handled, *together] == texts[:MOST_WAITING]
    assert said == ["The first 200 of your messages were kept, 30 after them were not."]
    assert await store.claim_inbox("x", now(), timedelta(seconds=1), 10) == ()


async def _lines(store, *words):
    """First lines that wait in the outbox and hold one of some words."""

    def work(uow):
        found = uow._connection.exec_driver_sql("SELECT reply FROM outbox").scalars().all()
        return [json.loads(each)["lines"][0] for each in found]

    return [each for each in await store.run(work) if any(word in each for word in words)]


def test_late_ones_close_the_door_once_a_minute_at_most(monkeypatch):
    moment = [1000.0]
    monkeypatch.setattr(inbox_worker_room, "time", SimpleNamespace(monotonic=lambda: moment[0]))
    monkeypatch.setattr(inbox_worker_room, "QUIET_SECONDS", 1.0)
    inbox_worker = InboxWorker(None, None, {}, lambda: None)
    late, on_time = [row("a", "1", ago=7200)], [row("b", "1")]

    def closes(rows, after):
        moment[0] += after
        inbox_worker.received(rows)
        return inbox_worker._closed_until > moment[0]

    assert not closes(on_time, 0.2)
    assert closes(late, 1.0)  # the first of another platform come a little later
    assert closes(late, 0.9)
    for _ in range(29):
        assert not closes(late, 2.0)
    assert not closes(late, 1.0)
    assert closes(late, inbox_worker_room.AGAIN_SECONDS - 59.9 + 0.1)
