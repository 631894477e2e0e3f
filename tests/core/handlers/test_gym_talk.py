"""What a group says all day, and the sets said in between: which of it the bot takes for a set.

`gym_talk.txt` holds ordinary lines of gym chats, written for this test; `gym_sets.txt` sets as
people type them. All are said to nobody, in a group where the bot may read along.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.coach import Coach
from core.messages import Address, Answer, Message, Sender
from core.store.engine import Store
from core.store.schema.tables import members
from core.store.unit_of_work import UnitOfWork

TESTS = Path(__file__).parents[2]
TALK = (TESTS / "gym_talk.txt").read_text(encoding="utf-8").splitlines()
SETS = (TESTS / "gym_sets.txt").read_text(encoding="utf-8").splitlines()
NOW = datetime(2026, 11, 25, 18, tzinfo=UTC)
GYM = Address("telegram", "-5", private=False)
MOST_FALSE = 1
SHARE_READ = 0.95
PEOPLE = tuple(f"p{number}" for number in range(9))


class Group:
    """People in a group, and what is stored of them."""

    def __init__(self, store: Store) -> None:
        self.store, self.coach, self.count, self.now = store, Coach(store), 0, NOW

    async def hear(
        self, who: str, text: str, *, to: str = "", where: Address = GYM, addressed: bool = False
    ) -> Answer:
        self.count += 1
        self.now += timedelta(seconds=30)
        source = f"tg:1:{where.chat}:{self.count}"
        sender = Sender("telegram", who, who)
        message = Message(where, sender, text, self.now, source, addressed=addressed, reply_to=to)
        return await self.coach.handle(message, self.now)

    async def join(self, who: str) -> None:
        """Somebody with a name of their own for a lift and a set in the log joins."""
        private = Address("telegram", who)
        for text in ("alias monster = deadlift", "alias day = squat", "monster 100x5", "same"):
            await self.hear(who, text, where=private, addressed=True)

        def work(uow: UnitOfWork) -> None:
            person, _ = uow.people.find(Sender("telegram", who, who), self.now)
            row = {"platform": "telegram", "chat": "-5", "person_id": person.id, "share": "",
                   "loads": False, "joined_at": self.now}  # fmt: skip
            uow._connection.execute(members.insert(), row)

        await self.store.run(work)

    async def sets(self) -> int:
        def work(uow: UnitOfWork) -> int:
            found: int = uow._connection.exec_driver_sql("SELECT count(*) FROM sets").scalar()
            return found

        return await self.store.run(work)


def test_the_lines_are_many_and_different() -> None:
    assert len(TALK) >= 500
    assert len(SETS) >= 100
    assert len({*TALK, *SETS}) == len(TALK) + len(SETS)


@pytest.mark.parametrize("answering", [False, True], ids=["said", "as an answer to talk"])
async def test_members_talk_and_nothing_is_read(sqlite_store: Store, answering: bool) -> None:
    group = Group(sqlite_store)
    for who in PEOPLE:
        await group.join(who)
    before = await group.sets()
    read = []
    for number, line in enumerate(TALK):
        to = "tg:1:-5:99999" if answering else ""
        if await group.hear(PEOPLE[number % len(PEOPLE)], line, to=to) != Answer(None, None):
            read.append(line)
    assert await group.sets() == before
    assert len(read) <= MOST_FALSE, read


async def test_talk_under_a_members_set_stores_no_set_and_is_not_answered(
    sqlite_store: Store,
) -> None:
    group = Group(sqlite_store)
    await group.join("p0")
    await group.join("p1")
    answer = await group.hear("p0", "squat 100x8 rir2")
    assert answer.reply is not None
    source = f"tg:1:-5:{group.count}"
    before = await group.sets()
    answered = [line for line in TALK if (await group.hear("p1", line, to=source)).reply]
    assert await group.sets() == before
    assert answered == []


async def test_sets_said_in_between_are_read(sqlite_store: Store) -> None:
    group = Group(sqlite_store)
    missed = []
    for number, line in enumerate(SETS):
        result = (await group.hear(f"s{number}", line)).result
        if result is None or result["kind"] != "logged":
            missed.append(line)
    read = 1 - len(missed) / len(SETS)
    assert read >= SHARE_READ, f"{read:.1%} of {len(SETS)}; not read: {missed}"
