"""Groups where each set gets an answer of its own: what was answered can be counted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from core.groups.rules import GroupSettings
from core.messages import Address
from core.store.engine import Store


async def answer_in_full(store: Store, platform: str, chats: Iterable[int | str]) -> None:
    """Let groups be answered in full, as an admin of each could."""
    now = datetime.now(UTC)
    places = [Address(platform, str(each), private=False) for each in chats]
    await store.run(
        lambda uow: [
            uow.groups.save_group_settings(each, GroupSettings(answers="full"), now)
            for each in places
        ]
    )
