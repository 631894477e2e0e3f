"""Open another app's file: recognise it from its content and read it, row by row.

    with open(path, "rb") as source:
        export = open_export(source)      # raises FileRefused
        for row in export.rows(): ...     # may be walked again and again

Nothing here depends on the file's name, and no more than one record is held at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from core.interchange.readers import alpha_progression, spotter, stronglifts
from core.interchange.readers.columns import Layout, headless_strong, layout_of
from core.interchange.readers.dates import is_slashed, order_shown, read_moment
from core.interchange.readers.table import DELIMITERS, Form, Record, check, open_text, records
from core.interchange.readers.table_lines import LineReader
from core.interchange.rows import (
    LONGEST_NAME,
    MOST_METRES,
    MOST_ROWS,
    MOST_SECONDS,
    FileRefused,
    Implausible,
    ImportedSet,
    Refused,
    Row,
)
from core.limits import MOST_KG, MOST_REPS, MOST_REPS_BARE
from core.records import KG_PER_LB, Load, Unit
from core.training.progression.plates import snapped

_HEAD = 40  # lines in which a header may stand
_MOST_MILLI = {"kg": MOST_KG * 1000, "lb": int(MOST_KG * 1000 / KG_PER_LB)}
_FIRST_YEAR = 1980
_OTHER_DATES = 50  # cells after which dates are taken to be written some other way


@dataclass(frozen=True, slots=True)
class Export:
    """A recognised file: which app wrote it, and how to read its rows."""

    app: str  # "strong", "hevy", "fitnotes" ... "csv"
    form: Form
    read: Callable[[Iterator[Record]], Iterator[Row]]
    source: BinaryIO
    unused: tuple[str, ...] = ()  # columns that mean nothing here
    dates: str = ""  # "day_first" or "month_first" where no date of the file tells

    def rows(self) -> Iterator[Row]:
        """Read every row, in the order of the file; raises FileRefused beyond the limits."""
        self.source.seek(0)
        text = open_text(self.source)
        try:
            sets = 0
            for row in self.read(records(text, self.form)):
                sets += isinstance(row, ImportedSet)  # a line may stand for several
                if sets > MOST_ROWS:
                    raise FileRefused("too_many", limit=MOST_ROWS)
                yield _plausible(row if self.app == "spotter" else _as_typed(row))
        finally:
            text.detach()


def _as_typed(row: Row) -> Row:
    """A load that the app converted, in the unit it was typed in: 61.235 kg is 135 lb."""
    if not isinstance(row, ImportedSet) or not row.load_milli or row.unit is None:
        return row
    load = Load(row.load_milli, row.unit)
    typed = snapped(load)
    return row if typed is load else replace(row, load_milli=typed.milli, unit=typed.unit)


def open_export(source: BinaryIO) -> Export:
    """Recognise a file; raises FileRefused when it is beyond the limits or nothing we can read."""
    check(source)
    start = source.read(LONGEST_MARK)
    source.seek(0)
    opens = next((opens for marks, opens in READERS if start.startswith(marks)), open_table)
    return opens(source)


def open_table(source: BinaryIO) -> Export:
    """Recognise a table by its columns; raises FileRefused."""
    refused = FileRefused("unknown")
    for delimiter in DELIMITERS:
        try:
            found = _recognise(source, Form(delimiter))
        except FileRefused as error:
            if error.code != "file_columns":  # it may be another delimiter that makes so many
                raise
            refused = error
        else:
            if found is not None:
                return found
    raise refused


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


def _head(source: BinaryIO, form: Form) -> list[Record]:
    source.seek(0)
    text = open_text(source)
    try:
        return list(islice(records(text, form), _HEAD))
    finally:
        text.detach()


def _recognise(source: BinaryIO, form: Form) -> Export | None:
    head = _head(source, form)
    if head and len(head[0].cells) > 2 and all(map(_single_quoted, head[0].cells)):
        form = replace(form, quote="'")
    spaced = f"{form.delimiter} {form.quote}"
    if any(spaced in each.raw for each in head) and not spotter.columns_of(head[0].cells):
        form = replace(form, loose=True)
    head = _head(source, form)
    if alpha_progression.recognised(head):
        return Export("alpha", form, alpha_progression.read, source)
    for index, record in enumerate(head):
        if len(record.cells) < 3:
            continue
        ours = spotter.columns_of(record.cells)
        if ours is not None:
            return Export("spotter", form, _after(index, partial(spotter.read, ours)), source)
        wide = stronglifts.columns_of(record.cells)
        if wide is not None:
            line = partial(stronglifts.read, wide)
            return Export("stronglifts", form, _after(index, line), source)
        layout = layout_of(record.cells)
        skip = index + 1
        if layout is None:
            layout, skip = _without_header(record), index
        if layout is not None:
            layout = replace(layout, delimiter=form.delimiter)
            layout = _with_day_order(source, form, layout, skip)
            rows = _after(skip - 1, LineReader(layout).read)
            dates = ("day_first" if layout.day_first else "month_first") * layout.day_guessed
            return Export(layout.app, form, rows, source, layout.unused, dates)
    return None


def _single_quoted(cell: str) -> bool:
    return len(cell) > 2 and cell[0] == cell[-1] == "'"


def _without_header(record: Record) -> Layout | None:
    dates = [read_moment(each) is not None for each in record.cells[:2]]
    return headless_strong(record.cells, dates)


def _after(
    index: int, line: Callable[[Record], Iterator[Row]]
) -> Callable[[Iterator[Record]], Iterator[Row]]:
    """Read the lines after the header at an index."""

    def read(rows: Iterator[Record]) -> Iterator[Row]:
        for record in islice(rows, index + 1, None):
            yield from line(record)

    return read


def _with_day_order(source: BinaryIO, form: Form, layout: Layout, skip: int) -> Layout:
    """Settle whether 09/01/25 is in January by the first date of the file that tells.

    Where none does, times with AM and PM or loads in pounds speak for the month first.
    """
    column, open_dates, others = layout.at["date"], False, 0
    american = any(unit == "lb" for _, unit in layout.weights)
    source.seek(0)
    text = open_text(source)
    try:
        for record in islice(records(text, form), skip, None):
            cell = record.cells[column].strip() if column < len(record.cells) else ""
            if cell[:4].isdigit():
                return layout
            shown = order_shown(day := cell.split(" ")[0])
            if shown is not None:
                return replace(layout, day_first=shown)
            if is_slashed(day):
                open_dates = True
            elif (others := others + bool(cell)) == _OTHER_DATES and not open_dates:
                return layout
            american = american or cell[-2:].upper() in ("AM", "PM")
    finally:
        text.detach()
    return replace(layout, day_first=not american, day_guessed=open_dates) if open_dates else layout


# --- plausible ----------------------------------------------------------------------------------


def _plausible(row: Row) -> Row:
    if not isinstance(row, ImportedSet):
        return row
    if len(row.exercise_name) > LONGEST_NAME:
        return Refused(row.line, "name", {"quote": row.exercise_name[:40]}, row.raw)
    return implausible(row) or row


def implausible(each: ImportedSet, unit: Unit | None = None) -> Implausible | None:
    """Why nobody can have done a set (`unit` stands in where the file states none), else None."""
    if each.exact is not None:  # it was in a log already
        return None
    limit = MOST_REPS if each.load_milli else MOST_REPS_BARE
    if each.reps is not None and each.reps > limit:
        return Implausible(each, "reps", {"n": each.reps})
    most = _MOST_MILLI[each.unit or unit or "lb"]
    if each.load_milli is not None and abs(each.load_milli) > most:
        return Implausible(each, "load", {"n": each.load_milli / 1000})
    if each.seconds is not None and each.seconds > MOST_SECONDS:
        return Implausible(each, "seconds", {"n": each.seconds})
    if each.distance_cm is not None and each.distance_cm > MOST_METRES * 100:
        return Implausible(each, "distance", {"n": each.distance_cm // 100})
    if each.at.year < _FIRST_YEAR:
        return Implausible(each, "date", {"n": each.at.year})
    return None
