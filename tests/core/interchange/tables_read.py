"""What is read of a file, as rows, as sets, and as one set."""

from __future__ import annotations

import io

from core.interchange.readers.registry import open_export
from core.interchange.rows import ImportedSet, Row


def rows(text: str | bytes, encoding: str = "utf-8") -> tuple[str, list[Row]]:
    content = text if isinstance(text, bytes) else text.encode(encoding)
    export = open_export(io.BytesIO(content))
    return export.app, list(export.rows())


def sets(text: str | bytes, encoding: str = "utf-8") -> list[ImportedSet]:
    return [each for each in rows(text, encoding)[1] if isinstance(each, ImportedSet)]


def one(text: str | bytes, encoding: str = "utf-8") -> ImportedSet:
    (found,) = sets(text, encoding)
    return found
