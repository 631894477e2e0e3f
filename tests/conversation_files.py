"""Somebody who sends files: what is answered, and what is in the log afterwards."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from core.coach import Coach
from core.messages import Address, Answer, File, Message, Sender
from core.records import LoggedSet
from core.store.engine import Store

FOLDER = Path(__file__).parent / "files"
NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)


class Lifter:
    """One person; `hand` sends a file, `tap` presses a button of the last answer."""

    def __init__(self, store: Store) -> None:
        self.coach, self.store, self.count = Coach(store), store, 0
        self.last: Answer | None = None

    async def say(self, text: str, *files: File) -> Answer:
        self.count += 1
        message = Message(
            Address("console", "ann"), Sender("console", "ann", "Ann"), text, NOW,
            f"ann:{self.count}", files=files,
        )  # fmt: skip
        self.last = await self.coach.handle(message, NOW)
        return self.last

    async def hand(self, content: str | bytes | Path) -> Answer:
        if isinstance(content, Path):
            content = content.read_bytes()
        return await self.say(
            "", File("log", content if isinstance(content, bytes) else content.encode())
        )

    async def tap(self, label: str) -> Answer:
        (button,) = [each for each in self.last.reply.buttons if each.label == label]
        return await self.say(button.send)

    def labels(self) -> list[str]:
        return [each.label for each in self.last.reply.buttons]

    def lines(self) -> str:
        return "\n".join((self.last.reply.title, *self.last.reply.lines))

    async def log(self) -> list[LoggedSet]:
        sender = Sender("console", "ann", "Ann")

        def work(uow):
            person = uow.people.find(sender, NOW)[0]
            return uow.sets.walk(person.id, None, 1000)[0]

        return await self.store.run(work)
