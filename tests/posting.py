"""A gym whose groups are posted in: what is due is queued, worded and settled as a sender does."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.groups.posts import GroupPost, PostKind
from core.messages import Address, Answer, Message, Reply, Sender
from core.store.rows import InboxRow, OutboxMessage
from core.store.unit_of_work import UnitOfWork
from tests.gym import GYM, Gym

LEASE = timedelta(minutes=1)


class Posted(Gym):
    """People in a group in which an admin has something posted."""

    async def admin(
        self, text: str, who: str = "Ann", chat: str = GYM, *, may: bool = True
    ) -> Answer:
        """Somebody who may settle things for the group, or may not, says something."""
        self.count += 1
        self.now += timedelta(seconds=1)
        key, where = f"in{self.count}", Address("telegram", chat, private=False)
        row = InboxRow(key, "telegram", chat, "{}", self.now, self.now)
        await self.store.receive([row])
        message = Message(
            where, Sender("telegram", who, who), text, self.now, f"tg:1:{chat}:{self.count}",
            receipt=key, admin=may,
        )  # fmt: skip
        answer = await self.coach.handle(message, self.now)
        await self.deliver()
        return answer

    async def due(self, now: datetime | None = None) -> list[OutboxMessage]:
        """All that is due by then, as it is sent."""
        self.now = now or self.now
        await self.store.queue_due("telegram", self.now, 100)
        sent: list[OutboxMessage] = []
        while found := await self.store.claim_outbox("telegram", "me", self.now, LEASE, 1, (), ()):
            (outgoing,) = found
            words: Reply | str = outgoing.reply
            if outgoing.ping:
                words = await self.coach.ping(outgoing.key, outgoing.person_id or 0, self.now)
            if isinstance(words, str):
                await self.store.settle_outbox([], [(outgoing.id, words)], self.now)
                self.skipped.append(words)
                continue
            shown = OutboxMessage(
                outgoing.id, outgoing.key, outgoing.address, words, "", self.now, 0,
                uncertain=False, ping=outgoing.ping, changes=outgoing.changes,
            )  # fmt: skip
            sent.append(shown)
            identity = outgoing.changes or str(outgoing.id)
            await self.store.settle_outbox([(outgoing.id, identity)], [], self.now)
        self.outgoing += sent
        return sent

    @property
    def skipped(self) -> list[str]:
        """Why what was due was not sent, in order."""
        return self.__dict__.setdefault("_skipped", [])

    async def post(self, kind: PostKind = "board", chat: str = GYM) -> GroupPost | None:
        """A group's post, as it is stored."""

        def work(uow: UnitOfWork) -> GroupPost | None:
            return uow.group_posts.of(Address("telegram", chat, private=False), kind)

        return await self.store.run(work)


def shown(reply: Reply) -> str:
    """All that a reply shows, in one text."""
    return "\n".join([reply.title, *reply.lines, *(" ".join(row) for row in reply.table)])
