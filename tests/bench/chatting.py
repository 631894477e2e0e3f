"""A real `spotter chat --json` behind pipes: type a line as somebody, read the answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).parents[2]


class Chat:
    """One process with an empty SQLite file, for many people."""

    def __init__(self, now: datetime) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="spotter-league-")
        kept = {each: os.environ[each] for each in ("PATH", "HOME", "LANG") if each in os.environ}
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "bot", "chat", "--json", "--now", now.isoformat()),
                *("--step", "1", "--database", f"sqlite:///{self.folder.name}/spotter.db"),
            ],
            cwd=self.folder.name,
            env={**kept, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, what: BaseException | None, at: TracebackType | None
    ) -> None:
        with self.process:  # closes the pipes, which ends it, and waits
            pass
        self.folder.cleanup()

    def type(self, line: str, user: str, now: datetime) -> dict[str, Any]:
        """Type a line; the answer's `result`. Raises RuntimeError when the process is gone."""
        stdin, stdout = self.process.stdin, self.process.stdout
        if stdin is None or stdout is None:
            raise RuntimeError("no pipes")
        stdin.write(f":user {user}\n:now {now.isoformat()}\n{line}\n")
        stdin.flush()
        answer = stdout.readline()
        if not answer:
            raise RuntimeError(f"the chat ended at {line!r}")
        result: dict[str, Any] = json.loads(answer)["result"] or {}
        return result
