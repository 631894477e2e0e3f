"""What the tables are made of: their metadata and the shorthands for columns."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, MetaData, text

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
