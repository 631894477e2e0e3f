"""A SQLite database moved to PostgreSQL: copied in pieces, compared row by row, resumable.

While it is under way the target carries a revision of its own (`moving-<revision>`), which no
`spotter run` opens. Pieces are committed in the order of the primary key, so what is there already
is as many first rows of each table; where the source changed between two tries, the comparison
finds it and the rows are brought up to date. Only when every row is equal the target gets its
revision.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    StaticPool,
    Table,
    create_engine,
    delete,
    func,
    select,
    text,
    tuple_,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from core.store.address import file_of, parse_address
from core.store.cancellation import Patience
from core.store.dialects import chosen, upsert
from core.store.faults import StoreError
from core.store.migrate import MOVING, migrate, see_that_the_server_fits, version_of
from core.store.repositories import processes
from core.store.schema.tables import HEAD, metadata
from core.store.sqlite.copies import read_only
from core.store.sqlite.locks import Locks
from core.store.sqlite.log_mark import check_log

PIECE = 500  # rows in one commit, and in one comparison
NOT_MOVED = {"workers"}  # processes of the source; they are none of the target

_STAMP = text("UPDATE alembic_version SET version_num = :version")
_SEQUENCE = text("SELECT pg_get_serial_sequence(:table, :column)")
_SET_SEQUENCE = text("SELECT setval(CAST(:sequence AS regclass), :last)")
_COUNTERS = text("SELECT name, seq FROM sqlite_sequence")


class MoveFailed(StoreError):
    """The database was not moved; says why. The source is as it was."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved."""

    rows: dict[str, int]  # by table
    resumed: bool
    mended: int  # rows that another try had left otherwise


async def move(source: str, target: str, told: Callable[[str], None]) -> Moved:
    """Copy a SQLite database into an empty PostgreSQL database, every row compared afterwards.

    `told` hears of progress. Raises MoveFailed, InUse where a process has the source open,
    ForeignLog, BadDatabaseUrl, and what the drivers raise; run again it goes on where it ended.
    """
    path, address = file_of(parse_address(source)), parse_address(target)
    if address.get_backend_name() != "postgresql":
        raise MoveFailed("the target has to be a PostgreSQL database: postgresql://...")
    if not path.exists() or path.stat().st_size == 0:
        raise MoveFailed(f"there is no database at {path}")
    locks = Locks(path, Patience())
    with ExitStack() as held:
        held.callback(locks.close)
        locks.alone()
        check_log(path)
        raw = held.enter_context(closing(read_only(path)))
        engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool)
        read = held.enter_context(engine.connect())
        if (version := version_of(read)) != HEAD:
            raise MoveFailed(f"{path} has revision {version}, not {HEAD}: run `spotter migrate`")
        other = create_async_engine(address, pool_size=1, max_overflow=0, hide_parameters=True)
        try:
            return await _move(read, other, told)
        except DBAPIError as error:
            first = (str(error.orig).splitlines() or [type(error).__name__])[0]
            raise MoveFailed(f"the target refuses: {first}; run it again to go on") from error
        finally:
            await other.dispose()


async def _move(read: Connection, other: AsyncEngine, told: Callable[[str], None]) -> Moved:
    async with other.begin() as connection:
        resumed = await connection.run_sync(_prepare)
    tables = [each for each in metadata.sorted_tables if each.name not in NOT_MOVED]
    rows = {each.name: _count(read, each) for each in tables}
    for table in tables:
        await _copy(read, other, table, rows[table.name], told)
    mended = 0
    for table in reversed(tables) if resumed else ():  # what belongs to a row goes before it
        mended += await _drop_beyond(read, other, table)
    mended += await _compare(read, other, tables, told)
    if mended and (left := await _compare(read, other, tables, told)):
        raise MoveFailed(f"{left} rows of the target differ; begin again with an empty database")
    await _see_that_counts_agree(other, rows, tables)
    async with other.begin() as connection:
        await connection.run_sync(lambda it: _finish(it, read, tables))
    return Moved(rows, resumed, mended)


def _prepare(connection: Connection) -> bool:
    """Make the schema in an empty database and mark it; True where a move goes on.

    Raises MoveFailed where there is something in it that no move began.
    """
    see_that_the_server_fits(connection)
    version = version_of(connection)
    if version == MOVING + HEAD:
        return True
    if version is not None and version.startswith(MOVING):
        raise MoveFailed("another version began to move into the target: empty it, begin again")
    if version not in (None, HEAD):
        raise MoveFailed(f"the target has revision {version}: it has to be an empty database")
    migrate(connection)
    for table in metadata.sorted_tables:
        # what a bot without people leaves: that its token worked, that it was at work
        if table.name not in {*NOT_MOVED, "cursors"} and _count(connection, table):
            raise MoveFailed(f"the target is not empty ({table.name}): it has to be a new database")
    connection.execute(delete(metadata.tables["cursors"]))
    connection.execute(_STAMP, {"version": MOVING + HEAD})
    return False


