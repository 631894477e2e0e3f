"""The inbox workers: order within a chat, nobody waits for another, faults, lateness, take-over."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from bot.platforms.base import CannotRead
from bot.runtime import inbox_worker as inbox_worker_room
from bot.runtime.file_queue import FETCH_SECONDS, FETCHES_AT_ONCE
from bot.runtime.inbox_worker import CHATS_AT_ONCE, TRIES, InboxWorker
from core.errors import AdminUnknown
from core.messages import Address, Answer, File, Message, Reply, Sender
from core.store.engine import open_store
from core.store.faults import StoreTrouble
from core.store.repositories.waiting import MOST_WAITING
from core.store.rows import InboxRow
from tests.waiting import until


class Script:
    """A platform whose raw updates are plain text."""

    name = "telegram"
    repeat_safe = False

    def __init__(self):
        self.asked = []  # chats whose files or admins were asked for
        self.end = asyncio.Event()  # of the downloads and questions that hang

    async def fetch(self, message):
        self.asked.append(message.address.chat)
        await self.end.wait()
        raise OSError("no file")

    async def is_admin(self, message):
        self.asked.append(message.address.chat)
        await self.end.wait()
        return True

    def read(self, row):
        if row.body.startswith("garbage"):
            raise CannotRead("garbage")
        if row.body.startswith("bug"):
            raise KeyError("bug")
        if row.body.startswith("nothing"):
            return None
        return Message(
            address=Address("telegram", row.chat, private=not row.chat.startswith("-")),
            sender=Sender("telegram", row.sender or row.chat, "A"),
            text=row.body,
            sent_at=row.sent_at,
            source=row.key,
            owner=1 if row.body.startswith("press") else None,
            receipt=row.key,
            files=(File("log.csv", b"", ref="there"),) if row.body.startswith("file") else (),
        )


class Listener:
    """A coach that notes what it is told and may fail."""

    def __init__(self, store):
        self.store = store
        self.begun = []
        self.handled = []
        self.together = []
        self.failures = {}
        self.trouble = OSError
        self.pause = lambda: 0.0

    async def handle(self, message, now):
        self.begun.append((message.address.chat, message.text))
        await asyncio.sleep(self.pause())
        if message.text.startswith("settings") and message.admin is None:
            raise AdminUnknown
        if self.failures.get(message.text, 0):
            self.failures[message.text] -= 1
            raise self.trouble("the disk is full")
        await self.store.run(lambda uow: self.answer(uow, [message], now))
        self.handled.append((message.address.chat, message.text))
        return Answer(None)

    async def reads_file(self, message, now):
        return bool(message.files)

    async def tell_place(self, message, before, now):
        pass

    async def catch_up(self, messages, now):
        if self.failures.get("together", 0):
            self.failures["together"] -= 1
            raise OSError("the disk is full")
        await self.store.run(lambda uow: self.answer(uow, messages, now))
        self.together.append((messages[0].address.chat, [m.text for m in messages]))
        return Answer(None)

    def answer(self, uow, messages, now):
        last = messages[-1]
        uow.outbox.post(last.address, Reply(lines=("ok",)), "", f"reply:{last.receipt}", now)
        for message in messages:
            uow.inbox.finish(message.receipt, now)


@pytest.fixture
async def store(tmp_path):
    store = await open_store(f"sqlite:///{tmp_path}/test.db")
    yield store
    await store.close()


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(inbox_worker_room, "STORE_SECONDS", (0.1,))
    monkeypatch.setattr(inbox_worker_room, "QUIET_SECONDS", 0.3)
    monkeypatch.setattr(inbox_worker_room, "POLL_SECONDS", 0.05)


def now():
    return datetime.now(UTC)


def row(chat, body, *, ago=0.0, platform="telegram", sender=""):
    at = now() - timedelta(seconds=ago)
    return InboxRow(f"{platform}:{chat}:{body}", platform, chat, body, now(), at, sender=sender)


@contextlib.asynccontextmanager
async def serving(store, coach, **more):
    posted = []
    platform = Script()
    served = InboxWorker(store, coach, {"telegram": platform}, lambda: posted.append(1), **more)
    task = asyncio.create_task(served.run())

    claim = store.claim_inbox

    async def counted(owner, *arguments):
        served.looks += 1
        return await claim(owner, *arguments)

    async def receive(*rows):
        await store.receive(rows)
        served.received(rows)

    store.claim_inbox = counted
    served.looks = 0
    served.receive = receive
    served.posted = posted
    served.platform = platform
    try:
        yield served
    finally:
        await served.stop(2)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        store.claim_inbox = claim


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
        await looked_again(inbox_worker)
        await inbox_worker.receive(
            row("a", "2", ago=3600), row("a", "now"), row("a", "press", ago=1200)
        )
        await until(lambda: len(coach.together) == 2 and len(coach.handled) == 2)
    assert sorted(coach.together) == [("a", ["1", "2"]), ("b", ["1"])]
    assert coach.handled == [("a", "press"), ("a", "now")]
    assert await waiting(store) == []


async def test_what_was_left_before_and_what_comes_late_make_one_summary(store, monkeypatch):
    monkeypatch.setattr(inbox_worker_room, "QUIET_SECONDS", 3.0)
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


# --- files --------------------------------------------------------------------------------------


class Reader(Listener):
    """A coach that takes as long as a test wants over a file."""

    def __init__(self, store):
        super().__init__(store)
        self.go = asyncio.Event()
        self.places = []
        self.earlier = []

    async def reads_file(self, message, now):
        return message.text.startswith("book")

    async def tell_place(self, message, before, now):
        self.places.append((message.address.chat, before))

    async def handle(self, message, now):
        if message.text.startswith("book"):
            self.earlier.append(message.begun)
            await self.go.wait()
        return await super().handle(message, now)


async def test_any_number_of_files_in_line_hold_up_nobody_else(store):
    coach = Reader(store)
    many = 2 * inbox_worker_room.CHATS_AT_ONCE
    async with serving(store, coach) as served:
        for n in range(many):
            await served.receive(row(f"f{n}", "book"))
        await until(lambda: len(coach.places) == many - 1)
        assert [before for _, before in coach.places] == list(range(1, many))
        await served.receive(*(row(f"c{n}", "squat") for n in range(many)))
        await until(lambda: len(coach.handled) == many)
        assert {text for _, text in coach.handled} == {"squat"}
        assert len(coach.earlier) == 1  # one at a time
        coach.go.set()
        await until(lambda: len(coach.handled) == 2 * many)
    assert [chat for chat, text in coach.handled if text == "book"] == [
        f"f{n}" for n in range(many)
    ]


async def test_how_often_a_file_was_begun_outlives_the_process(store):
    for begun in range(3):
        coach = Reader(store)
        async with serving(store, coach) as served:
            if not begun:
                await served.receive(row("a", "book"), row("b", "book"))
            await until(lambda: coach.earlier)  # noqa: B023
            await served.stop(0)
        assert coach.earlier[0] == begun
        await store.beat(str(begun + 1), now())  # the next process gives back its leases
    coach = Reader(store)
    coach.go.set()
    async with serving(store, coach):
        await until(lambda: len(coach.handled) == 2)
    assert sorted(coach.earlier) == [0, 3]  # who only waited was not begun


async def test_a_file_in_a_group_holds_up_its_sender_alone(store):
    """Ann's file hangs; Ben is answered, claimed with it and after it; what Ann says waits."""
    coach = Listener(store)
    async with serving(store, coach) as served:
        await served.receive(
            row("-1", "file", sender="ann"), row("-1", "ben 1", sender="ben"),
            row("-1", "ann 1", sender="ann"), row("-1", "ben 2", sender="ben"),
        )  # fmt: skip
        await until(lambda: ("-1", "ben 2") in coach.handled)
        await served.receive(row("-1", "ann 2", sender="ann"), row("-2", "ann 3", sender="ann"))
        await served.receive(row("-1", "ben 3", sender="ben"), row("-1", "ann 4", sender="ann"))
        await until(lambda: {("-1", "ben 3"), ("-2", "ann 3")} <= set(coach.handled))
        assert not {("-1", "ann 1"), ("-1", "ann 2")} & set(coach.begun)
        served.platform.fetch = handed_over
        served.platform.end.set()
        await until(lambda: ("-1", "ann 4") in coach.handled)
    said = [text for _, text in coach.handled if text not in ("ann 3",)]
    assert [text for text in said if "ben" in text] == ["ben 1", "ben 2", "ben 3"]
    assert [text for text in said if "ben" not in text] == ["file", "ann 1", "ann 2", "ann 4"]


