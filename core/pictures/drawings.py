"""What a picture shows: facts in the person's words, before they are laid out; kept as JSON.

Whoever makes one has chosen units, numbers and words already, so that what draws it knows no
language, no log and no person.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, NamedTuple, TypeAlias

DotKind = Literal["", "record", "easy"]
LegendKind = Literal["point", "band", "load", "record", "easy", "off", "usual"]


class Dot(NamedTuple):
    """A point: days since the first one, a value, what it is, and what is written at it."""

    x: float
    y: float
    kind: DotKind = ""
    label: str = ""


class Span(NamedTuple):
    """From one value to another: of a day (x, low, high), or of time (first, last, words)."""

    x: float
    low: float
    high: float


class Pause(NamedTuple):
    """Days without the lift."""

    first: float
    last: float
    label: str


class Tick(NamedTuple):
    """A place on the axis of days, and what is written there."""

    x: float
    label: str


class Legend(NamedTuple):
    """What a mark means."""

    kind: LegendKind
    label: str


class Column(NamedTuple):
    """One of several upright bars."""

    label: str
    value: float
    shown: str
    strong: bool = True


class Row(NamedTuple):
    """One of several lying bars; `usual` is a mark on it, None where nothing is."""

    name: str
    value: float
    shown: str
    usual: float | None = None


class Tile(NamedTuple):
    """A number that stands out, and what it is."""

    shown: str
    label: str


class Entry(NamedTuple):
    """A line of a card: what, its details, and a word beside it that stands out."""

    name: str
    detail: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """Values over time, with how sure they are and what happened."""

    title: str
    subtitle: str = ""
    hero: str = ""
    hero_note: str = ""
    points: tuple[Dot, ...] = ()
    band: tuple[Span, ...] = ()
    loads: tuple[Dot, ...] = ()
    pauses: tuple[Pause, ...] = ()
    ticks: tuple[Tick, ...] = ()
    legend: tuple[Legend, ...] = ()
    decimal: str = "."
    whole: bool = False  # values are counted: the axis names no halves
    least: float = 0.0  # how far apart the ends of the axis are at least


@dataclass(frozen=True, slots=True)
class Columns:
    """Upright bars: weeks, or how often something was."""

    title: str
    subtitle: str = ""
    hero: str = ""
    hero_note: str = ""
    columns: tuple[Column, ...] = ()
    usual: float | None = None
    usual_label: str = ""
    foot: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """Lying bars against what is usual, some numbers above, and the body they are about."""

    title: str
    subtitle: str = ""
    tiles: tuple[Tile, ...] = ()
    rows: tuple[Row, ...] = ()
    usual_label: str = ""
    body: tuple[tuple[str, int], ...] = ()  # muscle of the catalogue, 0 (none) to 4 (most)
    front: str = ""
    back: str = ""
    foot: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A few lines to show to others."""

    title: str
    subtitle: str = ""
    entries: tuple[Entry, ...] = ()
    tiles: tuple[Tile, ...] = ()
    foot: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """A table of people; the first row is the heading."""

    title: str
    subtitle: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    foot: str = ""


Drawing: TypeAlias = Lines | Columns | Rows | Card | Board

_KINDS: Mapping[str, type[Any]] = {
    each.__name__.lower(): each for each in (Lines, Columns, Rows, Card, Board)
}
_PARTS: Mapping[str, Mapping[str, type[Any]]] = {
    "lines": {
        "points": Dot, "band": Span, "loads": Dot, "pauses": Pause, "ticks": Tick,
        "legend": Legend,
    },
    "columns": {"columns": Column},
    "rows": {"tiles": Tile, "rows": Row},
    "card": {"entries": Entry, "tiles": Tile},
    "board": {},
}  # fmt: skip


def drawing_json(drawing: Drawing) -> dict[str, Any]:
    """Write a drawing as plain data; what is empty is left out."""
    found = {
        name: value
        for name, value in asdict(drawing).items()
        if value not in ("", (), None, 0.0) or (value == 0 and name == "usual")
    }
    return {"kind": type(drawing).__name__.lower(), **found}


def json_drawing(value: Mapping[str, Any]) -> Drawing:
    """Read a drawing. Raises KeyError or TypeError for what is none."""
    kind = value["kind"]
    parts = _PARTS[kind]
    found = {name: _read(each, parts.get(name)) for name, each in value.items() if name != "kind"}
    drawing: Drawing = _KINDS[kind](**found)
    return drawing


def _read(value: Any, part: type[Any] | None) -> Any:  # noqa: ANN401 - JSON
    if not isinstance(value, list | tuple):
        return value
    return tuple(part(*each) if part else tuple(each) for each in value)


def drawing_text(drawing: Drawing) -> str:
    """Write a drawing as JSON, the same text for the same drawing."""
    return json.dumps(drawing_json(drawing), ensure_ascii=False, separators=(",", ":"))
