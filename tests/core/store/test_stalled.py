"""A process that stops in the middle of a unit of work holds nobody up for long."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime, timedelta

import pytest

from core.store.engine import open_store
from core.store.rows import InboxRow
from tests.waiting import until

NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)
LEASE = timedelta(seconds=60)
STALLS, OTHER = "7", "8"
# claims, and is stopped while it holds what lets one claim at a time; then goes on
STOPPED = """
import asyncio, os, signal, sys
from datetime import datetime, timedelta, UTC
from core.store.engine import open_store
from core.store.repositories import inbox
from tests.core.store.test_stalled import LEASE, NOW, STALLS

tries = []

def work(connection):
    tries.append(1)
    inbox.alone(connection, inbox.CLAIMING)
    if len(tries) == 1:
        os.kill(os.getpid(), signal.SIGSTOP)
    return inbox.claim(connection, "stopped", NOW, LEASE, 10, ())

async def main():
    store = await open_store(sys.argv[1])
    await store.beat(STALLS, NOW)
    found = await store._runner.run(work)
    print(len(tries), len(found))
    await store.close()

asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc whether it has stopped")
async def test_a_claim_that_stops_lets_others_claim(postgres_url: str) -> None:
    """As a machine does that loses its power, or is paused: its connection stays as it was."""
    store = await open_store(postgres_url)
    await store.beat(OTHER, NOW)
    await store.receive([InboxRow("k", "telegram", "1", "{}", NOW, NOW)])
    stopped = await asyncio.create_subprocess_exec(
        sys.executable, "-c", STOPPED, postgres_url, stdout=asyncio.subprocess.PIPE
    )
    try:
        await until(lambda: is_stopped(stopped.pid))
        claiming = asyncio.create_task(store.claim_inbox(OTHER, NOW, LEASE, 10))
        await store.bury([STALLS])
        claimed = await claiming
        assert [each.row.key for each in claimed] == ["k"]
    finally:
        os.kill(stopped.pid, signal.SIGCONT)
    said, _ = await stopped.communicate()
    assert said.split() == [b"2", b"0"]  # begun anew, and found what the other one had taken
    await store.close()


def is_stopped(pid: int) -> bool:
    """Tell whether a process is stopped."""
    with open(f"/proc/{pid}/stat") as read:
        return read.read().rpartition(")")[2].split()[0] == "T"
