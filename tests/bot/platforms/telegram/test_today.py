"""Telegram as of today: menus by kind of chat, links that open the bot, one person's messages."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from bot.platforms.telegram.ephemeral import WINDOW_SECONDS
from bot.platforms.telegram.menu import show, shown
from bot.platforms.telegram.read import Me, inbox_row
from bot.platforms.telegram.start import MOST, opened_by
from core.command_menus import IN_SHORT_MENU, listing
from core.messages import Address, Button, Message, Reply
from core.messages import Sender as Person
from core.store.rows import OutboxMessage
from tests.gym import Gym
from tests.servers.telegram import BOT_ID, BOT_NAME

pytestmark = pytest.mark.filterwarnings("ignore:Please use 'Bot")

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
GYM = -1001
LONG = Reply(lines=("why " * 80,), private=True, owner=1)


def outgoing(reply, **note):
    address = Address("telegram", str(GYM), private=False)
    return OutboxMessage(1, "reply:x", address, reply, json.dumps(note), NOW, 0, uncertain=False)


async def pressed(server, chat):
    """Somebody in a group presses a button, and the bot's process sees it."""
    server.say("/next", chat=GYM)
    buttons = Reply(lines=("x",), buttons=(Button("why", "why"),), owner=1)
    await chat.send(outgoing(buttons))
    update = server.press("why")
    chat._presses.watch(update)
    return {"press": update["callback_query"]["id"], "user": "1", "message": 101}


# --- one person's messages ------------------------------------------------------------------------


async def test_a_long_private_answer_to_a_press_is_shown_in_the_group(server, chat):
    note = await pressed(server, chat)
    await chat.send(outgoing(LONG, **note))
    last = server.sent[-1]
    assert last.method == "ephemeral"
    assert last.data["receiver_user_id"] in (1, "1")
    assert last.data["ephemeral_message_parameters"] == {
        "receiver_user_id": 1, "callback_query_id": note["press"],
    }  # fmt: skip
    assert len([each for each in server.shown(GYM) if "why why" in each.text]) == 0


@pytest.mark.parametrize("refused", [False, True])
async def test_where_it_cannot_be_it_is_told_in_private(server, chat, refused):
    server.started.add(1)
    server.ephemeral = refused  # a server before 10.2, or a chat that refuses
    server.without_ephemeral.add(GYM)
    for _ in range(2):
        await chat.send(outgoing(LONG, **await pressed(server, chat)))
    assert len(server.shown(1)) == 2
    assert not [each for each in server.shown(GYM) if "why why" in each.text]
    probes = [name for name, _ in server.calls if name == "deleteEphemeralMessage"]
    tried = [d for name, d in server.calls if name == "sendMessage" and "receiver_user_id" in d]
    assert (len(probes), len(tried)) == (1, int(refused))  # learned once


async def test_what_all_could_read_is_taken_back(server, chat, monkeypatch):
    """A server that has the method and passes over what it does not know."""
    server.started.add(1)
    note = await pressed(server, chat)
    server.ephemeral = False
    chat._sends._ephemeral._known = True
    await chat.send(outgoing(LONG, **note))
    assert not [each for each in server.shown(GYM) if "why why" in each.text]
    assert len(server.shown(1)) == 1
    again = [name for name, _ in server.calls].count("deleteMessage")
    await chat.send(outgoing(LONG, **await pressed(server, chat)))
    assert [name for name, _ in server.calls].count("deleteMessage") == again == 1


@pytest.mark.parametrize(
    "reply",
    [
        Reply(lines=LONG.lines, private=True, owner=1, about="1/m5"),
        Reply(lines=LONG.lines, private=True, owner=1, buttons=(Button("a", "b"),)),
        Reply(lines=("x" * 3000, "y" * 3000), private=True, owner=1),
    ],
)
async def test_what_was_stored_is_never_told_so_alone(server, chat, reply):
    server.started.add(1)
    await chat.send(outgoing(reply, **await pressed(server, chat)))
    assert server.shown(1)
    assert not [each for each in server.sent if each.method == "ephemeral"]


