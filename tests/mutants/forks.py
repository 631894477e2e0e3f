"""Runs tests over changed code, each in a fork of a process that has the libraries ready.

`python -m tests.mutants.forks` reads a job a line and prints an outcome a line:

    {"path": "core/coach.py", "source": "...", "tests": ["tests/core/test_coach.py"], "seconds": 60}
    {"outcome": "killed", "seconds": 1.2, "said": "FAILED tests/core/test_coach.py::test_edit ..."}

An outcome is "killed" (a test failed), "survived", "timeout", or "broken" (pytest itself could not
run). Forks share nothing that a job changes: the project is imported anew in each.
"""

from __future__ import annotations

import importlib.machinery
import json
import os
import signal
import sys
import tempfile
import time
import traceback
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
READY = (
    "hypothesis", "pytest_asyncio", "sqlalchemy.ext.asyncio", "aiosqlite", "dotenv",
    "rapidfuzz", "zoneinfo", "aiohttp", "telegram.ext", "discord",
)  # fmt: skip
ARGUMENTS = (
    "-q", "-x", "--no-header", "--tb=no", "-n", "0", "-p", "no:cacheprovider",
    "-k", "not postgresql",  # a server for each change would cost more than it finds
    "-W", "ignore:Module already imported:pytest.PytestAssertRewriteWarning",
)  # fmt: skip
SLOWEST_POLL = 0.05
BROKEN = 70  # pytest has no such exit code


def swap(path: str, source: str) -> None:
    """Let the import of one file of the project compile another text; its cache is left alone."""
    wanted, usual = str(ROOT / path), importlib.machinery.SourceFileLoader.get_code

    def get_code(self: importlib.machinery.SourceFileLoader, name: str) -> types.CodeType | None:
        if self.path == wanted:
            return self.source_to_code(source.encode(), wanted)
        return usual(self, name)

    importlib.machinery.SourceFileLoader.get_code = get_code  # type: ignore[method-assign]


class Chosen:
    """A pytest plugin: only these tests, in this order."""

    def __init__(self, tests: list[str]) -> None:
        """Keep the place of each."""
        self.place = {name: place for place, name in enumerate(tests)}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out the others."""
        items[:] = sorted(
            (each for each in items if each.nodeid in self.place),
            key=lambda each: self.place[each.nodeid],
        )


def run(job: dict[str, Any], said: int) -> int:
    """Run the tests of a job in this process, which is a fork; the exit code of pytest.

    Tests are named as pytest names them. Many single tests of a file are collected with it.
    """
    os.dup2(said, 1)
    os.dup2(said, 2)
    sys.dont_write_bytecode = True
    swap(job["path"], job["source"])
    tests = job["tests"]
    files = dict.fromkeys(each.partition("::")[0] for each in tests)
    if len(files) == len(tests):
        return int(pytest.main([*ARGUMENTS, *tests]))
    return int(pytest.main([*ARGUMENTS, *files], plugins=[Chosen(tests)]))


def wait(child: int, seconds: float) -> int | None:
    """The exit code of a child; None where it had to be ended, with all it started."""
    until, pause = time.monotonic() + seconds, 0.001
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(pause)
        pause = min(SLOWEST_POLL, pause * 2)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def outcome_of_child(run: Callable[[int], int], seconds: float) -> dict[str, Any]:
    """Fork, run there, wait; what the child says goes to the file that it is given."""
    began = time.monotonic()
    with tempfile.TemporaryFile() as file:
        child = os.fork()
        if child == 0:
            os.setsid()
            try:
                code = run(file.fileno())
            except BaseException:
                os.write(file.fileno(), traceback.format_exc().encode())
                os._exit(BROKEN)
            os._exit(code)
        ended = wait(child, seconds)
        file.seek(0)
        said = file.read().decode(errors="replace")
    failed = [line for line in said.splitlines() if line.startswith(("FAILED", "ERROR"))]
    if ended is None:
        outcome = "timeout"
    elif failed:  # a test, or a file of tests that cannot be imported any more
        outcome = "killed"
    else:
        outcome = "survived" if ended == 0 else "broken"
    words = failed[0] if failed else said[-500:] if outcome == "broken" else ""
    passed = round(time.monotonic() - began, 2)
    return {"outcome": outcome, "seconds": passed, "said": words, "code": ended}


def outcome_of(job: dict[str, Any]) -> dict[str, Any]:
    """Fork, import the changed text, run."""
    return outcome_of_child(lambda said: run(job, said), job["seconds"])


def main() -> None:
    """Answer jobs until there are none."""
    os.chdir(ROOT)
    for name in READY:
        __import__(name)
    for line in sys.stdin:
        print(json.dumps(outcome_of(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
