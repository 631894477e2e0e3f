"""Reading a database as it stands, for the operator: nothing is migrated, nothing is written."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection, NullPool, StaticPool, create_engine, text

from core.store.address import file_of, parse_address
from core.store.faults import StoreError
from core.store.sqlite.copies import read_only
from core.store.sqlite.log_mark import check_log

T = TypeVar("T")

_READ_ONLY = text("SET TRANSACTION READ ONLY")


class NoDatabase(StoreError):
    """There is no database at the address yet."""


async def look_into(url: str, work: Callable[[Connection], T]) -> T:
    """Run a function that only reads, whatever the revision of the schema.

    Raises NoDatabase, ForeignLog, BadDatabaseUrl, and what the drivers raise.
    """
    address = parse_address(url)
    if address.get_backend_name() == "sqlite":
        return await asyncio.to_thread(_in_file, url, work)
    from sqlalchemy.ext.asyncio import create_async_engine

    engine = create_async_engine(
        address, poolclass=NullPool, hide_parameters=True, connect_args={"timeout": 5}
    )
    try:
        async with engine.connect() as connection, connection.begin():
            await connection.execute(_READ_ONLY)
            return await connection.run_sync(work)
    finally:
        await engine.dispose()


def _in_file(url: str, work: Callable[[Connection], T]) -> T:
    path = file_of(parse_address(url))
    if not path.exists() or path.stat().st_size == 0:
        raise NoDatabase(f"there is no database at {path} yet")
    check_log(path)
    raw = read_only(path)
    engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool)
    try:
        with engine.connect() as connection:
            return work(connection)
    finally:
        engine.dispose()
        raw.close()
