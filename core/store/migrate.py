"""Bringing a database to the present schema; Alembic is imported only when that is due."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from core.store.faults import BadSchema, NewerDatabase, TooOld
from core.store.schema.tables import HEAD, metadata

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).with_name("migrations")
MOVING = "moving-"  # before the revision of a database that `spotter move` has not filled yet
MIGRATING = 7310000  # PostgreSQL advisory lock: one process at a time

# The first in which all of it works: a foreign key to a table in partitions (docs/scale.md) is the
# newest that is used; ON CONFLICT and SKIP LOCKED are of 9.5.
LEAST_POSTGRES = 12
_VERSION = text("SELECT version_num FROM alembic_version")
_ENCODING = text("SHOW server_encoding")
# SQLSTATE: a column, a table or something else is there twice, or is not there
_NAMES = {"42701", "42P07", "42710", "42703", "42P01", "42704"}
_ALONE = text("SELECT pg_advisory_xact_lock(:lock)")


def version_of(connection: Connection) -> str | None:
    """Read the revision of a database; None when it is new."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(_VERSION).scalar()


def migrate(connection: Connection) -> None:
    """Apply what is missing, in the transaction that is open; raises NewerDatabase, BadSchema."""
    if connection.dialect.name == "postgresql":
        connection.execute(_ALONE, {"lock": MIGRATING})
    version = version_of(connection)
    if version == HEAD:
        return
    if version:
        check_known(version)
    else:
        check_unused(connection)
    from alembic import command

    config = _config()
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, HEAD)
    except DBAPIError as error:
        if not _lies_in_the_schema(error):
            raise
        first = (str(error.orig).splitlines() or [type(error).__name__])[0]
        message = (
            f"the database names revision {version}, but its tables are others ({first}): nothing "
            "was changed; bring a backup back"
        )
        raise BadSchema(message) from error


def check_unused(connection: Connection) -> None:
    """See that a database without a revision is free for our tables; raises BadSchema.

    A server's database may be shared with others; a file is one program's.
    """
    there = set(inspect(connection).get_table_names()) - {"alembic_version"}
    taken = there if connection.dialect.name == "sqlite" else there & metadata.tables.keys()
    if taken:
        message = (
            f"the database has tables ({min(taken)}) and names no revision of Spotter: it is "
            "another program's, or damaged; name another one, or bring a backup back"
        )
        raise BadSchema(message)


def revision_and_lack(connection: Connection) -> tuple[str | None, str]:
    """Read the revision, and what is lacking of the newest; raises NewerDatabase, BadSchema."""
    see_that_the_server_fits(connection)
    version = version_of(connection)
    if not version:
        check_unused(connection)
    elif version != HEAD:
        check_known(version)
    return version, lacking(connection) if version == HEAD else ""


def _lies_in_the_schema(error: DBAPIError) -> bool:
    """Whether a table or a column is there that should not be, or is not that should be."""
    state = getattr(error.orig, "sqlstate", None) or ""
    return getattr(error.orig, "sqlite_errorcode", 0) == sqlite3.SQLITE_ERROR or state in _NAMES


def see_that_the_server_fits(connection: Connection) -> None:
    """See that a PostgreSQL is new enough, and can hold every letter that people type.

    Raises TooOld, BadSchema.
    """
    if connection.dialect.name != "postgresql":
        return
    see_that_it_is_new_enough(connection)
    if (encoding := connection.execute(_ENCODING).scalar()) != "UTF8":
        message = f"the database is in {encoding}: it has to be in UTF8, to hold every letter"
        raise BadSchema(message)


def see_that_it_is_new_enough(connection: Connection) -> None:
    """Raise TooOld for a PostgreSQL before LEAST_POSTGRES; its version was told on connecting."""
    version = getattr(connection.dialect, "server_version_info", None)
    if connection.dialect.name == "postgresql" and version and version < (LEAST_POSTGRES,):
        found = ".".join(map(str, version))
        message = f"this is PostgreSQL {found}: Spotter needs {LEAST_POSTGRES} or newer"
        raise TooOld(message)


def lacking(connection: Connection) -> str:
    """Name the first column of the schema that a database lacks; "" where all are there."""
    there = {
        name: {column["name"] for column in columns}
        for (_, name), columns in inspect(connection).get_multi_columns().items()
    }
    for name, table in metadata.tables.items():
        if name not in there:
            return f"no table {name}"
        for column in table.c:
            if column.name not in there[name]:
                return f"no {name}.{column.name}"
    return ""


def check_known(version: str) -> None:
    """See that a revision is one of this program; raises NewerDatabase."""
    if version.startswith(MOVING):
        message = (
            "a `spotter move` into this database has not ended: with the old file after "
            "DATABASE_URL= and this database after TARGET_DATABASE_URL= run `spotter move` again, "
            "and it goes on where it stopped; or empty this database"
        )
        raise NewerDatabase(message)
    from alembic.script import ScriptDirectory

    known = {each.revision for each in ScriptDirectory.from_config(_config()).walk_revisions()}
    if version not in known:
        message = (
            f"the database has revision {version}, this program knows none beyond {HEAD}: it was "
            "written by a newer Spotter; install that one again, or restore a backup from before"
        )
        raise NewerDatabase(message)


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
