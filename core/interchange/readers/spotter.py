"""Our own format: one row per set, every field, the unit as typed. What goes out comes back.

Cells that a spreadsheet would run as a formula get an apostrophe in front; so does a cell that
begins with one, so that reading can take exactly one away. Numbers stay numbers.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from core.interchange.readers.cells import read_number, thousandths
from core.interchange.readers.column_roles import plain
from core.interchange.readers.dates import read_moment
from core.interchange.readers.table import Record
from core.interchange.rows import ImportedSet, Refused, Row
from core.records import Exercise, Load, LoggedSet, Side

VERSION = "1"
COLUMNS = (
    "spotter", "at", "exercise", "load", "unit", "reps", "rir", "rir_at_least", "failed", "amrap",
    "partials", "warmup", "drop", "seconds", "distance_cm", "per_side", "shared_effort", "note",
    "line", "source", "position", "exercise_id", "own_exercise",
    "superset", "side",
)  # fmt: skip
LATER = frozenset({"superset", "side"})  # columns that older exports do not have
_FLAGS = ("rir_at_least", "failed", "amrap", "warmup", "drop", "per_side", "shared_effort")
SIDES: Mapping[str, Side] = {"": "", "left": "left", "right": "right"}
MOST_RIR = 10
MOST_LOAD = 100_000
FIRST_YEAR, LAST_YEAR = 1900, 2200
_DIGITS = 9
_DANGER = frozenset("=+-@\t\r\n\0|%＝＋－＠")


def neutral(text: str) -> str:
    """The cell as a spreadsheet shows it rather than runs it."""
    return f"'{text}" if _needs(text) else text


def restored(cell: str) -> str:
    """The text that `neutral` made a cell of."""
    return cell[1:] if cell[:1] == "'" and _needs(cell[1:]) else cell


def _needs(text: str) -> bool:
    if not text:
        return False
    return text[0] in _DANGER or text[0] == "'" or text.lstrip()[:1] in _DANGER


# --- out ----------------------------------------------------------------------------------------


def write_rows(
    sets: Iterable[LoggedSet],
    find: Callable[[str], Exercise | None],
    own: Mapping[str, str],
    *,
    header: bool = True,
) -> str:
    """Sets as lines of our format; `own` holds the exercises a person added, as JSON by id.

    Such an exercise stands on each of its lines, so that any part of the file can be read.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    if header:
        writer.writerow(COLUMNS)
    for each in sets:
        exercise = find(each.exercise_id)
        writer.writerow(
            (
                VERSION,
                each.at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
                neutral(exercise.name if exercise else each.exercise_id),
                each.load.text,
                each.load.unit,
                _or_nothing(each.reps),
                "" if each.rir_tenths is None else f"{each.rir_tenths / 10:g}",
                int(each.rir_at_least),
                int(each.failed),
                int(each.amrap),
                each.partials,
                int(each.warmup),
                int(each.drop),
                _or_nothing(each.seconds),
                _or_nothing(each.distance_cm),
                int(each.per_side),
                int(each.shared_effort),
                neutral(each.note),
                neutral(each.line),
                neutral(each.source),
                each.position,
                neutral(each.exercise_id),
                neutral(own.get(each.exercise_id, "")),
                int(each.superset),
                each.side,
            )
        )
    return out.getvalue()


def _or_nothing(number: int | None) -> str:
    return "" if number is None else str(number)


# --- in -----------------------------------------------------------------------------------------


def columns_of(header: Sequence[str]) -> Mapping[str, int] | None:
    """Where our columns stand; None when a header is not ours."""
    names = {plain(each): index for index, each in enumerate(header)}
    wanted = {plain(each): each for each in COLUMNS}
    if not {plain(each) for each in COLUMNS if each not in LATER} <= names.keys():
        return None
    return {wanted[name]: index for name, index in names.items() if name in wanted}


def read(columns: Mapping[str, int], record: Record) -> Iterator[Row]:
    """Read one line; nothing in it is guessed."""
    cells = record.cells
    if len(cells) <= max(columns.values()):
        yield Refused(record.line, "columns", {"n": len(cells)}, record.raw)
        return
    try:
        yield _set({name: cells[index] for name, index in columns.items()}, record)
    except (ValueError, OverflowError) as error:
        yield Refused(record.line, "cell", {"quote": str(error)[:40]}, record.raw)


def _set(cell: Mapping[str, str], record: Record) -> ImportedSet:
    exact = _exact(cell)
    return ImportedSet(
        exercise_name=restored(cell["exercise"]),
        at=exact.at,
        workout=exact.at.isoformat(),
        load_milli=exact.load.milli,
        unit=exact.load.unit,
        reps=exact.reps,
        line=record.line,
        rir_tenths=exact.rir_tenths,
        rir_at_least=exact.rir_at_least,
        failed=exact.failed,
        amrap=exact.amrap,
        warmup=exact.warmup,
        drop=exact.drop,
        seconds=exact.seconds,
        distance_cm=exact.distance_cm,
        note=exact.note,
        exact=exact,
        own=restored(cell["own_exercise"]),
    )


def _exact(cell: Mapping[str, str]) -> LoggedSet:
    """The set as it was stored. Raises ValueError with what can be no set of ours."""
    exercise_id = restored(cell["exercise_id"])
    flags: dict[str, Any] = {name: cell[name] == "1" for name in _FLAGS}
    flags["superset"] = cell.get("superset") == "1"
    if cell["reps"] == "0" and not flags["failed"]:  # a missed attempt failed, else it is no set
        raise ValueError("0")
    if not exercise_id:
        raise ValueError(cell["exercise_id"])
    if (side := cell.get("side", "")) not in SIDES:
        raise ValueError(side)
    return LoggedSet(
        exercise_id,
        _load(cell),
        _number(cell["reps"]),
        _moment(cell["at"]),
        restored(cell["line"]),
        rir_tenths=_rir_tenths(cell["rir"]),
        partials=_number(cell["partials"]) or 0,
        seconds=_number(cell["seconds"]),
        distance_cm=_number(cell["distance_cm"]),
        note=restored(cell["note"]),
        side=SIDES[side],
        source=restored(cell["source"]),
        position=_number(cell["position"]) or 0,
        **flags,
    )


def _moment(text: str) -> datetime:
    found = read_moment(text)
    if found is None or found[0].tzinfo is None or not FIRST_YEAR <= found[0].year <= LAST_YEAR:
        raise ValueError(text)
    return found[0]


def _load(cell: Mapping[str, str]) -> Load:
    load, unit = read_number(cell["load"]), cell["unit"]
    if load is None or abs(load) > MOST_LOAD:
        raise ValueError(cell["load"])
    if unit not in ("kg", "lb"):
        raise ValueError(unit)
    return Load(thousandths(load), "kg" if unit == "kg" else "lb")


def _rir_tenths(text: str) -> int | None:
    rir = read_number(text) if text else None
    if rir is not None and not 0 <= rir <= MOST_RIR:
        raise ValueError(text)
    return None if rir is None else int(rir * 10)


def _number(text: str) -> int | None:
    """A count, as far as any database holds one; raises ValueError."""
    if not text:
        return None
    if len(text) > _DIGITS or (number := int(text)) < 0:
        raise ValueError(text)
    return number
