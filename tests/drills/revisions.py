"""Databases as older versions left them, with a row in every table; read as they stand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    Boolean,
    Connection,
    LargeBinary,
    MetaData,
    String,
    Table,
    insert,
    select,
    text,
)

from core.store import migrate
from core.store.engine import open_store
from core.store.looking import look_into
from tests.core.store.test_migrating import WRITTEN, fill

ROOT = Path(__file__).parents[2]
VERSIONS = sorted((ROOT / "core" / "store" / "migrations" / "versions").glob("rev_*.py"))
REVISIONS = [each.name[4:8] for each in VERSIONS]
FIRST_FILLED = "0011"  # tests/core/store/linked_at_0011.json was written by it

Contents = dict[str, list[str]]
_COUNTED = text(  # of a table without such a column it may not be asked, in whatever order
    "WITH with_id AS MATERIALIZED (SELECT table_name FROM information_schema.columns "
    "WHERE table_schema = 'public' AND column_name = 'id') "
    "SELECT table_name, pg_get_serial_sequence(table_name, 'id') FROM with_id "
    "WHERE pg_get_serial_sequence(table_name, 'id') IS NOT NULL"
)


async def left_by(url: str, revision: str, monkeypatch: pytest.MonkeyPatch) -> Contents:
    """Make one of an older revision: two people who train, and a row in whatever is empty."""
    with monkeypatch.context() as then:
        for head, rows in ((FIRST_FILLED, WRITTEN["rows"]), (revision, {})):
            then.setattr(migrate, "HEAD", head)
            then.setattr("core.store.sqlite.writer.HEAD", head)
            store = await open_store(url)
            await store._runner.run(lambda it, rows=rows: fill(it, rows))
            await store._runner.run(fill_what_is_empty if head == revision else lambda _: None)
            await store.close()
    return await contents(url)


async def contents(url: str) -> Contents:
    """All rows of all tables, each as text, the revision with them."""
    return await look_into(url, _contents)


async def revision_of(url: str) -> str | None:
    """The revision of a database, as it stands."""
    return await look_into(url, migrate.version_of)


def _contents(connection: Connection) -> Contents:
    return {
        name: sorted(json.dumps(dict(row), default=str, sort_keys=True) for row in rows)
        for name, table in _tables(connection).tables.items()
        for rows in [connection.execute(select(table)).mappings().all()]
    }


def _tables(connection: Connection) -> MetaData:
    found = MetaData()
    found.reflect(connection)
    return found


def fill_what_is_empty(connection: Connection) -> None:
    """Give every table without rows one, so that none can be lost unseen."""
    for table in _tables(connection).sorted_tables:
        if connection.execute(select(table).limit(1)).first() is None:
            connection.execute(insert(table), [_row(connection, table)])
    if connection.dialect.name == "postgresql":  # where its own program would have counted to
        for name, sequence in connection.execute(_COUNTED).all():
            connection.exec_driver_sql(f"SELECT setval('{sequence}', max(id)) FROM {name}")  # noqa: S608


def _row(connection: Connection, table: Table) -> dict[str, Any]:
    row = {column.name: _value(column) for column in table.columns}
    for key in table.foreign_key_constraints:
        theirs = [each.column for each in key.elements]
        found = connection.execute(select(*theirs).limit(1)).one()
        row |= dict(zip(key.column_keys, found, strict=True))
    return row


def _value(column: Any) -> Any:
    if isinstance(column.type, Boolean):
        return True
    if isinstance(column.type, String):
        return "2026-11-01"
    return b"x" if isinstance(column.type, LargeBinary) else 1
