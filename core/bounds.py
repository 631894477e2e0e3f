"""Numbers that arrive from outside, read within bounds; what is beyond them is no number.

63 bits are what SQLite, PostgreSQL and their drivers hold, and what Telegram and Discord number
chats, people and messages with.
"""

from __future__ import annotations

import re

MOST_NUMBER = (1 << 63) - 1
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_DECIMAL = re.compile(r"[0-9]{1,40}")
_BASE36 = re.compile(r"[0-9a-z]{1,13}")  # 13 digits hold 63 bits, and some more


def whole(value: object) -> int | None:
    """Take a whole number of JSON, from -MOST_NUMBER to MOST_NUMBER; None for all else."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MOST_NUMBER:
        return value
    return None


def decimal(text: object, most: int = MOST_NUMBER) -> int | None:
    """Read a number of zero or more written in the digits 0-9; None for all else."""
    return _number(_DECIMAL, text, 10, most)


def base36(text: object, most: int = MOST_NUMBER) -> int | None:
    """Read a number of zero or more written in 0-9 and a-z; None for all else."""
    return _number(_BASE36, text, 36, most)


def in_base36(number: int) -> str:
    """Write a number of zero or more in 0-9 and a-z, as `base36` reads it."""
    digits = ""
    while True:
        number, last = divmod(number, 36)
        digits = _DIGITS[last] + digits
        if not number:
            return digits


def _number(shape: re.Pattern[str], text: object, base: int, most: int) -> int | None:
    if not isinstance(text, str) or not shape.fullmatch(text):
        return None
    number = int(text, base)
    return number if number <= most else None
