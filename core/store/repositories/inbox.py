"""The inbox: raw updates, leased to one inbox worker at a time, in order within a chat."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    bindparam,
    case,
    literal_column,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from core.store.dialects import Either, chosen, on_either
from core.store.faults import Overtaken
from core.store.repositories.waiting import within_cap
from core.store.rows import Claimed, InboxRow
from core.store.schema.tables import inbox
from core.store.schema.types import EPOCH
from core.store.unit_state import UnitState

_RECEIVE: Either = on_either(
    lambda insert, table: insert.on_conflict_do_nothing().returning(table.c.number), inbox
)
_WAITING = inbox.c.done_at.is_(None)
_OPEN = (inbox.c.key == bindparam("row_key"), _WAITING)
# A chat with a row that is leased, or put off to another try, waits as a whole.
_HELD = select(inbox.c.platform, inbox.c.chat).where(_WAITING, inbox.c.ready_at > bindparam("now"))
_CHAT = tuple_(inbox.c.platform, inbox.c.chat)
_FREE_CHAT = (inbox.c.platform + ":" + inbox.c.chat).not_in(bindparam("busy", expanding=True))
_COLUMNS = (
    inbox.c.number, inbox.c.key, inbox.c.platform, inbox.c.chat, inbox.c.body,
    inbox.c.received_at, inbox.c.sent_at, inbox.c.twin, inbox.c.tries,
    inbox.c.sender, inbox.c.dropped,
)  # fmt: skip
_WAITS = select(inbox.c.number).order_by(inbox.c.sent_at, inbox.c.number).limit(bindparam("most"))
_CLAIMABLE = _WAITS.where(_WAITING, _CHAT.not_in(_HELD), _FREE_CHAT)
# Rows that wait for a file in a group hold back their sender there, not the others.
_CLAIMABLE_BESIDE = _WAITS.where(
    _WAITING,
    _CHAT.not_in(_HELD.where(inbox.c.key.not_in(bindparam("beside", expanding=True)))),
    _FREE_CHAT,
    tuple_(inbox.c.platform, inbox.c.chat, inbox.c.sender).not_in(
        bindparam("whose", expanding=True)
    ),
)


def _lease(claimable: Select[Any]) -> ReturningUpdate[Any]:
    """Lease what a query finds, and read it, in one statement."""
    return (
        update(inbox)
        .where(inbox.c.number.in_(claimable.scalar_subquery()))
        .values(leased_by=bindparam("owner"), ready_at=bindparam("until"))
        .returning(*_COLUMNS)
    )


_LEASE, _LEASE_BESIDE = _lease(_CLAIMABLE), _lease(_CLAIMABLE_BESIDE)
_RELEASE = (
    update(inbox)
    .where(*_OPEN)
    .values(tries=inbox.c.tries + 1, leased_by=None, ready_at=bindparam("retry_at"))
)
_BEGIN = update(inbox).where(*_OPEN).values(tries=inbox.c.tries + 1, ready_at=bindparam("until"))
_EXTEND = update(inbox).where(*_OPEN).values(ready_at=bindparam("until"))
_FINISH = (
    update(inbox)
    .where(*_OPEN)
    # What was handled is not kept: its key is all that a repeat needs. What failed is, for a while.
    .values(
        done_at=bindparam("now"),
        leased_by=None,
        sender="",
        fault=bindparam("why"),
        body=case((bindparam("why") == literal_column("''"), ""), else_=inbox.c.body),
    )
)
_CORRECT = update(inbox).where(inbox.c.key == bindparam("row_key")).values(fault=bindparam("why"))
_DONE = select(inbox.c.done_at).where(inbox.c.key == bindparam("row_key"))
_FREE = (
    update(inbox)
    .where(_WAITING, inbox.c.leased_by.in_(bindparam("owners", expanding=True)))
    .values(leased_by=None, ready_at=EPOCH)
)
_FREE_ALL = (
    update(inbox)
    .where(_WAITING, inbox.c.leased_by.is_not(None))
    .values(leased_by=None, ready_at=EPOCH)
)
_MOVE = (
    update(inbox)
    .where(_WAITING, inbox.c.platform == bindparam("on"), inbox.c.chat == bindparam("old"))
    .values(chat=bindparam("new"))
)
OUT_OF_ORDER = timedelta(minutes=10)  # within which a platform may deliver edits in another order
_EDIT = select(inbox.c.platform, inbox.c.chat, inbox.c.sent_at, inbox.c.key, inbox.c.twin).where(
    inbox.c.key == bindparam("row_key")
)
_LATER = select(inbox.c.key, inbox.c.twin).where(
    inbox.c.done_at > bindparam("since"),
    inbox.c.platform == bindparam("on"),
    inbox.c.chat == bindparam("within"),
    inbox.c.sent_at > bindparam("edited_at"),
)
CLAIMING = 7310001  # PostgreSQL advisory locks: one claim at a time keeps a chat in order
_ALONE = text("SELECT pg_advisory_xact_lock(:lock)")


def alone(connection: Connection, lock: int) -> None:
    """Let no other process claim until this transaction ends; on SQLite there is one writer anyway.

    Skipping locked rows would not do: the next row of the same chat would be taken out of turn.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_ALONE, {"lock": lock})


