"""A drawing to its SVG."""

from __future__ import annotations

from dataclasses import dataclass

from core.pictures.bars import draw_columns, draw_rows
from core.pictures.canvas import Canvas
from core.pictures.cards import draw_board, draw_card
from core.pictures.drawings import Board, Card, Columns, Drawing, Lines, Rows
from core.pictures.font import files_of
from core.pictures.lines import draw_lines

TALL = 1800  # pixels: a phone shows what is higher as high as its screen, so smaller
ZOOMS = (0.8, 0.65, 0.5, 0.4)
LEAST = 0.5  # of the size, however tall


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


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a picture is made of."""

    svg: str
    fonts: tuple[str, ...]  # the files that its letters are in
    zooms: tuple[float, ...]  # how large it is drawn: the next one where it is too heavy so


def sheet_of(drawing: Drawing) -> Sheet:
    """A drawing as SVG with its fonts; a tall one smaller, as it is shown smaller."""
    canvas = lay_out(drawing)
    fonts = tuple(str(each) for each in files_of(each.text for each in canvas.boxes))
    largest = max(LEAST, min(1.0, TALL / max(1, canvas.height)))
    smaller = (each for each in ZOOMS if each < largest - 0.05)
    return Sheet(canvas.svg(drawing.title), fonts, (largest, *smaller))
