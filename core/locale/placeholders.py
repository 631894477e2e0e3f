"""The placeholders of a sentence."""

from __future__ import annotations

import string

_FORMATTER = string.Formatter()


def placeholders(text: str) -> set[str]:
    """The names in braces. Raises ValueError where a brace is left open."""
    return {name for _, name, _, _ in _FORMATTER.parse(text) if name is not None}
