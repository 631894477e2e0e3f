"""`spotter run` against a bare discord.py echo bot, on the same loopback server.

python -m tests.bench.discord [--messages 2000] [--chats 200] [--rounds 5]

As `tests.bench.telegram`: every message is sent at once in private chats, and the clock runs from
the first message to the last answer. The echo bot sends the text back.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.telegram import WARM_UP, Round, cpu_seconds, main, memory_mb
from tests.running import Running
from tests.servers.discord import DiscordServer

ECHO = """
import sys
import discord, yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

class Echo(discord.Client):
    async def on_message(self, message):
        if not message.author.bot:
            await message.channel.send(message.content)

token, base = sys.argv[1:]
Route.BASE = f"{base}/api/v10"
DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(base.replace("http", "ws", 1) + "/gateway")
intents = discord.Intents(guilds=True, messages=True, message_content=True)
Echo(intents=intents).run(token, log_handler=None)
"""


class Echo:
    """The bare bot as a process."""

    def __init__(self, server: DiscordServer) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", ECHO, server.token, server.url],
            env={**os.environ, "NO_PROXY": "127.0.0.1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(20)


async def measure(server: DiscordServer, messages: int, chats: int) -> float:
    """Send all at once and give the answers per second."""
    await asyncio.sleep(0.5)
    before = len(server.answers())
    began = time.monotonic()
    for i in range(messages):
        await server.dm(str(1001 + i % chats), f"squat 100x{5 + i % 5} rir{i % 4}")
    await server.until(lambda: len(server.answers()) >= before + messages, 300)
    return messages / (time.monotonic() - began)


async def one_round(kind: str, messages: int, chats: int) -> Round:
    """Run one bot."""
    with tempfile.TemporaryDirectory() as directory:
        async with DiscordServer() as server:
            began = time.monotonic()
            bot: Echo | Running
            if kind == "echo":
                bot = Echo(server)
            else:
                settings = {"DISCORD_BOT_TOKEN": server.token, "DISCORD_API_URL": server.url}
                bot = Running(Path(directory), **settings)
                bot.start()
            try:
                await server.until(lambda: server.identifies > 0, 60)
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


if __name__ == "__main__":
    main(one_round, __doc__)
