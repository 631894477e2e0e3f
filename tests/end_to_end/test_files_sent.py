"""Files people send: found in a message, downloaded within the limit, imported by a tap."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from aiohttp import web

from bot.platforms.base import Later
from bot.platforms.discord.commands import definition
from bot.platforms.discord.files import is_ours, with_files
from bot.platforms.discord.read import MessageFilter, message_row, read_row
from bot.platforms.telegram.adapter import TelegramChat
from bot.platforms.telegram.read import Me, inbox_row, message_of
from core.messages import Address, File, Message, Sender
from tests.running import Running
from tests.servers.telegram import BOT_ID, BOT_NAME, TOKEN, TelegramServer

pytestmark = pytest.mark.filterwarnings("ignore:Please use 'Bot")

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
ME = Me(BOT_ID, BOT_NAME)
CSV = b"date,exercise,weight,unit,reps\n2026-11-01,Squat,100,kg,5\n"


def document(**more: object) -> dict[str, object]:
    return {"file_id": "f1", "file_name": "x.csv", "file_size": len(CSV), **more}


@pytest.fixture
async def server():
    async with TelegramServer() as server:
        server.files["f1"] = CSV
        yield server


@pytest.fixture
async def chat(server, sqlite_store):
    chat = TelegramChat(TOKEN, server.url, sqlite_store)
    yield chat
    await chat.close()


def sent(server, **more: object) -> Message:
    update = server.say(None, document=document(**more))
    return message_of(inbox_row(update, ME, NOW))


async def test_telegram_hands_over_what_a_message_carries(server, chat):
    message = sent(server)
    assert (message.text, message.files) == ("", (File("x.csv", b"", len(CSV), "f1"),))
    fetched = await chat.fetch(message)
    assert fetched.files == (File("x.csv", CSV, len(CSV), ""),)


@pytest.mark.parametrize("more", [{"file_size": 20_000_001}, {"file_id": "gone"}])
async def test_telegram_leaves_what_cannot_be_had(server, chat, more):
    message = sent(server, **more)
    assert (await chat.fetch(message)).files == message.files


def test_a_caption_is_the_text_beside_a_file():
    body = {
        "message_id": 5, "date": 1795356000, "caption": "import lb", "document": document(),
        "from": {"id": 7, "first_name": "Ada"}, "chat": {"id": 7, "type": "private"},
    }  # fmt: skip
    message = message_of(inbox_row({"update_id": 1, "message": body}, ME, NOW))
    assert (message.text, message.files[0].ref) == ("import lb", "f1")
    odd = {**body, "document": {"file_id": 5, "file_size": "x"}}
    assert message_of(inbox_row({"update_id": 2, "message": odd}, ME, NOW)).files == ()


async def test_an_import_on_telegram_from_the_file_to_the_log(server, tmp_path):
    settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url}
    with Running(tmp_path, **settings) as bot:
        server.say(None, document=document())
        (asked,) = await server.replies(1)
        assert "1 set" in asked.text
        server.press("import")
        *_, done = await server.replies(2)
        assert "Imported 1 set." in done.text
        assert bot.rows("SELECT exercise_id, load_milli, reps FROM sets") == [("squat", 100_000, 5)]
        assert await asyncio.to_thread(bot.stop) == 0
    left = sqlite3.connect(bot.database)
    assert left.execute("SELECT count(*) FROM uploads").fetchall() == [(0,)]
    left.close()


async def test_an_open_name_longer_than_a_button_is_settled_by_a_tap(server, tmp_path):
    name = "Zanzibar Bench Press With A Name Longer Than Any Button May Carry"
    server.files["f1"] = f"date,exercise,weight,unit,reps\n2026-11-01,{name},60,kg,5\n".encode()
    settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url}
    with Running(tmp_path, **settings) as bot:
        server.say(None, document=document())
        (asked,) = await server.replies(1)
        labels = [each["text"] for each in asked.buttons]
        assert labels[:2] == ["import", "cancel"]
        server.press(labels[2], sent=asked)
        *_, again = await server.replies(2)
        assert "own" not in again.text
        server.press("import", sent=again)
        *_, done = await server.replies(3)
        assert "Imported 1 set." in done.text
        assert "own-" not in bot.rows("SELECT exercise_id FROM sets")[0][0]
        assert await asyncio.to_thread(bot.stop) == 0


# --- Discord ------------------------------------------------------------------------------------


def attached(url: str, **more: object) -> dict[str, object]:
    file = {"id": "1", "filename": "x.csv", "size": len(CSV), "url": url, **more}
    return {
        "id": "1300000000000000000", "channel_id": "80", "type": 0, "content": "",
        "author": {"id": "5", "username": "ann"}, "attachments": [file],
    }  # fmt: skip


def test_discord_names_what_a_message_carries():
    url = "https://cdn.discordapp.com/attachments/1/2/x.csv?ex=1"
    message = read_row(
        message_row(attached(url), MessageFilter("9", overhear=False), NOW, private=True)
    )
    assert message.files == (File("x.csv", b"", len(CSV), url),)
    picture = attached(url, content_type="image/png")
    assert message_row(picture, MessageFilter("9", overhear=False), NOW, private=True) is None


@pytest.fixture
async def store_of_files():
    """Where files lie: /x.csv, /big that never ends, /broken."""

    async def answer(request: web.Request) -> web.StreamResponse:
        if request.path == "/broken":
            return web.Response(status=503)
        if request.path == "/big":
            return web.Response(body=b"x" * 20_000_100)
        return web.Response(body=CSV) if request.path == "/x.csv" else web.Response(status=404)

    app = web.Application()
    app.router.add_get("/{name}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"
    await runner.cleanup()


def carrying(url: str) -> Message:
    file = File("x.csv", b"", len(CSV), url)
    sender = Sender("discord", "5", "Ann")
    return Message(Address("discord", "80"), sender, "", NOW, "dc:80:1", files=(file,))


async def test_discord_hands_over_what_a_message_carries(store_of_files):
    base = store_of_files
    got = await with_files(carrying(f"{base}/x.csv"), base)
    assert got.files == (File("x.csv", CSV, len(CSV), ""),)
    gone = carrying(f"{base}/none")
    assert (await with_files(gone, base)).files == gone.files
    (big,) = (await with_files(carrying(f"{base}/big"), base)).files
    assert (big.content, big.size > 20_000_000, bool(big.ref)) == (b"", True, True)
    elsewhere = carrying(f"{base}/x.csv")
    assert await with_files(elsewhere, "https://discord.com/api/v10") == elsewhere
    with pytest.raises(Later):
        await with_files(carrying(f"{base}/broken"), base)
    said_big = replace(elsewhere, files=(replace(elsewhere.files[0], size=30_000_000),))
    assert await with_files(said_big, base) == said_big


@pytest.mark.parametrize(
    ("address", "ours"),
    [
        ("https://cdn.discordapp.com/a", True), ("https://media.discordapp.net/a", True),
        ("http://cdn.discordapp.com/a", False), ("https://cdn.discordapp.com.evil.org/a", False),
        ("http://127.0.0.1/a", False), ("file:///etc/passwd", False), ("", False),
    ],
)  # fmt: skip
def test_only_discords_own_addresses_are_followed(address, ours):
    assert is_ours(address, "https://discord.com/api/v10") is ours


def test_a_slash_command_may_carry_a_file():
    found = {
        each["name"]: each["options"]
        for each in definition([("log", "Log"), ("import", "Bring it in")])
        if each["type"] == 1
    }
    assert [(each["type"], each["required"]) for each in found["import"]] == [
        (11, False), (3, False),
    ]  # fmt: skip
    assert [each["type"] for each in found["log"]] == [3]
