"""Rows of the inbox that were set aside: listed, handled once more, or dropped by an operator."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select, update

from core.store.schema.mail import inbox, outbox
from core.store.schema.types import EPOCH

_ASIDE = (inbox.c.done_at.is_not(None), inbox.c.fault != "", inbox.c.body != "")
_LIST = select(
    inbox.c.number, inbox.c.key, inbox.c.platform, inbox.c.chat, inbox.c.body, inbox.c.received_at,
    inbox.c.done_at, inbox.c.tries, inbox.c.fault,
).where(*_ASIDE).order_by(inbox.c.number)  # fmt: skip
_AGAIN = (
    update(inbox)
    .where(inbox.c.number == bindparam("of"), *_ASIDE)
    .values(
        done_at=None, fault="", tries=0, leased_by=None, ready_at=EPOCH, body=bindparam("content")
    )
)
_EMPTY = update(inbox).where(inbox.c.number == bindparam("of"), *_ASIDE).values(body="", chat="")
# An apology that was sent stands under the key of the answer that is to come.
_FREE_KEY = delete(outbox).where(
    outbox.c.key == bindparam("answer"), outbox.c.settled_at.is_not(None)
)


@dataclass(frozen=True, slots=True)
class Aside:
    """A row that was set aside. `body` and `chat` are a person's: never shown as they are."""

    number: int
    key: str
    platform: str
    chat: str
    body: str
    received_at: datetime
    set_aside_at: datetime
    tries: int
    fault: str


class Quarantine:
    """What was set aside, inside one unit of work."""

    def __init__(self, connection: Connection) -> None:
        """Work inside the transaction that is open on a connection."""
        self._connection = connection

    def rows(self) -> tuple[Aside, ...]:
        """All that is there, oldest first."""
        found = self._connection.execute(_LIST).all()
        return tuple(
            Aside(
                row.number, row.key, row.platform, row.chat, row.body, row.received_at,
                row.done_at, row.tries, row.fault,
            )
            for row in found
        )  # fmt: skip

    def replay(self, numbers: Sequence[int], again: Callable[[str], str]) -> int:
        """Have rows handled as if they had just come; gives how many. `again` makes their body."""
        count = 0
        for row in self.rows():
            if row.number not in numbers:
                continue
            self._connection.execute(_FREE_KEY, {"answer": f"reply:{row.key}"})
            asked = {"of": row.number, "content": again(row.body)}
            count += self._connection.execute(_AGAIN, asked).rowcount
        return count

    def drop(self, numbers: Sequence[int]) -> int:
        """Empty rows; their keys stay for a while, so that a repeat is known. Gives how many."""
        return sum(
            self._connection.execute(_EMPTY, {"of": number}).rowcount for number in set(numbers)
        )
