"""Backups made while people write: whole, with all that was answered, and they hold nobody up."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import time
from contextlib import closing

import pytest

from tests.databases import copied, sqlite_template
from tests.drills.commands import spotter
from tests.drills.places import on_each_platform, running

BACKUPS, PEOPLE, EACH = 5, 6, 60
ASKING = 500  # who says one set after another, and is timed
MEGABYTES = 40  # of finished mail, so that a copy takes its time
LONGEST = 5.0  # seconds for an answer, on a machine on which four drills run


def filled(database):
    """A database that is large: what was handled an hour ago is kept for three days."""
    copied(sqlite_template(), database)
    with closing(sqlite3.connect(database)) as opened, opened:
        now = int(time.time() * 1_000_000)
        opened.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
            "INSERT INTO inbox (key, platform, chat, body, received_at, sent_at, ready_at, done_at,"
            " tries, fault) SELECT 'old:' || i, 'telegram', i, hex(randomblob(5000)), ?, ?, ?, ?,"
            " 0, '' FROM n",
            (MEGABYTES * 100, now, now, now, now),
        )


def sources(file):
    with closing(sqlite3.connect(file)) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert opened.execute("PRAGMA foreign_key_check").fetchall() == []
        return [source for (source,) in opened.execute("SELECT source FROM sets")]


@pytest.mark.waits
@on_each_platform
async def test_backups_while_people_write(tmp_path, figure, platform):
    database = tmp_path / "spotter.db"
    filled(database)
    async with running(platform, f"sqlite:///{database}", tmp_path) as here:
        waits = []

        async def write():
            for number in range(EACH):
                for person in range(1, PEOPLE + 1):
                    await here.on.say(person, f"squat {60 + number}x5 rir2")
                await asyncio.sleep(0.05)

        async def ask():
            while True:
                began, before = time.monotonic(), len(here.on.answers(ASKING))
                await here.on.say(ASKING, "squat 60x5 rir2")
                await here.on.server.until(
                    lambda before=before: len(here.on.answers(ASKING)) > before, 60
                )
                waits.append(time.monotonic() - began)

        people = [*range(1, PEOPLE + 1), ASKING]
        writing, asking = asyncio.create_task(write()), asyncio.create_task(ask())
        kept, seconds = [], []
        for number in range(BACKUPS):
            answered = {person: len(here.on.answers(person)) for person in people}
            file, began = tmp_path / f"copy-{number}.db", time.monotonic()
            done = await asyncio.to_thread(
                spotter, tmp_path, "backup", str(file), DATABASE_URL=f"sqlite:///{database}"
            )
            seconds.append(time.monotonic() - began)
            assert done.returncode == 0, done.stderr
            assert b"verified and read back" in done.stderr
            kept.append((file, answered))
        await writing
        asking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asking
        await here.finished()
        for file, answered in kept:
            there = sources(file)
            for person in people:
                mine = sum(here.on.is_of(person, source) for source in there)
                assert mine >= answered[person], (file, person)
        said = dict.fromkeys(people[:-1], EACH)
        whole = sources(database)
        for person, count in said.items():
            assert sum(here.on.is_of(person, source) for source in whole) == count
        figure("most seconds for an answer meanwhile", max(waits))
        figure("seconds a backup", max(seconds))
        figure("sets in the last backup, at the end", (len(sources(kept[-1][0])), len(whole)))
        assert len(sources(kept[-1][0])) > len(sources(kept[0][0]))
        assert max(waits) < LONGEST
        assert here.bot.stop() == 0
    restored = spotter(tmp_path, "restore", str(kept[-1][0]), DATABASE_URL=f"sqlite:///{database}")
    assert restored.returncode == 0, restored.stderr
    assert spotter(tmp_path, "stats", DATABASE_URL=f"sqlite:///{database}").returncode == 0
