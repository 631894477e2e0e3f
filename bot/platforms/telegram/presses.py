"""Pressed buttons on Telegram: they spin until the press is answered."""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable, Coroutine

from telegram import Bot

from bot.platforms.bounds import identity
from bot.platforms.telegram.errors import succeeds
from bot.platforms.telegram.read import Json

STOPPED_KEPT = 1000
PRESS_SECONDS = 5.0  # a pressed button stops spinning after this long at the latest
AT_ONCE = 32  # presses being answered; those that hang let go after PRESS_SECONDS


class Presses:
    """The presses that are not answered yet."""

    def __init__(
        self, bot: Bot, aside: Callable[[Coroutine[object, object, object]], None]
    ) -> None:
        self._bot = bot
        self._aside = aside
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._stopped: deque[str] = deque(maxlen=STOPPED_KEPT)  # presses that spin no more
        self._answering = asyncio.Semaphore(AT_ONCE)
        self._seen: dict[str, float] = {}  # when presses came to this process

    def close(self) -> None:
        """Answer no more."""
        for timer in self._timers.values():
            timer.cancel()

    def watch(self, update: object) -> None:
        """Stop a pressed button's spinning in time, whatever comes of it."""
        query = update.get("callback_query") if isinstance(update, dict) else None
        press = identity(query.get("id")) if isinstance(query, dict) else ""
        if press and press not in self._seen:
            self._seen[press] = time.monotonic()
            if len(self._seen) > STOPPED_KEPT:
                del self._seen[next(iter(self._seen))]
        if press and press not in self._timers:
            note = {"press": press}
            self._timers[press] = asyncio.get_running_loop().call_later(
                PRESS_SECONDS, lambda: self._aside(self.stop(note))
            )

    def age(self, press: object) -> float:
        """Seconds since a press came; without end for those that another process took."""
        seen = self._seen.get(str(press))
        return math.inf if seen is None else time.monotonic() - seen

    async def stop(self, note: Json, alert: str | None = None) -> bool:
        """Answer a pressed button, with an alert where one is given.

        False where it was answered before or is too old.
        """
        press = note.get("press")
        if not press or (press in self._stopped and alert is None):
            return False
        if timer := self._timers.pop(press, None):  # none where a process before took the press
            timer.cancel()
        self._stopped.append(press)
        answer = self._bot.answer_callback_query
        if alert is not None:  # this is the reply itself: nobody else's goes before it
            return await succeeds(answer(press, alert, show_alert=True))
        async with self._answering:
            return await succeeds(answer(press, read_timeout=PRESS_SECONDS))
