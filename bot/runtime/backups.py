"""The schedule of backups: every so many hours, made by `spotter backup` in a process of its own.

A process of its own, so that nobody who writes waits for the copy, and so that a backup by schedule
and one by hand are the same thing. When the next one is due is told by the newest file alone: a
restart neither repeats nor skips one.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path

from bot.runtime.inbox_worker import utc_now
from core.store.sqlite.rotation import listed, made_at

LOOK_SECONDS = 60.0  # between two looks at the newest file
AGAIN = timedelta(minutes=15)  # after a backup that failed
FIRST = timedelta(minutes=1)  # after the start: what people wrote meanwhile goes first

log = logging.getLogger("spotter.backups")


class BackupSchedule:
    """Makes a backup whenever the newest is older than `every`; what fails is tried again.

    `make` makes one and says what came of it: whether it was made, and a line for the log.
    """

    def __init__(
        self,
        path: Path,
        folder: Path,
        every: timedelta,
        make: Callable[[], Awaitable[tuple[bool, str]]],
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._path, self._folder, self._every = path, folder, every
        self._make, self._now = make, now
        self._not_before = now() + FIRST

    def due_at(self) -> datetime:
        """Give when the next backup is due."""
        newest = next(iter(listed(self._path, self._folder, self._now())), None)
        made = made_at(newest) if newest is not None else None
        if made is None or made > self._now():  # a clock that was set back: no wait for the future
            return self._not_before
        return max(made + self._every, self._not_before)

    async def run(self) -> None:
        """Make backups until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> bool:
        """Make a backup if one is due; gives whether one was made."""
        if self._not_before - self._now() > AGAIN:  # the clock was set back
            self._not_before = self._now()
        if self._now() < self.due_at():
            return False
        made, line = await self._make()
        if made:
            log.info("backup: %s", line)
        else:
            self._not_before = self._now() + AGAIN
            log.error("no backup was made, again in 15 minutes: %s", line)
        return made


async def make_by_command() -> tuple[bool, str]:
    """Run `spotter backup` under the settings of this process; gives whether it did, and its words.

    It ends with us: on cancellation the process is stopped, which leaves no half a copy in place.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "backup"),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        _, told = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    lines = told.decode(errors="replace").strip().splitlines()
    said = (lines or [f"exit code {process.returncode}"])[-1].removeprefix("spotter: ")
    return process.returncode == 0, said
