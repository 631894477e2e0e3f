"""Whether the database takes just now what a message writes."""

from __future__ import annotations

from sqlalchemy import Connection, delete, false, text

from core.store.schema.tables import inbox, outbox, sets

_AT_MOST = text("SET LOCAL statement_timeout = 1500")  # ms; who asks does not wait for longer
_NOTHING = [delete(table).where(false()) for table in (inbox, outbox, sets)]


def take_writes(connection: Connection) -> None:
    """Delete no row of the tables that each message is written to.

    Raises what the driver does where somebody else holds one of them or nothing may be written:
    PostgreSQL begins and ends an empty transaction all the same then.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_AT_MOST)
    for each in _NOTHING:
        connection.execute(each)
