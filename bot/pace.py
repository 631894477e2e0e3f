"""How fast we may send: so many a second to everyone, to one chat, so many a minute to a group."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

CHAT_BURST = 5
MINUTE = 60.0


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

    def take(self, now: float) -> None:
        """Take one token."""
        self.tokens, self.at = self.left(now) - 1, now

    def ready_at(self, now: float) -> float:
        """Say when a whole token is there."""
        missing = 1 - self.left(now)
        return now if missing <= 0 else now + missing / self.rate


@dataclass(slots=True)
class _Chat:
    """What one chat may be sent, and what it was sent in the last minute."""

    bucket: Bucket
    recent: deque[float] = field(default_factory=deque)  # groups only
    closed_until: float = 0.0


class Pace:
    """The pace of one platform. Times are seconds of a clock that never goes back."""

    def __init__(self, per_second: float, per_chat: float, per_group_minute: float) -> None:
        self._all = Bucket(per_second, max(1.0, per_second / 10), max(1.0, per_second / 10))
        self._per_chat = per_chat
        self._per_minute = int(per_group_minute)
        self._chats: dict[str, _Chat] = {}
        self._closed_until = 0.0

    def allowed(self, now: float) -> int | None:
        """How many may be sent at once now; None: as many as there are."""
        if now < self._closed_until:
            return 0
        return int(self._all.left(now)) if self._all.rate else None

    def parked(self, now: float) -> tuple[str, ...]:
        """List the chats that have to wait."""
        waiting: list[str] = []
        for name in list(self._chats):
            if self._ready_at(chat := self._chats[name], now) > now:
                waiting.append(name)
            elif not chat.recent and chat.bucket.left(now) >= chat.bucket.size:
                del self._chats[name]  # as good as never seen
        return tuple(waiting)

    def next_at(self, now: float) -> float | None:
        """Say when the next wait ends; None where nothing waits."""
        waits = [self._ready_at(chat, now) for chat in self._chats.values()]
        waits += [self._closed_until, self._all.ready_at(now) if self._all.rate else now]
        return min((wait for wait in waits if wait > now), default=None)

    def count(self, chat: str, now: float, *, group: bool) -> None:
        """Count one message that is being sent."""
        self._all.take(now)
        state = self._chat(chat, now)
        state.bucket.take(now)
        if group and self._per_minute:
            state.recent.append(now)

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
            self._chats[name] = _Chat(Bucket(self._per_chat, CHAT_BURST, CHAT_BURST, now))
        return self._chats[name]

    def _ready_at(self, chat: _Chat, now: float) -> float:
        """Say when a chat may be sent the next message."""
        while chat.recent and now - chat.recent[0] >= MINUTE:
            chat.recent.popleft()
        ready = max(chat.closed_until, chat.bucket.ready_at(now))
        if self._per_minute and len(chat.recent) >= self._per_minute:
            ready = max(ready, chat.recent[-self._per_minute] + MINUTE)
        return ready
