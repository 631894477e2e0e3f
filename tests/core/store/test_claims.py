"""A claim of the outbox says whether others may be claimed behind it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from core.messages import Address, Reply
from core.store.engine import Store

NOW = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
LEASE = timedelta(seconds=90)


async def post(store: Store, key: str, chat: str) -> None:
    where = Address("telegram", chat)
    await store.run(lambda uow: uow.outbox.post(where, Reply((key,)), "note", key, NOW))


async def test_a_claim_says_whether_others_wait(store: Store) -> None:
    for key, chat in (("a1", "1"), ("a2", "1"), ("b1", "2")):
        await post(store, key, chat)
    for limit, more in ((1, True), (1, False)):  # the second of a chat may not be claimed yet
        (claimed,) = await store.claim_outbox("telegram", "a", NOW, LEASE, limit)
        assert claimed.more is more
    await post(store, "c1", "3")
    await post(store, "d1", "4")
    claims = await store.claim_outbox("telegram", "a", NOW, LEASE, 2)
    assert [each.more for each in claims] == [False, False]
