"""The coach and the platforms, measured and traced on their way; nothing else is changed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from datetime import datetime

from bot.platforms.base import Later, Moved, Never, Platform, Receive, Unknown
from bot.runtime.inbox_worker import utc_now
from bot.runtime.measures import LATE_SECONDS, Measures
from bot.tracing import Tracer, log
from core.coach import Coach
from core.handlers.conclude import set_aside_by
from core.messages import Answer, Message
from core.store.rows import InboxRow, OutboxMessage


class MeasuredCoach:
    """Implements `bot.runtime.message_handler.Door`."""

    def __init__(self, coach: Coach, measures: Measures, tracer: Tracer) -> None:
        self._coach, self._measures, self._tracer = coach, measures, tracer

    async def handle(self, message: Message, now: datetime) -> Answer:
        """Answer one message; what it cost, and what came of it, is counted."""
        began = time.monotonic()
        waited = (now - message.sent_at).total_seconds()
        with self._tracer.about(message.receipt):
            try:
                answer = await self._coach.handle(message, now)
            except Exception:
                self._measures.handled[(message.address.platform, "raised")] += 1
                raise
            self._done(message.address.platform, answer, 1, began)
            self._measures.steps["wait"].observe(waited)
            log.debug("handled")
        return answer

    async def catch_up(self, messages: Sequence[Message], now: datetime) -> Answer:
        """Answer late messages together; they count one by one."""
        began = time.monotonic()
        answer = await self._coach.catch_up(messages, now)
        self._done(messages[-1].address.platform, answer, len(messages), began)
        for message in messages:
            with self._tracer.about(message.receipt):
                log.debug("handled late")
        return answer

    async def reads_file(self, message: Message, now: datetime) -> bool:
        """Whether answering a message means reading a file."""
        return await self._coach.reads_file(message, now)

    async def tell_place(self, message: Message, before: int, now: datetime) -> None:
        """Say how many files are read before somebody's."""
        await self._coach.tell_place(message, before, now)

    def _done(self, platform: str, answer: Answer, count: int, began: float) -> None:
        failed = set_aside_by(answer)
        self._measures.handled[(platform, "answered")] += count - failed
        self._measures.handled[(platform, "failed")] += failed
        self._measures.steps["handle"].observe(time.monotonic() - began)


class MeasuredPlatform:
    """Implements `bot.platforms.base.Platform`."""

    def __init__(self, platform: Platform, measures: Measures, tracer: Tracer) -> None:
        self.name, self.repeat_safe = platform.name, platform.repeat_safe
        self._platform, self._measures, self._tracer = platform, measures, tracer

    async def receive(self, commit: Receive) -> None:
        """Connect and commit raw updates until cancelled."""
        await self._platform.receive(commit)

    def read(self, row: InboxRow) -> Message | None:
        """Turn a raw update into a message."""
        return self._platform.read(row)

    async def fetch(self, message: Message) -> Message:
        """Download the files a message carries."""
        return await self._platform.fetch(message)

    async def is_admin(self, message: Message) -> bool:
        """Whether the sender may settle things for the chat."""
        return await self._platform.is_admin(message)

    async def send(self, outgoing: OutboxMessage) -> str:
        """Deliver a message; what came of it, and how long it took, is counted."""
        began, kind = time.monotonic(), "ping" if outgoing.ping else "reply"
        waited = (utc_now() - outgoing.created_at).total_seconds()
        outcome = "fault"
        with self._tracer.about(outgoing.key):
            try:
                sent = await self._platform.send(outgoing)
                outcome = "sent"
                return sent
            except (Later, Never, Moved, Unknown) as error:
                outcome = type(error).__name__.lower()
                raise
            except asyncio.CancelledError:
                outcome = "unknown"
                raise
            finally:
                self._measures.sends[(self.name, kind, outcome)] += 1
                self._measures.steps[f"queue_{kind}"].observe(waited)
                self._measures.steps["send"].observe(time.monotonic() - began)
                if outgoing.ping and outcome == "sent" and waited > LATE_SECONDS:
                    self._measures.late_pings[self.name] += 1
                log.debug("%s: %s", kind, outcome)

    async def close(self) -> None:
        """Let connections go."""
        await self._platform.close()
