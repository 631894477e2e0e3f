"""The one difference between the two databases' SQL that SQLAlchemy leaves to us: upserts."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from sqlalchemy import Connection, Executable, Table


class Either:
    """A statement that each database builds from its own insert, once it is asked for.

    So the dialect of the database that is not used is never imported: a twentieth of the start.
    """

    def __init__(self, build: Callable[[Any, Table], Executable], table: Table) -> None:
        """Keep how it is built."""
        self._build, self._table = build, table
        self._made: dict[str, Executable] = {}

    def on(self, dialect: str) -> Executable:
        """Give the statement for a dialect of SQLAlchemy's, by its name."""
        if dialect not in self._made:
            insert = import_module(f"sqlalchemy.dialects.{dialect}").insert
            self._made[dialect] = self._build(insert(self._table), self._table)
        return self._made[dialect]


def on_either(build: Callable[[Any, Table], Executable], table: Table) -> Either:
    """Build a statement once per database from that database's own insert."""
    return Either(build, table)


def upsert(table: Table) -> Either:
    """Insert a row, or overwrite everything but its key."""

    def build(insert: Any, table: Table) -> Executable:  # noqa: ANN401 - either dialect
        keys = [each.name for each in table.primary_key]
        rest = {each.name: insert.excluded[each.name] for each in table.c if each.name not in keys}
        made: Executable = insert.on_conflict_do_update(index_elements=keys, set_=rest)
        return made

    return on_either(build, table)


def absorb(table: Table) -> Either:
    """Insert a row, or do nothing when one with the same key is there."""

    def build(insert: Any, table: Table) -> Executable:  # noqa: ANN401 - either dialect
        made: Executable = insert.on_conflict_do_nothing()
        return made

    return on_either(build, table)


def chosen(statement: Either, connection: Connection) -> Executable:
    """Give the statement for the database at hand."""
    return statement.on(connection.dialect.name)
