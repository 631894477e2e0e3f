"""`spotter run` against a bare python-telegram-bot echo bot, on the same loopback server.

python -m tests.bench.telegram [--messages 2000] [--chats 200] [--rounds 5]

Each round runs both bots, one after the other, each as a process of its own: every message is sent
at once, and the clock runs from the first message to the last answer. Spotter stores and answers a
set durably for each; the echo bot sends the text back. Pacing is off. Both have their code compiled
already, as an installed program has: what a first start compiles is not measured.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from tests.running import Running
from tests.servers.telegram import TOKEN, TelegramServer

WARM_UP = 200
ECHO = """
import sys
from telegram.ext import ApplicationBuilder, MessageHandler, filters

async def echo(update, context):
    await update.message.reply_text(update.message.text)

token, base = sys.argv[1:]
app = ApplicationBuilder().token(token).base_url(f"{base}/bot").build()
app.add_handler(MessageHandler(filters.TEXT, echo))
app.run_polling()
"""


class Echo:
    """The bare bot as a process."""

    def __init__(self, server: TelegramServer) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", ECHO, TOKEN, server.url],
            env={**os.environ, "NO_PROXY": "127.0.0.1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


def memory_mb(pid: int) -> float:
    """Resident memory of a process, in MB; 0 where it cannot be read."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    return 0.0


def cpu_seconds(pid: int) -> float:
    """Processor time a process has used; 0 where it cannot be read."""
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


@dataclass
class Round:
    """What one run of one bot gave."""

    rate: float  # answers per second
    cpu_ms: float  # processor time per message
    start_s: float  # until it listened
    memory_mb: float  # at rest, before the first message


async def measure(server: TelegramServer, messages: int, chats: int) -> float:
    """Send all at once and give the answers per second."""
    await asyncio.sleep(0.5)
    before = len(server.shown())
    began = time.monotonic()
    for i in range(messages):
        server.say(f"squat 100x{5 + i % 5} rir{i % 4}", user=1 + i % chats)
    await server.replies(before + messages, 300)
    return messages / (time.monotonic() - began)


async def one_round(kind: str, messages: int, chats: int) -> Round:
    """Run one bot."""
    with tempfile.TemporaryDirectory() as directory:
        async with TelegramServer() as server:
            began = time.monotonic()
            if kind == "echo":
                bot = Echo(server)
            else:
                settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url}
                bot = Running(Path(directory), **settings)
                bot.start()
            try:
                await server.until(lambda: any(m == "getUpdates" for m, _ in server.calls), 60)
                start = time.monotonic() - began
                await asyncio.sleep(1)
                memory = memory_mb(bot.process.pid)
                await measure(server, WARM_UP, chats)
                used = cpu_seconds(bot.process.pid)
                rate = await measure(server, messages, chats)
                used = cpu_seconds(bot.process.pid) - used
                return Round(rate, used / messages * 1000, start, memory)
            finally:
                await asyncio.to_thread(bot.stop)


OneRound = Callable[[str, int, int], Awaitable[Round]]  # of a bot, messages and chats


async def compare(one_round: OneRound, messages: int, chats: int, rounds: int) -> None:
    """Run both in turns and print medians, spread and ratio."""
    await one_round("spotter", 1, chats)  # compiles
    print(f"{messages} messages, {chats} chats, {rounds} rounds")
    found: dict[str, list[Round]] = {"echo": [], "spotter": []}
    for number in range(rounds):
        for kind in ("echo", "spotter") if number % 2 else ("spotter", "echo"):
            found[kind].append(await one_round(kind, messages, chats))
        echo, spotter = (found[kind][-1].rate for kind in found)
        print(
            f"round {number + 1}: echo {echo:.0f}/s, spotter {spotter:.0f}/s, "
            f"ratio {spotter / echo:.2f}"
        )
    for kind, runs in found.items():
        rates = [run.rate for run in runs]
        print(
            f"{kind}: median {statistics.median(rates):.0f}/s "
            f"({min(rates):.0f}-{max(rates):.0f}), "
            f"{statistics.median(run.cpu_ms for run in runs):.2f} ms of processor per message, "
            f"start {statistics.median(run.start_s for run in runs):.2f} s, "
            f"at rest {statistics.median(run.memory_mb for run in runs):.0f} MB"
        )
    ratios = [s.rate / e.rate for s, e in zip(found["spotter"], found["echo"], strict=True)]
    print(
        f"ratio spotter/echo: median {statistics.median(ratios):.2f} "
        f"({min(ratios):.2f}-{max(ratios):.2f})"
    )


def main(one_round: OneRound, told: str | None) -> None:
    """Read the options and compare."""
    parser = argparse.ArgumentParser(description=told)
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--chats", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(Path(tempfile.gettempdir()) / "spotter-compiled")
    asyncio.run(compare(one_round, options.messages, options.chats, options.rounds))


if __name__ == "__main__":
    main(one_round, __doc__)
