"""kill -9 between receiving and replying, again and again; what was lost, doubled or repeated."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass

from tests.running import Running
from tests.servers.telegram import TelegramServer
from tests.waiting import some_moment

CHATS = 8


@dataclass
class Outcome:
    """What became of the messages sent."""

    messages: int
    kills: int
    stored: int
    stored_twice: int
    missing: int  # messages that never got a reply
    repeated: int  # replies beyond the first

    @property
    def lost(self) -> int:
        return self.messages - self.stored


async def kill_again_and_again(
    server: TelegramServer,
    bot: Running,
    *,
    kills: int,
    messages: int,
    seed: int,
    chats: int = CHATS,
) -> Outcome:
    """Send bursts to several groups; end the process up to half a second after each."""
    chance = random.Random(seed)
    asked: set[tuple[int, int]] = set()
    await listening(server, 0)
    for place in range(chats):  # each set is to have an answer of its own
        server.admins.add((-1000 - place, 1 + place))
        server.say("/settings answers full", user=1 + place, chat=-1000 - place)
    await server.until(lambda: len(server.shown()) == chats)
    for kill in range(kills):
        for i in range(messages // kills):
            chat = -1000 - i % chats
            load = 60 + kill % 5
            update = server.say(f"/s squat {load}x5 rir2", user=1 + i % chats, chat=chat)
            asked.add((chat, update["message"]["message_id"]))
        await some_moment(chance, 0.5)
        bot.kill()
        before = polls(server)
        bot.start()
        await listening(server, before)
    await server.until(
        lambda: not server.queue and unfinished(bot) == (0, 0), progress=lambda: len(server.sent)
    )
    stored = bot.rows("SELECT source, position FROM sets")
    answered = Counter(
        (s.chat, s.data["reply_parameters"]["message_id"]) for s in server.shown()[chats:]
    )
    return Outcome(
        messages=len(asked),
        kills=kills,
        stored=len({source for source, _ in stored}),
        stored_twice=len(stored) - len({source for source, _ in stored}),
        missing=len(asked - answered.keys()),
        repeated=sum(answered.values()) - len(answered),
    )


def polls(server: TelegramServer) -> int:
    """How often the bot asked for updates."""
    return sum(method == "getUpdates" for method, _ in server.calls)


async def listening(server: TelegramServer, before: int) -> None:
    """Wait until the bot asks for updates, after so many times before."""
    await server.until(lambda: polls(server) > before)


def unfinished(bot: Running) -> tuple[int, int]:
    """Rows of the inbox and of the outbox that nobody has finished."""
    return bot.rows(
        "SELECT (SELECT count(*) FROM inbox WHERE done_at IS NULL), "
        "(SELECT count(*) FROM outbox WHERE settled_at IS NULL)"
    )[0]
