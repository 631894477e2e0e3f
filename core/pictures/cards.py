"""Cards to share and boards of a group as SVG."""

from __future__ import annotations

from collections.abc import Sequence

from core.pictures.canvas import SMALLEST, WIDTH, Canvas
from core.pictures.drawings import Board, Card
from core.pictures.font import drawable, width_of, wrapped
from core.pictures.frame import BODY, MARGIN, ROOM, foot, head, star, tiles
from core.pictures.palette import PANEL, QUIET, RECORD, RULE, TEXT

NAME, CELL = 44, 40
GAP, LEAST_NAME = 26.0, 240.0


def _edges(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> list[float]:
    """Where the columns of numbers begin and end: as wide as their words, names have the rest."""
    wide = [
        GAP + max(
            *(width_of(word, SMALLEST) for word in drawable(name).split() or [""]),
            *(width_of(row[place + 1], CELL) for row in rows), 0.0,
        )
        for place, name in enumerate(heading)
    ]  # fmt: skip
    most = ROOM - 20 - LEAST_NAME
    if sum(wide) > most:
        wide = [each * most / sum(wide) for each in wide]
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
        names = wrapped(each.name, NAME, ROOM - 56 - beside, 2, bold=True)
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
    """Lay out a table: names on the left, numbers in columns of equal width."""
    canvas = Canvas(0)
    y = head(canvas, drawing.title, drawing.subtitle)
    heading, *rows = drawing.rows
    edges = _edges(heading[1:], rows)
    name = edges[0] - MARGIN if edges else ROOM
    lines = [wrapped(each, SMALLEST, _column(edges, at) - GAP + 1, 2)
             for at, each in enumerate(heading[1:])]  # fmt: skip
    deep = max((len(each) for each in lines), default=0)
    for place, each in enumerate(lines):
        for at, line in enumerate(each):
            canvas.text((edges[place + 1], y + 34 + 44 * (deep - len(each) + at)), line, SMALLEST,
                        QUIET, anchor="end")  # fmt: skip
    y += 44 * deep + 14
    canvas.line([(MARGIN, y), (WIDTH - MARGIN, y)], RULE, 3)
    y += 14
    for number, row in enumerate(rows):
        if number % 2 == 0:
            canvas.rect((MARGIN, y), (ROOM, 80), PANEL, round_by=14)
        canvas.text((MARGIN + 20, y + 55), row[0], NAME, TEXT, bold=True, room=name - 28)
        for place, cell in enumerate(row[1:]):
            room = _column(edges, place) - 8
            canvas.text((edges[place + 1], y + 54), cell, CELL, TEXT, anchor="end", room=room)
        y += 84
    y = foot(canvas, y + 8, drawing.foot, lines=6)
    canvas.height = round(y + 30)
    return canvas
