"""The composition root: store, coach, platforms, workers, senders; their start and end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from bot.backoff import HEALTHY_SECONDS, PLATFORM_SECONDS, pause
from bot.cli.opening import exposed, why_not_opened
from bot.hashed import key_of
from bot.http.health import Health
from bot.platforms.base import Fatal, Platform, Receive, Refused
from bot.redaction import log_fault, set_up_logging
from bot.runtime.backups import BackupSchedule, make_by_command
from bot.runtime.file_process import FileProcess
from bot.runtime.garbage import collect_seldom
from bot.runtime.inbox_worker import InboxWorker
from bot.runtime.measured import MeasuredCoach, MeasuredPlatform
from bot.runtime.measures import Measures
from bot.runtime.outage import Outage
from bot.runtime.pace import Pace
from bot.runtime.picture_process import PictureProcess
from bot.runtime.processes import ProcessRegistry
from bot.runtime.purging import purge_hourly
from bot.runtime.scheduler import Clock
from bot.runtime.sender import Sender
from bot.runtime.service_manager import ServiceManager
from bot.settings import Settings, levels_of_parts, platforms_configured, secrets_of
from bot.tracing import Tracer
from core.coach import Coach
from core.store.address import file_of, parse_address
from core.store.cancellation import Patience
from core.store.engine import Store, open_store
from core.store.faults import DATABASE_FAULTS, InUse, is_of_database
from core.store.rows import InboxRow
from core.store.sqlite.rotation import folder_of

if TYPE_CHECKING:
    from aiohttp.web import AppRunner

STOP_SECONDS = 5.0  # for what is under way; what is left is taken up at the next start
HURRY_SECONDS = 2.0  # of these for what others hold of the database
LAST_SECONDS = 9.0  # then the process ends as a kill would end it, which loses nothing
LOOK_SECONDS = 0.5  # between two looks at the database's file
GIVEN_UP_SECONDS = 600.0

T = TypeVar("T")

log = logging.getLogger("spotter")


async def run(settings: Settings) -> int:
    """Run every platform that has a token until a signal ends it; give the exit code."""
    set_up_logging(
        settings.log_level, secrets_of(settings), settings.log_format,
        levels_of_parts(settings.log_levels),
    )  # fmt: skip
    stop, patience = asyncio.Event(), Patience()
    _stop_on_signals(stop, patience)
    if warning := exposed(".env"):
        log.warning(warning)
    try:
        store = await open_store(settings.database_url, patience)
    except Exception as error:  # whatever a driver raises: a wrong password, no server, no room
        if stop.is_set():
            log.info("stopped")
            return 0
        log.error(why_not_opened(error, settings.database_url))
        return 1
    try:
        if store.notice:
            log.warning(store.notice)
        registry = ProcessRegistry(store)
        try:
            if not await _joined(registry, stop):
                return 0
        except DATABASE_FAULTS as error:  # gone again, or a table is missing
            log.error(why_not_opened(error, settings.database_url))
            return 1
        return await _serve(settings, store, registry, stop)
    except InUse as error:
        log.error("%s; several can share a PostgreSQL database", error)
        return 1
    finally:
        store.hurry(HURRY_SECONDS)
        await store.close()
        log.info("stopped")


async def _joined(registry: ProcessRegistry, stop: asyncio.Event) -> bool:
    """Join the process registry; False where the process is to end before that. Raises InUse."""
    joining, stopped = _task(registry.join()), _task(stop.wait())
    await asyncio.wait([joining, stopped], return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if joining.done():
        joining.result()
        return True
    joining.cancel()
    await asyncio.wait([joining])
    return False


async def _serve(
    settings: Settings, store: Store, registry: ProcessRegistry, stop: asyncio.Event
) -> int:
    """Wire everything together, run it, and take it apart in order."""
    coach = Coach(store, reader=FileProcess())
    measures, tracer = Measures(), Tracer(key_of(settings))
    named: dict[str, Platform] = {}
    senders: list[Sender] = []
    painter = PictureProcess()

    def each_sender(tell: Callable[[Sender], None]) -> None:
        for sender in senders:
            tell(sender)

    outage = Outage(store, named, lambda: each_sender(Sender.ring))
    made = _platforms(settings, store, coach, registry.name, outage)
    platforms: list[Platform] = [MeasuredPlatform(each, measures, tracer) for each in made]
    named.update({platform.name: platform for platform in platforms})
    senders += [
        Sender(store, p, _pace(settings), coach, registry.name, painter=painter) for p in platforms
    ]
    door = MeasuredCoach(coach, measures, tracer)
    inbox_worker = InboxWorker(store, door, named, lambda: each_sender(Sender.ring), registry.name)
    inbox_worker.outage = outage

    def told(living: int) -> None:
        inbox_worker.others = living > 1
        each_sender(lambda sender: sender.share_pace(living))

    registry.tell(told)
    clock = Clock(store, tuple(named), lambda: each_sender(Sender.ring_for_pings))
    received = _counting(inbox_worker.received, measures, tracer)
    commit = _committing(store, received, outage)
    given_up: dict[str, str] = {}
    health = Health(store, settings.database_url, measures, tuple(named), given_up)
    if (http := await _listening(settings, health)) is None:
        return 1
    collect_seldom()
    log.info("starting: %s", ", ".join(named))
    receivers = [_task(_keep_receiving(platform, commit, given_up)) for platform in platforms]
    workers = [
        _task(_keep_running("the inbox worker", inbox_worker.run)),
        *(_task(_keep_running("the sender", sender.run)) for sender in senders),
        _task(_keep_running("the scheduler", clock.run)),
        *([_task(_keep_running("the process registry", registry.run))] if store.shared else []),
        _task(_keep_running("telling people", outage.run)),
        _task(_watch_file(store)),
        _task(purge_hourly(store)),
        _task(_remind_of_given_up(given_up)),
        *_backups(settings),
    ]
    health.workers.extend(workers)
    manager = ServiceManager()
    manager.ready(f"serving {', '.join(named)}")
    workers.append(_task(manager.watch(health.dead)))
    stopped = _task(stop.wait())
    await asyncio.wait([stopped, _task(_all_ended(receivers))], return_when=asyncio.FIRST_COMPLETED)
    refused = not stop.is_set()
    log.info("stopping")
    health.stopping = True
    manager.stopping()
    await _cancel(receivers)
    clock.stop()
    await inbox_worker.stop(STOP_SECONDS / 2)
    await asyncio.gather(*(sender.stop(STOP_SECONDS / 2) for sender in senders))
    await _cancel([*workers, stopped])
    await painter.close()
    await registry.leave_soon()
    for runner in http:
        await runner.cleanup()
    await asyncio.gather(*(platform.close() for platform in platforms), return_exceptions=True)
    return 1 if refused else 0


def _backups(settings: Settings) -> list[asyncio.Task[None]]:
    """Start the schedule of backups where one is wished for and the database is a file."""
    if not settings.backup_every:
        return []
    address = parse_address(settings.database_url)
    if address.get_backend_name() != "sqlite":
        log.warning("BACKUP_EVERY is for a SQLite file; back PostgreSQL up with pg_dump")
        return []
    path, every = file_of(address), timedelta(hours=settings.backup_every)
    schedule = BackupSchedule(path, folder_of(path, settings.backup_dir), every, make_by_command)
    return [_task(_keep_running("the schedule of backups", schedule.run))]


async def _listening(settings: Settings, health: Health) -> list[AppRunner] | None:
    """Serve health and metrics where a port is set; None where it cannot be opened."""
    if not settings.http_port:
        return []
    from bot.http.server import serve_health

    try:
        return [await serve_health(health, settings.http_host, settings.http_port)]
    except OSError as error:
        host, port, why = settings.http_host, settings.http_port, error.strerror or error
        log.error("HTTP_PORT %d on HTTP_HOST %s cannot be opened: %s", port, host, why)
        return None


def _counting(
    received: Callable[[Sequence[InboxRow]], None], measures: Measures, tracer: Tracer
) -> Callable[[Sequence[InboxRow]], None]:
    """Count what came in before the inbox worker is told."""

    def tell(rows: Sequence[InboxRow]) -> None:
        for row in rows:
            measures.received[row.platform] += 1
        tracer.received([row.key for row in rows])
        received(rows)

    return tell


def _committing(
    store: Store, received: Callable[[Sequence[InboxRow]], None], outage: Outage
) -> Receive:
    """Make what platforms commit raw updates with; `received` wakes the inbox worker."""

    async def commit(rows: Sequence[InboxRow]) -> int:
        try:
            new = await store.receive(rows)
            await outage.stored(rows)
        except Exception as error:
            outage.refused(rows, error)
            raise
        if new:
            received(rows)
        return new

    return commit


def _platforms(
    settings: Settings, store: Store, coach: Coach, worker: str, outage: Outage
) -> list[Platform]:
    """Make the platforms that have a token; only their libraries are imported."""
    made, listed, names = list[Platform](), coach.listing("en"), platforms_configured(settings)
    if settings.telegram_bot_token is not None and "telegram" in names:
        from bot.platforms.telegram.adapter import TelegramChat
        from bot.platforms.telegram.settings import webhook_of

        token, url = settings.telegram_bot_token.get_secret_value(), settings.telegram_api_url
        calls, rich = webhook_of(settings), settings.telegram_rich_tables
        made.append(TelegramChat(token, url, store, listed, calls, worker, rich_tables=rich))
    if settings.discord_bot_token is not None and "discord" in names:
        from bot.platforms.discord.adapter import DiscordChat
        from bot.platforms.discord.shard_plan import read_shards

        token, url = settings.discord_bot_token.get_secret_value(), settings.discord_api_url
        content = settings.discord_message_content
        shards = read_shards(settings.discord_shards)
        chat = DiscordChat(token, url, store, listed, shards, worker, message_content=content)
        chat.delayed = outage.refused
        made.append(chat)
    return made


def _pace(settings: Settings) -> Pace:
    """Make the pace of a platform: a group is read, and changed, so often a minute on each."""
    # with the pace per chat switched off, groups are not held back either
    minute = settings.send_per_group_minute if settings.send_per_chat else 0
    return Pace(settings.send_per_second, settings.send_per_chat, minute)


# --- supervision ----------------------------------------------------------------------------------


async def _keep_receiving(platform: Platform, commit: Receive, given_up: dict[str, str]) -> None:
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


async def _remind_of_given_up(given_up: Mapping[str, str]) -> None:
    """Say every ten minutes which platforms are given up while others live."""
    while True:
        await asyncio.sleep(GIVEN_UP_SECONDS)
        for name, why in given_up.items():
            log.error("%s is still given up: %s. Restart after it is mended", name, why.rstrip("."))


async def _keep_running(what: str, work: Callable[[], Awaitable[None]]) -> None:
    """Run a loop of ours; a fault in it is logged and it starts again."""
    while True:
        try:
            await work()
        except Exception:
            log_fault(log, f"{what} stopped")
            await asyncio.sleep(PLATFORM_SECONDS[0])
        else:
            return


async def _watch_file(store: Store) -> None:
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


async def _all_ended(receivers: Sequence[asyncio.Task[None]]) -> None:
    """Wait until no platform is left."""
    await asyncio.gather(*receivers, return_exceptions=True)


def _task(work: Coroutine[object, object, T]) -> asyncio.Task[T]:
    """Start something beside."""
    return asyncio.get_running_loop().create_task(work)


async def _cancel(tasks: Sequence[asyncio.Task[Any]]) -> None:
    """End tasks and wait until they have ended, for a second."""
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks, timeout=1.0)


def _stop_on_signals(stop: asyncio.Event, patience: Patience) -> None:
    """End in order on SIGTERM, SIGINT and SIGHUP; whatever is in the way, within ten seconds."""
    loop = asyncio.get_running_loop()

    def end(*_: object) -> None:
        patience.hurry(HURRY_SECONDS)
        last = threading.Timer(LAST_SECONDS, _end_at_once)
        last.daemon = True
        last.start()
        with contextlib.suppress(RuntimeError):  # the loop has ended already
            loop.call_soon_threadsafe(stop.set)

    for name in ("SIGTERM", "SIGINT", "SIGHUP"):  # the last: its terminal was closed
        number = getattr(signal, name, None)  # Windows has not all of them
        if number and signal.getsignal(number) != signal.SIG_IGN:  # as `nohup` has it
            signal.signal(number, end)  # heard also while the loop is busy


def _end_at_once() -> None:
    """End without waiting for anything."""
    log.error("not all ended in time; what is left is taken up at the next start")
    logging.shutdown()
    os._exit(1)
