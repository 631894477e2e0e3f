"""A line brought to the width of its table: an unquoted delimiter, or empty cells left off.

What is too much belongs to a column of free text, and only where every other cell then fits its
column in one way. A line that fits in no way, or in two that differ, is refused: no set is stored
with another's load.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from core.interchange.readers.cells import (
    NOTHING,
    filled,
    read_amount,
    read_number,
    read_seconds,
    unit_of,
)
from core.interchange.readers.columns import Layout
from core.interchange.readers.dates import read_moment

_EFFORT = re.compile(r"(?:rpe|rir)?\s?@?\s?(\d{1,2}(?:[.,]\d+)?)(?:\s?[-–]\s?\d{1,2})?\+?", re.I)
_PLUS = re.compile(r"\d+\s*\+")
_DECIMALS = re.compile(r"\d{1,2}")


def fit(layout: Layout, cells: list[str]) -> list[str] | None:
    """The cells of a line as wide as its table; None where they fit in no way, or in two."""
    width = len(cells)
    if width == layout.width:
        return cells
    if width < layout.width:
        # empty cells at the end may be left off, a name cut by the delimiter loses none
        needed = max(layout.at["exercise"], layout.at["date"], layout.at.get("reps", 0))
        return [*cells, *[""] * (layout.width - width)] if width > needed else None
    found = next(_fitting(layout, cells), None)
    if found is None or any(
        layout.delimiter == "," and looks_right(layout, each, done=True)
        for each in _with_decimals(layout, cells)
    ):
        return None
    return found


def _fitting(layout: Layout, cells: list[str]) -> Iterator[list[str]]:
    """Ways to read a line that is too long, the likeliest first."""
    width, extra = layout.width, len(cells) - layout.width
    if not any(map(str.strip, cells[width:])) and looks_right(layout, cells[:width]):
        yield cells[:width]
    ways = (cells[index : index + extra + 1] for index in layout.text)
    # where a comma is part of a text, a space mostly follows
    ordered = sorted(
        zip(layout.text, ways, strict=True),
        key=lambda way: not all(each.startswith(" ") for each in way[1][1:]),
    )
    for index, pieces in ordered:
        if index in layout.names and any(read_number(each) is not None for each in pieces[1:]):
            continue  # a number behind a name is the next column
        joined = layout.delimiter.join(pieces)
        fitted = [*cells[:index], joined, *cells[index + extra + 1 :]]
        if looks_right(layout, fitted):
            yield fitted


def _with_decimals(layout: Layout, cells: list[str]) -> Iterator[list[str]]:
    """The line with a load written with a decimal comma that nobody quoted: 82,5."""
    for index, _ in layout.weights:
        first, second = cells[index].strip(), cells[index + 1].strip()
        if not first.isdecimal() or not _DECIMALS.fullmatch(second):
            continue
        merged = [*cells[:index], f"{first}.{second}", *cells[index + 2 :]]
        if len(merged) == layout.width:
            yield merged
        elif len(merged) > layout.width:
            yield from _fitting(replace(layout, delimiter=","), merged)


def looks_right(layout: Layout, cells: Sequence[str], *, done: bool = False) -> bool:
    """Whether every cell is what its column holds; `done`: the line tells how much was done."""
    at = layout.at
    if read_moment(cells[at["date"]], day_first=layout.day_first) is None:
        return False
    if not _is_name(cells[at["exercise"]]):
        return False
    if done and not ("reps" in at and filled(cells[at["reps"]])):
        return False
    amounts = [cells[index] for index, _ in layout.weights]
    amounts += [cells[at[role]] for role in ("distance", "count") if role in at]
    return (
        all(map(_is_amount, amounts))
        and all(_is_reps(cells[at[role]]) for role in ("reps",) if role in at)
        and all(_is_effort(cells[at[role]]) for role in ("rpe", "rir") if role in at)
        and all(_is_time(cells[at[role]]) for role in ("seconds",) if role in at)
        and all(_is_unit(cells[at[role]]) for role in ("weight_unit",) if role in at)
    )


def _is_name(cell: str) -> bool:
    return bool(filled(cell)) and read_number(cell) is None


def _is_amount(cell: str) -> bool:
    return cell.strip().lower() in NOTHING or read_amount(cell) is not None


def _is_reps(cell: str) -> bool:
    return _is_amount(cell) or _PLUS.fullmatch(cell.strip()) is not None


def _is_effort(cell: str) -> bool:
    text = filled(cell)
    found = _EFFORT.fullmatch(text)
    number = read_number(found[1]) if found else None
    return not text or (number is not None and number <= 10)


def _is_time(cell: str) -> bool:
    return not filled(cell) or read_seconds(cell) is not None


def _is_unit(cell: str) -> bool:
    return not filled(cell) or unit_of(cell) is not None
