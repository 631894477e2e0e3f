"""A chat in which files are imported, and the files."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from core.coach import Coach
from core.interchange.exporting import export_log
from core.limits import SESSION_GAP
from core.messages import Address, Answer, File, Message, Sender
from core.records import LoggedSet, Person
from core.store.engine import Store
from core.store.unit_of_work import UnitOfWork

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


HEAD = "date,exercise,weight,unit,reps,rpe,set type\n"


STRONG = (
    "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,"
    "Workout Notes,RPE\n"
)


class Talk:
    """One person talking to the coach; `hand` sends a file, `tap` presses a button."""

    def __init__(self, store: Store, name: str = "ann") -> None:
        self.coach = Coach(store)
        self.store = store
        self.name = name
        self.count = 0
        self.now = NOW
        self.last: Answer | None = None

    async def say(self, text: str, *files: File, **more: object) -> Answer:
        self.count += 1
        message = Message(
            Address("console", self.name),
            Sender("console", self.name, self.name),
            text,
            self.now,
            f"{self.name}:{self.count}",
            files=files,
            **more,
        )
        self.last = await self.coach.handle(message, self.now)
        return self.last

    async def hand(self, text: str | bytes, said: str = "") -> Answer:
        content = text if isinstance(text, bytes) else text.encode()
        return await self.say(said, File("x.bin", content))

    async def tap(self, label: str) -> Answer:
        (button,) = [each for each in self.last.reply.buttons if each.label == label]
        return await self.say(button.send)

    async def tap_of(self, answer: Answer, label: str) -> Answer:
        self.last = answer
        return await self.tap(label)

    async def bring(self, text: str | bytes) -> Answer:
        await self.hand(text)
        return await self.tap("import")

    async def log(self) -> list[LoggedSet]:
        person = await self.person()
        return await self.store.run(lambda uow: whole_log(uow, person.id))

    async def person(self) -> Person:
        sender = Sender("console", self.name, self.name)
        return (await self.store.run(lambda uow: uow.people.find(sender, NOW)))[0]

    async def export(self, wanted: str = "spotter") -> str:
        person = await self.person()
        pieces = export_log(self.store, person.id, ZoneInfo("UTC"), wanted)
        return "".join([piece.text async for piece in pieces])


def whole_log(uow: UnitOfWork, person_id: int) -> list[LoggedSet]:
    found, after = uow.sets.walk(person_id, None, 7)
    while after is not None:
        page, after = uow.sets.walk(person_id, after, 7)
        found += page
    return found


def assert_sessions(log: list[LoggedSet]) -> None:
    """Sets less than four hours apart share the session of the first."""
    previous = session = None
    for each in log:
        if previous is None or each.at - previous >= SESSION_GAP:
            session = each.at
        assert each.session_at == session
        previous = each.at


def table(*lines: str) -> str:
    return HEAD + "".join(f"{line}\n" for line in lines)


THREE = table(
    "2026-11-01,Squat,60,kg,8,,warmup",
    "2026-11-01,Squat,100,kg,5,8,",
    "2026-11-08,Bench Press (Barbell),80,kg,8,,failure",
)


async def told(store: Store) -> list[str]:
    """What waits in the outbox, oldest first; claimed one by one as a chat's order wants it."""
    lines: list[str] = []
    while outgoing := await store.claim_outbox("telegram", "test", NOW, timedelta(hours=1), 9):
        lines += [" ".join((each.reply.title, *each.reply.lines)).strip() for each in outgoing]
        await store.settle_outbox([(each.id, "1") for each in outgoing], (), NOW)
    return lines
