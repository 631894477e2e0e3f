"""Pings for tests of what sends them: reminders that happen once, due now."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from core.messages import Address, Reply, Sender
from core.reminders.schedule import Reminder
from core.store.engine import Store
from core.store.repositories.reminders import occurrence_of
from core.store.schema.tables import outbox, pings, reminders
from core.store.unit_of_work import UnitOfWork


def utc_now() -> datetime:
    return datetime.now(UTC)


def once(person_id: int, address: Address, at: datetime, words: str) -> Reminder:
    """A rest timer: the only kind that midnight does not touch."""
    return Reminder("rest", (), None, address, "UTC", at, words, person_id=person_id, next_at=at)


async def remind(
    store: Store, *chats: str, words: str = "", platform: str = "telegram", private: bool = True
) -> None:
    """One reminder a chat, due a second ago, in this order; `words` is what it says."""
    due = utc_now() - timedelta(seconds=1)

    def work(uow: UnitOfWork) -> None:
        for place, chat in enumerate(chats):
            person, _ = uow.people.find(Sender(platform, chat, "Ann"), due)
            address = Address(platform, chat, private=private)
            at = due + timedelta(microseconds=place)
            uow.reminders.add(once(person.id, address, at, words or f"ping {chat}"))

    await store.run(work)


async def queue(store: Store, platform: str = "telegram") -> int:
    """Queue all that is due; gives how many."""
    queued = 0
    while (done := await store.queue_due(platform, utc_now(), 100)).seen:
        queued += done.queued
    return queued


async def states(store: Store) -> Counter[tuple[str, str]]:
    """What became of all pings: (state, why)."""

    def read(uow: UnitOfWork) -> Counter[tuple[str, str]]:
        rows = uow._connection.execute(select(pings.c.state, pings.c.why))
        return Counter((state, why) for state, why in rows)

    return await store.run(read)


async def open_outgoing(store: Store) -> int:
    """How many outbox messages nobody has settled."""
    query = select(outbox.c.id).where(outbox.c.settled_at.is_(None))
    return await store.run(lambda uow: len(uow._connection.execute(query).all()))


class Writer:
    """Finds the words of a ping where the test put them; what it refuses is not sent."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.refused: dict[str, str] = {}  # words -> why
        self.faults: list[Exception] = []
        self.asked = 0

    async def ping(self, key: str, person_id: int, now: datetime) -> Reply | str:
        self.asked += 1
        if self.faults:
            raise self.faults.pop(0)
        of = occurrence_of(key)
        assert of is not None
        query = select(reminders.c.words).where(reminders.c.id == of[0])
        words = await self.store.run(lambda it: it._connection.execute(query).scalar_one())
        return self.refused.get(words) or Reply(lines=(words,))
