"""Strong's table told by its shape: its header is missing, or in a language nobody listed.

Every column has to fit in every line that is looked at; one that does not makes it another table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.interchange.readers.cells import filled, read_number, read_seconds, unit_of, whole
from core.interchange.readers.column_roles import column_of
from core.interchange.readers.columns import Layout, layout_of
from core.interchange.readers.dates import read_moment

_STRONG_WIDTHS: dict[int, str] = {
    10: "Date,Workout Name,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,"
        "Workout Notes",
    11: "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,"
        "Workout Notes",
    12: "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,"
        "Workout Notes,RPE",
    13: "Date,Workout Name,Exercise Name,Set Order,Weight,Weight Unit,Reps,RPE,Distance,"
        "Distance Unit,Seconds,Notes,Workout Notes",
    14: "Date,Workout Name,Exercise Name,Set Order,Weight,Weight Unit,Reps,RPE,Distance,"
        "Distance Unit,Seconds,Notes,Workout Notes,Workout Duration",
}  # fmt: skip
_STRONG_NUMBERED = (
    "Workout #,Date,Workout Name,Duration (sec),Exercise Name,Set Order,Weight (kg),Reps,RPE,"
    "Distance (meters),Seconds,Notes,Workout Notes"
)
_ORDER = re.compile(r"\d{1,3}(?:\.0)?|\D{1,40}")  # the number of a set, or a mark


def strong_by_shape(
    lines: Sequence[Sequence[str]], header: Sequence[str] | None = None
) -> Layout | None:
    """The layout of lines of Strong's table, None where any cell of them does not fit.

    `header`: the line above, where there is one that was not understood as a whole.
    """
    if not lines:
        return None
    width = len(lines[0])
    names = _STRONG_NUMBERED if width == 13 and _numbered(lines) else _STRONG_WIDTHS.get(width)
    layout = None if names is None else layout_of(names.split(","))
    if layout is None or (header is not None and not _agrees(layout, header, names or "")):
        return None
    full = [each for each in lines if len(each) == width]
    if 2 * len(full) < len(lines) or not all(_fits(layout, each) for each in full):
        return None
    return layout if any(_is_counted(layout, each) for each in full) else None


def _numbered(lines: Sequence[Sequence[str]]) -> bool:
    return all(len(each) < 2 or each[0].strip().isdecimal() for each in lines)


def _agrees(layout: Layout, header: Sequence[str], names: str) -> bool:
    """Whether no name of a header contradicts its place in Strong's table."""
    if len(header) != layout.width:
        return False
    for name, place in zip(header, names.split(","), strict=True):
        found, meant = column_of(name), column_of(place)
        if found is None or meant is None or not found.sure or "other" in (found.role, meant.role):
            continue
        if found.role != meant.role and not {found.role, meant.role} <= {
            "duration", "time", "seconds", "clock", "workout", "exercise", "name", "note", "order",
        }:  # fmt: skip
            return False
    return True


def _is_counted(layout: Layout, cells: Sequence[str]) -> bool:
    order = cells[layout.at["order"]].strip()
    return order.split(".")[0].isdecimal() or order in ("W", "D", "F")


def _fits(layout: Layout, cells: Sequence[str]) -> bool:
    at = layout.at
    moment = read_moment(cells[at["date"]])
    exercise = filled(cells[at["exercise"]])
    numbers = [cells[index] for index, _ in layout.weights] + [cells[at["distance"]]]
    return (
        moment is not None
        and moment[1]
        and bool(exercise)
        and read_number(exercise) is None
        and read_moment(exercise) is None
        and _ORDER.fullmatch(cells[at["order"]].strip()) is not None
        and all(not filled(each) or read_number(each) is not None for each in numbers)
        and _whole(cells[at["reps"]])
        and (not filled(cells[at["seconds"]]) or read_seconds(cells[at["seconds"]]) is not None)
        and ("rpe" not in at or _effort(cells[at["rpe"]]))
        and ("weight_unit" not in at or _unit(cells[at["weight_unit"]]))
    )


def _whole(cell: str) -> bool:
    number = read_number(cell)
    return not filled(cell) or (number is not None and whole(number) is not None)


def _effort(cell: str) -> bool:
    number = read_number(cell)
    return not filled(cell) or (number is not None and 0 <= number <= 10)


def _unit(cell: str) -> bool:
    return not filled(cell) or unit_of(cell) is not None
