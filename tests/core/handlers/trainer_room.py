"""A lifter and a trainer: each in private and in a group, and what everybody was sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from core.coach import Coach
from core.messages import Address, Answer, Message, Sender
from core.store.codec import loads
from core.store.engine import Store
from core.store.schema.tables import metadata, outbox
from core.store.unit_of_work import UnitOfWork

NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)
GROUP = "-5"


@dataclass
class Trained:
    """A coach, and people who write to it, each on a platform of theirs."""

    store: Store
    now: datetime = NOW
    count: int = 0
    platforms: dict[str, str] = field(default_factory=lambda: {"Ben": "discord"})

    async def say(self, who: str, text: str, *, group: str = "", **more: Any) -> Answer:
        """Somebody writes, a little later than the one before."""
        self.count += 1
        self.now += timedelta(seconds=20)
        platform = self.platforms.get(who, "telegram")
        where = Address(platform, group or f"dm{who}", private=not group)
        message = Message(
            where, Sender(platform, who, who), text, self.now, f"x:{self.count}", **more
        )
        return await Coach(self.store).handle(message, self.now)

    async def facts(self, who: str, text: str, **more: Any) -> dict[str, Any]:
        """What came of it."""
        return dict((await self.say(who, text, **more)).result or {})

    async def words(self, who: str, text: str, **more: Any) -> str:
        """All that is shown in answer."""
        answer = await self.say(who, text, **more)
        return "" if answer.reply is None else all_of(answer)

    async def agree(self, lifter: str = "Ann", trainer: str = "Ben", since: str = "") -> None:
        """A lifter makes a code, a trainer types it."""
        made = await self.facts(lifter, f"trainer invite {since}".strip())
        taken = await self.facts(trainer, f"trainer {made['code']}")
        assert taken["stage"] == "taken"

    async def told(self, who: str) -> list[str]:
        """What was written to somebody without their asking."""

        def work(uow: UnitOfWork) -> list[str]:
            mine = outbox.c.chat == f"dm{who}", outbox.c.key.like("trainer:%")
            rows = uow._connection.execute(
                select(outbox.c.reply).where(*mine).order_by(outbox.c.id)
            )
            return ["\n".join(loads(row.reply)["lines"]) for row in rows]

        return await self.store.run(work)


def all_of(answer: Answer) -> str:
    """Words, buttons and facts of an answer."""
    reply = answer.reply
    if reply is None:
        return ""
    return repr((reply.title, reply.lines, reply.table, reply.buttons, reply.files, answer.result))


async def rows(room: Trained, name: str) -> int:
    """How many rows a table has."""
    table = metadata.tables[name]
    return await room.store.run(lambda uow: len(uow._connection.execute(select(table)).all()))
