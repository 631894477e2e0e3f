"""Tables as Telegram draws them, where wanted; text of fixed width where they cannot be."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.platforms.base import Later, Never, Unknown
from bot.platforms.telegram.adapter import TelegramChat
from bot.platforms.telegram.rich import (
    MOST_BLOCKS,
    MOST_COLUMNS,
    MOST_LETTERS,
    REFUSED,
    blocks_of,
)
from core.messages import Address, Button, Emphasis, File, Picture, Reply
from core.store.rows import OutboxMessage
from tests.servers.telegram import TOKEN
from tests.servers.telegram_wire import check_rich, rich_text

pytestmark = pytest.mark.filterwarnings("ignore:Please use 'Bot")

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
GYM = -1001
WEEK = Reply(
    title="Week",
    lines=("Squat 100 kg next.",),
    table=(("muscle", "sets", ""), ("quads", "12", ""), ("chest", "8.5", "low")),
    strong=(Emphasis("Squat 100 kg next.", "100 kg"),),
    buttons=(Button("board", "board"),),
    owner=1,
)


@pytest.fixture
async def chat(server, sqlite_store):
    chat = TelegramChat(TOKEN, server.url, sqlite_store, rich_tables=True)
    yield chat
    await chat.close()


def outgoing(reply=WEEK, chat=GYM, thread="", **note):
    address = Address("telegram", str(chat), thread, private=chat > 0)
    return OutboxMessage(1, "k", address, reply, json.dumps(note), NOW, 0, uncertain=False)


def methods(server):
    return [name for name, _ in server.calls if name.startswith("send")]


# --- blocks ---------------------------------------------------------------------------------------


def test_a_table_has_its_numbers_to_the_right_and_its_heading_marked():
    blocks = blocks_of(WEEK)
    check_rich({"blocks": blocks})
    heading, line, table = blocks
    assert (heading["type"], heading["text"]) == ("heading", "Week")
    assert line["text"] == ["Squat ", {"type": "bold", "text": "100 kg"}, " next."]
    head, quads, chest = table["cells"]
    assert [cell.get("is_header") for cell in head] == [True] * 3
    assert [cell["align"] for cell in quads] == ["left", "right", "left"]
    assert [cell.get("text") for cell in quads] == ["quads", "12", None]
    assert chest[2]["text"] == "low"


@pytest.mark.parametrize(
    "reply",
    [
        replace(WEEK, table=()),
        replace(WEEK, edits="live:1"),
        replace(WEEK, pictures=(Picture("a.png", b"x"),)),
        replace(WEEK, files=(File("a.csv", b"x"),)),
        replace(WEEK, table=(("", "n"), ("Ann", "▇▇▇"))),  # drawn with signs of one width
        replace(WEEK, table=(("", "n"), ("Ann", "   ●"))),
    ],
)
def test_all_else_is_plain(reply):
    assert blocks_of(reply) is None


@pytest.mark.parametrize(
    ("rows", "columns", "letters", "fits"),
    [
        (MOST_BLOCKS - 2, 2, 1, True), (MOST_BLOCKS - 1, 2, 1, False),
        (2, MOST_COLUMNS, 1, True), (2, MOST_COLUMNS + 1, 1, False),
        (1, 1, MOST_LETTERS // 2 - 1, True), (1, 1, MOST_LETTERS // 2, False),
    ],
)  # fmt: skip
def test_no_more_than_telegram_takes(rows, columns, letters, fits):
    reply = Reply(title="T", table=(("x" * letters,) + ("x",) * (columns - 1),) * rows)
    blocks = blocks_of(reply)
    assert (blocks is not None) == fits
    if blocks:
        check_rich({"blocks": blocks})


@pytest.mark.parametrize(
    "bad", ["<b>&amp;", "**x** [a](http://e.example)", "\u202eabc\x00", "/leave @a"]
)
def test_what_people_typed_stands_as_it_is(bad):
    blocks = blocks_of(Reply(title=bad, lines=(bad,), table=(("", "n"), (bad, "1"))))
    check_rich({"blocks": blocks})
    for text in (blocks[0]["text"], blocks[1]["text"], blocks[2]["cells"][1][0]["text"]):
        assert text == bad.replace("\x00", "")


# --- sent -----------------------------------------------------------------------------------------


async def test_off_unless_wanted(server, sqlite_store):
    chat = TelegramChat(TOKEN, server.url, sqlite_store)
    await chat.send(outgoing())
    await chat.close()
    assert methods(server) == ["sendMessage"]
    assert "<pre>" in server.shown()[0].data["text"]


async def test_a_table_is_sent_with_its_buttons_as_an_answer(server, chat):
    server.say("/week", chat=GYM, thread=7)
    sent = await chat.send(outgoing(thread="7", message=101))
    (shown,) = server.shown(GYM)
    assert (shown.method, str(shown.message_id)) == ("sendRichMessage", sent)
    assert shown.buttons[0]["text"] == "board"
    assert shown.data["reply_parameters"]["message_id"] == 101
    assert str(shown.data["message_thread_id"]) == "7"
    assert shown.data["rich_message"]["skip_entity_detection"] is True
    assert rich_text(shown.data["rich_message"]["blocks"]) == shown.text
    assert "quads  12" in shown.text


async def test_a_server_without_them_is_asked_once(server, chat):
    server.rich = False
    for _ in range(2):
        await chat.send(outgoing())
    assert methods(server) == ["sendRichMessage", "sendMessage", "sendMessage"]
    assert "quads" in server.shown()[1].text


async def test_a_chat_that_refuses_is_asked_again_after_a_day(server, chat, sqlite_store):
    server.without_rich.add(GYM)
    server.started.add(1)
    for where in (GYM, GYM, 1):
        await chat.send(outgoing(chat=where))
    assert methods(server) == ["sendRichMessage", "sendMessage", "sendMessage", "sendRichMessage"]
    for passed, tried in ((timedelta(hours=23), 0), (timedelta(days=1, seconds=1), 1)):
        was = datetime.now(UTC) - passed
        await sqlite_store.save_cursor(REFUSED, str(GYM), was.isoformat())
        before = methods(server).count("sendRichMessage")
        await chat.send(outgoing())
        assert methods(server).count("sendRichMessage") - before == tried


async def test_a_topic_that_is_gone_is_no_refusal_of_tables(server, chat):
    await chat.send(outgoing(thread="9"))
    (shown,) = server.shown(GYM)
    assert shown.method == "sendMessage"
    assert "message_thread_id" not in shown.data


@pytest.mark.parametrize(
    ("fault", "meant"),
    [
        ({"status": 403, "description": "Forbidden: bot was blocked by the user"}, Never),
        (
            {"status": 429, "description": "Too Many Requests", "parameters": {"retry_after": 3}},
            Later,
        ),
        ({"status": 500}, Later),
        ({"status": 504}, Unknown),
        ({"status": 0}, Unknown),
    ],
)
async def test_what_has_nothing_to_do_with_tables_is_not_sent_again_as_text(
    server, chat, fault, meant
):
    server.fault(method="sendRichMessage", **fault)
    with pytest.raises(meant):
        await chat.send(outgoing())
    assert methods(server) == ["sendRichMessage"]


def test_the_loopback_server_refuses_what_telegram_refuses():
    good = {"blocks": blocks_of(WEEK)}
    table = good["blocks"][2]
    for bad in (
        {},
        {"blocks": []},
        {**good, "html": "x"},
        {"blocks": [{"type": "tables", "cells": []}]},
        {"blocks": [{"type": "heading", "text": "x", "size": 7}]},
        {"blocks": [{"type": "paragraph"}]},
        {"blocks": [{**table, "cells": [[{"text": "x", "valign": "top"}]]}]},
        {"blocks": [table] * 126},
    ):
        with pytest.raises(Exception, match="Bad Request"):
            check_rich(bad)
    check_rich({"blocks": [table] * 125})
