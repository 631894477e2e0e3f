"""A hundred thousand pings due in the same minute, with the real `spotter run`.

python -m tests.bench.pings [--pings 100000] [--talkers 10] [--seconds 20] [--postgres]
                           [--processes 1]

The bot runs as a process of its own against the small Bot API server, at its usual pace of 30 a
second. Lifters go on logging sets all the while. Printed: how long until all pings are queued, how
long an answer takes before, while they are queued and while they leave, and how they leave.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import sqlite3
import statistics
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import asyncpg
from sqlalchemy import insert, text, update

from core.records import Load, LoggedSet
from core.store.engine import Store, open_store
from core.store.repositories.people import NEW_PERSON
from core.store.schema.tables import identities, logs, people, reminders
from core.store.unit_of_work import UnitOfWork
from tests.killing import listening
from tests.postgres import running_server
from tests.running import Running
from tests.servers.telegram import TOKEN, TelegramServer
from tests.servers.telegram_wire import Sent

ZONE = "Europe/Berlin"
TALKERS = 10_000_000  # their chats are numbered from here
WITH_A_LOG = 1_000  # the first to be pinged have trained; what a ping says has to be worked out
EXERCISES = ("squat", "bench-press", "barbell-row")
CHUNK = 5_000
LIFTS = ("squat", "bench", "barbell row", "leg curl")
LIFTERS_IN_TURN = 15  # so that everybody's session stays as short as it usually is


def next_minute(seconds: float) -> datetime:
    """The first full minute that is at least so far off."""
    at = datetime.now(UTC) + timedelta(seconds=seconds)
    return at.replace(second=0, microsecond=0) + timedelta(minutes=1)


def fill(uow: UnitOfWork, numbers: range, due: datetime) -> None:
    """People with a private chat and a daily reminder each, which has no time yet."""
    connection = uow._connection
    known = {"name": "Lifter", "language": "en", "created_at": due, "seen_at": due, **NEW_PERSON}
    known["zone"] = ZONE
    connection.execute(insert(people), [{"id": n, **known} for n in numbers])
    own = dict.fromkeys(
        ("position", "sets_shift", "changes_shift", "calibrations_shift", "exercises_shift"), 0
    )
    connection.execute(insert(logs), [{"id": n, "person_id": n, **own} for n in numbers])
    connection.execute(
        insert(identities),
        [
            {
                "platform": "telegram",
                "sender_id": str(n),
                "person_id": n,
                "log_id": n,
                "chat": str(n),
                "gone": "",
            }
            for n in numbers
        ],
    )
    row = {
        "number": 1, "kind": "train", "days": "0123456", "minute": 0,
        "words": "", "platform": "telegram", "thread": "", "private": True, "zone": ZONE,
        "next_at": None, "last_date": "", "paused_until": None, "unanswered": 0, "state": "on",
        "note": "", "created_at": due,
    }  # fmt: skip
    connection.execute(
        insert(reminders), [{**row, "person_id": n, "chat": str(n)} for n in numbers]
    )


def train(uow: UnitOfWork, person_id: int, due: datetime) -> None:
    """Six sessions of three exercises, every other day until two days before."""
    for session in range(6):
        at = due - timedelta(days=2 * (6 - session))
        ids = uow.sets.new_ids(person_id, 9)
        sets = tuple(
            LoggedSet(
                EXERCISES[n // 3], Load(80_000), 8, at + timedelta(minutes=3 * n), "filled", 20,
                id=set_id, source=f"fill:{session}", position=n,
            )
            for n, set_id in enumerate(ids)
        )  # fmt: skip
        uow.journal.write(person_id, "log", f"fill:{session}", (), sets, at)


async def fill_all(store: Store, count: int) -> None:
    due = datetime.now(UTC)
    for first in range(1, count + 1, CHUNK):
        numbers = range(first, min(first + CHUNK, count + 1))
        await store.run(lambda uow, numbers=numbers: fill(uow, numbers, due))
    if store.shared:  # people to come are numbered after these
        after = text("SELECT setval(pg_get_serial_sequence('people', 'id'), :last)")
        await store.run(lambda uow: uow._connection.execute(after, {"last": count}))
    for person_id in range(1, min(WITH_A_LOG, count) + 1):
        await store.run(lambda uow, who=person_id: train(uow, who, due))


def set_time(uow: UnitOfWork, due: datetime) -> None:
    """Let all reminders be due at one time."""
    local = due.astimezone(ZoneInfo(ZONE))
    minute = local.hour * 60 + local.minute
    uow._connection.execute(update(reminders).values(next_at=due, minute=minute))


class Shown(list[Sent]):
    """What the bot sent; whoever waits for an answer in a chat is told."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: dict[int, asyncio.Event] = {}

    def append(self, sent: Sent) -> None:
        super().append(sent)
        if bell := self.waiting.get(sent.chat):
            bell.set()


