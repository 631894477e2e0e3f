"""Chats that refused something newer, remembered for a day; then it is tried there again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from core.store.engine import Store

ASKED_AGAIN = timedelta(days=1)


class Refusals:
    """The chats that lately refused one thing, by the name under which that is kept."""

    def __init__(self, store: Store, name: str) -> None:
        self._store, self._name = store, name

    async def holds(self, chat: str) -> bool:
        """Whether a chat refused it lately."""
        said = await self._store.cursor(self._name, chat)
        return bool(said) and datetime.now(UTC) - datetime.fromisoformat(str(said)) < ASKED_AGAIN

    async def note(self, chat: str) -> None:
        """Remember that a chat refused it now."""
        await self._store.save_cursor(self._name, chat, datetime.now(UTC).isoformat())
