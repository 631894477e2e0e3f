"""The door of the store; see unit_of_work.py for what a unit of work may do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from core.groups.rules import LEFT_KEPT
from core.store.address import parse_address
from core.store.cancellation import Patience
from core.store.faults import StoreError, StoreTrouble, is_trouble
from core.store.known_log import Memory
from core.store.probe import take_writes
from core.store.repositories import (
    cursors,
    due_pings,
    group_posts,
    inbox,
    lost_replies,
    moved_chats,
    outbox,
    processes,
    roles,
    uploads,
)
from core.store.repositories.due_pings import Queued
from core.store.repositories.processes import Worker
from core.store.rows import Claimed, InboxRow, Lost, OutboxMessage, PingState
from core.store.unit_of_work import UnitOfWork
from core.store.unit_state import UnitState

T = TypeVar("T")


class Runner(Protocol):
    """How a kind of database runs units of work."""

    shared: bool  # several processes may serve one database
    notice: str  # for the operator, about the start; "" where there is nothing to say

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Run a unit of work and commit it."""

    async def hold(self, number: int) -> None:
        """Hold what is let go of when this process dies; raises InUse where it is not shared."""

    async def backup(self, target: Path) -> None:
        """Copy the database while it is in use."""

    async def scrub(self) -> None:
        """Let no file of the database hold what was deleted, as far as that is in our hands."""

    async def look(self) -> str:
        """Say what is wrong with the files of the database, "" where nothing is."""

    def hurry(self, seconds: float) -> None:
        """Wait no longer than so many seconds for what others hold."""

    async def close(self) -> None:
        """Finish what is under way and let the database go."""


