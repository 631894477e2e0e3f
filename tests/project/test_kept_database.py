"""A database that is kept for the next test is as empty as a new one, whatever a test did to it."""

from __future__ import annotations

from datetime import UTC, datetime

import asyncpg
import pytest

from core.messages import Sender
from core.store.engine import open_store
from core.store.rows import InboxRow
from tests.kept_database import KeptDatabase

NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)
ROW = InboxRow("telegram:1", "telegram", "1", "{}", NOW, NOW)
ANN = Sender("telegram", "1", "Ann")


async def run(url: str, *statements: str) -> list[tuple]:
    connection = await asyncpg.connect(url)
    try:
        for statement in statements[:-1]:
            await connection.execute(statement)
        return [tuple(each) for each in await connection.fetch(statements[-1])]
    finally:
        await connection.close()


async def test_rows_are_gone_and_ids_begin_anew(kept_database: KeptDatabase) -> None:
    people = []
    for _ in range(2):
        store = await open_store(kept_database.url())
        assert await store.receive([ROW]) == 1
        people.append((await store.run(lambda uow: uow.people.find(ANN, NOW)))[0].id)
        await store.close()
    assert people == [people[0]] * 2
    url = kept_database.url()
    assert await run(url, "SELECT count(*) FROM inbox") == [(0,)]
    assert await run(url, "SELECT count(*) FROM identities") == [(0,)]


async def test_the_revision_is_what_it_was(kept_database: KeptDatabase) -> None:
    await run(kept_database.url(), "INSERT INTO alembic_version VALUES ('x')", "SELECT 1")
    assert len(await run(kept_database.url(), "SELECT * FROM alembic_version")) == 1


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TABLE left_over (x int)",
        "ALTER TABLE sets ADD COLUMN left_over int",
        "DROP TABLE sets CASCADE",
        "CREATE INDEX left_over ON sets (log_id)",
        "DROP TABLE alembic_version",
        "DELETE FROM alembic_version",
    ],
)
async def test_a_changed_schema_is_made_anew(kept_database: KeptDatabase, change: str) -> None:
    url = kept_database.url()
    assert kept_database.url() == url
    await run(url, change, "SELECT 1")
    assert (after := kept_database.url()) != url
    assert await run(after, "SELECT count(*) FROM sets") == [(0,)]


async def test_who_is_left_is_ended(kept_database: KeptDatabase) -> None:
    left = await asyncpg.connect(kept_database.url())
    await left.execute("BEGIN; LOCK TABLE sets")
    assert await run(kept_database.url(), "SELECT count(*) FROM sets") == [(0,)]
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)):
        await left.execute("SELECT 1")


async def test_a_connection_that_was_ended_is_made_again(kept_database: KeptDatabase) -> None:
    ends = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    url = kept_database.url()
    await run(url, f"{ends} AND datname = current_database()")
    assert kept_database.url() == url
