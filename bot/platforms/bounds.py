"""What arrives from a platform, read within bounds: ids, texts, times.

Whoever runs a client can write callback data, custom ids and more themselves. An id that is out of
bounds is none; nothing here raises but CannotRead.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.platforms.base import CannotRead
from core.bounds import MOST_NUMBER, decimal, whole

JOINER = "\u2060"  # shown as nothing; what stands behind it begins no link and calls nobody
MOST_ID = 64  # characters of an id that is no number
MOST_TEXT = 16_384  # characters of a message; the platforms end at 4,096
FROM_THE_FUTURE = timedelta(days=1)  # clocks differ; by more than that a time is made up

_ID = re.compile(r"[!-~]+")
_KEY = re.compile(r"q([1-9][0-9]{0,18})")
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{},]', re.DOTALL)


# --- ids ----------------------------------------------------------------------------------------


def printable(value: object, most: int = MOST_ID) -> str:
    """Take a token, an address or a file's id: printable ASCII without spaces, else ""."""
    good = isinstance(value, str) and len(value) <= most and _ID.fullmatch(value)
    return str(value) if good else ""


def identity(value: object) -> str:
    """Give a platform's id as text: 63 bits, or printable ASCII; "" where it is none."""
    number = whole(value)
    return printable(value) if number is None else str(number)


def snowflake(value: object) -> int:
    """Read a number of Discord's, as text or as it is. Raises CannotRead."""
    number = whole(value) if isinstance(value, int) else decimal(value)
    if number is None or number < 0:
        raise CannotRead("no number where an id should be")
    return number


def is_key(text: str) -> bool:
    """Whether a button's text is the key of a sentence kept in the store."""
    found = _KEY.fullmatch(text)
    return found is not None and int(found[1]) <= MOST_NUMBER


# --- texts and times ----------------------------------------------------------------------------


def clean(text: str) -> str:
    """Take out what no database or network carries: NUL and halves of characters."""
    if text.isascii():
        return text.replace("\x00", "")
    whole_text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole_text.replace("\x00", "")


def words(value: object) -> str:
    """Take a text somebody typed, cleaned and cut to MOST_TEXT. Raises CannotRead for no text."""
    if not isinstance(value, str):
        raise CannotRead("no text where one should be")
    return clean(value[:MOST_TEXT])


def part(body: object, name: str) -> dict[str, Any]:
    """Give an object inside an object; an empty one where there is none."""
    found = body.get(name) if isinstance(body, dict) else None
    return found if isinstance(found, dict) else {}


def believable(when: datetime, now: datetime) -> datetime:
    """Give a time as it was told, or now where it lies more than a day ahead.

    Rows with a time at the end of the calendar could be stored and never be read again.
    """
    return when if when <= now + FROM_THE_FUTURE else now


def moment(seconds: object) -> datetime | None:
    """Read a Unix time; None where it is none."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    if 0 < seconds < 1 << 37:
        try:
            return datetime.fromtimestamp(seconds, UTC)
        except (ValueError, OverflowError, OSError):
            return None
    return None
