"""What one setting may be: each reader takes its text and raises ValueError, never with the value.

What is raised goes on after the name of the setting: "must be a number".
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from urllib.parse import urlsplit

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
YES, NO = ("1", "on", "t", "true", "y", "yes"), ("0", "off", "f", "false", "n", "no")


class SecretStr:
    """A text that nobody prints or logs by accident."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def get_secret_value(self) -> str:
        """Give the text, for who knows what it is for."""
        return self._text

    def __repr__(self) -> str:
        """Say only that there is one."""
        return "SecretStr(hidden)"


def yes_or_no(text: str) -> bool:
    """Read true or false, in the words that programs use for them."""
    word = text.strip().lower()
    if word not in YES + NO:
        raise ValueError("must be true or false")
    return word in YES


def number(text: str) -> float:
    """Read a number."""
    try:
        return float(text)
    except ValueError:
        raise ValueError("must be a number") from None


def whole(text: str) -> int:
    """Read a whole number."""
    try:
        return int(re.sub(r"\.0+\s*$", "", text))
    except ValueError:
        raise ValueError("must be a whole number") from None


def one_of(*words: str) -> Callable[[str], str]:
    """Make a reader of one of some words, in any case."""
    known = {word.lower(): word for word in words}

    def read(text: str) -> str:
        word = known.get(text.strip().lower())
        if word is None:
            raise ValueError(f"must be one of {', '.join(words)}")
        return word

    return read


def levels_of_parts(text: str) -> dict[str, str]:
    """Read `spotter.sender=DEBUG,discord=INFO`. Raises ValueError."""
    found = {}
    for each in filter(None, (part.strip() for part in text.split(","))):
        name, _, level = (word.strip() for word in each.partition("="))
        if not re.fullmatch(r"[A-Za-z_][\w.]*", name) or level.upper() not in LOG_LEVELS:
            raise ValueError("must be like spotter.sender=DEBUG,discord=INFO")
        found[name] = level.upper()
    return found


def token(text: str) -> SecretStr | None:
    """Take a token as it was copied, but for the space around it; None for nothing."""
    if not (text := text.strip()):
        return None
    if not text.isascii() or not text.isprintable() or " " in text or "/" in text:
        raise ValueError("must be the token as the platform gave it, without spaces")
    return SecretStr(text)


def address(text: str) -> str:
    """Take a base address without the slash at its end."""
    parts = urlsplit(text.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an address that begins with http:// or https://")
    return text.strip().rstrip("/")


def database(text: str) -> str:
    """Take the two databases there are."""
    if not text.strip().startswith(("sqlite:///", "postgresql://")):
        raise ValueError("must begin with sqlite:/// or postgresql://")
    return text.strip()


def pace(text: str) -> float:
    """Take a pace of zero (off) or more."""
    if not math.isfinite(found := number(text)) or found < 0:
        raise ValueError("must be 0 (off) or more")
    return found


def hours(text: str) -> float:
    """Take a number of hours, zero (off) or a quarter of an hour at least, a year at most."""
    found = number(text)
    if not math.isfinite(found) or (found and not 0.25 <= found <= 8784):
        raise ValueError("must be 0 (off), or hours from 0.25 to 8784")
    return found


def how_many_backups(text: str) -> int:
    """Take how many backups stay: one at least."""
    if not 1 <= (found := whole(text)) <= 1000:
        raise ValueError("must be a whole number from 1 to 1000")
    return found


def port(text: str) -> int:
    """Take a port, or 0 (off)."""
    if not 0 <= (found := whole(text)) <= 65535:
        raise ValueError("must be 0 (off) or a port from 1 to 65535")
    return found


def public_address(text: str) -> str:
    """Take the public address without the slash at its end; Telegram calls https alone."""
    parts = urlsplit(text.strip())
    if text.strip() and (parts.scheme not in ("https", "http") or not parts.hostname):
        raise ValueError("must be the public address, https://...")
    return text.strip().rstrip("/")


def long_path(text: str) -> str:
    """Take a path nobody guesses."""
    path = text.strip().strip("/")
    if path and not re.fullmatch(r"[A-Za-z0-9_-]{16,128}", path):
        raise ValueError("must be 16 to 128 letters, digits, - and _")
    return path


def long_secret(text: str) -> SecretStr | None:
    """Take what Telegram allows in its header, long enough that nobody guesses it."""
    text = text.strip()
    if text and not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", text):
        raise ValueError("must be 16 to 256 letters, digits, - and _")
    return SecretStr(text) if text else None
