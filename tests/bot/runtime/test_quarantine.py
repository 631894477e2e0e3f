"""Rows that a database refuses: kept apart, the others committed; what was set aside is counted."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.platforms.base import CannotRead
from bot.platforms.telegram.adapter import TelegramChat
from bot.platforms.telegram.read import Me, inbox_row
from bot.runtime import quarantine
from bot.runtime.inbox_worker import InboxWorker
from bot.runtime.quarantine import body_of, receive_rows, unread_row
from core import coach as coach_room
from core.store.faults import StoreTrouble, lies_in_a_row
from core.store.rows import InboxRow
from tests.hostile import nested
from tests.waiting import until

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def no_patience(monkeypatch):
    monkeypatch.setattr(quarantine, "MOMENT_SECONDS", 0.0)


def row(number, **more):
    made = InboxRow(f"telegram:1:{number}", "telegram", "7", f'{{"n":{number}}}', NOW, NOW)
    return replace(made, **more)


async def waiting(store):
    claimed = await store.claim_inbox("x", NOW, timedelta(seconds=60), 99)
    return [each.row for each in claimed]


class Picky:
    """A store that refuses some rows, as a driver refuses a number of more than 63 bits."""

    def __init__(self, store, refused, error):
        self.store, self.refused, self.error = store, refused, error

    async def receive(self, rows):
        if any(each.key in self.refused for each in rows):
            raise self.error
        return await self.store.receive(rows)


@pytest.mark.parametrize(
    "error", [OverflowError("int too big"), ValueError("NUL"), RecursionError(), TypeError("x")]
)
async def test_the_row_at_fault_is_kept_apart(store, error):
    rows = [row(1), row(2, body='{"n":"\x00\ud800"}'), row(3)]
    await receive_rows(Picky(store, {"telegram:1:2"}, error).receive, rows)
    first, bad, last = await waiting(store)
    assert (first.key, last.key) == ("telegram:1:1", "telegram:1:3")
    with pytest.raises(CannotRead, match="cannot be stored"):
        body_of(bad)
    kept = json.loads(json.loads(bad.body)["raw"])
    assert (kept["key"], kept["body"]) == ("telegram:1:2", '{"n":"\x00\ud800"}')


async def test_only_the_first_row_at_fault_is_waited_for(sqlite_store, monkeypatch):
    """A batch of a hundred of them takes a moment, not twenty seconds."""
    waited = []

    async def sleep(seconds):
        waited.append(seconds)

    monkeypatch.setattr(quarantine, "MOMENT_SECONDS", 7.0)
    monkeypatch.setattr("bot.runtime.quarantine.asyncio.sleep", sleep)
    refused = {f"telegram:1:{number}" for number in (1, 3, 4)}
    picky = Picky(sqlite_store, refused, OverflowError())
    await receive_rows(picky.receive, [row(number) for number in range(1, 6)])
    assert waited == [7.0, 0.0, 0.0]


async def test_the_same_row_again_is_absorbed(store):
    picky = Picky(store, {"telegram:1:2"}, OverflowError())
    for _ in range(2):
        await receive_rows(picky.receive, [row(1), row(2)])
    assert len(await waiting(store)) == 2


@pytest.mark.parametrize("odd", [
    {"chat": "\x00\ud800", "body": '{"a":"\x00"}', "key": "k\x00", "twin": "t\ud800"},
    {"sent_at": datetime.max.replace(tzinfo=UTC)},
    {"sent_at": datetime.min.replace(tzinfo=UTC)},
])  # fmt: skip
async def test_rows_that_a_real_database_might_refuse_hold_nobody_up(store, odd):
    await receive_rows(store.receive, [row(1), row(2, **odd), row(3)])
    assert {"telegram:1:1", "telegram:1:3"} < {each.key for each in await waiting(store)}


@pytest.mark.parametrize("error", [StoreTrouble("locked"), OSError("disk"), RuntimeError("what?")])
async def test_where_the_database_is_at_fault_nothing_is_set_aside(sqlite_store, error):
    with pytest.raises(type(error)):
        await receive_rows(Picky(sqlite_store, {"telegram:1:2"}, error).receive, [row(1), row(2)])
    assert not await waiting(sqlite_store)


async def test_a_database_that_fails_between_the_rows_is_no_fault_of_a_row(sqlite_store):
    """The batch is refused for one row, and then the disk is full: the others come again."""

    class Failing(Picky):
        async def receive(self, rows):
            if len(rows) == 1 and rows[0].key == "telegram:1:3":
                raise StoreTrouble("full")
            return await super().receive(rows)

    picky = Failing(sqlite_store, {"telegram:1:2"}, OverflowError())
    with pytest.raises(StoreTrouble):
        await receive_rows(picky.receive, [row(1), row(2), row(3)])
    keys = [each.key for each in await waiting(sqlite_store)]
    assert keys[0] == "telegram:1:1"
    assert keys[1].startswith("telegram:unread:")
    assert len(keys) == 2


async def test_numbers_beyond_63_bits_are_told_from_a_database_that_is_away(store):
    with pytest.raises(Exception, match=r".") as caught:
        await store.run(lambda uow: uow.people.by_id(2**63))
    assert lies_in_a_row(caught.value)
    assert await store.run(lambda uow: uow.people.by_id(2**63 - 1)) is None


@pytest.mark.parametrize(
    "raw", [nested(5000), {"id": 10**5000}, {"a": "\x00\ud800"}, object(), None, float("nan")]
)
async def test_whatever_came_in_can_be_stored_and_looked_at(store, raw):
    made = unread_row("discord", raw, "nested too deeply", NOW, chat="\x00")
    await receive_rows(store.receive, [made])
    (found,) = await waiting(store)
    assert found == made
    assert found.chat == quarantine.NO_CHAT
    with pytest.raises(CannotRead, match="nested too deeply"):
        body_of(found)


@pytest.mark.parametrize("body", ["", "5", "[]", "{", "[" * 100_000])
def test_bodies_that_are_none(body):
    with pytest.raises(CannotRead):
        body_of(row(1, body=body))


class Reader:
    """A platform that can read nothing."""

    def read(self, row):
        raise CannotRead("odd")


async def test_what_was_set_aside_is_counted_and_said(sqlite_store, caplog):
    caplog.set_level(logging.WARNING, "spotter.lanes")
    inbox_worker = InboxWorker(
        sqlite_store, None, {"telegram": Reader(), "discord": Reader()}, lambda: None
    )
    await receive_rows(sqlite_store.receive, [row(1), row(2), row(3, platform="discord")])
    await inbox_worker._claim()
    for task in list(inbox_worker._chats.values()):
        await task
    assert inbox_worker.aside == {"telegram": 2, "discord": 1}
    assert "set aside since the start: discord 1, telegram 2" in caplog.text
    assert not await waiting(sqlite_store)


@pytest.mark.parametrize("seconds", [0, 3600])
async def test_what_is_apologised_for_is_counted_as_set_aside(
    sqlite_store, monkeypatch, caplog, seconds
):
    """Two that stumble over a bug of ours and one that does not: in time, and late together."""
    sound = coach_room.answer_message

    def broken(uow, message, now, *, late=False):
        if message.text.startswith("bench"):
            raise ZeroDivisionError
        return sound(uow, message, now, late=late)

    monkeypatch.setattr(coach_room, "answer_message", broken)
    monkeypatch.setattr("bot.runtime.inbox_worker.QUIET_SECONDS", 0.0)
    chat = TelegramChat("1:x", "http://127.0.0.1:9", sqlite_store)
    inbox_worker = InboxWorker(
        sqlite_store, coach_room.Coach(sqlite_store), {"telegram": chat}, lambda: None
    )
    said = ("bench 60x5", "squat 60x5", "bench 61x5")
    at = int(datetime.now(UTC).timestamp()) - seconds
    who = {"id": 7, "is_bot": False, "first_name": "Ann"}
    updates = [
        {"update_id": n, "message": {
            "message_id": n, "date": at, "text": text, "from": who,
            "chat": {"id": 7, "type": "private"},
        }}
        for n, text in enumerate(said, 1)
    ]  # fmt: skip
    await receive_rows(
        sqlite_store.receive, [inbox_row(each, Me(42, "b"), datetime.now(UTC)) for each in updates]
    )
    task = asyncio.create_task(inbox_worker.run())

    async def all_done():
        waiting = "SELECT count(*) FROM inbox WHERE done_at IS NULL"
        return not await sqlite_store.run(
            lambda it: it._connection.exec_driver_sql(waiting).scalar()
        )

    await until(all_done)
    await inbox_worker.stop(5)
    await task
    await chat.close()
    assert inbox_worker.aside == {"telegram": 2}
    assert "set aside since the start: telegram 2" in caplog.text
