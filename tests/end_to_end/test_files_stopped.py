"""A process that is stopped or dies while it is at a file: the sender hears, nothing is stored."""

from __future__ import annotations

import asyncio
import sqlite3

import pytest

from tests.running import Running
from tests.servers.telegram import TOKEN, TelegramServer

SETS = 60_000
LONG = "date,exercise,weight,unit,reps\n" + "".join(
    f"20{n % 26:02}-{n % 12 + 1:02}-{n % 28 + 1:02},Squat,{n % 200},kg,{n % 12 + 1}\n"
    for n in range(SETS)
)
BEGUN = "SELECT count(*) FROM inbox WHERE tries > 0 AND done_at IS NULL"
STORED = "SELECT (SELECT count(*) FROM sets), (SELECT count(*) FROM uploads)"


@pytest.fixture
async def server():
    async with TelegramServer() as server:
        server.files["f1"] = LONG.encode()
        yield server


@pytest.fixture
def bot(server, tmp_path):
    settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url}
    with Running(tmp_path, **settings) as bot:
        yield bot


def send(server: TelegramServer, user: int = 1) -> None:
    document = {"file_id": "f1", "file_name": "x.csv", "file_size": len(LONG)}
    server.say(None, user=user, document=document)


async def begun(server: TelegramServer, bot: Running) -> None:
    """Wait until a file is being read."""

    def is_begun() -> bool:
        try:
            return bot.rows(BEGUN) == [(1,)]
        except sqlite3.OperationalError:  # the tables are not made yet
            return False

    await server.until(is_begun)


@pytest.mark.parametrize("end", ["stop", "kill"])
async def test_who_sent_the_file_hears_of_a_restart_and_it_is_read_again(server, bot, end):
    send(server)
    await begun(server, bot)
    if end == "stop":
        assert await asyncio.to_thread(bot.stop) == 0
    else:
        bot.kill()
    if end == "stop" and bot.rows(STORED) == [(0, 1)]:
        bot.start()  # a quick machine was through with it before it stopped
        await server.until(lambda: any("60,000 sets" in text for text in server.texts()))
        return
    assert bot.rows(STORED) == [(0, 0)]
    bot.start()
    said = [each.text for each in await server.replies(2)]
    assert said[0] == "I was restarted while I was at your file. Nothing was stored; I begin again."
    await server.until(lambda: any("60,000 sets" in text for text in server.texts()))


async def test_what_was_begun_twice_is_left_with_a_sentence(server, bot):
    send(server)
    await begun(server, bot)
    bot.kill()
    bot.start()
    await server.until(lambda: bot.rows("SELECT max(tries) FROM inbox") == [(2,)])
    bot.kill()
    bot.start()
    await server.until(lambda: any("so I leave it" in text for text in server.texts()))
    assert "I was stopped 2 times while I was at that file" in server.texts()[-1]
    assert bot.rows(STORED) == [(0, 0)]
    server.say("squat 100x5 rir2")
    await server.until(lambda: bot.rows("SELECT count(*) FROM sets") == [(1,)])


async def test_one_file_at_a_time_and_the_others_are_answered_meanwhile(server, bot):
    for user in (1, 2, 3):
        send(server, user)
    await begun(server, bot)
    for user in (4, 5, 6, 7):
        server.say("squat 100x5 rir2", user=user)
    await server.until(lambda: all(server.texts(user) for user in (4, 5, 6, 7)))
    await server.until(
        lambda: all(any("60,000" in t for t in server.texts(user)) for user in (1, 2, 3))
    )
    places = {text for user in (1, 2, 3) for text in server.texts(user) if "before yours" in text}
    assert places == {
        "1 file is before yours; I read one at a time.",
        "2 files are before yours; I read one at a time.",
    }
    last = {each.chat: each.at for each in server.shown() if "60,000" in each.text}
    ready = sorted((at, chat) for chat, at in last.items())  # told more often on a slow machine
    answered = [each.at for each in server.shown() if each.chat > 3]
    assert max(answered) < ready[-1][0]
    told = {chat: "2 files" in " ".join(server.texts(chat)) for _, chat in ready}
    assert [told[chat] for _, chat in ready] == [False, False, True]
