"""StrongLifts: a line per exercise of a workout, its sets side by side in pairs of columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from core.interchange.readers.cells import read_number, thousandths, unit_of, whole
from core.interchange.readers.column_roles import plain
from core.interchange.readers.dates import read_clock, read_moment
from core.interchange.readers.table import Record
from core.interchange.rows import ImportedSet, NoSet, Refused, Row
from core.records import Unit

_REPS = re.compile(r"set (\d{1,2}) reps")
_LOAD = re.compile(r"set (\d{1,2}) (kg|lbs?)")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a line keeps what."""

    date: int
    exercise: int
    workout: int | None
    start: int | None
    note: int | None
    day_first: bool
    sets: tuple[tuple[int, int, Unit | None], ...]  # repetitions, load, unit


def columns_of(header: Sequence[str]) -> Columns | None:
    """Read a header; None when it is not the wide form."""
    names = [plain(each) for each in header]
    reps = {int(found[1]): i for i, each in enumerate(names) if (found := _REPS.fullmatch(each))}
    loads = {
        int(found[1]): (i, unit_of(found[2]))
        for i, each in enumerate(names)
        if (found := _LOAD.fullmatch(each))
    }
    date = next((i for i, each in enumerate(names) if each.startswith("date")), None)
    if date is None or "exercise" not in names or not reps.keys() & loads.keys():
        return None

    def place(name: str) -> int | None:
        return next((i for i, each in enumerate(names) if each.startswith(name)), None)

    return Columns(
        date=date,
        exercise=names.index("exercise"),
        workout=place("workout name"),
        start=place("start time"),
        note=place("notes"),
        day_first="mm/dd" not in names[date],
        sets=tuple((reps[n], *loads[n]) for n in sorted(reps.keys() & loads.keys())),
    )


def read(columns: Columns, record: Record) -> Iterator[Row]:
    """Read a line: one set for each pair with repetitions; the rest was not done."""
    cells = [*record.cells, *[""] * max(0, columns.sets[-1][1] + 1 - len(record.cells))]
    name = " ".join(cells[columns.exercise].split())
    date = cells[columns.date]
    found = read_moment(date, day_first=columns.day_first)
    if found is None or not name:
        reason = "date" if name else "no_exercise"
        yield Refused(record.line, reason, {"quote": date[:40]}, record.raw)
        return
    started, timed = found
    clock = _clock(cells, columns)
    if clock is not None:
        started, timed = started + clock, True
    workout = started.isoformat() if timed else started.date().isoformat()
    done = 0
    for reps_at, load_at, unit in columns.sets:
        reps, load = read_number(cells[reps_at]), read_number(cells[load_at])
        count = whole(reps) if reps is not None else None
        if not count or count < 0:
            continue
        done += 1
        yield ImportedSet(
            exercise_name=name,
            at=started,
            workout=workout,
            load_milli=thousandths(load) if load is not None else None,
            unit=unit if load is not None else None,
            reps=count,
            line=record.line,
            raw=record.raw,
            has_time=timed,
            workout_name="" if columns.workout is None else cells[columns.workout].strip(),
            note="" if columns.note is None else cells[columns.note].strip(),
        )
    if not done:
        yield NoSet(record.line, "not_done")


def _clock(cells: Sequence[str], columns: Columns) -> timedelta | None:
    text = "" if columns.start is None else cells[columns.start].strip()
    return read_clock(text) if text else None