def _message_in(name: str) -> str:
    """The message that a twin, or a key of Discord, names before its edit and its digest."""
    return name.rsplit(":", 2)[0]


def receive(connection: Connection, rows: Sequence[InboxRow]) -> int:
    """Insert raw updates; those whose key or twin is known are absorbed.

    Of one person's in a chat at most `waiting.MOST_WAITING` wait; what comes beyond is dropped.
    """
    rows = within_cap(connection, rows)
    if not rows:
        return 0
    statement, values = chosen(_RECEIVE, connection), [_columns(row) for row in rows]
    if connection.dialect.name == "sqlite":  # no way to a server: one by one is the short way
        return sum(len(connection.execute(statement, each).all()) for each in values)
    return len(connection.execute(statement, values).all())


def _columns(row: InboxRow) -> dict[str, object]:
    """A raw update as it is stored."""
    return {
        "key": row.key,
        "twin": row.twin or None,
        "platform": row.platform,
        "chat": row.chat,
        "body": row.body,
        "received_at": row.received_at,
        "sent_at": row.sent_at,
        "tries": 0,
        "ready_at": EPOCH,
        "fault": "",
        "sender": row.sender,
        "dropped": row.dropped,
    }


def claim(
    connection: Connection,
    owner: str,
    now: datetime,
    lease: timedelta,
    limit: int,
    busy: Sequence[str],
    beside: Sequence[InboxRow] = (),
) -> tuple[Claimed, ...]:
    """Lease the oldest waiting rows of chats that nobody is at, and of senders not `beside`."""
    alone(connection, CLAIMING)
    statement, asked = _LEASE, {"now": now, "busy": list(busy), "most": limit}
    if beside:
        statement = _LEASE_BESIDE
        asked["beside"] = [row.key for row in beside]
        asked["whose"] = list({(row.platform, row.chat, row.sender) for row in beside})
    asked |= {"owner": owner, "until": now + lease}
    rows = connection.execute(statement, asked).all()
    rows = sorted(rows, key=lambda row: (row.sent_at, row.number))  # they come in no order
    return tuple(
        Claimed(
            InboxRow(
                row.key, row.platform, row.chat, row.body, row.received_at, row.sent_at,
                row.twin or "", row.sender, row.dropped,
            ),
            row.tries,
        )
        for row in rows
    )  # fmt: skip


def release(connection: Connection, key: str, retry_at: datetime) -> None:
    """Give a row back after a failure."""
    connection.execute(_RELEASE, {"row_key": key, "retry_at": retry_at})


def begin(connection: Connection, key: str, until: datetime) -> None:
    """Note that a row is begun that may end its process: a try, until it is finished."""
    connection.execute(_BEGIN, {"row_key": key, "until": until})


def extend(connection: Connection, key: str, until: datetime) -> None:
    """Keep a leased row from others for longer."""
    connection.execute(_EXTEND, {"row_key": key, "until": until})


def set_aside(connection: Connection, key: str, now: datetime, fault: str) -> None:
    """Quarantine a row; one that is done already stays as it is."""
    connection.execute(_FINISH, {"row_key": key, "now": now, "why": fault})


def free(connection: Connection, owners: Sequence[str]) -> None:
    """End every lease of these owners."""
    connection.execute(_FREE, {"owners": list(owners)})


def free_all(connection: Connection) -> None:
    """End every lease."""
    connection.execute(_FREE_ALL)


def move_chat(connection: Connection, platform: str, old: str, new: str) -> None:
    """Rewrite the chat of waiting rows."""
    connection.execute(_MOVE, {"on": platform, "old": old, "new": new})


class Inbox:
    """The inbox inside one unit of work: what is finished is so when the unit is committed."""

    def __init__(self, connection: Connection, state: UnitState) -> None:
        """Work inside the transaction that is open on a connection."""
        self._connection, self._state = connection, state

    def is_overtaken(self, receipt: str, now: datetime) -> bool:
        """Whether a later edit of the same message was handled already.

        Those that wait are handled in the order in which they were made.
        """
        row = self._connection.execute(_EDIT, {"row_key": receipt}).first() if receipt else None
        if row is None:
            return False
        later = {
            "since": now - OUT_OF_ORDER, "on": row.platform, "within": row.chat,
            "edited_at": row.sent_at,
        }  # fmt: skip
        found = self._connection.execute(_LATER, later)
        same = _message_in(row.twin or row.key)
        return any(_message_in(each.twin or each.key) == same for each in found)

    def finish(self, receipt: str, now: datetime, fault: str = "") -> None:
        """Mark a row as done; `fault` sets it aside with the id of a logged error.

        One that this unit has finished already gets another fault. "" is no row, and does nothing.
        Raises `Overtaken` when another process was first: the whole unit is taken back.
        """
        if not receipt:
            return
        if receipt in self._state.finished:
            self._connection.execute(_CORRECT, {"row_key": receipt, "why": fault})
            return
        asked = {"row_key": receipt, "now": now, "why": fault}
        done = self._connection.execute(_FINISH, asked).rowcount
        if not done and self._connection.execute(_DONE, {"row_key": receipt}).first():
            raise Overtaken(receipt)
        self._state.finished.add(receipt)
