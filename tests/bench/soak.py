"""Hours of a busy bot with its clock compressed: does memory, a descriptor or a wait grow?

python -m tests.bench.soak [--hours 2] [--rate 20] [--speed 6] [--people 1000]
                           [--waiting 0] [--minutes 0] [--platforms telegram discord] [--postgresql]

One `spotter run` against the loopback servers. Its wall clock, and theirs, run `--speed` times as
fast as the true one (tests/preload/clock.c); `--rate` messages come in each of its seconds. What
does not keep up shows as p99. On a machine that others use `--waiting 24` sends only while no more
than so many wait for an answer: the clock stands still meanwhile, and waits say nothing. Waits are
told in true seconds. From an hour on it judges whether what it measured is level, and ends with 1
where it is not. Linux with a C compiler.
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

from core.store.sqlite.writer import LONGEST_LOG
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
JUDGED_HOURS = 1.0  # simulated: before that caches still fill
MOST_GROWTH = {"memory": 2.0, "files": 2.0, "lines": 1.0}  # an hour, in the second half
MOST_LOG = 1.25 * LONGEST_LOG / 1e6  # MB: what is written until it is cut comes on top
MOST_SLOWER = 2.0  # the last quarter's p99 against the least before it
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
    waiting: int = 0  # messages without an answer
    _seen: int = 0  # of all that the server holds

    async def say(self, person: int, text: str) -> None:
        self.waiting += 1
        self.asked.setdefault(person, deque()).append(time.monotonic())
        await self.on.say(person, text)

    def look(self, now: float) -> None:
        """Note who was answered since the last look; what an answer is for is told by order."""
        for person in self._newly_answered():
            if asked := self.asked.get(person):
                begun = asked.popleft()
                self.waiting -= 1
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


def not_level(samples: list[Sample]) -> list[str]:
    """What grew in the second half, by the names of `Sample`; growth down counts as well."""
    found = [name for name, most in MOST_GROWTH.items() if abs(slope(samples, name)) >= most]
    half = samples[len(samples) // 2 :]
    return [*found, *(["log"] if max(each.log for each in half) > MOST_LOG else [])]


def quarters(waits: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The p50 and p99 of each quarter of the answers, in the order they were asked for."""
    size = max(1, len(waits) // 4)
    parts = [sorted(w for _, w in waits[at * size : (at + 1) * size]) for at in range(4)]
    return [(part[len(part) // 2], part[int(len(part) * 0.99)]) for part in parts if part]


async def soak(options: argparse.Namespace, folder: Path, url: str) -> int:
    clock = Clock(folder / "clock", 0.0 if options.waiting else options.speed)
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
            return told(options, *await load(options, crowd, bot, clock))


async def load(
    options: argparse.Namespace, crowd: list[People], bot: Running, clock: Clock
) -> tuple[list[Sample], list[tuple[float, float]], int]:
    """Send everything, and look at the process meanwhile."""
    chance = random.Random(options.seed)
    total, began = int(options.hours * 3600 * options.rate), time.monotonic()
    most = options.minutes * 60 or float("inf")
    samples: list[Sample] = []
    for number in range(total):
        await in_turn(options, number, began, crowd, clock)
        person = 1 + chance.randrange(options.people)
        lift, place = chance.choice(LIFTS), chance.randrange(12)
        text = f"{lift} {40 + 5 * place}x{3 + place % 8} rir{place % 4}"
        text = text if chance.random() < 0.8 else chance.choice(TALK)
        await crowd[person % len(crowd)].say(person, text)
        if number % 20 == 0:
            for each in crowd:
                each.look(time.monotonic())
            await asyncio.sleep(0)
        if number >= len(samples) * total / SAMPLES:
            samples.append(sample(bot, number / options.rate / 3600))
            print(f"{number} of {total}: {samples[-1]}", file=sys.stderr, flush=True)
        if time.monotonic() - began > most:
            break
    end = time.monotonic() + LATE
    while any(each.waiting for each in crowd) and time.monotonic() < end:
        for each in crowd:
            each.look(time.monotonic())
        await asyncio.sleep(0.05)
    samples.append(sample(bot, (number + 1) / options.rate / 3600))
    await asyncio.sleep(REST)
    print(f"at rest, {REST:g} s later: {sample(bot, samples[-1].hour)}")
    left = sum(each.waiting for each in crowd)
    return samples, sorted(w for each in crowd for w in each.waits), left


async def in_turn(
    options: argparse.Namespace, number: int, began: float, crowd: list[People], clock: Clock
) -> None:
    """Wait until a message is due: by the clock, or once few enough wait for an answer."""
    if not options.waiting:
        due = began + number / options.rate / options.speed
        if (wait := due - time.monotonic()) > 0:
            await asyncio.sleep(wait)
        return
    while sum(each.waiting for each in crowd) >= options.waiting:
        await asyncio.sleep(0.01)
        for each in crowd:
            each.look(time.monotonic())
    clock.jump(1 / options.rate)


def told(
    options: argparse.Namespace, samples: list[Sample], waits: list[tuple[float, float]], left: int
) -> int:
    """Print the figures; 1 where somebody was not answered."""
    pace = f"{options.waiting} waiting" if options.waiting else f"clock x{options.speed:g}"
    print(f"{samples[-1].hour:.2f} h at {options.rate:g} messages/s, {pace}; "
          f"{len(waits)} answered, {left} not")  # fmt: skip
    print("hour  memory MB  descriptors  wal MB  log MB")
    for each in samples[:: max(1, len(samples) // 8)]:
        print(f"{each.hour:4.2f}  {each.memory:9.1f}  {each.files:11}  {each.log:6.2f}  "
              f"{each.lines:6.2f}")  # fmt: skip
    for name, unit in (("memory", "MB"), ("files", "descriptors"), ("log", "MB of wal"),
                       ("lines", "MB logged")):  # fmt: skip
        print(f"slope of the second half: {slope(samples, name):+.2f} {unit} an hour")
    found = quarters(waits)
    for number, (half, late) in enumerate(found, 1):
        print(f"quarter {number}: p50 {half * 1000:.0f} ms, p99 {late * 1000:.0f} ms")
    return int(judged(samples, found) or left > 0)


def judged(samples: list[Sample], waits: list[tuple[float, float]]) -> bool:
    """Say what is level; whether anything of the process is not. Waits depend on the machine."""
    if samples[-1].hour < JUDGED_HOURS:
        print(f"too short to say what is level: {JUDGED_HOURS:g} h at least")
        return False
    grown = not_level(samples)
    for name, called in (("memory", "memory"), ("files", "descriptors"),
                         ("log", "log of the database"), ("lines", "lines logged")):  # fmt: skip
        print(f"{called}: {'NOT level' if name in grown else 'level'}")
    if len(waits) == 4:
        slower = waits[3][1] > MOST_SLOWER * min(late for _, late in waits[:3])
        print(f"p99: {'NOT level, or the machine was not its own' if slower else 'level'}")
    return bool(grown)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=float, default=2.0, help="simulated")
    parser.add_argument("--rate", type=float, default=20.0, help="messages in a simulated second")
    parser.add_argument("--speed", type=float, default=6.0, help="of the clock")
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--waiting", type=int, default=0, help="most at once; 0: by the clock")
    parser.add_argument("--minutes", type=float, default=0.0, help="true ones at most; 0: all")
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
