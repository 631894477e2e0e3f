"""How many sends to have under way: as few as keep a platform busy, and none that hang in the way.

What is under way when the process is killed, or when a platform stops answering, is what may be
missing or repeated; so there are two while the platform is fast, more while it is slow. A send that
takes longer than usual counts as slow at once, not when it ends; one that hangs keeps no place.
"""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass

AT_ONCE = 24
FEWEST = 2
SLOW_SECONDS = 0.1  # a platform that takes this long needs every send at once that there may be
OVERDUE_SECONDS = 0.25  # at least, before a send is one that hangs
OVERDUE_TIMES = 3.0  # what sends usually take
MOST = 160  # with those that hang: each is a connection and a task
MOST_UNANSWERED = 96  # the same while nothing at all was answered since the oldest began
PROBE_SECONDS = 0.5  # where nothing is answered any more, one more is tried each time


@dataclass(frozen=True, slots=True)
class _Send:
    """One that is under way."""

    chat: str
    ping: bool
    began: float


class Window:
    """The sends of one platform that are under way. Times are seconds of a steady clock."""

    def __init__(self) -> None:
        self.seconds = 0.0  # what a send took of late
        self._sends: dict[Hashable, _Send] = {}
        self._answered_at = -math.inf
        self._unanswered = 0  # that ended without an answer, since there was one
        self._silent: set[str] = set()  # their chats

    def begin(self, key: Hashable, chat: str, now: float, *, ping: bool) -> None:
        """Note that a send has begun."""
        self._sends[key] = _Send(chat, ping, now)

    def end(self, key: Hashable) -> None:
        """Note that a send has ended, however it did."""
        self._sends.pop(key, None)

    def answered(self, now: float, seconds: float | None = None) -> None:
        """Note that the platform answered, and how long a send that arrived took."""
        self._answered_at = now
        self._unanswered = 0
        self._silent.clear()
        if seconds is not None:
            self.seconds += (seconds - self.seconds) * 0.2

    def unanswered(self, chat: str) -> None:
        """Note that a send ended without an answer: what became of it is not known."""
        self._unanswered += 1
        self._silent.add(chat)

    def room(self, now: float) -> int:
        """Say how many may begin now; below one: none."""
        if self._is_out():
            probes = FEWEST + int((now - self._oldest(now)) / PROBE_SECONDS)
            return min(probes, AT_ONCE) - len(self._sends)
        heard = self._answered_at >= self._oldest(now)
        most = MOST if heard else MOST_UNANSWERED
        return min(self.size(now) - len(self._fresh(now)), most - len(self._sends))

    def half_empty(self, now: float) -> bool:
        """Tell whether there is room for more than a few."""
        return self.room(now) > 0 and len(self._fresh(now)) <= self.size(now) // 2

    def avoid(self) -> tuple[str, ...]:
        """List the chats to try last: their sends were not answered, nor was anything since."""
        return tuple(self._silent) if self._is_out() else ()

    def pings(self, now: float) -> int:
        """Count the pings under way that do not hang; once many do, those as well."""
        fresh = sum(send.ping for send in self._fresh(now))
        hung = sum(send.ping for send in self._sends.values()) - fresh
        return fresh if hung < AT_ONCE else fresh + hung

    def next_at(self, now: float) -> float:
        """Say when there will be more room though nothing ends; infinity: never."""
        if not self._sends:
            return math.inf
        if self._is_out():
            return now + PROBE_SECONDS
        limits = (SLOW_SECONDS, self._overdue())
        ends = (send.began + limit for send in self._sends.values() for limit in limits)
        return min((end for end in ends if end > now), default=math.inf)

    def _fresh(self, now: float) -> list[_Send]:
        """List the sends that do not hang."""
        limit = self._overdue()
        return [send for send in self._sends.values() if now - send.began < limit]

    def _overdue(self) -> float:
        """Say after how many seconds a send is one that hangs."""
        return max(OVERDUE_SECONDS, OVERDUE_TIMES * self.seconds)

    def size(self, now: float) -> int:
        """Say how many to have under way that do not hang."""
        oldest = max((now - send.began for send in self._fresh(now)), default=0.0)
        share = min(max(self.seconds, oldest) / SLOW_SECONDS, 1.0)
        return FEWEST + round((AT_ONCE - FEWEST) * share)

    def _oldest(self, now: float) -> float:
        """Say when the oldest of those under way began."""
        return min((send.began for send in self._sends.values()), default=now)

    def _is_out(self) -> bool:
        """Tell whether a platform has stopped answering altogether."""
        return self._unanswered >= AT_ONCE
