"""Refusals in passing: how long until all is well again, and how long others wait meanwhile."""

from __future__ import annotations

import time

import pytest

from tests.drills.places import crossed
from tests.hanging import FIRST_BEFORE, PLATFORMS, waits_of_others
from tests.killing import listening
from tests.running import Running
from tests.servers.telegram import TOKEN, TelegramServer

REFUSALS = 4  # in a row: waits of 1, 2, 5 and 10 seconds


def p95(waits: list[float]) -> float:
    """What 19 of 20 waited at most."""
    return waits[round(len(waits) * 0.95) - 1]


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


@pytest.mark.waits
@crossed
@pytest.mark.parametrize("status", [401, 404])
async def test_a_refused_send_does_not_park_others(
    tmp_path, figure, database_url, platform, status
):
    on = PLATFORMS[platform]()
    async with on.server:
        with Running(tmp_path, DATABASE_URL=database_url, **on.settings()):
            await on.ready()
            before = p95(await waits_of_others(on, hung=0, first=FIRST_BEFORE))
            on.refuse(1, status, times=3)
            await on.say(1, "squat 100x5 rir2")
            waits = await waits_of_others(on, hung=0)
            began = time.monotonic()
            await on.server.until(lambda: on.answers(1), 90)
            seconds = time.monotonic() - began
    figure("p95 s of others, the same before", (round(p95(waits), 2), round(before, 2)))
    figure("refused one answered after s", seconds)
    # on a machine so busy that it takes long without any, no more than half as long again
    assert p95(waits) < max(2.0, 1.5 * before)
    assert seconds < 30
