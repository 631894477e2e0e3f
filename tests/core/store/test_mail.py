"""Mail in and out: absorbed, leased, in order, put off, dropped, purged."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from core.messages import Address, Button, File, Picture, Reply
from core.pictures.drawings import Card, Entry
from core.store.engine import Store, open_store
from core.store.faults import Overtaken
from core.store.rows import Claimed, InboxRow, OutboxMessage

NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)
LEASE = timedelta(seconds=60)


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def row(
    key: str, chat: str = "1", sent: float = 0, twin: str = "", platform: str = "telegram"
) -> InboxRow:
    return InboxRow(key, platform, chat, f'{{"id":"{key}"}}', NOW, after(sent), twin)


def keys(claimed: Sequence[Claimed]) -> list[str]:
    return [each.row.key for each in claimed]


async def claim(
    store: Store, now: datetime = NOW, owner: str = "a", limit: int = 10, busy: Sequence[str] = ()
) -> list[str]:
    return keys(await store.claim_inbox(owner, now, LEASE, limit, busy))


async def finish(store: Store, key: str, fault: str = "") -> None:
    await store.run(lambda uow: uow.inbox.finish(key, NOW, fault))


# --- inbox --------------------------------------------------------------------------------------


async def test_a_raw_update_comes_back_as_it_was(store: Store) -> None:
    sent = InboxRow("k", "discord", "9", '{"text":"140×8 💪"}', NOW, after(-3), "t")
    assert await store.receive([sent]) == 1
    assert await store.claim_inbox("a", NOW, LEASE, 10) == (Claimed(sent, 0),)


async def test_known_rows_are_absorbed(store: Store) -> None:
    assert await store.receive([row("a", twin="t"), row("a", twin="u"), row("b", twin="t")]) == 1
    assert await store.receive([row("a"), row("c", twin="t"), row("d"), row("e")]) == 2
    assert await store.receive([]) == 0
    assert await claim(store) == ["a", "d", "e"]
    await finish(store, "a")
    assert await store.receive([row("a"), row("z", twin="t")]) == 0


async def test_many_rows_at_once(store: Store) -> None:
    rows = [row(f"k{n}", chat=str(n % 7), sent=n) for n in range(2500)]
    assert await store.receive(rows) == 2500
    assert await store.receive(rows) == 0
    assert len(await claim(store, limit=3000)) == 2500


@pytest.mark.parametrize(
    ("later", "overtaken"),
    [
        (row("x", sent=11, twin="telegram:1:7:11:aa"), True),
        (row("x", sent=10, twin="telegram:1:7:10:aa"), False),  # as soon as the other
        (row("x", sent=11, twin="telegram:1:77:11:aa"), False),  # another message
        (row("x", chat="2", sent=11, twin="telegram:2:7:11:aa"), False),
    ],
)
async def test_a_later_edit_that_is_done_overtakes(
    store: Store, later: InboxRow, overtaken: bool
) -> None:
    await store.receive([later, row("e", sent=10, twin="telegram:1:7:10:bb")])

    async def found(now: datetime) -> bool:
        return await store.run(lambda uow: uow.inbox.is_overtaken("e", now))

    assert not await found(NOW)  # what waits is handled in order anyway
    await finish(store, "x")
    assert await found(after(599)) is overtaken
    assert not await found(after(600))
    assert not await store.run(lambda uow: uow.inbox.is_overtaken("", NOW))


async def test_edits_on_discord_are_told_by_their_key(store: Store) -> None:
    await store.receive([row("discord:7:11:aa", sent=11), row("discord:7:10:bb", sent=10)])
    await finish(store, "discord:7:11:aa")
    assert await store.run(lambda uow: uow.inbox.is_overtaken("discord:7:10:bb", NOW))
    assert not await store.run(lambda uow: uow.inbox.is_overtaken("discord:7:11:aa", NOW))


async def test_a_chat_in_hand_is_not_given_to_another(store: Store) -> None:
    await store.receive([row("a1", "1", 1), row("b1", "2", 2), row("a2", "1", 3)])
    assert await claim(store, limit=1) == ["a1"]
    assert await claim(store, owner="b") == ["b1"]
    assert await claim(store, owner="c") == []
    await store.receive([row("b2", "2", 4)])
    assert await claim(store, owner="c") == []
    await finish(store, "a1")
    assert await claim(store, owner="c") == ["a2"]
    await finish(store, "b1")
    assert await claim(store, busy=["telegram:2"]) == []
    assert await claim(store, busy=["discord:2", "2"]) == ["b2"]


async def test_order_is_by_time_sent_then_arrival(store: Store) -> None:
    await store.receive([row("late", sent=9), row("x", sent=5), row("y", sent=5)])
    await store.receive([row("early", sent=1)])
    assert await claim(store) == ["early", "x", "y", "late"]


async def test_chats_of_two_platforms_are_two(store: Store) -> None:
    await store.receive([row("a", "1"), row("b", "1", platform="discord")])
    assert await claim(store, limit=1) == ["a"]
    assert await claim(store) == ["b"]


async def test_a_lease_that_ran_out_is_taken_over(store: Store) -> None:
    await store.receive([row("a"), row("b", sent=1)])
    assert await claim(store) == ["a", "b"]
    assert await claim(store, after(59), owner="b") == []
    assert await claim(store, after(60), owner="b") == ["a", "b"]


async def test_a_failed_row_holds_its_chat_and_counts_its_tries(store: Store) -> None:
    await store.receive([row("a"), row("b", sent=1), row("other", "2", 2)])
    assert await claim(store) == ["a", "b", "other"]
    await store.release_inbox("a", NOW, after(10))
    await store.release_inbox("b", NOW, NOW)
    assert await claim(store, after(5)) == []
    claimed = await store.claim_inbox("a", after(10), LEASE, 10)
    assert [(each.row.key, each.tries) for each in claimed] == [("a", 1), ("b", 1)]


async def test_a_quarantined_row_holds_nobody(store: Store) -> None:
    await store.receive([row("bad"), row("good", sent=1)])
    await claim(store)
    await store.set_aside("bad", NOW, "no date")
    await store.release_inbox("bad", NOW, NOW)
    await store.release_inbox("good", NOW, NOW)
    assert await claim(store) == ["good"]


async def test_the_second_to_finish_is_told_and_stores_nothing(store: Store) -> None:
    await store.receive([row("a")])
    await finish(store, "a")

    with pytest.raises(Overtaken):
        await store.run(
            lambda uow: (
                uow.outbox.post(Address("telegram", "1"), Reply(("again",)), "", "k", NOW),
                uow.inbox.finish("a", NOW),
            )
        )
    assert await store.claim_outbox("telegram", "a", NOW, LEASE, 9) == ()
    await store.run(lambda uow: (uow.inbox.finish("", NOW), uow.inbox.finish("not there", NOW)))


async def test_finishing_twice_in_one_unit_is_one(store: Store) -> None:
    await store.receive([row("a")])
    await store.run(lambda uow: (uow.inbox.finish("a", NOW), uow.inbox.finish("a", NOW, "x")))
    assert await claim(store) == []


async def test_a_unit_that_fails_does_not_finish_its_row(store: Store) -> None:
    await store.receive([row("a")])
    with pytest.raises(ZeroDivisionError):
        await store.run(lambda uow: (uow.inbox.finish("a", NOW), 1 / 0))
    assert await claim(store) == ["a"]


async def test_leases_of_an_earlier_life_are_ended(store: Store) -> None:
    await store.receive([row("a"), row("b", "2")])
    await claim(store, owner="main", limit=1)
    await claim(store, owner="other")
    await post(store, "p1")
    await store.claim_outbox("telegram", "main", NOW, LEASE, 9)
    await store.bury(["main"])
    assert await claim(store, owner="main") == ["a"]
    (again,) = await store.claim_outbox("telegram", "main", NOW, LEASE, 9)
    assert (again.uncertain, again.tries) == (True, 1)


# --- outbox -------------------------------------------------------------------------------------


async def post(store: Store, key: str, chat: str = "1", platform: str = "telegram") -> None:
    address = Address(platform, chat, "7", private=False)
    await store.run(lambda uow: uow.outbox.post(address, Reply((key,)), "note", key, NOW))


async def outgoing(store: Store, now: datetime = NOW, **asked: object) -> list[str]:
    given = {"platform": "telegram", "owner": "a", "lease": LEASE, "limit": 10, **asked}
    return [each.key for each in await store.claim_outbox(now=now, **given)]  # type: ignore[arg-type]


async def test_a_reply_comes_back_as_it_was(store: Store) -> None:
    reply = Reply(
        ("line", "ü 💪", ""), "title", (("a", "b"), ("1", "2")), (Button("Undo", "undo @s1"),),
        (Picture("p.png", bytes(range(256))),), (File("f.csv", b""),), private=True, owner=7,
    )  # fmt: skip
    address = Address("telegram", "1", "7", private=False)
    await store.run(lambda uow: uow.outbox.post(address, reply, "note", "k", NOW))
    claimed = await store.claim_outbox("telegram", "a", NOW, LEASE, 10)
    expected = OutboxMessage(
        claimed[0].id, "k", address, reply, "note", NOW, 0, uncertain=False, person_id=7
    )
    assert claimed == (expected,)


@pytest.mark.parametrize("text", ["a\0b", "\ud83d", "\\u0000", "\\"])
async def test_any_reply_can_be_stored(store: Store, text: str) -> None:
    address = Address("telegram", "1")
    await store.run(lambda uow: uow.outbox.post(address, Reply((text,)), text, "k", NOW))
    (claimed,) = await store.claim_outbox("telegram", "a", NOW, LEASE, 10)
    claimed.reply.lines[0].encode()
    assert "\0" not in claimed.reply.lines[0]
    if text.startswith("\\"):
        assert claimed.reply.lines == (text,)


async def test_a_reply_is_posted_once(store: Store) -> None:
    for _ in range(2):
        await post(store, "a")
    assert await outgoing(store) == ["a"]


async def test_one_outgoing_of_a_chat_at_a_time(store: Store) -> None:
    for key, chat in (("a1", "1"), ("a2", "1"), ("b1", "2"), ("b2", "2")):
        await post(store, key, chat)
    await post(store, "other", "1", "discord")
    first = await store.claim_outbox("telegram", "a", NOW, LEASE, 10)
    assert [each.key for each in first] == ["a1", "b1"]
    assert await outgoing(store, owner="b") == []
    await store.settle_outbox([(first[0].id, "m1")], [(first[1].id, "blocked")], NOW)
    assert await outgoing(store, parked=["1"]) == ["b2"]
    assert await outgoing(store, parked=["telegram:1"]) == []
    assert await outgoing(store) == ["a2"]
    assert await outgoing(store, platform="discord") == ["other"]


async def test_the_oldest_come_first(store: Store) -> None:
    for number in (3, 1, 2):
        await post(store, f"p{number}", str(number))
    assert await outgoing(store, limit=2) == ["p3", "p1"]
    assert await outgoing(store, limit=2) == ["p2"]


async def test_a_outgoing_put_off_holds_its_chat(store: Store) -> None:
    await post(store, "a1")
    await post(store, "a2")
    (first,) = await store.claim_outbox("telegram", "a", NOW, LEASE, 10)
    await store.retry_outbox(first.id, after(30), certain=True)
    assert await outgoing(store, after(29)) == []
    (again,) = await store.claim_outbox("telegram", "a", after(30), LEASE, 10)
    assert (again.key, again.tries, again.uncertain) == ("a1", 0, False)
    await store.retry_outbox(first.id, after(40), certain=False)
    (again,) = await store.claim_outbox("telegram", "a", after(40), LEASE, 10)
    assert (again.tries, again.uncertain) == (1, True)


async def test_a_lease_that_ran_out_leaves_the_outgoing_uncertain(store: Store) -> None:
    await post(store, "a")
    assert [
        each.uncertain for each in await store.claim_outbox("telegram", "a", NOW, LEASE, 1)
    ] == [False]
    assert await outgoing(store, after(59)) == []
    (again,) = await store.claim_outbox("telegram", "b", after(60), LEASE, 1)
    assert (again.uncertain, again.tries) == (True, 1)


async def test_what_is_settled_stays_settled(store: Store) -> None:
    await post(store, "a")
    (sent,) = await store.claim_outbox("telegram", "a", NOW, LEASE, 1)
    await store.settle_outbox([(sent.id, "m")], [], NOW)
    await store.retry_outbox(sent.id, NOW, certain=True)
    await store.settle_outbox([], [(sent.id, "late")], NOW)
    await store.settle_outbox([], [], NOW)
    assert await outgoing(store, after(999)) == []


async def test_a_chat_moves(store: Store) -> None:
    await post(store, "a", "old")
    await post(store, "b", "new")
    await store.receive([row("x", "old"), row("y", "new", 1)])
    await store.move_chat("telegram", "old", "new")
    (outgoing,) = await store.claim_outbox("telegram", "a", NOW, LEASE, 10)
    assert (outgoing.key, outgoing.address.chat) == ("a", "new")
    assert await claim(store, busy=["telegram:new"]) == []
    assert await claim(store) == ["x", "y"]


async def test_purging_keeps_what_is_young_or_unfinished(store: Store) -> None:
    await store.receive([row("old"), row("young", "2"), row("open", "3")])
    await finish(store, "old")
    await store.run(lambda uow: uow.inbox.finish("young", after(100)))
    for key in ("p1", "p2"):
        await post(store, key, key)
    first, _ = await store.claim_outbox("telegram", "a", NOW, LEASE, 10)
    await store.settle_outbox([(first.id, "m")], [], NOW)
    await store.purge(after(50))
    assert await store.receive([row("old", "4"), row("young", "2"), row("open", "3")]) == 1
    await post(store, "p1", "p1")
    assert await outgoing(store, after(61)) == ["p2", "p1"]


async def test_purging_many(store: Store) -> None:
    rows = [row(f"k{n}") for n in range(2100)]
    await store.receive(rows)
    await store.run(lambda uow: [uow.inbox.finish(each.key, NOW) for each in rows])
    await store.purge(after(1))
    assert await store.receive(rows) == 2100


async def test_cursors(store: Store) -> None:
    assert await store.cursor("discord", "1") is None
    for channel, message in (("1", "5"), ("2", "6"), ("1", "7")):
        await store.save_cursor("discord", channel, message)
    assert await store.cursor("discord", "1") == "7"
    assert await store.channels("discord") == ("1", "2")
    assert await store.channels("telegram") == ()


# --- two processes ------------------------------------------------------------------------------


async def test_two_processes_never_share_a_chat(database_url: str) -> None:
    """Claims of two stores race; each chat is in one hand at a time, and in order."""
    stores = [await open_store(database_url) for _ in range(2)]
    await stores[0].receive(
        [row(f"{chat}-{n}", str(chat), n) for n in range(6) for chat in range(8)]
    )
    handled: dict[str, list[str]] = {}
    holder: dict[str, str] = {}

    async def lane(store: Store, owner: str) -> None:
        while claimed := await store.claim_inbox(owner, NOW, LEASE, 3):
            for each in claimed:
                assert holder.setdefault(each.row.chat, owner) == owner
            for each in claimed:
                handled.setdefault(each.row.chat, []).append(each.row.key)
                if each.row.chat not in [
                    left.row.chat for left in claimed[claimed.index(each) + 1 :]
                ]:
                    del holder[each.row.chat]
                await store.run(lambda uow, key=each.row.key: uow.inbox.finish(key, NOW))

    await asyncio.gather(
        *(lane(store, f"{n}-{m}") for n, store in enumerate(stores) for m in range(4))
    )
    while any(len(each) < 6 for each in handled.values()) or len(handled) < 8:
        await lane(stores[0], "last")
    assert handled == {str(chat): [f"{chat}-{n}" for n in range(6)] for chat in range(8)}
    for store in stores:
        await store.close()


async def test_rows_beside_hold_back_their_sender_and_not_their_chat(store):
    rows = [
        InboxRow(f"k{n}", "telegram", chat, "{}", NOW, NOW, sender=sender)
        for n, (chat, sender) in enumerate([("g", "ann"), ("g", "ben"), ("g", "ann"), ("h", "ann")])
    ]
    await store.receive(rows[:1])
    (file,) = await store.claim_inbox("me", NOW, LEASE, 9)
    await store.receive(rows[1:])
    assert keys(await store.claim_inbox("other", NOW, LEASE, 1)) == ["k3"]  # the group is leased
    held = await store.claim_inbox("me", NOW, LEASE, 9, (), [file.row])
    assert keys(held) == ["k1"]
    assert keys(await store.claim_inbox("me", NOW, LEASE, 9, (), [file.row])) == []
    await store.run(lambda uow: [uow.inbox.finish(key, NOW) for key in ("k0", "k1")])
    assert keys(await store.claim_inbox("me", NOW, LEASE, 9)) == ["k2"]


async def test_a_chat_put_off_waits_whoever_is_beside(store):
    rows = [InboxRow(f"k{n}", "telegram", "g", "{}", NOW, NOW, sender=f"p{n}") for n in range(3)]
    await store.receive(rows[:2])
    first, second = await store.claim_inbox("me", NOW, LEASE, 9)
    await store.release_inbox(second.row.key, NOW, NOW + LEASE)
    await store.receive(rows[2:])
    assert keys(await store.claim_inbox("me", NOW, LEASE, 9, (), [first.row])) == []


async def test_a_picture_to_be_drawn_comes_back_as_it_was(store: Store) -> None:
    drawing = Card("Session", entries=(Entry("Squat", "140 kg x 8", "record"),))
    reply = Reply(
        ("line",),
        pictures=(Picture("a.png", alt="ü", drawing=drawing), Picture("b.png", b"1", "shown")),
    )
    await store.run(lambda uow: uow.outbox.post(Address("telegram", "1"), reply, "", "k", NOW))
    (claimed,) = await store.claim_outbox("telegram", "a", NOW, LEASE, 10)
    assert claimed.reply == reply
