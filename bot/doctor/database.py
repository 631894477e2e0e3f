"""Checks of the database: reachable, its revision, SQLite's bug, other writers, queues, backups."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

from bot.cli.opening import why_not_opened
from bot.doctor.findings import Finding, State
from bot.doctor.system import closed_to_us, disk_room
from bot.settings import Settings
from core.store.address import file_of, parse_address
from core.store.faults import BackupFailed, BadSchema, NewerDatabase, TooOld
from core.store.looking import NoDatabase, look_into
from core.store.migrate import revision_and_lack
from core.store.schema.tables import HEAD
from core.store.sqlite import surroundings
from core.store.sqlite.locks import beside
from core.store.sqlite.log_mark import Beside
from core.store.sqlite.rotation import folder_of, listed, made_at, read_back
from core.store.statistics import Queues, queues

STUCK = timedelta(minutes=10)  # a message waits no longer where all is well
_BACKUP = "bring a backup back: `spotter restore FILE`"
OLD = timedelta(hours=48)  # a backup, where none is made by schedule


async def schema(url: str) -> tuple[list[Finding], bool]:
    """Open the database to read, and compare its schema; False where there is none to look into.

    What needs the present schema is looked at only where it has it.
    """
    try:
        version, lacks = await look_into(url, revision_and_lack)
    except NoDatabase as none:
        return [_none_yet(url, str(none))], False
    except BadSchema as error:
        return [Finding("migrations", "fail", str(error), _remedy(url))], False
    except TooOld as error:
        remedy = "a newer server: pg_upgrade, or a dump restored into one (docs/operations.md)"
        return [Finding("database", "fail", str(error), remedy)], False
    except NewerDatabase as error:
        remedy = "install the newer version again, or restore a backup from before"
        if "spotter move" in str(error):
            remedy = "`spotter move` again, DATABASE_URL and TARGET_DATABASE_URL as it was begun"
        return [Finding("migrations", "fail", str(error), remedy)], False
    except Exception as error:  # whatever a driver raises
        remedy = "see DATABASE_URL, and who may open the file"
        if not url.startswith("sqlite"):
            remedy = "see DATABASE_URL, and that the server runs and lets this machine in"
        return [Finding("database", "fail", why_not_opened(error, url), remedy)], False
    if not version:
        said = "it is empty: the first start makes the tables"
        return [Finding("database", "ok", said)], False
    if version != HEAD:
        said = f"revision {version}, this version has {HEAD}"
        remedy = "`spotter backup`, then `spotter migrate`; a start migrates by itself"
        return [Finding("migrations", "warn", said, remedy)], False
    if lacks:
        said = f"it names revision {HEAD}, but has {lacks}"
        return [Finding("migrations", "fail", said, _remedy(url))], False
    return [Finding("migrations", "ok", f"revision {HEAD}, the newest")], True


def _remedy(url: str) -> str:
    """Say what to do about tables that are not ours."""
    if url.startswith("sqlite"):
        return _BACKUP
    return "restore a dump into a new database in UTF8 (docs/operations.md), and name that one"


def _none_yet(url: str, said: str) -> Finding:
    """Tell a database that is not there yet from one that is gone: a mark beside it says so."""
    try:
        marks = Beside(file_of(parse_address(url))).read()
    except OSError:  # no folder either, or one that is closed: told by another check
        marks = None
    if marks is None:
        return Finding("database", "ok", f"{said}: the first start makes it")
    gone = "but what lies beside it says that there was one: a start begins a new one"
    return Finding("database", "fail", f"{said}, {gone}", f"put the file back, or {_BACKUP}")


def size_of(path: Path) -> int:
    """Give the bytes of a file, 0 where it is none or may not be looked at."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def file_in_order(path: Path) -> list[Finding]:
    """Look at a SQLite file and at what surrounds it."""
    found = []
    if damage := surroundings.damage_in(path):
        remedy = f"stop the bot and {_BACKUP}"
        found.append(Finding("database", "fail", f"{path} is damaged: {damage}", remedy))
    else:
        found.append(Finding("database", "ok", f"{path} is sound"))
    kind = surroundings.kind_of_disk(path)
    if surroundings.is_over_a_network(kind):
        said = f"{path} lies on a disk of another machine ({kind}): its locks do not hold"
        found.append(Finding("database", "fail", said, "move it to a local disk"))
    loose = [each for each in (path, beside(path, "-wal")) if _is_open_to_others(each)]
    if loose:
        said = f"others can read {', '.join(map(str, loose))}"
        found.append(Finding("permissions", "fail", said, f"chmod 600 {path}*"))
    left = [each for each in sorted(path.parent.glob(f"{path.name}.r[e]*-*")) if _is_whole(each)]
    if left:
        said = (
            f"moved aside by restores or rescues lie beside it: {len(left)}, such as {left[0].name}"
        )
        remedy = "delete them, with what is named after them, once you do not need them"
        found.append(Finding("database", "warn", said, remedy))
    return found


