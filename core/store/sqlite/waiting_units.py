"""Units of work that wait to be committed: at once, or with others if some come soon."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

Work = Callable[[Connection], Any]


@dataclass(slots=True, eq=False)
class Unit:
    """A unit of work in the queue, and what came of it."""

    work: Work
    done: asyncio.Future[Any]
    value: Any = None
    error: BaseException | None = None


class WaitingUnits:
    """Units in the order in which they came; those that linger for company go with the next.

    `begin` is called whenever something is to be committed now.
    """

    def __init__(self, begin: Callable[[], None]) -> None:
        """Begin without any."""
        self._begin = begin
        self._now: deque[Unit] = deque()
        self._lingering: deque[Unit] = deque()
        self._timer: asyncio.TimerHandle | None = None

    def __bool__(self) -> bool:
        """Whether something is to be committed now."""
        return bool(self._now)

    def add(self, unit: Unit, within: float = 0.0) -> None:
        """Have a unit committed now, or with the next one within so many seconds."""
        if not within:
            self._now.append(unit)
            self._begin()
            return
        self._lingering.append(unit)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(within, self.hasten)

    def take(self, most: int) -> list[Unit]:
        """Take the next units, those that lingered among them."""
        self._join()
        return [self._now.popleft() for _ in range(min(len(self._now), most))]

    def remove(self, unit: Unit) -> bool:
        """Take a unit back; False where it is under way."""
        for units in (self._now, self._lingering):
            if unit in units:
                units.remove(unit)
                return True
        return False

    def hasten(self) -> None:
        """Let nothing linger any longer."""
        self._join()
        if self._now:
            self._begin()

    def _join(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._now.extendleft(reversed(self._lingering))
        self._lingering.clear()
