"""Reactions where they were chosen: one repeats the newest set, taking it away undoes that."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from core.messages import Address, Answer, Message, Sender
from core.store.engine import Store
from core.store.rows import InboxRow
from core.store.schema.tables import outbox
from core.store.unit_of_work import UnitOfWork
from tests.gym import GYM, Gym


async def react(
    gym: Gym, message: str, who: str = "ann", chat: str = "", *, added: bool = True
) -> Answer:
    """Somebody puts a reaction on a message of the bot, or takes it away."""
    gym.count += 1
    gym.now += timedelta(minutes=2)
    where = Address("telegram", chat or who, private=not chat)
    key = f"in{gym.count}"
    await gym.store.receive([InboxRow(key, "telegram", where.chat, "{}", gym.now, gym.now)])
    said = Message(
        where, Sender("telegram", who, who), "", gym.now, f"tg:react:{where.chat}:{message}",
        receipt=key, reply_to=message, reaction="added" if added else "removed",
    )  # fmt: skip
    answer = await gym.coach.handle(said, gym.now)
    await gym.deliver()
    return answer


async def sets(gym: Gym, who: str = "ann") -> list[tuple[str, int | None]]:
    def read(uow: UnitOfWork) -> list[tuple[str, int | None]]:
        person, _ = uow.people.find(Sender("telegram", who, who), gym.now)
        found = uow.sets.between(person.id, gym.now - timedelta(days=2), gym.now + timedelta(1))
        return [(each.exercise_id, each.reps) for each in found]

    return await gym.store.run(read)


async def chosen(store: Store, chat: str = "") -> Gym:
    """Ann, who chose reactions and logged a set."""
    gym = Gym(store)
    await gym.say("ann", "reactions on", "")
    await gym.say("ann", "squat 100x8 rir2", chat, addressed=True)
    return gym


async def test_a_reaction_repeats_the_newest_set_and_is_undone(store: Store) -> None:
    gym = await chosen(store)
    message = await gym.last_sent("ann")
    answer = await react(gym, message)
    assert answer.reply is not None
    assert "Squat 100 kg x 8" in answer.reply.lines[0]
    assert await sets(gym) == [("squat", 8), ("squat", 8)]
    assert (await react(gym, message)).reply is None  # delivered twice, or another emoji
    assert len(await sets(gym)) == 2
    assert (await react(gym, message, added=False)).reply is not None
    assert await sets(gym) == [("squat", 8)]
    assert (await react(gym, message, added=False)).reply is None
    assert await sets(gym) == [("squat", 8)]
    await react(gym, message)  # given again
    assert len(await sets(gym)) == 2


async def test_the_answer_to_a_repeat_can_be_reacted_to(sqlite_store: Store) -> None:
    gym = await chosen(sqlite_store)
    await react(gym, await gym.last_sent("ann"))
    await react(gym, await gym.last_sent("ann"))
    assert await sets(gym) == [("squat", 8)] * 3


async def test_a_repeat_that_was_rated_is_still_taken_back(sqlite_store: Store) -> None:
    gym = Gym(sqlite_store)
    await gym.say("ann", "reactions on", "")
    await gym.say("ann", "squat 100x8", "")
    message = await gym.last_sent("ann")
    await react(gym, message)
    await gym.say("ann", "rir2", "")
    await react(gym, message, added=False)
    assert await sets(gym) == [("squat", 8)]


async def test_it_is_off_until_it_is_chosen(sqlite_store: Store) -> None:
    gym = Gym(sqlite_store)
    await gym.say("ann", "squat 100x8 rir2", "")
    message = await gym.last_sent("ann")
    assert (await react(gym, message)).reply is None
    await gym.say("ann", "reactions on", "")
    await gym.say("ann", "same", "")
    message = await gym.last_sent("ann")
    await gym.say("ann", "reactions off", "")
    assert (await react(gym, message)).reply is None
    assert len(await sets(gym)) == 2


async def test_older_answers_and_other_messages_do_nothing(sqlite_store: Store) -> None:
    gym = await chosen(sqlite_store)
    older = await gym.last_sent("ann")
    await gym.say("ann", "squat 100x7 rir1", "")
    await gym.say("ann", "help", "")
    other = await gym.last_sent("ann")
    for message in (older, other, "999", ""):
        assert (await react(gym, message)).reply is None
    assert len(await sets(gym)) == 2


@pytest.mark.parametrize(("after", "repeated"), [(timedelta(hours=3, minutes=57), 1),
                                                 (timedelta(hours=3, minutes=58), 0)])  # fmt: skip
async def test_an_ended_session_is_left_alone(
    sqlite_store: Store, after: timedelta, repeated: int
) -> None:
    """Two minutes more go by until the reaction comes; a session ends after four hours."""
    gym = await chosen(sqlite_store)
    gym.now += after
    await react(gym, await gym.last_sent("ann"))
    assert len(await sets(gym)) == 1 + repeated


async def test_in_a_group_only_the_lifter_counts(store: Store) -> None:
    gym = await chosen(store, GYM)
    await gym.say("bob", "reactions on", "")
    message = await gym.last_sent(GYM)
    assert (await react(gym, message, "bob", GYM)).reply is None
    assert (await react(gym, message, "stranger", GYM)).reply is None
    assert await sets(gym, "bob") == []

    def known(uow: UnitOfWork) -> int | None:
        return uow.people.number_of(Sender("telegram", "stranger", ""))

    assert await gym.store.run(known) is None  # nobody is made of a reaction
    assert (await react(gym, message, "ann", GYM)).reply is not None
    assert len(await sets(gym)) == 2


async def test_taken_back_sets_are_not_repeated(sqlite_store: Store) -> None:
    gym = await chosen(sqlite_store)
    await gym.say("ann", "same", "")
    message = await gym.last_sent("ann")
    await gym.say("ann", "undo", "")
    assert (await react(gym, message)).reply is None
    assert len(await sets(gym)) == 1


async def test_the_answer_to_a_reaction_goes_to_the_topic_of_what_it_is_on(store: Store) -> None:
    gym = await chosen(store, GYM)
    message = await gym.last_sent(GYM)

    def into_topic(uow: UnitOfWork) -> None:
        uow._connection.execute(
            update(outbox).where(outbox.c.message_id == message).values(thread="77")
        )

    await gym.store.run(into_topic)
    await react(gym, message, chat=GYM)

    def threads(uow: UnitOfWork) -> list[str]:
        rows = uow._connection.execute(select(outbox.c.thread).order_by(outbox.c.id.desc()))
        return list(rows.scalars())

    assert (await gym.store.run(threads))[0] == "77"
