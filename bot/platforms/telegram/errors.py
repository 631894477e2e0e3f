"""What Telegram's answers to a send mean for the outbox message."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Mapping
from typing import Any

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    NetworkError,
    TelegramError,
    TimedOut,
)

from bot.platforms.base import Gone, Later, Moved, Never, Unknown
from bot.platforms.telegram.transport import SERVER_FAULT, Flood, NotSent, ServerTrouble

# What Telegram says (in lower case) where nothing arrives any more; the first that is found counts.
_GONE: tuple[tuple[str, Gone], ...] = (
    ("blocked by the user", "blocked"),
    ("user is deactivated", "deactivated"),
    ("initiate conversation", "write_first"),
    ("chat was deleted", "deleted"),
    ("chat not found", "deleted"),
    ("chat was deactivated", "deleted"),
    ("peer_id_invalid", "deleted"),
    ("user not found", "deleted"),
    ("chat_id is empty", "deleted"),
    ("kicked", "kicked"),
    ("not a member", "kicked"),
    ("not enough rights", "no_rights"),
    ("have no rights", "no_rights"),
    ("chat_write_forbidden", "no_rights"),
    ("chat_restricted", "no_rights"),
)
log = logging.getLogger("spotter.telegram")

SURE_STATUS = (500, 502, 503)  # the server said no before it did anything


def note_of(delivery: str) -> Mapping[str, Any]:
    """Read our own note about where a reply belongs."""
    try:
        note = json.loads(delivery)
    except ValueError:
        return {}
    return note if isinstance(note, dict) else {}


def topic_is_gone(error: BadRequest) -> bool:
    """Tell a lost topic from a lost chat."""
    text = str(error).lower()
    return "thread not found" in text or "topic" in text


def gone_of(error: TelegramError) -> Gone:
    """Say why nothing arrives in a chat any more; "" where nothing known is said.

    A refusal in other words may come from something in front of the server: it stops no reminders.
    """
    text = str(error).lower()
    return next((gone for said, gone in _GONE if said in text), "")


def fault_of(error: TelegramError) -> Exception:
    """Say what a failed send means for the outbox message (the order matters: some are kin)."""
    match error:
        case Flood():
            return Later(error.seconds)
        case ChatMigrated():
            return Moved(str(error.new_chat_id))
        case NotSent():
            return Later(2.0, everyone=True)
        case ServerTrouble() if error.status in SURE_STATUS or error.status < SERVER_FAULT:
            return Later(2.0)
        case Conflict():
            return Later(2.0)
        case Forbidden() | BadRequest():
            return Never(str(error)[:120], gone_of(error))
        case TimedOut():
            return Unknown("no answer in time")
        case NetworkError():
            return Unknown("connection lost")
    return Unknown(type(error).__name__)


async def succeeds(call: Awaitable[object]) -> bool:
    """Wait for a call of the Bot API whose failure does not matter; False where it failed."""
    try:
        await call
    except TelegramError as error:
        log.debug("a call did not work: %s", error)
        return False
    return True
