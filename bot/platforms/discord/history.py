"""What Discord still shows of a channel: messages that were missed, and words that were edited."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from functools import partial

from discord.utils import snowflake_time, utcnow

from bot.platforms.discord.backlog import Arrival
from bot.platforms.discord.read import EDIT_AGE, Json, MessageFilter, edit_row, message_row
from bot.platforms.discord.unreadable import safe_row, seen_id
from core.store.rows import InboxRow

PAGE = 100
MISSED_LIMIT = 1000  # messages fetched per channel after an outage
EDITS_LOOKED_AT = 50

Fetch = Callable[[str, Mapping[str, int]], Awaitable[Sequence[Json]]]
log = logging.getLogger("spotter.discord")


class History:
    """Reads channels by a function that fetches; raises what that raises."""

    def __init__(self, fetch: Fetch, heard: MessageFilter) -> None:
        self._fetch = fetch
        self.heard = heard

    async def missed(self, channel: str, server: str, after: int) -> AsyncIterator[list[Arrival]]:
        """Give what came after a message, page by page, oldest first."""
        for _ in range(MISSED_LIMIT // PAGE):
            page = await self._fetch(channel, {"after": after, "limit": PAGE})
            missed = [self._missed(channel, server, data) for data in page]
            missed.sort(key=lambda it: it.id)
            yield missed
            newest = missed[-1].id if missed else 0
            if len(page) < PAGE or newest <= after:
                return
            after = newest
        log.warning("more than %d messages were missed in a channel", MISSED_LIMIT)

    def _missed(self, channel: str, server: str, data: Json) -> Arrival:
        row = safe_row(lambda: message_row(data, self.heard, utcnow(), private=not server), data)
        return Arrival(channel, seen_id(data), row, server)

    async def edits(self, channel: str, server: str, newest: int) -> list[InboxRow]:
        """Give late edits of the last messages up to one, as rows; of old ones there are none."""
        if snowflake_time(newest) <= utcnow() - EDIT_AGE:
            return []
        page = await self._fetch(channel, {"before": newest + 1, "limit": EDITS_LOOKED_AT})
        read = partial(edit_row, message_filter=self.heard, now=utcnow(), private=not server)
        rows = (safe_row(partial(read, data), data) for data in page)
        return sorted((row for row in rows if row is not None), key=lambda row: row.sent_at)
