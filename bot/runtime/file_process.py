"""Reads a file in a process of its own, with limits on processor time and memory.

A file that costs too much ends that process and nothing else. It is started for one message and
ended with it; a bot that dies closes its input, which ends it too.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import logging
import os
import pickle
import secrets
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.runtime.file_child import OUT_OF_MEMORY
from bot.runtime.file_frames import HEAD, LONGEST, answer_of, packed
from core.interchange.reading import Asked
from core.interchange.rows import FileRefused

ROOT = Path(__file__).parent.parent.parent
PIECE = 1 << 20  # bytes written to a pipe at once
KEPT = ("SYSTEMROOT", "TZDIR", "PYTHONTZPATH", "LD_LIBRARY_PATH")  # of the environment: no tokens

OUT_OF_TIME = -getattr(signal, "SIGXCPU", 1 << 16)  # the exit code; Windows has no such signal

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may cost."""

    seconds: int = 30  # of processor; 200,000 rows beside as many in the log take 15
    megabytes: int = 384  # of address space, the interpreter and its libraries among them
    silence: float = 120.0  # seconds without any answer, on a machine busy with other things


class FileProcess:
    """Reads each file in a new process. Implements `core.interchange.reading.FileReader`."""

    def __init__(self, limits: Limits | None = None) -> None:
        """Read within limits."""
        self._limits = limits or Limits()
        if importlib.util.find_spec("resource") is None:
            log.warning(
                "this system cannot limit what reading a file costs; only its time is watched"
            )

    @contextlib.asynccontextmanager
    async def open(self, content: bytes) -> AsyncIterator[Asked]:
        """Begin to read a file; leaving ends the process. Raises FileRefused."""
        limits = self._limits
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "bot.runtime.file_child"),
            *(str(limits.seconds), str(limits.megabytes)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,  # a traceback may hold what the file says
            env=child_environment(),
            limit=PIECE,
        )
        child = _Child(process, limits)
        try:
            await child.send(HEAD.pack(len(content)), content)
            yield child
        finally:
            await child.end()


def child_environment() -> dict[str, str]:
    """What a process of ours is given of the environment: no tokens."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}


class _Child:
    """A process that reads one file."""

    def __init__(self, process: asyncio.subprocess.Process, limits: Limits) -> None:
        self._process, self._limits = process, limits
        self._asked = 0

    async def ask(self, step: str, *given: object) -> AsyncIterator[Any]:
        """Run a step of the reading and give its answers; raises FileRefused."""
        self._asked = number = self._asked + 1
        await self.send(packed((number, step, given)))
        while True:
            answers, kind, value = await self._receive()
            if answers != number:  # a step that nobody heard to its end
                continue
            if kind == "end":
                return
            if kind == "refused":
                raise FileRefused(value[0], **value[1])
            if kind == "fault":
                raise self._fault(value)
            yield value

    async def send(self, *parts: bytes) -> None:
        """Write to the process; raises FileRefused where it has ended."""
        stdin = self._process.stdin
        if stdin is None:
            raise self._fault("no pipe")
        try:
            async with asyncio.timeout(self._limits.silence):
                for part in parts:
                    for start in range(0, len(part), PIECE):
                        stdin.write(part[start : start + PIECE])
                        await stdin.drain()
        except TimeoutError:
            raise FileRefused("slow", limit=self._limits.seconds) from None
        except OSError:
            raise await self._why() from None

    async def _receive(self) -> tuple[int, str, Any]:
        stdout = self._process.stdout
        if stdout is None:
            raise self._fault("no pipe")
        try:
            async with asyncio.timeout(self._limits.silence):
                (length,) = HEAD.unpack(await stdout.readexactly(HEAD.size))
                if length > LONGEST:
                    raise self._fault("an answer too long")
                body = await stdout.readexactly(length)
        except TimeoutError:
            raise FileRefused("slow", limit=self._limits.seconds) from None
        except (asyncio.IncompleteReadError, OSError):
            raise await self._why() from None
        try:
            number, kind, value = answer_of(body)
        except (pickle.UnpicklingError, ValueError, TypeError, EOFError, AttributeError):
            raise self._fault("an answer that is none") from None
        return number, kind, value

    async def _why(self) -> FileRefused:
        """Why the process has ended."""
        code = await self._process.wait()
        if code == OUT_OF_TIME:
            return FileRefused("slow", limit=self._limits.seconds)
        if code == OUT_OF_MEMORY:
            return FileRefused("memory", limit=self._limits.megabytes)
        return self._fault(f"exit code {code}")

    def _fault(self, what: str) -> FileRefused:
        fault = secrets.token_hex(3)
        log.error("a file could not be read, fault %s: %s", fault, what)
        return FileRefused("fault", id=fault)

    async def end(self) -> None:
        """End the process, whatever it is at."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        if self._process.stdin is not None:
            self._process.stdin.close()
        await self._process.wait()
