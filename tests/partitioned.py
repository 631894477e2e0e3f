"""The schema with `deploy/partition.sql` applied: what belongs to a log is spread by `log_id`.

`make partitioned` runs the tests of the store and of accounts on it.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import asyncpg

SCRIPT = Path(__file__).parent.parent / "deploy" / "partition.sql"
PARTITIONS = 4
SPREAD_BY_LOG = (
    "bodyweights", "calibrations", "changes", "own_exercises", "pains", "plan_versions",
    "predictions", "ratings", "sets", "shown", "trial_feelings", "trials", "weeks_ahead",
)  # fmt: skip
SPREAD_BY_CHAT = ("inbox", "outbox")
WHOLE = {  # tests of what does not hold on partitions, and why
    "test_migrations_make_the_schema": "partitions are tables that no migration makes",
    "test_dropped_rows_are_empty_and_their_keys_absorb_a_repeat": "an emptied row has no chat, and "
    "a key is unique in its chat",
    "test_mail_of_the_forgotten_is_emptied": "the same: an emptied row absorbs no repeat",
}


def make_partitioned(url: str, partitions: int = PARTITIONS) -> None:
    """Apply the script to a database, on a thread: no test's loop is touched."""

    async def apply() -> None:
        connection = await asyncpg.connect(url)
        try:
            await connection.execute(f"SET spotter.partitions = {partitions}")
            await connection.execute(SCRIPT.read_text(encoding="utf-8"))
        finally:
            await connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, apply()).result()
