"""The address of a database, as people write it: the driver is our business."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from core.store.faults import BadDatabaseUrl

# A password as it stands in an address, also in one that nobody can read: up to the last @.
_TYPED_PASSWORD = re.compile(r"[^:]+://[^:/@]*:(.*)@", re.S)
MOST_PORT = 65535
_SSL = {"disable", "allow", "prefer", "require", "verify-ca", "verify-full"}


def parse_address(text: str) -> URL:
    """Read `sqlite:///file` or `postgresql://...`; raises BadDatabaseUrl, without the password."""
    try:
        url = make_url(text.strip())
    except (ArgumentError, ValueError):
        message = (
            "a database is named like sqlite:///data/spotter.db or "
            "postgresql://user:password@host:5432/name"
        )
        raise BadDatabaseUrl(message) from None
    family = url.drivername.partition("+")[0]
    if family == "sqlite":
        return _sqlite(url)
    if family in {"postgresql", "postgres"}:
        return _postgresql(url)
    message = f"{family!r} is neither sqlite nor postgresql"
    raise BadDatabaseUrl(message)


def passwords_in(text: str) -> tuple[str, ...]:
    """Find what must never be written of a database's address, however it is misspelt."""
    typed = _TYPED_PASSWORD.match(text.strip())
    try:
        url = make_url(text.strip())
    except (ArgumentError, ValueError):
        return (text.strip(), *(typed.groups() if typed else ()))
    asked = url.query.get("password", ())
    found = (url.password, *((asked,) if isinstance(asked, str) else asked), typed and typed[1])
    return tuple(dict.fromkeys(str(each) for each in found if each))


def server_of(text: str) -> str:
    """Give host and port of a server's address, nothing else of it."""
    try:
        url = make_url(text.strip())
    except (ArgumentError, ValueError):
        return "the address given"
    asked = url.query.get("host", ())
    host = url.host or (asked if isinstance(asked, str) else ",".join(asked)) or "localhost"
    return f"{host}:{url.port or 5432}"


def file_of(url: URL) -> Path:
    """Give the file of a SQLite address; behind a link the one it leads to."""
    return behind_link(Path(url.database or ""))


def behind_link(path: Path) -> Path:
    """Give the file that a link leads to, another path as it is.

    SQLite keeps the log beside the file itself, so all that belongs to a database is kept there.
    """
    return Path(os.path.realpath(path)) if path.is_symlink() else path


def _sqlite(url: URL) -> URL:
    """Check that a file is named: in memory nothing survives, and threads share one transaction."""
    name = url.database or ""
    if name in {"", ":memory:"} or name.startswith("file:") or "mode" in url.query:
        message = "the database has to be a file: sqlite:///spotter.db (sqlite:////home/me/it.db)"
        raise BadDatabaseUrl(message)
    if url.host:
        message = f"three slashes before a file: sqlite:///{url.host}/{name}"
        raise BadDatabaseUrl(message)
    return URL.create("sqlite+aiosqlite", database=name)


def _postgresql(url: URL) -> URL:
    """Name the driver, and give it libpq's options in the form it knows."""
    if "@" in (url.host or ""):  # what the library takes for the host begins within the password
        message = "an @ in the password of a database's address is written %40"
        raise BadDatabaseUrl(message)
    if url.port is not None and not 0 < url.port <= MOST_PORT:
        message = f"the port of a database's address is 1 to {MOST_PORT}, as in host:5432/name"
        raise BadDatabaseUrl(message)
    options: dict[str, Any] = dict(url.query)
    mode = options.pop("sslmode", None)
    if mode is not None:
        if mode not in _SSL:
            message = f"sslmode is one of {', '.join(sorted(_SSL))}"
            raise BadDatabaseUrl(message)
        options["ssl"] = mode
    if "connect_timeout" in options:
        options["timeout"] = options.pop("connect_timeout")
    for passed_over in ("channel_binding", "gssencmode", "application_name"):
        options.pop(passed_over, None)
    return url.set(drivername="postgresql+asyncpg", query=options)
