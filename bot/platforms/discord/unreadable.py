"""Events of Discord that cannot be read: kept as they are, and nobody else waits."""

from __future__ import annotations

from collections.abc import Callable

from discord.utils import time_snowflake, utcnow

from bot.platforms.base import CannotRead
from bot.platforms.bounds import FROM_THE_FUTURE, snowflake
from bot.platforms.discord.read import PLATFORM
from bot.runtime.quarantine import unread_row
from core.store.faults import lies_in_a_row
from core.store.rows import InboxRow


def seen_id(data: object) -> int:
    """Give the id of a message for its channel's cursor; 0 where it is none.

    One from the future would keep all that is missed later from being fetched.
    """
    try:
        number = snowflake(data["id"] if isinstance(data, dict) else None)
    except (CannotRead, KeyError):
        return 0
    return number if number < time_snowflake(utcnow() + FROM_THE_FUTURE) else 0


def safe_row(make: Callable[[], InboxRow | None], data: object) -> InboxRow | None:
    """Make a row; what cannot be understood is kept as it is, to be set aside by its reader."""
    try:
        return make()
    except Exception as fault:  # whatever is in it: it costs itself and nobody else
        return set_aside_row(data, fault)


def set_aside_row(data: object, fault: Exception) -> InboxRow:
    """Make the row of an event that cannot be understood."""
    why = str(fault) if isinstance(fault, CannotRead) else type(fault).__name__
    channel = data.get("channel_id") if isinstance(data, dict) else ""
    return unread_row(PLATFORM, data, why, utcnow(), channel)


def is_odd(fault: Exception) -> bool:
    """Whether a fault comes of what Discord sent, so that it concerns one channel only."""
    return isinstance(fault, LookupError | AttributeError | CannotRead) or lies_in_a_row(fault)
