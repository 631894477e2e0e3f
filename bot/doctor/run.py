"""All checks, one after the other; one that fails by itself is a finding too."""

from __future__ import annotations

import importlib.util
from datetime import UTC, datetime
from pathlib import Path

from bot.doctor import database, system
from bot.doctor.findings import Finding
from bot.doctor.tokens import Asked, ask_platforms
from bot.settings import Settings, SettingsError, load_settings
from core.store.address import file_of, parse_address
from core.store.faults import BadDatabaseUrl
from core.store.looking import look_into
from core.store.sqlite import surroundings
from core.store.statistics import newest, zones


async def examine(*, offline: bool = False) -> list[Finding]:
    """Look at everything; `offline`: ask no platform. Writes nothing, migrates nothing."""
    try:
        settings = load_settings()
    except SettingsError as error:
        found = system.settings_in_order(error.problems)
        return [*found, system.zones_known(()), *system.clock_right(datetime.now(UTC), None, ())]
    found = system.settings_in_order(())
    asked: tuple[Asked, ...] = ()
    if offline:
        found.append(Finding("tokens", "skip", "no platform was asked (--offline)"))
    else:
        asked = await ask_platforms(settings)
        found.extend(each.finding for each in asked)
    found.extend(await _database(settings, asked))
    found.extend(system.private_files([Path(".env")]))
    return found


async def _database(settings: Settings, asked: tuple[Asked, ...]) -> list[Finding]:
    """Look at the database, and with what it knows at clock and zones."""
    url, now = settings.database_url, datetime.now(UTC)
    try:
        address = parse_address(url)
    except BadDatabaseUrl as error:
        return [Finding("database", "fail", str(error), "see DATABASE_URL in .env.example")]
    told, present = await database.schema(url)
    used: tuple[str, ...] = ()
    last = None
    if present:
        used = await look_into(url, zones)
        last = await look_into(url, newest)
        told.extend(database.waiting(await database.look_at_queues(url, now), now))
    if address.get_backend_name() == "sqlite":
        told.extend(_file(file_of(address), settings, now))
    else:
        said = "a PostgreSQL database: `pg_dump` by a timer of your own is not seen from here"
        told.append(Finding("backups", "skip", said))
    times = tuple(each.time for each in asked if each.time is not None)
    told.extend(system.clock_right(datetime.now(UTC), last, times))
    told.append(system.zones_known(used))
    return told


def _file(path: Path, settings: Settings, now: datetime) -> list[Finding]:
    flock = importlib.util.find_spec("fcntl") is not None
    told = [database.sqlite_version(flock=flock)]
    size = path.stat().st_size if path.exists() else 0
    told.append(system.disk_room(path.parent, size))
    if closed := system.closed_to_us(path):
        return [*told, *closed]
    if not size:
        return told
    served, others = surroundings.is_served(path), surroundings.strangers(path)
    told.extend(database.file_in_order(path))
    told.extend(database.writers(path, served=served, others=others))
    told.extend(database.backups(path, settings, now))
    return told
