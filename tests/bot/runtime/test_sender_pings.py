"""Pings on their way: after replies, fairly, once, and with what came of them written down."""

from __future__ import annotations

import asyncio
import contextlib
import time
from datetime import timedelta

import pytest

from bot.platforms.base import Later, Moved, Never, Unknown
from bot.runtime.pace import BETWEEN_PINGS, Pace
from bot.runtime.sender import Sender
from core.messages import Address, Reply
from core.store.faults import StoreTrouble
from tests.bot.runtime.test_sender import Script, post
from tests.pinging import Writer, open_outgoing, queue, remind, states, utc_now
from tests.waiting import until


@pytest.fixture
async def store(sqlite_store):
    return sqlite_store


@pytest.fixture
def writer(store):
    return Writer(store)


@contextlib.asynccontextmanager
async def sending(store, platform, writer, pace=None, owner="sender"):
    sender = Sender(store, platform, pace or Pace(0, 0, 0), writer, owner)
    task = asyncio.create_task(sender.run())
    try:
        yield sender
    finally:
        await sender.stop(2)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def done(store):
    """Wait until nothing is left in the outbox."""

    async def nothing_left():
        return not await open_outgoing(store)

    await until(nothing_left)


async def test_a_ping_gets_its_words_when_it_is_sent(store, writer):
    platform = Script()
    await remind(store, "1", "2")
    assert await queue(store) == 2
    async with sending(store, platform, writer):
        await done(store)
    assert platform.sent == [("1", "ping 1"), ("2", "ping 2")]
    assert await states(store) == {("sent", ""): 2}


async def test_one_that_is_not_wanted_is_skipped_with_its_reason(store, writer):
    platform = Script()
    await remind(store, "1", "2")
    await queue(store)
    writer.refused["ping 1"] = "trained"
    async with sending(store, platform, writer):
        await done(store)
    assert platform.sent == [("2", "ping 2")]
    assert await states(store) == {("sent", ""): 1, ("skipped", "trained"): 1}


async def test_what_is_skipped_costs_no_pace(store, writer):
    platform = Script()
    chats = [str(n) for n in range(30)]
    await remind(store, *chats)
    await queue(store)
    writer.refused = {f"ping {chat}": "trained" for chat in chats[:-1]}
    async with sending(store, platform, writer, Pace(0.01, 0, 0)):  # one, then none for long
        await done(store)
    assert platform.sent == [("29", "ping 29")]


async def test_replies_go_first_and_before_the_pings_of_their_chat(store, writer):
    platform = Script()
    await remind(store, "a", "b", "c")
    await queue(store)
    await post(store, ("z", "z1"), ("a", "a1"), ("a", "a2"))
    async with sending(store, platform, writer):
        await done(store)
    texts = [text for _, text in platform.sent]
    assert texts.index("z1") < texts.index("ping a")
    assert texts.index("a1") < texts.index("a2") < texts.index("ping a")
    assert texts.index("ping b") < texts.index("ping c")


async def test_pings_that_hang_hold_up_neither_replies_nor_other_pings(store, writer):
    platform = Script()
    hung = [f"hung {n}" for n in range(10)]
    platform.hung = set(hung)
    await remind(store, *hung, "b", "c")
    await queue(store)
    async with sending(store, platform, writer, Pace(1000, 0, 0)) as sender:
        await until(lambda: len(platform.begun) == 12)
        await post(store, *((str(n), "x") for n in range(30)))
        sender.ring()
        await until(lambda: len(platform.sent) == 32)
    assert platform.sent[:2] == [("b", "ping b"), ("c", "ping c")]


async def test_a_reply_that_is_put_off_holds_the_pings_of_its_chat_only(store, writer):
    platform = Script()
    platform.faults["a1"] = [Later(3.0)]
    await remind(store, "a", "b")
    await queue(store)
    await post(store, ("a", "a1"))
    async with sending(store, platform, writer):
        await done(store)
    assert platform.sent == [("b", "ping b"), ("a", "a1"), ("a", "ping a")]


