"""Values over time as SVG: the line with its band, loads, records, light days and days off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypeVar

from core.pictures.canvas import SMALLEST, WIDTH, Canvas, Place
from core.pictures.drawings import Dot, Lines
from core.pictures.font import balanced, is_whole, width_of
from core.pictures.frame import MARGIN, head, legend, legend_height, square, star, wedge
from core.pictures.palette import BAND, EDGE, MAIN, OFF, PANEL, QUIET, RECORD, RULE, TEXT
from core.pictures.scale import Scale, around, round_values, shown

T = TypeVar("T")
HEIGHT = 1200
MANY = 60  # points, beyond which they are drawn small
CROWD = 150  # ... and beyond which the line stands for all but what is told by a shape
FEW = 14  # loads, up to which their repetitions are written
COLUMNS = {"record": 22.0, "easy": 18.0, "load": 7.0}  # of a crowd: pixels that one mark has
SUPPOSED = 21.0  # days without a value, over which a line is only supposed
IRREGULAR = 8  # ticks, up to which each is a day of its own; more are evenly spread
RIGHT = WIDTH - 40
EDGE_ROOM = 32  # between a label and the side of the picture


def draw_lines(drawing: Lines) -> Canvas:
    """Lay out values over time."""
    canvas = Canvas(HEIGHT)
    top = head(canvas, drawing.title, drawing.subtitle, drawing.hero, drawing.hero_note)
    bottom = HEIGHT - 34 - legend_height(drawing.legend) - 66
    loads = _shown_loads(drawing)
    values = [
        *(each.y for each in (*drawing.points, *loads)),
        *(each.low for each in drawing.band),
        *(each.high for each in drawing.band),
    ]
    low, high = around(values, drawing.least)
    marks = round_values(low, high, least=1.0 if drawing.whole else 0.0)
    wide = max(width_of(shown(each, drawing.decimal), SMALLEST) for each in marks)
    left = MARGIN + wide + 22
    upright = Scale(low, high, bottom, top + 24)
    days = [each.x for each in (*drawing.points, *drawing.loads)]
    lying = Scale(min(days), max(days), left + 24, RIGHT - 30)
    _grid(canvas, drawing, marks, upright, left)
    _pauses(canvas, drawing, lying, upright)
    _band(canvas, drawing, lying, upright)
    _line(canvas, drawing, lying, upright)
    _loads(canvas, loads, lying, upright)
    _days(canvas, drawing, lying, bottom)
    _points(canvas, drawing, lying, upright)
    legend(canvas, HEIGHT - 34 - legend_height(drawing.legend) + 46, drawing.legend)
    return canvas


def _grid(canvas: Canvas, drawing: Lines, marks: list[float], upright: Scale, left: float) -> None:
    for each in marks:
        y = upright.at(each)
        canvas.line([(left, y), (RIGHT, y)], RULE, 2)
        number = shown(each, drawing.decimal)
        canvas.text((left - 18, y + 12), number, SMALLEST, QUIET, anchor="end")


def _pauses(canvas: Canvas, drawing: Lines, lying: Scale, upright: Scale) -> None:
    for each in drawing.pauses:
        x, until = lying.at(each.first), lying.at(each.last)
        canvas.rect((x, upright.end - 20), (until - x, upright.start - upright.end + 20), PANEL,
                    mark="pause")  # fmt: skip
        for side in (x, until):
            canvas.line([(side, upright.end - 20), (side, upright.start)], OFF, 3, dashed=True)
        lines = balanced(each.label, SMALLEST, until - x - 16, 3)
        if is_whole(lines, each.label):
            for number, line in enumerate(reversed(lines)):
                place = ((x + until) / 2, upright.start - 18 - 46 * number)
                canvas.text(place, line, SMALLEST, TEXT, anchor="middle")


def _band(canvas: Canvas, drawing: Lines, lying: Scale, upright: Scale) -> None:
    """Where the values lie, as a ground with its two edges."""
    for part in _parts(drawing, [(each.x, each) for each in drawing.band]):
        over = [(lying.at(each.x), upright.at(each.high)) for each in part]
        under = [(lying.at(each.x), upright.at(each.low)) for each in part]
        if len(part) == 1:  # of one day: as wide as its point
            over, under = (
                [(each[0][0] - 14, each[0][1]), (each[0][0] + 14, each[0][1])]
                for each in (over, under)
            )
        canvas.area([*over, *reversed(under)], BAND, mark="band")
        for edge in (over, under) if len(drawing.band) <= CROWD else ():  # of years they are spikes
            canvas.line(edge, EDGE, 2)


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
    """The line through what was done; broken where weeks lie between two values."""
    wide = 6 if len(drawing.points) <= MANY else 4
    for part in _parts(drawing, [(each.x, each) for each in drawing.points if not _aside(each)]):
        run: list[Place] = []
        for one, other in pairwise([part[0], *part]):
            place = (lying.at(other.x), upright.at(other.y))
            if other.x - one.x > SUPPOSED:
                canvas.line(run, MAIN, wide)
                canvas.line([run[-1], place], OFF, 3, dashed=True)
                run = []
            run.append(place)
        canvas.line(run, MAIN, wide)


def _aside(each: Dot) -> bool:
    """Whether the line goes past a point: a light day is no fall."""
    return each.kind == "easy"


def _points(canvas: Canvas, drawing: Lines, lying: Scale, upright: Scale) -> None:
    many = len(drawing.points) > MANY
    for each in _told_apart(drawing.points, lying):
        at = (lying.at(each.x), upright.at(each.y))
        if each.kind == "easy":
            wedge(canvas, at, 9 if many else 14)
        elif each.kind == "record":
            star(canvas, at, 15 if many else 21)
        else:
            canvas.disc(at, 5 if many else 9, MAIN, mark="point")
    _labels(canvas, drawing, lying, upright)


def _labels(canvas: Canvas, drawing: Lines, lying: Scale, upright: Scale) -> None:
    """What is written at points: at records first, then where there is room left."""
    before = [drawing.points[0], *drawing.points[:-1]]
    labelled = [pair for pair in zip(drawing.points, before, strict=True) if pair[0].label]
    for each, last in sorted(labelled, key=lambda pair: pair[0].kind != "record"):
        place = (lying.at(each.x), upright.at(each.y))
        _label(canvas, place, each, falls=each.y < last.y, bottom=upright.start)


def _told_apart(points: Sequence[Dot], lying: Scale) -> Sequence[Dot]:
    """The points that are marked: all, or of a crowd its records, light sessions and the last."""
    if len(points) <= CROWD:
        return points
    records = [each for each in points if each.kind == "record"]
    easy = [each for each in points if each.kind == "easy"]
    newest = _thinned(records, lying, COLUMNS["record"], lambda each: each.x)
    lightest = _thinned(easy, lying, COLUMNS["easy"], lambda each: -each.y)
    last = points[-1:] if not points[-1].kind else ()
    return [*lightest, *newest, *last]


def _thinned(
    found: Sequence[Dot], lying: Scale, wide: float, by: Callable[[Dot], float]
) -> list[Dot]:
    """One in each column of so many pixels: what a phone can show."""
    kept: dict[int, Dot] = {}
    for each in found:
        column = int(lying.at(each.x) // wide)
        if column not in kept or by(each) > by(kept[column]):
            kept[column] = each
    return list(kept.values())


def _label(canvas: Canvas, at: Place, each: Dot, *, falls: bool, bottom: float) -> None:
    """Write at a point, on the side that its line does not come from."""
    colour = RECORD if each.kind == "record" else TEXT
    half = width_of(each.label, SMALLEST) / 2 + EDGE_ROOM
    x = min(max(at[0], half), WIDTH - half)
    over, under = at[1] - 32, at[1] + 56
    sides = (under, over) if falls and under < bottom + 20 else (over, under)
    for y in sides if each.kind == "record" else sides[:1]:
        if canvas.free((x, y), each.label, SMALLEST):
            canvas.label((x, y), each.label, colour)
            return


def _shown_loads(drawing: Lines) -> Sequence[Dot]:
    """The loads that are marked: all, or of a crowd the heaviest of a few days."""
    if len(drawing.loads) <= CROWD:
        return drawing.loads
    days = [each.x for each in drawing.loads]
    lying = Scale(min(days), max(days), 0, RIGHT - MARGIN)
    return _thinned(drawing.loads, lying, COLUMNS["load"], lambda each: each.y)


def _loads(canvas: Canvas, loads: Sequence[Dot], lying: Scale, upright: Scale) -> None:
    size = 15 if len(loads) <= MANY else 8
    for each in loads:
        square(canvas, (lying.at(each.x), upright.at(each.y)), size)
    if len(loads) > FEW:
        return
    places = [(lying.at(each.x), each.label) for each in reversed(loads)]
    if not _apart(places):  # none rather than some
        return
    for each in loads:
        place = (lying.at(each.x), upright.at(each.y) + 48)
        inside = place[1] < upright.start + 4
        if each.label and inside and canvas.free(place, each.label, SMALLEST):
            canvas.label(place, each.label, QUIET)


def _days(canvas: Canvas, drawing: Lines, lying: Scale, bottom: float) -> None:
    """Days under the axis, from the last back: as many as there is room for, evenly apart."""
    places = [
        (_within(lying.at(each.x), each.label), each.label) for each in reversed(drawing.ticks)
    ]
    step = 1
    if len(drawing.ticks) > IRREGULAR:
        step = next((by for by in range(1, len(places)) if _apart(places[::by])), len(places))
    for x, words in places[::step]:
        if canvas.free((x, bottom + 50), f"{words} ", SMALLEST):
            canvas.text((x, bottom + 50), words, SMALLEST, QUIET, anchor="middle")


def _within(x: float, words: str) -> float:
    half = width_of(words, SMALLEST) / 2 + 20
    return min(max(x, half), WIDTH - half)


def _apart(places: Sequence[tuple[float, str]]) -> bool:
    """Whether words in a row, the last one first, leave room between them."""
    return all(
        later[0] - earlier[0] > (width_of(later[1], SMALLEST) + width_of(earlier[1], SMALLEST)) / 2
        + 16
        for later, earlier in pairwise(places)
    )  # fmt: skip
