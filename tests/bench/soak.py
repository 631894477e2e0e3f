"""Hours of a busy bot with its clock compressed: does memory, a descriptor or a wait grow?

python -m tests.bench.soak [--hours 2] [--rate 20] [--speed 6] [--people 1000]
                           [--platforms telegram discord] [--postgresql]

One `spotter run` against the loopback servers. Its wall clock, and theirs, run `--speed` times as
fast as the true one (tests/preload/clock.c); `--rate` messages come in each of its seconds. What
does not keep up shows as p99. Waits are told in true seconds. Linux with a C compiler.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import random
import statistics
import sys
import tempfile
import time
from collections import deque
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.hanging import PLATFORMS, OnTelegram
from tests.postgres import running_server
from tests.preload import Clock
from tests.running import Running
from tests.servers import changes, discord, discord_people, telegram
from tests.servers.discord_shapes import BOT

LIFTS = ("squat", "bench", "row", "deadlift", "overhead press", "curl")
TALK = ("next squat", "history bench", "today", "week", "help", "warmup squat 100")
SAMPLES = 60  # of memory and all else, over the whole run
LATE = 30.0  # seconds that the last answers may take
REST = 15.0  # true seconds after which no connection is kept that nobody uses


@dataclass
class Sample:
    """What the process held at one moment."""

    hour: float  # simulated
    memory: float  # MB
    files: int  # descriptors
    log: float  # MB of the write-ahead log; 0 on PostgreSQL
    lines: float  # MB that were logged


@dataclass
class People:
    """Whoever writes on one platform, and for how long each waited."""

    on: Any
    asked: dict[int, deque[float]] = field(default_factory=dict)
    waits: list[tuple[float, float]] = field(default_factory=list)  # (asked at, seconds)
    _seen: int = 0  # of all that the server holds

    async def say(self, person: int, text: str) -> None:
        self.asked.setdefault(person, deque()).append(time.monotonic())
        await self.on.say(person, text)

    def look(self, now: float) -> None:
        """Note who was answered since the last look; what an answer is for is told by order."""
        for person in self._newly_answered():
            if asked := self.asked.get(person):
                begun = asked.popleft()
                self.waits.append((begun, now - begun))

    def _newly_answered(self) -> list[int]:
        """Who was written to since the last look: all that came before is not looked at again."""
        server, begin = self.on.server, self._seen
        if isinstance(self.on, OnTelegram):
            self._seen = len(server.sent)
            return [each.chat for each in server.sent[begin:] if each.message_id]
        self._seen = len(server.messages)
        people = {channel: int(person) for person, channel in server.direct.items()}
        new = itertools.islice(server.messages.values(), begin, None)
        return [people[each["channel_id"]] for each in new if each["author"]["id"] == BOT]


def sample(bot: Running, hour: float) -> Sample:
    status = Path(f"/proc/{bot.process.pid}/status").read_text(encoding="ascii")
    files = len([*Path(f"/proc/{bot.process.pid}/fd").iterdir()])
    wal = bot.directory / "spotter.db-wal"
    return Sample(
        hour,
        int(status.split("VmRSS:")[1].split()[0]) / 1024,
        files,
        wal.stat().st_size / 1e6 if wal.exists() else 0.0,
        bot.log_file.stat().st_size / 1e6,
    )


def slope(samples: list[Sample], name: str) -> float:
    """How much of something is added in an hour, over the second half of the run."""
    half = samples[len(samples) // 2 :]
    hours = [each.hour for each in half]
    return statistics.linear_regression(hours, [getattr(each, name) for each in half]).slope


async def soak(options: argparse.Namespace, folder: Path, url: str) -> int:
    clock = Clock(folder / "clock", options.speed)
    for module in (changes, discord, discord_people, telegram):
        module.time = clock  # type: ignore[attr-defined]
    crowd = [People(PLATFORMS[name]()) for name in options.platforms]
    async with AsyncExitStack() as stack:
        settings = clock.settings() | ({"DATABASE_URL": url} if url else {})
        for each in crowd:
            await stack.enter_async_context(each.on.server)
            settings |= each.on.settings()
        with Running(folder, **settings) as bot:
            for each in crowd:
                await each.on.ready()
            return told(options, *await load(options, crowd, bot))


async def load(
    options: argparse.Namespace, crowd: list[People], bot: Running
) -> tuple[list[Sample], list[tuple[float, float]], int]:
    """Send everything, and look at the process meanwhile."""
    chance = random.Random(options.seed)
    seconds = options.hours * 3600 / options.speed
    total, began = int(options.hours * 3600 * options.rate), time.monotonic()
    samples: list[Sample] = []
    for number in range(total):
        due = began + number * seconds / total
        if (wait := due - time.monotonic()) > 0:
            await asyncio.sleep(wait)
        person = 1 + chance.randrange(options.people)
        lift, place = chance.choice(LIFTS), chance.randrange(12)
        text = f"{lift} {40 + 5 * place}x{3 + place % 8} rir{place % 4}"
        text = text if chance.random() < 0.8 else chance.choice(TALK)
        await crowd[person % len(crowd)].say(person, text)
        if number % 20 == 0:
            for each in crowd:
                each.look(time.monotonic())
            await asyncio.sleep(0)
        if time.monotonic() - began >= len(samples) * seconds / SAMPLES:
            samples.append(sample(bot, (time.monotonic() - began) * options.speed / 3600))
            print(f"{number} of {total}: {samples[-1]}", file=sys.stderr, flush=True)
    end = time.monotonic() + LATE
    while any(any(each.asked.values()) for each in crowd) and time.monotonic() < end:
        for each in crowd:
            each.look(time.monotonic())
        await asyncio.sleep(0.05)
    samples.append(sample(bot, (time.monotonic() - began) * options.speed / 3600))
    await asyncio.sleep(REST)
    print(f"at rest, {REST:g} s later: {sample(bot, samples[-1].hour)}")
    left = sum(len(asked) for each in crowd for asked in each.asked.values())
    return samples, sorted(w for each in crowd for w in each.waits), left


def told(
    options: argparse.Namespace, samples: list[Sample], waits: list[tuple[float, float]], left: int
) -> int:
    """Print the figures; 1 where somebody was not answered."""
    print(f"{options.hours:g} h at {options.rate:g} messages/s, clock x{options.speed:g}; "
          f"{len(waits)} answered, {left} not")  # fmt: skip
    print("hour  memory MB  descriptors  wal MB  log MB")
    for each in samples[:: max(1, len(samples) // 8)]:
        print(f"{each.hour:4.2f}  {each.memory:9.1f}  {each.files:11}  {each.log:6.2f}  "
              f"{each.lines:6.2f}")  # fmt: skip
    for name, unit in (("memory", "MB"), ("files", "descriptors"), ("log", "MB of wal"),
                       ("lines", "MB logged")):  # fmt: skip
        print(f"slope of the second half: {slope(samples, name):+.2f} {unit} an hour")
    quarter = max(1, len(waits) // 4)
    for place in range(4):
        part = sorted(wait for _, wait in waits[place * quarter : (place + 1) * quarter])
        if part:
            print(f"quarter {place + 1}: p50 {part[len(part) // 2] * 1000:.0f} ms, "
                  f"p99 {part[int(len(part) * 0.99)] * 1000:.0f} ms")  # fmt: skip
    return int(left > 0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=float, default=2.0, help="simulated")
    parser.add_argument("--rate", type=float, default=20.0, help="messages in a simulated second")
    parser.add_argument("--speed", type=float, default=6.0, help="of the clock")
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--platforms", nargs="+", choices=PLATFORMS, default=list(PLATFORMS))
    parser.add_argument("--postgresql", action="store_true", help="instead of SQLite")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = ""
        if options.postgresql:
            server = stack.enter_context(running_server())
            url = server.url(server.create())
        return asyncio.run(soak(options, folder, url))


if __name__ == "__main__":
    sys.exit(main())
