"""Statements that touch a table which is spread over machines, and name what it is spread by.

A table of a log is to be asked by its `log_id`: one given, or one joined from a table that names
it. Without that every machine is asked. What is exempt stands in EXEMPT, with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from core.store.engine import Store
from core.store.postgres import PostgresPool
from tests.partitioned import SPREAD_BY_LOG

EXEMPT = {  # what asks every machine, and why it may
    "UPDATE ratings SET rater_id": "when accounts are linked: what somebody rated lies in the logs "
    "of those who were rated, found by an index in each",
}

_TABLE = "|".join(SPREAD_BY_LOG)
# FROM sets, JOIN sets AS s, UPDATE sets, DELETE FROM sets; an INSERT names its log in its values
_NAMED = re.compile(
    rf"(?P<verb>\bFROM|\bJOIN|\bUPDATE|,)\s+(?P<table>{_TABLE})\b(?:\s+AS\s+(?P<alias>\w+))?"
)
_WRITTEN = re.compile(rf"\bINSERT INTO (?P<table>{_TABLE})\s*\((?P<columns>[^)]*)\)")


@contextmanager
def statements_of(store: Store) -> Iterator[set[str]]:
    """Gather what a store asks PostgreSQL; nothing on SQLite, which answers another way then."""
    said: set[str] = set()
    if not isinstance(store._runner, PostgresPool):
        yield said
        return
    engine = store._runner._engine.sync_engine

    def keep(_conn, _cursor, statement, _parameters, _context, _many) -> None:  # type: ignore[no-untyped-def]
        said.add(statement)

    event.listen(engine, "before_cursor_execute", keep)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", keep)


def not_by_log(statements: set[str]) -> list[str]:
    """Give the statements that would ask every machine, but those that may."""
    return [
        each
        for each in sorted(statements)
        if not each.startswith(tuple(EXEMPT)) and without_their_log(each)
    ]


def without_their_log(statement: str) -> list[str]:
    """Name the tables that a statement reads or writes without saying of which log."""
    sql = " ".join(statement.split())
    faults = []
    for found in _NAMED.finditer(sql):
        name = found["alias"] or found["table"]
        if found["verb"] == "," and not re.search(r"\bFROM\b", sql[: found.start()]):
            continue
        by_log = re.compile(
            rf"\b{name}\.log_id (=|IN) |= {name}\.log_id\b|\({name}\.log_id, [^()]*\) IN "
        )
        if not by_log.search(sql):
            faults.append(found["table"])
    faults += [
        found["table"] for found in _WRITTEN.finditer(sql) if "log_id" not in found["columns"]
    ]
    return faults
