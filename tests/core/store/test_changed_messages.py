"""Messages that change earlier ones, in the outbox: the latest wins, and survives a restart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from core.messages import Address, Reply
from core.store.engine import Store
from core.store.rows import OutboxMessage

NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)
LEASE = timedelta(seconds=60)
CHAT, OTHER = Address("telegram", "1"), Address("telegram", "2")


async def post(store: Store, text: str, key: str, edits: str = "live", at: Address = CHAT) -> None:
    reply = Reply(lines=(text,), edits=edits)
    await store.run(lambda uow: uow.outbox.post(at, reply, "", key, NOW))


async def claim(store: Store, later: float = 0) -> list[OutboxMessage]:
    now = NOW + timedelta(seconds=later)
    return list(await store.claim_outbox("telegram", "me", now, LEASE, 10))


async def sent(store: Store, outgoing: OutboxMessage, message: str) -> None:
    await store.settle_outbox([(outgoing.id, message)], [], NOW)


async def test_the_latest_words_win_while_nothing_is_sent(store: Store) -> None:
    await post(store, "one", "a")
    await post(store, "two", "b")
    await post(store, "elsewhere", "c", at=OTHER)
    await post(store, "another", "d", edits="other")
    first, other = await claim(store)
    assert (first.reply.lines, first.changes) == (("two",), "")
    assert other.reply.lines == ("elsewhere",)
    await sent(store, first, "77")
    assert (await claim(store))[0].reply.lines == ("another",)


async def test_what_was_sent_under_the_key_is_named(store: Store) -> None:
    await post(store, "one", "a")
    await sent(store, (await claim(store))[0], "77")
    await post(store, "two", "b")
    (second,) = await claim(store)
    assert (second.reply.lines, second.changes) == (("two",), "77")
    await sent(store, second, "78")  # it was gone, and sent anew
    await post(store, "three", "c")
    assert (await claim(store))[0].changes == "78"


async def test_what_is_being_sent_stays_as_it_is(store: Store) -> None:
    await post(store, "one", "a")
    (first,) = await claim(store)
    await post(store, "two", "b")
    assert await claim(store) == []
    await sent(store, first, "77")
    (second,) = await claim(store)
    assert (second.reply.lines, second.changes) == (("two",), "77")


async def test_what_was_dropped_or_lost_is_not_changed(store: Store) -> None:
    await post(store, "one", "a")
    await store.settle_outbox([], [((await claim(store))[0].id, "refused")], NOW)
    await post(store, "two", "b")
    assert (await claim(store))[0].changes == ""


async def test_a_reply_without_a_key_changes_nothing(store: Store) -> None:
    await post(store, "one", "a", edits="")
    await post(store, "two", "b", edits="")
    (first,) = await claim(store)
    assert (first.reply.lines, first.changes) == (("one",), "")
