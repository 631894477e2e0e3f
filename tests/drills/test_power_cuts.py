"""The power goes, again and again, at random moments under load: what was acknowledged is there.

The disk is simulated (tests/preload/disk.c): after a cut it holds what was synced, and in every
second cut half of the sectors that were written and not synced as well. PostgreSQL's own files are
its own business.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from tests.core.store.database_files import sound
from tests.hanging import PLATFORMS
from tests.preload import Disk, by_chance
from tests.running import Running

CUTS = {"telegram": 25, "discord": 10}
PEOPLE = 8
PACE = 0.05  # seconds between two messages
LONGEST = 1.5  # seconds of load before a cut
SHOWN = re.compile(r"(\d+) kg x (\d+)")


class Load:
    """Sets said one after another, each told apart from all others of its person."""

    def __init__(self, on) -> None:
        self.on, self.count = on, 0

    async def say(self) -> tuple[int, int, int]:
        """Say the next set, and give its person, load and repetitions."""
        place = self.count // PEOPLE
        person, load, reps = 1 + self.count % PEOPLE, 20 + place // 20, 1 + place % 20
        await self.on.say(person, f"squat {load}x{reps} rir2")
        self.count += 1
        return person, load, reps

    async def for_seconds(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            await self.say()
            await asyncio.sleep(PACE)

    def answered(self) -> set[tuple[int, int, int]]:
        """Person, load and repetitions of every set whose answer was shown."""
        found = set()
        for person in range(1, PEOPLE + 1):
            for text in self.on.answers(person):
                match = SHOWN.search(text)
                if match:
                    found.add((person, int(match[1]), int(match[2])))
        return found


def stored(on, path) -> set[tuple[int, int, int]]:
    """The same of every set in the file."""
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT source, load_milli / 1000, reps FROM sets").fetchall()
    connection.close()
    return {
        (next(each for each in range(1, PEOPLE + 1) if on.is_of(each, source)), load, reps)
        for source, load, reps in rows
    }


@pytest.mark.parametrize("platform", sorted(PLATFORMS))
async def test_no_acknowledged_set_is_lost(tmp_path, figure, platform):
    folder = tmp_path / "disk"
    folder.mkdir()
    disk, chance = Disk(folder, tmp_path / "kept"), random.Random(1)
    on = PLATFORMS[platform]()
    load, gone, acknowledged, lost = Load(on), 0, 0, set()
    async with on.server:
        bot = Running(folder, DATABASE_URL=f"sqlite:///{folder / 'spotter.db'}", **on.settings(),
                      **disk.settings())  # fmt: skip
        bot.log_file = tmp_path / "log.txt"
        with bot:
            await on.ready()
            for _ in range(PEOPLE):
                await load.say()
            # on Discord nobody can fetch what is said first, in a new direct channel, to no process
            await on.server.until(lambda: len(load.answered()) == PEOPLE, 60)
            for cut in range(CUTS[platform]):
                said = await load.say()
                await on.server.until(lambda said=said: said in load.answered(), 60)
                await load.for_seconds(chance.random() * LONGEST)
                bot.kill()
                shown = load.answered()
                gone += disk.cut(by_chance(cut)) if cut % 2 else disk.cut()
                assert sound(bot.database)
                lost |= shown - stored(on, bot.database)
                acknowledged = len(shown)
                bot.start()
            said = await load.say()  # the last process is at work, before it is ended
            await on.server.until(lambda: said in load.answered(), 120)
            assert await asyncio.to_thread(bot.stop) == 0
    figure("cuts", CUTS[platform])
    figure("sets said, acknowledged", (load.count, acknowledged))
    figure("bytes written that were gone after a cut", gone)
    figure("acknowledged sets lost", len(lost))
    assert lost == set()
    assert acknowledged > CUTS[platform]


WRITER = """
import sqlite3, sys
file = sqlite3.connect(sys.argv[1], isolation_level=None)
file.execute("PRAGMA journal_mode=WAL")
file.execute("PRAGMA synchronous=" + sys.argv[2])
file.execute("CREATE TABLE IF NOT EXISTS said (number INTEGER)")
for number in range(100_000):
    file.execute("INSERT INTO said VALUES (?)", (number,))
    print(number, flush=True)
"""


@pytest.mark.parametrize(("mode", "loses"), [("FULL", False), ("NORMAL", True)])
def test_a_database_that_does_not_sync_each_commit_loses_some(tmp_path, figure, mode, loses):
    """The drill above can fail: the same cut takes commits from a database with less care."""
    folder = tmp_path / "disk"
    folder.mkdir()
    disk = Disk(folder, tmp_path / "kept")
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder / "x.db"), mode],
        env={**os.environ, **disk.settings()}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    told = [int(writer.stdout.readline()) for _ in range(300)]
    writer.send_signal(signal.SIGKILL)
    told += [int(line) for line in writer.stdout if line.endswith("\n")]
    writer.wait()
    writer.stdout.close()
    disk.cut()
    file = sqlite3.connect(folder / "x.db")
    try:
        kept = {number for (number,) in file.execute("SELECT number FROM said")}
    except sqlite3.OperationalError:  # not even the table
        kept = set()
    file.close()
    lost = len(set(told) - kept)
    figure("commits told of, lost", (len(told), lost))
    assert (lost > 0) == loses