def sqlite_version(version: tuple[int, ...] | None = None, *, flock: bool = True) -> Finding:
    """Tell whether SQLite has the bug that corrupts where two write and checkpoint at once."""
    version = version or surroundings.library_version()
    said = ".".join(map(str, version))
    if not surroundings.has_reset_bug(version):
        return Finding("sqlite", "ok", f"{said}, without the WAL-reset bug")
    held = "Spotter's own processes take turns, which avoids it" if flock else "nothing avoids it"
    said += f" has the WAL-reset bug (mended in 3.51.3, 3.50.7, 3.44.6); {held}"
    remedy = (
        "let no other program write to the file or copy its log (Litestream, a database browser), "
        "or use a Python with a newer SQLite"
    )
    return Finding("sqlite", "warn" if flock else "fail", said, remedy)


def writers(path: Path, *, served: bool, others: tuple[int, ...]) -> list[Finding]:
    """Say who has the file open: one `spotter run` at most, and nobody else."""
    if others:
        said = f"processes that are not Spotter's have {path} open: {', '.join(map(str, others))}"
        remedy = "end them (ps -p ID says what they are); copy the database with `spotter backup`"
        return [Finding("writers", "fail", said, remedy)]
    who = "`spotter run` serves it" if served else "no `spotter run` serves it"
    return [Finding("writers", "ok", f"{who}, and nothing else has it open")]


def waiting(found: Queues, now: datetime) -> list[Finding]:
    """Say what waits longer than it should, and what was set aside."""
    told = []
    for name, each in (("inbox", found.inbox), ("outbox", found.replies), ("pings", found.pings)):
        for queue in each:
            age = now - queue.oldest
            if age > STUCK:
                said = f"{queue.count} wait on {queue.platform}, the oldest for {_long(age)}"
                remedy = "see that `spotter run` runs and what its log says of that platform"
                told.append(Finding(name, "warn", said, remedy))
    if found.overdue:
        said = f"{found.overdue} reminders are due and not queued"
        told.append(Finding("pings", "warn", said, "see that `spotter run` runs"))
    if found.aside:
        said = f"{found.aside} messages are set aside"
        told.append(Finding("quarantine", "warn", said, "`spotter quarantine` lists them"))
    return told or [Finding("queues", "ok", "nothing waits longer than it should")]


def backups(path: Path, settings: Settings, now: datetime) -> list[Finding]:
    """Look at the newest backup: is there one, is it new, does it read back, is there room."""
    folder = folder_of(path, settings.backup_dir)
    size = size_of(path)
    found = [disk_room(folder, size, what="backups")] if settings.backup_every else []
    if os.path.exists(folder) and not os.path.isdir(folder):
        said = f"backups are to be kept in {folder}, which is no folder"
        other = (
            "BACKUP_DIR=/var/backups/spotter, or nothing after it: the folder beside the database"
        )
        return [*found, Finding("backups", "fail", said, other)]
    if folder.exists() and (closed := closed_to_us(folder / path.name)):
        return [*found, *closed]
    kept = listed(path, folder, now)
    remedy = "BACKUP_EVERY=24 in .env, or `spotter backup` by a timer of your own"
    if not kept:
        state: State = "fail" if settings.backup_every else "warn"
        return [*found, Finding("backups", state, f"there is none in {folder}", remedy)]
    age = now - (made_at(kept[0]) or now)
    if age < timedelta():
        said = f"all of them in {folder} are of a time to come: the clock is wrong, or was"
        return [*found, Finding("backups", "fail", said, "set the clock, then `spotter backup`")]
    most = timedelta(hours=2 * settings.backup_every) if settings.backup_every else OLD
    said = f"{len(kept)} in {folder}, the newest {_long(age)} old"
    if age > most:
        return [*found, Finding("backups", "fail", said, remedy)]
    try:
        back = read_back(kept[0])
    except BackupFailed as error:
        bad = f"delete {kept[0]} and make another: `spotter backup`"
        return [*found, Finding("backups", "fail", str(error), bad)]
    if not settings.backup_every:
        found.append(Finding("backups", "warn", "none are made by schedule", remedy))
    return [*found, Finding("backups", "ok", f"{said}, read back, people {back.people}")]


async def look_at_queues(url: str, now: datetime) -> Queues:
    """Count what waits."""
    return await look_into(url, lambda connection: queues(connection, now))


def _is_whole(file: Path) -> bool:
    """Whether a file is a database itself, not a part of one (its log, its mark)."""
    return not file.name.endswith(("-wal", "-shm", "-journal", ".id"))


def _is_open_to_others(path: Path) -> bool:
    return path.exists() and bool(path.stat().st_mode & 0o077)


def _long(age: timedelta) -> str:
    """Write a stretch of time."""
    minutes = max(0, int(age.total_seconds() // 60))
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 2880 else f"{minutes // 1440} days"
