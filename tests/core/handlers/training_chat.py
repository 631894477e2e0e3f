"""One person's conversation with a clock, and the pings that come to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.platforms.terminal.pings import Came, Pings
from core.coach import Coach
from core.messages import Address, Answer, Message, Reply, Sender
from core.reminders.schedule import Reminder
from core.store.engine import Store
from core.store.unit_of_work import UnitOfWork

MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Talk:
    """A coach, people who type, and a clock that is set."""

    def __init__(self, store: Store, hint: str = "") -> None:
        self.store, self.coach, self.hint = store, Coach(store), hint
        self.pings = Pings(store, self.coach)
        self.now, self.count = MONDAY, 0

    async def say(
        self, text: str, *, who: str = "ann", where: Address | None = None, edited: str = ""
    ) -> Answer:
        self.count += 1
        where = where or Address("console", who)
        source = edited or f"{where.chat}:{self.count}"
        message = Message(
            where, Sender("console", who, who.title(), self.hint), text, self.now, source,
            edited=bool(edited),
        )  # fmt: skip
        return await self.coach.handle(message, self.now)

    async def lines(self, text: str, **how: object) -> list[str]:
        answer = await self.say(text, **how)  # type: ignore[arg-type]
        assert answer.reply is not None
        return list(answer.reply.lines)

    async def due(self, at: str | timedelta = timedelta(0)) -> list[Came]:
        """What comes when the clock shows a time (UTC)."""
        self.go(at)
        return await self.pings.due(self.now)

    def go(self, at: str | timedelta) -> None:
        moved = self.now + at if isinstance(at, timedelta) else datetime.fromisoformat(at)
        self.now = moved if moved.tzinfo else moved.replace(tzinfo=UTC)

    async def reminders(self, who: str = "ann") -> tuple[Reminder, ...]:
        def read(uow: UnitOfWork) -> tuple[Reminder, ...]:
            person, _ = uow.people.find(Sender("console", who, who.title(), self.hint), self.now)
            return uow.reminders.of(person.id)

        return await self.store.run(read)

    async def press(self, reply: Reply | None, label: str) -> Answer:
        assert reply is not None
        send = next(each.send for each in reply.buttons if each.label.startswith(label))
        return await self.say(send)


def words(came: list[Came]) -> list[str]:
    """The title and lines of the one ping that came."""
    assert len(came) == 1, came
    reply = came[0].reply
    assert reply is not None, came[0].why
    return [*([reply.title] if reply.title else []), *reply.lines]


def whys(came: list[Came]) -> list[str]:
    return [each.why for each in came if each.reply is None]


async def a_month_of_training(talk: Talk) -> None:
    """Squat and bench on Mondays, deadlift and pull-ups on Thursdays, for four weeks."""
    for week in (4, 3, 2, 1):
        talk.now = MONDAY - timedelta(days=7 * week)
        await talk.say(
            "squat 100x8,8,8 rir2\nbench 80x8,8,8 rir2\nleg curl 40x12,12\nhammer curl 15x10,10"
        )
        talk.now += timedelta(days=3)
        await talk.say("deadlift 140x5,5 rir2\npull-ups 8,7 rir1")
    talk.now = MONDAY
