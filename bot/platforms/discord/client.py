"""The connection to Discord's gateway: raw events handed on, starts rationed, refusals named."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Mapping
from functools import partial
from types import SimpleNamespace
from typing import Any

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.platforms.base import Fatal, Refused
from bot.platforms.discord.rest import LONGEST_WAIT_S, NOT_ACCEPTED, Gateway, WithoutTokens
from bot.platforms.discord.session_budget import Budget, TooManySessions
from bot.platforms.raw_json import read_json

FEW_IDENTIFIES = 200  # of 1,000 a day; beyond the last one Discord resets the token
IDENTIFIES_AT_ONCE = 8  # within IDENTIFY_SPAN_S, before the connection is given up for a while
IDENTIFY_SPAN_S = 600.0
PUBLIC_GATEWAY = ".discord.gg"
FRAME_LEVELS = 2  # a frame and its event, or a list of messages: a part of one is lost alone
IDENTIFY_PAUSE_S = 5.0  # Discord lets a bot begin one session in five seconds
LIBRARY_LOGGERS = ("discord.http", "discord.client", "discord.webhook.async_")

Handlers = Mapping[str, Callable[[Any], None]]
Aside = Callable[[object, Exception], None]
log = logging.getLogger("spotter.discord")


class GatewayClient(discord.Client):
    """The library's client, its own reading of messages replaced by ours.

    Messages and interactions are taken raw: one that the library cannot read would end the
    connection, and its events are tasks of their own, in no order.
    """

    def __init__(
        self, handlers: Handlers, aside: Aside, budget: Budget, *, message_content: bool
    ) -> None:
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
        intents.message_content = message_content
        super().__init__(
            intents=intents,
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
            max_ratelimit_timeout=30.0,
        )
        # the library's least is 30 s, which would keep other outbox messages of the sender waiting
        self.http.max_ratelimit_timeout = LONGEST_WAIT_S
        self._identified: deque[float] = deque(maxlen=IDENTIFIES_AT_ONCE)
        self._aside = aside
        self._budget = budget
        parsers = self._connection.parsers
        for name, take in parsers.items():  # none of what the library makes of events is needed
            parsers[name] = guarded(take)
        ours = {name: guarded(take, aside) for name, take in handlers.items()}
        library_ready = parsers["READY"]

        def ready(data: Any) -> None:  # noqa: ANN401 - JSON
            library_ready(data)
            self._resume_through_proxy()
            ours["READY"](data)

        parsers.update(ours | {"READY": ready})

    async def application_info(self) -> Any:  # noqa: ANN401 - the library's type cannot be empty
        """Ask what the application is; nothing depends on it, READY says what is needed."""
        try:
            return await super().application_info()
        except (discord.NotFound, discord.Forbidden, KeyError, TypeError):
            flags = discord.ApplicationFlags()
            return SimpleNamespace(id=None, interactions_endpoint_url=None, flags=flags)

    async def on_unread_frame(self, frame: object, fault: Exception) -> None:
        """Keep a frame that `Socket` dropped, as any event that cannot be read."""
        self._aside(frame, fault)

    def _resume_through_proxy(self) -> None:
        """Resume where the session began when Discord names its own host behind a proxy."""
        first, later = DiscordWebSocket.DEFAULT_GATEWAY, self.ws.gateway
        public = [str(url.host).endswith(PUBLIC_GATEWAY) for url in (first, later)]
        if public == [False, True]:
            self.ws.gateway = first

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Ration new sessions. Raises TooManySessions after too many in a row."""
        now = asyncio.get_running_loop().time()
        full = len(self._identified) == IDENTIFIES_AT_ONCE
        if full and now - self._identified[0] < IDENTIFY_SPAN_S:
            raise TooManySessions(f"{IDENTIFIES_AT_ONCE} sessions in {IDENTIFY_SPAN_S:.0f} s")
        self._identified.append(now)
        await self._budget.spend()
        if not initial:
            await asyncio.sleep(IDENTIFY_PAUSE_S)


class Socket(DiscordWebSocket):
    """The library's connection; a frame that cannot be read costs itself and not the session."""

    async def received_message(self, msg: Any, /) -> None:  # noqa: ANN401 - the library's
        """Take a frame. What ends the connection, as the library says it, is raised."""
        try:
            await super().received_message(msg)
        except (ValueError, TypeError, LookupError, AttributeError) as fault:
            log.warning("a frame of the gateway could not be read (%s)", type(fault).__name__)
            self._dispatch("unread_frame", msg, fault)


def guarded(take: Callable[[Any], None], aside: Aside | None = None) -> Callable[[Any], None]:
    """Make a handler that never raises: what it raised would end the connection.

    `aside` keeps what the handler stumbled over.
    """

    def taking(data: Any) -> None:  # noqa: ANN401 - JSON
        try:
            take(data)
        except Exception as fault:  # one odd event; whoever comes after it is not to wait
            log.warning("an event could not be read (%s)", type(fault).__name__)
            if aside is not None:
                aside(data, fault)

    return taking


def quiet_library() -> None:
    """Keep the library's logs to warnings, without tokens in addresses; let it read odd JSON."""
    discord.utils._from_json = partial(read_json, levels=FRAME_LEVELS)
    discord.client.DiscordWebSocket = Socket  # type: ignore[misc]  # the hook it has
    logging.getLogger("discord").setLevel(logging.WARNING)
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # nobody speaks here
    for name in LIBRARY_LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(known, WithoutTokens) for known in logger.filters):
            logger.addFilter(WithoutTokens())


def point_library_at(gateway: Gateway) -> None:
    """Set the addresses the library uses; they are the same for the whole process."""
    Route.BASE = gateway.api
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway.url)


async def mind_budget(gateway: Gateway) -> None:
    """Wait before connecting when few sessions are left for today."""
    if gateway.identifies_left >= FEW_IDENTIFIES:
        return
    wait = gateway.resets_in_s / max(1, gateway.identifies_left)
    left = gateway.identifies_left
    log.warning("%d sessions left for today, waiting %.0f s before the next", left, wait)
    await asyncio.sleep(wait)


async def log_in(client: discord.Client, token: str) -> None:
    """Log in. Raises Refused for a refused token."""
    try:
        await client.login(token)
    except discord.LoginFailure:
        raise Refused(NOT_ACCEPTED) from None


async def stay_connected(client: discord.Client) -> None:
    """Keep the connection until it ends for good. Raises Fatal or ConnectionError."""
    try:
        await client.connect(reconnect=True)
    except discord.PrivilegedIntentsRequired:
        raise Fatal(
            "Discord refused the message content intent: allow it for the application, or set "
            "DISCORD_MESSAGE_CONTENT=false."
        ) from None
    except discord.ConnectionClosed as closed:
        raise _closed(closed.code) from None
    except AttributeError:
        if client.ws is None:  # the library stumbles when its very first try fails
            raise ConnectionError("the gateway cannot be reached") from None
        raise
    raise ConnectionError("the connection to Discord ended")


def _closed(code: int) -> Exception:
    if code == 4004:
        return Fatal(NOT_ACCEPTED)  # never tried again: that gets a token reset
    if 4010 <= code <= 4014:
        return Fatal(f"Discord refused the connection for good (close code {code}).")
    return ConnectionError(f"Discord closed the connection ({code})")


async def hang_up(client: discord.Client) -> None:
    """End the session, keeping the REST connection for what is still to be sent."""
    socket = client.ws
    if socket is not None and socket.open:
        await socket.close(code=1000)
