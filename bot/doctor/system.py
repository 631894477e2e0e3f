"""Checks of what surrounds the bot: settings, secrets, zones, the clock, the disk."""

from __future__ import annotations

import os
import stat
import zoneinfo
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from bot.doctor.findings import Finding
from core.store.sqlite.rotation import room

OLDEST = 2026  # a clock before the year of this program is wrong
AHEAD = timedelta(minutes=5)  # a message from the future by more is one of another clock
PARTS = ("-wal", "-shm", ".id", ".lock", ".turn")  # files beside a database
SKEW = timedelta(seconds=30)  # between our clock and a platform's
LEAST_ROOM = 200 << 20  # bytes: below that the disk is as good as full
ZONES = ("Europe/Berlin", "America/New_York", "Africa/Cairo", "Australia/Lord_Howe", "UTC")


def settings_in_order(problems: Sequence[str]) -> list[Finding]:
    """Say what is wrong with the settings, a line each."""
    if not problems:
        return [Finding("settings", "ok", "all of them can be used")]
    remedy = "correct it in .env or in the environment; .env.example says what is meant"
    return [Finding("settings", "fail", each, remedy) for each in problems]


def private_files(files: Sequence[Path]) -> list[Finding]:
    """See that nobody else can read the files that hold secrets."""
    open_to_all = [
        each for each in files if each.is_file() and stat.S_IMODE(each.stat().st_mode) & 0o077
    ]
    found = [
        Finding("permissions", "fail", f"others can read {each}", f"chmod 600 {each}")
        for each in open_to_all
    ]
    there = [each for each in files if each.is_file()]
    if not found:
        said = ", ".join(str(each) for each in there) if there else "no file holds secrets"
        found = [Finding("permissions", "ok", f"{said}: closed to others" if there else said)]
    if _is_root():
        remedy = "run it as a user of its own (deploy/spotter.service does)"
        found.append(Finding("permissions", "warn", "this runs as root", remedy))
    return found


def closed_to_us(path: Path) -> list[Finding]:
    """See that this user may write a database's file and make others beside it; [] where so."""
    if os.path.isdir(path):  # of `os.path`: raises nothing where a folder above is closed
        remedy = f"name a file: DATABASE_URL=sqlite:///{path / 'spotter.db'}"
        return [Finding("database", "fail", f"{path} is a folder, not a file", remedy)]
    for each in (path, *(path.with_name(path.name + ending) for ending in PARTS)):
        if os.path.exists(each) and not os.path.isfile(each):
            said = f"{each} is no plain file"
            return [Finding("database", "fail", said, "move it away, or name another database")]
    place = path.parent
    while not os.path.exists(place) and place != place.parent:  # the first start makes the rest
        place = place.parent
    if not os.path.isdir(place):
        said = f"{place} is a file, where a folder should be"
        return [Finding("database", "fail", said, "move it away, or name another database")]
    files = (path, *(path.with_name(path.name + ending) for ending in PARTS))
    wanted = [*((each, os.R_OK | os.W_OK) for each in files), (place, os.R_OK | os.W_OK | os.X_OK)]
    for each, how in wanted:
        if os.path.exists(each) and not os.access(each, how):
            said = f"this user may not write {each}, which belongs to {_owner(each)}"
            remedy = f"run this as that user, or give it away: chown -R USER {each}"
            return [Finding("permissions", "fail", said, remedy)]
    ours = os.path.exists(path) and path.stat().st_uid == 0
    if _is_root() and ours and place.stat().st_uid != 0:  # we may, but whoever serves it may not
        said = f"{path} belongs to root, its folder to {_owner(place)}"
        remedy = f"where that user runs the bot: chown --reference={place} {path}*"
        return [Finding("permissions", "fail", said, remedy)]
    return []


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _owner(path: Path) -> str:
    """Name who owns a path, by number where the system knows no name."""
    try:
        return path.owner()
    except (KeyError, NotImplementedError):
        return f"user {path.stat().st_uid}"


def zones_known(used: Sequence[str]) -> Finding:
    """See that time zones can be looked up: the usual ones, and those that people are in."""
    missing = []
    for name in (*ZONES, *used):
        try:
            zoneinfo.ZoneInfo(name)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            missing.append(name)
    if missing:
        said = f"not known: {', '.join(sorted(set(missing))[:5])}"
        remedy = "install the package tzdata again (make run), or your system's"
        return Finding("zones", "fail", said, remedy)
    return Finding("zones", "ok", f"{len(zoneinfo.available_timezones())} zones, those in use too")


def clock_right(
    now: datetime, newest: datetime | None, platform_times: Sequence[tuple[str, datetime, datetime]]
) -> list[Finding]:
    """Compare the clock with what the database has seen and with what platforms answer.

    `platform_times`: the platform, its time, and ours when it answered.
    """
    remedy = "set the clock and keep it right (timedatectl set-ntp true)"
    found = []
    if now.year < OLDEST:
        found.append(Finding("clock", "fail", f"it says {now:%Y-%m-%d %H:%M} UTC", remedy))
    if newest is not None and newest - now > AHEAD:
        said = f"it says {now:%Y-%m-%d %H:%M} UTC, and a message came in at {newest:%Y-%m-%d %H:%M}"
        found.append(Finding("clock", "fail", said, remedy))
    for name, theirs, ours in platform_times:
        if abs(theirs - ours) > SKEW:
            off = round((ours - theirs).total_seconds())
            found.append(Finding("clock", "fail", f"{off:+d} s against that of {name}", remedy))
    said = f"{now:%Y-%m-%d %H:%M:%S} UTC"
    if platform_times:
        said += f", by {' and '.join(name for name, *_ in platform_times)} too"
    return found or [Finding("clock", "ok", said)]


def disk_room(folder: Path, size: int, *, what: str = "disk", free: int | None = None) -> Finding:
    """See that a copy of a database has room: a migration and a backup each make one. In bytes."""
    free = room(folder) if free is None else free
    said = f"{_size(free)} free at {folder}, the database has {_size(size)}"
    remedy = "make room, or put the database or BACKUP_DIR on a larger disk"
    if free < LEAST_ROOM or free < size:
        return Finding(what, "fail", said, remedy)
    if free < 3 * size:
        return Finding(what, "warn", said, remedy)
    return Finding(what, "ok", said)


def _size(count: int) -> str:
    """Write a number of bytes."""
    if count >= 1 << 60:
        return "any number of bytes"
    for unit, shift in (("GB", 30), ("MB", 20)):
        if count >= 1 << shift:
            return f"{count / (1 << shift):.1f} {unit}"
    return f"{count / 1024:.0f} kB"
