"""Rows of a group that wait for a file: beside the rest of their chat, which goes on."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from typing import Any

from bot.runtime.message_handler import Door
from core.messages import Message
from core.store.rows import Claimed, InboxRow

log = logging.getLogger("spotter.lanes")


class Beside:
    """Who waits for a file in a group, and what they wrote behind it; others there do not wait.

    `ended` is called when a file and what was claimed with it is done.
    """

    def __init__(self, ended: Callable[[], None]) -> None:
        self._ended = ended
        self._rows: dict[asyncio.Task[None], tuple[InboxRow, ...]] = {}

    def __len__(self) -> int:
        """How many wait."""
        return len(self._rows)

    @property
    def tasks(self) -> tuple[asyncio.Task[None], ...]:
        """The work under way."""
        return tuple(self._rows)

    @property
    def rows(self) -> tuple[InboxRow, ...]:
        """The rows under way: they hold up their sender alone, not their chat."""
        return tuple(row for rows in self._rows.values() for row in rows)

    def begin(self, rows: Sequence[Claimed], work: Coroutine[Any, Any, None]) -> None:
        """Do the work of one sender's rows, in their order."""
        task = asyncio.create_task(work)
        self._rows[task] = tuple(each.row for each in rows)
        task.add_done_callback(self._end)

    def _end(self, task: asyncio.Task[None]) -> None:
        self._rows.pop(task, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a lane failed", exc_info=error)
        self._ended()


async def holds_up_others(coach: Door, claimed: Claimed, message: Message, now: datetime) -> bool:
    """Whether others in the chat would wait for a file that is read for one of them."""
    if message.address.private or not claimed.row.sender:
        return False
    try:
        return await coach.reads_file(message, now)
    except Exception as fault:  # whoever handles it meets the same, and knows what to do
        log.debug("it is not known whether a file is read (%s)", type(fault).__name__)
        return False
