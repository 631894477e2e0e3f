"""Sends that hang among sends to others, on either platform: who was answered, after how long."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from tests.killing import listening, polls
from tests.servers.telegram import TOKEN, TelegramServer

HUNG_SECONDS = 40.0  # longer than anybody waits for an answer
FIRST_HUNG, FIRST_OTHER, FIRST_WARM, FIRST_BEFORE = 5000, 6000, 7000, 8000


class Chance:
    """A fault of a server that happens when chance has it."""

    def __init__(self, fault: Any, when: Callable[[], bool]) -> None:
        self._fault, self._when = fault, when

    @property
    def times(self) -> int:
        return int(self._when())

    @times.setter
    def times(self, _: int) -> None:
        """It is never used up."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._fault, name)


class OnTelegram:
    """People who write to the bot in private on Telegram."""

    def __init__(self) -> None:
        self.server: Any = TelegramServer()

    def settings(self) -> dict[str, str]:
        return {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": self.server.url}

    async def ready(self) -> None:
        await listening(self.server, 0)

    def hang(self, person: int) -> None:
        self.server.fault(chat=person, status=0, delay=HUNG_SECONDS, times=999)

    def refuse(self, person: int, status: int, times: int) -> None:
        self.server.fault(chat=person, status=status, times=times, description="Not now")

    def drop(self, when: Callable[[], bool], *, after: bool = False) -> None:
        """Cut connections of sends, before or after they take effect."""
        self.server.faults = [Chance(self.server.fault(status=0, after=after), when)]

    def starts(self) -> int:
        """How often the bot asked for anything new: more after each start."""
        return polls(self.server)

    async def again(self, update: Any) -> None:
        """Deliver something again: beside the first if that waits still, else by a new number."""
        if update in self.server.queue:
            self.server.queue.insert(self.server.queue.index(update), update)
        else:
            self.server.raw(update)

    async def say(self, person: int, text: str) -> Any:
        return self.server.say(text, person)

    def number(self, update: Any) -> int:
        """The platform's number of what was said."""
        return int(update["message"]["message_id"])

    def is_of(self, person: int, source: str) -> bool:
        """Whether a set was said in somebody's chat."""
        return f":{person}:" in source

    def answers(self, person: int) -> list[str]:
        return self.server.texts(person)

    def begun(self, person: int) -> int:
        """How many sends to somebody were begun."""
        calls = self.server.calls
        return sum(m == "sendMessage" and int(d["chat_id"]) == person for m, d in calls)


class OnDiscord:
    """People who write to the bot directly on Discord."""

    def __init__(self) -> None:
        from tests.servers.discord import DiscordServer

        self.server: Any = DiscordServer()

    def settings(self) -> dict[str, str]:
        return {"DISCORD_BOT_TOKEN": self.server.token, "DISCORD_API_URL": self.server.url}

    async def ready(self) -> None:
        await self.server.until(lambda: self.server.identifies and self.server.sessions)

    def _path(self, person: int) -> str:
        return f"/channels/{self.server.direct_channel(str(person))}/messages"

    def hang(self, person: int) -> None:
        self.server.fault(f"POST {self._path(person)}", 0, times=999, delay=HUNG_SECONDS)

    def refuse(self, person: int, status: int, times: int) -> None:
        self.server.fault(f"POST {self._path(person)}", status, times=times)

    def drop(self, when: Callable[[], bool], *, after: bool = False) -> None:
        """Cut connections of sends, before or after they take effect."""
        self.server.fault("POST /channels/.*/messages", 0, after=after)
        self.server.faults = [Chance(self.server.faults[-1], when)]

    def starts(self) -> int:
        """How many sessions the bot has begun."""
        return int(self.server.identifies)

    async def again(self, message: Any) -> None:
        """Deliver something again."""
        await self.server._emit("MESSAGE_CREATE", message)

    async def say(self, person: int, text: str) -> Any:
        return await self.server.dm(str(person), text)

    def number(self, message: Any) -> int:
        """The platform's number of what was said."""
        return int(message["id"])

    def is_of(self, person: int, source: str) -> bool:
        """Whether a set was said in somebody's chat."""
        return f":{self.server.direct_channel(str(person))}:" in source

    def answers(self, person: int) -> list[str]:
        channel = self.server.direct_channel(str(person))
        return [message["content"] for message in self.server.answers(channel)]

    def begun(self, person: int) -> int:
        path = self._path(person)
        return sum(method == "POST" and at == path for method, at, _ in self.server.calls)


Between = Callable[[], Awaitable[None]]


async def nothing() -> None:
    """Wait for nothing."""


PLATFORMS = {"telegram": OnTelegram, "discord": OnDiscord}


async def waits_of_others(
    on: OnTelegram | OnDiscord,
    *,
    hung: int,
    each: int = 1,
    others: int = 30,
    first: int = FIRST_OTHER,
    between: Between = nothing,
) -> list[float]:
    """Say things in chats whose sends hang, then in others; seconds until those were answered.

    Before that somebody is answered, so that what is loaded when it is first needed is there.

    `between` the two something may be waited for. `first`: of the others, who are new each time.
    """
    await on.say(FIRST_WARM, "squat 100x5 rir2")
    await on.server.until(lambda: on.answers(FIRST_WARM))
    people = range(first, first + others)
    silent = range(FIRST_HUNG, FIRST_HUNG + hung)
    for person in silent:
        on.hang(person)
    for place in range(each):
        for person in silent:
            await on.say(person, f"squat {100 + place}x5 rir2")
    await between()
    begins = {}
    for person in people:
        begins[person] = time.monotonic()
        await on.say(person, "squat 100x5 rir2")
        await asyncio.sleep(0)
    waits: dict[int, float] = {}

    def all_answered() -> bool:
        for person in people:
            if person not in waits and on.answers(person):
                waits[person] = time.monotonic() - begins[person]
        return len(waits) == others

    await on.server.until(all_answered, progress=lambda: len(waits))
    return sorted(waits.values())
