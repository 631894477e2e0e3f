"""Records that a note broken over lines has cut in pieces, put together again.

A file that was saved once more by an editor or a spreadsheet may end a record inside its note. The
pieces are joined where what comes out has as many cells as the table, each fit for its column;
what cannot be joined stays as it is, and is named as a line that cannot be read.
"""

from __future__ import annotations

from collections.abc import Iterator

from core.interchange.readers.cells import filled
from core.interchange.readers.columns import Layout
from core.interchange.readers.dates import read_moment
from core.interchange.readers.fitting import looks_right
from core.interchange.readers.table import Record
from core.interchange.rows import LONGEST_RAW

_SHORTEST_DATE = 6  # characters; a shorter cell is looked at more closely
_LONGEST_NOTE = 2_000  # characters of a note that still grows


def mended(lines: Iterator[Record], layout: Layout) -> Iterator[Record]:
    """The records of a table, broken ones joined."""
    before: Record | None = None
    for record in lines:
        joined = None
        if before is not None and not _begins(record.cells, layout):
            joined = _joined(before, record, layout)
        if joined is None and before is not None:
            yield before
        before = joined or record
    if before is not None:
        yield before


def _begins(cells: list[str], layout: Layout) -> bool:
    """Whether a record has its date where the table has it."""
    at = layout.at["date"]
    cell = cells[at] if at < len(cells) else ""
    if len(cell) >= _SHORTEST_DATE and cell[0].isdigit():
        return True
    return read_moment(cell.strip(), day_first=layout.day_first) is not None


def _joined(before: Record, record: Record, layout: Layout) -> Record | None:
    """Two pieces as one record; None where they do not make one."""
    cut = max((index for index, cell in enumerate(before.cells) if filled(cell)), default=-1)
    if cut not in layout.text or cut in layout.names or len(before.cells[cut]) > _LONGEST_NOTE:
        return None
    if not _begins(before.cells, layout):
        return None
    note = _note(before.cells[cut], record.cells[0])
    rest = record.cells[1:]
    while rest and not filled(rest[-1]):
        rest.pop()
    cells = [*before.cells[:cut], note, *rest]
    if len(cells) > layout.width:
        return None
    cells += [""] * (layout.width - len(cells))
    if rest and not looks_right(layout, cells):
        return None
    raw = f"{before.raw}\n{record.raw}"[:LONGEST_RAW]
    return Record(before.line, cells, raw)


def _note(first: str, second: str) -> str:
    """A note of two lines, without the quotes that are left over."""
    second = second.strip().strip('"')
    if first.rstrip().endswith(second):
        return first
    return f"{first}\n{second}"
