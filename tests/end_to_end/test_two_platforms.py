"""`spotter run` with two platforms: what becomes of one is nothing to the other."""

from __future__ import annotations

import pytest

from tests.killing import listening
from tests.running import Running
from tests.servers.discord import DiscordServer
from tests.servers.telegram import TOKEN, TelegramServer

WRONG_DISCORD = "MTIzNDU2Nzg5MDEyMzQ1Njc4.wrong0.canary-that-must-never-be-shown-1"
WRONG_TELEGRAM = "700000009:AAcanary-token-that-must-never-be-shown-2"


@pytest.fixture
async def servers():
    async with TelegramServer() as telegram, DiscordServer() as discord:
        yield telegram, discord


def running(directory, servers, **tokens):
    telegram, discord = servers
    return Running(
        directory,
        TELEGRAM_API_URL=telegram.url,
        DISCORD_API_URL=discord.url,
        LOG_LEVEL="DEBUG",
        **tokens,
    )


async def test_telegram_answers_while_discord_is_given_up(servers, tmp_path):
    telegram, _ = servers
    tokens = {"TELEGRAM_BOT_TOKEN": TOKEN, "DISCORD_BOT_TOKEN": WRONG_DISCORD}
    with running(tmp_path, servers, **tokens) as bot:
        await listening(telegram, 0)
        await telegram.until(lambda: "discord is given up" in bot.log)
        telegram.say("squat 100x5 rir2")
        (answer,) = await telegram.replies(1)
        assert "100" in answer.text
        assert bot.stop() == 0
    assert "canary" not in bot.log


async def test_discord_answers_while_telegram_is_given_up(servers, tmp_path):
    _, discord = servers
    tokens = {"TELEGRAM_BOT_TOKEN": WRONG_TELEGRAM, "DISCORD_BOT_TOKEN": discord.token}
    with running(tmp_path, servers, **tokens) as bot:
        await discord.until(lambda: discord.identifies and "telegram is given up" in bot.log)
        await discord.dm("5", "squat 100x5 rir2")
        answers = await discord.until(lambda: discord.answers(discord.direct_channel("5")))
        assert "100" in answers[0]["content"]
        assert bot.stop() == 0
    assert "canary" not in bot.log


async def test_when_every_platform_refuses_the_process_ends(servers, tmp_path):
    tokens = {"TELEGRAM_BOT_TOKEN": WRONG_TELEGRAM, "DISCORD_BOT_TOKEN": WRONG_DISCORD}
    with running(tmp_path, servers, **tokens) as bot:
        await servers[0].until(lambda: bot.process.poll() is not None)
        assert bot.process.returncode == 1
    assert "canary" not in bot.log
