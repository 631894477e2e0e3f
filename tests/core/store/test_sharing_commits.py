"""Units of work that wait a moment for company: committed with the next, and never left behind."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from core.store.address import parse_address
from core.store.cancellation import Patience
from core.store.engine import Store
from core.store.sqlite.writer import SqliteWriter, open_writer

LONG = 60.0  # seconds nobody waits in a test


def note(name: str) -> Callable[[Connection], str]:
    """Give a unit of work that leaves its name behind."""

    def work(connection: Connection) -> str:
        connection.execute(text("INSERT INTO noted VALUES (:name)"), {"name": name})
        return name

    return work


def kept(path: Path) -> list[str]:
    """Give the names in the file, as another process reads them."""
    with sqlite3.connect(path) as other:
        return [name for (name,) in other.execute("SELECT name FROM noted ORDER BY rowid")]


@pytest.fixture
async def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A writer, its file, and the sizes of its commits."""
    path, sizes = tmp_path / "spotter.db", list[int]()
    writer = await open_writer(parse_address(f"sqlite:///{path}"), Patience())
    await writer.run(lambda it: it.execute(text("CREATE TABLE noted (name)")) and None)
    commit = SqliteWriter._commit

    def counted(self: SqliteWriter, batch: Any) -> None:
        sizes.append(len(batch))
        commit(self, batch)

    monkeypatch.setattr(SqliteWriter, "_commit", counted)
    yield writer, path, sizes
    await writer.close()


async def test_what_may_wait_goes_with_the_next_and_before_it(opened) -> None:
    writer, path, sizes = opened
    patient = [asyncio.create_task(writer.run(note(each), LONG)) for each in "ab"]
    await asyncio.sleep(0)
    assert kept(path) == sizes == []
    assert await writer.run(note("next")) == "next"
    assert await asyncio.gather(*patient) == ["a", "b"]
    assert kept(path) == ["a", "b", "next"]
    assert sizes == [3]


async def test_what_comes_while_a_commit_runs_waits_for_the_one_behind_it(opened) -> None:
    writer, _, sizes = opened
    first = asyncio.create_task(writer.run(note("first")))
    await asyncio.sleep(0)
    patient = asyncio.create_task(writer.run(note("patient"), LONG))
    await first
    assert not patient.done()
    await writer.run(note("second"))
    await patient
    assert sizes == [1, 2]


async def test_it_waits_no_longer_than_it_said(opened) -> None:
    writer, path, sizes = opened
    async with asyncio.timeout(LONG / 2):
        await writer.run(note("alone"), 0.001)
    assert (kept(path), sizes) == (["alone"], [1])


async def test_what_waits_is_committed_when_the_store_is_closed(opened) -> None:
    writer, path, _ = opened
    patient = asyncio.create_task(writer.run(note("last"), LONG))
    await asyncio.sleep(0)
    await writer.close()
    assert await patient == "last"
    assert kept(path) == ["last"]


async def test_a_failure_of_one_takes_back_itself_alone(opened) -> None:
    writer, path, sizes = opened

    def fails(connection: Connection) -> None:
        note("half")(connection)
        raise ValueError("half done")

    patient = asyncio.create_task(writer.run(fails, LONG))
    await asyncio.sleep(0)
    await writer.run(note("next"))
    with pytest.raises(ValueError, match="half done"):
        await patient
    assert (kept(path), sizes) == (["next"], [2])


async def test_who_has_gone_takes_it_along(opened) -> None:
    writer, path, _ = opened
    patient = asyncio.create_task(writer.run(note("gone"), LONG))
    await asyncio.sleep(0)
    patient.cancel()
    with pytest.raises(asyncio.CancelledError):
        await patient
    await writer.run(note("next"))
    assert kept(path) == ["next"]


async def test_what_came_of_sends_shares_the_commit_of_the_next_claim(opened) -> None:
    writer, _, sizes = opened
    store = Store(writer)
    now = datetime.now(UTC)
    settled = asyncio.create_task(store.settle_outbox([(1, "m1")], [], now))
    await asyncio.sleep(0)
    await store.claim_outbox("telegram", "me", now, timedelta(seconds=9), 1)
    await settled
    assert sizes == [2]
