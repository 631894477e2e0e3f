"""`spotter` commands in processes forked from one that has imported the program.

What such a process does is what `python -m bot` does; what it does not do is import for a second.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from tests.bot.cli.test_command_line import environment
from tests.preloaded import Forked
from tests.waiting import WAIT_SECONDS

COMMAND = """
import os, sys
file = os.open({typed!r}, os.O_RDONLY)
os.dup2(file, 0)
file = os.open({out!r}, os.O_WRONLY | os.O_CREAT)
os.dup2(file, 1)
sys.stdin, sys.stdout = open(0, closefd=False), open(1, "w", closefd=False)
from bot.__main__ import main
sys.exit(main({arguments!r}))
"""


def spotter(
    folder: Path, *arguments: str, typed: bytes = b"", **settings: str
) -> subprocess.CompletedProcess[bytes]:
    """Run a command with what is typed, as `subprocess.run` would."""
    with tempfile.TemporaryDirectory() as name:
        said, out, errors = (Path(name) / each for each in ("in", "out", "errors"))
        said.write_bytes(typed)
        program = COMMAND.format(typed=str(said), out=str(out), arguments=list(arguments))
        code = run(program, folder, errors, **settings)
        return subprocess.CompletedProcess(arguments, code, out.read_bytes(), errors.read_bytes())


def run(program: str, folder: Path, log: Path, **settings: str) -> int:
    """Run a program in a fork and give its exit code; what it says is in a file."""
    return Forked(program, folder, environment(**settings), log).wait(WAIT_SECONDS)
