"""The connection to Discord's gateway: raw events handed on, starts rationed, refusals named."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import discord
from discord.gateway import DiscordWebSocket

from bot.platforms.base import Fatal, Refused
from bot.platforms.discord.library import FRAME_LEVELS, Gateway, count_limits
from bot.platforms.discord.rest import LONGEST_WAIT_S, NOT_ACCEPTED
from bot.platforms.discord.session_budget import Budget, TooManySessions
from bot.platforms.raw_json import read_json

FEW_IDENTIFIES = 200  # of 1,000 a day; beyond the last one Discord resets the token
IDENTIFIES_AT_ONCE = 8  # within IDENTIFY_SPAN_S, before the connection is given up for a while
IDENTIFY_SPAN_S = 600.0
PUBLIC_GATEWAY = ".discord.gg"
IDENTIFY_PAUSE_S = 5.0  # Discord lets a bot begin one session in five seconds

Handlers = Mapping[str, Callable[[Any], None]]
Aside = Callable[[object, Exception], None]
log = logging.getLogger("spotter.discord")


class GatewayClient(discord.Client):
    """The library's client; what arrives is read from its raw frames.

    The library's own events would do no better: they are tasks too, in no order that is promised
    among them, and there is none for a message that the library cannot read.
    """

    def __init__(
        self,
        handlers: Handlers,
        aside: Aside,
        budget: Budget,
        *,
        message_content: bool,
        shard: tuple[int, int] | None = None,
        at_once: int = 1,
    ) -> None:
        """`shard`: which of so many; `at_once`: how many may begin a session together."""
        intents = discord.Intents(
            guilds=True, guild_messages=True, dm_messages=True,
            guild_reactions=True, dm_reactions=True,
        )  # fmt: skip
        intents.message_content = message_content
        super().__init__(
            intents=intents,
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
            max_ratelimit_timeout=30.0,
            enable_debug_events=True,  # for on_socket_raw_receive
            shard_id=None if shard is None else shard[0],
            shard_count=None if shard is None else shard[1],
        )
        # the library's least is 30 s, which would keep other outbox messages of the sender waiting
        count_limits(self.http, LONGEST_WAIT_S)
        self._identified: deque[float] = deque(maxlen=IDENTIFIES_AT_ONCE)
        self._aside, self._at_once = aside, at_once
        self._budget = budget
        self._takers = {name: guarded(take, aside) for name, take in handlers.items()}

    async def on_socket_raw_receive(self, text: str) -> None:
        """Hand on the event of a frame, in order; a frame that cannot be read is put aside.

        The library starts a task for each frame, and asyncio begins tasks in the order they were
        made: as nothing here waits, each is done before the next begins. The sequence that a
        session is resumed from has moved on by then. That loses nothing: what a frame brought is
        in the queue of `Arrivals` before this connection can be another one, no process resumes
        the session of another, and a new session fetches what is behind the last commit.
        """
        try:
            frame = read_json(text, FRAME_LEVELS)
            name, data = frame.get("t"), frame.get("d")
            take = self._takers.get(name) if name is not None else None
        except Exception as fault:  # whatever is in it, it costs itself alone
            log.warning("a frame of the gateway could not be read (%s)", type(fault).__name__)
            self._aside(text, fault)
            return
        if name == "READY":
            self._resume_through_proxy()
        if take is not None:
            take(data)

    async def application_info(self) -> Any:  # noqa: ANN401 - the library's type cannot be empty
        """Ask what the application is; nothing depends on it, READY says what is needed."""
        try:
            return await super().application_info()
        except (discord.NotFound, discord.Forbidden, KeyError, TypeError):
            flags = discord.ApplicationFlags()
            return SimpleNamespace(id=None, interactions_endpoint_url=None, flags=flags)

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
        if not initial and shard_id is None:
            await asyncio.sleep(IDENTIFY_PAUSE_S)
        elif not initial:
            await self.turn()

    async def turn(self) -> None:
        """Wait until this shard may begin a session."""
        await self._budget.turn((self.shard_id or 0) % self._at_once)


def guarded(take: Callable[[Any], None], aside: Aside) -> Callable[[Any], None]:
    """Make a handler that never raises; `aside` keeps what it stumbled over."""

    def taking(data: Any) -> None:  # noqa: ANN401 - JSON
        try:
            take(data)
        except Exception as fault:  # one odd event; whoever comes after it is not to wait
            log.warning("an event could not be read (%s)", type(fault).__name__)
            aside(data, fault)

    return taking


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


async def stay_shard(client: GatewayClient, token: str) -> None:
    """Log a shard in, wait for its turn, keep it connected. Raises Refused, Fatal and others."""
    try:
        await log_in(client, token)
        await client.turn()
        await stay_connected(client)
    finally:
        await hang_up(client)
        await client.close()


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
