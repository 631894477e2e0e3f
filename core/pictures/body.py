"""The body from the front and from behind, each muscle as light as it was trained."""

from __future__ import annotations

from collections.abc import Mapping

from core.pictures.canvas import SMALLEST, WIDTH, Canvas
from core.pictures.drawings import Rows
from core.pictures.palette import QUIET, SKIN, STEPS

# Each shape: centre and half-axes of an ellipse, on a body 200 wide and 400 high, the left half;
# what does not stand on the middle line is drawn a second time on the right.
Shape = tuple[float, float, float, float]
FRAME: tuple[Shape, ...] = (
    (100, 34, 22, 28), (100, 66, 13, 16), (100, 140, 46, 66), (100, 205, 40, 30),
    (48, 108, 17, 30), (40, 150, 13, 36), (30, 198, 11, 34), (24, 238, 9, 14),
    (78, 262, 25, 56), (76, 345, 17, 46), (74, 394, 15, 8),
)  # fmt: skip
FRONT: Mapping[str, tuple[Shape, ...]] = {
    "neck": ((100, 68, 9, 9),),
    "traps": ((80, 80, 15, 6),),
    "front delts": ((58, 95, 11, 13),),
    "side delts": ((45, 100, 7, 15),),
    "chest": ((80, 112, 19, 17),),
    "biceps": ((42, 143, 9, 23),),
    "forearms": ((31, 196, 8, 26),),
    "abs": ((91, 152, 8, 9), (91, 172, 8, 9), (91, 192, 8, 10)),
    "quads": ((74, 262, 15, 44),),
    "adductors": ((92, 246, 6, 26),),
    "abductors": ((58, 232, 5, 20),),
    "calves": ((72, 344, 9, 28),),
}
BACK: Mapping[str, tuple[Shape, ...]] = {
    "neck": ((100, 64, 9, 8),),
    "traps": ((88, 88, 12, 16),),
    "rear delts": ((57, 98, 11, 12),),
    "side delts": ((45, 102, 6, 14),),
    "upper back": ((82, 120, 15, 13),),
    "lats": ((76, 152, 14, 24),),
    "triceps": ((42, 144, 9, 25),),
    "forearms": ((31, 196, 8, 26),),
    "lower back": ((92, 186, 7, 17),),
    "glutes": ((82, 222, 17, 18),),
    "abductors": ((60, 228, 5, 18),),
    "hamstrings": ((75, 278, 15, 36),),
    "calves": ((73, 340, 12, 28),),
}
MIDDLE = 100
RIGHT, WIDEST = WIDTH - 40, 240
STACKED, BESIDE = 560, 340  # the least height of two figures, and that of one


def draw_body(canvas: Canvas, drawing: Rows, top: float, height: float) -> float:
    """Two figures on the right, with their names below; gives where they end.

    One below the other where there is the height for it, else side by side.
    """
    stacked = height >= STACKED
    high, wide = (height / 2, WIDEST) if stacked else (BESIDE, WIDEST / 2 + 20)
    scale = min((high - 60) / 404, wide / (2 * MIDDLE))
    levels = dict(drawing.body)
    middle = RIGHT - WIDEST / 2
    places = (
        ((middle, top), (middle, top + high)) if stacked
        else ((RIGHT - wide * 1.5, top), (RIGHT - wide / 2, top))
    )  # fmt: skip
    sides = ((FRONT, drawing.front), (BACK, drawing.back))
    for (shapes, name), (x, y) in zip(sides, places, strict=True):
        left = x - MIDDLE * scale
        for shape in FRAME:
            _pair(canvas, shape, left, y, scale, SKIN, "")
        for muscle, found in shapes.items():
            level = max(0, min(levels.get(muscle, 0), len(STEPS) - 1))
            for shape in found:
                _pair(canvas, shape, left, y, scale, STEPS[level], f"muscle {muscle} {level}")
        below = (x, y + 404 * scale + 34)
        canvas.text(below, name, SMALLEST, QUIET, anchor="middle")
    return top + (height if stacked else high) + 10


def _pair(
    canvas: Canvas, shape: Shape, left: float, top: float, scale: float, colour: str, mark: str
) -> None:
    x, y, wide, high = shape
    for at in sorted({x, 2 * MIDDLE - x}):
        canvas.ellipse(
            (left + at * scale, top + y * scale), (wide * scale, high * scale), colour, mark=mark
        )
