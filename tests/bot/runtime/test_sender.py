"""The sender: pace, order within a chat, and every fault of a platform."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from bot.platforms.base import Later, Moved, Never, Unknown
from bot.runtime.pace import Pace
from bot.runtime.sender import LEASE, SEND_SECONDS, Sender
from core.messages import Address, Reply
from tests.waiting import until


class Script:
    """A platform that does what it is told: per text a list of faults, then it sends."""

    name = "telegram"

    def __init__(self, *, repeat_safe=False):
        self.repeat_safe = repeat_safe
        self.faults = defaultdict(list)
        self.sent = []
        self.begun = []
        self.running = 0
        self.most_running = 0
        self.seconds = 0.0
        self.hung = set()  # chats whose sends never end
        self.hung_texts = set()

    async def send(self, outgoing):
        text = outgoing.reply.lines[0]
        self.begun.append((outgoing.address.chat, text))
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        try:
            if outgoing.address.chat in self.hung or text in self.hung_texts:
                await asyncio.Event().wait()
            await asyncio.sleep(self.seconds)
            if self.faults[text]:
                raise self.faults[text].pop(0)
        finally:
            self.running -= 1
        self.sent.append((outgoing.address.chat, text))
        return f"sent-{text}"


@pytest.fixture
def store(sqlite_store):
    return sqlite_store


def now():
    return datetime.now(UTC)


async def post(store, *outgoing, at=None, private=True):
    def work(uow):
        for chat, text in outgoing:
            address = Address("telegram", chat, private=private)
            uow.outbox.post(address, Reply(lines=(text,)), "", f"reply:{chat}:{text}", at or now())

    await store.run(work)


@contextlib.asynccontextmanager
async def sending(store, platform, pace=None):
    sender = Sender(store, platform, pace or Pace(0, 0, 0))
    task = asyncio.create_task(sender.run())
    try:
        yield sender
    finally:
        await sender.stop(2)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def waiting(store):
    """Outbox messages that are not settled, wherever they are leased."""
    await store.bury(["sender"])
    return await store.claim_outbox(
        "telegram", "test", now() + timedelta(days=2), timedelta(seconds=1), 100
    )


async def test_all_are_sent_in_order_within_a_chat(store):
    platform = Script()
    platform.seconds = 0.002
    outgoing = [(str(i % 7), f"{i:03d}") for i in range(140)]
    await post(store, *outgoing)
    async with sending(store, platform):
        await until(lambda: len(platform.sent) == 140)
    for chat in range(7):
        texts = [text for each, text in platform.sent if each == str(chat)]
        assert texts == sorted(texts)
    assert sorted(platform.sent) == sorted(outgoing)
    assert await waiting(store) == ()


async def test_a_slow_platform_gets_many_sends_at_once(store):
    platform = Script()
    platform.seconds = 0.05
    await post(store, *((str(i), "x") for i in range(120)))
    async with sending(store, platform):
        await until(lambda: len(platform.sent) == 120)
    assert 8 < platform.most_running <= 24


@pytest.mark.parametrize("count", [2, 10, 50, 90])
async def test_sends_that_hang_hold_up_their_own_chats_only(store, count):
    platform = Script()
    platform.hung = {f"hung {n}" for n in range(count)}
    await post(store, *((chat, f"{chat} {n}") for n in range(3) for chat in sorted(platform.hung)))
    others = [(str(i % 30), f"{i:03d}") for i in range(60)]
    await post(store, *others)
    async with sending(store, platform):
        await until(lambda: len(platform.sent) == len(others))
        assert sorted(platform.sent) == sorted(others)
        for chat in platform.hung:
            assert [text for each, text in platform.begun if each == chat] == [f"{chat} 0"]


async def test_where_nothing_is_answered_any_more_few_are_tried_and_others_first(
    store, monkeypatch
):
    monkeypatch.setattr("bot.runtime.send_window.PROBE_SECONDS", 3600.0)
    platform = Script()
    texts = [f"{i:02d}" for i in range(30)]
    for text in texts:
        platform.faults[text] = [Unknown("timeout")]
    await post(store, *((f"silent {text}", text) for text in texts))
    async with sending(store, platform) as sender:
        await until(lambda: len(platform.begun) == 30)
        platform.hung = {f"silent {text}" for text in texts}
        await post(store, *((f"silent {text}", f"again {text}") for text in texts))
        await post(store, ("new", "x"))
        sender.ring()
        await until(lambda: platform.sent == [("new", "x")])


async def test_a_send_without_an_end_is_given_up_before_its_lease(store, monkeypatch):
    monkeypatch.setattr("bot.runtime.sender.SEND_SECONDS", 0.1)
    platform = Script()
    platform.hung_texts = {"a1"}
    await post(store, ("a", "a1"), ("a", "a2"))
    async with sending(store, platform):
        await until(lambda: platform.sent == [("a", "a2")])
    assert LEASE.total_seconds() > SEND_SECONDS


async def test_a_wait_holds_up_its_own_chat_only(store):
    platform = Script()
    platform.faults["a1"] = [Later(0.6)]
    await post(store, ("a", "a1"), ("a", "a2"), ("b", "b1"), ("b", "b2"))
    async with sending(store, platform):
        await until(lambda: len(platform.sent) == 4)
    assert platform.sent == [("b", "b1"), ("b", "b2"), ("a", "a1"), ("a", "a2")]
    assert platform.begun.count(("a", "a1")) == 2


async def test_a_wait_for_everyone_holds_up_all(store):
    platform = Script()
    platform.faults["a1"] = [Later(3.0, everyone=True)]
    await post(store, ("a", "a1"))
    async with sending(store, platform) as sender:
        await until(lambda: platform.begun)
        await post(store, ("b", "b1"))
        sender.ring()
        await until(lambda: len(platform.sent) == 2)
    assert platform.sent == [("a", "a1"), ("b", "b1")]  # b1 alone would have been sent at once


@pytest.mark.parametrize("fault", [Unknown("timeout"), Later(0.05, certain=False)])
async def test_a_reply_of_unknown_outcome_is_not_repeated(store, fault):
    platform = Script()
    platform.faults["a1"] = [fault]
    await post(store, ("a", "a1"), ("a", "a2"))
    async with sending(store, platform):
        await until(lambda: platform.sent == [("a", "a2")])
    assert platform.begun == [("a", "a1"), ("a", "a2")]
    assert await waiting(store) == ()


async def test_a_platform_that_shows_repeats_once_gets_them(store):
    platform = Script(repeat_safe=True)
    platform.faults["a1"] = [Unknown("timeout")]
    await post(store, ("a", "a1"), ("a", "a2"))
    async with sending(store, platform):
        await until(lambda: len(platform.sent) == 2)
    assert platform.sent == [("a", "a1"), ("a", "a2")]


async def test_what_can_never_arrive_is_dropped_with_its_reason(store, caplog):
    platform = Script()
    platform.faults["a1"] = [Never("blocked")]
    await post(store, ("a", "a1"), ("a", "a2"))
    with caplog.at_level(logging.WARNING):
        async with sending(store, platform):
            await until(lambda: platform.sent == [("a", "a2")])
    assert "blocked" in caplog.text
    assert "a1" not in caplog.text


async def test_a_chat_that_moved_is_followed(store):
    platform = Script()
    platform.faults["a1"] = [Moved("z")]
    await post(store, ("a", "a1"), ("a", "a2"))
    async with sending(store, platform):
        await until(lambda: len(platform.sent) == 2)
    assert platform.sent == [("z", "a1"), ("z", "a2")]


async def test_a_fault_of_ours_stops_nobody(store, caplog):
    platform = Script()
    platform.faults["a1"] = [KeyError("oops")]
    await post(store, ("a", "a1"), ("a", "a2"), ("b", "b1"))
    async with sending(store, platform):
        await until(lambda: len(platform.sent) == 2)
    assert await waiting(store) == ()
    assert "fault" in caplog.text


@pytest.mark.parametrize(("repeat_safe", "sent"), [(False, ["a2"]), (True, ["a1", "a2"])])
async def test_after_a_crash_while_sending(store, repeat_safe, sent):
    await post(store, ("a", "a1"), ("a", "a2"))
    claimed = await store.claim_outbox("telegram", "dead", now(), timedelta(seconds=90), 10)
    assert [p.reply.lines[0] for p in claimed] == ["a1"]
    await store.bury(["dead"])  # nobody waits until the lease runs out
    platform = Script(repeat_safe=repeat_safe)
    async with sending(store, platform):
        await until(lambda: len(platform.sent) == len(sent))
    assert [text for _, text in platform.sent] == sent


@pytest.mark.parametrize(
    ("stood_still", "buried", "sent"),
    [(9, True, ["a1"]), (11, True, []), (11, False, ["a1"])],
)
async def test_who_stood_still_leaves_alone_what_others_took_over(
    store, stood_still, buried, sent, caplog
):
    """Else a reply that was told as lost would come after all, behind later ones."""
    await post(store, ("a", "a1"))
    platform, passed = Script(), [timedelta(0)]
    sender = Sender(store, platform, Pace(0, 0, 0), now=lambda: now() + passed[0])
    (claimed,) = await sender._lease(1, (), None)
    passed[0] = timedelta(seconds=stood_still)
    if buried:
        await store.bury(["sender"])
    await sender._deliver(claimed)
    assert [text for _, text in platform.sent] == sent
    assert ("took it over" in caplog.text) is (not sent)


async def test_an_old_reply_is_not_repeated_even_where_repeats_are_hidden(store):
    await post(store, ("a", "a1"), at=now() - timedelta(minutes=5))
    await store.claim_outbox("telegram", "dead", now(), timedelta(seconds=90), 10)
    await store.bury(["dead"])
    await post(store, ("a", "a2"))
    platform = Script(repeat_safe=True)
    async with sending(store, platform):
        await until(lambda: len(platform.sent) == 1)
    assert platform.sent == [("a", "a2")]


async def test_what_keeps_failing_is_given_up_after_a_day(store):
    platform = Script()
    platform.faults["a1"] = [Later(0.01)]
    await post(store, ("a", "a1"), at=now() - timedelta(hours=25))
    await post(store, ("a", "a2"))
    async with sending(store, platform):
        await until(lambda: platform.sent == [("a", "a2")])


async def test_stopping_finishes_what_is_under_way(store):
    platform = Script()
    platform.seconds = 0.3
    await post(store, *((str(i), "x") for i in range(10)))
    async with sending(store, platform):
        await until(lambda: platform.running)
    assert platform.begun
    assert len(platform.sent) == len(platform.begun)
    assert len(await waiting(store)) == 10 - len(platform.sent)


async def test_stopping_while_more_is_being_claimed_sends_that_too(store, monkeypatch):
    platform = Script()
    platform.seconds = 0.05
    await post(store, ("a", "a1"), ("b", "b1"))
    claim = store.claim_outbox
    claiming = asyncio.Event()

    async def slow_claim(*arguments):
        if platform.begun:
            claiming.set()
            await until(lambda: sender._stopping)
        return await claim(*arguments)

    monkeypatch.setattr(store, "claim_outbox", slow_claim)
    async with sending(store, platform) as sender:
        await until(claiming.is_set)
    monkeypatch.undo()
    assert platform.sent == [("a", "a1"), ("b", "b1")]
    assert await waiting(store) == ()


# --- pace -----------------------------------------------------------------------------------------


def play(pace, chats, seconds, *, group=False):
    """Send as fast as the pace lets, on a clock of our own; gives the times per chat."""
    sent = defaultdict(list)
    moment = 100.0
    while moment < 100 + seconds:
        allowed = pace.allowed(moment)
        parked = pace.parked(moment)
        ready = [chat for chat in chats if chat not in parked]
        for chat in ready[:allowed]:
            pace.count(chat, moment, group=group)
            sent[chat].append(moment)
        moment += 0.05
    return sent


def most_within(times, window):
    return max(sum(1 for t in times if start <= t < start + window) for start in times)


def test_a_chat_gets_a_burst_of_five_and_then_one_a_second():
    times = play(Pace(0, 1, 0), ["a"], 30)["a"]
    assert 33 <= len(times) <= 35
    assert most_within(times, 0.9) == 5
    assert most_within(times[5:], 0.9) == 1


def test_everyone_together_gets_no_more_than_the_pace():
    sent = play(Pace(30, 0, 0), [str(i) for i in range(50)], 10)
    times = [t for each in sent.values() for t in each]
    assert 270 <= len(times) <= 274
    assert 27 < most_within(times, 1.0) <= 30


def test_a_group_gets_eighteen_in_any_minute():
    times = play(Pace(0, 1, 18), ["g"], 200, group=True)["g"]
    assert most_within(times, 59.9) == 18
    assert len(times) >= 54


def test_a_minute_is_counted_from_when_a_message_is_there():
    """Every fourth is a picture, which is drawn for four seconds before it goes out."""
    pace, times, moment = Pace(0, 1, 18), [], 100.0
    while moment < 300.0:
        if "g" in pace.parked(moment):
            moment += 0.05
            continue
        pace.count("g", moment, group=True)
        moment += 0.0 if len(times) % 4 else 4.0
        pace.arrived("g", moment)
        times.append(moment)
    assert most_within(times, 59.9) == 18


def test_a_busy_group_is_not_silent_for_long():
    """Two thirds of a minute go out as they come; the others leave no gap of a quarter minute."""
    times = play(Pace(0, 1, 18), ["g"], 200, group=True)["g"]
    assert times[11] - times[0] < 8
    gaps = [after - before for before, after in pairwise(times)]
    assert max(gaps) < 9
    assert max(gaps[:11]) < 1.1 < gaps[11]


def test_off_is_off():
    pace = Pace(0, 0, 0)
    assert pace.allowed(1.0) is None
    for _ in range(1000):
        pace.count("a", 1.0, group=True)
    assert pace.parked(1.0) == ()
    assert pace.next_at(1.0) is None


def test_chats_that_rest_are_forgotten():
    pace = Pace(0, 1, 18)
    for i in range(100):
        pace.count(str(i), 1.0, group=False)
    assert pace.parked(1000.0) == ()
    assert pace._chats == {}
