"""Two people on two platforms, what they type, and what is found of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from core.coach import Coach
from core.messages import Address, Answer, Button, File, Message, Sender
from core.store.engine import Store
from core.store.schema import tables

NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)


ANN, BOB = ("telegram", "700"), ("discord", "900")


@dataclass
class Room:
    """A coach and two people who may be one."""

    store: Store
    now: datetime = NOW
    count: int = 0
    sources: dict[int, str] = field(default_factory=dict)

    async def say(
        self,
        who: tuple[str, str],
        text: str,
        *,
        group: str = "",
        addressed: bool = True,
        owner: int | None = None,
        source: str = "",
        after: timedelta = timedelta(seconds=20),
        edited: bool = False,
        file: bytes | None = None,
    ) -> Answer:
        """Say something; every message comes a little later than the one before."""
        self.count += 1
        self.now += after
        platform, sender = who
        chat = f"dm{sender}" if platform == "discord" else sender
        address = Address(platform, group or chat, private=not group)
        return await Coach(self.store).handle(
            Message(
                address, Sender(platform, sender, f"{platform} name"), text, self.now,
                source or f"{platform}:{self.count}", addressed=addressed, owner=owner,
                edited=edited, files=(File("a.csv", file),) if file else (),
            ),
            self.now,
        )  # fmt: skip

    async def code(self, who: tuple[str, str]) -> str:
        return str(facts(await self.say(who, "link"))["code"])

    async def link(self, maker: tuple[str, str] = BOB, typer: tuple[str, str] = ANN) -> Answer:
        """Make a code, type it on the other platform, tap."""
        asked = await self.say(typer, f"link {await self.code(maker)}")
        return await self.say(typer, button(asked, "link them").send)


def facts(answer: Answer) -> dict[str, Any]:
    assert answer.result is not None
    return dict(answer.result)


def button(answer: Answer, label: str) -> Button:
    assert answer.reply is not None
    return next(each for each in answer.reply.buttons if each.label == label)


def words(answer: Answer) -> str:
    assert answer.reply is not None
    return "\n".join((answer.reply.title, *answer.reply.lines))


async def log_of(room: Room, who: tuple[str, str]) -> bytes:
    """A person's export: every set with every field."""
    answer = await room.say(who, "export", after=timedelta())
    assert answer.reply is not None
    return answer.reply.files[0].content if answer.reply.files else b""


async def today(room: Room, who: tuple[str, str]) -> str:
    return words(await room.say(who, "today"))


async def rows(store: Store, table: str) -> int:
    count = select(func.count()).select_from(tables.metadata.tables[table])
    return int(await store.run(lambda uow: uow._connection.execute(count).scalar_one()))
