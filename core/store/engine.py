"""Contract of the store; see ledger.py for what a unit of work may do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from core.store.ledger import Ledger
from core.store.rows import Claimed, InboxRow, Parcel

T = TypeVar("T")


class Store:
    """The database of one bot: `await open_store(url)`, then `run`, then `close`."""

    async def run(self, work: Callable[[Ledger], T]) -> T:
        """Run one unit of work in a transaction of its own and give back what it returns.

        Committed when this returns; an exception takes the unit back and is raised here. Several
        units may share one commit (savepoints). Cancelling the caller never cancels the commit.
        """

    async def close(self) -> None:
        """Finish what is under way and let the database go."""

    # --- inbox ----------------------------------------------------------------------------------

    async def receive(self, rows: Sequence[InboxRow]) -> int:
        """Commit raw updates; known ones are absorbed. Gives the number of new rows."""

    async def claim_inbox(
        self, owner: str, now: datetime, lease: timedelta, limit: int, busy: Sequence[str] = ()
    ) -> tuple[Claimed, ...]:
        """Lease waiting rows, oldest first: whole runs of a chat, never a chat leased elsewhere.

        Rows of one chat come in order and together; `busy` chats ("platform:chat") are left out.
        """

    async def release_inbox(self, key: str, now: datetime, retry_at: datetime) -> None:
        """Give a row back after a failure; `tries` grows by one."""

    async def set_aside(self, key: str, now: datetime, fault: str) -> None:
        """Quarantine a row that cannot be read; nobody waits behind it."""

    # --- outbox ---------------------------------------------------------------------------------

    async def claim_outbox(
        self, platform: str, owner: str, now: datetime, lease: timedelta, limit: int,
        parked: Sequence[str] = (),
    ) -> tuple[Parcel, ...]:
        """Lease the oldest unsent parcel of each chat (order per chat is kept), parked chats out.

        Claiming marks the row `uncertain` in the same commit: a crash after that is told apart.
        A row whose lease ran out is claimed again with `uncertain=True`.
        """

    async def settle_outbox(
        self, sent: Sequence[tuple[int, str]], dropped: Sequence[tuple[int, str]], now: datetime
    ) -> None:
        """Mark parcels sent (id, platform's message id) or dropped (id, why), in one commit."""

    async def retry_outbox(self, parcel_id: int, retry_at: datetime, *, certain: bool) -> None:
        """Give a parcel back; `certain`: it surely did not reach the platform."""

    async def move_chat(self, platform: str, old: str, new: str) -> None:
        """Rewrite a chat id that the platform has changed (group to supergroup)."""

    async def purge(self, before: datetime) -> None:
        """Delete inbox and outbox rows that were finished before a moment."""

    async def cursor(self, platform: str, channel: str) -> str | None:
        """The last message id seen in a channel (Discord backfill)."""

    async def save_cursor(self, platform: str, channel: str, message_id: str) -> None:
        """Move a channel's cursor on."""

    async def channels(self, platform: str) -> tuple[str, ...]:
        """Channels with a cursor."""


async def open_store(url: str) -> Store:
    """Open the database named by `sqlite:///file` or `postgresql://...`, migrations applied."""
    raise NotImplementedError
