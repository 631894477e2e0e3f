"""Signs of life to slash commands and pressed buttons; their answers are outbox messages."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

import discord
from discord.http import Route
from discord.utils import utcnow

from bot.platforms.bounds import snowflake
from bot.platforms.discord.read import DeliveryHint, Json, interaction_note
from bot.platforms.discord.rest import FAULTS, call

SILENCE_S = 120.0  # a command with nothing to say back stops "thinking" after this long
ACK_TIMEOUT_S = 2.9  # Discord waits 3 s for the first sign of life
NOT_ANSWERED_YET_S = 5.0

log = logging.getLogger("spotter.discord")


class Interactions:
    """What is said to interactions before they are answered.

    `client` gives the one that is connected; `withdraw` takes a "thinking" away, done `aside`.
    """

    def __init__(
        self,
        client: Callable[[], discord.Client | None],
        withdraw: Callable[[DeliveryHint], Coroutine[Any, Any, None]],
        aside: Callable[[Coroutine[Any, Any, None]], None],
    ) -> None:
        self._client, self._withdraw, self._aside = client, withdraw, aside
        self._acks: dict[str, asyncio.Task[None]] = {}
        self._thinking: dict[str, asyncio.TimerHandle] = {}

    async def close(self) -> None:
        """End what is under way."""
        for timer in self._thinking.values():
            timer.cancel()
        for task in self._acks.values():
            task.cancel()
        await asyncio.gather(*self._acks.values(), return_exceptions=True)

    def acknowledge(self, data: Json, kind: int, flags: int = 0) -> None:
        """Show a sign of life within Discord's three seconds."""
        number = str(snowflake(data["id"]))
        answer: dict[str, Any] = {"type": kind, **({"data": {"flags": flags}} if flags else {})}
        task = asyncio.create_task(self.call_back(data, answer))
        self._acks[number] = task
        task.add_done_callback(lambda _: self._acks.pop(number, None))

    def stop_thinking_later(self, data: Json) -> None:
        """See that "thinking" does not stand for a quarter of an hour where nothing is said."""
        note = interaction_note(data, "", utcnow())

        def stop() -> None:
            self._thinking.pop(note.interaction, None)
            self._aside(self._withdraw(note))

        self._thinking[note.interaction] = asyncio.get_running_loop().call_later(SILENCE_S, stop)

    async def call_back(self, data: Json, answer: Json) -> None:
        """Answer an interaction; too late or answered before is no harm, its note expires."""
        client = self._client()
        if client is None:
            return
        path = "/interactions/{interaction}/{webhook_token}/callback"
        try:
            note = interaction_note(data, "", utcnow())
            token = {"interaction": note.interaction, "webhook_token": note.token}
            route = Route("POST", path, **token)
            async with asyncio.timeout(ACK_TIMEOUT_S):
                await call(client.http, client.http.request(route, json=answer))
        except FAULTS as fault:
            log.info("an interaction was not acknowledged (%s)", type(fault).__name__)
        except Exception as fault:  # an odd one: it is set aside by its reader
            log.warning("an interaction cannot be acknowledged (%s)", type(fault).__name__)

    async def acknowledged(self, interaction: str) -> None:
        """Wait until an interaction is acknowledged: before that it cannot be answered."""
        if timer := self._thinking.pop(interaction, None):
            timer.cancel()
        task = self._acks.get(interaction)
        if task is not None:
            await asyncio.wait({task}, timeout=NOT_ANSWERED_YET_S)