# --- copying ------------------------------------------------------------------------------------


async def _copy(
    read: Connection, other: AsyncEngine, table: Table, count: int, told: Callable[[str], None]
) -> None:
    """Copy what is not there yet, a piece in a commit."""
    async with other.connect() as connection:
        there = await connection.run_sync(_count, table)
    for piece in _pieces(read, table, there):
        async with other.begin() as connection:
            await connection.execute(table.insert(), piece)
        there += len(piece)
        told(f"{table.name}: {there} of {count} copied")


def _pieces(read: Connection, table: Table, skipped: int = 0) -> Iterator[list[dict[str, Any]]]:
    """Read a table in the order of its primary key, piece by piece, without the first rows."""
    query = select(table).order_by(*table.primary_key.columns)
    if skipped:
        query = query.limit(-1).offset(skipped)
    found = read.execution_options(yield_per=PIECE).execute(query)
    for rows in found.mappings().partitions():
        yield [dict(row) for row in rows]


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


# --- comparing ----------------------------------------------------------------------------------


async def _compare(
    read: Connection, other: AsyncEngine, tables: Sequence[Table], told: Callable[[str], None]
) -> int:
    """Compare every row of both, mend those that differ, and give how many did."""
    mended = 0
    for table in tables:
        equal = 0
        for piece in _pieces(read, table):
            async with other.begin() as connection:
                mended += await connection.run_sync(_mend, table, piece)
            equal += len(piece)
        if equal:
            told(f"{table.name}: {equal} compared")
    return mended


async def _see_that_counts_agree(
    other: AsyncEngine, rows: Mapping[str, int], tables: Sequence[Table]
) -> None:
    """Raise MoveFailed where the target has rows that nobody wrote there but somebody else."""
    for table in tables:
        async with other.connect() as connection:
            there = await connection.run_sync(_count, table)
        if there != rows[table.name]:
            raise MoveFailed(f"{table.name}: {there} rows instead of {rows[table.name]}")


def _mend(connection: Connection, table: Table, piece: list[dict[str, Any]]) -> int:
    """Write those rows of a piece that the target has not, or has otherwise."""
    keys = [each.name for each in table.primary_key]
    wanted = {tuple(row[key] for key in keys): row for row in piece}
    there = {
        tuple(row[key] for key in keys): dict(row)
        for row in connection.execute(_rows(table, list(wanted))).mappings()
    }
    differ = [row for key, row in wanted.items() if there.get(key) != row]
    if differ:
        connection.execute(chosen(upsert(table), connection), differ)
    return len(differ)


async def _drop_beyond(read: Connection, other: AsyncEngine, table: Table) -> int:
    """Delete rows of the target that the source has not; gives how many."""

    def drop(connection: Connection) -> int:
        return _delete(connection, table, _beyond(connection, read, table))

    async with other.begin() as connection:
        return await connection.run_sync(drop)


def _beyond(connection: Connection, read: Connection, table: Table) -> list[tuple[Any, ...]]:
    """The keys of the target that the source has not."""
    columns = list(table.primary_key.columns)
    beyond: list[tuple[Any, ...]] = []
    found = connection.execute(select(*columns)).all()
    for start in range(0, len(found), PIECE):
        keys = [tuple(row) for row in found[start : start + PIECE]]
        known = {tuple(row) for row in read.execute(_rows(table, keys, keys_only=True))}
        beyond.extend(key for key in keys if key not in known)
    return beyond


def _delete(connection: Connection, table: Table, keys: list[tuple[Any, ...]]) -> int:
    for start in range(0, len(keys), PIECE):
        some = keys[start : start + PIECE]
        connection.execute(delete(table).where(tuple_(*table.primary_key.columns).in_(some)))
    return len(keys)


def _rows(table: Table, keys: list[tuple[Any, ...]], *, keys_only: bool = False) -> Select[Any]:
    columns = list(table.primary_key.columns)
    asked = select(*columns) if keys_only else select(table)
    if len(columns) == 1:
        return asked.where(columns[0].in_([key[0] for key in keys]))
    return asked.where(tuple_(*columns).in_(keys))


# --- the end ------------------------------------------------------------------------------------


def _finish(connection: Connection, read: Connection, tables: Sequence[Table]) -> None:
    """Have new rows numbered behind the old ones, end leases of the source, give the revision."""
    counters = {row[0]: int(row[1]) for row in read.execute(_COUNTERS)}
    for table in tables:
        keys = list(table.primary_key.columns)
        if len(keys) != 1:
            continue
        named = {"table": table.name, "column": keys[0].name}
        sequence = connection.execute(_SEQUENCE, named).scalar()
        highest = connection.execute(select(func.max(keys[0]))).scalar() if sequence else None
        last = max(int(highest or 0), counters.get(table.name, 0))
        if sequence and last:
            connection.execute(_SET_SEQUENCE, {"sequence": sequence, "last": last})
    processes.free_all(connection)
    connection.execute(_STAMP, {"version": HEAD})
