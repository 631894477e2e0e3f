"""Files in line: one at a time, and nobody else waits for them."""

from __future__ import annotations

import asyncio

import pytest

from bot.runtime import inbox_worker as inbox_worker_room
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
