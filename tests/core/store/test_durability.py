"""What is committed stays, what failed never was, and nobody's update is lost."""

from __future__ import annotations

import asyncio
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.coach import Coach
from core.messages import Address, Message, Sender
from core.store.engine import Store, open_store
from core.store.faults import BackupFailed, StoreClosed, StoreTrouble
from core.store.unit_of_work import UnitOfWork
from tests.postgres import Server
from tests.waiting import some_moment

NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)
ANN = Sender("console", "1", "Ann")

WRITER = """
import asyncio, sys
from datetime import UTC, datetime
from core.messages import Sender
from core.store.engine import open_store

NOW = datetime(2026, 3, 2, tzinfo=UTC)

async def main():
    store = await open_store(sys.argv[1])
    await store.run(lambda uow: uow.people.find(Sender("console", "1", "Ann"), NOW))
    async def line(number):
        for count in range(100000):
            word = f"{number}-{count}"
            await store.run(lambda uow: uow.aliases.save(1, word, "squat"))
            print(word, flush=True)
    await asyncio.gather(*(line(number) for number in range(8)))

asyncio.run(main())
"""


def remember(word: str):  # type: ignore[no-untyped-def]
    def unit(uow: UnitOfWork) -> str:
        me = uow.people.find(ANN, NOW)[0].id
        uow.aliases.save(me, word, "squat")
        return word

    return unit


async def remembered(store: Store) -> set[str]:
    return set(await store.run(lambda led: led.aliases.of(led.people.find(ANN, NOW)[0].id)))


async def test_what_was_acknowledged_survives_a_kill(database_url: str) -> None:
    """Killed in the middle of a stream of commits, several times over."""
    told: set[str] = set()
    for after in (60, 160):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, database_url], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        for _ in range(after):
            told.add(process.stdout.readline().strip())
        process.send_signal(signal.SIGKILL)
        told |= {line.strip() for line in process.stdout if line.endswith("\n")}
        process.wait()
        process.stdout.close()
    store = await open_store(database_url)
    assert told - await remembered(store) == set()
    await store.close()
    if database_url.startswith("sqlite"):
        raw = sqlite3.connect(database_url.removeprefix("sqlite:///"))
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        raw.close()


async def test_a_failed_unit_leaves_nothing_and_harms_nobody(store: Store) -> None:
    def failing(uow: UnitOfWork) -> None:
        remember("bad")(uow)
        raise ZeroDivisionError

    def broken(uow: UnitOfWork) -> None:
        remember("worse")(uow)
        uow.aliases.save(1_000_000, "x", "y")  # nobody: the database refuses

    units = [remember("a"), failing, remember("b"), broken, remember("c"), failing]
    results = await asyncio.gather(*(store.run(each) for each in units), return_exceptions=True)
    assert [each for each in results if isinstance(each, str)] == ["a", "b", "c"]
    assert [type(each).__name__ for each in results if not isinstance(each, str)] == [
        "ZeroDivisionError", "IntegrityError", "ZeroDivisionError",
    ]  # fmt: skip
    assert await remembered(store) == {"a", "b", "c"}
    with pytest.raises(ZeroDivisionError):
        await store.run(failing)
    assert await remembered(store) == {"a", "b", "c"}


async def test_no_update_is_lost(store: Store) -> None:
    def count_up(uow: UnitOfWork) -> None:
        person, _ = uow.people.find(ANN, NOW)
        uow.people.save(replace(person, asks_unanswered=person.asks_unanswered + 1))

    await asyncio.gather(*(store.run(count_up) for _ in range(50)))
    person, _ = await store.run(lambda uow: uow.people.find(ANN, NOW))
    assert person.asks_unanswered == 50


