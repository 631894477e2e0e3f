"""What can go wrong with the store itself; never a person's mistake."""

from __future__ import annotations


class StoreError(Exception):
    """The store cannot do what was asked."""


class BadDatabaseUrl(StoreError):
    """The address of the database cannot be used; says why, never shows a password."""


class NewerDatabase(StoreError):
    """The database was written by a newer version of this program."""


class BackupFailed(StoreError):
    """No backup was made, or the copy does not pass its check."""


class StoreClosed(StoreError):
    """The store was closed, or is closing."""


class Overtaken(StoreError):
    """Another process has handled this inbox row already: the unit of work is taken back."""


class StoreTrouble(StoreError):
    """The database cannot be used just now (locked, full, gone): nothing was stored, try again."""
