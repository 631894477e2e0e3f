"""A table recognised by its columns, whatever stands between its cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import BinaryIO

from core.interchange.readers import alpha_progression, spotter, stronglifts
from core.interchange.readers.broken_lines import mended
from core.interchange.readers.column_roles import column_of
from core.interchange.readers.columns import Layout, layout_of
from core.interchange.readers.dates import is_slashed, order_shown, read_moment
from core.interchange.readers.export import Export
from core.interchange.readers.strong_shape import strong_by_shape
from core.interchange.readers.table import DELIMITERS, Form, Record, is_wrapped, open_text, records
from core.interchange.readers.table_lines import LineReader
from core.interchange.readers.wide import WideReader, wide_of
from core.interchange.rows import Answers, FileRefused, NoSet, Row

_HEAD = 40  # lines in which a header may stand, and that are looked at below it
_NEEDED = ("date", "exercise", "reps")  # columns that no log does without
_TOLD = (*_NEEDED, "weight", "order", "seconds", "distance", "rpe", "rir", "note")
_ID = re.compile(r"(?:^|[a-z_ ])_?ids?$", re.IGNORECASE)
_LONGEST_LIST = 200  # characters
_NOTHING_SAID = Answers()
_OTHER_DATES = 50  # cells after which dates are taken to be written some other way


def open_table(source: BinaryIO, answers: Answers = _NOTHING_SAID) -> Export:
    """Recognise a table by its columns; raises FileRefused."""
    refused: FileRefused | None = None
    for delimiter in DELIMITERS:
        try:
            found = _recognise(source, Form(delimiter), answers)
        except FileRefused as error:
            if error.code != "file_columns":  # it may be another delimiter that makes so many
                raise
            refused = error
        else:
            if found is not None:
                return found
    raise refused or what_is_missing(source)


def what_is_missing(source: BinaryIO) -> FileRefused:
    """Why a table cannot be read, by the columns that it has."""
    best, roles = list[str](), dict[str, str]()
    for delimiter in DELIMITERS:
        for record in _head(source, Form(delimiter))[:1]:
            found = {
                each.strip(): column.role
                for each in record.cells
                if (column := column_of(each)) is not None and column.sure
            }
            if len(found) > len(roles):
                best, roles = record.cells, found
    missing = [each for each in _NEEDED if each not in roles.values()]
    ids = [each.strip() for each in best if _ID.search(each.strip())]
    facts = {
        "missing": ", ".join(missing),
        "found": ", ".join(name for name, role in roles.items() if role in _TOLD)[:_LONGEST_LIST],
    }
    if missing and len(ids) > 1 and "exercise" in missing:
        return FileRefused("relation", ids=", ".join(ids)[:_LONGEST_LIST], **facts)
    if missing and facts["found"]:
        return FileRefused("missing", **facts)
    return FileRefused("unknown")


def _head(source: BinaryIO, form: Form) -> list[Record]:
    source.seek(0)
    text = open_text(source)
    try:
        return list(islice(records(text, form), _HEAD))
    finally:
        text.detach()


def _recognise(source: BinaryIO, form: Form, answers: Answers) -> Export | None:
    head = _head(source, form)
    if head and len(head[0].cells) > 2 and all(map(_single_quoted, head[0].cells)):
        form = replace(form, quote="'")
    spaced = f"{form.delimiter} {form.quote}"
    if any(spaced in each.raw for each in head) and not spotter.columns_of(head[0].cells):
        form = replace(form, loose=True)
    head = _head(source, form)
    inside = sum(is_wrapped(each.cells, form) for each in head)
    if inside and 2 * inside >= len(head) - 1:
        form = replace(form, wrapped=True)
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
        below = [each.cells for each in head[index + 1 :]]
        names = not any(read_moment(each) for each in record.cells)  # else it is no header
        sheet = wide_of(record.cells, below) if names else None
        if sheet is not None:
            found = _days(source, form, sheet.date, index + 1)
            sheet = replace(sheet, day_first=found is None or found[0])
            rows = _after(index, WideReader(sheet, below).read)
            return Export("csv", form, rows, source, dates=_said(found))
        layout, skip = _layout(record.cells, below, index, answers)
        if layout is not None:
            american = any(unit == "lb" for _, unit in layout.weights)
            found = _days(source, form, layout.at["date"], skip, american=american)
            layout = replace(layout, delimiter=form.delimiter, day_first=found is None or found[0])
            layout = replace(layout, units=answers.units)
            rows = _lines(skip, layout, answers)
            return Export(layout.app, form, rows, source, layout.unused, _said(found), layout.open)
    return None


def _layout(
    cells: list[str], below: Sequence[list[str]], index: int, answers: Answers
) -> tuple[Layout | None, int]:
    """A table's layout and the line its rows begin at: by its names, or by Strong's shape."""
    names = not any(read_moment(each) for each in cells)
    layout = layout_of(cells, below, answers.columns) if names else None
    if layout is None and (headless := strong_by_shape([cells, *below])) is not None:
        return headless, index
    if layout is None or (layout.app == "csv" and not layout.ordered):
        layout = strong_by_shape(below, cells) or layout
    return layout, index + 1


def _single_quoted(cell: str) -> bool:
    return len(cell) > 2 and cell[0] == cell[-1] == "'"


def _lines(
    skip: int, layout: Layout, answers: Answers
) -> Callable[[Iterator[Record]], Iterator[Row]]:
    """Read the lines of a table, broken ones joined; a header further down holds from there."""

    def read(rows: Iterator[Record]) -> Iterator[Row]:
        reader, place = LineReader(layout, answers.marks), layout.at["date"]
        for record in mended(islice(rows, skip, None), layout):
            cell = record.cells[place] if place < len(record.cells) else ""
            if cell[:1].isalpha() and (below := _again(record, layout, answers)) is not None:
                reader, place = LineReader(below, answers.marks), below.at["date"]
                yield NoSet(record.line, "other")
                continue
            yield from reader.read(record)

    return read


def _again(record: Record, layout: Layout, answers: Answers) -> Layout | None:
    """The layout that a header in the middle of a table gives; None for any other line."""
    dated = any(
        (column := column_of(each)) is not None and column.role == "date" for each in record.cells
    )
    found = layout_of(record.cells, (), answers.columns) if dated else None
    if found is None:
        return None
    return replace(
        found, app=layout.app, delimiter=layout.delimiter, day_first=layout.day_first,
        units=layout.units, ordered=layout.ordered,
    )  # fmt: skip


def _after(
    index: int, line: Callable[[Record], Iterator[Row]]
) -> Callable[[Iterator[Record]], Iterator[Row]]:
    """Read the lines after the header at an index."""

    def read(rows: Iterator[Record]) -> Iterator[Row]:
        for record in islice(rows, index + 1, None):
            yield from line(record)

    return read


def _days(
    source: BinaryIO, form: Form, column: int, skip: int, *, american: bool = False
) -> tuple[bool, bool] | None:
    """Whether 09/01/25 is in January, and whether that is a guess; None where no date is like it.

    The first date of the file that tells settles it. Where none does, times with AM and PM or
    loads in pounds (`american`) speak for the month first.
    """
    open_dates, others = False, 0
    source.seek(0)
    text = open_text(source)
    try:
        for record in islice(records(text, form), skip, None):
            cell = record.cells[column].strip() if column < len(record.cells) else ""
            if cell[:4].isdigit():
                return None
            shown = order_shown(day := cell.split(" ")[0])
            if shown is not None:
                return shown, False
            if is_slashed(day):
                open_dates = True
            elif (others := others + bool(cell)) == _OTHER_DATES and not open_dates:
                return None
            american = american or cell[-2:].upper() in ("AM", "PM")
    finally:
        text.detach()
    return (not american, True) if open_dates else None


def _said(found: tuple[bool, bool] | None) -> str:
    """What the dry run says of the order of dates, "" where it is known."""
    if found is None or not found[1]:
        return ""
    return "day_first" if found[0] else "month_first"
