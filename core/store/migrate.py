"""Bringing a database to the present schema; Alembic is imported only when that is due."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from core.store.faults import NewerDatabase
from core.store.schema import HEAD

MIGRATIONS = Path(__file__).with_name("migrations")
MIGRATING = 7310000  # PostgreSQL advisory lock: one process at a time

_VERSION = text("SELECT version_num FROM alembic_version")
_ALONE = text("SELECT pg_advisory_xact_lock(:lock)")


def version_of(connection: Connection) -> str | None:
    """Read the revision of a database; None when it is new."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(_VERSION).scalar()


def migrate(connection: Connection) -> None:
    """Apply what is missing, in the transaction that is open; raises NewerDatabase."""
    if connection.dialect.name == "postgresql":
        connection.execute(_ALONE, {"lock": MIGRATING})
    version = version_of(connection)
    if version == HEAD:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    known = {each.revision for each in ScriptDirectory.from_config(config).walk_revisions()}
    if version is not None and version not in known:
        message = f"the database has revision {version}, this program knows none beyond {HEAD}"
        raise NewerDatabase(message)
    command.upgrade(config, HEAD)
