"""Telegram calls us: one address, a secret with each call, 200 only after the inbox has it."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.redaction import log_fault
from core.store.faults import is_away

if TYPE_CHECKING:
    from aiohttp import web

LONGEST_BODY = 1 << 20  # bytes; Telegram's own limit for an update is half of it
BODY_SECONDS = 10.0  # for a body to arrive
CLOSE_SECONDS = 2.0
CALLS_AT_ONCE = 40  # of Telegram; a chat's come one after the other
COMMIT_SECONDS = 3.0  # for the database to take an update; then Telegram is to bring it again
MOST_COMMITS = 200  # updates that wait for the database, those that Telegram was told to repeat too
CHECK_SECONDS = 60.0  # between two looks whether Telegram still calls this address
HEADER = "X-Telegram-Bot-Api-Secret-Token"

log = logging.getLogger("spotter.telegram")


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram calls, and what it shows; the same in all processes of a bot."""

    url: str
    host: str
    port: int
    path: str = field(repr=False)
    secret: str = field(repr=False)

    @property
    def address(self) -> str:
        """The whole address that Telegram is told."""
        return f"{self.url}/{self.path}"


async def listen_for_updates(
    webhook: Webhook, take: Callable[[object], Awaitable[None]]
) -> web.AppRunner:
    """Take updates until `cleanup` of what is given. Raises OSError where the port is taken.

    `take` commits one to the inbox; where it raises, Telegram is asked to call again.
    """
    from aiohttp import web  # who polls needs no server

    from bot.http.server import listen

    app = web.Application(client_max_size=LONGEST_BODY)
    app.router.add_post("/{path}", _Call(webhook, take).arrived)
    return await listen(app, webhook.host, webhook.port, CLOSE_SECONDS)


class _Late(Exception):
    """The database has not taken an update in time; it may take it yet."""


class _Call:
    """Answers one call after the other."""

    def __init__(self, webhook: Webhook, take: Callable[[object], Awaitable[None]]) -> None:
        self._webhook, self._take = webhook, take
        self._waiting: dict[bytes, asyncio.Future[None]] = {}  # by what was in the body
        self._refusing = False  # said once, however many calls come until it is over

    async def arrived(self, request: web.Request) -> web.Response:
        """200 for an update that is stored, 404 for strangers, 503 where it is to come again."""
        from aiohttp import web

        if not self._is_telegram(request):
            return web.Response(status=404)  # as for any path: nothing tells which part was wrong
        try:
            async with asyncio.timeout(BODY_SECONDS):
                content = await request.read()
        except TimeoutError:
            return web.Response(status=408)
        try:
            await self._committed(content)
        except Exception as error:
            self._say_why(error)
            return web.Response(status=503, headers={"Retry-After": "1"})
        self._refusing = False
        return web.Response()

    def _say_why(self, error: Exception) -> None:
        """Write down why updates are not stored, trouble of the database once until it is over."""
        if not isinstance(error, _Late) and not is_away(error):
            log_fault(log, "an update is not stored: it comes again")
        elif not self._refusing:
            self._refusing = True
            why = "the database is held" if isinstance(error, _Late) else type(error).__name__
            log.warning("updates are not stored (%s): they come again", why)

    async def _committed(self, content: bytes) -> None:
        """Wait until an update is in the inbox. Raises what `take` raises, and _Late.

        A commit that is late is not called back: it would be waited for all the same. When its
        update comes again, that is the one that is waited for.
        """
        key = hashlib.sha256(content).digest()
        if key not in self._waiting:
            if len(self._waiting) >= MOST_COMMITS:
                raise _Late
            under_way = asyncio.ensure_future(self._take(_update(content)))
            self._waiting[key] = under_way
            under_way.add_done_callback(lambda done: self._ended(key, done))
        waited = self._waiting[key]
        done, _ = await asyncio.wait({waited}, timeout=COMMIT_SECONDS)
        if not done:
            raise _Late
        waited.result()

    def _ended(self, key: bytes, done: asyncio.Future[None]) -> None:
        """Forget a commit that has ended; a fault that nobody waits for any more is heard here."""
        self._waiting.pop(key, None)
        if not done.cancelled():
            done.exception()

    def _is_telegram(self, request: web.Request) -> bool:
        """Compare path and secret, both always and as long for any that is wrong."""
        path = request.match_info["path"].encode(errors="replace")
        secret = request.headers.get(HEADER, "").encode(errors="replace")
        known = hmac.compare_digest(path, self._webhook.path.encode())
        shown = hmac.compare_digest(secret, self._webhook.secret.encode())
        return known and shown


def _update(content: bytes) -> object:
    """Read a body; what is no JSON is taken as the text it is, and set aside later."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return content.decode(errors="replace")