async def test_nobody_gets_a_second_ping_before_others_get_one(store, writer, monkeypatch):
    monkeypatch.setattr("bot.runtime.pace.BETWEEN_PINGS", 60.0)
    platform = Script()
    await remind(store, "greedy", "greedy", "greedy", "b", "c", "d")
    await queue(store)
    async with sending(store, platform, writer, Pace(0, 1, 0)):
        await until(lambda: len(platform.sent) >= 4)
        first = [chat for chat, _ in platform.sent[:4]]
        assert first == ["greedy", "b", "c", "d"]
    assert await states(store) == {("sent", ""): 4, ("queued", ""): 2}


def test_a_chat_is_not_sent_another_ping_at_once_but_may_be_answered():
    pace = Pace(30, 1, 18)
    pace.count("a", 100.0, group=False, ping=True)
    assert pace.pinged(100.0) == ("a",)
    assert pace.parked(100.0) == ()
    assert pace.pinged(100.0 + BETWEEN_PINGS) == ()
    pace.parked(200.0)
    assert pace._chats == {}
    off = Pace(0, 0, 0)
    off.count("a", 100.0, group=False, ping=True)
    assert off.pinged(100.0) == ()


def test_replies_find_a_token_however_many_pings_wait():
    pace = Pace(30, 0, 0)
    moment, sent = 100.0, 0
    while moment < 110:
        if pace.ping_at(moment) <= moment:
            pace.count(str(sent), moment, group=False, ping=True)
            sent += 1
        assert pace.allowed(moment) >= 1
        moment += 0.005
    assert 269 <= sent <= 274


def test_processes_share_every_limit():
    pace = Pace(30, 1, 18)
    for n in range(5):
        pace.count("a", 100.0, group=False)
        pace.count(f"b{n}", 100.0, group=False)
    pace.share(3, 100.0)
    assert pace.per_second == 9
    assert pace.ping_at(200.0) == 200.0
    times = {"g": [], "p": []}
    moment = 200.0
    while moment < 260:
        for chat, sent in times.items():
            if chat not in pace.parked(moment) and pace.allowed(moment):
                pace.count(chat, moment, group=chat == "g")
                sent.append(moment)
        moment += 0.05
    assert len(times["g"]) == 6
    assert 18 <= len(times["p"]) <= 22
    pace.share(1, 300.0)
    assert pace.per_second == 27
    alone = Pace(0, 0, 0)
    alone.share(2, 100.0)
    assert alone.allowed(100.0) is None
    assert alone.ping_at(100.0) == 100.0


async def test_a_ping_of_unknown_outcome_is_repeated_once(store, writer):
    platform = Script()
    platform.faults["ping a"] = [Unknown("timeout")] * 3
    await remind(store, "a", "b")
    await queue(store)
    async with sending(store, platform, writer):
        await done(store)
    assert platform.begun.count(("a", "ping a")) == 2
    assert platform.sent == [("b", "ping b")]
    assert await states(store) == {("sent", ""): 1, ("sent", "unknown"): 1}


async def test_waits_are_no_tries(store, writer):
    platform = Script()
    platform.faults["ping a"] = [Later(0.05)] * 5 + [Unknown("timeout")]
    await remind(store, "a")
    await queue(store)
    async with sending(store, platform, writer):
        await done(store)
    assert platform.sent == [("a", "ping a")]
    assert platform.begun.count(("a", "ping a")) == 7


@pytest.mark.parametrize(("repeat_safe", "crashes", "sent"), [
    (False, 1, True), (False, 2, False), (True, 1, True), (True, 4, True),
])  # fmt: skip
async def test_after_crashes_while_sending(store, writer, repeat_safe, crashes, sent):
    await remind(store, "a")
    await queue(store)
    for _ in range(crashes):
        lease = timedelta(seconds=90)
        (held,) = await store.claim_outbox("telegram", "dead", utc_now(), lease, 1, (), ())
        assert held.ping
        await store.bury(["dead"])
    platform = Script(repeat_safe=repeat_safe)
    async with sending(store, platform, writer):
        await done(store)
    assert platform.sent == ([("a", "ping a")] if sent else [])
    assert await states(store) == {("sent", "" if sent else "unknown"): 1}


