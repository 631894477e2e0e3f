"""Two and four `spotter run` on one PostgreSQL: those who receive are killed under load.

Nothing is lost or stored twice, somebody else receives within half a minute, and what a person says
is answered in the order it was said, whichever process handles it.
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections import Counter
from contextlib import ExitStack, suppress

import aiohttp
import pytest
from sqlalchemy import text

from bot.runtime.send_window import FEWEST
from core.store.engine import open_store
from tests.full_answers import answer_in_full
from tests.pinging import open_outgoing
from tests.running import Running
from tests.servers.telegram import TOKEN, TelegramServer
from tests.servers.webhook import CallingServer, call
from tests.waiting import until

CHATS = 12
ROUNDS = 10
KILLED_AFTER = 4  # rounds
TAKEN_OVER_S = 20.0
RECEIVES = ("receives now", "receiving as")
WAITS = "ready to take over"
SECRET = "a-secret-of-the-test"
NAMES = ("one", "two", "three", "four")


@pytest.fixture
async def store(postgres_url):
    opened = await open_store(postgres_url)
    await answer_in_full(opened, "telegram", [-1000 - each for each in range(1, 1 + CHATS)])
    yield opened
    await opened.close()


@pytest.fixture
def processes(tmp_path, postgres_url):
    """Start so many processes, each with settings of its own."""
    with ExitStack() as running:

        def start(*settings):
            made = [
                Running(tmp_path, name, DATABASE_URL=postgres_url, **each)
                for name, each in zip(NAMES, settings, strict=False)
            ]
            for bot in made:
                running.enter_context(bot)
            return made

        yield start


async def rows(store, query):
    return await store.run(lambda uow: [tuple(r) for r in uow._connection.execute(text(query))])


async def all_done(store):
    async def done():
        waiting = await rows(store, "SELECT count(*) FROM inbox WHERE done_at IS NULL")
        return waiting == [(0,)] and not await open_outgoing(store)

    settled = "SELECT count(*) FROM outbox WHERE settled_at IS NOT NULL"
    await until(done, progress=lambda: rows(store, settled))


def say_round(server, place):
    """One set of each lifter, a repetition more each round; gives what was said."""
    said = set()
    for lifter in range(1, 1 + CHATS):
        update = server.say(f"/s squat 100x{5 + place} rir2", lifter, -1000 - lifter)
        said.add((-1000 - lifter, update["message"]["message_id"]))
    return said


async def nothing_lost(server, store, asked, on_the_wire=0):
    """Every set once, and in each chat in the order it was said; replies in that order too.

    But so many as may have been on their way into the network when their process was stopped.
    """
    await all_done(store)
    stored = await rows(store, "SELECT log_id, reps FROM sets ORDER BY log_id, id")
    assert len(stored) == len(set(stored)) == len(asked)
    for log_id in {each for each, _ in stored}:
        reps = [reps for each, reps in stored if each == log_id]
        assert reps == sorted(reps)
    answered = [(s.chat, s.data["reply_parameters"]["message_id"]) for s in server.shown()]
    assert set(answered) <= asked
    assert max(Counter(answered).values()) == 1
    late = 0
    for chat in {chat for chat, _ in asked}:
        said = [message for each, message in answered if each == chat]
        late += said != sorted(said)
    assert late <= on_the_wire


def receiver(bots):
    """Who receives: nobody but one is not waiting."""
    found = [bot for bot in bots if lines(bot)[-1:] == ["receives"]]
    return found[0] if len(found) == 1 else None


def lines(bot):
    """What a log says of receiving, in order; the first look comes after `receiving as`."""
    said = []
    for line in bot.log.splitlines():
        if any(each in line for each in RECEIVES):
            said.append("receives")
        elif WAITS in line:
            said.append("waits")
    return said


@pytest.mark.parametrize("count", [2, 4])
async def test_the_one_who_receives_is_killed(processes, store, count):
    async with TelegramServer() as server:
        settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url}
        bots = processes(*[settings] * count)
        await server.until(lambda: sum(WAITS in bot.log for bot in bots) == count - 1)
        asked = set()
        for place in range(ROUNDS):
            asked |= say_round(server, place)
            if place == KILLED_AFTER:
                killed = await server.until(lambda: receiver(bots))
                killed.kill()
                bots.remove(killed)
                began = time.monotonic()
            await asyncio.sleep(0)
        await server.until(lambda: receiver(bots), TAKEN_OVER_S)
        assert time.monotonic() - began < TAKEN_OVER_S
        await server.until(lambda: not server.queue)
        await nothing_lost(server, store, asked)
        assert "Conflict" not in "".join(bot.log for bot in bots)


@pytest.mark.parametrize("rounds", [0, 4], ids=["idle", "at work"])
async def test_one_that_stalls_is_taken_over_and_comes_back(processes, store, rounds):
    """A machine that lost its power keeps its connections: nobody tells that it is gone.

    At work it has messages in hand, half stored and half sent, as it happens to come.
    """
    async with TelegramServer() as server:
        settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url}
        bots = processes(settings, settings)
        await server.until(lambda: sum(WAITS in bot.log for bot in bots) == 1)
        first = await server.until(lambda: receiver(bots))
        other = bots[1 - bots.index(first)]
        asked = set()
        for place in range(rounds):
            asked |= say_round(server, place)
        await server.until(lambda: len(server.shown()) >= rounds * CHATS // 2)
        first.process.send_signal(19)  # SIGSTOP
        try:
            asked |= say_round(server, rounds)
            await server.until(lambda: "receives now" in other.log, TAKEN_OVER_S)
            await server.until(lambda: not server.queue)
            await all_done(store)  # by the other one alone
        finally:
            first.process.send_signal(18)  # SIGCONT
        asked |= say_round(server, rounds + 1)
        await server.until(lambda: not server.queue)
        await nothing_lost(server, store, asked, on_the_wire=FEWEST if rounds else 0)


def free_port():
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return made.getsockname()[1]


class Balancer:
    """Calls one process after the other, as any balancer would; a dead one is left out."""

    def __init__(self, server, ports):
        self.server, self.ports = server, list(ports)
        self.turn = 0

    async def deliver(self, updates):
        """Bring one chat's updates in order, each until it is taken: so does Telegram."""
        for update in updates:
            await self.bring(update)
            self.server.queue.remove(update)

    async def bring(self, update):
        """Call until one takes it."""
        path = self.server.webhook["url"].rpartition("/")[2]
        while True:
            self.turn += 1
            port = self.ports[self.turn % len(self.ports)]
            with suppress(aiohttp.ClientError):
                url = f"http://127.0.0.1:{port}/{path}"
                if await call(url, self.server.webhook["secret_token"], json=update) == 200:
                    return


