"""What Telegram's buttons hold: who they are for and what they say, in 64 bytes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from telegram.constants import InlineKeyboardButtonLimit

from bot.platforms.bounds import clean
from core.bounds import base36, in_base36
from core.messages import NOBODY

DATA_BYTES = int(InlineKeyboardButtonLimit.MAX_CALLBACK_DATA)
KEPT = "~"  # begins the data of a button that is kept in the store

Json = Mapping[str, Any]


def join_button(owner: int | None, send: str) -> str:
    """Write who a button is for and what it says; `split_button` is the inverse."""
    return f"{'' if owner is None else in_base36(owner)}|{send}"


def data_of(press: Json) -> str:
    """Take what a pressed button holds; "" for what no button of ours can hold."""
    data = press.get("data")
    if not isinstance(data, str) or clean(data) != data:
        return ""
    return data if len(data.encode()) <= DATA_BYTES else ""


def split_button(data: str) -> tuple[int | None, str]:
    """Read a button. Nobody (NOBODY) owns what cannot be read."""
    owner, bar, send = clean(data).partition("|")
    number = base36(owner) if owner else None
    if not bar or (owner and number is None):
        return NOBODY, ""
    return number, send
