"""Column types: moments as integers, and text that both databases can hold."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

# SQLite numbers rows by itself only for a column declared INTEGER.
RowNumber = BigInteger().with_variant(Integer(), "sqlite")


def micros(moment: datetime) -> int:
    """Count the microseconds from 1970 to an aware moment; a naive one is refused."""
    if moment.tzinfo is None:
        message = "a time without a zone cannot be stored"
        raise ValueError(message)
    return (moment - EPOCH) // MICROSECOND


def moment_of(count: int) -> datetime:
    """Give the aware UTC moment that many microseconds after 1970."""
    return EPOCH + timedelta(0, 0, count)


def clean(text: str) -> str:
    """Replace what PostgreSQL or UTF-8 cannot hold: NUL and halves of surrogate pairs."""
    if text.isascii() and "\0" not in text:
        return text
    return UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


class Moment(TypeDecorator[datetime]):
    """An aware UTC time as whole microseconds since 1970."""

    impl = BigInteger
    cache_ok = True

    @staticmethod
    def inward(value: datetime | None) -> int | None:
        """Aware time in, integer out."""
        return None if value is None else micros(value)

    @staticmethod
    def outward(value: int | None) -> datetime | None:
        """Integer in, aware UTC time out."""
        return None if value is None else moment_of(value)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Do the same for SQLAlchemy."""
        return self.inward(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Do the same for SQLAlchemy."""
        return self.outward(value)


class Words(TypeDecorator[str]):
    """Text cleaned on its way in, so that any message can be stored and looked up."""

    impl = Text
    cache_ok = True

    @staticmethod
    def inward(value: str | None) -> str | None:
        """Any string in, storable text out."""
        return None if value is None else clean(value)

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Do the same for SQLAlchemy."""
        return self.inward(value)
