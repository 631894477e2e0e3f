"""What carries calls of the Bot API: our transport on aiohttp against the library's on httpx.

python -m tests.bench.telegram_transport [--messages 1500] [--rounds 7] [--in-flight 1 16 96]

A round starts a process for each, one after the other, in turns: it sends so many messages with so
many under way to a small server in this process, beside a long poll, and says how fast, how much
processor time each took, and what its memory is at the end. `faults` says what each can tell of a
send that failed: whether it may have arrived.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import time
from typing import Any

from tests.bench.telegram import memory_mb
from tests.servers.telegram import TOKEN, TelegramServer

KINDS = ("aiohttp", "httpx")
WARM_UP = 100


def request_of(kind: str, base: str) -> Any:
    """Make a transport; the library's with as many connections as ours may open."""
    if kind == "aiohttp":
        from bot.platforms.telegram.transport import AiohttpRequest

        return AiohttpRequest(base)
    from telegram.request import HTTPXRequest

    return HTTPXRequest(connection_pool_size=256, read_timeout=20, pool_timeout=20)


async def send_all(kind: str, base: str, messages: int, in_flight: int) -> dict[str, float]:
    """Send, and say how fast and at what cost."""
    import os

    from telegram import Bot

    request = request_of(kind, base)
    await request.initialize()
    bot = Bot(TOKEN, base_url=f"{base}/bot", request=request, get_updates_request=request)
    poll = asyncio.create_task(bot.get_updates(timeout=50))
    places = asyncio.Semaphore(in_flight)

    async def one(number: int) -> None:
        async with places:
            await bot.send_message(1 + number % 200, "Squat 100 kg x 5: next 102.5 kg")

    await asyncio.gather(*(one(number) for number in range(WARM_UP)))
    began, used = time.perf_counter(), time.process_time()
    await asyncio.gather(*(one(number) for number in range(messages)))
    took, used = time.perf_counter() - began, time.process_time() - used
    poll.cancel()
    await asyncio.gather(poll, return_exceptions=True)
    await request.shutdown()
    found = {"rate": messages / took, "cpu_ms": used / messages * 1000}
    return found | {"memory_mb": memory_mb(os.getpid())}


async def compare(messages: int, rounds: int, in_flight: int) -> None:
    """Run both in turns and print the medians and their spread."""
    found: dict[str, list[dict[str, float]]] = {kind: [] for kind in KINDS}
    for number in range(rounds):
        for kind in KINDS if number % 2 else reversed(KINDS):
            async with TelegramServer() as server:
                server.started.update(range(1, 201))
                child = await asyncio.create_subprocess_exec(
                    sys.executable, "-m", "tests.bench.telegram_transport", "--as", kind,
                    "--base", server.url, "--messages", str(messages),
                    "--in-flight", str(in_flight), stdout=subprocess.PIPE,
                )  # fmt: skip
                said, _ = await child.communicate()
                found[kind].append(json.loads(said))
    for kind, runs in found.items():
        cells = [
            f"{statistics.median(run[key] for run in runs):.2f} {what} "
            f"({min(run[key] for run in runs):.2f}-{max(run[key] for run in runs):.2f})"
            for key, what in (
                ("rate", "messages/s"), ("cpu_ms", "ms of processor each"), ("memory_mb", "MB"),
            )
        ]  # fmt: skip
        print(f"{in_flight:3} under way, {kind:8}{'; '.join(cells)}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=1500)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--in-flight", type=int, nargs="+", default=[1, 16, 96])
    parser.add_argument("--as", dest="kind", choices=KINDS)
    parser.add_argument("--base")
    options = parser.parse_args()
    if options.kind:
        (in_flight,) = options.in_flight
        print(
            json.dumps(
                asyncio.run(send_all(options.kind, options.base, options.messages, in_flight))
            )
        )
        return
    for in_flight in options.in_flight:
        asyncio.run(compare(options.messages, options.rounds, in_flight))


if __name__ == "__main__":
    main()
