"""Several `spotter run` on one PostgreSQL: python -m tests.bench.processes [--processes 1 2 4].

For each number of processes: a burst of sets from many lifters by webhook, each next process called
in turn as a balancer would (a chat's updates come one after the other, as Telegram brings them),
then the same paced, for the time between a call and its answer. Then a burst in which the first
process is killed: printed is how many sets are missing or twice, and how long until all is done.
Pacing is off. Bots, PostgreSQL and the small Bot API server share this machine's processors, so
what is measured is that several are right and what they cost, not how far they scale.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import socket
import statistics
import tempfile
import time
from collections import defaultdict
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import aiohttp
import asyncpg

from tests.bench.telegram import cpu_seconds
from tests.postgres import Server, running_server
from tests.running import Running
from tests.servers.telegram import TOKEN
from tests.servers.webhook import HEADER, CallingServer

LIFTERS = 100
PATH, SECRET = "a-path-nobody-guesses", "a-secret-of-the-bench"


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])


class Called:
    """Processes that are called in turn."""

    def __init__(self, server: CallingServer, ports: list[int]) -> None:
        self.server, self.ports, self.turn = server, ports, 0
        self.called_at: dict[int, float] = {}
        self.session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=40))

    async def bring(self, update: dict[str, object]) -> None:
        """Call until one takes it."""
        while True:
            self.turn += 1
            url = f"http://127.0.0.1:{self.ports[self.turn % len(self.ports)]}/{PATH}"
            with contextlib.suppress(aiohttp.ClientError):
                async with self.session.post(url, json=update, headers={HEADER: SECRET}) as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.05)

    async def bring_all(self, updates: list[dict[str, object]]) -> None:
        """Bring a chat's updates in order."""
        for update in updates:
            await self.bring(update)


def said(server: CallingServer, count: int) -> dict[int, list[dict[str, object]]]:
    """Sets of many lifters, by chat."""
    by_chat = defaultdict(list)
    for number in range(count):
        user = 1 + number % LIFTERS
        update = server.say(f"squat 100x{5 + number // LIFTERS % 9} rir2", user=user)
        by_chat[user].append(update)
    server.queue.clear()
    return by_chat


async def burst(called: Called, count: int, kill: Running | None = None) -> float:
    """All at once; gives the seconds until all is answered, or with a kill until all is stored."""
    server = called.server
    before = len(server.shown())
    began = time.monotonic()
    bringing = [asyncio.create_task(called.bring_all(u)) for u in said(server, count).values()]
    if kill is not None:
        await server.until(lambda: len(server.shown()) > before + count // 4, 120)
        await asyncio.to_thread(kill.kill)
    await asyncio.gather(*bringing)
    if kill is None:
        await server.replies(before + count, 300)
    return time.monotonic() - began


async def paced(called: Called, seconds: float, per_second: float) -> list[float]:
    """So many a second; gives how long each answer took."""
    server, waits = called.server, []
    for number in range(int(seconds * per_second)):
        due = time.monotonic() + 1 / per_second
        user = 1 + number % LIFTERS
        update = server.say("squat 100x5 rir2", user=user)
        server.queue.clear()
        answers = partial(server.texts, user)
        before = len(answers())
        began = time.monotonic()
        await called.bring(update)
        while len(answers()) == before:
            await asyncio.sleep(0.002)
        waits.append(time.monotonic() - began)
        await asyncio.sleep(max(due - time.monotonic(), 0))
    return waits


async def everything_done(url: str) -> tuple[int, int]:
    """Wait until nothing waits; gives the sets and how many of them are there once."""
    connection = await asyncpg.connect(url)
    waits = """SELECT (SELECT count(*) FROM inbox WHERE done_at IS NULL)
    + (SELECT count(*) FROM outbox WHERE settled_at IS NULL)"""
    while await connection.fetchval(waits):
        await asyncio.sleep(0.1)
    found = await connection.fetchrow(
        "SELECT count(*), count(DISTINCT (log_id, source, position)) FROM sets"
    )
    await connection.close()
    return found[0], found[1]


async def measure(database: Server, folder: Path, count: int, messages: int) -> None:
    """One number of processes."""
    url = database.url(database.create())
    async with CallingServer() as server:
        ports = [free_port() for _ in range(count)]
        shared = {
            "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url, "DATABASE_URL": url,
            "WEBHOOK_URL": "https://bot.example.org", "WEBHOOK_PATH": PATH,
            "WEBHOOK_SECRET": SECRET,
        }  # fmt: skip
        with ExitStack() as running:
            bots = []
            for place, port in enumerate(ports):
                bot = Running(folder, f"{count}-{place}", **shared, WEBHOOK_PORT=str(port))
                bots.append(running.enter_context(bot))
            await server.until(lambda: all("Telegram calls" in bot.log for bot in bots), 120)
            called = Called(server, ports)
            await burst(called, LIFTERS)
            used = sum(cpu_seconds(bot.process.pid) for bot in bots)
            took = await burst(called, messages)
            used = sum(cpu_seconds(bot.process.pid) for bot in bots) - used
            waits = sorted(await paced(called, 20, 10))
            stored, _ = await everything_done(url)
            line = (
                f"{count} processes: {messages / took:.0f} messages/s, {used / messages * 1e3:.1f} "
                f"ms of processor each; at 10/s p50 {statistics.median(waits) * 1e3:.0f} ms, "
                f"p99 {waits[int(len(waits) * 0.99)] * 1e3:.0f} ms"
            )
            if count > 1:
                await burst(called, messages, kill=bots[0])
                killed = time.monotonic()
                after, once = await everything_done(url)
                line += (
                    f"; one killed: {stored + messages - after} lost, {after - once} twice, "
                    f"all done {time.monotonic() - killed:.1f} s after the last call"
                )
            print(line, flush=True)
            await called.session.close()


def main() -> None:
    """Read the options and measure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--processes", type=int, nargs="+", default=[1, 2, 4])
    options.add_argument("--messages", type=int, default=1000)
    chosen = options.parse_args()
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    with running_server() as database, tempfile.TemporaryDirectory() as folder:
        for count in chosen.processes:
            asyncio.run(measure(database, Path(folder), count, chosen.messages))


if __name__ == "__main__":
    main()
