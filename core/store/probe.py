"""Whether the database takes just now what a message writes."""

from __future__ import annotations

from sqlalchemy import delete, false, text

from core.store.schema.tables import inbox, outbox, sets
from core.store.unit_of_work import UnitOfWork

_AT_MOST = text("SET LOCAL statement_timeout = 1500")  # ms; who asks does not wait for longer
_NOTHING = [delete(table).where(false()) for table in (inbox, outbox, sets)]


def take_writes(uow: UnitOfWork) -> None:
    """Delete no row of the tables that each message is written to.

    Raises what the driver does where somebody else holds one of them or nothing may be written:
    PostgreSQL begins and ends an empty transaction all the same then.
    """
    if uow._connection.dialect.name == "postgresql":
        uow._connection.execute(_AT_MOST)
    for each in _NOTHING:
        uow._connection.execute(each)
