"""A reply that may not have arrived is told with the next one, once, to the same person."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import aiohttp
import pytest

from bot.platforms.base import Later, Never, Unknown
from bot.platforms.unsent import never_sent
from bot.runtime.delivery import told_with
from core.handlers.lost_replies import ALERT, SHORT, gist, tellable, with_lost
from core.messages import Address, Button, Picture, Reply, Sender
from core.store.rows import Lost, OutboxMessage
from tests.bot.platforms.discord.echo_bot import running, said
from tests.bot.runtime.test_sender import Script, now, sending
from tests.killing import listening, unfinished
from tests.running import Running
from tests.servers.discord import DiscordServer
from tests.servers.discord_shapes import BOT, ROOM
from tests.servers.telegram import TOKEN, TelegramServer
from tests.waiting import until

NOTE = "may not have arrived"
GYM = -1001


class Noting(Script):
    """A platform that keeps all that was sent."""

    def __init__(self, **more):
        super().__init__(**more)
        self.lines = []

    async def send(self, outgoing):
        sent = await super().send(outgoing)
        self.lines.append((outgoing.address.chat, list(outgoing.reply.lines)))
        return sent


async def person(store, name="ann"):
    return (await store.run(lambda it: it.people.find(Sender("telegram", name, name), now())))[0].id


async def post(store, owner, text, chat="a", *, at=None, private=True, **more):
    """Put a reply to somebody in the outbox."""
    address = Address("telegram", chat, private=private)
    reply = Reply(lines=(text,), owner=owner, **more)
    await store.run(
        lambda it: it.outbox.post(address, reply, "", f"reply:{chat}:{owner}:{text}", at or now())
    )


def told(platform, text):
    """The lines that were sent with a reply, without its own."""
    (lines,) = [lines for _, lines in platform.lines if lines[0] == text]
    return lines[1:]


async def send_all(store, platform, *texts):
    async with sending(store, platform):
        await until(lambda: {t for _, t in platform.sent} >= set(texts))


async def test_it_is_told_with_the_next_one_and_once(store):
    platform, ann = Noting(), await person(store)
    platform.faults["one"] = [Unknown("connection lost")]
    for text in ("one", "two", "three"):
        await post(store, ann, text)
    await send_all(store, platform, "two", "three")
    (line,) = told(platform, "two")
    assert NOTE in line
    assert line.endswith(": one")
    assert told(platform, "three") == []


async def test_it_is_told_after_a_restart_and_where_a_process_was_killed(store):
    platform, ann = Noting(), await person(store)
    await post(store, ann, "one")
    await store.claim_outbox("telegram", "dead", now(), timedelta(seconds=90), 10)
    await store.bury(["dead"])
    async with sending(store, platform):
        await asyncio.sleep(0)
    await post(store, ann, "two")
    await send_all(store, platform, "two")
    assert told(platform, "two")[0].endswith(": one")
    await post(store, ann, "three")
    again = Noting()
    await send_all(store, again, "three")
    assert told(again, "three") == []


async def test_it_is_told_with_every_try_but_only_once_where_one_arrived(store):
    platform, ann = Noting(), await person(store)
    platform.faults["one"] = [Unknown("connection lost")]
    platform.faults["two"] = [Later(0.01), Never("refused")]
    platform.faults["three"] = [Later(0.01)]
    for text in ("one", "two", "three", "four"):
        await post(store, ann, text)
    await send_all(store, platform, "three", "four")
    assert told(platform, "three")[0].endswith(": one")
    assert told(platform, "four") == []


async def test_one_that_was_perhaps_told_is_not_told_again(store):
    platform, ann = Noting(), await person(store)
    platform.faults["one"] = [Unknown("connection lost")]
    platform.faults["two"] = [Unknown("connection lost")]
    for text in ("one", "two", "three"):
        await post(store, ann, text)
    await send_all(store, platform, "three")
    assert [line.split(": ")[-1] for line in told(platform, "three")] == ["two"]


async def test_in_a_group_the_same_person_is_told_and_nobody_else(store):
    platform = Noting()
    ann, bob = await person(store), await person(store, "bob")
    platform.faults["one"] = [Unknown("connection lost")]
    await post(store, ann, "one", private=False)
    await post(store, bob, "two", private=False)
    await post(store, ann, "elsewhere", "b")
    await post(store, ann, "three", private=False)
    await send_all(store, platform, "two", "three", "elsewhere")
    assert told(platform, "two") == told(platform, "elsewhere") == []
    assert told(platform, "three")[0].endswith(": one")


async def test_what_was_private_in_a_group_is_never_told_publicly(store):
    platform, ann = Noting(), await person(store)
    platform.faults["secret"] = [Unknown("connection lost")]
    address = Address("telegram", "a", private=False)
    for place, (text, hidden) in enumerate(
        [("secret", True), ("public", False), ("short", True), ("x" * (ALERT + 1), True)]
    ):
        reply = Reply(lines=(text,), owner=ann, private=hidden)
        await store.run(
            lambda it, reply=reply, n=place: it.outbox.post(address, reply, "", f"reply:{n}", now())
        )
    await send_all(store, platform, "public", "short", "x" * (ALERT + 1))
    assert told(platform, "public") == told(platform, "short") == []
    assert told(platform, "x" * (ALERT + 1))[0].endswith(": secret")


async def test_a_row_of_lost_ones_tells_of_each_at_most_once(store):
    platform, ann = Noting(), await person(store)
    lost = [str(n) for n in range(5)]
    for text in lost:
        platform.faults[text] = [Unknown("connection lost")]
        await post(store, ann, text)
    async with sending(store, platform):
        await until(lambda: len(platform.begun) == 5)
    await post(store, ann, "next")
    again = Noting()
    await send_all(store, again, "next")
    (line,) = told(again, "next")
    assert line.endswith(": 4")  # the one before told of the one before it, perhaps


@pytest.mark.parametrize("fault", [Never("blocked"), Later(0.01), KeyError("ours")])
async def test_what_surely_arrived_or_surely_did_not_is_not_told(store, fault):
    platform, ann = Noting(), await person(store)
    platform.faults["one"] = [fault]
    await post(store, ann, "one")
    await post(store, ann, "two")
    await send_all(store, platform, "two")
    assert told(platform, "two") == []


async def test_where_a_repeat_is_hidden_it_is_told_only_once_it_is_too_old_for_one(store):
    platform, ann = Noting(repeat_safe=True), await person(store)
    for text in ("one", "old"):
        platform.faults[text] = [Unknown("connection lost")]
    platform.faults["bare"] = [Unknown("connection lost", once=True)]
    await post(store, ann, "one")
    await post(store, ann, "two")
    await post(store, ann, "old", "b", at=now() - timedelta(minutes=5))
    await post(store, ann, "new", "b")
    await post(store, ann, "bare", "c")
    await post(store, ann, "next", "c")
    await send_all(store, platform, "one", "two", "new", "next")
    assert told(platform, "two") == []
    assert told(platform, "new")[0].endswith(": old")
    assert told(platform, "next")[0].endswith(": bare")
    assert platform.begun.count(("c", "bare")) == 1


async def test_it_follows_its_chat_and_goes_with_its_person(store):
    platform, ann = Noting(), await person(store)
    platform.faults["one"] = [Unknown("connection lost")]
    await post(store, ann, "one", private=False)
    await post(store, ann, "other", private=False, chat="b")
    await send_all(store, platform, "other")
    async with sending(store, platform):
        await until(lambda: ("a", "one") in platform.begun)
    await store.move_chat("telegram", "a", "z")
    await post(store, ann, "two", "z", private=False)
    await send_all(store, platform, "two")
    assert told(platform, "two")[0].endswith(": one")
    platform.faults["three"] = [Unknown("connection lost")]
    await post(store, ann, "three", "g", private=False)
    async with sending(store, platform):
        await until(lambda: ("g", "three") in platform.begun)
    await store.run(lambda it: it.personal_data.forget(ann))
    left = "SELECT count(*) FROM outbox WHERE reply LIKE '%three%'"
    assert await store.run(lambda it: it._connection.exec_driver_sql(left).scalar()) == 0


# --- words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("reply", "said"), [
    (Reply(lines=("Squat 100 kg.", "Next: 102.5 kg.", "Third.")), "Squat 100 kg. Next: 102.5 kg."),
    (Reply(title="Week 12", lines=("3 sessions",)), "Week 12 3 sessions"),
    (Reply(lines=("two\nlines",)), "two lines"),
    (Reply(pictures=(Picture("squat.png", b""),)), "squat.png"),
    (Reply(), ""),
    (Reply(lines=("a" * SHORT,)), "a" * SHORT),
])  # fmt: skip
def test_the_first_lines_are_kept(reply, said):
    assert gist(reply) == said


def test_long_ones_are_shortened():
    said = gist(Reply(lines=("word " * 100,)))
    assert len(said) <= SHORT + 2
    assert said.endswith("word …")
    assert len(gist(Reply(lines=("a" * (SHORT + 1),)))) == SHORT + 2


def test_what_may_be_shown_as_an_alert_tells_nothing():
    lost = (Lost(1, "x", private=True),)
    group = Address("telegram", "-1", private=False)
    assert tellable(lost, Reply(lines=("a" * ALERT,), private=True), group) == ()
    assert tellable(lost, Reply(lines=("a" * (ALERT + 1),), private=True), group) == lost
    assert (
        tellable(lost, Reply(lines=("a",), buttons=(Button("b", "c"),), private=True), group)
        == lost
    )
    assert tellable(lost, Reply(lines=("a",), private=True), Address("telegram", "1")) == lost


def test_nothing_is_added_where_nothing_was_lost():
    reply = Reply(lines=("x",))
    assert with_lost(reply, ()) is reply
    outgoing = OutboxMessage(1, "", Address("telegram", "1"), reply, "", now(), 0, uncertain=False)
    assert told_with(outgoing) == ()


# --- what is certain ------------------------------------------------------------------------------


async def test_a_connection_that_is_closing_was_never_written_to():
    closing = aiohttp.ClientConnectionResetError("Cannot write to closing transport")
    body = aiohttp.ClientOSError(None, "Can not write request body")
    assert not never_sent(body)
    body.__cause__ = closing
    assert never_sent(closing)
    assert never_sent(body)
    assert not never_sent(aiohttp.ServerDisconnectedError())
    assert not never_sent(ConnectionResetError())


# --- the real process -----------------------------------------------------------------------------


@pytest.mark.parametrize("after", [False, True])
async def test_on_telegram_over_a_restart(tmp_path, after):
    async with TelegramServer() as server:
        settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url}
        with Running(tmp_path, **settings) as bot:
            await listening(server, 0)
            server.say("/next", 1)
            await server.replies(1)
            server.fault(status=0, after=after)
            server.say("squat 140x8 rir1", 1)
            await server.until(lambda: unfinished(bot) == (0, 0) and not server.faults[0].times)
            before = len(server.calls)
            await asyncio.to_thread(bot.stop)
            bot.start()
            await server.until(lambda: any(m == "getUpdates" for m, _ in server.calls[before:]))
            server.say("squat 140x7 rir1", 1)
            await server.replies(2 + after)
            server.say("squat 140x6 rir1", 1)
            await server.replies(3 + after)
    first, second = server.texts(1)[-2:]
    assert first.count(NOTE) == 1
    assert "Squat 140 kg x 8" in first.split(NOTE)[1]
    assert NOTE not in second


async def test_on_discord_a_repeat_is_hidden_or_not_sent(store):
    async with DiscordServer() as server, running(server, store):
        server.fault(f"POST /channels/{server.direct_channel('5')}", 0, after=True)
        await server.dm("5", "one")
        await server.dm("5", "two")
        await said(server, "echo two")
        texts = [message["content"] for message in server.answers()]
        assert texts == ["echo one", "echo two"]
        server.fault("POST /webhooks", 0, after=True)  # which has no nonce
        await server.slash(ROOM, "5", "log", "secret one")
        await said(server, "echo /log secret one")
        await server.slash(ROOM, "5", "log", "secret two")
        await server.until(lambda: len(server.answers()) == 4)
        assert server.answers()[-1]["content"].count(NOTE) == 1
        await server.say(ROOM, "5", f"<@{BOT}> three")
        await said(server, "echo three")
