"""Tables spread by log: every query of a log goes to one partition, and rows stay what they are."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator

import asyncpg
import pytest
from sqlalchemy import Connection, event

from core.exercises.names import own_exercise
from core.messages import Address, Reply, Sender
from core.store.engine import Store, open_store
from core.store.rows import InboxRow
from core.store.unit_of_work import UnitOfWork
from tests.core.store.test_query_plans import ANN, BOB, NOW, everything
from tests.databases import make_schema
from tests.partitioned import PARTITIONS, SPREAD_BY_CHAT, SPREAD_BY_LOG, make_partitioned
from tests.postgres import Server

PARTITION = re.compile(rf" on ({'|'.join(SPREAD_BY_LOG)})_(\d+)\b")
EXPLAIN = {
    "SELECT": "EXPLAIN (ANALYZE, TIMING off)", "WITH R": "EXPLAIN (ANALYZE, TIMING off)",
    "INSERT": "EXPLAIN", "UPDATE": "EXPLAIN", "DELETE": "EXPLAIN",
}  # fmt: skip


@pytest.fixture
def url(postgres_server: Server) -> Iterator[str]:
    """A database of its own, its tables whole."""
    name = postgres_server.create()
    make_schema(postgres_server.url(name))
    yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture
async def spread(url: str) -> AsyncIterator[Store]:
    """A store whose tables are spread."""
    make_partitioned(url)
    store = await open_store(url)
    yield store
    await store.close()


async def shape(url: str) -> dict[str, list[str]]:
    """The partitioned tables, and the definitions of their indexes."""
    connection = await asyncpg.connect(url)
    found = await connection.fetch(
        "SELECT c.relname AS name, pg_get_indexdef(i.indexrelid) AS made FROM pg_class c "
        "JOIN pg_index i ON i.indrelid = c.oid WHERE c.relkind = 'p' ORDER BY 1, 2"
    )
    await connection.close()
    kept: dict[str, list[str]] = {}
    for each in found:
        kept.setdefault(each["name"], []).append(each["made"])
    return kept


async def test_rows_survive_and_a_second_time_changes_nothing(url: str) -> None:
    store = await open_store(url)
    await store.run(everything)
    rows = [InboxRow(f"in {n}", "telegram", str(n), "{}", NOW, NOW) for n in range(9)]
    await store.receive(rows)
    before = await contents(store)
    await store.close()
    make_partitioned(url)
    first = await shape(url)
    assert set(first) == {*SPREAD_BY_LOG, *SPREAD_BY_CHAT}
    make_partitioned(url)
    assert await shape(url) == first
    store = await open_store(url)
    assert await contents(store) == before
    assert await store.receive(rows) == 0  # known ones are absorbed as before
    posted = await store.run(lambda uow: post(uow, 1))
    assert posted > max(number for number, _ in before["outbox"])  # numbers go on
    await store.close()


def post(uow: UnitOfWork, number: int) -> int:
    """Post a reply; gives its number."""
    uow.outbox.post(Address("telegram", str(number)), Reply(("x",)), "", f"new {number}", NOW)
    newest = uow._connection.exec_driver_sql("SELECT max(id) FROM outbox").scalar_one()
    return int(newest)


async def contents(store: Store) -> dict[str, list[tuple[object, ...]]]:
    def read(uow: UnitOfWork) -> dict[str, list[tuple[object, ...]]]:
        found = {}
        for table in (*SPREAD_BY_LOG, *SPREAD_BY_CHAT):
            rows = uow._connection.exec_driver_sql(f"SELECT * FROM {table}")  # noqa: S608
            ordered = sorted(tuple(row) for row in rows.all())
            found[table] = [(each[0], each) for each in ordered]
        return found

    return await store.run(read)


async def test_logs_lie_apart(spread: Store) -> None:
    people = [Sender("console", str(number), "Ann") for number in range(40)]
    for each in people:
        await spread.run(lambda uow, each=each: uow.people.find(each, NOW))
        await spread.run(
            lambda uow, each=each: uow.own_exercises.add(
                uow.people.find(each, NOW)[0].id, own_exercise("Gargoyle")
            )
        )
    places = "SELECT DISTINCT tableoid::regclass::text FROM own_exercises"
    found = await spread.run(lambda uow: uow._connection.exec_driver_sql(places).scalars().all())
    assert len(found) == PARTITIONS


async def test_a_query_of_a_log_goes_to_one_partition(spread: Store) -> None:
    """Of each table it reads one partition at most; what is joined by log is told when it runs."""
    seen: dict[str, object] = {}

    def keep(_conn, _cursor, statement, parameters, _context, many) -> None:  # type: ignore[no-untyped-def]
        seen[statement] = parameters[0] if many else parameters

    def work(connection: Connection) -> dict[str, list[str]]:
        uow = UnitOfWork(connection)
        for each in (BOB, ANN):
            uow.people.find(each, NOW)
        event.listen(connection, "before_cursor_execute", keep)
        everything(uow)
        event.remove(connection, "before_cursor_execute", keep)
        return {
            sql: list(connection.exec_driver_sql(f"{EXPLAIN[sql[:6]]} {sql}", given).scalars())
            for sql, given in seen.items()
            if sql[:6] in EXPLAIN
        }

    plans = await spread._runner.run(work)
    read = {sql: partitions_read(steps) for sql, steps in plans.items()}
    assert sum(bool(each) for each in read.values()) > 30
    for sql, tables in read.items():
        many = [table for table, parts in tables.items() if len(parts) > 1]
        assert not many, f"{sql}\n" + "\n".join(plans[sql])


def partitions_read(steps: list[str]) -> dict[str, set[str]]:
    """The partitions of each table that a plan reads or writes."""
    read: dict[str, set[str]] = {}
    for line in steps:
        found = PARTITION.search(line)
        if found and "never executed" not in line:
            read.setdefault(found[1], set()).add(found[2])
    return read
