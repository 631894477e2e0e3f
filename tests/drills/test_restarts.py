"""kill -9 and SIGTERM sixteen times in 400 messages, each delivered up to three times."""

from __future__ import annotations

import pytest

from core.store.engine import open_store
from tests.hanging import PLATFORMS
from tests.restarting import restart_again_and_again
from tests.running import Running

UNDER_WAY = 2  # at most when a process is killed, while the platform is fast


@pytest.mark.parametrize("platform", sorted(PLATFORMS))
@pytest.mark.parametrize("kill", [True, False], ids=["kill", "term"])
async def test_ended_sixteen_times(tmp_path, figure, database_url, platform, kill):
    on = PLATFORMS[platform]()
    postgres = await open_store(database_url) if database_url.startswith("postgresql") else None
    async with on.server:
        with Running(tmp_path, DATABASE_URL=database_url, **on.settings()) as bot:

            async def rows(query):
                if postgres is None:
                    return bot.rows(query)
                return await postgres.run(
                    lambda it: [tuple(r) for r in it._connection.exec_driver_sql(query)]
                )

            done = await restart_again_and_again(
                on, bot, rows, ends=16, messages=400, kill=kill, copies=3, seed=1
            )
    if postgres is not None:
        await postgres.close()
    figure("outcome", done)
    print("\n".join(done.traces))
    assert (done.lost, done.stored_twice, done.disordered) == (0, 0, 0)
    if platform == "discord" or not kill:
        assert (done.missing, done.repeated) == (0, 0)
    assert done.missing <= done.ends * UNDER_WAY
    assert done.repeated == 0
