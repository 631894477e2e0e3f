"""Discord over real sockets: adapter, store, inbox worker and sender, with an echo."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from dataclasses import replace

import pytest

from bot.platforms.base import Fatal
from bot.platforms.discord.adapter import DiscordChat
from bot.platforms.discord.client import mind_budget
from bot.platforms.discord.read import DeliveryHint
from bot.platforms.discord.rest import find_gateway
from bot.runtime.inbox_worker import InboxWorker
from bot.runtime.pace import Pace
from bot.runtime.sender import Sender
from core.messages import Answer, Button, File, Reply
from core.store.engine import open_store
from tests.servers.discord import DiscordServer
from tests.servers.discord_shapes import BOT, HIDDEN, ROOM

MENTION = f"<@{BOT}>"
MENU = (("log", "Log a set"), ("next", "Target for the next session"), ("undo", "Take back"))


class Echo:
    """Says what was said; "secret" is answered in private, "mute" not at all."""

    def __init__(self, store):
        self.store = store
        self.heard = []

    async def handle(self, message, now):
        self.heard.append(message)
        key = f"reply:{message.receipt}"

        def work(uow):
            person, _ = uow.people.find(message.sender, now)
            reply = self.reply(message, person.id)
            if reply:
                uow.outbox.post(message.address, reply, message.delivery, key, now)
            uow.inbox.finish(message.receipt, now)

            return Answer(reply)

        return await self.store.run(work)

    async def reads_file(self, message, now):
        return False

    async def catch_up(self, messages, now):
        return [await self.handle(message, now) for message in messages][-1]

    def reply(self, message, me):
        if "mute" in message.text or not message.addressed:
            return None
        if message.owner not in (None, me):
            return Reply(lines=("not yours",), private=True)
        buttons = (Button("Undo", "undo s1"), Button("Long", "long " + "x" * 150))
        files = (File("log.csv", b"a,b"),) if "file" in message.text else ()
        lines = ("y" * 4500,) if "lengthy" in message.text else (f"echo {message.text}",)
        private = "secret" in message.text
        return Reply(lines=lines, buttons=buttons, files=files, private=private, owner=me)


class Bot:
    """A running bot without the composition root."""

    def __init__(self, server, store, **more):
        self.store = store
        self.echo = Echo(store)
        settings = {"token": server.token, "api_url": server.url, "message_content": False} | more
        self.chat = DiscordChat(store=store, menu=MENU, **settings)
        self.sender = Sender(store, self.chat, Pace(0, 0, 0))
        self.inbox_worker = InboxWorker(store, self.echo, {"discord": self.chat}, self.sender.ring)
        self.jobs = []
        self.stumbles = 0  # how often the inbox still fails

    async def __aenter__(self):
        self.jobs = [
            asyncio.create_task(work)
            for work in (self.receive(), self.inbox_worker.run(), self.sender.run())
        ]
        return self

    async def receive(self):
        await self.chat.receive(self.commit)

    async def commit(self, rows):
        if self.stumbles:
            self.stumbles -= 1
            raise RuntimeError("disk full")
        new = await self.store.receive(rows)
        self.inbox_worker.received(rows)
        return new

    async def __aexit__(self, *_):
        self.jobs[0].cancel()
        await asyncio.gather(self.jobs[0], return_exceptions=True)
        await self.inbox_worker.stop(2)
        await self.sender.stop(2)
        for job in self.jobs:
            job.cancel()
        await asyncio.gather(*self.jobs, return_exceptions=True)
        await self.chat.close()


@pytest.fixture
async def server():
    async with DiscordServer() as made:
        yield made


@pytest.fixture
async def store(tmp_path):
    made = await open_store(f"sqlite:///{tmp_path}/bot.db")
    yield made
    await made.close()


@contextlib.asynccontextmanager
async def running(server, store, **more):
    """A bot that has connected."""
    before = server.identifies
    async with Bot(server, store, **more) as bot:
        await server.until(lambda: server.identifies > before or bot.jobs[0].done())
        await server.until(
            lambda: any(s.socket for s in server.sessions.values()) or bot.jobs[0].done()
        )
        if bot.jobs[0].done():
            bot.jobs[0].result()
        yield bot


def texts(server, channel=""):
    return [message["content"] for message in server.answers(channel)]


async def said(server, text, channel=""):
    """Wait until the bot has said something and give the message."""
    return await server.until(
        lambda: next((m for m in server.answers(channel) if m["content"] == text), None)
    )


async def test_a_direct_message_is_answered(server, store):
    async with running(server, store) as bot:
        channel = server.direct_channel("5")
        await server.dm("5", "squat 140x8_ rir1")
        answer = await said(server, "echo squat 140x8\\_ rir1", channel)
        assert "message_reference" not in answer
        assert [b["label"] for b in answer["components"][0]["components"]] == ["Undo", "Long"]
        assert bot.echo.heard[0].sender.name == "User 5"


async def test_messages_of_a_channel_keep_their_order(server, store):
    async with running(server, store) as bot:
        for at in range(30):
            await server.dm("5", f"m{at}")
        await said(server, "echo m29")
        assert [m.text for m in bot.echo.heard] == [f"m{at}" for at in range(30)]


async def test_a_server_is_answered_when_it_speaks_to_the_bot(server, store):
    async with running(server, store) as bot:
        await server.say(ROOM, "5", "squat 100x5")
        spoken = await server.say(ROOM, "5", f"{MENTION} squat 140x8")
        answer = await said(server, "echo squat 140x8", ROOM)
        assert answer["message_reference"]["message_id"] == spoken["id"]
        assert answer["message_reference"]["fail_if_not_exists"] is False
        await server.say(ROOM, "6", "7 rir0", reply_to=answer["id"])
        await said(server, "echo 7 rir0", ROOM)
        assert [m.text for m in bot.echo.heard] == ["squat 140x8", "7 rir0"]
        assert not any(m.address.private for m in bot.echo.heard)


async def test_message_content_lets_it_overhear(server, store):
    async with running(server, store, message_content=True) as bot:
        await server.say(ROOM, "5", "squat 100x5")
        await server.say(ROOM, "5", f"{MENTION} next")
        await said(server, "echo next", ROOM)
        assert [(m.text, m.addressed) for m in bot.echo.heard] == [
            ("squat 100x5", False),
            ("next", True),
        ]


async def test_other_bots_and_hooks_are_not_heard(server, store):
    async with running(server, store) as bot:
        robot = {"id": "8", "username": "robot", "bot": True}
        await server.dm("5", "I am a robot", author=robot)
        await server.say(ROOM, "5", f"{MENTION} hook", webhook_id="77")
        await server.dm("5", "hello")
        await said(server, "echo hello")
        assert [m.text for m in bot.echo.heard] == ["hello"]


async def test_an_edit_is_heard_once(server, store):
    async with running(server, store) as bot:
        first = await server.dm("5", "squat 140x8")
        await said(server, "echo squat 140x8")
        await server.edit(first["id"], embeds=[{"title": "a preview"}])
        await server.edit(first["id"], "squat 140x9")
        await server.edit(first["id"], embeds=[])
        await said(server, "echo squat 140x9")
        await server.dm("5", "next")
        await said(server, "echo next")
        heard = [(m.text, m.edited, m.source) for m in bot.echo.heard]
        source = f"dc:{first['channel_id']}:{first['id']}"
        assert heard[:2] == [("squat 140x8", False, source), ("squat 140x9", True, source)]
        assert len(heard) == 3


async def test_an_edit_in_a_server(server, store):
    async with running(server, store) as bot:
        first = await server.say(ROOM, "5", f"{MENTION} squat 140x8")
        await said(server, "echo squat 140x8")
        await server.edit(first["id"], f"{MENTION} squat 140x9")
        await said(server, "echo squat 140x9")
        assert bot.echo.heard[1].edited


# --- slash commands and buttons -------------------------------------------------------------------


async def test_commands_are_sent_when_they_change(server, store):
    async with running(server, store):
        await server.until(lambda: server.commands)
    assert [c["name"] for c in server.commands] == ["log", "s", "next", "undo"]
    async with running(server, store):
        await server.dm("5", "hello")
        await said(server, "echo hello")
    assert len([c for c in server.calls if c[0] == "PUT"]) == 1


async def test_commands_for_an_application_without_install_by_persons(server, store):
    server.fault("PUT /applications", 400, code=50035)
    async with running(server, store):
        await server.until(lambda: server.commands)
    assert all("contexts" not in command for command in server.commands)


async def test_commands_are_sent_again_after_a_fault(server, store, monkeypatch):
    monkeypatch.setattr("bot.platforms.discord.adapter.SYNC_PAUSES_S", (0.01,))
    server.fault("PUT /applications", 503)
    async with running(server, store):
        await server.until(lambda: server.commands)


async def test_nothing_to_say_stops_thinking(server, store, monkeypatch):
    monkeypatch.setattr("bot.platforms.discord.adapter.SILENCE_S", 0.05)
    async with running(server, store):
        made = await server.slash(ROOM, "5", "log", "mute")
        await server.until(lambda: made.acknowledged)
        await server.until(lambda: made.original is None)
        assert server.answers() == []


async def test_thinking_is_not_taken_away_once_somebody_has_answered(server, store):
    """Another process may have: this one only sees that it was not the one."""
    async with running(server, store) as bot:
        made = await server.slash(ROOM, "5", "next", "squat")
        await server.until(lambda: server.answers(ROOM))
        note = DeliveryHint(interaction=made.id, application=BOT, token=made.token, deferred=True)
        await bot.chat._mail.withdraw(note)
        assert len(server.answers(ROOM)) == 1


async def test_a_slash_command_is_answered_in_its_place(server, store):
    async with running(server, store) as bot:
        made = await server.slash(ROOM, "5", "log", "squat 140x8")
        answer = await said(server, "echo /log squat 140x8", ROOM)
        assert made.acknowledged["type"] == 5
        assert made.original["id"] == answer["id"]
        assert not answer["flags"] & HIDDEN
        assert bot.echo.heard[0].sender.language == "de"
        assert not [c for c in server.calls if c[1] == f"/channels/{ROOM}/messages"]


@pytest.mark.parametrize(
    ("name", "text", "hidden"),
    [("week", "secret", True), ("week", "open", False), ("log", "secret", True)],
)
async def test_a_slash_command_is_as_private_as_its_answer(server, store, name, text, hidden):
    async with running(server, store):
        await server.slash(ROOM, "5", name, text)
        answer = await said(server, f"echo /{name} {text}", ROOM)
        assert bool(answer["flags"] & HIDDEN) == hidden
        waiting = [m for m in server.messages.values() if m.get("flags", 0) & 128]
        assert waiting == []


async def test_a_slash_command_where_the_bot_is_not(server, store):
    async with running(server, store):
        owners = {"authorizing_integration_owners": {"1": "5"}}
        await server.slash(ROOM, "5", "log", "squat", **owners)
        await said(server, "echo /log squat", ROOM)
        assert not [c for c in server.calls if c[1] == f"/channels/{ROOM}/messages"]


async def test_a_long_answer_to_a_slash_command(server, store):
    async with running(server, store):
        await server.slash(ROOM, "5", "log", "lengthy")
        await server.until(lambda: len(server.answers(ROOM)) == 3)
        assert [len(text) for text in texts(server, ROOM)] == [2000, 2000, 500]
        last = server.answers(ROOM)[-1]
        assert last["components"]


async def test_exercises_are_suggested(server, store):
    async with running(server, store):
        made = await server.suggest(ROOM, "5", "log", "squat 140x8")
        choices = await server.until(lambda: server.suggested.get(made.id))
        assert all(choice["value"].endswith("140x8") for choice in choices)
        assert any("Squat" in choice["name"] for choice in choices)


async def test_a_button_is_a_typed_sentence(server, store):
    async with running(server, store) as bot:
        await server.say(ROOM, "5", f"{MENTION} squat")
        answer = await said(server, "echo squat", ROOM)
        made = await server.press(answer["id"], "Undo", "5")
        await said(server, "echo undo s1", ROOM)
        assert made.acknowledged["type"] == 6
        assert bot.echo.heard[1].owner == 1
        assert bot.echo.heard[1].source == f"dc:i:{made.id}"


async def test_somebody_elses_button_is_refused_in_private(server, store):
    async with running(server, store):
        await server.say(ROOM, "5", f"{MENTION} squat")
        answer = await said(server, "echo squat", ROOM)
        await server.press(answer["id"], "Undo", "6")
        refusal = await said(server, "not yours", ROOM)
        assert refusal["flags"] & HIDDEN
        assert refusal["for"] == "6"


async def test_a_button_works_after_a_restart(server, store):
    async with running(server, store):
        await server.dm("5", "squat")
        answer = await said(server, "echo squat")
    async with running(server, store) as bot:
        await server.press(answer["id"], "Undo", "5")
        await said(server, "echo undo s1")
        assert bot.echo.heard[0].address.private


async def test_a_long_button_is_kept_in_the_store(server, store):
    async with running(server, store):
        await server.dm("5", "squat")
        answer = await said(server, "echo squat")
    async with running(server, store) as bot:
        await server.press(answer["id"], "Long", "6")
        await said(server, "not yours")
        assert bot.echo.heard[0].owner == 1
        await server.press(answer["id"], "Long", "5")
        await said(server, "echo long " + "x" * 150)


async def test_an_interaction_older_than_its_token_is_answered_in_the_channel(server, store):
    async with running(server, store):
        for match in ("@original", "POST /webhooks"):
            server.fault(match, 404, code=10015, times=9)
        await server.slash(ROOM, "5", "log", "squat")
        await said(server, "echo /log squat", ROOM)
        assert [c[0] for c in server.calls if c[1] == f"/channels/{ROOM}/messages"] == ["POST"]


# --- privacy --------------------------------------------------------------------------------------


async def test_a_private_answer_to_a_message_in_a_server_goes_to_the_person(server, store):
    async with running(server, store):
        await server.say(ROOM, "5", f"{MENTION} secret")
        await said(server, "echo secret", server.direct_channel("5"))
        assert texts(server, ROOM) == []
        await server.say(ROOM, "5", f"{MENTION} secret two")
        await said(server, "echo secret two", server.direct_channel("5"))
        assert len([c for c in server.calls if c[1] == "/users/@me/channels"]) == 1
    await server.dm("5", "thanks, next")
    async with running(server, store):
        await said(server, "echo thanks, next")


async def test_direct_conversations_are_not_opened_by_the_dozen(server, store):
    async with running(server, store):
        for person in range(100, 112):
            await server.say(ROOM, str(person), f"{MENTION} secret")
        await server.say(ROOM, "5", f"{MENTION} done")
        await said(server, "echo done", ROOM)
        assert len([c for c in server.calls if c[1] == "/users/@me/channels"]) == 10


async def test_files_and_long_texts(server, store):
    async with running(server, store):
        await server.dm("5", "lengthy file")
        await server.until(lambda: len(server.answers()) == 3)
        assert server.answers()[-1]["files"] == [["log.csv", 3]] or server.answers()[-1][
            "files"
        ] == [("log.csv", 3)]
        assert [bool(m.get("components")) for m in server.answers()] == [False, False, True]


# --- faults ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 429, "retry_after": 0.3},
        {"status": 429, "retry_after": 1.5},
        {"status": 503},
        {"status": 0},
        {"status": 0, "after": True},
        {"status": 504, "after": True},
    ],
)
async def test_an_answer_arrives_once_whatever_happens_on_the_way(server, store, fault):
    async with running(server, store):
        server.fault("POST /channels", **fault)
        await server.dm("5", "squat")
        await server.dm("6", "bench")
        await said(server, "echo squat")
        await said(server, "echo bench")
        await server.dm("5", "next")
        await said(server, "echo next")
        assert sorted(texts(server)) == ["echo bench", "echo next", "echo squat"]


@pytest.mark.parametrize(
    ("status", "code"), [(403, 50007), (403, 50278), (404, 10003), (400, 50035), (400, 40003)]
)
async def test_what_can_never_arrive_holds_nobody_up(server, store, status, code):
    async with running(server, store):
        server.fault("POST /channels", status, code=code)
        await server.dm("5", "squat")
        await server.dm("5", "next")
        await said(server, "echo next")
        assert texts(server) == ["echo next"]


async def test_an_unreadable_event_is_set_aside(server, store):
    async with running(server, store) as bot:
        await server.dm("5", "broken", edited_timestamp="zzz")
        await server.dm("5", "strange", member="nobody")
        await server._emit("MESSAGE_CREATE", {"content": 3, "author": "nobody"})
        await server._emit("INTERACTION_CREATE", {"type": 2})
        await server.dm("6", "hello")
        await said(server, "echo hello")
        await server.dm("5", "still here")
        await said(server, "echo still here")
        assert [m.text for m in bot.echo.heard] == ["hello", "still here"]
        assert server.identifies == 1


# --- the connection -------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [0, 4000, 1000])
async def test_a_lost_connection_is_resumed_and_nothing_is_heard_twice(server, store, code):
    async with running(server, store) as bot:
        await server.dm("5", "one")
        await said(server, "echo one")
        await server.drop(code)
        await server.dm("5", "two")
        await said(server, "echo two")
        assert [m.text for m in bot.echo.heard] == ["one", "two"]


async def test_a_replay_is_absorbed(server, store):
    async with running(server, store) as bot:
        first = await server.dm("5", "one")
        await said(server, "echo one")
        await server._emit("MESSAGE_CREATE", first)
        await server.dm("5", "two")
        await said(server, "echo two")
        assert [m.text for m in bot.echo.heard] == ["one", "two"]


async def test_what_was_missed_is_fetched(server, store):
    async with running(server, store):
        await server.dm("5", "one")
        edited = await server.dm("5", "before")
        await server.say(ROOM, "6", f"{MENTION} room")
        await said(server, "echo before")
        await said(server, "echo room")
    await server.dm("5", "two")
    await server.edit(edited["id"], "after")
    await server.say(ROOM, "6", "among others")
    for at in range(130):
        await server.say(ROOM, "6", f"{MENTION} missed {at}")
    async with running(server, store) as bot:
        await server.dm("5", "three")
        await said(server, "echo three")
        await said(server, "echo missed 129")
        direct = [m.text for m in bot.echo.heard if m.address.private]
        assert sorted(direct[:2]) == ["after", "two"]
        assert direct[2:] == ["three"]
        room = [m.text for m in bot.echo.heard if not m.address.private]
        assert room == [f"missed {at}" for at in range(130)]
    async with running(server, store) as bot:
        await server.dm("5", "four")
        await said(server, "echo four")
        assert [m.text for m in bot.echo.heard] == ["four"]


async def test_a_session_that_cannot_be_resumed_is_caught_up_with(server, store, monkeypatch):
    monkeypatch.setattr("bot.platforms.discord.client.IDENTIFY_PAUSE_S", 0.1)
    async with running(server, store) as bot:
        await server.dm("5", "one")
        await said(server, "echo one")
        server.refuse_resume = True
        server.sessions.clear()
        missed = server._message(server.direct_channel("5"), {"id": "5", "username": "a"}, "two")
        assert missed
        await server.cut_all()
        await said(server, "echo two")
        await server.dm("5", "three")
        await said(server, "echo three")
        assert [m.text for m in bot.echo.heard] == ["one", "two", "three"]


async def test_an_inbox_that_stumbles(server, store, monkeypatch):
    monkeypatch.setattr("bot.platforms.discord.arrivals.COMMIT_RETRIES_S", (0.01, 0.01))
    async with running(server, store) as bot:
        bot.stumbles = 2
        await server.dm("5", "one")
        await server.dm("5", "two")
        await said(server, "echo two")
        assert [m.text for m in bot.echo.heard] == ["one", "two"]


async def test_an_inbox_that_stays_broken_loses_nothing(server, store, monkeypatch):
    monkeypatch.setattr("bot.platforms.discord.arrivals.COMMIT_RETRIES_S", ())
    async with running(server, store) as bot:
        await server.dm("5", "one")
        await said(server, "echo one")
        bot.stumbles = 1
        await server.dm("5", "two")
        await server.dm("5", "three")
        await server.until(bot.jobs[0].done)
        assert isinstance(bot.jobs[0].exception(), RuntimeError)
    async with running(server, store) as bot:
        await said(server, "echo three")
        assert [m.text for m in bot.echo.heard] == ["two", "three"]


async def test_an_inbox_that_breaks_while_catching_up(server, store, monkeypatch):
    async with running(server, store):
        await server.dm("5", "one")
        await said(server, "echo one")
    monkeypatch.setattr("bot.platforms.discord.arrivals.COMMIT_RETRIES_S", ())
    await server.dm("5", "two")
    async with Bot(server, store) as bot:
        bot.stumbles = 1
        await server.until(bot.jobs[0].done)
        assert isinstance(bot.jobs[0].exception(), RuntimeError)
    async with running(server, store) as bot:
        await said(server, "echo two")


async def test_a_session_resumes_through_the_proxy_it_began_with(server, store):
    server.resume_url = "wss://gateway-somewhere.discord.gg"
    async with running(server, store) as bot:
        await server.dm("5", "one")
        await said(server, "echo one")
        await server.drop()
        await server.dm("5", "two")
        await said(server, "echo two")
        assert (server.identifies, server.resumes) == (1, 1)
        assert len(bot.echo.heard) == 2


async def test_a_channel_that_is_gone_is_let_go(server, store):
    async with running(server, store):
        await server.dm("5", "one")
        await said(server, "echo one")
    server.fault("GET /channels", 404, code=10003)
    async with running(server, store):
        await server.dm("6", "two")
        await said(server, "echo two")
        await server.until(lambda: not server.faults[0].times)
    calls = len(server.calls)
    async with running(server, store):
        await server.dm("5", "three")
        await said(server, "echo three")
    gone = f"/channels/{server.direct_channel('5')}/messages"
    assert ("GET", gone) not in [(c[0], c[1]) for c in server.calls[calls:]]


async def test_catching_up_survives_a_fault(server, store, monkeypatch):
    monkeypatch.setattr("bot.platforms.discord.arrivals.FETCH_RETRIES_S", (0.05, 0.05, 0.05))
    async with running(server, store):
        await server.dm("5", "one")
        await said(server, "echo one")
    await server.dm("5", "two")
    server.fault("GET /channels", 503, times=2)
    server.fault("GET /channels", 429, retry_after=1.2)
    async with running(server, store) as bot:
        await said(server, "echo two")
        await server.dm("5", "three")
        await said(server, "echo three")
        assert [m.text for m in bot.echo.heard] == ["two", "three"]


async def test_a_refused_token_is_final(server, store, caplog):
    bot = DiscordChat("not-the-token", server.url, store)
    with caplog.at_level(logging.DEBUG), pytest.raises(Fatal) as refused:
        await bot.receive(store.receive)
    await bot.close()
    assert "DISCORD_BOT_TOKEN" in refused.value.why
    assert "not-the-token" not in caplog.text + repr(bot) + refused.value.why
    assert server.identifies == 0


async def test_an_address_where_nobody_answers_is_tried_again(store):
    async with DiscordServer() as server:
        url = server.url
    bot = DiscordChat("token", url, store)
    with pytest.raises(OSError, match="Cannot connect"):
        await bot.receive(store.receive)
    await bot.close()


async def test_few_sessions_left_are_rationed(server, store, monkeypatch):
    waits = []

    async def note(seconds):
        waits.append(seconds)

    gateway = await find_gateway(server.token, server.url)
    monkeypatch.setattr("bot.platforms.discord.client.asyncio.sleep", note)
    await mind_budget(gateway)
    await mind_budget(replace(gateway, identifies_left=10, resets_in_s=3600.0))
    await mind_budget(replace(gateway, identifies_left=0, resets_in_s=60.0))
    assert waits == [360.0, 60.0]


async def test_a_token_refused_by_the_gateway_is_final(server, store):
    server.gateway_token = "another"
    bot = DiscordChat(server.token, server.url, store)
    with pytest.raises(Fatal):
        await bot.receive(store.receive)
    await bot.close()
    assert server.identifies == 1


async def test_a_refused_intent_names_the_setting(store):
    async with DiscordServer(allow_content=False) as server:
        bot = DiscordChat(server.token, server.url, store, message_content=True)
        with pytest.raises(Fatal) as refused:
            await bot.receive(store.receive)
        await bot.close()
    assert "DISCORD_MESSAGE_CONTENT" in refused.value.why


@pytest.mark.parametrize("ending", ["", "/", "/api", "/api/v10", "/api/v10/"])
async def test_the_address_may_be_written_in_several_ways(server, store, ending):
    async with running(server, store, api_url=server.url + ending):
        await server.dm("5", "hello")
        await said(server, "echo hello")


async def test_no_token_reaches_a_log(server, store, caplog):
    with caplog.at_level(logging.DEBUG):
        async with running(server, store):
            server.fault("PATCH /webhooks", 429, retry_after=0.2)
            made = await server.slash(ROOM, "5", "log", "squat")
            await said(server, "echo /log squat")
            await server.drop()
            await server.dm("5", "hello")
            await said(server, "echo hello")
    ours = [r.getMessage() for r in caplog.records if not r.name.startswith("aiosqlite")]
    assert ours
    assert not [line for line in ours if server.token in line or made.token in line]
