"""Messages beyond what one person may have waiting: how many were dropped is said in their turn."""

from __future__ import annotations

from datetime import datetime

from core.locale.strings import known_language, say
from core.messages import Message, Reply
from core.store.engine import Store
from core.store.repositories.waiting import MOST_WAITING
from core.store.rows import InboxRow
from core.store.unit_of_work import UnitOfWork


async def tell_dropped(store: Store, row: InboxRow, message: Message, now: datetime) -> None:
    """Say once how many messages were dropped; who was not talking to us is not answered.

    Raises Overtaken where somebody else was first.
    """
    language = known_language(message.sender.language)
    many = say(language, "flood.dropped", n=row.dropped, most=MOST_WAITING)
    reply = Reply(lines=(many, say(language, "flood.again")))

    def work(uow: UnitOfWork) -> None:
        if message.addressed:
            uow.outbox.post(message.address, reply, message.delivery, f"reply:{row.key}", now)
        uow.inbox.finish(row.key, now)

    await store.run(work)
