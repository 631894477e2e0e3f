"""Rows set aside in the store: kept for 30 days, handled again, dropped, forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.coach import Coach
from core.messages import Address, Message, Reply, Sender
from core.store.engine import Store
from core.store.repositories.quarantine import Aside
from core.store.rows import InboxRow

NOW = datetime(2026, 11, 30, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def row(number: int, **more: str) -> InboxRow:
    body = more.pop("body", f'{{"n":{number}}}')
    return InboxRow(f"telegram:1:{number}", "telegram", more.get("chat", "7"), body, NOW, NOW)


async def aside(store: Store) -> tuple[Aside, ...]:
    return await store.run(lambda uow: uow.quarantine.rows())


@pytest.fixture
async def filled(store: Store) -> Store:
    """Three rows: set aside, handled, set aside."""
    await store.receive([row(1), row(2), row(3)])
    await store.set_aside("telegram:1:1", NOW, "f1")
    await store.run(lambda uow: uow.inbox.finish("telegram:1:2", NOW))
    await store.set_aside("telegram:1:3", NOW, "f3")
    return store


async def test_what_was_set_aside_is_listed(filled: Store) -> None:
    assert [(each.key, each.fault, each.body) for each in await aside(filled)] == [
        ("telegram:1:1", "f1", '{"n":1}'),
        ("telegram:1:3", "f3", '{"n":3}'),
    ]


@pytest.mark.parametrize(("age", "left"), [(30 * DAY, 2), (30 * DAY + MINUTE, 0)])
async def test_it_stays_for_thirty_days(filled: Store, age: timedelta, left: int) -> None:
    await filled.purge(NOW + age - 3 * DAY, NOW + age)
    assert len(await aside(filled)) == left


async def test_replayed_rows_are_claimed_and_their_answer_is_sent(filled: Store) -> None:
    there = Address("telegram", "7", private=True)

    def answered(uow: object, text: str) -> None:
        uow.outbox.post(there, Reply(lines=(text,)), "", "reply:telegram:1:1", NOW)

    await filled.run(lambda uow: answered(uow, "Sorry."))
    sent = await filled.claim_outbox("telegram", "x", NOW, MINUTE, 1)
    await filled.settle_outbox([(sent[0].id, "9")], [], NOW)
    number = (await aside(filled))[0].number
    assert await filled.run(lambda uow: uow.quarantine.replay([number], str.upper)) == 1
    claimed = await filled.claim_inbox("x", NOW, MINUTE, 9)
    assert [each.row.body for each in claimed] == ['{"N":1}']
    assert [each.key for each in await aside(filled)] == ["telegram:1:3"]
    await filled.run(lambda uow: answered(uow, "Squat."))
    again = await filled.claim_outbox("telegram", "x", NOW, MINUTE, 1)
    assert again[0].reply.lines == ("Squat.",)


async def test_dropped_rows_are_empty_and_their_keys_absorb_a_repeat(filled: Store) -> None:
    number = (await aside(filled))[0].number
    assert await filled.run(lambda uow: uow.quarantine.drop([number, 999])) == 1
    assert [each.key for each in await aside(filled)] == ["telegram:1:3"]
    assert await filled.receive([row(1)]) == 0


@pytest.mark.parametrize("chat", ["7", "unread", "-100"])
async def test_forget_me_deletes_what_was_set_aside(store: Store, chat: str) -> None:
    coach, place = Coach(store), Address("telegram", "70001", private=True)

    async def say(text: str, minute: int) -> None:
        sender = Sender("telegram", "70001", "ann")
        at = NOW + minute * MINUTE
        await coach.handle(Message(place, sender, text, at, source=f"t:{minute}"), at)

    await say("squat 100x5", 0)
    theirs = row(1, chat=chat, body='{"unread":"x","raw":"{\\"from\\":{\\"id\\":70001}}"}')
    await store.receive([theirs, row(2, chat="8", body='{"from":8}')])
    for number in (1, 2):
        await store.set_aside(f"telegram:1:{number}", NOW, "f")
    await say("forget me", 1)
    await say("forget me yes", 2)
    assert [each.key for each in await aside(store)] == ["telegram:1:2"]
