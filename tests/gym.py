"""People in Telegram groups and in private, over the whole way: inbox, coach, outbox."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from core.coach import Coach
from core.messages import Address, Answer, Message, Sender
from core.store.engine import Store
from core.store.repositories.ratings import Rating
from core.store.rows import InboxRow, OutboxMessage
from core.store.schema.tables import outbox
from core.store.unit_of_work import UnitOfWork

NOW = datetime(2026, 11, 25, 18, tzinfo=UTC)
GYM, OTHER = "-5", "-6"


class Gym:
    """People in groups and in private, over the whole way: inbox, coach, outbox."""

    def __init__(self, store: Store) -> None:
        self.store, self.coach, self.now, self.count = store, Coach(store), NOW, 0
        self.outgoing: list[OutboxMessage] = []  # sent, in order

    async def say(
        self,
        who: str,
        text: str,
        chat: str = GYM,
        *,
        to: str = "",
        addressed: bool | None = None,
        button: bool = False,
        owner: int | None = None,
        source: str = "",
        edited: bool = False,
        admin: bool | None = None,
    ) -> Answer:
        """Somebody writes; `to` is what they answer, or the message a button hangs under."""
        self.count += 1
        self.now += timedelta(minutes=2)
        where = Address("telegram", chat or who, private=not chat)
        if addressed is None:
            addressed = not chat or button or text.startswith("/") or to.isdecimal()
        key = f"in{self.count}"
        row = InboxRow(key, "telegram", where.chat, "{}", self.now, self.now)
        await self.store.receive([row])
        source = source or f"tg:1:{where.chat}:{self.count}"
        message = Message(
            where, Sender("telegram", who, who), text, self.now, source, addressed=addressed,
            owner=owner, receipt=key, reply_to=to, edited=edited, admin=admin,
        )  # fmt: skip
        answer = await self.coach.handle(message, self.now)
        await self.deliver()
        return answer

    async def deliver(self) -> None:
        """Send everything; a message of the bot gets the number of its outbox message as its id."""
        minute = timedelta(minutes=1)
        while outgoing := await self.store.claim_outbox("telegram", "me", self.now, minute, 20):
            self.outgoing += outgoing
            ids = [(each.id, str(each.id)) for each in outgoing]
            await self.store.settle_outbox(ids, [], self.now)

    async def last_sent(self, chat: str = GYM) -> str:
        """The id of the newest message of the bot in a chat."""

        def work(uow: UnitOfWork) -> str:
            newest = select(func.max(outbox.c.id)).where(outbox.c.chat == chat)
            return str(uow._connection.execute(newest).scalar())

        return await self.store.run(work)

    async def join(self, *who: str, chat: str = GYM) -> None:
        """People who wrote in private before join a group."""
        for each in who:
            await self.say(each, "start", "")
            await self.say(each, "/join", chat)

    async def calls(self, who: str, set_id: str = "s1") -> list[tuple[str, int]]:
        """What partners said of somebody's set."""

        def work(uow: UnitOfWork) -> tuple[Rating, ...]:
            person, _ = uow.people.find(Sender("telegram", who, who), self.now)
            return uow.ratings.of_sets(person.id, [set_id]).get(set_id, ())

        return [(each.rater, each.rir_tenths) for each in await self.store.run(work)]

    @property
    def sent(self) -> list[tuple[str, str]]:
        """What was sent: where to, and the lines."""
        return [(each.address.chat, "\n".join(each.reply.lines)) for each in self.outgoing]

    def told(self, who: str) -> list[str]:
        """What was sent to somebody alone, without their own answers."""
        return [text for chat, text in self.sent if chat == who and " saw " in text]
