"""Calls to Discord's REST API: where it is, one door for requests, and faults told apart."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Mapping
from typing import Any, NoReturn

import aiohttp
import discord
from discord.http import HTTPClient, MultipartParameters, Route

from bot.platforms.base import Gone, Later, Never, Refused, Unknown
from bot.platforms.discord.library import Gateway, let_others_on
from bot.platforms.discord.shard_plan import MOST_SHARDS
from bot.platforms.unsent import never_sent

PUBLIC_API = "https://discord.com/api/v10"
SEND_TIMEOUT_S = 25.0  # the library waits and tries again inside a call; the sender waits better
PROBE_TIMEOUT_S = 15.0
HISTORY_TIMEOUT_S = 10.0
LONGEST_WAIT_S = 1.0  # longer rate limits are handed to the sender at once
NOT_FOUND = 404
NOT_ACCEPTED = "Discord refused the token (DISCORD_BOT_TOKEN)."
SOON_S = 2.0
REFUSED_BEFORE = (500, 502, 503)  # said before anything was done; 504 and silence say nothing
# Discord's codes for places where nothing arrives any more.
GONE: Mapping[int, Gone] = {
    10003: "deleted",  # the channel
    10004: "kicked",  # the server is unknown to us
    10013: "deactivated",  # the person
    50001: "kicked",  # no access
    50007: "closed",  # takes no direct messages
    50013: "no_rights",
    50278: "no_server",  # none in common
}
OPENING_TOO_FAST = (40003, 20026)  # more tries get the bot flagged; 20026: it is
FAULTS = (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError)


def api_bases(url: str) -> tuple[str, ...]:
    """List the bases to try for a `DISCORD_API_URL`.

    Expected: everything before `/users/@me`, such as `https://discord.com/api/v10`. A missing
    version, a missing `/api/v10` and slashes at the end are tolerated.
    """
    base = (url.strip() or PUBLIC_API).rstrip("/")
    if re.search(r"/v\d+$", base):
        return (base,)
    if base.endswith("/api"):
        return (base + "/v10",)
    return base + "/api/v10", base


async def find_gateway(token: str, api_url: str) -> Gateway:
    """Ask `GET /gateway/bot` where to connect. Raises Refused for a refused token, else OSError."""
    timeout = aiohttp.ClientTimeout(total=PROBE_TIMEOUT_S)
    headers = {"Authorization": f"Bot {token}"}
    status = NOT_FOUND
    async with aiohttp.ClientSession(timeout=timeout, headers=headers) as session:
        for base in api_bases(api_url):
            async with session.get(base + "/gateway/bot") as response:
                status, text = response.status, await response.text()
            if status == 401:
                raise Refused(NOT_ACCEPTED)
            found = _gateway(base, text) if status == 200 else None
            if found:
                return found
    raise ConnectionError(f"Discord's API did not say where its gateway is (status {status})")


def _gateway(base: str, text: str) -> Gateway | None:
    try:
        data = json.loads(text)
        budget = data.get("session_start_limit") or {}
        left, resets = int(budget.get("remaining", 1000)), int(budget.get("reset_after", 0))
        shards, at_once = int(data.get("shards", 1)), int(budget.get("max_concurrency", 1))
        return Gateway(
            base, str(data["url"]), left, resets / 1000,
            min(max(shards, 1), MOST_SHARDS), max(at_once, 1),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


async def call(http: HTTPClient, request: Awaitable[Any], seconds: float = SEND_TIMEOUT_S) -> Any:  # noqa: ANN401 - JSON
    """Wait for a request of the library and give the decoded answer. Raises FAULTS."""
    try:
        async with asyncio.timeout(seconds):
            answer = await request
    except (TimeoutError, asyncio.CancelledError):
        let_others_on(http, LONGEST_WAIT_S)
        raise
    return json.loads(answer) if isinstance(answer, str) and answer else answer


def posted(http: HTTPClient, route: Route, message: MultipartParameters) -> Awaitable[Any]:
    """Make the request that carries a message, where the library has none for a route."""
    if message.files:
        return http.request(route, files=message.files, form=message.multipart)
    return http.request(route, json=message.payload)


def raise_send_fault(fault: BaseException, *, repeatable: bool, once: bool = False) -> NoReturn:
    """Tell the sender what a fault means. Raises Later, Never, Refused or Unknown.

    `repeatable`: the same request again changes nothing, however long it takes. `once`: it has no
    nonce, so that it would show again.
    """
    if isinstance(fault, discord.RateLimited):
        raise Later(fault.retry_after) from fault
    if isinstance(fault, discord.HTTPException):
        _raise_refusal(fault, repeatable=repeatable, once=once)
    if repeatable or never_sent(fault):
        raise Later(SOON_S) from fault
    raise Unknown(type(fault).__name__, once) from fault


def _raise_refusal(fault: discord.HTTPException, *, repeatable: bool, once: bool) -> NoReturn:
    """Tell what an answer means that is not a success: wait, give up, or not known."""
    why = f"{fault.status} ({fault.code})"
    if fault.code in OPENING_TOO_FAST:
        raise Never(why) from fault
    if fault.status == 429:
        raise Later(_retry_after(fault), everyone=_is_global(fault)) from fault
    if is_refused(fault):
        raise Refused(why) from fault
    if fault.status >= 500:
        if repeatable or fault.status in REFUSED_BEFORE:
            raise Later(SOON_S) from fault
        raise Unknown(why, once) from fault
    raise Never(why, GONE.get(fault.code, "")) from fault


def is_refused(fault: discord.HTTPException) -> bool:
    """Tell a refusal of us, or of something on the way, from an answer about what was asked."""
    return fault.status in (401, 404) and not fault.code


async def is_known(http: HTTPClient) -> bool:
    """Ask who we are; False where Discord does not know us. Raises FAULTS."""
    try:
        return bool(await call(http, http.request(Route("GET", "/users/@me"))))
    except discord.HTTPException as fault:
        if is_refused(fault):
            return False
        raise


def _retry_after(fault: discord.HTTPException) -> float:
    """Seconds to wait as the header says, else a careful guess."""
    try:
        return max(0.1, float(fault.response.headers.get("Retry-After", "5")))
    except ValueError:
        return 5.0


def _is_global(fault: discord.HTTPException) -> bool:
    return "X-RateLimit-Global" in fault.response.headers
