"""Discord over real sockets: adapter, store, inbox worker and sender, with an echo."""

from __future__ import annotations

import pytest

from bot.platforms.discord.read import DeliveryHint
from tests.bot.platforms.discord.echo_bot import MENTION, running, said
from tests.servers.discord_shapes import BOT, HIDDEN, ROOM


@pytest.fixture
def store(sqlite_store):
    return sqlite_store


def texts(server, channel=""):
    return [message["content"] for message in server.answers(channel)]


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
        names = [c["name"] for c in server.commands if c["type"] == 1]
        assert names == ["log", "s", "set", "session", "next", "undo"]
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
    monkeypatch.setattr("bot.platforms.discord.commands.SYNC_PAUSES_S", (0.01,))
    server.fault("PUT /applications", 503)
    async with running(server, store):
        await server.until(lambda: server.commands)


async def test_nothing_to_say_stops_thinking(server, store, monkeypatch):
    monkeypatch.setattr("bot.platforms.discord.interactions.SILENCE_S", 0.05)
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
        assert bot.echo.heard[0].sender.language == "en-US"
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
