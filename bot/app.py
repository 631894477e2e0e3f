"""The composition root: store, coach, platforms, workers, senders; their start and end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.cli.opening import exposed, why_not_opened
from bot.hashed import key_of
from bot.http.health import Health
from bot.platforms.base import Platform, Receive
from bot.redaction import set_up_logging
from bot.runtime.backups import BackupSchedule, make_by_command
from bot.runtime.file_process import FileProcess
from bot.runtime.garbage import collect_seldom, give_back_memory
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
from bot.runtime.supervision import (
    all_ended,
    cancel,
    keep_receiving,
    keep_running,
    remind_of_given_up,
    start,
    watch_file,
)
from bot.settings import Settings, levels_of_parts, platforms_configured, secrets_of
from bot.tracing import Tracer
from core.coach import Coach
from core.store.address import file_of, parse_address
from core.store.cancellation import Patience
from core.store.engine import Store, open_store
from core.store.faults import DATABASE_FAULTS, InUse
from core.store.rows import InboxRow
from core.store.sqlite.rotation import folder_of

if TYPE_CHECKING:
    from aiohttp.web import AppRunner

STOP_SECONDS = 5.0  # for what is under way; what is left is taken up at the next start
HURRY_SECONDS = 2.0  # of these for what others hold of the database
LAST_SECONDS = 9.0  # then the process ends as a kill would end it, which loses nothing

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
    joining, stopped = start(registry.join()), start(stop.wait())
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
    """Wire everything together, run it until a signal or until no platform is left, end it."""
    service = _wired(settings, store, registry)
    if (http := await _listening(settings, service.health)) is None:
        return 1
    collect_seldom()
    names = ", ".join(platform.name for platform in service.platforms)
    log.info("starting: %s", names)
    receivers = [
        start(keep_receiving(platform, service.commit, service.given_up))
        for platform in service.platforms
    ]
    workers = [*_workers(service), *_backups(settings)]
    service.health.workers.extend(workers)
    manager = ServiceManager()
    manager.ready(f"serving {names}")
    stopped = start(stop.wait())
    workers += [start(manager.watch(service.health.dead)), stopped]
    await asyncio.wait([stopped, start(all_ended(receivers))], return_when=asyncio.FIRST_COMPLETED)
    refused = not stop.is_set()
    log.info("stopping")
    service.health.stopping = True
    manager.stopping()
    await cancel(receivers)
    await _end(service, workers)
    for runner in http:
        await runner.cleanup()
    closing = (platform.close() for platform in service.platforms)
    await asyncio.gather(*closing, return_exceptions=True)
    return 1 if refused else 0


@dataclass(frozen=True, slots=True)
class _Service:
    """What a process runs, wired together and not started."""

    store: Store
    registry: ProcessRegistry
    platforms: Sequence[Platform]
    commit: Receive
    inbox_worker: InboxWorker
    senders: Sequence[Sender]
    painter: PictureProcess
    clock: Clock
    outage: Outage
    health: Health
    given_up: dict[str, str]  # platform -> why it does not receive any more


def _wired(settings: Settings, store: Store, registry: ProcessRegistry) -> _Service:
    """Make what runs, and tell each part whom it wakes."""
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
    named.update({each.name: MeasuredPlatform(each, measures, tracer) for each in made})
    platforms = tuple(named.values())
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
    commit = _committing(store, _counting(inbox_worker.received, measures, tracer), outage)
    given_up: dict[str, str] = {}
    health = Health(store, settings.database_url, measures, tuple(named), given_up)
    return _Service(
        store, registry, platforms, commit, inbox_worker, senders, painter, clock, outage, health,
        given_up,
    )  # fmt: skip


def _workers(service: _Service) -> list[asyncio.Task[Any]]:
    """Start every loop beside those that receive."""
    store, registry = service.store, service.registry
    return [
        start(keep_running("the inbox worker", service.inbox_worker.run)),
        *(start(keep_running("the sender", sender.run)) for sender in service.senders),
        start(keep_running("the scheduler", service.clock.run)),
        *([start(keep_running("the process registry", registry.run))] if store.shared else []),
        start(keep_running("telling people", service.outage.run)),
        start(watch_file(store)),
        start(purge_hourly(store)),
        start(remind_of_given_up(service.given_up)),
        start(keep_running("giving memory back", give_back_memory)),
    ]


async def _end(service: _Service, workers: Sequence[asyncio.Task[Any]]) -> None:
    """End what works on messages, in the order they travel, then the loops; leave the registry."""
    service.clock.stop()
    await service.inbox_worker.stop(STOP_SECONDS / 2)
    await asyncio.gather(*(sender.stop(STOP_SECONDS / 2) for sender in service.senders))
    await cancel(workers)
    await service.painter.close()
    await service.registry.leave_soon()


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
    return [start(keep_running("the schedule of backups", schedule.run))]


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
