"""What keeps loops running: each starts again after a fault, and is ended with the process."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from typing import Any, TypeVar

from bot.backoff import HEALTHY_SECONDS, PLATFORM_SECONDS, pause
from bot.platforms.base import Fatal, Platform, Receive, Refused
from bot.redaction import log_fault
from core.store.engine import Store
from core.store.faults import is_of_database

LOOK_SECONDS = 0.5  # between two looks at the database's file
GIVEN_UP_SECONDS = 600.0

T = TypeVar("T")

log = logging.getLogger("spotter")


async def keep_receiving(platform: Platform, commit: Receive, given_up: dict[str, str]) -> None:
    """Receive, and start again after a failure; ends only when the platform refuses for good.

    Why is put into `given_up`.
    """
    failures = 0
    while True:
        began = time.monotonic()
        try:
            await platform.receive(commit)
        except Fatal as error:
            log.error("%s is given up: %s", platform.name, error.why)
            given_up[platform.name] = error.why
            return
        except Refused as error:
            log.warning("%s does not receive: %s", platform.name, error.why)
        except Exception as error:
            if is_of_database(error):
                log.warning("%s is not received: the database refuses (%s)", platform.name, error)
            elif isinstance(error, OSError):
                log.warning("%s is not received: no connection (%s)", platform.name, error)
            else:
                log_fault(log, f"{platform.name} stopped receiving")
        else:
            log.warning("%s stopped receiving", platform.name)
        if time.monotonic() - began > HEALTHY_SECONDS:
            failures = 0
        await asyncio.sleep(pause(PLATFORM_SECONDS, failures))
        failures += 1


async def remind_of_given_up(given_up: Mapping[str, str]) -> None:
    """Say every ten minutes which platforms are given up while others live."""
    while True:
        await asyncio.sleep(GIVEN_UP_SECONDS)
        for name, why in given_up.items():
            log.error("%s is still given up: %s. Restart after it is mended", name, why.rstrip("."))


async def keep_running(what: str, work: Callable[[], Awaitable[None]]) -> None:
    """Run a loop of ours; a fault in it is logged and it starts again."""
    while True:
        try:
            await work()
        except Exception:
            log_fault(log, f"{what} stopped")
            await asyncio.sleep(PLATFORM_SECONDS[0])
        else:
            return


async def watch_file(store: Store) -> None:
    """Look at the database's file twice a second; what is wrong with it is said once."""
    known = ""
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        try:
            wrong = await store.look()
        except Exception:
            log_fault(log, "the database's file cannot be looked at")
            continue
        if wrong and not known:
            log.error(
                "nothing is stored or acknowledged any more: %s; put the file back as it was, or "
                "end this process and run `spotter restore FILE`", wrong,
            )  # fmt: skip
        elif known and not wrong:
            log.warning("the database's file is in order again")
        known = wrong


async def all_ended(receivers: Sequence[asyncio.Task[None]]) -> None:
    """Wait until no platform is left."""
    await asyncio.gather(*receivers, return_exceptions=True)


def start(work: Coroutine[object, object, T]) -> asyncio.Task[T]:
    """Start something beside."""
    return asyncio.get_running_loop().create_task(work)


async def cancel(tasks: Sequence[asyncio.Task[Any]]) -> None:
    """End tasks and wait until they have ended, for a second."""
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks, timeout=1.0)
