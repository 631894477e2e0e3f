"""Reactions over real sockets: one on the newest answer repeats its set, and is undone again."""

from __future__ import annotations

from tests.killing import listening
from tests.running import Running
from tests.servers.changes import react_to
from tests.servers.discord_shapes import BOT, ROOM
from tests.servers.telegram import BOT_ID, BOT_NAME, TOKEN

GYM = -1001
STORED = "SELECT count(*) FROM sets"
OPEN = "SELECT count(*) FROM inbox WHERE done_at IS NULL"


async def test_on_telegram(telegram, tmp_path):
    settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": telegram.url}
    with Running(tmp_path, **settings) as bot:
        await listening(telegram, 0)
        telegram.say("reactions on")
        await telegram.replies(1)
        telegram.say("squat 100x8 rir2")
        first = (await telegram.replies(2))[1]
        update = react_to(telegram, first.message_id)
        repeated = (await telegram.replies(3))[2]
        assert "100 kg x 8" in repeated.text
        telegram.raw(update, again=True)  # delivered twice
        react_to(telegram, first.message_id, "🔥")  # in the place of the first: no new one
        react_to(telegram, first.message_id, user=2, chat=1)  # somebody else
        react_to(telegram, first.message_id, "")
        taken = (await telegram.replies(4))[3]
        assert taken.text.startswith("Taken back: Squat 100 kg x 8")
        await telegram.until(lambda: bot.rows(OPEN) == [(0,)])
        assert bot.rows(STORED) == [(1,)]
        assert len(telegram.shown()) == 4


async def test_in_a_telegram_group_an_admin_hears_of_them(telegram, tmp_path):
    settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": telegram.url}
    with Running(tmp_path, **settings) as bot:
        await listening(telegram, 0)
        telegram.say("reactions on")
        await telegram.replies(1)
        telegram.say(f"@{BOT_NAME} squat 100x8 rir2", 1, GYM)
        answer = (await telegram.replies(2))[1]
        assert react_to(telegram, answer.message_id, chat=GYM) is None
        telegram.admins.add((GYM, BOT_ID))
        react_to(telegram, answer.message_id, "", chat=GYM)
        react_to(telegram, answer.message_id, user=2, chat=GYM)
        react_to(telegram, answer.message_id, chat=GYM)
        assert (await telegram.replies(3))[2].chat == GYM
        await telegram.until(lambda: bot.rows(OPEN) == [(0,)])
        assert bot.rows(STORED) == [(2,)]


async def test_on_discord(discord, tmp_path):
    settings = {"DISCORD_BOT_TOKEN": discord.token, "DISCORD_API_URL": discord.url}
    with Running(tmp_path, **settings) as bot:
        await discord.until(lambda: any(each.socket for each in discord.sessions.values()))
        channel = discord.direct_channel("5")

        async def answer(count: int):
            return (await discord.until(lambda: discord.answers(channel)[count:]))[0]

        await discord.dm("5", "reactions on")
        await answer(0)
        typed = await discord.dm("5", "squat 100x8 rir2")
        first = await answer(1)
        await discord.react(typed["id"], "5")  # on one's own message
        await discord.react(first["id"], BOT)
        await discord.react(first["id"], "6")
        for _ in range(2):  # delivered twice
            await discord.react(first["id"], "5")
        assert "100 kg x 8" in (await answer(2))["content"]
        for _ in range(2):
            await discord.react(first["id"], "5", added=False)
        assert (await answer(3))["content"].startswith("Taken back: Squat 100 kg x 8")
        await discord.until(lambda: bot.rows(OPEN) == [(0,)])
        assert bot.rows(STORED) == [(1,)]
        assert len(discord.answers(channel)) == 4


async def test_in_a_discord_server(discord, tmp_path):
    settings = {"DISCORD_BOT_TOKEN": discord.token, "DISCORD_API_URL": discord.url}
    with Running(tmp_path, **settings) as bot:
        await discord.until(lambda: any(each.socket for each in discord.sessions.values()))
        await discord.dm("5", "reactions on")
        await discord.until(lambda: discord.answers(discord.direct_channel("5")))
        await discord.say(ROOM, "5", f"<@{BOT}> squat 100x8 rir2")
        first = (await discord.until(lambda: discord.answers(ROOM)))[0]
        await discord.react(first["id"], "6")
        await discord.react(first["id"], "5")
        await discord.until(lambda: bot.rows(STORED) == [(2,)])  # the answer is changed
        await discord.until(lambda: bot.rows(OPEN) == [(0,)])
