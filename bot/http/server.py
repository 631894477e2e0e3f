"""The small HTTP server: /healthz, /readyz and /metrics."""

from __future__ import annotations

import asyncio
import logging

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from bot.http.health import Health

CLOSE_SECONDS = 1.0
LONGEST_BODY = 1024  # bytes: nobody has anything to tell it

log = logging.getLogger("spotter.http")


async def serve_health(health: Health, host: str, port: int) -> web.AppRunner:
    """Answer over HTTP until `cleanup` of what is given. Raises OSError where the port is taken."""
    app = web.Application(client_max_size=LONGEST_BODY)
    calls = _Calls(health)
    app.router.add_get("/healthz", calls.lives)
    app.router.add_get("/readyz", calls.ready)
    app.router.add_get("/metrics", calls.metrics)
    return await listen(app, host, port)


async def listen(
    app: web.Application, host: str, port: int, close_seconds: float = CLOSE_SECONDS
) -> web.AppRunner:
    """Start an application on a port, no line in the log for each call. Raises OSError.

    `close_seconds`: for calls under way when it ends.
    """
    runner = web.AppRunner(app, access_log=None, logger=log, shutdown_timeout=close_seconds)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except BaseException:
        await runner.cleanup()
        raise
    return runner


class NotOfCallers(logging.Filter):
    """Leaves out what is wrong with a call: whoever reaches the port could fill the disk with it.

    The caller is told (400); a fault of ours is written as everywhere.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Let a record through unless it tells of a call that is no HTTP."""
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        return not isinstance(error, HttpProcessingError | web.HTTPException)


log.addFilter(NotOfCallers())


class _Calls:
    """What is answered to each call."""

    def __init__(self, health: Health) -> None:
        self._health = health
        self._writing = asyncio.Lock()  # however many collectors ask, one count at a time

    async def lives(self, _: web.Request) -> web.Response:
        """200 while every worker lives; else who runs the process should start it again."""
        dead = self._health.dead()
        return web.Response(text=f"{dead or 'ok'}\n", status=503 if dead else 200)

    async def ready(self, _: web.Request) -> web.Response:
        """200 while messages can be taken and answered, else why not, a line each."""
        why = await self._health.unready()
        text = "".join(f"{each}\n" for each in why or ("ok",))
        return web.Response(text=text, status=503 if why else 200)

    async def metrics(self, _: web.Request) -> web.Response:
        """Everything that is counted."""
        from bot.http.exposition import CONTENT_TYPE, exposition

        async with self._writing:
            content = await exposition(self._health)
        return web.Response(body=content, headers={"Content-Type": CONTENT_TYPE})
