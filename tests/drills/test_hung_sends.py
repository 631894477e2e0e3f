"""Sends that hang, among others: how long the others wait for their answers."""

from __future__ import annotations

import asyncio

import pytest

from tests.drills.places import on_each_platform
from tests.hanging import FIRST_BEFORE, FIRST_HUNG, PLATFORMS, waits_of_others
from tests.running import Running

pytestmark = pytest.mark.waits

SECONDS = 2.0


def p95(waits: list[float]) -> float:
    """What 19 of 20 waited at most."""
    return waits[round(len(waits) * 0.95) - 1]


async def pace_taken():
    """Let what hangs take its part of the pace."""
    await asyncio.sleep(3.0)


@on_each_platform
@pytest.mark.parametrize(("hung", "each"), [(2, 1), (10, 5), (50, 1)])
async def test_others_are_answered_within_two_seconds(tmp_path, figure, platform, hung, each):
    on = PLATFORMS[platform]()
    async with on.server:
        pace = {"SEND_PER_SECOND": "30", "SEND_PER_CHAT": "1"}
        with Running(tmp_path, **pace, **on.settings()) as bot:
            await on.ready()
            before = await waits_of_others(on, hung=0, first=FIRST_BEFORE)
            waits = await waits_of_others(on, hung=hung, each=each, between=pace_taken)
            begun = [on.begun(FIRST_HUNG + n) for n in range(hung)]
            bot.kill()
    figure("p50 s", waits[len(waits) // 2])
    figure("p95 s, the same before any hung", (round(p95(waits), 2), round(p95(before), 2)))
    figure("slowest s", waits[-1])
    assert set(begun) == {1}  # in order within a chat, one at a time
    # on a machine so busy that it takes long without any, no more than half as long again
    assert p95(waits) < max(SECONDS, 1.5 * p95(before))
