"""The placeholders of a sentence, and its forms."""

from __future__ import annotations

import string

_FORMATTER = string.Formatter()


def placeholders(text: str) -> set[str]:
    """The names in braces. Raises ValueError where a brace is left open."""
    return {name for _, name, _, _ in _FORMATTER.parse(text) if name is not None}


def forms_of(said: object) -> list[str]:
    """The sentences of an entry: one, or one for each form of the plural."""
    return (
        [str(each or "") for each in said] if isinstance(said, list | tuple) else [str(said or "")]
    )
