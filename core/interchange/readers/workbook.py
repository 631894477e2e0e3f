"""Workbooks (.xlsx): the sheet that holds a log, as the table that a CSV file of it would be.

They are read row by row in openpyxl's read-only mode, in the process with limits where all files
are read; what a workbook unpacks to is bounded before anything of it is unpacked.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, BinaryIO

from core.interchange.rows import MOST_COLUMNS, MOST_LINES, FileRefused

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

MARK = b"PK\x03\x04"
_INSIDE = b"xl/workbook"  # the name of a part that every workbook has
MOST_UNPACKED = 150_000_000  # bytes of all parts; sheets of 200,000 rows are below 100 MB
MOST_PARTS = 1_000
MOST_SHEETS = 30
MOST_TEXT = 60_000_000  # characters of the table it becomes


def is_workbook(content: bytes) -> bool:
    """Whether a packed file is a workbook: names of parts are not packed."""
    return content.startswith(MARK) and _INSIDE in content


def check_parts(source: BinaryIO) -> None:
    """Refuse a workbook that unpacks to more than any log; leaves the source at its start."""
    try:
        with zipfile.ZipFile(source) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise FileRefused("archive") from None
    finally:
        source.seek(0)
    if len(parts) > MOST_PARTS or sum(each.file_size for each in parts) > MOST_UNPACKED:
        raise FileRefused("unpacked", limit=MOST_UNPACKED // 1_000_000)


def tables(source: BinaryIO) -> Iterator[tuple[str, BinaryIO]]:
    """The sheets of a workbook by name, each as a table in text; raises FileRefused."""
    check_parts(source)
    import openpyxl  # only a workbook wants it

    try:
        book = openpyxl.load_workbook(source, read_only=True, data_only=True, keep_links=False)
        yield from _sheets(book)
    except (FileRefused, MemoryError):
        raise
    except Exception:
        raise FileRefused("workbook") from None


def _sheets(book: Workbook) -> Iterator[tuple[str, BinaryIO]]:
    for sheet in book.worksheets[:MOST_SHEETS]:
        if hasattr(sheet, "reset_dimensions"):
            sheet.reset_dimensions()  # what a sheet says of its size need not be so
        text = io.StringIO()
        written = csv.writer(text, lineterminator="\n")
        for count, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            if count > MOST_LINES:
                raise FileRefused("lines", limit=MOST_LINES)
            if len(row) > MOST_COLUMNS and any(each is not None for each in row[MOST_COLUMNS:]):
                raise FileRefused("columns", limit=MOST_COLUMNS)
            cells = [cell_text(each) for each in row[:MOST_COLUMNS]]
            if any(cells):
                written.writerow(cells)
            if text.tell() > MOST_TEXT:
                raise FileRefused("unpacked", limit=MOST_UNPACKED // 1_000_000)
        if text.tell():
            yield str(sheet.title), io.BytesIO(text.getvalue().encode())


def cell_text(value: object) -> str:
    """A cell as its text in a table: numbers with a point, dates as 2026-11-22."""
    kind = next((make for of, make in _TEXTS if isinstance(value, of)), None)
    return "" if value is None else (str(value) if kind is None else kind(value))


def _number(value: float) -> str:
    return str(int(value)) if value == value // 1 and abs(value) < 1e15 else repr(value)


def _moment(value: datetime) -> str:
    midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
    return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")


def _span(value: timedelta) -> str:
    return str(int(value.total_seconds()))


_TEXTS: tuple[tuple[type, Callable[..., str]], ...] = (
    (bool, lambda value: "true" if value else "false"),
    (float, _number),
    (datetime, _moment),
    (date, date.isoformat),
    (time, lambda value: value.isoformat("seconds")),
    (timedelta, _span),
)
