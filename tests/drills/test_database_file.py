"""The database file under a running bot: harmed, full, restored; nothing acknowledged is lost."""

from __future__ import annotations

import asyncio
import resource
import shutil
import sqlite3
import subprocess
import sys
import time

import pytest

from tests.core.store.database_files import sound
from tests.core.store.test_database_file import (
    copied_over,
    cut_short,
    deleted,
    log_deleted,
    replaced,
)
from tests.drills.places import on_each_platform, running
from tests.running import Running
from tests.servers.telegram import TOKEN, TelegramServer

NOTICED_SECONDS = 1.0
UNTIL = 60


def command(bot: Running, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=bot.directory,
        env=bot.environment,
        capture_output=True,
        check=False,
    )


def stored(bot: Running) -> int:
    return bot.rows("SELECT count(*) FROM sets")[0][0]


async def logged(server: TelegramServer, first: int, count: int) -> None:
    """Everybody types a set and is answered."""
    for person in range(first, first + count):
        server.say("squat 100x5 rir2", person)
    await server.until(lambda: all(server.texts(p) for p in range(first, first + count)), UNTIL)


def read_only(path, _) -> None:
    path.chmod(0o444)


@pytest.mark.parametrize(
    "harm", [deleted, replaced, copied_over, cut_short, log_deleted, read_only]
)
async def test_the_file_is_harmed_under_a_running_bot(tmp_path, figure, harm):
    async with TelegramServer() as server:
        settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url}
        with Running(tmp_path, **settings) as bot:
            await server.until(lambda: "receiving as" in bot.log, UNTIL)
            await logged(server, 1, 5)
            backup = tmp_path / "backup.db"
            assert command(bot, "backup", str(backup)).returncode == 0
            await logged(server, 11, 5)
            began = time.monotonic()
            harm(bot.database, backup)
            await server.until(lambda: "nothing is stored or acknowledged" in bot.log, UNTIL)
            figure("noticed after seconds", time.monotonic() - began)
            assert time.monotonic() - began < NOTICED_SECONDS + 1.0  # the machine is shared
            for person in range(21, 26):
                server.say("squat 100x5 rir2", person)
            await server.until(lambda: all(server.texts(p) for p in range(21, 26)), UNTIL)
            assert "nothing is stored" in server.texts(21)[0]
            assert len(server.queue) >= 5  # not acknowledged
            assert bot.log.count("nothing is stored or acknowledged any more") == 1
            figure("tracebacks", bot.log.count("Traceback"))
            bot.kill()
        bot.database.chmod(0o600) if bot.database.exists() else None
        if harm is not read_only:
            done = command(bot, "restore", str(backup))
            assert done.returncode == 0, done.stderr
        bot.start()
        try:
            await server.until(lambda: not server.queue, UNTIL)
            people = (1, 2, 3, 4, 5) if harm is not read_only else (*range(1, 6), *range(11, 16))
            await server.until(lambda: stored(bot) == len(people) + 5, UNTIL)
        finally:
            bot.stop()
        figure("stored", f"{stored(bot)} of {len(people) + 5}")
        assert sound(bot.database)


async def test_a_backup_is_copied_over_a_crashed_database(tmp_path, figure):
    async with TelegramServer() as server:
        settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url}
        with Running(tmp_path, **settings) as bot:
            await server.until(lambda: "receiving as" in bot.log, UNTIL)
            await logged(server, 1, 20)
            backup = tmp_path / "backup.db"
            assert command(bot, "backup", str(backup)).returncode == 0
            await logged(server, 101, 150)
            bot.kill()
            shutil.copyfile(backup, bot.database)
            bot.start()
            code = await asyncio.to_thread(bot.process.wait, 60)
            figure("exit code", code)
            figure("said", bot.log.splitlines()[-1][:200])
            assert code == 1
            assert "spotter restore" in bot.log
            assert command(bot, "restore", str(backup)).returncode == 0
            bot.start()
            await logged(server, 301, 5)
            bot.stop()
            assert stored(bot) == 25
            assert sound(bot.database)


@on_each_platform
async def test_the_disk_is_full_and_has_room_again(tmp_path, figure, platform):
    """No file may grow beyond what it is now: SQLite hears of it as of a disk that is full.

    Half of those who write meanwhile never wrote before.
    """
    url = f"sqlite:///{tmp_path / 'spotter.db'}"
    async with running(platform, url, tmp_path) as here:
        on, bot, people = here.on, here.bot, range(11, 31)
        before = {person: int(person <= 20) for person in people}
        for person in people[:10]:
            await on.say(person, "squat 90x5 rir2")
        await here.finished()
        known = stored(bot)
        limit = tmp_path.joinpath("spotter.db-wal").stat().st_size + 3000
        unlimited = resource.RLIM_INFINITY
        resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, (limit, unlimited))
        for place in range(3):
            for person in people:
                await on.say(person, f"squat {100 + place}x5 rir2")
        await on.server.until(lambda: all(len(on.answers(p)) > before[p] for p in people), UNTIL)
        figure("said meanwhile", on.answers(11)[1])
        await asyncio.sleep(3)
        resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, (unlimited, unlimited))
        began = time.monotonic()
        await on.server.until(lambda: all(all_in(on.answers(p)) for p in people), 120)
        figure("all answered after seconds", time.monotonic() - began)
        told = [text for p in people for text in on.answers(p) if "store again" in text]
        figure("said afterwards", told[0])
        assert len(told) == len(people)
        bot.stop()
        assert stored(bot) == known + 3 * len(people)
        assert sound(bot.database)


def all_in(texts: list[str]) -> bool:
    """Whether somebody has an answer to each of their three sets, and was told that it is over."""
    answered = [any(f"{100 + place} kg" in text for text in texts) for place in range(3)]
    return all(answered) and any("store again" in text for text in texts)


async def test_two_writers_on_one_file(tmp_path, figure):
    """`import` and `chat` beside `run`: one writes at a time, and the file stays sound."""
    async with TelegramServer() as server:
        settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url}
        with Running(tmp_path, **settings) as bot:
            await server.until(lambda: "receiving as" in bot.log, UNTIL)
            lines = b"".join(b"squat %dx5 rir2\n" % (60 + n) for n in range(200))
            chats = [
                subprocess.Popen(
                    [sys.executable, "-m", "bot", "chat", "--json", "--user", name],
                    cwd=bot.directory, env=bot.environment,
                    stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                )
                for name in ("Ann", "Ben")
            ]  # fmt: skip
            talking = [asyncio.to_thread(each.communicate, lines) for each in chats]
            both = asyncio.gather(*talking)
            began = time.monotonic()
            await logged(server, 1, 200)
            figure("seconds for 200 answers beside two chats", time.monotonic() - began)
            await both
            assert [each.returncode for each in chats] == [0, 0]
            figure("SQLite", sqlite3.sqlite_version)
            assert stored(bot) == 600
            bot.kill()
            assert sound(bot.database)
