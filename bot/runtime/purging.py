"""What was finished days ago is deleted, hour after hour."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from bot.redaction import log_fault
from bot.runtime.inbox_worker import utc_now
from core.store.engine import Store
from core.store.faults import is_away

PURGE_SECONDS = 3600.0
KEEP_FINISHED = timedelta(days=3)

log = logging.getLogger("spotter")


async def purge_hourly(store: Store) -> None:
    """Delete what was finished days ago, now and every hour."""
    while True:
        try:
            await store.purge(utc_now() - KEEP_FINISHED, utc_now())
            await store.purge_uploads(utc_now())
        except Exception as error:
            if is_away(error):
                log.warning("old rows are deleted an hour later (%s)", type(error).__name__)
            else:
                log_fault(log, "old rows were not deleted")
        await asyncio.sleep(PURGE_SECONDS)
