"""Pings in the outbox: their turn, and what is written of each."""

from __future__ import annotations

from datetime import datetime

from core.messages import Address, Reply
from core.store.engine import Store
from core.store.repositories.reminders import occurrence_of
from tests.core.store.weekly_reminders import LEASE, NOW, add, after, outcomes, weekly

# --- pings in the outbox ------------------------------------------------------------------------


async def pinged(store: Store, *chats: str) -> None:
    """Queue a ping for each chat, in this order."""
    made = [
        weekly(
            0, address=Address("telegram", chat), next_at=after(minutes=n - 50),
            minute=18 * 60 + n - 50,
        )
        for n, chat in enumerate(chats)
    ]  # fmt: skip
    await add(store, *made)
    assert (await store.queue_due("telegram", NOW, 100)).queued == len(chats)


async def post(store: Store, chat: str) -> None:
    address = Address("telegram", chat)
    await store.run(lambda uow: uow.outbox.post(address, Reply((chat,)), "", f"r{chat}", NOW))


async def chats_of(store: Store, now: datetime = NOW, **asked: object) -> list[str]:
    """Claim for as long as there are any; gives the chats, replies in capitals."""
    given = {"owner": "a", "parked": (), "pinged": (), **asked}
    found = []
    while got := await store.claim_outbox(  # type: ignore[arg-type]
        "telegram", given["owner"], now, LEASE, 1, given["parked"], given["pinged"]
    ):
        found += [each.address.chat if each.ping else each.address.chat.upper() for each in got]
    return found


async def test_the_oldest_pings_go_first_and_one_a_chat(store: Store) -> None:
    await pinged(store, "b", "a", "b", "c")
    assert await chats_of(store) == ["b", "a", "c"]
    assert await chats_of(store, owner="other") == []


async def test_replies_go_before_pings(store: Store) -> None:
    await pinged(store, "a", "b", "c")
    await post(store, "b")
    await post(store, "d")
    assert await chats_of(store) == ["B", "D", "a", "c"]
    (reply,) = await store.claim_outbox("telegram", "a", after(minutes=2), LEASE, 1)
    await store.settle_outbox([(reply.id, "m")], [], NOW)
    assert await chats_of(store, after(seconds=30)) == ["b"]


async def test_a_reply_waits_while_a_ping_is_sent_to_its_chat(store: Store) -> None:
    await pinged(store, "a")
    (ping,) = await store.claim_outbox("telegram", "a", NOW, LEASE, 1, (), ())
    await post(store, "a")
    assert await chats_of(store, owner="other") == []
    await store.settle_outbox([(ping.id, "m")], [], NOW, [(ping.key, "sent", "")])
    assert await chats_of(store, owner="other") == ["A"]


async def test_parked_and_pinged_chats_wait(store: Store) -> None:
    await pinged(store, "a", "b", "c")
    await post(store, "b")
    assert await chats_of(store, parked=["a"], pinged=["b"]) == ["B", "c"]
    assert await chats_of(store, pinged=["telegram:a"]) == []
    assert await chats_of(store) == ["a"]


async def test_a_ping_put_off_lets_others_pass(store: Store) -> None:
    await pinged(store, "a", "b")
    (ping,) = await store.claim_outbox("telegram", "a", NOW, LEASE, 1, (), ())
    await store.retry_outbox(ping.id, after(seconds=30), certain=True)
    assert await chats_of(store) == ["b"]
    assert await chats_of(store, after(seconds=30)) == ["a"]


async def test_what_became_of_a_ping_is_written_with_its_outgoing(store: Store) -> None:
    await pinged(store, "a", "b", "c", "d")
    outgoing = {}
    while got := await store.claim_outbox("telegram", "a", NOW, LEASE, 1, (), ()):
        outgoing[got[0].address.chat] = got[0]
    a, b, c, d = (outgoing[chat] for chat in "abcd")
    await store.run(lambda uow: uow.reminders.set_ping(*keyed(d.key), "answered", NOW))
    became = [(a.key, "sent", ""), (b.key, "skipped", "trained"), (d.key, "sent", "")]
    await store.settle_outbox([(a.id, "m"), (d.id, "m")], [(b.id, "trained")], NOW, became)
    assert [(state, why) for _, _, state, why in await outcomes(store)] == [
        ("sent", ""), ("skipped", "trained"), ("queued", ""), ("answered", ""),
    ]  # fmt: skip
    assert c.tries == 0


def keyed(key: str) -> tuple[int, str]:
    found = occurrence_of(key)
    assert found is not None
    return found
