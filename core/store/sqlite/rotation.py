"""Backups made again and again into one folder: verified first, then the oldest are deleted."""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from core.store.address import behind_link
from core.store.faults import BackupFailed
from core.store.sqlite.copies import back_up, read_only
from core.store.sqlite.locks import beside
from core.store.sqlite.opening import first_fault
from core.store.sqlite.owning import make_folder

FOLDER = "backups"  # beside the database, where the settings name no other
_MADE = re.compile(r"-(\d{8}T\d{6}Z)\.db$")
_DRAFT = re.compile(r"-\d{8}T\d{6}Z\.db\.part(-journal)?$")
DRAFT_SECONDS = 3600.0  # without a change: whoever wrote that draft was killed
_FORM = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What was found in a copy by reading it back."""

    revision: str
    people: int
    sets: int
    rows: int  # of all tables


@dataclass(frozen=True, slots=True)
class Rotated:
    """A backup of a rotation, and the files that made room for it."""

    file: Path
    found: ReadBack
    dropped: tuple[Path, ...]


def folder_of(path: Path, given: str) -> Path:
    """Give the folder of a database's backups: the one given, else one beside the database."""
    return Path(given) if given else behind_link(path).parent / FOLDER


def made_at(file: Path) -> datetime | None:
    """Give when a backup was made, from its name; None where it is none of a rotation."""
    found = _MADE.search(file.name)
    if found is None:
        return None
    try:
        return datetime.strptime(found.group(1), _FORM).replace(tzinfo=UTC)
    except ValueError:
        return None


def listed(path: Path, folder: Path, now: datetime | None = None) -> tuple[Path, ...]:
    """List the backups of a database that a rotation made, newest first.

    Those of a time after `now`, when the clock was wrong, stand behind all others.
    """
    try:
        names = [each for each in folder.iterdir() if each.name.startswith(f"{path.stem}-")]
    except OSError:
        return ()
    made = [(at, each) for each in names if (at := made_at(each)) is not None]
    made.sort(key=lambda each: (now is None or each[0] <= now, *each), reverse=True)
    return tuple(each for _, each in made)


def read_back(copy: Path) -> ReadBack:
    """Read every row of a copy back, and check it as a whole. Raises BackupFailed."""
    try:
        with contextlib.closing(read_only(copy)) as opened:
            fault = first_fault(str(opened.execute("PRAGMA integrity_check(1)").fetchone()[0]))
            if fault:
                raise BackupFailed(f"{copy} is damaged: {fault}")
            if opened.execute("PRAGMA foreign_key_check").fetchone():
                raise BackupFailed(f"{copy} holds rows that belong to nobody")
            revision = str(opened.execute("SELECT version_num FROM alembic_version").fetchone()[0])
            tables = opened.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            ).fetchall()
            counts = {name: _rows(opened, name) for (name,) in tables}
    except (OSError, sqlite3.Error, TypeError) as error:
        raise BackupFailed(f"{copy} cannot be read back: {error}") from error
    return ReadBack(revision, counts.get("people", 0), counts.get("sets", 0), sum(counts.values()))


def rotate(path: Path, folder: Path, keep: int, now: datetime) -> Rotated:
    """Make one more backup, read it back, and only then delete the oldest beyond `keep`.

    Raises BackupFailed; then nothing was deleted, and no bad copy is left behind.
    """
    target = folder / f"{path.stem}-{now.astimezone(UTC).strftime(_FORM)}.db"
    try:
        if target.exists():
            raise BackupFailed(f"{target} exists already; one backup a second is enough")
        make_folder(folder, mode=0o700)
        if not folder.is_dir():
            raise BackupFailed(f"{folder} cannot be used for backups: it is no folder")
    except OSError as error:  # a folder of somebody else, or no place for one
        raise BackupFailed(f"{folder} cannot be used for backups: {error.strerror}") from error
    _drop_drafts(path, folder)
    back_up(path, target)
    try:
        found = read_back(target)
    except BackupFailed:
        target.unlink(missing_ok=True)
        raise
    old = listed(path, folder, now)[max(keep, 1) :]
    for each in old:
        each.unlink(missing_ok=True)
        beside(each, "-journal").unlink(missing_ok=True)
    return Rotated(target, found, old)


def _drop_drafts(path: Path, folder: Path) -> None:
    """Delete drafts of backups that were killed; one that somebody may still write to stays."""
    for each in folder.iterdir():
        if each.name.startswith(f"{path.stem}-") and _DRAFT.search(each.name):
            with contextlib.suppress(OSError):  # somebody else was faster
                if time.time() - each.stat().st_mtime > DRAFT_SECONDS:
                    each.unlink()


def room(folder: Path) -> int:
    """Give the bytes that are free where a folder is, or is to be."""
    place = folder
    while not place.exists() and place != place.parent:
        place = place.parent
    found = os.statvfs(place) if hasattr(os, "statvfs") else None
    return found.f_bavail * found.f_frsize if found else 1 << 62


def _rows(opened: sqlite3.Connection, table: str) -> int:
    """Count the rows of a table by reading each whole."""
    count = 0
    for _ in opened.execute(f'SELECT * FROM "{table}"'):  # noqa: S608 - a name of the schema itself
        count += 1
    return count
