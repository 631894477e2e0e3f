"""Draws the pictures of replies in a process of their own, right before they are sent.

It is started for the first picture and ended a minute after the last one, so that a bot whose
people ask for none carries nothing. Where a picture cannot be drawn (too many wait, it takes too
long, the process died) the reply goes out as the text that it holds anyway.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import sys
import time
from collections import OrderedDict
from dataclasses import dataclass, replace

from bot.redaction import log_fault
from bot.runtime.file_process import child_environment
from bot.runtime.picture_child import HEAD, LARGEST
from core.messages import Picture, Reply
from core.pictures.drawings import Drawing, drawing_text

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PictureLimits:
    """What pictures may cost."""

    idle: float = 60.0  # seconds, after which the process is ended
    seconds: float = 4.0  # for one picture, starting the process included; twice that with waiting
    waiting: int = 16  # pictures waiting for their turn; more are answered as text
    megabytes: int = 512  # of address space
    kept: int = 1 << 20  # bytes of pictures drawn already that are kept
    failures: int = 3  # in a row, after which none is tried ...
    rest: float = 60.0  # ... for so many seconds


class PictureProcess:
    """Draws pictures, one at a time. What was drawn already comes from a bounded memory."""

    def __init__(
        self, limits: PictureLimits | None = None, module: str = "bot.runtime.picture_child"
    ) -> None:
        """Draw within limits, by a module that speaks as `bot.runtime.picture_child` does."""
        self._limits, self._module = limits or PictureLimits(), module
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._process: asyncio.subprocess.Process | None = None
        self._ending: asyncio.TimerHandle | None = None
        self._kept: OrderedDict[bytes, bytes] = OrderedDict()
        self._failed, self._not_before = 0, 0.0

    @property
    def pid(self) -> int | None:
        """The number of the process, while there is one."""
        return self._process.pid if self._process is not None else None

    @property
    def kept_bytes(self) -> int:
        """How much is kept of what was drawn."""
        return sum(map(len, self._kept.values()))

    async def drawn(self, reply: Reply) -> Reply:
        """A reply with its pictures drawn, without the table that says the same.

        A picture that cannot be drawn is left out, and its table stays.
        """
        if not any(each.drawing for each in reply.pictures):
            return reply
        found = [await self._picture(each) for each in reply.pictures]
        pictures = tuple(each for each in found if each is not None)
        whole = len(pictures) == len(reply.pictures)
        return replace(reply, pictures=pictures, table=() if whole else reply.table)

    async def _picture(self, picture: Picture) -> Picture | None:
        if picture.drawing is None:
            return picture
        try:
            content = await self.draw(picture.drawing)
        except Exception:  # the text is there, whatever is wrong with its picture
            log_fault(log, "a picture was not drawn")
            return None
        return replace(picture, content=content, drawing=None) if content else None

    async def draw(self, drawing: Drawing) -> bytes:
        """The PNG of a drawing; empty where it cannot be had."""
        body = drawing_text(drawing).encode("utf-8", "replace")
        key = hashlib.sha256(body).digest()
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        resting = time.monotonic() < self._not_before
        if resting or self._waiting >= self._limits.waiting or len(body) > LARGEST:
            return b""
        self._waiting += 1
        try:
            async with asyncio.timeout(self._limits.seconds * 2):
                async with self._turn:
                    content = await self._ask(body)
        except TimeoutError:
            return b""
        finally:
            self._waiting -= 1
        if content:
            self._keep(key, content)
        return content

    async def _ask(self, body: bytes) -> bytes:
        """Have one picture drawn; whatever goes wrong ends the process."""
        if self._ending is not None:
            self._ending.cancel()
        whole = False
        try:
            async with asyncio.timeout(self._limits.seconds):
                content = await self._exchange(body)
            whole = True
        except (TimeoutError, OSError, asyncio.IncompleteReadError, ValueError) as fault:
            log.warning("a picture was not drawn (%s)", type(fault).__name__)
            self._failed += 1
            if self._failed >= self._limits.failures:
                self._failed, self._not_before = 0, time.monotonic() + self._limits.rest
            return b""
        finally:
            if not whole:
                await self.close()
        self._failed = 0
        if not content:
            log.warning("a picture was not drawn: its drawing cannot be laid out")
        self._ending = asyncio.get_running_loop().call_later(self._limits.idle, self._kill)
        return content

    async def _exchange(self, body: bytes) -> bytes:
        if self._process is None or self._process.returncode is not None:
            self._process = await self._started()
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise OSError("no pipe")
        stdin.write(HEAD.pack(len(body)) + body)
        await stdin.drain()
        (length,) = HEAD.unpack(await stdout.readexactly(HEAD.size))
        if length > LARGEST:
            raise ValueError("a picture too large")
        return await stdout.readexactly(length)

    async def _started(self) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", self._module),
            *(str(self._limits.megabytes), str(max(1, round(self._limits.seconds * 2)))),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,  # a traceback may hold what a drawing says
            env=child_environment(),
        )

    def _keep(self, key: bytes, content: bytes) -> None:
        self._kept[key] = content
        while self.kept_bytes > self._limits.kept:
            self._kept.popitem(last=False)

    def _kill(self) -> None:
        """End the process, whatever it is at; it is not waited for."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        if process.stdin is not None:
            process.stdin.close()

    async def close(self) -> None:
        """End the process and wait for its end."""
        if self._ending is not None:
            self._ending.cancel()
        process = self._process
        self._kill()
        if process is not None:
            await process.wait()
