"""Files of SQLite databases: crashed, sound, and named."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

from core.store.engine import Store, open_store
from tests.core.store.test_durability import remembered


def url(path: Path) -> str:
    return f"sqlite:///{path}"


def sound(path: Path) -> bool:
    raw = sqlite3.connect(path)
    found = raw.execute("PRAGMA integrity_check").fetchone()[0]
    raw.close()
    return found == "ok"


async def crashed(store: Store, path: Path, to: Path) -> Path:
    """What a process that is killed now leaves: the database and its log, in another folder."""
    to.mkdir()
    for part in ("", "-wal", "-shm", ".id"):
        if (found := path.with_name(path.name + part)).exists():
            shutil.copy(found, to / found.name)
    return to / path.name


async def words(path: Path) -> set[str]:
    store = await open_store(url(path))
    try:
        return await remembered(store)
    finally:
        await store.close()


def names(folder: Path, of: str = "spotter.db") -> set[str]:
    return {each.name.removeprefix(of) for each in folder.iterdir() if each.name.startswith(of)}