@pytest.mark.parametrize(("age", "here"), [(0.0, True), (0.01, False)])
async def test_only_soon_after_the_press(server, chat, age, here):
    server.started.add(1)
    note = await pressed(server, chat)
    chat._presses._seen[note["press"]] -= WINDOW_SECONDS - 1.0 + age * 100
    await chat.send(outgoing(LONG, **note))
    assert bool([each for each in server.sent if each.method == "ephemeral"]) == here
    assert WINDOW_SECONDS < 15


async def test_who_never_wrote_gets_a_button_that_opens_the_chat(server, chat):
    chat._sends.name = BOT_NAME
    await chat.send(outgoing(LONG, user="7", message=5))
    (hint,) = server.shown(GYM)
    assert hint.buttons[0]["url"] == f"https://t.me/{BOT_NAME}?start=hi"


# --- links that open the bot ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "private", "meant"),
    [
        ("/start", True, "/start"),
        ("/start hi", True, "/start"),
        ("/start link-K7MX2QPR", True, "/link K7MX2QPR"),
        ("/start link_k7mx-2qpr", True, "/link k7mx-2qpr"),
        ("/start link-K7MX2QPR", False, "/start"),  # a code is never used in a group
        ("/start join", False, "/join"),
        ("/start join", True, "/start"),
        ("/start plan", True, "/plan"),
        ("/start forget_me", True, "/start"),
        ("/start link-K7MX2QPR yes", True, "/start"),
        ("/start link-K7MX2QP", True, "/start"),
        ("/start " + "a" * MOST, True, "/start"),
        ("/start " + "9" * 5000, True, "/start"),
        ("/start \u0661\u202e\x00<b>", True, "/start"),
        ("/start\njoin", False, "/join"),
        ("/started", True, "/started"),
        ("squat 100x5", True, "squat 100x5"),
    ],
)
def test_what_a_link_stands_for(text, private, meant):
    assert opened_by(text, private=private) == meant


async def test_a_link_is_a_command_of_who_opened_it(server, chat):
    update = server.say("/start@" + BOT_NAME + " join", chat=GYM)
    message = chat.read(inbox_row(update, Me(BOT_ID, BOT_NAME), NOW))
    assert (message.text, message.addressed) == ("/join", True)


async def test_the_first_message_has_three_buttons_that_log_nothing(sqlite_store):
    gym = Gym(sqlite_store)
    reply = (await gym.say("Ann", "/start", "")).reply
    assert reply is not None
    assert len(reply.tries) == 3
    assert reply.buttons == ()  # a terminal shows what it always showed
    for each in reply.tries:
        message = Message(
            Address("telegram", "Ann"), Person("telegram", "Ann", "Ann"), each.send, gym.now,
            f"tg:cb:{each.send}", owner=reply.owner,
        )  # fmt: skip
        answer = await gym.coach.handle(message, gym.now)
        assert answer.reply is not None
        assert (answer.result or {}).get("kind") not in ("logged", "error")
    assert await sqlite_store.run(lambda uow: uow.sets.last(1)) is None


# --- menus ----------------------------------------------------------------------------------------


async def test_each_kind_of_chat_has_its_menu(server, chat, sqlite_store):
    assert await show(chat._bot, sqlite_store, 7, listing("en"))
    assert not await show(chat._bot, sqlite_store, 7, listing("en"))  # nothing changed
    sent = {}
    for name, data in server.calls:
        if name == "setMyCommands":
            scope = (data.get("scope") or {}).get("type", "default")
            where = scope, data.get("language_code", "")
            sent[where] = [each["command"] for each in data["commands"]]
    assert sent["default", ""] == list(IN_SHORT_MENU)
    private, groups = sent["all_private_chats", ""], sent["all_group_chats", ""]
    admins = sent["all_chat_administrators", ""]
    assert "board" not in private
    assert private == list(IN_SHORT_MENU)
    assert groups[0] == "join"
    assert {"board", "log", "undo", "help"} <= set(groups)
    assert not {"goal", "settings", "export"} & set(groups)
    assert admins[0] == "settings"
    assert set(admins) == {*groups, "settings"}
    languages = {each.language for each in shown(listing("en"))}
    assert {code for _, code in sent} == languages
    for names in sent.values():
        assert len(names) == len(set(names)) <= 100
    assert {name for name, _ in server.calls} >= {"setMyDescription", "setMyShortDescription"}