async def test_two_processes_lose_no_update(database_url: str) -> None:
    def count_up(uow: UnitOfWork) -> None:
        person, _ = uow.people.find(ANN, NOW)
        uow.people.save(replace(person, asks_unanswered=person.asks_unanswered + 1))

    stores = [await open_store(database_url) for _ in range(2)]
    await asyncio.gather(*(stores[each % 2].run(count_up) for each in range(50)))
    person, new = await stores[0].run(lambda uow: uow.people.find(ANN, NOW))
    assert (person.asks_unanswered, new) == (50, False)
    for store in stores:
        await store.close()


async def test_new_people_at_once_are_one(store: Store) -> None:
    found = await asyncio.gather(
        *(store.run(lambda led: led.people.find(ANN, NOW)) for _ in range(20))
    )
    assert len({person.id for person, _ in found}) == 1
    assert [new for _, new in found].count(True) == 1


async def test_units_that_wait_for_each_other_are_repeated(store: Store) -> None:
    """Two people locked in opposite order: PostgreSQL ends one, the store begins it again."""
    bob = Sender("console", "2", "Bob")

    def count_up(uow: UnitOfWork, senders: list[Sender]) -> None:
        for sender in senders:
            person, _ = uow.people.find(sender, NOW)
            uow.people.save(replace(person, asks_unanswered=person.asks_unanswered + 1))

    orders = [[ANN, bob], [bob, ANN]]
    await store.run(lambda uow: [uow.people.find(each, NOW) for each in (ANN, bob)])
    await asyncio.gather(
        *(store.run(lambda uow, n=n: count_up(uow, orders[n % 2])) for n in range(6))
    )
    people = await store.run(lambda led: [led.people.find(each, NOW)[0] for each in (ANN, bob)])
    assert [each.asks_unanswered for each in people] == [6, 6]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_restarted_server_is_met_again(store: Store, postgres_server: Server) -> None:
    await asyncio.gather(*(store.run(remember(f"a{number}")) for number in range(20)))
    postgres_server.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'test_%'"
    )
    await asyncio.gather(*(store.run(remember(f"b{number}")) for number in range(20)))
    assert len(await remembered(store)) == 40


async def test_a_storm_of_cancellations(store: Store) -> None:
    """When a cancelled caller hears of it, its unit is stored for good or never will be."""
    chance = random.Random(1)
    begun: set[str] = set()
    acknowledged: set[str] = set()
    doubtful: set[str] = set()
    withdrawn: set[str] = set()
    await remembered(store)

    async def caller(word: str) -> None:
        def unit(uow: UnitOfWork) -> None:
            begun.add(word)
            remember(word)(uow)

        try:
            await store.run(unit)
        except asyncio.CancelledError:
            (doubtful if word in begun else withdrawn).add(word)
            raise
        acknowledged.add(word)

    tasks = [asyncio.create_task(caller(f"w{number}")) for number in range(240)]
    while not all(each.done() for each in tasks):
        await some_moment(chance, 0.002)
        for each in chance.sample(tasks, 12):
            each.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    stored = await remembered(store)
    assert withdrawn
    assert stored == acknowledged | doubtful
    assert begun == stored
    assert not withdrawn & stored


async def test_closing_waits_for_what_is_under_way(database_url: str) -> None:
    store = await open_store(database_url)
    await remembered(store)
    calls = [asyncio.create_task(store.run(remember(f"w{number}"))) for number in range(40)]
    await asyncio.sleep(0)
    await store.close()
    assert sorted(await asyncio.gather(*calls)) == sorted(f"w{number}" for number in range(40))
    with pytest.raises(StoreClosed):
        await store.run(remember("late"))
    store = await open_store(database_url)
    assert len(await remembered(store)) == 40
    await store.close()


async def test_a_file_held_by_another_process_is_waited_for(
    tmp_path: Path, sqlite_store: Store
) -> None:
    await remembered(sqlite_store)
    other = sqlite3.connect(tmp_path / "spotter.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")
    call = asyncio.create_task(sqlite_store.run(remember("patient")))
    ended = threading.Event()

    def end() -> None:
        ended.set()
        other.execute("ROLLBACK")

    threading.Timer(0.5, end).start()  # longer than some attempts to begin
    assert await call == "patient"
    assert ended.is_set()
    assert await remembered(sqlite_store) == {"patient"}
    other.close()


