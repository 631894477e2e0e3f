"""Files of this machine that another app exported: read within the limits, or refused in words."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.interchange.readers.registry import open_export
from core.interchange.rows import MOST_BYTES, FileRefused
from core.locale.strings import say


class Unreadable(Exception):
    """A file that cannot be used; the text says why and what to do."""


def read_export(path: Path) -> bytes:
    """Read a file whose beginning is an export; raises Unreadable."""
    try:
        with path.open("rb") as source:
            content = source.read(MOST_BYTES + 1)
    except OSError as error:
        raise Unreadable(f"{path} {_trouble(path, error)}") from None
    with in_words(path):
        open_export(io.BytesIO(content))
    return content


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Turn what is wrong with a file's content into a sentence; raises Unreadable."""
    try:
        yield
    except FileRefused as refused:
        sentence = say("en", f"error.{refused.code}", **refused.facts)
        raise Unreadable(f"{path}: {sentence}") from None


def _trouble(path: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "does not exist. Name the file your app exported, for example strong.csv"
    if os.path.isdir(path):  # a name too long is no fault to it
        return "is a folder. Name the file your app exported that is in it"
    if isinstance(error, PermissionError):
        return "may not be read by you. Change its permissions or copy it somewhere else"
    return f"cannot be read: {error.strerror or 'the system refuses'}"