class Store:
    """The database of one bot: `await open_store(url)`, then `run`, then `close`."""

    def __init__(self, runner: Runner) -> None:
        """Keep what runs units of work; `open_store` chooses it."""
        self._runner = runner
        self._memory = Memory()
        self._worker = ""  # who has begun on a database that is not shared

    async def run(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run one unit of work in a transaction of its own and give back what it returns.

        Committed when this returns; an exception takes the unit back and is raised here. Several
        units may share one commit (savepoints). Cancelling the caller never cancels the commit:
        a unit that has not begun is withdrawn, one that has is seen to its end first. A unit may
        be begun again from the start when the database asks for it, so it changes nothing outside.
        Raises StoreTrouble when the database cannot be used just now.
        """
        state: UnitState

        def unit(connection: Connection) -> T:
            nonlocal state
            uow = UnitOfWork(connection, self._memory)
            value = work(uow)
            state = uow.state
            return value

        try:
            value = await self._runner.run(unit)
        except StoreError:
            raise
        except Exception as error:
            if is_trouble(error):
                raise StoreTrouble(type(error).__name__) from error
            raise
        if state.forgot:
            self._memory.clear()
            await self._runner.scrub()
        else:
            self._memory.keep(state.known)
        return value

    async def aside(self, work: Callable[[], T]) -> T:
        """Run something long that needs no database, so that nobody waits behind it."""
        return await asyncio.to_thread(work)

    async def close(self) -> None:
        """Finish what is under way and let the database go."""
        await self._runner.close()

    async def backup(self, path: str | Path) -> None:
        """Copy a SQLite database while it is in use, the copy checked; raises BackupFailed."""
        await self._runner.backup(Path(path))

    @property
    def notice(self) -> str:
        """What the operator should know about how the database was found, or ""."""
        return self._runner.notice

    async def look(self) -> str:
        """Say what is wrong with the database's file (deleted, replaced ...), "" where nothing is.

        While something is, nothing is committed: every unit of work raises FileLost.
        """
        return await self._runner.look()

    async def take_writes(self) -> None:
        """See that what a message writes could be written just now; raises what the driver does."""
        await self._runner.run(take_writes)

    def hurry(self, seconds: float) -> None:
        """Wait no longer than so many seconds for what others hold: the process is to end."""
        self._runner.hurry(seconds)

    # --- processes ------------------------------------------------------------------------------

    @property
    def shared(self) -> bool:
        """Whether several processes may serve this database at the same time."""
        return self._runner.shared

    async def beat(self, worker: str, now: datetime) -> tuple[Worker, ...]:
        """Note that a process is at work; gives all there are. To be called every second or two.

        `worker` is its number below 2**31, in digits. On SQLite there is one process: what others
        have leased is given back when it is first seen. Raises InUse where another one has begun.
        """
        await self._runner.hold(int(worker))
        if self.shared:
            return await self._runner.run(lambda it: processes.beat(it, worker, now))
        if self._worker != worker:
            await self._runner.run(processes.free_all)
            self._worker = worker
        return (Worker(worker, now, holds=True),)

    async def bury(self, names: Sequence[str]) -> None:
        """Give back what these processes have leased, and forget them."""
        await self._runner.run(lambda it: processes.bury(it, names))

    async def share_roles(self, kind: str, members: Sequence[str], worker: str) -> tuple[str, ...]:
        """Apply for roles that one process has at a time; gives those that are ours now."""
        return await self._runner.run(lambda it: roles.share(it, kind, members, worker))

    async def step_aside(self, kind: str, worker: str) -> bool:
        """Give roles up for others; False where nobody else could take them."""
        return await self._runner.run(lambda it: roles.step_aside(it, kind, worker))

    # --- inbox ----------------------------------------------------------------------------------

    async def receive(self, rows: Sequence[InboxRow]) -> int:
        """Commit raw updates; known ones are absorbed. Gives the number of new rows."""
        return await self._runner.run(lambda it: inbox.receive(it, rows))

    async def claim_inbox(
        self,
        owner: str,
        now: datetime,
        lease: timedelta,
        limit: int,
        busy: Sequence[str] = (),
        beside: Sequence[InboxRow] = (),
    ) -> tuple[Claimed, ...]:
        """Lease waiting rows, oldest first: whole runs of a chat, never a chat leased elsewhere.

        Rows of one chat come in order and together; `busy` chats ("platform:chat") are left out.
        Rows `beside` are leased already and hold back their sender alone, not their chat.
        """
        return await self._runner.run(
            lambda it: inbox.claim(it, owner, now, lease, limit, busy, beside)
        )

    async def release_inbox(self, key: str, now: datetime, retry_at: datetime) -> None:
        """Give a row back after a failure; `tries` grows by one."""
        await self._runner.run(lambda it: inbox.release(it, key, retry_at))

    async def begin_inbox(self, key: str, until: datetime) -> None:
        """Note that a row is begun that may end this process; `tries` grows by one.

        The row is leased until then.
        """
        await self._runner.run(lambda it: inbox.begin(it, key, until))

    async def extend_inbox(self, key: str, until: datetime) -> None:
        """Keep a leased row from other processes for longer."""
        await self._runner.run(lambda it: inbox.extend(it, key, until))

    async def set_aside(self, key: str, now: datetime, fault: str) -> None:
        """Quarantine a row that cannot be read; nobody waits behind it."""
        await self._runner.run(lambda it: inbox.set_aside(it, key, now, fault))

    # --- outbox ---------------------------------------------------------------------------------

    async def claim_outbox(
        self,
        platform: str,
        owner: str,
        now: datetime,
        lease: timedelta,
        limit: int,
        parked: Sequence[str] = (),
        pinged: Sequence[str] | None = None,
    ) -> tuple[OutboxMessage, ...]:
        """Lease the oldest unsent reply of each chat (order per chat is kept), parked chats out.

        Where there is none and `pinged` is given, the oldest ping, but of `parked` and `pinged`
        chats and those where a reply waits. Claiming marks the row `uncertain` in the same commit:
        a crash after that is told apart. A row whose lease ran out is claimed again with
        `uncertain=True`.
        """

        def claim(connection: Connection) -> tuple[OutboxMessage, ...]:
            found = outbox.claim(connection, platform, owner, now, lease, limit, parked)
            if found or pinged is None:
                return found
            closed = (*parked, *pinged)
            return outbox.claim_ping(connection, platform, owner, now, lease, closed)

        return await self._runner.run(claim)

    async def settle_outbox(
        self,
        sent: Sequence[tuple[int, str]],
        dropped: Sequence[tuple[int, str]],
        now: datetime,
        became: Sequence[tuple[str, PingState, str]] = (),
        lost_told: tuple[Sequence[Lost], Sequence[int]] = ((), ()),
    ) -> None:
        """Mark messages sent (id, platform's message id) or dropped (id, why), in one commit.

        `became`: of the pings among them the key, the state and why. `lost_told`: what may not
        have arrived of those dropped, and the ids of lost ones that were told with others.
        """

        def settle(connection: Connection) -> None:
            outbox.settle(connection, sent, dropped, now, became)
            lost_replies.told(connection, lost_told[1])
            for each in lost_told[0]:
                lost_replies.keep(connection, each)

        await self._runner.run(settle)

    async def holds_outbox(self, outgoing_id: int, owner: str) -> bool:
        """Tell whether an outbox message is leased to somebody still."""
        return await self._runner.run(lambda it: outbox.holds(it, outgoing_id, owner))

    async def retry_outbox(self, outgoing_id: int, retry_at: datetime, *, certain: bool) -> None:
        """Give an outbox message back; `certain`: it surely did not reach the platform."""
        await self._runner.run(lambda it: outbox.retry(it, outgoing_id, retry_at, certain=certain))

    async def move_chat(self, platform: str, old: str, new: str) -> None:
        """Rewrite a chat id that the platform has changed (group to supergroup), everywhere."""
        await self._runner.run(lambda it: moved_chats.move_chat(it, platform, old, new))

    async def lose_chat(
        self, platform: str, chat: str, why: str, left_at: datetime | None = None
    ) -> None:
        """Note that nothing arrives in a chat any more; see `moved_chats.lose_chat`."""
        await self._runner.run(lambda it: moved_chats.lose_chat(it, platform, chat, why, left_at))

    # --- reminders ------------------------------------------------------------------------------

    async def queue_due(self, platform: str, now: datetime, limit: int) -> Queued:
        """Queue pings for some of what is due, of people and of groups, in one commit."""

        def queue(connection: Connection) -> Queued:
            one = due_pings.queue(connection, platform, now, limit)
            other = group_posts.queue(connection, platform, now, limit)
            queued, skipped = one.queued + other.queued, one.skipped + other.skipped
            return Queued(max(one.seen, other.seen), queued, skipped)

        return await self._runner.run(queue)

    async def next_due(self, platforms: Sequence[str]) -> datetime | None:
        """When the next thing of these platforms is due; None where none is to come."""

        def earliest(connection: Connection) -> datetime | None:
            found = (each.earliest(connection, platforms) for each in (due_pings, group_posts))
            return min((at for at in found if at is not None), default=None)

        return await self._runner.run(earliest)

    # --- old rows -------------------------------------------------------------------------------

    async def purge(self, before: datetime, now: datetime | None = None) -> None:
        """Delete what was finished before a moment: inbox, outbox, reminders that are over.

        With `now`, also what became of pings 90 days ago, and groups that were left for long.
        """
        while await self._runner.run(lambda it: outbox.purge(it, before)):
            pass
        while await self._runner.run(lambda it: due_pings.purge(it, now or before, before)):
            pass
        if now is not None:
            await self._runner.run(lambda it: moved_chats.forget_left(it, now - LEFT_KEPT))

    async def purge_uploads(self, now: datetime) -> None:
        """Delete files that nobody imported for a day."""
        await self._runner.run(lambda it: uploads.purge(it, now))

    async def cursor(self, platform: str, channel: str) -> str | None:
        """The last message id seen in a channel (Discord backfill)."""
        return await self._runner.run(lambda it: cursors.cursor(it, platform, channel))

    async def save_cursor(self, platform: str, channel: str, message_id: str) -> None:
        """Move a channel's cursor on."""
        await self._runner.run(lambda it: cursors.save_cursor(it, platform, channel, message_id))

    async def cursors(self, platform: str) -> dict[str, str]:
        """All cursors of a platform, by channel."""
        return await self._runner.run(lambda it: cursors.cursors_of(it, platform))

    async def next_turn(self, key: tuple[str, str], now: float, seconds: float) -> float:
        """Take the next of turns that are so many seconds apart; gives the seconds until it."""
        return await self._runner.run(lambda it: roles.next_turn(it, key, now, seconds))

    async def channels(self, platform: str) -> tuple[str, ...]:
        """Channels with a cursor."""
        return await self._runner.run(lambda it: cursors.channels(it, platform))


async def open_store(url: str, patience: Patience | None = None) -> Store:
    """Open the database named by `sqlite:///file` or `postgresql://...`, migrations applied.

    `patience`: to be told to hurry while others hold the file. Raises StoreError (NewerDatabase,
    ForeignLog, Damaged, InUse ...) and what the drivers raise.
    """
    address = parse_address(url)
    if address.get_backend_name() == "sqlite":
        from core.store.sqlite.writer import open_writer

        return Store(await open_writer(address, patience or Patience()))
    from core.store.postgres import open_pool

    return Store(await open_pool(address))
