"""What the tables are made of: their metadata and the shorthands for columns."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    TextClause,
    event,
    text,
)

from core.store.schema.types import Words

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)


def words(name: str, *, null: bool = False) -> Column[str]:
    """Text."""
    return Column(name, Words, nullable=null)


def late_words(name: str) -> Column[str]:
    """Text that rows of before the column do not have: "" there."""
    return Column(name, Words, nullable=False, server_default=text("''"))


def count(name: str, *, null: bool = False) -> Column[int]:
    """A small whole number."""
    return Column(name, Integer, nullable=null)


def flag(name: str) -> Column[bool]:
    """Yes or no."""
    return Column(name, Boolean, nullable=False)


def owner() -> Column[int]:
    """The person a row is about; it goes when they go."""
    return Column("person_id", BigInteger, ForeignKey("people.id", ondelete="CASCADE"))


def log() -> Column[int]:
    """The log a row came to. It never changes: `logs` says whose it is (decision 078)."""
    return Column("log_id", BigInteger, ForeignKey("logs.id", ondelete="CASCADE"))


def row_id() -> Column[int]:
    """The number of a row within its log, never given twice. It never changes either."""
    return Column("id", BigInteger, autoincrement=False)


def index_where(where: TextClause, name: str, *columns: str, unique: bool = False) -> Index:
    """An index of the rows that a condition holds for.

    PostgreSQL's is set when the index is made there: naming it here would import its dialect, a
    twentieth of every start.
    """
    index = Index(name, *columns, unique=unique, sqlite_where=where)

    def on_postgres(made: Index, connection: Any, **_: object) -> None:  # noqa: ANN401 - an event
        if connection.dialect.name == "postgresql":
            made.dialect_options["postgresql"]["where"] = where

    event.listen(index, "before_create", on_postgres)
    return index
