"""Sends that hang, among others: how long the others wait for their answers."""

from __future__ import annotations

import asyncio

import pytest

from tests.drills.places import crossed
from tests.hanging import FIRST_HUNG, PLATFORMS, waits_of_others
from tests.running import Running


async def pace_taken():
    """Let what hangs take its part of the pace."""
    await asyncio.sleep(3.0)


@crossed
@pytest.mark.parametrize(("hung", "each"), [(2, 1), (10, 1), (50, 1), (1, 5), (10, 5)])
async def test_others_are_answered_within_two_seconds(
    tmp_path, figure, database_url, platform, hung, each
):
    on = PLATFORMS[platform]()
    async with on.server:
        pace = {"SEND_PER_SECOND": "30", "SEND_PER_CHAT": "1", "DATABASE_URL": database_url}
        with Running(tmp_path, **pace, **on.settings()) as bot:
            await on.ready()
            waits = await waits_of_others(on, hung=hung, each=each, between=pace_taken)
            begun = [on.begun(FIRST_HUNG + n) for n in range(hung)]
            bot.kill()
    figure("p50 s", waits[len(waits) // 2])
    figure("p95 s", waits[round(len(waits) * 0.95) - 1])
    figure("slowest s", waits[-1])
    assert set(begun) == {1}  # in order within a chat, one at a time
    assert waits[round(len(waits) * 0.95) - 1] < 2.0
