"""What can go wrong with the store itself; never a person's mistake."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import (
    DBAPIError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
    StatementError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

# SQLSTATE classes: no connection, taken back, no room, stopped by the operator, the system's fault
_TROUBLE_STATES = ("08", "40", "53", "55", "57", "58")
_TROUBLE_CODES = frozenset(
    (
        sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PROTOCOL,
    )
)  # fmt: skip
# a limit on a file's size, or a disk that fails, is no other to people than one that is full
_FULL_CODES = frozenset((sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR))
# what opening a folder or a file raises that is somebody else's
FILE_FAULTS = (OSError, sqlite3.Error)
# what the first work with a database may raise: it is gone again, a table is missing
DATABASE_FAULTS = (*FILE_FAULTS, SQLAlchemyError)


class StoreError(Exception):
    """The store cannot do what was asked."""


class BadDatabaseUrl(StoreError):
    """The address of the database cannot be used; says why, never shows a password."""


class NewerDatabase(StoreError):
    """The database was written by a newer version of this program."""


class BadSchema(StoreError):
    """The tables of the database are not those of the revision it names."""


class TooOld(StoreError):
    """The database's server is older than what is asked of it; says which version it needs."""


class ForeignLog(StoreError):
    """The write-ahead log beside a database belongs to another one: opening both would corrupt."""


class Damaged(StoreError):
    """The database does not pass its check."""


class BackupFailed(StoreError):
    """No backup was made, or the copy does not pass its check."""


class StoreClosed(StoreError):
    """The store was closed, or is closing."""


class Overtaken(StoreError):
    """Another process has handled this inbox row already: the unit of work is taken back."""


class InUse(StoreError):
    """Another process serves this database, and it is of the kind that one alone may serve."""


class RestoreFailed(StoreError):
    """Nothing was restored; says why."""


class StoreTrouble(StoreError):
    """The database cannot be used just now (locked, full, gone): nothing was stored, try again."""


class FileLost(StoreTrouble):
    """The database file was deleted, replaced or shrunk by others, or cannot be written."""


def is_trouble(error: Exception) -> bool:
    """Tell a database that cannot be used just now from a mistake in what it was asked.

    The units of SQLAlchemy raise its errors; BEGIN and COMMIT raise those of the driver itself.
    """
    raised = getattr(error, "orig", None) or error
    if isinstance(raised, sqlite3.Error):
        code = getattr(raised, "sqlite_errorcode", 0)
        return code & 0xFF in _TROUBLE_CODES
    if isinstance(error, OperationalError | InterfaceError | PoolTimeout | OSError):
        return True
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    state = getattr(raised, "sqlstate", None)
    return isinstance(state, str) and state.startswith(_TROUBLE_STATES)


def lies_in_a_row(error: Exception) -> bool:
    """Tell a fault of what was to be stored from one of the database: others may be stored still.

    A number, a text or a shape that a driver or a column refuses.
    """
    if isinstance(error, StoreError) or is_trouble(error):
        return False
    kinds = (ValueError, TypeError, ArithmeticError, RecursionError, StatementError, sqlite3.Error)
    return isinstance(error, kinds)


def is_of_database(error: BaseException) -> bool:
    """Tell trouble of the database, and of nothing else, that is expected to pass."""
    if isinstance(error, StoreTrouble):
        return True
    return isinstance(error, Exception) and not isinstance(error, OSError) and is_trouble(error)


def is_away(error: BaseException) -> bool:
    """Tell of what a call of the store raised that the database cannot be used just now."""
    return isinstance(error, StoreTrouble) or (isinstance(error, Exception) and is_trouble(error))


def lasting(error: BaseException) -> str:
    """Tell trouble that lasts and people hear of: "full", "lost" (the file); "" is anything else.

    A lock or a restart of a server passes; messages wait for that without a word.
    """
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, FileLost):
            return "lost"
        raised = getattr(seen, "orig", None) or seen
        code = getattr(raised, "sqlite_errorcode", 0) & 0xFF
        if code in _FULL_CODES or getattr(raised, "sqlstate", None) == "53100":
            return "full"
        seen = seen.__cause__
    return ""
