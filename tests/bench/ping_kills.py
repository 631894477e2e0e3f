"""Pings under kills and 429 storms: two `spotter run` on one PostgreSQL.

python -m tests.bench.ping_kills [--pings 400] [--kills 16] [--delay 0] [--storm 0.3] [--discord]

The two are killed in turns, each started again at once, while the pings leave at 30 a second. Some
of the sends are answered with 429. Printed: pings lost, queued twice and repeated.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import func, select

from core.store.engine import Store, open_store
from core.store.schema.tables import outbox
from tests.pinging import open_outgoing, remind, states
from tests.postgres import running_server
from tests.running import Running
from tests.servers.telegram import TOKEN, TelegramServer

PACE = {"SEND_PER_SECOND": "30", "SEND_PER_CHAT": "1"}


async def under_way(store: Store, pings: int) -> bool:
    """Whether there is a ping left to queue or to send."""
    return (await states(store)).total() < pings or bool(await open_outgoing(store))


async def kill_in_turns(bots: list[Running], store: Store, options: argparse.Namespace) -> int:
    """Kill one of two every second or so until all is sent; gives the number of kills."""
    chance, done = random.Random(options.seed), 0
    while done < options.kills and await under_way(store, options.pings):
        await asyncio.sleep(0.5 + chance.random())
        bot = bots[done % 2]
        bot.kill()
        bot.start()
        done += 1
    async with asyncio.timeout(300):
        while await under_way(store, options.pings):
            await asyncio.sleep(0.2)
    return done


async def queued_twice(store: Store) -> int:
    """Occurrences with more than one outbox message."""
    query = select(func.count() - func.count(outbox.c.key.distinct())).where(outbox.c.ping == 1)
    return await store.run(lambda uow: uow._connection.execute(query).scalar_one())


async def on_telegram(url: str, folder: Path, options: argparse.Namespace) -> None:
    store = await open_store(url)
    chats = [str(1000 + n) for n in range(options.pings)]
    async with TelegramServer(delay=options.delay) as server:
        server.started.update(map(int, chats))
        if options.storm:
            wait = {"retry_after": 0.5}
            server.fault(status=429, parameters=wait, times=10**6, share=options.storm)
        settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url, **PACE}
        bots = [Running(folder, name, DATABASE_URL=url, **settings) for name in ("one", "two")]
        with bots[0], bots[1]:
            await server.until(lambda: all("receiving as" in b.log for b in bots), 60)
            began = time.monotonic()
            await remind(store, *chats)
            kills = await kill_in_turns(bots, store, options)
            seen = Counter(s.chat for s in server.shown())
            calls = sum(method == "sendMessage" for method, _ in server.calls)
            await told(store, seen, len(chats), kills, began, calls)
    await store.close()


async def on_discord(url: str, folder: Path, options: argparse.Namespace) -> None:
    from tests.servers.discord import DiscordServer

    store = await open_store(url)
    async with DiscordServer() as server:
        chats = [server.direct_channel(str(1000 + n)) for n in range(options.pings)]
        if options.storm:
            storm = int(options.pings * options.storm)
            server.fault("POST /channels", 429, times=storm, retry_after=0.5)
        settings = {"DISCORD_BOT_TOKEN": server.token, "DISCORD_API_URL": server.url, **PACE}
        bots = [Running(folder, name, DATABASE_URL=url, **settings) for name in ("one", "two")]
        with bots[0], bots[1]:
            await server.until(lambda: server.identifies >= 2, 60)
            began = time.monotonic()
            await remind(store, *chats, platform="discord")
            kills = await kill_in_turns(bots, store, options)
            seen = Counter({chat: len(server.answers(chat)) for chat in chats})
            calls = sum(method == "POST" for method, _, _ in server.calls)
            await told(store, seen, len(chats), kills, began, calls)
    await store.close()


async def told(
    store: Store, seen: Counter[object], pings: int, kills: int, began: float, calls: int
) -> None:
    """Print what came of it."""
    repeated = sum(seen.values()) - sum(1 for count in seen.values() if count)
    lost = pings - sum(1 for count in seen.values() if count)
    print(
        f"{pings} pings, {kills} kills, {calls} sends tried in {time.monotonic() - began:.0f} s: "
        f"lost {lost}, queued twice {await queued_twice(store)}, repeated {repeated}; "
        f"{dict(await states(store))}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pings", type=int, default=400)
    parser.add_argument("--kills", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--delay", type=float, default=0.0, help="of Telegram's answers, seconds")
    parser.add_argument("--storm", type=float, default=0.3, help="share of sends answered with 429")
    parser.add_argument("--discord", action="store_true", help="instead of Telegram")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(running_server())
        run = on_discord if options.discord else on_telegram
        asyncio.run(run(server.url(server.create()), folder, options))


if __name__ == "__main__":
    main()
