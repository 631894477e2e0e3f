"""The way of one typed set through the whole process: every file, function and statement on it.

    python -m tests.bench.walk [--text "squat 140x8 rir1"] [--full]

A real Telegram adapter, inbox, coach, outbox and sender run against the small server on loopback.
One message goes first, so that nothing is counted that happens once; then the functions of `bot`
and `core` are listed in the order of their first call until the reply is out. Loops of the process
that have nothing to do with a message (what is due, who is at work) are left out.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType

from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot import app
from bot.setting_values import SecretStr
from bot.settings import Settings
from tests.servers.telegram import TOKEN, TelegramServer

ROOT = Path(__file__).parent.parent.parent
OURS = tuple(str(ROOT / room) + os.sep for room in ("bot", "core"))
BESIDE = ("bot/runtime/scheduler.py", "bot/runtime/processes.py", "bot/runtime/outage.py")


@dataclass
class Walk:
    """What was called and sent to the database while it was looked at."""

    looking: bool = False
    codes: dict[CodeType, None] = field(default_factory=dict)
    statements: list[str] = field(default_factory=list)

    def call(self, frame: FrameType, what: str, _: object) -> None:
        """Note a function of ours, for `sys.setprofile`."""
        if self.looking and what == "call" and frame.f_code.co_filename.startswith(OURS):
            self.codes.setdefault(frame.f_code)

    def statement(self, _c: object, _cursor: object, statement: str, *_: object) -> None:
        """Note a statement, for SQLAlchemy."""
        if self.looking:
            self.statements.append(statement)


async def walk(text: str) -> Walk:
    """Type a set after a first one; the functions and statements until its reply is out."""
    seen = Walk()
    event.listen(Engine, "before_cursor_execute", seen.statement)
    threading.setprofile(seen.call)  # for the thread of the database, which is yet to start
    sys.setprofile(seen.call)
    async with TelegramServer() as server:
        with tempfile.TemporaryDirectory() as folder:
            settings = Settings(
                telegram_bot_token=SecretStr(TOKEN), telegram_api_url=server.url,
                database_url=f"sqlite:///{folder}/walk.db", log_level="WARNING",
            )  # fmt: skip
            running = asyncio.create_task(app.run(settings))
            server.say("squat 130x8 rir2")
            await server.replies(1)
            await asyncio.sleep(1.5)  # what follows an answer is over
            seen.looking = True
            server.say(text)
            await server.replies(2)
            seen.looking = False
            signal.raise_signal(signal.SIGTERM)
            await running
    return seen


def main() -> None:
    """Print the walk."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", default="squat 140x8 rir1")
    parser.add_argument("--full", action="store_true", help="functions and statements too")
    asked = parser.parse_args()
    seen = asyncio.run(walk(asked.text))
    files: dict[str, list[str]] = {}
    for code in seen.codes:
        name = str(Path(code.co_filename).relative_to(ROOT))
        if name not in BESIDE:
            files.setdefault(name, []).append(code.co_qualname)
    for name, functions in files.items():
        print(f"{name}  {len(functions)}")
        if asked.full:
            print(*(f"    {each}" for each in functions), sep="\n")
    if asked.full:
        print(*seen.statements, sep="\n")
    called = sum(len(each) for each in files.values())
    print(f"{len(files)} files, {called} functions, {len(seen.statements)} statements")


if __name__ == "__main__":
    main()
