"""The real `spotter run` as a process of its own, for tests over real sockets."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.databases import copied, sqlite_template
from tests.preloaded import Forked
from tests.waiting import WAIT_SECONDS

ROOT = Path(__file__).parent.parent
RUN = "import sys; from bot.__main__ import main; sys.exit(main(['run']))"


def changing(numbers: Mapping[str, Mapping[str, object]]) -> str:
    """Give a program that gives constants of modules other values; AttributeError for none."""
    return "".join(
        f"import {module} as module; module.{name}; module.{name} = {value!r}; "
        for module, constants in numbers.items()
        for name, value in constants.items()
    )


class Running:
    """One process of the bot; its log and its database are files in a directory.

    `name` tells processes apart that share a directory. `numbers` are constants that are others in
    this process, so that what takes minutes in a gym takes a moment here: {"bot.app": {"A": 1.0}}.

    Where `preloaded` is set (tests/conftest.py) the process is forked from one that has
    imported the program, and a new database is a copy of an empty one: a tenth of the work of
    `python -m bot run`, which a process with `fresh=True`, or with a library before it, is all the
    same.
    """

    preloaded = False

    def __init__(
        self,
        directory: Path,
        name: str = "log",
        *,
        numbers: Mapping[str, Mapping[str, object]] | None = None,
        fresh: bool = False,
        **settings: str,
    ) -> None:
        self.directory = directory
        self.program = changing(numbers or {}) + RUN
        self.log_file = directory / f"{name}.txt"
        self.database = directory / "spotter.db"
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("TELEGRAM_", "DISCORD_"))},
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": f"sqlite:///{self.database}",
            "SEND_PER_SECOND": "0",
            "SEND_PER_CHAT": "0",
            **settings,
        }
        # a library stands before the system's own from a process's first moment, or not at all
        self.preloaded = self.preloaded and not fresh and "LD_PRELOAD" not in settings
        self.new_file = "DATABASE_URL" not in settings
        self.process: subprocess.Popen[bytes] | Forked | None = None

    def start(self) -> None:
        self.log_file.touch()
        if self.preloaded:
            if self.new_file and not self.database.exists():
                copied(sqlite_template(), self.database)
            log = self.log_file
            self.process = Forked(self.program, self.directory, self.environment, log)
            return
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", self.program],
                cwd=self.directory,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(WAIT_SECONDS)

    def stop(self, seconds: float = WAIT_SECONDS) -> int:
        """End it in order and give its exit code."""
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(seconds)

    @property
    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def rows(self, query: str) -> list[tuple]:
        """Look into the database."""
        connection = sqlite3.connect(self.database)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()

    def __enter__(self) -> Running:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            try:
                self.stop()
            except subprocess.TimeoutExpired:
                self.kill()
