"""How fast we may send: so many a second to everyone, to one chat, so many a minute to a group.

Processes that share a bot share its pace: each takes its part of every limit.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

CHAT_BURST = 5
BURST_OF_ALL = 0.1  # of what all chats may be sent a second: at once, the others spread over it
MINUTE = 60.0
AT_ONCE_IN_A_GROUP = 2 / 3  # of a minute's messages; the others are spread over what is left of it
KEPT_FOR_REPLIES = 1.0  # tokens that pings leave: a reply goes out at once while they flow
BETWEEN_PINGS = 3.0  # seconds, in one chat: others come before somebody's second ping


@dataclass(slots=True)
class Bucket:
    """Tokens that fill up at a rate; a rate of 0 never runs out. Times are in seconds."""

    rate: float
    size: float
    tokens: float = 0.0
    at: float = 0.0

    def left(self, now: float) -> float:
        """Count the tokens there are now."""
        if not self.rate:
            return self.size
        return min(self.size, self.tokens + (now - self.at) * self.rate)

    def full(self, now: float) -> bool:
        """Tell whether nothing was taken of late."""
        return self.left(now) >= self.size

    def take(self, now: float) -> None:
        """Take one token."""
        self.tokens, self.at = self.left(now) - 1, now

    def ready_at(self, now: float, tokens: float = 1.0) -> float:
        """Say when so many tokens are there."""
        missing = min(tokens, self.size) - self.left(now)
        return now if missing <= 0 or not self.rate else now + missing / self.rate

    def change(self, now: float, rate: float, size: float) -> None:
        """Fill up at another rate from now on."""
        self.tokens, self.at = min(self.left(now), size), now
        self.rate, self.size = rate, size


@dataclass(slots=True)
class _Chat:
    """What one chat may be sent, and what it was sent in the last minute."""

    bucket: Bucket
    recent: deque[float] = field(default_factory=deque)  # groups only
    closed_until: float = 0.0
    pinged_until: float = 0.0  # no other ping before


def _of_all(per_second: float) -> tuple[float, float]:
    """A rate and a burst that together are no more than this in any second."""
    return per_second * (1 - BURST_OF_ALL), max(1.0, per_second * BURST_OF_ALL)


class Pace:
    """The pace of one platform. Times are seconds of a clock that never goes back."""

    def __init__(self, per_second: float, per_chat: float, per_group_minute: float) -> None:
        self._limits = (per_second, per_chat, per_group_minute)
        self._sharers = 1
        rate, burst = _of_all(per_second)
        self._all = Bucket(rate, burst, burst)
        self._chats: dict[str, _Chat] = {}
        self._closed_until = 0.0

    @property
    def per_second(self) -> float:
        """How many a second this process may send; 0: as many as there are."""
        return self._all.rate

    def share(self, sharers: int, now: float) -> None:
        """Keep to one part of so many of every limit."""
        if sharers == self._sharers or sharers < 1:
            return
        self._sharers = sharers
        self._all.change(now, *_of_all(self._limits[0] / sharers))
        for chat in self._chats.values():
            chat.bucket.change(now, *self._of_a_chat())

    def allowed(self, now: float) -> int | None:
        """How many may be sent at once now; None: as many as there are."""
        if now < self._closed_until:
            return 0
        return int(self._all.left(now)) if self._all.rate else None

    def ping_at(self, now: float) -> float:
        """Say when a ping may be sent: replies keep a token for themselves."""
        ready = self._all.ready_at(now, 1 + KEPT_FOR_REPLIES)
        return max(ready, self._closed_until)

    def pinged(self, now: float) -> tuple[str, ...]:
        """List the chats that are not sent another ping yet."""
        return tuple(name for name, chat in self._chats.items() if chat.pinged_until > now)

    def parked(self, now: float) -> tuple[str, ...]:
        """List the chats that have to wait."""
        waiting: list[str] = []
        for name in list(self._chats):
            if self._ready_at(chat := self._chats[name], now) > now:
                waiting.append(name)
            elif chat.pinged_until <= now and not chat.recent and chat.bucket.full(now):
                del self._chats[name]  # as good as never seen
        return tuple(waiting)

    def next_at(self, now: float) -> float | None:
        """Say when the next wait ends; None where nothing waits."""
        waits = [self._ready_at(chat, now) for chat in self._chats.values()]
        waits += [self._closed_until, self._all.ready_at(now) if self._all.rate else now]
        return min((wait for wait in waits if wait > now), default=None)

    def count(self, chat: str, now: float, *, group: bool, ping: bool = False) -> None:
        """Count one message that is being sent."""
        self._all.take(now)
        state = self._chat(chat, now)
        state.bucket.take(now)
        if group and self._per_minute:
            state.recent.append(now)
        if ping and self._limits[1]:
            state.pinged_until = now + BETWEEN_PINGS

    def arrived(self, chat: str, now: float) -> None:
        """Move a chat's last message to now: it may have been drawn, or under way, for seconds.

        What it may be sent next fills up from here, as it does at the platform.
        """
        state = self._chats.get(chat)
        if state is None:
            return
        state.bucket.at = max(state.bucket.at, now)
        if state.recent:
            state.recent[-1] = now

    def close(self, chat: str | None, until: float) -> None:
        """Send nothing to a chat, or to anyone (None), until then."""
        if chat is None:
            self._closed_until = max(self._closed_until, until)
        else:
            state = self._chat(chat, until)
            state.closed_until = max(state.closed_until, until)

    def _chat(self, name: str, now: float) -> _Chat:
        """Find or begin the state of a chat."""
        if name not in self._chats:
            rate, burst = self._of_a_chat()
            self._chats[name] = _Chat(Bucket(rate, burst, burst, now))
        return self._chats[name]

    def _of_a_chat(self) -> tuple[float, float]:
        """What one chat may be sent by this process: so many a second, so many at once."""
        return self._limits[1] / self._sharers, max(1.0, CHAT_BURST / self._sharers)

    @property
    def _per_minute(self) -> int:
        """What one group may be sent in a minute; 0: as many as there are."""
        whole = int(self._limits[2])
        return max(1, whole // self._sharers) if whole else 0

    def _ready_at(self, chat: _Chat, now: float) -> float:
        """Say when a chat may be sent the next message."""
        while chat.recent and now - chat.recent[0] >= MINUTE:
            chat.recent.popleft()
        ready = max(chat.closed_until, chat.bucket.ready_at(now))
        most = self._per_minute
        if most and len(chat.recent) >= most:
            ready = max(ready, chat.recent[-most] + MINUTE)
        elif most and len(chat.recent) >= most * AT_ONCE_IN_A_GROUP:
            # else a busy group would be silent until the minute is over
            left = chat.recent[0] + MINUTE - chat.recent[-1]
            ready = max(ready, chat.recent[-1] + left / (most - len(chat.recent) + 1))
        return ready
