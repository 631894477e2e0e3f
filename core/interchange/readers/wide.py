"""Spreadsheets with the sets of an exercise side by side, or several exercises in a line.

The old sheet of StrongLifts has both: "Exercise 1, Weight (KG), Set 1, Set 2, Exercise 2 ...". A
cell holds repetitions, with the load in a column of its own, or a whole set: "80x8".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from core.interchange.readers.cells import filled, read_amount, read_number, thousandths, whole
from core.interchange.readers.column_guesses import values_of
from core.interchange.readers.column_roles import Column, column_of
from core.interchange.readers.dates import read_moment
from core.interchange.readers.set_cells import CellSet, holds_set, load_first, needs_load, read_cell
from core.interchange.readers.table import Record
from core.interchange.rows import ImportedSet, NoSet, Refused, Row
from core.records import Unit

_NUMBERED = re.compile(r"(.*?\D)?[\s_#]*(\d{1,2})")
_SET = frozenset({"order", "count"})  # what "Set 1" and "Sets" are without their number
_MOSTLY = 0.8


@dataclass(frozen=True, slots=True)
class Group:
    """One exercise of a line: where its name, its loads and its sets stand."""

    exercise: int | None  # None: its name is the column's
    weights: tuple[tuple[int, Unit | None], ...]
    sets: tuple[tuple[int, int | None, Unit | None], ...]  # repetitions or sets, own load
    name: str = ""


@dataclass(frozen=True, slots=True)
class Wide:
    """Where a line keeps what."""

    date: int
    groups: tuple[Group, ...]
    note: int | None
    workout: int | None
    day_first: bool = True


def wide_of(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Wide | None:
    """Read a header; None where the sets do not stand side by side."""
    columns = [_column(each) for each in header]
    roles = [None if each is None else each.role for each, _ in columns]
    if "date" not in roles:
        return None
    groups = _groups(header, columns, rows)
    if not groups:
        return None
    return Wide(
        date=roles.index("date"),
        groups=tuple(groups),
        note=roles.index("note") if "note" in roles else None,
        workout=roles.index("workout") if "workout" in roles else None,
    )


def _column(name: str) -> tuple[Column | None, int | None]:
    """A column and the number of its name: "Set 3" is the third of the sets."""
    words = name.replace("(", " ").replace(")", " ")
    for number in re.findall(r"\d{1,2}", words):
        bare = " ".join(words.replace(number, " ", 1).split())
        found = column_of(bare) if bare else None
        if found is not None and found.sure:
            return found, int(number)
    return column_of(name), None


def _groups(
    header: Sequence[str],
    columns: Sequence[tuple[Column | None, int | None]],
    rows: Sequence[Sequence[str]],
) -> list[Group]:
    starts = [i for i, (each, _) in enumerate(columns) if each and each.role == "exercise"]
    if not starts:
        names = [i for i, (each, _) in enumerate(columns) if each and each.role == "name"]
        starts = names[:1]
    counted = any(each is not None and each.role == "reps" and each.sure for each, _ in columns)
    held = [
        i for i, (each, _) in enumerate(columns)
        if (each is None or each.role not in ("date", "exercise", "note", "weight"))
        and not (counted and each is not None and each.role == "other")  # "Previous" beside "Reps"
        and _holds_sets(rows, i)
    ]  # fmt: skip
    if not starts:  # the exercises are the columns
        return [Group(None, (), ((each, None, None),), header[each].strip()) for each in held]
    groups = []
    for place, start in enumerate(starts):
        end = starts[place + 1] if place + 1 < len(starts) else len(columns)
        inside = range(start + 1, end) if len(starts) > 1 else range(len(columns))
        found = _group(start, inside, columns, held)
        if found is not None:
            groups.append(found)
    several = len(groups) > 1 or held or any(len(each.sets) > 1 for each in groups)
    return groups if several else []


def _group(
    start: int,
    inside: Sequence[int],
    columns: Sequence[tuple[Column | None, int | None]],
    held: Sequence[int],
) -> Group | None:
    weights: list[tuple[int, Unit | None]] = []
    loads: dict[int, tuple[int, Unit | None]] = {}
    sets: dict[int, int] = {}
    for index in inside:
        column, number = columns[index]
        if column is None:
            continue
        if column.role == "weight" and number is None:
            weights.append((index, column.unit))
        elif column.role == "weight" and number is not None:
            loads[number] = (index, column.unit)
        elif number is not None and (column.role in _SET or column.role == "reps"):
            sets.setdefault(number, index)
    places = [(index, *loads.get(number, (None, None))) for number, index in sorted(sets.items())]
    if len(places) < 2:
        places = [(each, None, None) for each in held if each in inside] or places
    return Group(start, tuple(weights), tuple(places)) if places else None


def _holds_sets(rows: Sequence[Sequence[str]], index: int) -> bool:
    values = values_of(rows, index)
    return bool(values) and sum(map(holds_set, values)) >= _MOSTLY * len(values)


class WideReader:
    """Reads the lines of such a sheet."""

    def __init__(self, wide: Wide, rows: Sequence[Sequence[str]]) -> None:
        """See by some lines whether "80x8" is a load and repetitions."""
        self._wide = wide
        self._width = 1 + max(
            [wide.date, *(place for each in wide.groups for place, _, _ in each.sets)]
        )
        cells = [
            value
            for each in wide.groups for place, _, _ in each.sets for value in values_of(rows, place)
        ]  # fmt: skip
        self._load_first = load_first(cells)

    def read(self, record: Record) -> Iterator[Row]:
        """Read a line: the sets of each of its exercises."""
        wide = self._wide
        cells = [*record.cells, *[""] * 2 * self._width]
        date = filled(cells[wide.date])
        found = read_moment(date, day_first=wide.day_first)
        if found is None:
            reason = "date" if date else "no_date"
            yield Refused(record.line, reason, {"quote": date[:40]}, record.raw)
            return
        started, timed = found
        made = ImportedSet(
            "", started, started.isoformat() if timed else started.date().isoformat(),
            None, None, None, record.line, record.raw, has_time=timed,
            workout_name="" if wide.workout is None else filled(cells[wide.workout]),
            note="" if wide.note is None else filled(cells[wide.note]),
        )  # fmt: skip
        done = False
        for group in wide.groups:
            for row in self._sets(group, cells, made):
                done = True
                yield row
        if not done:
            yield NoSet(record.line, "not_done")

    def _sets(self, group: Group, cells: list[str], made: ImportedSet) -> Iterator[Row]:
        name = group.name if group.exercise is None else " ".join(cells[group.exercise].split())
        if not filled(name):
            return
        weight, unit = next(
            ((text, unit) for index, unit in group.weights if (text := filled(cells[index]))),
            ("", None),
        )
        for place, own_load, own_unit in group.sets:
            cell = filled(cells[place])
            load, of = (weight, unit) if own_load is None else (filled(cells[own_load]), own_unit)
            if not cell or cell == "0":
                continue
            rows = self._of_cell(cell, load, of, bool(group.weights) or own_load is not None)
            if not load and cell.isdecimal() and needs_load(name):
                rows = None
            if rows is None:
                yield Refused(made.line, "set", {"quote": cell[:40]}, made.raw)
                continue
            for each in rows:
                yield replace(each_set(made, each), exercise_name=name)

    def _of_cell(
        self, cell: str, load: str, unit: Unit | None, has_load: bool
    ) -> list[CellSet | tuple[int, int | None, Unit | None]] | None:
        """The sets of a cell, or its repetitions with the load beside; None where it is unclear."""
        reps = read_number(cell)
        amount = read_amount(load) if load else None
        if load and amount is None:
            return None
        if reps is not None:
            count = whole(reps)
            if not has_load or count is None or count < 0:
                return None
            return [(count, None if amount is None else thousandths(amount[0]), unit)]
        if not has_load and not self._load_first:
            return None
        weight = "" if self._load_first or amount is None else str(amount[0])
        found = read_cell(cell, weight, unit)
        return None if found is None else list(found)


def each_set(
    made: ImportedSet, found: CellSet | tuple[int, int | None, Unit | None]
) -> ImportedSet:
    """What a line says with what one of its cells says."""
    if isinstance(found, tuple):
        reps, milli, unit = found
        return replace(made, reps=reps, load_milli=milli, unit=unit if milli is not None else None)
    draft = found.draft
    note = " ".join(each for each in (draft.note, made.note) if each)
    return replace(
        made, load_milli=draft.load.milli, unit=draft.load.unit if found.stated else None,
        reps=draft.reps, rir_tenths=draft.rir_tenths, rir_at_least=draft.rir_at_least,
        failed=draft.failed, amrap=draft.amrap, warmup=draft.warmup, drop=draft.drop,
        seconds=draft.seconds, distance_cm=draft.distance_cm, note=note,
    )  # fmt: skip
