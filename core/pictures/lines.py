"""Values over time as SVG: the line with its band, loads, records, light days and days off."""

from __future__ import annotations

from typing import TypeVar

from core.pictures.canvas import SMALLEST, WIDTH, Canvas, Place
from core.pictures.drawings import Dot, Lines
from core.pictures.font import width_of
from core.pictures.frame import MARGIN, head, legend, legend_height, square, star, wedge
from core.pictures.palette import BAND, MAIN, OFF, PANEL, QUIET, RECORD, RULE, TEXT
from core.pictures.scale import Scale, around, round_values, shown

T = TypeVar("T")
HEIGHT = 1080
MANY = 60  # points, beyond which they are drawn small
CROWD = 200  # ... and loads as fine as dust
FEW = 14  # loads, up to which their repetitions are written
LABEL = 30
RIGHT = WIDTH - 40


def draw_lines(drawing: Lines) -> Canvas:
    """Lay out values over time."""
    canvas = Canvas(HEIGHT)
    top = head(canvas, drawing.title, drawing.subtitle, drawing.hero, drawing.hero_note)
    bottom = HEIGHT - 34 - legend_height(drawing.legend) - 56
    values = [
        *(each.y for each in (*drawing.points, *drawing.loads)),
        *(each.low for each in drawing.band),
        *(each.high for each in drawing.band),
    ]
    low, high = around(values)
    marks = round_values(low, high, least=1.0 if drawing.whole else 0.0)
    wide = max(width_of(shown(each, drawing.decimal), LABEL) for each in marks)
    left = MARGIN + wide + 22
    upright = Scale(low, high, bottom, top + 24)
    days = [each.x for each in (*drawing.points, *drawing.loads)]
    lying = Scale(min(days), max(days), left + 24, RIGHT - 30)
    _grid(canvas, drawing, marks, upright, left)
    _pauses(canvas, drawing, lying, upright)
    _band(canvas, drawing, lying, upright)
    _line(canvas, drawing, lying, upright)
    _loads(canvas, drawing, lying, upright)
    _days(canvas, drawing, lying, bottom)
    _points(canvas, drawing, lying, upright)
    legend(canvas, HEIGHT - 34 - legend_height(drawing.legend) + 42, drawing.legend)
    return canvas


def _grid(canvas: Canvas, drawing: Lines, marks: list[float], upright: Scale, left: float) -> None:
    for each in marks:
        y = upright.at(each)
        canvas.line([(left, y), (RIGHT, y)], RULE, 2)
        canvas.text((left - 18, y + 10), shown(each, drawing.decimal), LABEL, QUIET, anchor="end")


def _pauses(canvas: Canvas, drawing: Lines, lying: Scale, upright: Scale) -> None:
    for each in drawing.pauses:
        x, until = lying.at(each.first), lying.at(each.last)
        canvas.rect((x, upright.end - 20), (until - x, upright.start - upright.end + 20), PANEL,
                    mark="pause")  # fmt: skip
        for side in (x, until):
            canvas.line([(side, upright.end - 20), (side, upright.start)], OFF, 3, dashed=True)
        middle = (x + until) / 2
        place = (middle, upright.start - 18)
        if width_of(each.label, SMALLEST) + 16 < until - x and canvas.free(
            place, each.label, SMALLEST
        ):
            canvas.text(place, each.label, SMALLEST, TEXT, anchor="middle")


def _band(canvas: Canvas, drawing: Lines, lying: Scale, upright: Scale) -> None:
    for part in _parts(drawing, [(each.x, each) for each in drawing.band]):
        over = [(lying.at(each.x), upright.at(each.high)) for each in part]
        under = [(lying.at(each.x), upright.at(each.low)) for each in reversed(part)]
        if len(part) == 1:  # of one day: as wide as its point
            x = over[0][0]
            over, under = [(x - 14, over[0][1]), (x + 14, over[0][1])], [
                (x + 14, under[0][1]), (x - 14, under[0][1])]  # fmt: skip
        canvas.area([*over, *under], BAND, mark="band")


def _parts(drawing: Lines, found: list[tuple[float, T]]) -> list[list[T]]:
    """What lies between pauses, each part by itself: nothing is drawn through days off."""
    parts: list[list[T]] = [[]]
    ends = [each.last for each in drawing.pauses]
    before = None
    for x, each in found:
        if before is not None and any(before < end <= x for end in ends):
            parts.append([])
        parts[-1].append(each)
        before = x
    return [part for part in parts if part]


def _line(canvas: Canvas, drawing: Lines, lying: Scale, upright: Scale) -> None:
    for part in _parts(drawing, [(each.x, each) for each in drawing.points if not _aside(each)]):
        places = [(lying.at(each.x), upright.at(each.y)) for each in part]
        if len(places) > 1:
            canvas.line(places, MAIN, 6 if len(drawing.points) <= MANY else 4)


def _aside(each: Dot) -> bool:
    """Whether the line goes past a point: a light day is no fall."""
    return each.kind == "easy"


def _points(canvas: Canvas, drawing: Lines, lying: Scale, upright: Scale) -> None:
    many = len(drawing.points) > MANY
    for each in drawing.points:
        at = (lying.at(each.x), upright.at(each.y))
        if each.kind == "easy":
            wedge(canvas, at, 8 if many else 14)
        elif each.kind == "record":
            star(canvas, at, 13 if many else 21)
        else:
            canvas.disc(at, 4 if many else 9, MAIN, mark="point")
    before = [drawing.points[0], *drawing.points[:-1]]
    for each, last in reversed(list(zip(drawing.points, before, strict=True))):
        if each.label:
            place = (lying.at(each.x), upright.at(each.y))
            _label(canvas, place, each, falls=each.y < last.y, bottom=upright.start)


def _label(canvas: Canvas, at: Place, each: Dot, *, falls: bool, bottom: float) -> None:
    """Write at a point, on the side that its line does not come from."""
    colour = RECORD if each.kind == "record" else TEXT
    half = width_of(each.label, SMALLEST) / 2
    x = min(max(at[0], half + 12), WIDTH - half - 12)
    over, under = at[1] - 30, at[1] + 50
    for y in (under, over) if falls and under < bottom + 20 else (over, under):
        if canvas.free((x, y), each.label, SMALLEST):
            canvas.text((x, y), each.label, SMALLEST, colour, anchor="middle")
            return


def _loads(canvas: Canvas, drawing: Lines, lying: Scale, upright: Scale) -> None:
    size = 15 if len(drawing.loads) <= MANY else 7 if len(drawing.loads) <= CROWD else 4
    for each in drawing.loads:
        square(canvas, (lying.at(each.x), upright.at(each.y)), size)
    if len(drawing.loads) > FEW:
        return
    for each in drawing.loads:
        place = (lying.at(each.x), upright.at(each.y) + 40)
        inside = place[1] < upright.start + 4
        if each.label and inside and canvas.free(place, each.label, SMALLEST):
            canvas.text(place, each.label, SMALLEST, QUIET, anchor="middle")


def _days(canvas: Canvas, drawing: Lines, lying: Scale, bottom: float) -> None:
    """Days under the axis, from the last back, as many as there is room for."""
    for each in reversed(drawing.ticks):
        half = width_of(each.label, LABEL) / 2
        place = (min(lying.at(each.x), WIDTH - half - 20), bottom + 44)
        if canvas.free(place, f"{each.label}   ", LABEL):
            canvas.text(place, each.label, LABEL, QUIET, anchor="middle")