class Talkers:
    """Lifters who log a set in turns, about one a second, and how long their answers took."""

    def __init__(self, server: TelegramServer, first: int) -> None:
        self.server = server
        self.chats = [first + n for n in range(LIFTERS_IN_TURN)]
        self.waits: list[tuple[float, float]] = []  # when it was said, how long it took

    async def run(self) -> None:
        bells = {chat: asyncio.Event() for chat in self.chats}
        self.server.sent.waiting.update(bells)
        for said in itertools.count():
            chat = self.chats[said % len(self.chats)]
            lift = LIFTS[said // len(self.chats) % len(LIFTS)]
            began = time.monotonic()
            self.server.say(f"{lift} 100x{5 + said % 4} rir{said % 3}", user=chat)
            await bells[chat].wait()
            bells[chat].clear()
            self.waits.append((began, time.monotonic() - began))
            await asyncio.sleep(max(0.0, 1 - self.waits[-1][1]))


def told(name: str, waits: list[float]) -> None:
    """Print quantiles of waiting times."""
    if len(waits) < 2:
        print(f"answers {name}: {len(waits)} only")
        return
    ordered = sorted(waits)
    print(
        f"answers {name}: {len(waits)}, p50 {statistics.median(waits) * 1e3:.0f} ms, "
        f"p95 {ordered[int(len(ordered) * 0.95)] * 1e3:.0f} ms, most {ordered[-1] * 1e3:.0f} ms"
    )


async def measure(
    url: str, folder: Path, count: int, talkers: int, seconds: float, processes: int
) -> None:
    store = await open_store(url)
    began = time.monotonic()
    await fill_all(store, count)
    print(f"filled {count:,} people in {time.monotonic() - began:.0f} s")
    async with TelegramServer() as server:
        server.started.update(range(1, count + 1))
        server.sent = Shown()
        settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url}
        pace = {"SEND_PER_SECOND": "30", "SEND_PER_CHAT": "1"}
        with ExitStack() as running:
            for number in range(processes):
                bot = Running(folder, f"log{number}", DATABASE_URL=url, **settings, **pace)
                running.enter_context(bot)
            await listening(server, 0)
            talking = [Talkers(server, TALKERS + n * LIFTERS_IN_TURN) for n in range(talkers)]
            tasks = [asyncio.create_task(each.run()) for each in talking]
            due = next_minute(15)
            await store.run(lambda uow: set_time(uow, due))
            await store.close()
            calm = time.monotonic() + 5
            await asyncio.sleep((due - datetime.now(UTC)).total_seconds())
            start = time.monotonic()
            looker = Looker(url)
            while await looker.any_due(due):
                await asyncio.sleep(0.2)
            full = time.monotonic()
            print(f"queued {count:,} pings in {full - start:.1f} s")
            await asyncio.sleep(seconds)
            end = time.monotonic()
            for task in tasks:
                task.cancel()
            waits = [each for talker in talking for each in talker.waits]
            told("before", [took for at, took in waits if calm <= at < start])
            told("while pings are queued", [took for at, took in waits if start <= at < full])
            told("while pings leave", [took for at, took in waits if full <= at < end])
            leaving(server, full, end)


def leaving(server: TelegramServer, start: float, end: float) -> None:
    """Print how the pings leave."""
    sent = [each for each in server.shown() if start <= each.at < end]
    pings = [each for each in sent if each.chat < TALKERS]
    all_pings = Counter(each.chat for each in server.shown() if each.chat < TALKERS)
    by_second = Counter(int(each.at - start) for each in sent)
    order = list(all_pings)
    print(
        f"left in {end - start:.0f} s: {len(pings) / (end - start):.1f} pings a second and "
        f"{(len(sent) - len(pings)) / (end - start):.1f} answers, at most "
        f"{max(by_second.values())} in one second; {sum(all_pings.values())} pings to "
        f"{len(all_pings)} people, in the order they were due: {order == sorted(order)}"
    )


class Looker:
    """Looks whether reminders are still due, without taking the database from the bot."""

    def __init__(self, url: str) -> None:
        self.file = sqlite3.connect(url.removeprefix("sqlite:///")) if "sqlite" in url else None
        self.url = url
        self.server: asyncpg.Connection | None = None

    async def any_due(self, until: datetime) -> bool:
        micros = int(until.timestamp() * 1_000_000)
        query = "SELECT 1 FROM reminders WHERE platform = 'telegram' AND next_at <= {} LIMIT 1"
        if self.file is not None:
            return bool(self.file.execute(query.format("?"), [micros]).fetchall())
        self.server = self.server or await asyncpg.connect(self.url)
        return bool(await self.server.fetch(query.format("$1"), micros))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pings", type=int, default=100_000)
    parser.add_argument("--talkers", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=20, help="how long they leave")
    parser.add_argument("--postgres", action="store_true", help="instead of SQLite")
    parser.add_argument("--processes", type=int, default=1, help="more than one on PostgreSQL")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = f"sqlite:///{folder / 'spotter.db'}"
        if options.postgres:
            server = stack.enter_context(running_server())
            url = server.url(server.create())
        asyncio.run(
            measure(url, folder, options.pings, options.talkers, options.seconds, options.processes)
        )


if __name__ == "__main__":
    main()
