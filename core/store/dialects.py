"""The one difference between the two databases' SQL that SQLAlchemy leaves to us: upserts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite

Either = Mapping[str, Executable]


def on_either(build: Callable[[Any, Table], Executable], table: Table) -> Either:
    """Build a statement once per database from that database's own insert."""
    return {
        "sqlite": build(sqlite.insert(table), table),
        "postgresql": build(postgresql.insert(table), table),
    }


def upsert(table: Table) -> Either:
    """Insert a row, or overwrite everything but its key."""

    def build(insert: Any, table: Table) -> Executable:  # noqa: ANN401
        keys = [each.name for each in table.primary_key]
        rest = {each.name: insert.excluded[each.name] for each in table.c if each.name not in keys}
        made: Executable = insert.on_conflict_do_update(index_elements=keys, set_=rest)
        return made

    return on_either(build, table)


def absorb(table: Table) -> Either:
    """Insert a row, or do nothing when one with the same key is there."""

    def build(insert: Any, table: Table) -> Executable:  # noqa: ANN401
        made: Executable = insert.on_conflict_do_nothing()
        return made

    return on_either(build, table)


def chosen(statement: Either, connection: Connection) -> Executable:
    """Give the statement for the database at hand."""
    return statement[connection.dialect.name]
