"""Four people send the worst 20 MB there are, others send sets: who waits, and for how long."""

from __future__ import annotations

import asyncio
import io
import math
import random
import time
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.bench.imports import log
from tests.running import Running
from tests.servers.discord import DiscordServer
from tests.servers.telegram import TOKEN, TelegramServer

pytestmark = pytest.mark.alone

SIZE = 20_000_000  # bytes; larger ones are refused unseen
HEAD = b"Date,Workout Name,Exercise Name,Set Order,Weight,Reps,Seconds\n"
SENDERS, OTHERS = 4, 8
EVERY = 0.5  # seconds between two sets of one of the others
LEAST, MOST = 4.0, 240.0  # seconds that sets are sent for; 200,000 sets take four turns
P95 = 0.3  # seconds; what the others may wait


def zipped() -> bytes:
    """Two hundred megabytes of nothing in two hundred kilobytes, and 20 MB behind them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("log.csv", bytes(200_000_000))
    return (out.getvalue() + random.Random(1).randbytes(SIZE))[:SIZE]


def of_lines(make: Callable[[int], bytes]) -> bytes:
    """A table with as many such lines as 20 MB hold, 200,000 at most."""
    lines, size = [HEAD], len(HEAD)
    while len(lines) <= 200_000 and size + len(line := make(len(lines))) <= SIZE:
        lines.append(line)
        size += len(line)
    return b"".join(lines)


WORST: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "newlines": lambda: b"\n" * SIZE,
    "one cell": lambda: HEAD + b"x" * (SIZE - len(HEAD)),
    "a quote never closed": lambda: (HEAD + b'"' + b"x\n" * SIZE)[:SIZE],
    "a million columns": lambda: (HEAD + (b"," * 1_000_000 + b"\n") * 20)[:SIZE],
    "a zip bomb": zipped,
    "long durations": lambda: of_lines(
        lambda n: b"2026-01-01,A,Squat,1,50,5," + b"%d" % n + b"9" * 9_000 + b"\n"
    ),
    "200,000 sets": lambda: of_lines(
        lambda n: b"20%02d-%02d-01,A%d,Squat %d,1,%d,5,\n" % (n % 26, n % 12 + 1, n, n % 900, n)
    ),
}


def percentile(waits: list[float], share: float) -> float:
    """The wait that so many had at most; infinite where they never had an answer."""
    return sorted(waits)[max(0, math.ceil(share * len(waits)) - 1)] if waits else math.inf


def most_memory(process: int) -> int:
    """Megabytes a process held at its most; 0 where the system does not say."""
    try:
        text = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    return int(text.split("VmHWM:")[1].split()[0]) // 1024


async def others_on_telegram(server: TelegramServer, until: Callable[[], bool]) -> list[float]:
    """Others send sets every half second, answered or not; gives how long each waited."""
    asked: dict[int, list[float]] = {user: [] for user in range(1, OTHERS + 1)}
    began = time.monotonic()
    while (spent := time.monotonic() - began) < MOST and (spent < LEAST or not until()):
        for user, times in asked.items():
            server.say(f"squat {50 + len(times) % 50}x5 rir2", user=user)
            times.append(time.monotonic())
            await asyncio.sleep(EVERY / OTHERS)
    await asyncio.sleep(1.0)  # whoever was not answered by then waited for ever
    waits = []
    for user, times in asked.items():
        answers = [each.at for each in server.shown(user)]
        waits += [(answers[n] - at) if n < len(answers) else math.inf for n, at in enumerate(times)]
    return waits


async def know_others(server: TelegramServer) -> None:
    """Have the process started and the others known, as is everything they need."""
    for user in range(1, OTHERS + 1):
        server.say("squat 60x5", user=user)
    await server.replies(OTHERS)
    server.sent.clear()


@pytest.mark.parametrize("kind", WORST)
async def test_the_worst_files_from_four_people(tmp_path, figure, kind):
    content = WORST[kind]()
    async with TelegramServer() as server:
        server.files["f1"] = content
        settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url}
        with Running(tmp_path, **settings) as bot:
            await know_others(server)
            senders = range(101, 101 + SENDERS) if content else range(0)
            document = {"file_id": "f1", "file_name": "x.csv", "file_size": len(content)}
            began, last = time.monotonic(), [0.0] * len(senders)
            for user in senders:
                server.say(None, user=user, document=document)

            def answered() -> bool:
                """Whether every file has its answer; places and progress are none."""
                for n, user in enumerate(senders):
                    said = [e for e in server.shown(user) if not is_underway(e.text)]
                    last[n] = said[-1].at - began if said else math.inf
                return math.inf not in last

            waits = await others_on_telegram(server, answered)
            done = answered()
            figure("sets", f"{sum(map(math.isfinite, waits))} of {len(waits)} answered")
            figure("p50, p95, most", [round(percentile(waits, q), 3) for q in (0.5, 0.95, 1.0)])
            figure("files answered after", [round(each, 1) for each in last])
            figure("most memory of the bot", f"{most_memory(bot.process.pid)} MB")
            for user in senders:
                said = {e.text for e in server.shown(user) if not is_underway(e.text)}
                assert len(said) <= 1, said
            assert await asyncio.to_thread(bot.stop) == 0
    assert done
    assert percentile(waits, 0.95) < P95


def has_more(server: DiscordServer, channel: str, before: int) -> bool:
    """Whether the bot has said more in a channel than before."""
    return len(server.answers(channel)) > before


def is_underway(text: str) -> bool:
    """Whether a line is said while a file waits or is read."""
    return "before yours" in text or text.startswith(("Reading:", "Comparing", "Importing:"))


async def test_an_ordinary_import(tmp_path, figure):
    """20,000 rows of Strong from the file to the log, others sending sets meanwhile."""
    async with TelegramServer() as server:
        server.files["f1"] = content = log(20_000).encode()
        settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url}
        with Running(tmp_path, **settings) as bot:
            await know_others(server)
            document = {"file_id": "f1", "file_name": "x.csv", "file_size": len(content)}
            ends: list[float] = []

            async def bring_in() -> None:
                began = time.monotonic()
                server.say(None, user=101, document=document)
                await server.until(lambda: any("20,000 sets" in t for t in server.texts(101)))
                ends.append(time.monotonic() - began)
                server.press("import", user=101)
                await server.until(lambda: any("Imported" in t for t in server.texts(101)))
                ends.append(time.monotonic() - began - ends[0])

            task = asyncio.create_task(bring_in())
            waits = await others_on_telegram(server, task.done)
            await task
            figure("dry run, import", [round(each, 2) for each in ends])
            figure("p50, p95, most", [round(percentile(waits, q), 3) for q in (0.5, 0.95, 1.0)])
            assert bot.rows("SELECT count(*) FROM sets WHERE source LIKE 'import:%'") == [(20_000,)]
            assert await asyncio.to_thread(bot.stop) == 0
    assert percentile(waits, 0.95) < P95


@pytest.mark.parametrize("kind", ["newlines", "a zip bomb", "200,000 sets"])
async def test_the_worst_files_on_discord(tmp_path, figure, postgres_url, kind):
    """The same on the other platform, over the other database, as far as those take part.

    They do in what is fetched, what is kept while it waits, and what is written; not in reading.
    """
    content = WORST[kind]()
    async with DiscordServer() as server:
        server.files["x.csv"] = content
        settings = {"DISCORD_BOT_TOKEN": server.token, "DISCORD_API_URL": server.url}
        with Running(tmp_path, DATABASE_URL=postgres_url, **settings) as bot:
            await server.until(lambda: server.identifies)
            file = {
                "id": "1", "filename": "x.csv", "size": len(content),
                "url": f"{server.url}/attachments/x.csv",
            }  # fmt: skip
            senders = [str(n) for n in range(101, 101 + SENDERS)]
            others = [str(n) for n in range(1, OTHERS + 1)]
            waits: list[float] = []

            def done() -> bool:
                """Whether every file has its answer."""
                said = (server.answers(server.direct_channel(person)) for person in senders)
                return all(found and not is_underway(found[-1]["content"]) for found in said)

            async def send(person: str, until: Callable[[], bool]) -> None:
                channel, n, began = server.direct_channel(person), 0, time.monotonic()
                while n == 0 or (time.monotonic() - began < MOST and not until()):
                    await asyncio.sleep(EVERY / OTHERS * int(person))
                    before, at = len(server.answers(channel)), time.monotonic()
                    await server.dm(person, f"squat {50 + n % 50}x5 rir2")
                    await server.until(partial(has_more, server, channel, before), MOST)
                    waits.append(time.monotonic() - at)
                    n += 1
                    await asyncio.sleep(EVERY / OTHERS * (OTHERS - int(person)))

            await asyncio.gather(*(send(person, lambda: True) for person in others))
            waits.clear()  # they are known now
            began = time.monotonic()
            for person in senders:
                await server.dm(person, "", attachments=[file])
            enough = partial(lasted, began, done)
            await asyncio.gather(*(send(person, enough) for person in others))
            figure("sets, files answered", (len(waits), done()))
            figure("p50, p95, most", [round(percentile(waits, q), 3) for q in (0.5, 0.95, 1.0)])
            assert done()
            assert await asyncio.to_thread(bot.stop) == 0
    assert percentile(waits, 0.95) < P95


def lasted(began: float, done: Callable[[], bool]) -> bool:
    """Whether sets were sent for long enough and every file has its answer."""
    return time.monotonic() - began > LEAST and done()