def called(server, ports):
    """The settings of processes that are called, each at a port of its own."""
    shared = {
        "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url,
        "WEBHOOK_URL": "https://bot.example.org", "WEBHOOK_PATH": "a-path-nobody-guesses",
        "WEBHOOK_SECRET": SECRET,
    }  # fmt: skip
    return [{**shared, "WEBHOOK_PORT": str(port)} for port in ports]


def by_chat(server):
    """What waits to be brought, by chat."""
    chats = {update["message"]["chat"]["id"] for update in server.queue}
    return {chat: [u for u in server.queue if u["message"]["chat"]["id"] == chat] for chat in chats}


async def test_the_same_updates_to_two_at_once(processes, store):
    """A balancer that asks a second one before the first has answered: each is taken once."""
    async with CallingServer() as server:
        ports = [free_port() for _ in range(2)]
        bots = processes(*called(server, ports))
        await server.until(lambda: all("Telegram calls" in bot.log for bot in bots))
        asked = set()
        for place in range(ROUNDS):
            asked |= say_round(server, place)
        balancers = [Balancer(server, [port]) for port in ports]

        async def to_both(updates):
            for update in updates:
                await asyncio.gather(*(each.bring(update) for each in balancers))

        await asyncio.gather(*map(to_both, by_chat(server).values()))
        server.queue.clear()
        await nothing_lost(server, store, asked)


@pytest.mark.parametrize("count", [2, 4])
async def test_a_balancer_calls_them_in_turn_and_one_is_killed(processes, store, count):
    async with CallingServer() as server:
        ports = [free_port() for _ in range(count)]
        bots = processes(*called(server, ports))
        await server.until(lambda: all("Telegram calls" in bot.log for bot in bots))
        asked = set()
        for place in range(ROUNDS):
            asked |= say_round(server, place)
        balancer = Balancer(server, ports)
        delivering = [
            asyncio.create_task(balancer.deliver(each)) for each in by_chat(server).values()
        ]
        await server.until(lambda: len(server.shown()) > CHATS)
        bots[0].kill()
        await asyncio.gather(*delivering)
        await nothing_lost(server, store, asked)
