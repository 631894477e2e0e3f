"""The whole kill test: 16 kills in 400 messages, several times over.

python -m tests.bench.kills [--kills 16] [--messages 400] [--rounds 3] [--chats 8] [--delay 0]
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from pathlib import Path

from tests.killing import kill_again_and_again
from tests.running import Running
from tests.servers.telegram import TOKEN, TelegramServer


async def one_round(kills: int, messages: int, seed: int, chats: int, delay: float) -> None:
    """Run the test once, print what came of it and how long it took."""
    with tempfile.TemporaryDirectory() as directory:
        async with TelegramServer(delay=delay) as server:
            settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url}
            with Running(Path(directory), **settings) as bot:
                began = time.monotonic()
                outcome = await kill_again_and_again(
                    server, bot, kills=kills, messages=messages, seed=seed, chats=chats
                )
                print(f"{outcome} lost={outcome.lost} in {time.monotonic() - began:.0f} s")
                await asyncio.to_thread(bot.stop)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=16)
    parser.add_argument("--messages", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--chats", type=int, default=8)
    parser.add_argument(
        "--delay", type=float, default=0.0, help="seconds the server takes to answer"
    )
    options = parser.parse_args()
    for seed in range(options.rounds):
        asyncio.run(one_round(options.kills, options.messages, seed, options.chats, options.delay))


if __name__ == "__main__":
    main()
