"""A database moved from SQLite to PostgreSQL: every row, resumable, and nothing else written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from core.coach import Coach
from core.messages import Address, Message, Sender
from core.store import moving
from core.store.engine import open_store
from core.store.faults import InUse, NewerDatabase
from core.store.migrate import MOVING
from core.store.moving import MoveFailed, move
from core.store.rows import InboxRow
from core.store.schema.tables import HEAD
from tests.databases import copied, sqlite_template
from tests.postgres import Server

NOW = datetime(2026, 11, 30, 4, 0, tzinfo=UTC)
LINES = ("squat 140x8 rir1", "bench 100x5 rir2\nrow 60x10", "remind mon 18:00", "knee hurts",
         "goal bench strength", "alias bp bench", "undo", "bp 102.5x5 rir0 felt heavy")  # fmt: skip


@pytest.fixture
async def source(tmp_path: Path) -> str:
    """A database in which two people trained, with a leased message in its inbox."""
    url = copied(sqlite_template(), tmp_path / "spotter.db")
    store = await open_store(url)
    coach = Coach(store)
    for who in ("ann", "bob"):
        for number, line in enumerate(LINES):
            at = NOW + timedelta(minutes=number)
            place = Address("telegram", who, private=True)
            message = Message(
                place, Sender("telegram", who, who), line, at, source=f"telegram:{who}:{number}"
            )
            await coach.handle(message, at)
    row = InboxRow("telegram:1", "telegram", "ann", "{}", NOW, NOW)
    await store.receive([row])
    await store.claim_inbox("7", NOW, timedelta(days=300), 9)
    await store.close()
    return url


@pytest.fixture
def target(postgres_server: Server) -> Iterator[str]:
    name = postgres_server.create()
    yield postgres_server.url(name)
    postgres_server.drop(name)


def silent(_: str) -> None:
    """Nobody listens."""


async def test_every_row_is_there_and_the_bot_goes_on(source: str, target: str) -> None:
    done = await move(source, target, silent)
    assert (done.resumed, done.mended) == (False, 0)
    assert (done.rows["people"], done.rows["sets"]) == (2, 4)
    assert done.rows["reminders"] == 2
    store = await open_store(target)
    # leases of the process that served the file are over; rows are numbered on
    assert len(await store.claim_inbox("8", NOW, timedelta(seconds=60), 9)) == 1
    place = Address("telegram", "cem", private=True)
    said = Message(
        place, Sender("telegram", "cem", "cem"), "squat 100x5", NOW, source="telegram:cem:1"
    )
    answer = await Coach(store).handle(said, NOW)
    await store.close()
    assert answer.result is not None
    assert answer.result["kind"] == "logged"


async def test_what_was_interrupted_goes_on_and_nobody_opens_it_meanwhile(
    source: str, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "PIECE", 2)

    def stop(line: str) -> None:
        if line.startswith("sets: 2 of 4"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await move(source, target, stop)
    with pytest.raises(NewerDatabase, match="has not ended"):
        await open_store(target)
    copied_again: list[str] = []
    done = await move(source, target, copied_again.append)
    assert (done.resumed, done.mended) == (True, 0)
    assert [line for line in copied_again if line.startswith("sets:") and "copied" in line] == [
        "sets: 4 of 4 copied"
    ]
    await (await open_store(target)).close()


async def test_what_changed_between_two_tries_is_brought_up_to_date(
    source: str, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "PIECE", 2)

    def stop(line: str) -> None:
        if line.startswith("shown: 2"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await move(source, target, stop)
    file = sqlite3.connect(source.removeprefix("sqlite:///"))
    file.execute("UPDATE sets SET reps = 7 WHERE log_id = 1 AND id = 1")
    file.execute("DELETE FROM sets WHERE log_id = 2 AND id = 1")
    file.commit()
    file.close()
    done = await move(source, target, silent)
    assert done.resumed
    assert done.mended >= 2
    assert done.rows["sets"] == 3


async def test_a_database_with_people_in_it_is_no_target(source: str, target: str) -> None:
    await move(source, target, silent)
    with pytest.raises(MoveFailed, match="not empty"):
        await move(source, target, silent)


async def test_a_database_in_which_no_person_wrote_yet_is_one(source: str, target: str) -> None:
    store = await open_store(target)
    await store.save_cursor("telegram.token", "x", "worked")
    await store.close()
    assert (await move(source, target, silent)).rows["people"] == 2


@pytest.mark.parametrize("of", [HEAD, "0001"])
async def test_a_move_of_another_version_is_not_continued(
    source: str, target: str, postgres_server: Server, of: str
) -> None:
    store = await open_store(target)
    await store.close()

    connection = await asyncpg.connect(target)
    await connection.execute("UPDATE alembic_version SET version_num = $1", MOVING + of)
    await connection.close()
    if of == HEAD:
        assert (await move(source, target, silent)).resumed
        return
    with pytest.raises(MoveFailed, match="another version"):
        await move(source, target, silent)


async def test_a_served_file_is_not_moved(source: str, target: str) -> None:
    store = await open_store(source)
    with pytest.raises(InUse):
        await move(source, target, silent)
    await store.close()


async def test_the_way_back_is_not_offered(source: str) -> None:
    with pytest.raises(MoveFailed, match="PostgreSQL"):
        await move(source, source, silent)
