"""All checks, one after the other; one that fails by itself is a finding too."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from bot.doctor import configuration, database, system
from bot.doctor.findings import Finding
from bot.doctor.tokens import Asked, ask_platforms
from bot.redaction import Redaction
from bot.settings import (
    Settings,
    SettingsError,
    load_settings,
    platforms_configured,
    secrets_of,
)
from core.store.address import file_of, parse_address
from core.store.faults import BadDatabaseUrl
from core.store.looking import look_into
from core.store.sqlite import surroundings
from core.store.statistics import newest, zones

ENV_FILE = ".env"


async def examine(*, offline: bool = False) -> list[Finding]:
    """Look at everything; `offline`: ask no platform. Writes nothing, migrates nothing."""
    try:
        settings = load_settings()
    except SettingsError as error:
        found = system.settings_in_order(error.problems)
        found.extend(configuration.names_meant(ENV_FILE, os.environ))
        return [*found, system.zones_known(()), *system.clock_right(datetime.now(UTC), None, ())]
    hidden = Redaction(secrets_of(settings))
    found = system.settings_in_order(())
    found.extend(configuration.names_meant(ENV_FILE, os.environ))
    found.extend(configuration.tokens_look_right(settings))
    asked: tuple[Asked, ...] = ()
    if offline and platforms_configured(settings):
        found.append(Finding("tokens", "skip", "no platform was asked (--offline)"))
    else:
        asked = await ask_platforms(settings)
        found.extend(each.finding for each in asked)
    found.extend(await _tried("ports", hidden, lambda: configuration.ports(settings)))
    found.extend(await _database(settings, asked, hidden))
    found.extend(system.private_files([Path(ENV_FILE)]))
    found.extend(configuration.secrets_closed(ENV_FILE, os.environ))
    return found


async def _tried(
    what: str, hidden: Redaction, check: Callable[[], list[Finding] | Awaitable[list[Finding]]]
) -> list[Finding]:
    """Make a check; one that cannot be made is a finding too, and the others go on."""
    try:
        found = check()
        return found if isinstance(found, list) else await found
    except Exception as error:  # a page that is damaged, a file that goes while it is looked at
        raised = getattr(error, "orig", None) or error
        first = (str(raised).splitlines() or [""])[0]
        said = hidden.clean(f"this check cannot be made: {type(raised).__name__}: {first}")
        return [Finding(what, "fail", said, "see what the other checks say, and the log")]


async def _database(
    settings: Settings, asked: tuple[Asked, ...], hidden: Redaction
) -> list[Finding]:
    """Look at the database, and with what it knows at clock and zones."""
    url, now = settings.database_url, datetime.now(UTC)
    try:
        address = parse_address(url)
    except BadDatabaseUrl as error:
        return [Finding("database", "fail", str(error), "see DATABASE_URL in .env.example")]
    told, present = await database.schema(url)
    used: tuple[str, ...] = ()
    last: datetime | None = None

    async def inside() -> list[Finding]:
        nonlocal used, last
        used = await look_into(url, zones)
        last = await look_into(url, newest)
        return database.waiting(await database.look_at_queues(url, now), now)

    if present:
        told.extend(await _tried("queues", hidden, inside))
    if address.get_backend_name() == "sqlite":
        told.extend(await _file(file_of(address), settings, now, hidden))
    else:
        said = "a PostgreSQL database: `pg_dump` by a timer of your own is not seen from here"
        told.append(Finding("backups", "skip", said))
    times = tuple(each.time for each in asked if each.time is not None)
    told.extend(system.clock_right(datetime.now(UTC), last, times))
    told.append(system.zones_known(used))
    return told


async def _file(path: Path, settings: Settings, now: datetime, hidden: Redaction) -> list[Finding]:
    flock = importlib.util.find_spec("fcntl") is not None
    told = [database.sqlite_version(flock=flock)]
    size = database.size_of(path)

    def open_by() -> list[Finding]:
        served, others = surroundings.is_served(path), surroundings.strangers(path)
        return database.writers(path, served=served, others=others)

    told.append(system.disk_room(path.parent, size))
    closed = await _tried("permissions", hidden, lambda: system.closed_to_us(path))
    if closed or not size:
        return [*told, *closed]
    told.extend(await _tried("database", hidden, lambda: database.file_in_order(path)))
    told.extend(await _tried("writers", hidden, open_by))
    told.extend(await _tried("backups", hidden, lambda: database.backups(path, settings, now)))
    return told
