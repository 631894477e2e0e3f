"""The real process where a platform refuses in passing, and where it refuses for good."""

from __future__ import annotations

import asyncio
import logging

import pytest

from bot.platforms.base import Fatal, Refused
from bot.runtime import supervision
from tests.killing import listening, polls
from tests.running import Running
from tests.servers.telegram import TOKEN
from tests.waiting import WAIT_SECONDS, until

MANY = 10**6
# The pauses before the next try, which would be most of the time these tests take.
SOON = {
    "bot.runtime.supervision": {"PLATFORM_SECONDS": (0.2,)},
    "bot.platforms.telegram.adapter": {"RECEIVE_SECONDS": (0.2,), "CONFLICT_SECONDS": 0.2},
    "bot.runtime.sender": {"RETRY_SECONDS": 0.2},
    "bot.runtime.token_standing": {"PLATFORM_SECONDS": (0.2,), "SEND_TRIES": MANY},
}
SAID = {401: "Unauthorized", 404: "Not Found", 409: "Conflict: terminated", 302: "", 405: ""}


def settings(telegram=None, discord=None):
    found = {}
    if telegram is not None:
        found |= {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": telegram.url}
    if discord is not None:
        found |= {"DISCORD_BOT_TOKEN": discord.token, "DISCORD_API_URL": discord.url}
    return found


async def test_refusals_of_polling_in_passing_are_waited_out(telegram, tmp_path):
    with Running(tmp_path, numbers=SOON, **settings(telegram)) as bot:
        await listening(telegram, 0)
        for status in (401, 404, 409, 302):
            telegram.fault(method="getUpdates", status=status, description=SAID[status])
        telegram.say("squat 140x8 rir1", 1)  # ends the poll under way, the faults come after
        await telegram.until(lambda: not any(fault.times for fault in telegram.faults))
        telegram.say("squat 140x7 rir1", 1)
        await telegram.replies(2)
        assert bot.process.poll() is None
        assert "given up" not in bot.log


async def test_refusals_at_a_restart_are_waited_out_where_the_token_worked_before(
    telegram, discord, tmp_path
):
    with Running(tmp_path, numbers=SOON, **settings(telegram, discord)) as bot:
        await listening(telegram, 0)
        await discord.until(lambda: discord.sessions)
        assert await asyncio.to_thread(bot.stop) == 0
        telegram.fault(method="getMe", status=401, description="Unauthorized", times=2)
        discord.fault("GET /gateway/bot", 401)
        discord.fault("GET /users/@me", 401)
        before = polls(telegram), discord.identifies
        bot.start()
        await listening(telegram, before[0])
        await discord.until(lambda: discord.identifies > before[1])
        telegram.say("squat 140x8 rir1", 1)
        await discord.dm("5", "squat 140x8 rir1")
        await telegram.replies(1)
        await discord.until(discord.answers)
        assert "given up" not in bot.log


@pytest.mark.parametrize("status", [401, 404, 409, 302, 405])
async def test_a_refused_send_on_telegram_is_sent_again_and_holds_its_chat_only(
    telegram, tmp_path, status
):
    with Running(tmp_path, numbers=SOON, **settings(telegram)) as bot:
        await listening(telegram, 0)
        refused = telegram.fault(chat=1, status=status, description=SAID[status], times=MANY)
        telegram.say("squat 140x8 rir1", 1)
        telegram.say("squat 140x7 rir1", 1)
        await telegram.until(lambda: refused.times < MANY)
        for other in range(2, 12):
            telegram.say("squat 140x8 rir1", other)
        shown = await telegram.replies(10)
        assert {sent.chat for sent in shown} == set(range(2, 12))
        await telegram.until(lambda: refused.times < MANY - 2)
        refused.times = 0
        await telegram.replies(12)
        first, second = telegram.texts(1)
        assert "140 kg x 8" in first
        assert "140 kg x 7" in second
        assert bot.process.poll() is None


async def test_a_refused_send_on_discord_is_sent_again_and_holds_its_channel_only(
    discord, tmp_path
):
    with Running(tmp_path, numbers=SOON, **settings(discord=discord)):
        await discord.until(lambda: discord.sessions)
        channel = discord.direct_channel("5")
        discord.fault(f"POST /channels/{channel}", 401)
        discord.fault(f"POST /channels/{channel}", 404, times=MANY)
        await discord.dm("5", "squat 140x8 rir1")
        await discord.until(lambda: not discord.faults[0].times)
        await discord.dm("6", "squat 140x8 rir1")
        await discord.until(discord.answers)
        assert [m["channel_id"] for m in discord.answers()] != [channel]
        discord.faults[1].times = 0
        await discord.until(lambda: len(discord.answers()) == 2)
        assert [m["channel_id"] for m in discord.answers()][-1] == channel


async def test_a_token_that_never_worked_ends_the_process_with_one_sentence(
    telegram, discord, tmp_path
):
    wrong = {"TELEGRAM_BOT_TOKEN": "12:wrong", "DISCORD_BOT_TOKEN": "wrong"}
    with Running(tmp_path, numbers=SOON, **settings(telegram, discord) | wrong) as bot:
        assert await asyncio.to_thread(bot.process.wait, WAIT_SECONDS) == 1
        assert bot.log.count("telegram is given up") == 1
        assert bot.log.count("discord is given up") == 1
        assert "Traceback" not in bot.log
        assert "wrong" not in bot.log
    assert discord.identifies == 0


async def test_a_token_that_the_gateway_refuses_is_never_tried_again(telegram, discord, tmp_path):
    discord.gateway_token = "another"
    with Running(tmp_path, numbers=SOON, **settings(telegram, discord)) as bot:
        await listening(telegram, 0)
        await telegram.until(lambda: "discord is given up" in bot.log)
        telegram.say("squat 140x8 rir1", 1)
        await telegram.replies(1)
        assert discord.identifies == 1
        assert bot.process.poll() is None


async def test_what_is_given_up_is_said_again_and_again(caplog, monkeypatch):
    monkeypatch.setattr(supervision, "GIVEN_UP_SECONDS", 0.01)
    monkeypatch.setattr(supervision, "PLATFORM_SECONDS", (0.0,))

    class Script:
        name = "discord"

        def __init__(self):
            self.faults = [Refused("not now"), Fatal("no such token.")]

        async def receive(self, store):
            raise self.faults.pop(0)

    given_up = {}
    with caplog.at_level(logging.WARNING):
        await supervision.keep_receiving(Script(), None, given_up)
        again = asyncio.create_task(supervision.remind_of_given_up(given_up))
        await until(lambda: caplog.text.count("is still given up") >= 2)
        again.cancel()
    assert given_up == {"discord": "no such token."}
    assert "discord does not receive: not now" in caplog.text
    assert "Traceback" not in caplog.text
