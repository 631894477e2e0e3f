"""What surrounds a SQLite file: the library's version, other writers, its disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from core.store.cancellation import Patience
from core.store.faults import InUse
from core.store.sqlite.copies import read_only
from core.store.sqlite.locks import Locks, beside
from core.store.sqlite.opening import first_fault

# sqlite.org/wal.html, "WAL-reset bug": mended in these, and in all from the last one on.
_MENDED = ((3, 44, 6), (3, 50, 7), (3, 51, 3))
# SQLite's locks do not hold there (sqlite.org/useovernet.html).
_OVER_A_NETWORK = (
    "nfs",
    "cifs",
    "smb",
    "9p",
    "afs",
    "ceph",
    "fuse.sshfs",
    "fuse.gluster",
    "lustre",
)


def has_reset_bug(version: Sequence[int]) -> bool:
    """Whether a version of SQLite has the WAL-reset bug; from 3.7.0, where the log came in."""
    found = tuple(version)[:3]
    if found < (3, 7, 0) or found >= _MENDED[-1]:
        return False
    return not any(found[:2] == each[:2] and found >= each for each in _MENDED)


def library_version() -> tuple[int, ...]:
    """The version of SQLite that this Python brings."""
    return sqlite3.sqlite_version_info


def is_served(path: Path) -> bool:
    """Whether a `spotter run` serves a database just now."""
    if not beside(path, ".lock").exists():
        return False
    locks = Locks(path, Patience())
    try:
        locks.serve()
    except InUse:
        return True
    finally:
        locks.close()
    return False


def strangers(path: Path, processes: Path = Path("/proc")) -> tuple[int, ...]:
    """Give the ids of processes that have a database open and do not keep our locks.

    Told by what the system says of open files; () where it does not say (another user's, no Linux).
    """
    ours = {beside(path, ending).resolve() for ending in (".lock", ".turn")}
    database = {path.resolve(), beside(path, "-wal").resolve()}
    found = []
    for each in processes.glob("[0-9]*"):
        try:
            held = {Path(link.readlink()) for link in (each / "fd").iterdir()}
        except OSError:
            continue
        if held & database and not held & ours:
            found.append(int(each.name))
    return tuple(sorted(found))


def kind_of_disk(path: Path, mounts: Path = Path("/proc/self/mounts")) -> str:
    """Give the kind of file system that holds a path, "" where it is not known."""
    try:
        lines = mounts.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    place, best, kind = path.resolve(), -1, ""
    for line in lines:
        words = line.split()
        if len(words) < 3:
            continue
        mount = Path(words[1].replace("\\040", " "))
        if place.is_relative_to(mount) and len(mount.parts) >= best:
            best, kind = len(mount.parts), words[2]
    return kind


def is_over_a_network(kind: str) -> bool:
    """Whether a kind of file system lies on another machine."""
    return kind.startswith(_OVER_A_NETWORK)


def damage_in(path: Path) -> str:
    """Say what is damaged in a database, "" where nothing is; reads all of it."""
    try:
        opened = read_only(path)
    except sqlite3.Error as error:
        return str(error)
    try:
        found = str(opened.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.Error as error:
        return str(error)
    finally:
        opened.close()
    return first_fault(found)
