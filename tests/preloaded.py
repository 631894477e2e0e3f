"""A process that has imported the program, and forks one process after another from itself."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from functools import cache
from multiprocessing import forkserver
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext

ROOT = Path(__file__).parent.parent
# What `spotter run` imports by and by; one that does not exist is passed over without a word.
IMPORTED = [
    "bot.__main__",
    "bot.app",
    "bot.platforms.discord.adapter",
    "bot.platforms.telegram.adapter",
    "sqlalchemy.dialects.postgresql.asyncpg",
    "sqlalchemy.dialects.sqlite.aiosqlite",
]


class Forked:
    """A process like `subprocess.Popen`, as far as tests use that one."""

    def __init__(
        self, program: str, directory: Path, environment: Mapping[str, str], log: Path
    ) -> None:
        arguments = (program, str(directory), dict(environment), str(log))
        self._process = server().Process(target=be, args=arguments, daemon=True)
        self._process.start()
        self.pid = self._process.pid

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("spotter run", timeout or 0)
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


@cache
def server() -> ForkServerContext:
    """Give what forks; the process behind it is started with the first fork."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(IMPORTED)
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = str(ROOT)  # what is imported is what is tested
    try:
        forkserver.ensure_running()
    finally:
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before
    return context


def be(program: str, directory: str, environment: dict[str, str], log: str) -> None:
    """Run a program where and as `subprocess.Popen` would run it, its output in a file."""
    out = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    for stream in (1, 2):
        os.dup2(out, stream)
    os.close(out)
    os.chdir(directory)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    sys.argv = ["spotter"]
    exec(program, {"__name__": "__main__"})  # noqa: S102  # a constant of tests.running
