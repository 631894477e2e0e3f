"""Why a database cannot be opened, in one sentence for whoever runs the bot."""

from __future__ import annotations

import errno
import os
import sqlite3

from core.store.address import server_of
from core.store.faults import StoreError

_SQLITE = {
    sqlite3.SQLITE_NOTADB: "{file} is not a database",
    sqlite3.SQLITE_CORRUPT: "{file} is damaged: bring a backup back with `spotter restore FILE`",
    sqlite3.SQLITE_READONLY: "{file} or its folder is read-only: its owner must run Spotter",
    sqlite3.SQLITE_PERM: "{file} may not be opened: its owner must run Spotter",
    sqlite3.SQLITE_CANTOPEN: "{file} or a file beside it may not be opened or made",
    sqlite3.SQLITE_FULL: "the disk that holds {file} is full",
    sqlite3.SQLITE_BUSY: "another process keeps {file} locked",
    sqlite3.SQLITE_LOCKED: "another process keeps {file} locked",
    sqlite3.SQLITE_IOERR: "{file} cannot be read or written (disk full or failing?)",
}
_MAY_NOT = (
    "its owner must run Spotter, or the database stand where this user may write, "
    "DATABASE_URL=sqlite:////home/me/spotter.db"
)
_POSTGRES = {  # SQLSTATE, or the class it begins with
    "28": "PostgreSQL at {host} refuses the user or the password of DATABASE_URL",
    "3D000": "PostgreSQL at {host} has no database of the name in DATABASE_URL",
    "53300": "PostgreSQL at {host} has no connection left",
    "57": "PostgreSQL at {host} is starting or stopping",
    "42501": "PostgreSQL at {host} does not let this user make tables",
}


def why_not_opened(error: BaseException, url: str) -> str:
    """Say what is in the way of opening a database; may quote the address and its password."""
    raised = getattr(error, "orig", None) or error
    if isinstance(error, StoreError):
        return str(error)
    file = url.removeprefix("sqlite:///")
    if file != url:
        if os.path.isdir(file):  # which raises nothing, whatever stands in its way
            inside = f"{url.rstrip('/')}/spotter.db"
            return f"{file} is a folder, not a file: name one in it, DATABASE_URL={inside}"
        code = getattr(raised, "sqlite_errorcode", 0) & 0xFF
        if code in _SQLITE:
            return _SQLITE[code].format(file=file)
        if (said := _first_line(raised)).startswith("no such "):
            return f"{file} lacks what belongs to its schema ({said}): bring a backup back"
        return _of_system(raised) if isinstance(raised, OSError) else said
    return _of_server(raised, url)


def _of_server(raised: BaseException, url: str) -> str:
    """Say what is wrong with a server."""
    host = server_of(url)
    state = str(getattr(raised, "sqlstate", None) or "")
    state = state or str(getattr(raised.__cause__, "sqlstate", None) or "")
    for known, words in _POSTGRES.items():
        if state.startswith(known):
            return words.format(host=host)
    if isinstance(raised, OSError | TimeoutError | UnicodeError):  # a host that no name can have
        return f"no PostgreSQL answers at {host}"
    if isinstance(raised, TypeError) and "keyword argument" in str(raised):
        named = str(raised).rpartition("argument ")[2].strip("'")
        return f"DATABASE_URL has an option that is not known: {named}"
    return _first_line(raised)


def _of_system(raised: OSError) -> str:
    if not raised.filename:
        return str(raised)
    remedy = f": {_MAY_NOT}" if raised.errno in (errno.EACCES, errno.EPERM, errno.EROFS) else ""
    return f"{raised.filename}: {raised.strerror}{remedy}"


def _first_line(raised: BaseException) -> str:
    return (str(raised).splitlines() or [type(raised).__name__])[0]
