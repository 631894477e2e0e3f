"""Everything that is changed inside discord.py, and nothing else touches its private attributes.

`test_discord_library.py` fails where the library no longer has what is changed here.
"""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import dataclass
from functools import partial
from typing import Any

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket, ReconnectWebSocket
from discord.http import HTTPClient, Route

from bot.platforms.discord.route_limit import RouteLimit
from bot.platforms.raw_json import read_json

FRAME_LEVELS = 2  # a frame and its event, or a list of messages: a part of one is lost alone
LIBRARY_LOGGERS = ("discord.http", "discord.client", "discord.webhook.async_")
# How the library says that a connection ends; anything else that it raises is about one frame.
ENDS = (ReconnectWebSocket, discord.ConnectionClosed, aiohttp.ClientError, OSError)

log = logging.getLogger("spotter.discord")


@dataclass(frozen=True, slots=True)
class Gateway:
    """Where to connect, and how often the bot may still identify itself."""

    api: str
    url: str
    identifies_left: int
    resets_in_s: float
    shards: int = 1  # that Discord recommends
    at_once: int = 1  # sessions that may be begun within five seconds


class WithoutTokens(logging.Filter):
    """Takes the short-lived token of an interaction out of addresses in log lines."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record, rewritten where it holds such an address."""
        text = record.getMessage()
        clean = re.sub(r"/(webhooks|interactions)/(\d+)/[^/\s?]+", r"/\1/\2/***", text)
        if clean != text:
            record.msg, record.args = clean, ()
        return True


class Socket(DiscordWebSocket):
    """The library's connection; a frame that cannot be read costs itself and not the session."""

    async def received_message(self, msg: Any, /) -> None:  # noqa: ANN401 - the library's
        """Take a frame. What ends the connection, as the library says it, is raised."""
        try:
            await super().received_message(msg)
        except ENDS:
            raise
        except Exception as fault:  # whoever comes after it is not to wait
            log.info("the library could not read a frame (%s)", type(fault).__name__)


def prepare_library() -> None:
    """Make the library survive odd frames, and keep its logs to warnings, without tokens.

    Two things in it have no public way: what reads JSON, of the gateway and of REST alike, so that
    one message of a history that cannot be read costs itself alone; and the class of the
    connection, since a frame that the library stumbles over would end the session.
    """
    discord.utils._from_json = partial(read_json, levels=FRAME_LEVELS)
    discord.client.DiscordWebSocket = Socket  # type: ignore[misc]  # the name connect() looks up
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


def let_others_on(http: HTTPClient, seconds: float) -> None:
    """Open the library's door for all again, after a call was ended that may have closed it.

    On a global rate limit the library closes it, sleeps, and opens it; ended while it sleeps, it
    never does, and nothing is sent any more. There is no public way to open it.
    """
    door = http._global_over
    if isinstance(door, asyncio.Event) and not door.is_set():
        asyncio.get_running_loop().call_later(seconds, door.set)


def count_limits(http: HTTPClient, longest: float) -> None:
    """Let our own count of Discord's limits stand in the place of the library's.

    A call that would wait longer than so many seconds is refused with RateLimited.
    """

    def limit_of(key: str) -> RouteLimit:
        kept: dict[str, Any] = http._buckets
        if key not in kept:
            kept[key] = RouteLimit(longest)
            http._try_clear_expired_ratelimits()
        found: RouteLimit = kept[key]
        return found

    http.max_ratelimit_timeout = longest
    vars(http)["get_ratelimit"] = limit_of
