"""A day of faults at the loudest level: no token in logs, rows, answers or metrics."""

from __future__ import annotations

import asyncio

from tests.drills.places import on_each_platform, running
from tests.end_to_end.test_health import free_port, get


@on_each_platform
async def test_no_token_is_shown_anywhere(tmp_path, figure, database_url, platform):
    port = free_port()
    settings = {"HTTP_PORT": str(port), "LOG_LEVEL": "DEBUG"}
    async with running(platform, database_url, tmp_path, **settings) as here:
        on = here.on
        token = next(v for k, v in on.settings().items() if k.endswith("TOKEN"))
        for person in range(1, 6):
            await on.say(person, "squat 100x5 rir2")
        await here.finished()
        for status in (400, 401, 403, 404, 429, 500, 503):
            on.refuse(1, status, times=1)
            await on.say(1, "help")
        on.drop(lambda: True)
        await on.say(2, "squat 101x5 rir2")
        await asyncio.sleep(1)
        on.server.faults = []
        await on.say(3, "export")
        await on.server.until(lambda: len(on.answers(3)) >= 2, 60)
        metrics = (await get(port, "/metrics"))[1]
        await asyncio.to_thread(here.bot.stop)
        tables = ("inbox", "outbox", "people", "cursors", "questions")
        rows = str([await here.rows(f"SELECT * FROM {each}") for each in tables])  # noqa: S608
        answers = "".join(text for person in range(1, 6) for text in on.answers(person))
        figure("bytes of log, rows, answers, metrics",
               tuple(map(len, (here.bot.log, rows, answers, metrics))))  # fmt: skip
        assert len(here.bot.log) > 1000
        for where in (here.bot.log, rows, answers, metrics):
            assert token not in where
            assert token.split(":")[-1][:20] not in where
