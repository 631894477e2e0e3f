"""A whole session, typed as somebody out of breath would, on each platform over real sockets.

Five lifts and fifteen sets; what is said stands beside, in whole_session_<platform>.txt, as people
see it there: `--update-chats` writes it anew. Days are written <day>, as the process has a clock.
"""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.killing import listening
from tests.running import Running
from tests.servers.discord import DiscordServer
from tests.servers.telegram import TOKEN, TelegramServer

MOST = 16  # messages and taps from the first question to `done`
SETS = 15
BEFORE = (
    "11 days ago\nsquat 97.5x5,5,5 rir2\nbench 77.5x8,8,8 rir2\nbarbell row 60x10,10,9 rir2\n"
    "leg curl 40x12,12,11 rir1\nlateral raise 8x15,15,14 rir1",
    "7 days ago\nsquat 100x5,5,5 rir2\nbench 80x8,8,7 rir2\nbarbell row 62.5x10,9,9 rir2\n"
    "leg curl 40x13,12,12 rir1\nlateral raise 8x16,15,15 rir1",
    "4 days ago\nsquat 100x5,5,5 rir2\nbench 80x8,8,8 rir2\nbarbell row 62.5x10,10,9 rir2\n"
    "leg curl 42.5x12,12,11 rir1\nlateral raise 9x15,15,14 rir1",
)
SESSION = (
    "what do I train today", "squat 102.5x5 two left", "x5 rir2", "x5, one left", "bench 80x8 @8",
    "tap same again", "x7 (1 left)", "row 62.5 10/10/9 rir2", "leg curl 42.5 3x12 rir1",
    "lat raise 9x15", "tap 2", "x15, could have done one more", "x14 to failure", "done",
)  # fmt: skip
_DAY = re.compile(r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{1,2} [A-Z][a-z]{2}(?: \d{4})?\b")

Say = Callable[[str], Awaitable[tuple[str, list[str]]]]  # a message or a tap; text and buttons


async def played(say: Say) -> str:
    """The conversation as it is kept."""
    for line in BEFORE:
        await say(line)
    out = [
        f"# {SETS} sets of five lifts in {len(SESSION)} messages and taps; typed, then answered."
    ]
    for typed in SESSION:
        text, buttons = await say(typed)
        shown = " ".join(f"[{each}]" for each in buttons)
        out += ["", f"> {typed}", _DAY.sub("<day>", text), *([shown] if shown else [])]
    return "\n".join(out) + "\n"


async def held(say: Say, platform: str, bot: Running, request: pytest.FixtureRequest) -> None:
    """Play the session and hold it against what is kept."""
    kept = Path(__file__).parent / f"whole_session_{platform}.txt"
    said = await played(say)
    today = "SELECT count(*) FROM sets WHERE session_at = (SELECT max(session_at) FROM sets)"
    assert bot.rows(today) == [(SETS,)]
    assert len(SESSION) <= MOST
    if request.config.getoption("--update-chats"):
        kept.write_text(said, encoding="utf-8")
    assert said == kept.read_text(encoding="utf-8")


async def test_on_telegram(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    async with TelegramServer() as server:
        settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url}
        with Running(tmp_path, **settings) as bot:
            await listening(server, 0)

            async def say(typed: str) -> tuple[str, list[str]]:
                seen = len(server.shown())
                if typed.startswith("tap "):
                    server.press(typed.removeprefix("tap "))
                else:
                    # Dates of whole seconds tell the order only at the pace of people.
                    server.say(typed, date=time.time())
                answer = (await server.replies(seen + 1))[seen]
                return answer.text, [each["text"] for each in answer.buttons]

            await held(say, "telegram", bot, request)


async def test_on_discord(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    async with DiscordServer() as server:
        settings = {"DISCORD_BOT_TOKEN": server.token, "DISCORD_API_URL": server.url}
        with Running(tmp_path, **settings) as bot:
            await server.until(lambda: any(each.socket for each in server.sessions.values()))
            channel = server.direct_channel("5")

            async def say(typed: str) -> tuple[str, list[str]]:
                seen = server.answers(channel)
                if typed.startswith("tap "):
                    await server.press(seen[-1]["id"], typed.removeprefix("tap "), "5")
                else:
                    await server.dm("5", typed)
                answer = (await server.until(lambda: server.answers(channel)[len(seen) :]))[0]
                rows = answer.get("components") or []
                buttons = [each["label"] for row in rows for each in row["components"]]
                return answer["content"], buttons

            await held(say, "discord", bot, request)
