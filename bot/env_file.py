"""The file `.env`: lines that nobody can read, and names that are no settings."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable
from pathlib import Path

from dotenv.parser import Binding, parse_stream

ALIKE = 0.8  # of difflib: TELEGRAM_BOT_TOKN is TELEGRAM_BOT_TOKEN, HTTP_PROXY is not HTTP_PORT


def lines_not_read(env_file: str | None) -> tuple[str, ...]:
    """Say which lines of the file are no settings, without a word of them.

    Raises OSError where it is there and cannot be read, UnicodeDecodeError where it is no text.
    """
    return tuple(
        f"{env_file}, line {each.original.line}: not like NAME=value, or a quote is not closed"
        for each in _read(env_file)
        if each.error or (each.key and each.value is None)  # a name alone, or half a token
    )


def values_in(env_file: str) -> dict[str, str]:
    """Give what the file sets, by name; {} where there is none or it cannot be read."""
    try:
        return {each.key: each.value or "" for each in _read(env_file) if each.key}
    except (OSError, UnicodeDecodeError):
        return {}


def meant(name: str, known: Iterable[str]) -> str:
    """Give the setting that a name looks like, "" where it looks like none."""
    alike = difflib.get_close_matches(name.upper(), list(known), 1, ALIKE)
    return alike[0] if alike else ""


def _read(env_file: str | None) -> list[Binding]:
    if env_file is None or not os.path.lexists(env_file):
        return []
    with Path(env_file).open(encoding="utf-8-sig") as opened:  # a folder raises, and is no file
        return list(parse_stream(opened))
