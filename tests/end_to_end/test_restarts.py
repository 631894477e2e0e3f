"""SIGTERM between messages that are delivered up to three times: all answered, once, in order."""

from __future__ import annotations

import pytest

from tests.hanging import PLATFORMS
from tests.restarting import Restarted, restart_again_and_again
from tests.running import Running


@pytest.mark.parametrize("platform", sorted(PLATFORMS))
async def test_ended_in_order_twice(tmp_path, platform):
    on = PLATFORMS[platform]()
    async with on.server:
        with Running(tmp_path, **on.settings()) as bot:

            async def rows(query):
                return bot.rows(query)

            done = await restart_again_and_again(
                on, bot, rows, ends=2, messages=48, kill=False, copies=3, seed=3
            )
    assert done == Restarted(48, 2, 0, 0, 0, 0, 0, 0)
