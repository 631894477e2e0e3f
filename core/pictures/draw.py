"""A drawing to its SVG."""

from __future__ import annotations

from core.pictures.bars import draw_columns, draw_rows
from core.pictures.canvas import Canvas
from core.pictures.cards import draw_board, draw_card
from core.pictures.drawings import Board, Card, Columns, Drawing, Lines, Rows
from core.pictures.lines import draw_lines


def lay_out(drawing: Drawing) -> Canvas:
    """The sheet of a drawing, with where each of its texts stands."""
    match drawing:
        case Lines():
            return draw_lines(drawing)
        case Columns():
            return draw_columns(drawing)
        case Rows():
            return draw_rows(drawing)
        case Card():
            return draw_card(drawing)
        case Board():
            return draw_board(drawing)


def svg_of(drawing: Drawing) -> str:
    """A drawing as SVG."""
    return lay_out(drawing).svg(drawing.title)