async def test_a_full_disk_is_an_error_and_passes(sqlite_store: Store) -> None:
    await sqlite_store.run(remember("before"))

    def limit(pages: int | None):  # type: ignore[no-untyped-def]
        def unit(connection):  # type: ignore[no-untyped-def]
            now = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages or now}")

        return unit

    await sqlite_store._runner.run(limit(None))
    words = [letter * 30_000 for letter in "abcdef"]
    results = await asyncio.gather(
        *(sqlite_store.run(remember(word)) for word in ("small", *words)), return_exceptions=True
    )
    kept = {each for each in results if isinstance(each, str)}
    assert all("full" in str(each.__cause__) for each in results if not isinstance(each, str))
    assert await remembered(sqlite_store) == {"before"} | kept
    assert not kept & set(words)
    await sqlite_store._runner.run(limit(1_000_000))
    await sqlite_store.run(remember(words[0]))
    assert words[0] in await remembered(sqlite_store)


async def test_a_commit_that_fails_is_trouble_and_never_an_apology(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """COMMIT is the driver's own: its errors are not those of SQLAlchemy."""
    coach = Coach(sqlite_store)
    where = Address("telegram", "1")
    message = Message(where, ANN, "squat 100x5", NOW, "tg:1", receipt="r1")
    runner = sqlite_store._runner
    execute = runner._execute  # type: ignore[attr-defined]

    def full(sql: str) -> None:
        if sql == "COMMIT":
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode = sqlite3.SQLITE_FULL
            monkeypatch.undo()  # what is asked next works again
            raise error
        execute(sql)

    monkeypatch.setattr(runner, "_execute", full)
    with pytest.raises(StoreTrouble):
        await coach.handle(message, NOW)
    answer = await coach.handle(message, NOW)
    assert answer.result is not None
    assert answer.result["kind"] == "logged"


async def test_a_backup_is_a_whole_database(tmp_path: Path, sqlite_store: Store) -> None:
    await sqlite_store.run(remember("kept"))
    target = tmp_path / "copies" / "one.db"
    for _ in range(2):
        await sqlite_store.backup(target)
    assert [each.name for each in target.parent.iterdir()] == ["one.db"]
    assert target.stat().st_mode & 0o777 == 0o600
    copy = await open_store(f"sqlite:///{target}")
    assert await remembered(copy) == {"kept"}
    await copy.close()


async def test_a_backup_into_itself_is_refused(tmp_path: Path, sqlite_store: Store) -> None:
    await sqlite_store.run(remember("kept"))
    with pytest.raises(BackupFailed):
        await sqlite_store.backup(tmp_path / "." / "spotter.db")
    assert await remembered(sqlite_store) == {"kept"}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_postgresql_names_its_own_tool(store: Store) -> None:
    with pytest.raises(BackupFailed, match="pg_dump"):
        await store.backup("x.db")


async def test_a_backup_that_cannot_be_written_leaves_nothing(
    tmp_path: Path, sqlite_store: Store
) -> None:
    (tmp_path / "folder" / "x").mkdir(parents=True)
    with pytest.raises(BackupFailed):
        await sqlite_store.backup(tmp_path / "folder")
    assert [each.name for each in (tmp_path / "folder").iterdir()] == ["x"]
    assert not list(tmp_path.glob("*.part"))
    shutil.rmtree(tmp_path / "folder")


async def test_what_people_wrote_stays_out_of_errors(store: Store) -> None:
    secret = {"words": "a-secret-word", "person": 10**9}
    query = text("INSERT INTO aliases (person_id, words, exercise_id) VALUES (:person, :words, '')")
    with pytest.raises(DBAPIError) as caught:
        await store.run(lambda uow: uow._connection.execute(query, secret))
    assert "a-secret-word" not in str(caught.value)
