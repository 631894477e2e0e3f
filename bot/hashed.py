"""Ids as they may stand in a log: the same for the same id, and nobody can count them back.

The ids of chats are short numbers, so a plain hash would be undone by trying them all. The key
comes from what is secret anyway: the tokens, else the database's address. All processes of one bot
have the same.
"""

from __future__ import annotations

import hashlib
import hmac

from bot.settings import Settings, secrets_of

DIGITS = 10


def key_of(settings: Settings) -> bytes:
    """Make the key of one bot's hashes from its secrets."""
    secret = "\n".join(secrets_of(settings)) or settings.database_url
    return hashlib.sha256(f"spotter ids {secret}".encode()).digest()


def hashed(key: bytes, *parts: str) -> str:
    """Hash an id, such as a platform and a chat; "" stays empty."""
    if not any(parts):
        return ""
    return hmac.new(key, "\n".join(parts).encode(), hashlib.sha256).hexdigest()[:DIGITS]
