"""Where a table keeps what, by its header and what stands below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.interchange.readers.cells import filled, unit_of
from core.interchange.readers.column_guesses import samples_of, settled_columns
from core.interchange.readers.column_roles import Column, plain
from core.interchange.rows import OpenColumn
from core.records import Unit

# Names that tell an app, in the normal form of `plain`.
_MARKS: tuple[tuple[str, frozenset[str]], ...] = (
    ("hevy", frozenset({"exercise title", "set index", "set type"})),
    ("liftosaur", frozenset({"completed reps", "required reps", "exercise"})),
    ("gymbook", frozenset({"esercizio", "saltato"})),
    ("fitbod", frozenset({"exercise", "reps", "iswarmup"})),
    ("fitnotes", frozenset({"exercise", "category", "reps", "time"})),
    ("strong", frozenset({"workout name", "exercise name", "set order"})),
    ("strong", frozenset({"workout name", "menu", "set order"})),
)

_NONE: Mapping[str, str] = {}
_STRONG = frozenset({"reps", "seconds", "workout"})  # beside the order: Strong's shape


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a table keeps what."""

    app: str
    width: int
    at: dict[str, int]  # role -> index
    weights: tuple[tuple[int, Unit | None], ...]
    length_unit: str = ""  # of the distance column
    day_first: bool = True
    utc: bool = False  # times are in UTC
    text: tuple[int, ...] = ()  # columns of text, where an unquoted delimiter may stand
    units: Mapping[str, str] = field(default_factory=dict)  # what a person said a word means
    names: tuple[int, ...] = ()  # ... those of them that hold a name and not whatever is written
    unused: tuple[str, ...] = ()  # names of columns that mean nothing here
    open: tuple[OpenColumn, ...] = ()  # columns whose role is a guess
    delimiter: str = ","  # between the cells; with commas "1,102" is more than a thousand
    ordered: bool = False  # a row whose order cell is neither number nor mark is no set


def layout_of(
    header: Sequence[str], rows: Sequence[Sequence[str]] = (), answers: Mapping[str, str] = _NONE
) -> Layout | None:
    """Read a header; None when date, exercise and an amount are not all there.

    `rows` are some lines below it, which tell what a name alone does not; `answers` say the role
    ("" for none) of columns that were asked about, by their plain names.
    """
    columns = settled_columns(header, rows, answers)
    names = {plain(each) for each in header}
    app = next((app for app, marks in _MARKS if marks <= names), "csv")
    at: dict[str, int] = {}
    held = [
        (index, each) for index, each in enumerate(columns)
        if each is not None and each.role not in ("weight", "other")
    ]  # fmt: skip
    for index, column in sorted(held, key=lambda each: not each[1].listed):
        at.setdefault(column.role, index)
    _settle_names(at, header, columns)
    weights = tuple(
        (index, column.unit or _unit_below(at, rows, index))
        for index, column in enumerate(columns)
        if column is not None and column.role == "weight"
    )
    if "date" not in at or "exercise" not in at or not _amount(at, weights):
        return None
    _settle_times(at, columns)
    return Layout(
        app if app != "csv" or not _is_strong(at, weights) else "strong",
        len(header),
        at,
        weights,
        next((each.length for each in columns if each and each.role == "distance"), ""),
        utc=any(each.utc for each in columns if each and each.role in ("date", "clock")),
        text=_text_columns(at, columns),
        names=tuple(at[role] for role in ("exercise", "workout") if role in at),
        unused=tuple(
            name.strip()
            for name, column in zip(header, columns, strict=True)
            if column is None and name.strip()
        ),
        open=tuple(
            OpenColumn(name.strip(), column.role, samples_of(rows, index))
            for index, (name, column) in enumerate(zip(header, columns, strict=True))
            if column is not None and not column.sure
        ),
        ordered=app == "strong" or ("order" in at and bool(weights) and at.keys() >= _STRONG),
    )


def _unit_below(at: Mapping[str, int], rows: Sequence[Sequence[str]], index: int) -> Unit | None:
    """The unit of a column where a line of units stands under the header."""
    if not rows or index >= len(rows[0]):
        return None
    blank = all(
        not filled(rows[0][at[role]])
        for role in ("date", "exercise") if role in at and at[role] < len(rows[0])
    )  # fmt: skip
    return unit_of(rows[0][index]) if blank else None


def _settle_names(
    at: dict[str, int], header: Sequence[str], columns: Sequence[Column | None]
) -> None:
    """Tell a workout's name from an exercise's, and a second column of dates from a clock."""
    if "name" in at:
        at.setdefault("workout" if "exercise" in at else "exercise", at["name"])
    dates = [i for i, each in enumerate(columns) if each is not None and each.role == "date"]
    clocks = [i for i in dates[1:] if "time" in plain(header[i]).split()]
    if clocks and "clock" not in at:
        at["clock"] = clocks[0]


def _text_columns(at: Mapping[str, int], columns: Sequence[Column | None]) -> tuple[int, ...]:
    """Where an unquoted delimiter may stand, the likeliest column first."""
    free = [at["note"]] if "note" in at else []
    named = [at[role] for role in ("exercise", "workout") if role in at]
    unknown = [
        index for index, each in enumerate(columns)
        if (each is None or each.role == "other") and index not in (*free, *named)
    ]  # fmt: skip
    last = [index for index in unknown if index == len(columns) - 1]
    return (*free, *last, *named, *(each for each in unknown if each not in last))


def _is_strong(at: Mapping[str, int], weights: Sequence[tuple[int, object]]) -> bool:
    """Whether columns stand as in Strong's table, whatever its language."""
    if not weights or not at.keys() >= _STRONG or not {"order", "distance"} <= at.keys():
        return False
    places = [at["date"], at["workout"], at["exercise"], at["order"], weights[0][0], at["reps"]]
    return places == sorted(places) and at["reps"] < min(at["distance"], at["seconds"])


def _amount(at: Mapping[str, int], weights: Sequence[object]) -> bool:
    return "reps" in at or (bool(weights) and ("seconds" in at or "distance" in at))


def _settle_times(at: dict[str, int], columns: Sequence[Column | None]) -> None:
    """Tell a time of day from a set's duration, and that from a workout's length, by its place."""
    time, duration = at.pop("time", None), at.pop("duration", None)
    if time is not None and "clock" not in at and time == at["date"] + 1:
        at["clock"] = time
    elif time is not None:
        at.setdefault("seconds", time)
    if duration is not None and duration > at["exercise"]:
        at.setdefault("seconds", duration)
