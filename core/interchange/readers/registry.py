"""Open another app's file: recognise it from its content and read it, row by row.

    with open(path, "rb") as source:
        export = open_export(source)      # raises FileRefused
        for row in export.rows(): ...     # may be walked again and again

Nothing here depends on the file's name, and no more than one record is held at a time.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from core.interchange.readers import fitnotes_backup, workbook
from core.interchange.readers.export import Export, implausible
from core.interchange.readers.recognise import open_table
from core.interchange.readers.table import check
from core.interchange.rows import Answers, FileRefused, ImportedSet

__all__ = ["READERS", "Export", "implausible", "open_export", "read_sets", "sets_of"]

_NOTHING_SAID = Answers()


def open_export(source: BinaryIO, answers: Answers = _NOTHING_SAID) -> Export:
    """Recognise a file; raises FileRefused when it is beyond the limits or nothing we can read.

    `answers`: what a person said about its columns and marks.
    """
    check(source)
    start = source.read(LONGEST_MARK)
    source.seek(0)
    if start.startswith(workbook.MARK):
        return _open_workbook(source, answers)
    if start.startswith(fitnotes_backup.MARK):
        return open_table(fitnotes_backup.table_of(source.read()), answers)
    opens = next((opens for marks, opens in READERS if start.startswith(marks)), None)
    return opens(source) if opens is not None else open_table(source, answers)


def _open_workbook(source: BinaryIO, answers: Answers) -> Export:
    """The sheets that hold a log, all with the header of the first; others are named.

    Raises FileRefused where none does, or where they are too large together.
    """
    refused, others, found = FileRefused("empty"), list[str](), list[Export]()
    header, size = b"", 0
    for name, table in workbook.tables(source):
        first = table.readline().strip().lower()
        table.seek(0)
        if found and first != header:
            others.append(name)
            continue
        try:
            export = open_table(table, answers)
        except FileRefused as error:
            refused = error
            others.append(name)
            continue
        size += table.seek(0, io.SEEK_END)
        if size > workbook.MOST_TEXT:
            raise FileRefused("unpacked", limit=workbook.MOST_UNPACKED // 1_000_000)
        header = first
        found.append(export)
    if not found:
        raise refused
    asked = {each.name: each for export in reversed(found) for each in export.open}
    return replace(
        found[0],
        unused=(*found[0].unused, *others),
        open=tuple(asked.values()),
        more=tuple(found[1:]),
    )


# Readers of what is no table, by how such a file begins. They run where all files are read: in a
# process of its own with limits (bot.runtime.file_process).
READERS: tuple[tuple[tuple[bytes, ...], Callable[[BinaryIO], Export]], ...] = ()
LONGEST_MARK = 16


def read_sets(path: Path) -> Iterator[ImportedSet]:
    """Read only the sets of a file, as written; raises FileRefused."""
    with path.open("rb") as source:
        yield from sets_of(open_export(source))


def sets_of(export: Export) -> Iterator[ImportedSet]:
    """The sets of an export, as written; raises FileRefused."""
    return (row for row in export.rows() if isinstance(row, ImportedSet))
