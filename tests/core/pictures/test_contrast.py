"""Every colour against what it really lies on: each text, line and mark of each picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from core.pictures import palette
from core.pictures.canvas import Place
from core.pictures.draw import lay_out, svg_of
from core.pictures.drawings import Drawing
from tests.core.pictures.test_layout import DRAWINGS, EVERY

LEAST = 4.5  # WCAG 2.2, 1.4.3
GROUNDS = {palette.CARD, palette.PANEL, palette.BAND, palette.SKIN}
QUIET_SHAPES = {*GROUNDS, palette.RULE}  # they carry nothing, or their edges do
SHADES = set(palette.STEPS)  # of the body, which 1.4.11 wants 3:1 of; numbers say the same


@dataclass(frozen=True)
class Painted:
    """Something on the sheet: its colour, where it may be looked at, and what it covers."""

    what: str
    colour: str
    looked_at: tuple[Place, ...]
    covers: Callable[[Place], bool]
    rim: str = ""


def painted(drawing: Drawing) -> Iterator[Painted]:
    """What is on a sheet, in the order in which it is painted."""
    boxes = iter(lay_out(drawing).boxes)
    for each in ElementTree.fromstring(svg_of(drawing)):  # noqa: S314 - made by us
        kind, found = each.tag.rpartition("}")[2], each.attrib
        if kind == "title":
            continue
        if kind == "text":
            box = next(boxes)
            middle = (box.top + box.bottom) / 2
            places = tuple((box.left + part * (box.right - box.left), middle)
                           for part in (0.02, 0.25, 0.5, 0.75, 0.98))  # fmt: skip
            yield Painted(box.text, found["fill"], places, _nothing, found.get("stroke", ""))
        elif kind == "rect":
            yield _box(found)
        elif kind == "ellipse":
            yield _round(found["fill"], *(float(found[name]) for name in ("cx", "cy", "rx", "ry")))
        elif kind == "circle":
            radius = float(found["r"])
            yield _round(found["fill"], float(found["cx"]), float(found["cy"]), radius, radius)
        elif kind == "polygon":
            yield _polygon(found)
        elif kind == "polyline":
            yield Painted(kind, found["stroke"], _middles(_places(found)), _nothing)
        else:  # a star or a wedge, with a rim of the card around it
            assert kind == "path"
            yield Painted(found.get("class", kind), found["fill"], (), _nothing, found["stroke"])


def _nothing(_: Place) -> bool:
    return False


def _places(found: dict[str, str]) -> list[Place]:
    pairs = (each.split(",") for each in found["points"].split())
    return [(float(x), float(y)) for x, y in pairs]


def _middles(places: list[Place]) -> tuple[Place, ...]:
    """The middles of the strokes of a line: its ends may lie on a mark."""
    return tuple(
        ((one[0] + other[0]) / 2, (one[1] + other[1]) / 2) for one, other in pairwise(places)
    )


def _box(found: dict[str, str]) -> Painted:
    left, top, wide, high = (float(found.get(name, 0)) for name in ("x", "y", "width", "height"))
    return Painted(
        f"rect {found.get('class', '')}", found["fill"],
        ((left + wide / 2, top + high / 2),) if wide and high else (),
        lambda at: left <= at[0] <= left + wide and top <= at[1] <= top + high,
    )  # fmt: skip


def _round(colour: str, x: float, y: float, wide: float, high: float) -> Painted:
    return Painted(
        "round", colour, ((x, y),),
        lambda at: ((at[0] - x) / wide) ** 2 + ((at[1] - y) / high) ** 2 <= 1,
    )  # fmt: skip


def _polygon(found: dict[str, str]) -> Painted:
    corners = _places(found)

    def covers(at: Place) -> bool:
        inside = False
        for one, other in zip(corners, [*corners[1:], corners[0]], strict=True):
            if (one[1] > at[1]) != (other[1] > at[1]):
                share = (at[1] - one[1]) / (other[1] - one[1])
                inside ^= at[0] < one[0] + share * (other[0] - one[0])
        return inside

    return Painted("polygon", found["fill"], (), covers)


def pale(drawing: Drawing) -> list[tuple[str, str, str]]:
    """What does not stand out from what it lies on: what, its colour, and the other one."""
    below: list[Painted] = []
    found = []
    for each in painted(drawing):
        grounds = {each.rim} if each.rim else {
            next((under.colour for under in reversed(below) if under.covers(place)), palette.CARD)
            for place in each.looked_at
        }  # fmt: skip
        if (
            each.colour == palette.EDGE
        ):  # between a band and what lies outside: told from the latter
            grounds = grounds - {palette.BAND} | {palette.CARD}
        text = each.what != "polyline" and each.covers is _nothing
        if each.colour not in QUIET_SHAPES | SHADES:
            found += [
                (each.what, each.colour, ground)
                for ground in grounds
                if (text or ground in GROUNDS) and palette.contrast(each.colour, ground) < LEAST
            ]
        below.append(each)
    return found


@EVERY
def test_every_text_line_and_mark_stands_out_from_what_it_lies_on(drawing: Drawing) -> None:
    assert pale(drawing) == []


@pytest.mark.parametrize(
    ("where", "name", "shown"),
    [
        ("frame", "QUIET", "week"), ("lines", "EDGE", "lift"), ("lines", "MAIN", "lift"),
        ("bars", "MAIN", "week"), ("bars", "TEXT", "weeks"), ("canvas", "CARD", "lift"),
    ],
)  # fmt: skip
def test_what_is_pale_is_found(
    monkeypatch: pytest.MonkeyPatch, where: str, name: str, shown: str
) -> None:
    """A colour that does not stand out is found wherever it is used."""
    pale_one = palette.LOAD if name == "CARD" else "#4a5a6b"  # a ground that is too light
    monkeypatch.setattr(f"core.pictures.{where}.{name}", pale_one)
    assert pale(DRAWINGS[shown])


def test_a_shade_of_the_body_stands_out_from_it_and_from_the_next() -> None:
    shades = [palette.contrast(each, palette.SKIN) for each in palette.STEPS]
    assert min(shades[1:]) >= 3.0  # the first is of muscles that had no set
    for one, other in pairwise(shades):
        assert other / one > 1.25
