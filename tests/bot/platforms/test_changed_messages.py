"""Messages that are changed, and reactions: what is sent, and what if it cannot be."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime

import pytest

from bot.platforms.discord.adapter import DiscordChat
from bot.platforms.discord.read import DeliveryHint, pack_note
from bot.platforms.telegram.adapter import TelegramChat
from core.messages import Address, Button, Picture, Reply
from core.store.rows import OutboxMessage
from tests.servers.discord import DiscordServer
from tests.servers.telegram import TOKEN, TelegramServer

ANN = "5"
NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
FIRST = Reply(lines=("100 kg x 5",), edits="live", buttons=(Button("undo", "undo"),), owner=7)
SECOND = Reply(lines=("100 kg x 5, 5",), edits="live", buttons=(Button("undo", "undo"),), owner=7)


@pytest.fixture
async def server():
    async with TelegramServer() as server:
        server.say("hello")
        yield server


@pytest.fixture
async def chat(server, sqlite_store):
    chat = TelegramChat(TOKEN, server.url, sqlite_store)
    yield chat
    await chat.close()


def outgoing(reply: Reply, *, changes: str = "", number: int = 1, **note: object) -> OutboxMessage:
    return OutboxMessage(
        number, f"reply:{number}", Address("telegram", "1"), reply, json.dumps(note), NOW, 0,
        uncertain=False, changes=changes,
    )  # fmt: skip


async def test_a_message_is_changed_and_keeps_its_id(server, chat):
    sent = await chat.send(outgoing(FIRST))
    assert await chat.send(outgoing(SECOND, changes=sent, number=2)) == sent
    assert [each.method for each in server.sent] == ["sendMessage", "editMessageText"]
    assert server.messages[1, int(sent)]["text"] == "100 kg x 5, 5"


async def test_the_same_again_is_no_fault(server, chat):
    sent = await chat.send(outgoing(FIRST))
    assert await chat.send(outgoing(FIRST, changes=sent, number=2)) == sent
    assert await chat.send(outgoing(FIRST, changes=sent, number=2)) == sent


@pytest.mark.parametrize("changes", ["999", "1", "lost", ""])
async def test_what_is_gone_or_is_not_ours_is_sent_anew(server, chat, changes):
    sent = await chat.send(outgoing(SECOND, changes=changes))
    assert sent not in ("", changes)
    assert server.texts() == ["100 kg x 5, 5"]


async def test_what_is_no_single_text_is_sent_anew(server, chat):
    sent = await chat.send(outgoing(FIRST))
    more = Reply(lines=("a chart",), pictures=(Picture("a.png", b"1"),), edits="live")
    assert await chat.send(outgoing(more, changes=sent, number=2)) != sent
    assert [each.method for each in server.sent][1:] == ["sendMessage", "sendPhoto"]


async def test_a_reaction_stands_for_the_words(server, chat):
    reply = Reply(lines=("on target",), reaction="\N{THUMBS UP SIGN}")
    (typed,) = (message for _, message in server.messages)
    await chat.send(outgoing(reply, message=typed))
    assert [each.method for each in server.sent] == ["setMessageReaction"]


@pytest.mark.parametrize("note", [{"message": 1}, {}, {"message": 999}, {"message": "x"}])
async def test_where_no_reaction_can_be_given_the_words_are_sent(server, chat, note):
    server.without_reactions.add(1)
    await chat.send(outgoing(Reply(lines=("on target",), reaction="\N{THUMBS UP SIGN}"), **note))
    assert server.texts() == ["on target"]


async def test_on_discord_a_message_is_changed_and_a_reaction_given(sqlite_store):
    async with DiscordServer() as discord:
        chat = DiscordChat(discord.token, discord.url, sqlite_store, message_content=False)
        task = asyncio.create_task(chat.receive(sqlite_store.receive))
        await discord.until(lambda: any(each.socket for each in discord.sessions.values()))
        typed = await discord.dm(ANN, "squat 100x5")
        place = Address("discord", typed["channel_id"])
        hint = pack_note(DeliveryHint(person=ANN, message=typed["id"]))

        async def send(reply: Reply, number: int, changes: str = "") -> str:
            return await chat.send(
                OutboxMessage(number, f"r{number}", place, reply, hint, datetime.now(UTC), 0,
                              uncertain=False, changes=changes)
            )  # fmt: skip

        first = await send(FIRST, 1)
        assert await send(SECOND, 2, first) == first
        assert discord.messages[first]["content"] == "100 kg x 5, 5"
        assert await send(SECOND, 3, typed["id"]) not in (first, typed["id"])
        assert await send(SECOND, 4, "999") not in (first, "999")
        thumb = Reply(lines=("on target",), reaction="\N{THUMBS UP SIGN}")
        assert await send(thumb, 5) == ""
        assert discord.messages[typed["id"]]["reactions"] == ["\N{THUMBS UP SIGN}"]
        discord.without_reactions.add(typed["channel_id"])
        said = await send(thumb, 6)
        assert discord.messages[said]["content"] == "on target"
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await chat.close()
