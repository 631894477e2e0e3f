"""Refusals in passing: how long until all is well again, and how long others wait meanwhile."""

from __future__ import annotations

import time

import pytest

from tests.drills.places import crossed
from tests.hanging import PLATFORMS, waits_of_others
from tests.killing import listening
from tests.running import Running
from tests.servers.telegram import TOKEN, TelegramServer

REFUSALS = 4  # in a row: waits of 1, 2, 5 and 10 seconds


@pytest.mark.parametrize("status", [401, 404, 409])
async def test_polling_goes_on_after_refusals(tmp_path, figure, status):
    async with TelegramServer() as server:
        settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url}
        with Running(tmp_path, **settings) as bot:
            await listening(server, 0)
            server.fault(method="getUpdates", status=status, times=REFUSALS)
            server.say("squat 100x5 rir2", 1)
            began = time.monotonic()
            await server.until(lambda: not server.faults[0].times, 60)
            server.say("squat 100x6 rir2", 1)
            await server.replies(2, 90)
            seconds = time.monotonic() - began
            assert bot.process.poll() is None
    figure("answered again after s", seconds)
    assert seconds < 40


@crossed
@pytest.mark.parametrize("status", [401, 404])
async def test_a_refused_send_does_not_park_others(
    tmp_path, figure, database_url, platform, status
):
    on = PLATFORMS[platform]()
    async with on.server:
        with Running(tmp_path, DATABASE_URL=database_url, **on.settings()):
            await on.ready()
            on.refuse(1, status, times=3)
            await on.say(1, "squat 100x5 rir2")
            waits = await waits_of_others(on, hung=0)
            began = time.monotonic()
            await on.server.until(lambda: on.answers(1), 90)
            seconds = time.monotonic() - began
    figure("p95 s of others", waits[round(len(waits) * 0.95) - 1])
    figure("refused one answered after s", seconds)
    assert waits[round(len(waits) * 0.95) - 1] < 2.0
    assert seconds < 30
