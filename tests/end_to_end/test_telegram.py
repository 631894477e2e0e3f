"""`spotter run` against a Bot API server on loopback: real process, real sockets, real database."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing

import pytest

from core.command_menus import menu
from tests.killing import kill_again_and_again, listening, polls, unfinished
from tests.running import Running
from tests.servers.telegram import BOT_NAME, TOKEN, TelegramServer

GYM = -1001


@pytest.fixture
async def server():
    async with TelegramServer() as server:
        yield server


@pytest.fixture
def bot(server, tmp_path):
    with Running(tmp_path, TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=server.url) as bot:
        yield bot


async def ready(server, before=0):
    """Wait until the bot listens."""
    await listening(server, before)


def sets(bot):
    return bot.rows("SELECT source, position, load_milli, reps FROM sets ORDER BY source, position")


async def settled(server, bot):
    await server.until(lambda: unfinished(bot) == (0, 0))


async def test_private_chat_from_first_word_to_undo(server, bot):
    await ready(server)
    server.say("/start")
    await server.replies(1)
    said = server.say("squat 140x8 rir1")
    (_, answer) = await server.replies(2)
    assert "140" in answer.text
    assert "8" in answer.text
    assert answer.data.get("parse_mode") == "HTML"
    assert "reply_parameters" not in answer.data
    server.edit(said["message"]["message_id"], "squat 145x8 rir1")
    (*_, corrected) = await server.replies(3)
    assert "145" in corrected.text
    await settled(server, bot)
    assert [row[2:] for row in sets(bot)] == [(145000, 8)]
    undo = next(b["text"] for b in corrected.buttons if "undo" in b["text"].lower())
    server.press(undo, sent=corrected)
    await server.replies(4)
    await server.until(lambda: any(s.method == "answerCallbackQuery" for s in server.sent))
    await settled(server, bot)
    shown = next(
        data for method, data in server.calls if method == "setMyCommands" and "scope" not in data
    )
    assert [(c["command"], c["description"]) for c in shown["commands"]] == list(menu("en"))


async def test_group_in_privacy_mode(server, bot):
    await ready(server)
    server.say("/next", 1, GYM)
    (first,) = await server.replies(1)
    assert first.chat == GYM
    assert first.data["reply_parameters"]["message_id"]
    server.say(f"@{BOT_NAME} squat 140x8 rir1", 1, GYM)
    (_, second) = await server.replies(2)
    assert "140" in second.text
    assert second.text.count("\n") <= 1
    server.say("same", 1, GYM, reply_to=second.message_id)
    (*_, third) = await server.replies(3)
    assert "140" in third.text
    assert server.say("nice one", 2, GYM) is None
    await settled(server, bot)
    assert len(sets(bot)) == 2


async def test_group_without_privacy_mode_is_silent_at_plain_talk(server, bot):
    server.privacy = False
    await ready(server)
    for text in ("good morning", "see you at 8", "/next@some_other_bot"):
        server.say(text, 2, GYM)
    server.say("squat 140x8 rir1", 1, GYM)
    (answer,) = await server.replies(1)
    assert "140" in answer.text
    await settled(server, bot)
    assert len(server.shown()) == 1


async def test_topic_answers_stay_in_their_topic_and_survive_its_end(server, bot):
    await ready(server)
    server.say("/next", 1, GYM, thread=77)
    (answer,) = await server.replies(1)
    assert answer.data["message_thread_id"] == "77"
    server.say("/next", 1, GYM, thread=78)
    server.topics[GYM].discard(78)
    (_, lost) = await server.replies(2)
    assert "message_thread_id" not in lost.data


async def test_a_button_works_for_its_owner_only_and_after_a_restart(server, bot):
    await ready(server)
    server.say(f"@{BOT_NAME} squat 137.5x8 rir1", 1, GYM)
    (answer,) = await server.replies(1)
    undo = next(b["text"] for b in answer.buttons if "undo" in b["text"].lower())
    await settled(server, bot)
    server.press(undo, user=2, sent=answer)
    await server.until(lambda: any(s.method == "answerCallbackQuery" for s in server.sent))
    await settled(server, bot)
    assert len(sets(bot)) == 1
    assert server.sent[-1].data["show_alert"] == "true"
    assert "137.5" not in str(server.sent[-1].data)
    assert len(server.shown()) == 1
    before = polls(server)
    assert await asyncio.to_thread(bot.stop) == 0
    bot.start()
    await ready(server, before)
    server.press(undo, user=1, sent=answer)
    await server.until(lambda: sets(bot) == [])


async def test_an_update_that_comes_again_changes_nothing(server, bot):
    await ready(server)
    update = server.say("squat 140x8 rir1")
    await server.replies(1)
    server.raw(update, again=True)
    server.raw({"message": update["message"]})  # the same message under another number
    server.restart_numbers(17)
    server.raw(update)
    server.say("squat 140x7 rir0")
    await server.replies(2)
    await settled(server, bot)
    assert len(sets(bot)) == 2
    assert len(server.shown()) == 2


async def test_a_number_that_comes_again_with_other_content_is_new(server, bot):
    await ready(server)
    first = server.say("squat 140x8 rir1")
    await server.replies(1)
    await server.until(lambda: not server.queue)
    server.restart_numbers(first["update_id"] - 1)
    server.say("squat 140x7 rir0")
    await server.replies(2)
    assert len(sets(bot)) == 2


async def test_poison_hurts_nobody(server, bot):
    await ready(server)
    good = server.say("squat 140x8 rir1")
    for raw in (
        {"message": good["message"] | {"date": "zzz", "message_id": 900}},
        {"message": {"message_id": {}, "chat": 5}},
        {"message": good["message"] | {"text": {"a": "b"}, "message_id": 901}},
        {"nobody_knows": {"x": 1}},
        {"callback_query": {"id": 5, "from": "x"}},
        {"message": good["message"] | {"text": "squat\x00\ud83d", "message_id": 902}},
        {"message": good["message"] | {"text": "x" * 400_000, "message_id": 903}},
    ):
        server.raw(raw)
    server.queue.append({"no": "number"})
    server.queue.append({"update_id": "seven"})
    server.say("squat 140x7 rir0")
    await server.until(lambda: len(sets(bot)) == 2)
    await server.until(lambda: unfinished(bot)[0] == 0)
    # the server fails over an update without a number: it is asked again, later each time
    await server.until(lambda: "again in 2 s" in bot.log)


async def test_late_messages_are_answered_in_one_summary_per_chat(server, bot, tmp_path):
    await asyncio.to_thread(bot.stop)
    before = polls(server)
    for i in range(120):
        server.say(f"squat {100 + i % 3}x5 rir2", 1 + i % 2, ago=7200 - i * 20)
    bot.start()
    await ready(server, before)
    await server.until(lambda: len(server.shown()) == 2)
    server.say("squat 100x5 rir2", 1)
    await server.replies(3)
    await settled(server, bot)
    assert len(sets(bot)) == 121
    assert len(server.shown(1)) == 2
    assert len(server.shown(2)) == 1


async def test_a_flood_answer_holds_up_its_own_chat_only(server, bot):
    await ready(server)
    server.fault(status=429, chat=1, times=2, parameters={"retry_after": 1})
    for i in range(3):
        server.say(f"squat {100 + i}x5 rir2", 1)
    server.say("squat 140x5 rir2", 2)
    first, *_ = await server.replies(4)
    assert first.chat == 2
    assert ["100" in server.texts(1)[0], "102" in server.texts(1)[2]] == [True, True]


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_server_in_trouble_gets_the_answer_later(server, bot, status):
    await ready(server)
    server.fault(status=status)
    server.say("squat 140x5 rir2")
    await server.replies(1)
    await settled(server, bot)
    assert len(server.shown()) == 1


async def test_a_cut_connection_after_the_message_arrived_shows_it_once(server, bot):
    await ready(server)
    server.fault(status=0, after=True)
    server.say("squat 140x5 rir2")
    server.say("squat 140x6 rir2")
    await server.replies(2)
    await settled(server, bot)
    assert len(server.shown()) == 2


async def test_somebody_who_blocked_the_bot_holds_up_nobody(server, bot):
    await ready(server)
    server.block(1)
    server.say("squat 140x5 rir2", 1)
    server.say("squat 140x5 rir2", 2)
    await server.replies(1)
    await settled(server, bot)
    assert len(sets(bot)) == 2


async def test_polling_survives_every_kind_of_trouble(server, bot):
    await ready(server)
    for what in ({"status": 409}, {"status": 502}, {"status": 0}, {"status": 429}):
        server.fault(method="getUpdates", **what)
    server.say("squat 140x5 rir2")
    await server.replies(1)


async def test_a_group_that_becomes_a_supergroup_is_followed(server, bot):
    await ready(server)
    server.fault(chat=GYM, status=429, parameters={"retry_after": 1})
    server.say("/next", 1, GYM)
    await server.until(lambda: any(m == "sendMessage" for m, _ in server.calls))
    server.groups[GYM] = {"migrate_to_chat_id": -2002}
    (answer,) = await server.replies(1)
    assert answer.chat == -2002


async def test_a_bad_token_is_said_once_and_never_shown(server, tmp_path):
    wrong = "12345678:AAwrong-token-that-must-never-be-shown"
    settings = {"TELEGRAM_BOT_TOKEN": wrong, "TELEGRAM_API_URL": server.url, "LOG_LEVEL": "DEBUG"}
    with Running(tmp_path, fresh=True, **settings) as bot:
        assert await asyncio.to_thread(bot.process.wait, 20) == 1
    assert "TELEGRAM_BOT_TOKEN" in bot.log
    assert "wrong-token" not in bot.log
    assert bot.log.count("does not accept") == 1


async def test_no_token_in_any_log_at_any_level(server, tmp_path):
    settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url, "LOG_LEVEL": "DEBUG"}
    with Running(tmp_path, fresh=True, **settings) as bot:
        await ready(server)
        server.fault(status=403)
        server.fault(status=0)
        server.fault(method="getUpdates", status=500)
        server.fault(method="getUpdates", status=404)
        for i in range(5):
            server.say(f"squat 140x{i + 1} rir2", 1 + i)
        server.raw({"message": {"date": "zzz"}})
        await server.until(lambda: len(server.shown()) >= 3)
        await asyncio.to_thread(bot.stop)
    assert "canary" not in bot.log
    everything = bot.database.read_bytes()
    assert b"canary" not in everything
    assert not any("canary" in str(sent.data) for sent in server.sent)


async def test_sigterm_in_the_middle_of_a_burst_loses_nothing(server, bot):
    await ready(server)
    server.delay = 0.05
    for i in range(100):
        server.say(f"squat {100 + i}x5 rir2", 1 + i % 10)
    await server.replies(5)
    before = polls(server)
    assert await asyncio.to_thread(bot.stop) == 0
    server.delay = 0
    bot.start()
    await ready(server, before)
    await server.replies(100)
    await settled(server, bot)
    assert len(sets(bot)) == 100
    assert len(server.shown()) == 100


async def test_a_storm_of_flood_answers_loses_nothing_and_keeps_the_order(server, bot):
    await ready(server)
    server.fault(status=429, times=40, share=0.34, parameters={"retry_after": 0.2})
    server.fault(status=429, times=10**6, chat=9, parameters={"retry_after": 0.2})
    for i in range(80):
        server.say(f"squat {100 + i // 8}x5 rir2", 1 + i % 8)
    server.say("squat 100x5 rir2", 9)
    await server.replies(80)
    assert server.shown(9) == []
    for user in range(1, 9):
        told = server.texts(user)
        assert len(told) == 10
        assert [f"{100 + i}" in text for i, text in enumerate(told)] == [True] * 10


async def test_a_platform_that_fails_stops_no_other(server, tmp_path):
    settings = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": server.url,
        "DISCORD_BOT_TOKEN": "nobody-is-there",
        "DISCORD_API_URL": "http://127.0.0.1:9",
    }
    with Running(tmp_path, **settings) as bot:
        await ready(server)
        server.say("squat 140x8 rir1")
        await server.replies(1)
        assert await asyncio.to_thread(bot.stop) == 0
    assert "nobody-is-there" not in bot.log


async def test_a_database_locked_for_longer_than_anyone_waits_loses_nothing(server, tmp_path):
    settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url}
    short = {"core.store.cancellation": {"LOCKED_SECONDS": 0.2}}
    with Running(tmp_path, numbers=short, **settings) as bot:
        await ready(server)
        server.say("squat 140x8 rir1", 1)
        await server.replies(1)
        with closing(sqlite3.connect(bot.database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            for i in range(5):
                server.say(f"squat {141 + i}x8 rir1", 1 + i)
            await server.until(lambda: "not received: the database refuses" in bot.log)
        await server.replies(6)
        await settled(server, bot)
        assert len(sets(bot)) == 6


async def test_sigterm_does_not_wait_for_a_server_that_hangs(server, bot):
    await ready(server)
    server.delay = 3600
    for i in range(10):
        server.say(f"squat {100 + i}x5 rir2", 1 + i)
    await server.until(lambda: len(sets(bot)) == 10)
    assert await asyncio.to_thread(bot.stop) == 0  # and not an hour later


async def test_on_postgresql(server, tmp_path, postgres_server):
    name = postgres_server.create()
    settings = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": server.url,
        "DATABASE_URL": postgres_server.url(name),
        "SEND_PER_SECOND": "30",
        "SEND_PER_CHAT": "1",
    }
    with Running(tmp_path, fresh=True, **settings) as bot:
        await ready(server)
        for i in range(20):
            server.say(f"squat {100 + i}x5 rir2", 1 + i % 5)
        await server.replies(20)
        await asyncio.to_thread(bot.kill)
        before = polls(server)
        server.say("squat 119x6 rir1", 5)
        bot.start()
        await ready(server, before)
        (*_, last) = await server.replies(21)
        assert "119" in last.text
        assert len(server.shown()) == 21
        assert await asyncio.to_thread(bot.stop) == 0
    postgres_server.drop(name)


async def test_kill_9(server, bot):
    """A smaller `python -m tests.bench.kills`."""
    outcome = await kill_again_and_again(server, bot, kills=4, messages=100, seed=7)
    assert outcome.messages == 100
    assert (outcome.lost, outcome.stored_twice) == (0, 0)
    assert outcome.missing + outcome.repeated <= outcome.kills, outcome
