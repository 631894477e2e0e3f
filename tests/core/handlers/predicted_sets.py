"""A gym that keeps score, and predictions of sets beside what came of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from core.coach import Coach
from core.messages import Address, Answer, Message, Sender
from core.store.engine import Store
from core.store.rows import Scored

START = datetime(2026, 11, 2, 17, tzinfo=UTC)


ANN = Sender("console", "1", "Ann")


class Gym:
    """One lifter, a coach and a calendar."""

    def __init__(self, store: Store, sender: Sender = ANN) -> None:
        self.store, self.coach, self.sender = store, Coach(store), sender
        self.now, self.times = START, [START]

    async def say(self, text: str, *, edits: int = 0, group: bool = False) -> Answer:
        """Say something three minutes later, or instead of the message of that number."""
        self.now += timedelta(minutes=3)
        where = Address("console", "gym" if group else self.sender.id, private=not group)
        if not edits:
            self.times.append(self.now)
        number = edits or len(self.times) - 1
        source = f"{where.chat}:{number}"
        message = Message(where, self.sender, text, self.times[number], source, edited=bool(edits))
        return await self.coach.handle(message, self.now)

    async def train(self, *days: str) -> None:
        """A session each third day, a message each."""
        for text in days:
            answer = await self.say(text)
            assert answer.result is not None
            assert answer.result["kind"] == "logged"
            self.now += timedelta(days=3)

    async def predicted(self) -> tuple[Scored, ...]:
        return await self.store.run(
            lambda uow: uow.scores.scored(uow.people.find(self.sender, START)[0].id)
        )

    async def ids(self) -> list[str]:
        return [each.forecast.set_id for each in await self.predicted()]


def lines(answer: Answer) -> tuple[str, ...]:
    assert answer.reply is not None
    return (answer.reply.title, *answer.reply.lines)