@pytest.mark.parametrize(("repeat_safe", "pace", "seconds", "window"), [
    (False, 30, 0.0, 1), (False, 30, 0.03, 1), (False, 30, 0.1, 3), (False, 30, 9.0, 24),
    (False, 15, 0.08, 1), (False, 0, 0.1, 3), (True, 30, 0.0, 2), (True, 30, 0.1, 24),
])  # fmt: skip
async def test_few_pings_are_under_way_where_a_repeat_would_show(
    store, repeat_safe, pace, seconds, window
):
    sender = Sender(store, Script(repeat_safe=repeat_safe), Pace(pace, 0, 0))
    sender._window.seconds = seconds
    assert sender._ping_window() == window


@pytest.mark.parametrize("private", [True, False])
async def test_a_chat_that_is_gone_gets_no_more_pings(store, writer, private):
    platform = Script()
    platform.faults["ping a"] = [Never("blocked by the user", "blocked")]
    await remind(store, "a", "b", private=private)
    await queue(store)
    await remind(store, "a", words="later", private=private)
    async with sending(store, platform, writer):
        await done(store)
    assert platform.sent == [("b", "ping b")]
    assert await states(store) == {("sent", ""): 1, ("skipped", "blocked"): 1}
    assert await queue(store) == 0


async def test_what_is_told_to_one_of_a_group_stops_no_reminders_of_the_group(store, writer):
    platform = Script()
    platform.faults["secret"] = [Never("cannot be told", "write_first")]
    await remind(store, "g", private=False)
    here = Address("telegram", "g", private=False)
    secret = Reply(("secret",), private=True)
    await store.run(lambda uow: uow.outbox.post(here, secret, "", "reply:1", utc_now()))
    async with sending(store, platform, writer):
        await done(store)
    assert await queue(store) == 1


async def test_a_group_that_moved_is_followed_by_its_pings(store, writer):
    platform = Script()
    platform.faults["ping g"] = [Moved("h")]
    await remind(store, "g", private=False)
    await queue(store)
    await remind(store, "g", words="next", private=False)
    async with sending(store, platform, writer):
        await done(store)
        await queue(store)
        await done(store)
    assert platform.sent == [("h", "ping g"), ("h", "next")]


async def test_a_storm_of_waits_loses_nothing(store, writer):
    platform = Script()
    chats = [str(n) for n in range(40)]
    for chat in chats[::2]:
        platform.faults[f"ping {chat}"] = [Later(0.3), Later(0.3)]
    await remind(store, *chats)
    await queue(store)
    async with sending(store, platform, writer):
        await done(store)
    assert sorted(platform.sent) == sorted((chat, f"ping {chat}") for chat in chats)
    assert len(platform.begun) == 80


async def test_a_fault_in_finding_words_stops_nobody(store, writer):
    platform = Script()
    writer.faults = [StoreTrouble("locked"), KeyError("oops")]
    await remind(store, "a", "b")
    await queue(store)
    async with sending(store, platform, writer):
        await done(store)
    assert platform.sent in ([("a", "ping a")], [("b", "ping b")])
    assert await states(store) == {("sent", ""): 1, ("skipped", "fault"): 1}


async def test_a_sender_without_a_coach_leaves_pings(store):
    platform = Script()
    await remind(store, "a")
    await queue(store)
    await post(store, ("b", "b1"))
    async with sending(store, platform, None):
        await until(lambda: platform.sent == [("b", "b1")])
    assert await states(store) == {("queued", ""): 1}


async def test_two_senders_send_each_ping_once(store):
    platform = Script()
    platform.seconds = 0.002
    chats = [str(n % 25) for n in range(100)]
    await remind(store, *chats)
    assert await queue(store) == 100
    writers = [Writer(store), Writer(store)]
    async with (
        sending(store, platform, writers[0], owner="1"),
        sending(store, platform, writers[1], owner="2"),
    ):
        await done(store)
    assert len(platform.sent) == 100
    assert writers[0].asked + writers[1].asked == 100


async def test_pings_wait_for_their_turn_not_for_the_next_look(store, writer):
    """They leave at the pace, one after another, and nobody has to ring."""
    platform = Script()
    await remind(store, *(str(n) for n in range(40)))
    await queue(store)
    began = time.monotonic()
    async with sending(store, platform, writer, Pace(20, 0, 0)):
        await done(store)
    assert time.monotonic() - began >= 37 / 20  # a burst of two, the rest at the pace
