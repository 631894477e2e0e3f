"""The wall clock jumps, forward and back: a ping a day, never two, none that is long overdue."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.drills.places import on_each_platform, running
from tests.preload import Clock

HOUR = 3600.0
PING = "Time to train"


@on_each_platform
async def test_the_clock_jumps(tmp_path, figure, database_url, platform):
    clock = Clock(tmp_path / "clock")
    now = datetime.now(UTC)
    at = (now.hour + 3) % 24
    async with running(platform, database_url, tmp_path, **clock.settings()) as here:

        def pings(person=1):
            return sum(PING in text for text in here.on.answers(person))

        await here.on.say(1, "zone UTC")
        await here.on.say(1, f"remind daily {at}:00")
        await here.on.say(2, "zone UTC")
        await here.on.say(2, f"remind daily {(at + 8) % 24}:00")  # whose last one is in time
        await here.finished()
        shown = [pings()]
        clock.jump(3 * HOUR - now.minute * 60)  # to some minutes after it is due
        await here.on.server.until(lambda: pings() == 1, 60)
        shown.append(pings())
        for jump in (-HOUR, HOUR, -2 * HOUR, 2 * HOUR, 60.0):
            clock.jump(jump)
            await here.finished()
            shown.append(pings())
        clock.jump(3 * 24 * HOUR + 8 * HOUR)  # three days pass; the last ping is eight hours late
        await here.on.server.until(lambda: pings(2) == 1, 60)
        await here.finished()
        shown.append(pings())
        figure("pings shown after each jump", shown)
        assert shown == [0, 1, 1, 1, 1, 1, 1, 1]
        assert here.bot.process.poll() is None
