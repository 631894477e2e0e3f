"""Names of people and files on Telegram, made safe to show."""

from __future__ import annotations

import unicodedata

from bot.platforms.bounds import clean

NAME_LENGTH, MOST_NAME = 64, 1024  # characters shown, and looked at


def clean_name(name: str) -> str:
    """Make a name safe to show: no controls, no direction marks, one line, 64 characters."""
    seen = "".join(
        " " if c.isspace() else c
        for c in unicodedata.normalize("NFC", clean(name[:MOST_NAME]))
        if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cn", "Cs")
    )
    return " ".join(seen.split())[:NAME_LENGTH].strip()
