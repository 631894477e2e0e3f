"""A typed set, `history` and `week` in a crowd: python -m tests.bench.crowd [--sets 1000000].

A PostgreSQL of its own (its disk writes are not waited for, so that processor and plans are
measured and not the disk). One lifter types a hundred sets through the real coach; what that left
in the store is copied for as many lifters as `--sets` asks for, a hundred sets each. A second
database holds as many lifters as are asked, and nobody else. Then lifters drawn by chance, another
one each time, type a set and ask `history squat` and `week`, in the crowd and in the small store by
turns. Printed: p50 and p99 of each, their ratio, and how many bytes a set takes.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import random
import statistics
import time
from datetime import UTC, datetime, timedelta

import asyncpg
from sqlalchemy import Connection, Table, text

from core.coach import Coach
from core.messages import Address, Message, Sender
from core.store.engine import Store, open_store
from core.store.rows import InboxRow
from core.store.schema.tables import identities, logs, metadata, people
from tests.bench.coach import START, Talk
from tests.postgres import Server, running_server

SETS_EACH = 100
COPIED_AT_ONCE = 1_000  # lifters
ASKED = ("squat 100x8 rir2", "history squat", "week")
KINDS = {"squat 100x8 rir2": "a typed set", "history squat": "history", "week": "week"}


def copy_lifter(connection: Connection, template: int, first: int, last: int) -> None:
    """Copy a lifter with everything in their log, as the lifters `first .. last`."""
    owned = [each for each in metadata.sorted_tables if "log_id" in each.c]
    for table in (people, logs, identities, *(each for each in owned if each is not identities)):
        connection.execute(
            text(_copying(table)), {"template": template, "first": first, "last": last}
        )


def _copying(table: Table) -> str:
    """The statement that copies the rows of one lifter in a table."""
    number = {"id"} if table in (people, logs) else set()
    number |= {"log_id", "person_id"}
    named = {"sender_id", "chat"}
    values = [
        "g" if c.name in number else "g::text" if c.name in named else f't."{c.name}"'
        for c in table.c
    ]
    names = ", ".join(f'"{c.name}"' for c in table.c)
    whose = "id" if table in (people, logs) else "log_id"
    return (
        f"INSERT INTO {table.name} ({names}) SELECT {', '.join(values)} "  # noqa: S608
        f"FROM {table.name} t, generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) g "
        f"WHERE t.{whose} = :template"
    )


async def fill(store: Store, lifters: int) -> datetime:
    """One lifter who types a hundred sets, and copies of them; gives when the last set was."""
    talk = Talk(store, "1", START)
    await talk.say(SETS_EACH)
    find = "SELECT log_id FROM identities WHERE sender_id = '1'"
    template = await store.run(lambda it: it._connection.execute(text(find)).scalar_one())
    for first in range(template + 1, template + lifters, COPIED_AT_ONCE):
        last = min(first + COPIED_AT_ONCE, template + lifters) - 1
        await store.run(lambda it, a=first, b=last: copy_lifter(it._connection, template, a, b))
    after = text("SELECT setval(pg_get_serial_sequence('people', 'id'), :last)")
    await store.run(lambda it: it._connection.execute(after, {"last": template + lifters}))
    return talk.now


class Crowd:
    """One database, and its lifters drawn by chance."""

    def __init__(self, store: Store, lifters: int, now: datetime) -> None:
        self.store, self.coach = store, Coach(store)
        self.now = now + timedelta(days=1)
        self.left = random.Random(1).sample(range(1, lifters + 1), lifters)
        self.times: dict[str, list[float]] = {each: [] for each in ASKED}

    async def ask(self) -> None:
        """One lifter types a set, then asks."""
        who = str(self.left.pop())
        for words in ASKED:
            key = f"crowd:{who}:{words}"
            row = InboxRow(key, "telegram", who, "{}", self.now, self.now)
            await self.store.receive([row])
            sender = Sender("telegram", who, who)
            message = Message(Address("telegram", who), sender, words, self.now, key, receipt=key)
            begun = time.perf_counter()
            await self.coach.handle(message, self.now)
            self.times[words].append(time.perf_counter() - begun)


async def prepared(server: Server, lifters: int) -> tuple[str, Crowd]:
    """A database with so many lifters, its statistics gathered."""
    name = server.create()
    store = await open_store(server.url(name))
    begun = time.perf_counter()
    now = await fill(store, lifters)
    connection = await asyncpg.connect(server.url(name))
    await connection.execute("VACUUM ANALYZE")
    await connection.close()
    took = time.perf_counter() - begun
    print(f"{lifters * SETS_EACH:,} sets of {lifters:,} lifters, filled in {took:.0f} s")
    return server.url(name), Crowd(store, lifters, now)


async def tell_sizes(url: str, sets: int) -> None:
    """Print what a set takes on the disk."""
    connection = await asyncpg.connect(url)
    whole = await connection.fetchval("SELECT pg_database_size(current_database())")
    query = """SELECT relname, pg_total_relation_size(oid) AS bytes FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 2 DESC LIMIT 6"""
    tables = await connection.fetch(query)
    await connection.close()
    parts = ", ".join(f"{each['relname']} {each['bytes'] / sets:.0f}" for each in tables)
    print(
        f"{whole / 1e9:.2f} GB, {whole / sets:.0f} bytes a set with all that hangs on it: {parts}"
    )


def tell(small: Crowd, large: Crowd) -> None:
    """Print the quantiles side by side."""
    for words in ASKED:
        figures = {}
        for name, crowd in (("small", small), ("crowd", large)):
            times = crowd.times[words]
            figures[name] = (statistics.median(times), statistics.quantiles(times, n=100)[98])
        told = ", ".join(
            f"{name} p50 {p50 * 1e3:.1f} p99 {p99 * 1e3:.1f} ms"
            for name, (p50, p99) in figures.items()
        )
        ratio = figures["crowd"][0] / figures["small"][0]
        tail = figures["crowd"][1] / figures["small"][1]
        print(f"{KINDS[words]:12s} {told}; crowd / small: p50 {ratio:.2f}, p99 {tail:.2f}")


async def measure(server: Server, sets: int, asked: int) -> None:
    """Fill both, ask by turns."""
    _, small = await prepared(server, asked + 50)
    url, large = await prepared(server, max(sets // SETS_EACH, asked + 50))
    await tell_sizes(url, max(sets, (asked + 50) * SETS_EACH))
    for number in range(asked):
        if number == 50:  # the first are warm-up
            for crowd in (small, large):
                crowd.times = {each: [] for each in ASKED}
            gc.collect()
        for crowd in (small, large) if number % 2 else (large, small):
            await crowd.ask()
    tell(small, large)
    for crowd in (small, large):
        await crowd.store.close()


def main() -> None:
    """Read the options and measure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sets", type=int, default=1_000_000)
    options.add_argument("--asked", type=int, default=500, help="lifters asked in each store")
    chosen = options.parse_args()
    print(datetime.now(UTC).isoformat(timespec="minutes"))
    with running_server() as server:
        asyncio.run(measure(server, chosen.sets, chosen.asked))


if __name__ == "__main__":
    main()
