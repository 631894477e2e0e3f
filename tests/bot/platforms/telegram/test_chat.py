"""TelegramChat alone, against the small server: where replies go and what their faults mean."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest
from telegram.error import TelegramError

from bot.platforms.base import Fatal, Later, Moved, Never, Unknown
from bot.platforms.telegram.adapter import TelegramChat
from bot.platforms.telegram.read import Me, inbox_row
from bot.platforms.telegram.transport import AiohttpRequest
from core.messages import Address, Button, File, Picture, Reply
from core.messages import Sender as Person
from core.store.rows import OutboxMessage
from tests.servers.telegram import BOT_ID, BOT_NAME

pytestmark = pytest.mark.filterwarnings("ignore:Please use 'Bot")

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
GYM = -1001


def outgoing(reply, chat=GYM, *, number=1, thread="", **note):
    address = Address("telegram", str(chat), thread, private=chat > 0)
    return OutboxMessage(
        number, "reply:x", address, reply, json.dumps(note), NOW, 0, uncertain=False
    )


def pressed(server, **what):
    """Press a button and read it as the inbox worker would."""
    return inbox_row(server.press(**what), Me(BOT_ID, BOT_NAME), NOW)


async def test_pictures_and_files_come_after_the_text(server, chat):
    server.say("hello")
    reply = Reply(
        lines=("your log",),
        pictures=(Picture("chart.png", b"\x89PNG"),),
        files=(File("log.csv", b"a,b\n" * 1000),),
        buttons=(Button("undo", "undo"),),
        owner=7,
    )
    await chat.send(outgoing(reply, 1))
    assert [s.method for s in server.sent] == ["sendMessage", "sendPhoto", "sendDocument"]
    assert server.sent[0].buttons[0]["callback_data"] == "7|undo"
    assert server.sent[1].data["photo"] == {"file": "chart.png", "size": 4}
    assert server.sent[2].data["document"] == {"file": "log.csv", "size": 4000}


async def test_a_private_reply_in_a_group_goes_to_the_person(server, chat):
    server.say("hello", 1)
    await chat.send(outgoing(Reply(lines=("82 kg",), private=True), user="1", message=5))
    assert [(s.chat, s.text) for s in server.sent] == [(1, "82 kg")]
    assert "reply_parameters" not in server.sent[0].data


async def test_somebody_who_never_wrote_in_private_is_told_so_without_the_secret(server, chat):
    await chat.send(outgoing(Reply(lines=("82 kg",), private=True), user="1", message=5))
    (hint,) = server.sent
    assert hint.chat == GYM
    assert "82" not in hint.text
    assert hint.data["reply_parameters"]["message_id"] == 5


async def test_a_private_reply_to_a_press_is_an_alert(server, chat):
    await chat.send(outgoing(Reply(lines=("hi",), buttons=(Button("why", "why"),), owner=1)))
    message = chat.read(pressed(server, label="why"))
    reply = Reply(lines=("x" * 200,), private=True)
    await chat.send(outgoing(reply, **json.loads(message.delivery)))
    assert server.sent[-1].method == "answerCallbackQuery"
    assert len(server.sent[-1].data["text"]) == 200
    assert server.sent[-1].data["show_alert"] == "true"
    server.say("hello", 1)
    await chat.send(outgoing(reply, number=2, **json.loads(message.delivery)))  # answered before
    assert server.sent[-1].chat == 1


async def test_what_an_alert_would_cut_is_written_to_the_person(server, chat):
    await chat.send(outgoing(Reply(lines=("hi",), buttons=(Button("why", "why"),), owner=1)))
    message = chat.read(pressed(server, label="why"))
    server.say("hello", 1)
    reply = Reply(lines=("x" * 300,), private=True)
    await chat.send(outgoing(reply, **json.loads(message.delivery)))
    shown = [sent for sent in server.sent if len(sent.data.get("text", "")) == 300]
    assert [sent.chat for sent in shown] == [1]


async def test_a_press_is_answered_although_nothing_is_said(
    server, chat, sqlite_store, monkeypatch
):
    monkeypatch.setattr("bot.platforms.telegram.presses.PRESS_SECONDS", 0.2)
    await chat.send(outgoing(Reply(lines=("hi",), buttons=(Button("why", "why"),), owner=1)))
    task = asyncio.create_task(chat.receive(sqlite_store.receive))
    server.press("why")
    await server.until(lambda: server.sent[-1].method == "answerCallbackQuery")
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_sentence_too_long_for_a_button_is_kept(server, chat, sqlite_store):
    person, _ = await sqlite_store.run(
        lambda uow: uow.people.find(Person("telegram", "1", "A"), NOW)
    )
    sentence = "жим лёжа узким хватом 3x8 82,5кг запас 2,1,0 # тяжело"
    reply = Reply(lines=("which?",), buttons=(Button("swap", sentence),), owner=person.id)
    await chat.send(outgoing(reply))
    task = asyncio.create_task(chat.receive(sqlite_store.receive))
    server.press("swap")
    await server.until(lambda: not server.queue)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    (claimed,) = await sqlite_store.claim_inbox("x", NOW, timedelta(seconds=1), 9)
    message = chat.read(claimed.row)
    assert (message.text, message.owner) == (sentence, person.id)


async def test_parts_that_were_sent_are_not_sent_again(server, chat):
    server.say("hello")
    reply = Reply(lines=("a" * 3000, "b" * 3000, "c" * 3000))
    await chat.send(outgoing(Reply(lines=("first",)), 1, number=9))
    server.faults.clear()
    original = server._send
    calls = []

    def second_fails(method, data):
        calls.append(data["text"][0])
        if len(calls) == 2:
            server.fault(status=429, parameters={"retry_after": 3})
        return original(method, data)

    server._send = second_fails
    with pytest.raises(Later) as caught:
        await chat.send(outgoing(reply, 1))
    assert caught.value == Later(3.0)
    await chat.send(outgoing(reply, 1))
    assert [text[0] for text in server.texts(1)] == ["f", "a", "b", "c"]


@pytest.mark.parametrize(("fault", "meant"), [
    ({"status": 429, "parameters": {"retry_after": 7}}, Later(7.0)),
    ({"status": 429}, Later(5.0)),
    ({"status": 500}, Later(2.0)),
    ({"status": 502}, Later(2.0)),
    ({"status": 504}, Unknown("connection lost")),
    ({"status": 0}, Unknown("connection lost")),
    ({"status": 403}, Never("fault")),
    ({"status": 401}, Later(1.0)),  # the token is known: this send alone was refused
    ({"status": 404}, Later(1.0)),
    ({"status": 409, "description": "Conflict"}, Later(2.0)),
    ({"status": 302}, Later(2.0)),
    ({"status": 413}, Never("the request is too large")),
    ({"status": 400, "description": "Bad Request: no such chat"}, Never("No such chat")),
    ({"status": 400, "parameters": {"migrate_to_chat_id": -2}}, Moved("-2")),
])  # fmt: skip
async def test_what_a_fault_means(server, chat, fault, meant):
    server.fault(**fault)
    with pytest.raises(type(meant)) as caught:
        await chat.send(outgoing(Reply(lines=("x",))))
    assert caught.value == meant


@pytest.mark.parametrize(("status", "said", "gone"), [
    (403, "Forbidden: bot was blocked by the user", "blocked"),
    (403, "Forbidden: user is deactivated", "deactivated"),
    (403, "Forbidden: bot can't initiate conversation with a user", "write_first"),
    (403, "Forbidden: bot was kicked from the supergroup chat", "kicked"),
    (403, "Forbidden: bot is not a member of the channel chat", "kicked"),
    (403, "Forbidden: the group chat was deleted", "deleted"),
    (400, "Bad Request: chat not found", "deleted"),
    (400, "Bad Request: not enough rights to send text messages to the chat", "no_rights"),
    (400, "Bad Request: have no rights to send a message", "no_rights"),
    (400, "Bad Request: message is too long", ""),
    (403, "<html>a proxy says no", ""),
])  # fmt: skip
async def test_chats_that_are_gone_are_told_from_messages_that_are_refused(
    server, chat, status, said, gone
):
    server.fault(status=status, description=said)
    with pytest.raises(Never) as caught:
        await chat.send(outgoing(Reply(lines=("x",))))
    assert caught.value.gone == gone


async def test_no_answer_in_time_leaves_the_outcome_open(server, chat, monkeypatch):
    monkeypatch.setattr("bot.platforms.telegram.transport.ANSWER_SECONDS", 0.2)
    server.fault(delay=1.0, after=True)
    with pytest.raises(Unknown):
        await chat.send(outgoing(Reply(lines=("x",))))
    assert len(server.shown()) == 1


async def test_no_server_means_surely_not_sent(server, chat):
    await server.__aexit__()
    with pytest.raises(Later) as caught:
        await chat.send(outgoing(Reply(lines=("x",))))
    assert caught.value.certain
    assert caught.value.everyone


async def test_a_topic_that_is_gone_is_told_from_a_chat_that_is_gone(server, chat):
    await chat.send(outgoing(Reply(lines=("x",)), thread="77"))
    assert "message_thread_id" not in server.sent[-1].data
    server.block(GYM)
    with pytest.raises(Never):
        await chat.send(outgoing(Reply(lines=("x",)), thread="77", number=2))


async def test_a_wrong_token_is_fatal_and_not_shown(server, sqlite_store):
    chat = TelegramChat("123:AAwrong", server.url, sqlite_store)
    with pytest.raises(Fatal) as caught:
        await chat.receive(sqlite_store.receive)
    assert "AAwrong" not in str(caught.value) + repr(caught.value) + repr(chat)
    await chat.close()


async def test_getting_to_know_ourselves_survives_a_server_that_is_not_there(
    server, chat, sqlite_store
):
    server.fault(method="getMe", status=502)
    task = asyncio.create_task(chat.receive(sqlite_store.receive))
    await server.until(lambda: any(m == "getUpdates" for m, _ in server.calls))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def test_one_absurd_number_does_not_hide_the_rest():
    digits = "9" * 5000
    payload = f'{{"ok": true, "result": [{{"update_id": {digits}}}, {{"update_id": 7}}]}}'
    answer = AiohttpRequest.parse_json_payload(payload.encode())
    assert answer["result"] == [{"update_id": None}, {"update_id": 7}]
    for wrong in (b"", b"[]", b"{", b'{"ok": true}', b"\xff", b"[" * 100_000):
        with pytest.raises(TelegramError):
            AiohttpRequest.parse_json_payload(wrong)
