"""Pings in the terminal: what is due is queued, worded and settled as on every other platform."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.platforms.terminal.render import PLATFORM, reply_facts
from core.messages import Address, Answer, Reply
from core.store.engine import Store
from core.store.rows import OutboxMessage

BATCH = 100
LEASE = timedelta(seconds=90)


class PingWriter(Protocol):
    """What finds the words: `core.coach.Coach`."""

    async def ping(self, key: str, person_id: int, now: datetime) -> Reply | str:
        """Find the words of a ping, or why it is not to be sent."""


@dataclass(frozen=True, slots=True)
class Came:
    """A ping that was due: its words, or why it is not sent."""

    address: Address
    reply: Reply | None
    why: str = ""


class Pings:
    """The terminal's clock and sender in one; no other process takes the terminal's pings."""

    def __init__(self, store: Store, coach: PingWriter) -> None:
        self._store = store
        self._coach = coach
        self._owner = f"terminal {secrets.token_hex(4)}"

    async def waiting(self, now: datetime) -> bool:
        """Tell whether anything is due."""
        next_at = await self._store.next_due((PLATFORM,))
        return next_at is not None and next_at <= now

    async def due(self, now: datetime) -> list[Came]:
        """Take all that is due, of everybody in this terminal's database."""
        while (await self._store.queue_due(PLATFORM, now, BATCH)).seen == BATCH:
            pass
        came: list[Came] = []
        while claimed := await self._store.claim_outbox(
            PLATFORM, self._owner, now, LEASE, 1, (), ()
        ):
            came += [await self._take(outgoing, now) for outgoing in claimed]
        return came

    async def _take(self, outgoing: OutboxMessage, now: datetime) -> Came:
        """Find the words of one ping and note what came of it."""
        words = await self._coach.ping(outgoing.key, outgoing.person_id or 0, now)
        if isinstance(words, str):
            dropped = [(outgoing.id, words)]
            await self._store.settle_outbox([], dropped, now, [(outgoing.key, "skipped", words)])
            return Came(outgoing.address, None, words)
        await self._store.settle_outbox([(outgoing.id, "")], [], now, [(outgoing.key, "sent", "")])
        return Came(outgoing.address, words)


def answer_of(came: Sequence[Came]) -> Answer:
    """Make one answer of all pings: what is shown is put together, the result lists each."""
    shown = [each.reply for each in came if each.reply is not None]
    listed = [
        {"chat": each.address.chat, "reply": reply_facts(each.reply), "why": each.why}
        for each in came
    ]
    return Answer(_together(shown), {"kind": "ping", "pings": listed})


def _together(replies: Sequence[Reply]) -> Reply | None:
    """One reply as it is; of several the lines one below the other, and every button."""
    if len(replies) <= 1:
        return replies[0] if replies else None
    lines: list[str] = []
    for reply in replies:
        lines += [""] if lines else []
        lines += [reply.title] if reply.title else []
        lines += [*reply.lines, *("  ".join(row) for row in reply.table)]
    buttons = tuple(button for reply in replies for button in reply.buttons)
    pictures = tuple(picture for reply in replies for picture in reply.pictures)
    return Reply(tuple(lines), buttons=buttons, pictures=pictures, owner=replies[0].owner)
