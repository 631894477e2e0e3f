"""The real process while sends hang: all others are answered, and each chat keeps its order."""

from __future__ import annotations

import pytest

from tests.hanging import FIRST_HUNG, PLATFORMS, waits_of_others
from tests.running import Running


@pytest.mark.parametrize("platform", sorted(PLATFORMS))
async def test_others_are_answered_while_sends_hang(tmp_path, platform, monkeypatch):
    monkeypatch.setattr("tests.hanging.HUNG_SECONDS", 3600.0)
    on = PLATFORMS[platform]()
    async with on.server:
        with Running(tmp_path, **on.settings()) as bot:
            await on.ready()
            assert len(await waits_of_others(on, hung=6, each=2, others=10)) == 10
            assert not any(on.answers(FIRST_HUNG + n) for n in range(6))
            bot.kill()