@pytest.mark.parametrize(("chat", "sender"), [("7", "ann"), ("-1", "")])
async def test_in_private_and_from_nobody_known_a_file_holds_up_what_comes_behind(
    store, chat, sender
):
    coach = Listener(store)
    async with serving(store, coach) as served:
        await served.receive(row(chat, "file", sender=sender), row(chat, "a", sender=sender))
        await served.receive(row("8", "b"))
        await until(lambda: ("8", "b") in coach.handled)
        assert (chat, "a") not in coach.begun


async def test_two_files_in_a_group_wait_side_by_side(store):
    coach = Listener(store)
    async with serving(store, coach) as served:
        await served.receive(row("-1", "file 1", sender="ann"), row("-1", "file 2", sender="ben"))
        await served.receive(row("-1", "cid", sender="cid"))
        await until(lambda: ("-1", "cid") in coach.handled)
        assert len(served._beside) == 2
        served.platform.fetch = handed_over
        served.platform.end.set()
        await until(lambda: len(coach.handled) == 3)
        await until(lambda: not served._beside)


async def test_a_stop_leaves_a_file_in_a_group_to_the_next_start(store):
    coach = Listener(store)
    async with serving(store, coach) as served:
        await served.receive(row("-1", "file", sender="ann"), row("-1", "ann", sender="ann"))
        await until(lambda: served.platform.asked)
        await served.stop(0.1)
        assert not served._beside
    assert coach.handled == []


async def handed_over(message):
    return message
