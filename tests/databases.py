"""Databases for tests: the schema is made once, and copied for each test."""

from __future__ import annotations

import asyncio
import atexit
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from core.store.engine import open_store

PARTS = ("", ".id")  # of a database that is closed; the mark beside it belongs to it


def make_schema(url: str) -> None:
    """Bring an empty database to the present schema, on a thread: no test's loop is touched."""

    async def open_and_close() -> None:
        await (await open_store(url)).close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, open_and_close()).result()


@cache
def sqlite_template() -> Path:
    """Give a SQLite database without rows, made once per test process."""
    folder = Path(tempfile.mkdtemp(prefix="spotter-template-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    make_schema(f"sqlite:///{folder / 'spotter.db'}")
    return folder / "spotter.db"


def copied(template: Path, to: Path) -> str:
    """Copy a closed SQLite database to another path and give the address of the copy."""
    for part in PARTS:
        shutil.copy(f"{template}{part}", f"{to}{part}")
    return f"sqlite:///{to}"
