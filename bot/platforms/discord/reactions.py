"""Reactions on Discord: raw events -> inbox rows, and inbox rows -> messages.

These events have neither an id nor a time. A row is known by message, person, emoji and what was
done: a repeat is absorbed, and an emoji that is taken away and given again counts once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.platforms.base import CannotRead
from bot.platforms.bounds import identity, part, snowflake
from bot.platforms.discord.read import PLATFORM, DeliveryHint, pack_note
from bot.runtime.quarantine import body_of
from core.messages import Address, Message, Sender
from core.store.rows import InboxRow

REACTED = "discord:r:"  # how the keys of their rows begin
Json = Mapping[str, Any]


def reaction_row(data: Json, me: str, now: datetime, *, added: bool) -> InboxRow | None:
    """Make an inbox row of a reaction; None for our own and for those on other people's messages.

    Whose message it is on is said with some events only; the core looks the others up.
    """
    person, message = str(snowflake(data["user_id"])), str(snowflake(data["message_id"]))
    author = identity(data.get("message_author_id"))
    if person == me or (author and author != me):
        return None
    channel, emoji = str(snowflake(data["channel_id"])), part(data, "emoji")
    which = hashlib.sha256(f"{emoji.get('id')}:{emoji.get('name')}".encode()).hexdigest()[:12]
    body = {
        "id": message, "channel": channel, "private": not data.get("guild_id"),
        "person": person, "added": added,
    }  # fmt: skip
    done = "added" if added else "removed"
    return InboxRow(
        key=f"{REACTED}{message}:{person}:{which}:{done}",
        platform=PLATFORM,
        chat=channel,
        body=json.dumps(body),
        received_at=now,
        sent_at=now,
        sender=person,
    )


def read_reaction(row: InboxRow) -> Message:
    """Turn such a row into a message without words. Raises CannotRead."""
    try:
        body = body_of(row)
        private, number = bool(body["private"]), str(body["id"])
        note = DeliveryHint(person=body["person"], message="" if private else number)
        return Message(
            address=Address(PLATFORM, body["channel"], private=private),
            sender=Sender(PLATFORM, body["person"], body["person"]),
            text="",
            sent_at=row.sent_at,
            source=f"dc:react:{body['channel']}:{number}",
            receipt=row.key,
            delivery=pack_note(note),
            reply_to=number,
            reaction="added" if body["added"] else "removed",
        )
    except (ValueError, KeyError, TypeError) as fault:
        raise CannotRead(type(fault).__name__) from fault
