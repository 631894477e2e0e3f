"""Cards to share and boards of a group as SVG."""

from __future__ import annotations

from collections.abc import Sequence

from core.pictures.canvas import SMALLEST, WIDTH, Canvas
from core.pictures.drawings import Board, Card
from core.pictures.font import drawable, width_of, wrapped
from core.pictures.frame import BODY, MARGIN, ROOM, foot, head, star, tiles
from core.pictures.palette import PANEL, QUIET, RECORD, RULE, TEXT

NAME, CELL = 44, 40
GAP = 26.0
FEW = 6  # entries whose names may take two lines
LINE, ABOVE = 80.0, 54.0  # of a row, and what a name above its numbers adds


def _widths(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> list[float]:
    """How wide the columns of numbers are: as their words are."""
    return [
        GAP + max(
            *(width_of(word, SMALLEST) for word in drawable(name).split() or [""]),
            *(width_of(row[place + 1], CELL) for row in rows), 0.0,
        )
        for place, name in enumerate(heading)
    ]  # fmt: skip


def _edges(wide: Sequence[float]) -> list[float]:
    """Where the columns begin and end, from the right side back."""
    edges = [WIDTH - MARGIN - 20.0]
    for each in reversed(wide):
        edges.insert(0, edges[0] - each)
    return edges


def _column(edges: Sequence[float], place: int) -> float:
    return edges[place + 1] - edges[place]


def draw_card(drawing: Card) -> Canvas:
    """Lay out a few lines to show to others."""
    canvas = Canvas(0)
    y = head(canvas, drawing.title, drawing.subtitle)
    y = tiles(canvas, y, drawing.tiles)
    for each in drawing.entries:
        details = wrapped(each.detail, BODY, ROOM - 56, 2)
        beside = width_of(each.mark, SMALLEST) + 80 if each.mark else 0.0
        lines = 2 if len(drawing.entries) <= FEW else 1
        names = wrapped(each.name, NAME, ROOM - 56 - beside, lines, bold=True)
        high = 38 + 54 * len(names) + 50 * len(details)
        canvas.rect((MARGIN, y), (ROOM, high), PANEL, round_by=18, mark="entry")
        if each.mark:
            wide = canvas.text((WIDTH - MARGIN - 28, y + 60), each.mark, SMALLEST, RECORD,
                               anchor="end", room=ROOM / 2)  # fmt: skip
            star(canvas, (WIDTH - MARGIN - 28 - wide - 32, y + 47), 20)
        for at, line in enumerate(names):
            canvas.text((MARGIN + 28, y + 60 + 54 * at), line, NAME, TEXT, bold=True)
        below = y + 8 + 54 * len(names)
        for at, line in enumerate(details):
            canvas.text((MARGIN + 28, below + 50 + 50 * at), line, BODY, QUIET, room=ROOM - 56)
        y += high + 18
    y = foot(canvas, y, drawing.foot)
    canvas.height = round(y + 30)
    return canvas


def draw_board(drawing: Board) -> Canvas:
    """Lay out a table: names on the left, numbers in columns as wide as they are.

    Names stand above their numbers where beside them there is no room for both.
    """
    canvas = Canvas(0)
    y = head(canvas, drawing.title, drawing.subtitle)
    heading, *rows = drawing.rows
    wide = _widths(heading[1:], rows)
    names = max((width_of(drawable(row[0]), NAME, bold=True) for row in rows), default=0.0)
    above = sum(wide) + names + 28 > ROOM - 20
    if sum(wide) > ROOM - 40:
        wide = [each * (ROOM - 40) / sum(wide) for each in wide]
    edges = _edges(wide)
    y = _heading(canvas, heading[1:], edges, y)
    for number, row in enumerate(rows):
        room = ROOM - 40 if above else edges[0] - MARGIN - 28
        name = wrapped(row[0], NAME, room, 2 if above else 1, bold=True)
        high = LINE + (ABOVE * len(name) if above else 0.0)
        if number % 2 == 0:
            canvas.rect((MARGIN, y), (ROOM, high), PANEL, round_by=14)
        for at, words in enumerate(name):
            canvas.text((MARGIN + 20, y + 55 + ABOVE * at), words, NAME, TEXT, bold=True)
        line = y + high - LINE + 54
        for place, cell in enumerate(row[1:]):
            canvas.text((edges[place + 1], line), cell, CELL, TEXT, anchor="end",
                        room=_column(edges, place) - 8)  # fmt: skip
        y += high + 4
    y = foot(canvas, y + 8, drawing.foot, lines=6)
    canvas.height = round(y + 30)
    return canvas


def _heading(canvas: Canvas, names: Sequence[str], edges: Sequence[float], top: float) -> float:
    """What the columns are, on a line of their own; gives where the rows begin."""
    lines = [wrapped(each, SMALLEST, _column(edges, at) - GAP + 1, 2)
             for at, each in enumerate(names)]  # fmt: skip
    deep = max((len(each) for each in lines), default=0)
    for place, each in enumerate(lines):
        for at, line in enumerate(each):
            canvas.text((edges[place + 1], top + 34 + 44 * (deep - len(each) + at)), line,
                        SMALLEST, QUIET, anchor="end")  # fmt: skip
    top += 44 * deep + 14
    canvas.line([(MARGIN, top), (WIDTH - MARGIN, top)], RULE, 3)
    return top + 14
