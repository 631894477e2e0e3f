"""Bars as SVG: upright ones by week or by error, lying ones by muscle against what is usual."""

from __future__ import annotations

from core.pictures.body import draw_body
from core.pictures.canvas import SMALLEST, WIDTH, Canvas
from core.pictures.drawings import Columns, Legend, Rows
from core.pictures.font import width_of
from core.pictures.frame import MARGIN, ROOM, foot, foot_height, head, legend, tiles
from core.pictures.palette import ASIDE, CARD, MAIN, PANEL, QUIET, RULE, TEXT
from core.pictures.scale import Scale

COLUMNS_HEIGHT = 1100
GAP = 0.26  # of a column's place, left between two
ROW, BAR = 61, 38
BODY_WIDTH = 300
NUMBER = 38


def draw_columns(drawing: Columns) -> Canvas:
    """Lay out upright bars, each with its number above and its name below."""
    canvas = Canvas(COLUMNS_HEIGHT)
    top = head(canvas, drawing.title, drawing.subtitle, drawing.hero, drawing.hero_note)
    notes = foot_height(drawing.foot)
    usual = drawing.usual is not None and bool(drawing.usual_label)
    bottom = COLUMNS_HEIGHT - 30 - notes - (56 if usual else 0) - 66
    most = max([each.value for each in drawing.columns] + [drawing.usual or 0.0]) or 1.0
    upright = Scale(0.0, most, bottom, top + 52)
    place = ROOM / len(drawing.columns)
    canvas.line([(MARGIN, bottom), (WIDTH - MARGIN, bottom)], RULE, 3)
    for number, each in enumerate(drawing.columns):
        left = MARGIN + number * place
        y = upright.at(each.value)
        canvas.rect((left + place * GAP / 2, y), (place * (1 - GAP), bottom - y),
                    MAIN if each.strong else ASIDE, round_by=6, mark="bar")  # fmt: skip
    if drawing.usual is not None:
        y = upright.at(drawing.usual)
        canvas.line([(MARGIN, y), (WIDTH - MARGIN, y)], CARD, 8)
        canvas.line([(MARGIN, y), (WIDTH - MARGIN, y)], TEXT, 4, dashed=True)
    _names(canvas, drawing, place, upright)
    if usual:
        y = COLUMNS_HEIGHT - 30 - notes
        canvas.line([(MARGIN, y - 13), (MARGIN + 44, y - 13)], TEXT, 4, dashed=True)
        canvas.text((MARGIN + 60, y), drawing.usual_label, SMALLEST, QUIET, room=ROOM - 60)
    foot(canvas, COLUMNS_HEIGHT - 30 - notes, drawing.foot)
    return canvas


def _names(canvas: Canvas, drawing: Columns, place: float, upright: Scale) -> None:
    """Numbers above the bars and names below, from the last back where there is no room for all."""
    for number in reversed(range(len(drawing.columns))):
        each = drawing.columns[number]
        middle = MARGIN + (number + 0.5) * place
        above = (middle, upright.at(each.value) - 14)
        if drawing.usual is not None and abs(above[1] - 14 - upright.at(drawing.usual)) < 32:
            above = (middle, min(above[1], upright.at(drawing.usual) - 14))
        half = max(width_of(each.label, SMALLEST) / 2, 1)
        below = (min(max(middle, half + 10), WIDTH - half - 10), upright.start + 50)
        if each.shown and canvas.free(above, each.shown, NUMBER):
            canvas.text(above, each.shown, NUMBER, TEXT, anchor="middle", bold=each.strong)
        if each.label and canvas.free(below, each.label, SMALLEST):
            colour = TEXT if each.strong else QUIET
            canvas.text(below, each.label, SMALLEST, colour, anchor="middle")


def draw_rows(drawing: Rows) -> Canvas:
    """Lay out lying bars with their names, and the body below."""
    canvas = Canvas(0)
    y = head(canvas, drawing.title, drawing.subtitle)
    y = tiles(canvas, y, drawing.tiles)
    top, right = y, WIDTH - MARGIN - (BODY_WIDTH if drawing.body else 0)
    y = _rows(canvas, drawing, top, right)
    if drawing.usual_label:
        y = legend(canvas, y + 28, [Legend("usual", drawing.usual_label)]) + 30
    if drawing.body:
        y = max(y, draw_body(canvas, drawing, top - 10, y - top))
    y = foot(canvas, y, drawing.foot)
    canvas.height = round(y + 30)
    return canvas


def _rows(canvas: Canvas, drawing: Rows, top: float, right: float) -> float:
    if not drawing.rows:
        return top
    name = min(330.0, max(width_of(each.name, NUMBER) for each in drawing.rows)) + 24
    number = max(width_of(each.shown, NUMBER, bold=True) for each in drawing.rows) + 20
    most = max(max(each.value, each.usual or 0.0) for each in drawing.rows) or 1.0
    lying = Scale(0.0, most, MARGIN + name, right - number)
    for place, each in enumerate(drawing.rows):
        y = top + place * ROW
        canvas.text((MARGIN, y + 34), each.name, NUMBER, TEXT, room=name - 16)
        canvas.rect((lying.start, y), (lying.end - lying.start, BAR), PANEL, round_by=8)
        if each.value:
            canvas.rect((lying.start, y), (lying.at(each.value) - lying.start, BAR), MAIN,
                        round_by=8, mark="bar")  # fmt: skip
        if each.usual is not None:
            x = lying.at(each.usual)
            canvas.rect((x - 7, y - 8), (14, BAR + 16), CARD)
            canvas.rect((x - 3, y - 8), (6, BAR + 16), TEXT, mark="usual")
        canvas.text((right, y + 34), each.shown, NUMBER, TEXT, anchor="end", bold=True)
    return top + len(drawing.rows) * ROW
