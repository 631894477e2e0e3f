"""Every table that is answered, in every language: no line wraps on a telephone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

from bot.platforms.discord.frames import framed
from bot.platforms.discord.render import pieces
from bot.platforms.layout import TABLE_COLUMNS, columns
from bot.platforms.telegram.render import html_parts
from bot.platforms.telegram.rich import blocks_of
from core.locale.completeness import COMPLETE
from core.messages import Reply
from tests.gym import GYM, Gym
from tests.servers.discord_shapes import check_layout, text_of
from tests.servers.telegram_wire import check_rich

LANGUAGES = ("en", *sorted(COMPLETE))
# Each command that answers with a table, and where it is typed.
TABLES = (
    ("week", ""), ("chart week", ""), ("chart volume", ""), ("chart squat", ""),
    ("chart bodyweight", ""), ("chart accuracy", ""), ("accuracy", ""), ("recap", ""),
    ("/board", GYM), ("/board hits", GYM), ("/challenge", GYM),
)  # fmt: skip
LONG = "Maximiliane-Konstantinopoulou"
DAY = ("squat {0}x5x3 rir2", "bench {1}x8x3 rir1", "romanian deadlift {0}x8x2 rir2",
       "seated dumbbell shoulder press 20x10x3 rir2", "lateral raise 10x15x3 rir1",
       "chest supported row 60x10x3 rir2", "standing calf raise 80x12x3 rir1")  # fmt: skip


async def trained(gym: Gym) -> None:
    """Six weeks of two people who joined a group, and what they weighed."""
    await gym.join("Ann", LONG)
    for who in ("Ann", LONG):
        await gym.say(who, "/share sets sessions records loads")
    for week in range(6):
        for who in ("Ann", LONG):
            for line in DAY:
                await gym.say(who, line.format(100 + 2.5 * week, 60 + week), "")
        await gym.say("Ann", f"bodyweight 8{week}.5", "")
        if week < 5:
            gym.now += timedelta(days=7)
    await gym.say("Ann", "/challenge seated dumbbell shoulder press 1000 reps this week")
    await gym.say(LONG, "/challenge in 1")


def fixed_lines(reply: Reply) -> Iterator[str]:
    """The lines of fixed width that each platform is sent."""
    for part in html_parts(reply):
        for block in re.findall(r"<pre>(.*?)</pre>", part, re.DOTALL):
            yield from unescape(block).split("\n")
    frame = framed(reply, None)
    texts = [text_of({"components": frame.to_components()})] if frame else pieces(reply)
    for block in re.findall(r"```\n(.*?)\n```", "\n".join((*pieces(reply), *texts)), re.DOTALL):
        yield from block.split("\n")


async def test_no_table_wraps_on_a_telephone(sqlite_store) -> None:
    gym = Gym(sqlite_store)
    await trained(gym)
    without = {command: set() for command, _ in TABLES}
    for language in LANGUAGES:
        await gym.say("Ann", f"language {language}", "")
        for command, where in TABLES:
            reply = (await gym.say("Ann", command, where)).reply
            assert reply is not None
            if not reply.table:
                without[command].add(language)
                continue
            lines = list(fixed_lines(reply))
            assert len(lines) >= 4, (language, command)  # a heading and a row, on each
            wide = [line for line in lines if columns(line) > TABLE_COLUMNS]
            assert not wide, (language, command, wide)
            cells = {word for row in reply.table[1:] for cell in row for word in cell.split()}
            told = "".join("".join(lines).split())
            lost = {word for word in cells if any(map(str.isalnum, word)) and word not in told
                    and len(word) <= 8}  # fmt: skip
            assert not lost, (language, command, lost)
            frame = framed(Reply(title=reply.title, lines=reply.lines, table=reply.table), None)
            if frame is not None:
                check_layout({"components": frame.to_components()})
            blocks = blocks_of(Reply(title=reply.title, lines=reply.lines, table=reply.table))
            if blocks is not None:
                check_rich({"blocks": blocks})
    assert not {command: languages for command, languages in without.items() if languages}
