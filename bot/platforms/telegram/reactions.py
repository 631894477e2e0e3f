"""Reactions on Telegram: what was put on a message of ours, or taken away.

Telegram tells a bot of them in private chats, and in groups where it is an admin. A reaction that
takes the place of another is no new one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.platforms.base import CannotRead
from core.bounds import whole
from core.messages import Address, Message, Sender
from core.store.rows import InboxRow

Json = Mapping[str, Any]


def reaction_of(
    row: InboxRow, body: Json, address: Address, sender: Sender | None
) -> Message | None:
    """Read a reaction; None for those of nobody in person and for a change. Raises CannotRead."""
    before, after, number = body["old_reaction"], body["new_reaction"], whole(body["message_id"])
    if not isinstance(before, list) or not isinstance(after, list) or number is None:
        raise CannotRead("no lists of reactions")
    if sender is None or bool(before) == bool(after):
        return None
    note = {"message": number, "user": sender.id, "language": sender.language}
    return Message(
        address=address,
        sender=sender,
        text="",
        sent_at=row.received_at,
        source=f"tg:react:{address.chat}:{number}",
        receipt=row.key,
        delivery=json.dumps(note),
        reply_to=str(number),
        reaction="added" if after else "removed",
    )
