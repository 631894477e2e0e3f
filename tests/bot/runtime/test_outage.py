"""Who writes while nothing can be stored hears of it, and afterwards what was kept."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from bot.runtime.outage import SETTLE, Outage
from core.messages import Address, Message, Sender
from core.store.engine import Store
from core.store.faults import FileLost, StoreTrouble, lasting
from core.store.rows import InboxRow, OutboxMessage

NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)


def full() -> StoreTrouble:
    """What a unit of work raises when the disk is full."""
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL
    trouble = StoreTrouble("OperationalError")
    trouble.__cause__ = error
    return trouble


def locked() -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = sqlite3.SQLITE_BUSY
    return error


class Chats:
    """A platform whose raw updates are "addressed" or "talk", or cannot be read."""

    name = "telegram"

    def __init__(self) -> None:
        self.sent: list[OutboxMessage] = []

    def read(self, row: InboxRow) -> Message | None:
        if row.body == "junk":
            raise ValueError
        return message(row) if row.body != "nothing" else None

    async def send(self, outgoing: OutboxMessage) -> str:
        self.sent.append(outgoing)
        return "1"


def message(row: InboxRow) -> Message:
    sender = Sender("telegram", "7", "Ann", "en")
    return Message(
        Address("telegram", row.chat), sender, "squat 100x5", NOW, row.key,
        addressed=row.body == "addressed", receipt=row.key,
    )  # fmt: skip


def update(number: int, chat: str = "1", body: str = "addressed") -> InboxRow:
    return InboxRow(f"in:{number}", "telegram", chat, body, NOW, NOW)


class Case:
    """An outage with its store and its clock."""

    def __init__(self, store: Store) -> None:
        self.now = NOW
        self.store = store
        self.chats = Chats()
        platforms = {"telegram": self.chats}
        self.outage = Outage(store, platforms, now=lambda: self.now)  # type: ignore[arg-type]

    async def told_now(self) -> list[tuple[str, str]]:
        """What was said past the outbox."""
        while not self.outage._telling.empty():
            await self.outage._tell_now(self.outage._telling.get_nowait())
        return [(each.address.chat, each.reply.lines[0]) for each in self.chats.sent]

    async def told_later(self) -> dict[str, str]:
        """What was put in the outbox, by chat."""
        lease = timedelta(hours=1)
        outgoing = await self.store.claim_outbox("telegram", "test", NOW, lease, 99)
        await self.store.settle_outbox([(each.id, "1") for each in outgoing], [], NOW)
        assert len({each.address.chat for each in outgoing}) == len(outgoing)
        return {each.address.chat: each.reply.lines[0] for each in outgoing}


@pytest.fixture
def case(sqlite_store: Store) -> Case:
    return Case(sqlite_store)


async def test_everybody_who_wrote_is_told_once_and_what_was_kept(case: Case) -> None:
    first = [update(1), update(2, "2"), update(3), update(4, "3", "talk"), update(5, "4", "junk")]
    for _ in range(3):  # the platform delivers it again
        case.outage.refused(first, full())
    case.outage.refused([*first, update(6)], full())
    told = await case.told_now()
    assert [chat for chat, _ in told] == ["1", "2"]
    assert "My disk is full" in told[0][1]
    assert "no need to repeat" in told[0][1]
    case.now += timedelta(minutes=7)
    await case.outage.stored(first)
    assert await case.told_later() == {
        "2": "I can store again, after about 7 min. Your message from that time is stored and gets "
        "its answer.",
    }
    await case.outage.stored([update(6)])
    assert await case.told_later() == {
        "1": "I can store again, after about 7 min. Your 3 messages from that time are stored; "
        "each gets its answer.",
    }
    await case.outage.stored(first)
    assert await case.told_later() == {}


@pytest.mark.parametrize(
    ("back", "words"),
    [((), "did not arrive. Please send them again"), ((1,), "Of your 2 messages from that time 1")],
)
async def test_what_never_comes_again_is_told_as_lost(case: Case, back, words) -> None:
    """Commands and buttons of Discord are delivered once."""
    case.outage.refused([update(1), update(2)], full())
    await case.outage.stored([update(number) for number in back])
    case.now += SETTLE
    await case.outage._look()
    assert await case.told_later() == {}
    case.now += timedelta(seconds=1)
    await case.outage._look()
    assert words in (await case.told_later())["1"]


async def test_a_stored_message_that_waits_is_told_as_kept(case: Case) -> None:
    case.outage.unanswered(message(update(1)), full())
    await case.outage.stored()
    assert "Your message from that time is stored" in (await case.told_later())["1"]


async def test_a_lock_is_waited_for_without_a_word(case: Case) -> None:
    case.outage.refused([update(1)], locked())
    case.outage.unanswered(message(update(2)), StoreTrouble("OperationalError"))
    await case.outage.stored([update(1)])
    assert (await case.told_now(), await case.told_later()) == ([], {})


async def test_two_outages_are_told_apart(case: Case) -> None:
    for minutes in (3, 5):
        case.outage.refused([update(minutes)], FileLost("deleted"))
        case.now += timedelta(minutes=minutes)
        await case.outage.stored([update(minutes)])
        assert f"about {minutes} min" in (await case.told_later())["1"]


async def test_nobody_is_told_that_it_is_full_when_it_is_not_any_more(case: Case) -> None:
    case.outage.refused([update(1)], full())
    await case.outage.stored([update(1)])
    assert await case.told_now() == []


async def test_outages_one_after_another_while_nobody_can_be_told(case: Case, monkeypatch) -> None:
    """Those of the first still wait to be told when those of the second come."""
    monkeypatch.setattr("bot.runtime.outage.MOST_CHATS", 2)
    case.outage._telling = asyncio.Queue(2)
    for turn in range(2):
        case.now += timedelta(minutes=1)
        rows = [update(10 * turn + number, str(number)) for number in (1, 2)]
        case.outage.refused(rows, full())
        await case.outage.stored(rows)
        assert set(await case.told_later()) == {"1", "2"}


async def test_who_cannot_be_told_yet_is_told_later(case: Case, monkeypatch) -> None:
    case.outage.refused([update(1)], full())

    async def failing(_: object) -> None:
        raise full()

    monkeypatch.setattr(case.store, "run", failing)
    await case.outage.stored([update(1)])
    monkeypatch.undo()
    await case.outage.stored()
    assert "is stored" in (await case.told_later())["1"]


def test_what_lasts_is_told_from_what_passes() -> None:
    assert lasting(full()) == "full"
    assert lasting(FileLost("gone")) == "lost"
    assert lasting(locked()) == ""
    server_full = type("DiskFull", (Exception,), {"sqlstate": "53100"})()
    assert lasting(server_full) == "full"
    assert lasting(OSError("connection refused")) == ""
