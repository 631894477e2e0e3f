"""Processes that share a database: who is at work, and what the dead have left behind.

A process is known by a number of its own. On PostgreSQL it holds an advisory lock of that number
on a connection of its own, which the server lets go of the moment the process dies, and it writes
down when it was last at work. Who neither holds the lock nor has written for some seconds is dead;
who has not written for long is taken for dead even where the server has not noticed (a machine
that lost its power keeps a connection for hours). Such a process may have stopped in
the middle of a transaction, with locks that all need: the server is asked to end what it has open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ARRAY, BigInteger, Connection, bindparam, delete, select, text

from core.store.dialects import chosen, upsert
from core.store.repositories import inbox, outbox
from core.store.schema.tables import workers

LOCKS = 7310003  # the class of the advisory locks; the object is the process's number
OURS = "spotter "  # and what tells a process from others: the name of all its connections

_BEAT = upsert(workers)
_ALL = select(workers.c.name, workers.c.seen_at)
_DROP = delete(workers).where(workers.c.name.in_(bindparam("names", expanding=True)))
_HELD = text(
    "SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND classid = :locks AND granted "
    "AND objsubid = 2 AND database = (SELECT oid FROM pg_database WHERE datname = "
    "current_database())"
)
# All connections of those who hold one of these locks, but of whoever asks.
_END = text(
    "SELECT count(pg_terminate_backend(theirs.pid)) FROM pg_locks JOIN pg_stat_activity AS holder "
    "USING (pid) JOIN pg_stat_activity AS theirs USING (application_name, datname) "
    "WHERE locktype = 'advisory' AND classid = :locks AND granted AND objsubid = 2 "
    "AND datname = current_database() AND objid::bigint = ANY(:numbers) "
    "AND application_name LIKE :ours "
    "AND application_name <> current_setting('application_name')"
).bindparams(bindparam("numbers", type_=ARRAY(BigInteger)))


@dataclass(frozen=True, slots=True)
class Worker:
    """A process as the database knows it."""

    name: str
    seen_at: datetime  # changes while it is at work; by its own clock
    holds: bool  # its lock


def beat(connection: Connection, name: str, now: datetime) -> tuple[Worker, ...]:
    """Write down that a process is at work; gives all there are."""
    connection.execute(chosen(_BEAT, connection), {"name": name, "seen_at": now})
    held = set(connection.execute(_HELD, {"locks": LOCKS}).scalars())
    return tuple(
        Worker(row.name, row.seen_at, row.name.isdecimal() and int(row.name) in held)
        for row in connection.execute(_ALL)
    )


def bury(connection: Connection, names: Sequence[str]) -> None:
    """Forget processes, end what they have under way, and give back what they have leased."""
    if connection.dialect.name == "postgresql":
        numbers = [int(each) for each in names if each.isdecimal()]
        connection.execute(_END, {"locks": LOCKS, "numbers": numbers, "ours": f"{OURS}%"})
    connection.execute(_DROP, {"names": list(names)})
    inbox.free(connection, names)
    outbox.free(connection, names)


def free_all(connection: Connection) -> None:
    """Give back whatever is leased: for the only process there is."""
    inbox.free_all(connection)
    outbox.free_all(connection)
