"""Small libraries in C that stand before the system's own in one process: a disk, a clock.

They are built when a test first wants them, with the compiler of the machine; where there is none,
or no Linux, the test is skipped and says so.
"""

from __future__ import annotations

import atexit
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SECTOR = 512  # bytes that a disk writes whole or not at all


@cache
def _folder() -> Path:
    made = Path(tempfile.mkdtemp(prefix="spotter-preload-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


@cache
def library(name: str) -> Path:
    """Build one of the libraries here; skips the test where that cannot be done."""
    compiler = next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), None)
    if sys.platform != "linux" or compiler is None:
        pytest.skip("no C compiler (cc) here, or no Linux: what is preloaded cannot be built")
    built = _folder() / f"{name}.so"
    command = [compiler, "-O2", "-Wall", "-shared", "-fPIC", "-o", built, HERE / f"{name}.c",
               "-ldl", "-lpthread"]  # fmt: skip
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    return built


class Disk:
    """A folder on a disk that keeps only what was synced, for processes with `settings`."""

    def __init__(self, folder: Path, kept: Path) -> None:
        self.folder, self.kept = folder, kept
        kept.mkdir()

    def settings(self) -> dict[str, str]:
        """What a process has in its environment, for whom this is the disk."""
        return {
            "LD_PRELOAD": str(library("disk")),
            "TEST_DISK": str(self.folder),
            "TEST_DISK_KEPT": str(self.kept),
        }

    def cut(self, survives: Callable[[], bool] = lambda: False) -> int:
        """Bring the folder to what a power cut leaves, once nobody has it open.

        `survives`: whether a sector that was written and not synced is there all the same. Gives
        how many bytes are not there any more.
        """
        lines = (self.kept / "names").read_text(encoding="utf-8").splitlines()
        names = dict(line.split(" ", 1)[::-1] for line in lines)
        lost, after = 0, {}
        for name, inode in names.items():
            content = self.kept / inode
            synced = content.read_bytes() if content.exists() else b""
            path = self.folder / name
            same = path.exists() and str(path.stat().st_ino) == inode
            written = path.read_bytes() if same else synced
            after[name] = _mixed(synced, written, survives)
            lost += sum(a != b for a, b in zip(written, after[name], strict=False))
            lost += max(0, len(written) - len(after[name]))
        for path in self.folder.iterdir():
            if path.is_file():
                path.unlink()
        for name, content in after.items():
            (self.folder / name).write_bytes(content)
            (self.folder / name).chmod(0o600)
        shutil.rmtree(self.kept)
        self.kept.mkdir()
        return lost


def _mixed(synced: bytes, written: bytes, survives: Callable[[], bool]) -> bytes:
    """What was synced, with sectors of what was written as chance has it."""
    made = bytearray(synced)
    for at in range(0, len(written), SECTOR):
        sector = written[at : at + SECTOR]
        if sector != synced[at : at + SECTOR] and survives():
            made.extend(bytes(max(0, at + len(sector) - len(made))))
            made[at : at + len(sector)] = sector
    return bytes(made)


def by_chance(seed: int) -> Callable[[], bool]:
    """Half of what was not synced, the same half for the same seed."""
    chance = random.Random(seed)
    return lambda: chance.random() < 0.5


class Clock:
    """A wall clock for processes with `settings`: it may run faster, and jump."""

    def __init__(self, path: Path, speed: float = 1.0) -> None:
        self.path, self.speed, self.offset, self.anchor = path, speed, 0.0, time.time()
        self._write()

    def settings(self) -> dict[str, str]:
        """What a process has in its environment, for whom this is the clock."""
        return {"LD_PRELOAD": str(library("clock")), "TEST_CLOCK": str(self.path)}

    def jump(self, seconds: float) -> None:
        """Set it forward, or back."""
        self.offset += seconds
        self._write()

    def time(self) -> float:
        """What it shows now, in seconds since 1970."""
        return self.anchor + (time.time() - self.anchor) * self.speed + self.offset

    def monotonic(self) -> float:
        """The true one, for servers that are given this clock as their module `time`."""
        return time.monotonic()

    def _write(self) -> None:
        file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        os.pwrite(file, struct.pack("ddd", self.anchor, self.speed, self.offset), 0)
        os.close(file)
