"""What all pictures share: the head with its number that stands out, and what marks look like."""

from __future__ import annotations

from collections.abc import Sequence

from core.pictures.canvas import SMALLEST, WIDTH, Canvas, Place
from core.pictures.drawings import Legend, Tile
from core.pictures.font import balanced, is_whole, width_of, wrapped
from core.pictures.palette import (
    BAND,
    EASY,
    EDGE,
    LOAD,
    MAIN,
    OFF,
    PANEL,
    QUIET,
    RECORD,
    TEXT,
)

MARGIN = 56
ROOM = WIDTH - 2 * MARGIN
GUTTER = 20
TITLE, HERO, BODY = 56, 96, 40
NOTE = 38  # a subtitle, and what stands beside the number


def head(canvas: Canvas, title: str, subtitle: str, hero: str = "", note: str = "") -> float:
    """Write the head; gives where what follows may begin."""
    y = 44.0
    for line in balanced(title, TITLE, ROOM, 3, bold=True):
        y += TITLE
        canvas.text((MARGIN, y), line, TITLE, TEXT, bold=True, room=ROOM)
        y += 12
    if subtitle:
        for line in wrapped(subtitle, NOTE, ROOM, 2):
            y += 48
            canvas.text((MARGIN, y), line, NOTE, QUIET, room=ROOM)
    if hero:
        y += 28 + HERO * 0.8
        wide = canvas.text((MARGIN, y), hero, HERO, TEXT, bold=True, room=ROOM)
        y = _note(canvas, (MARGIN + wide + 28, y), note)
    return y + 40


def _note(canvas: Canvas, at: Place, note: str) -> float:
    """What the number is: beside it, or below where there is no room; gives where it ends."""
    left, y = at
    room = WIDTH - MARGIN - left
    beside = balanced(note, NOTE, room, 2) if room > NOTE * 4 else []
    if is_whole(beside, note):
        for place, line in enumerate(beside):
            below = len(beside) - 1 - place
            canvas.text((left, y - 46 * below), line, NOTE, QUIET, room=room)
        return y
    y += 12
    for line in balanced(note, NOTE, ROOM, 2):
        y += 46
        canvas.text((MARGIN, y), line, NOTE, QUIET, room=ROOM)
    return y


def tiles(canvas: Canvas, top: float, found: Sequence[Tile]) -> float:
    """Numbers with what they are; gives where what follows may begin.

    Side by side; two in a row where a word of what they are would not fit so.
    """
    if not found:
        return top
    wide = (ROOM - GUTTER * (len(found) - 1)) / len(found)
    labels = [wrapped(each.label, SMALLEST, wide - 24, 2) for each in found]
    if not all(is_whole(lines, each.label) for lines, each in zip(labels, found, strict=True)):
        return _tiles_in_pairs(canvas, top, found)
    high = 112 + 44 * max(len(each) for each in labels)
    for place, each in enumerate(found):
        left = MARGIN + place * (wide + GUTTER)
        canvas.rect((left, top), (wide, high), PANEL, round_by=20)
        middle = left + wide / 2
        size = _size_within(each.shown, wide - 32)
        canvas.text((middle, top + 76), each.shown, size, TEXT, anchor="middle", bold=True,
                    room=wide - 24)  # fmt: skip
        for at, line in enumerate(labels[place]):
            canvas.text((middle, top + 126 + 44 * at), line, SMALLEST, QUIET, anchor="middle",
                        room=wide - 24)  # fmt: skip
    return top + high + 36


def _tiles_in_pairs(canvas: Canvas, top: float, found: Sequence[Tile]) -> float:
    wide, high = (ROOM - GUTTER) / 2, 112.0
    for place, each in enumerate(found):
        row, column = divmod(place, 2)
        left, y = MARGIN + column * (wide + GUTTER), top + row * (high + GUTTER)
        canvas.rect((left, y), (wide, high), PANEL, round_by=20)
        size = _size_within(each.shown, wide * 0.45)
        shown = canvas.text((left + 24, y + 78), each.shown, size, TEXT, bold=True,
                            room=wide * 0.45)  # fmt: skip
        beside = left + 24 + shown + 20
        lines = balanced(each.label, SMALLEST, left + wide - 16 - beside, 2)
        for at, line in enumerate(lines):
            first = y + (48 if len(lines) > 1 else 70)
            canvas.text((beside, first + 42 * at), line, SMALLEST, QUIET)
    return top + (len(found) + 1) // 2 * (high + GUTTER) + 16


def _size_within(shown: str, room: float) -> float:
    size = 64.0
    while size > SMALLEST and width_of(shown, size, bold=True) > room:
        size -= 4
    return size


def foot(canvas: Canvas, top: float, words: str, lines: int = 3) -> float:
    """Quiet words under all else; gives where they end."""
    for line in wrapped(words, SMALLEST, ROOM, lines) if words else ():
        top += 48
        canvas.text((MARGIN, top), line, SMALLEST, QUIET, room=ROOM)
    return top + 14


def foot_height(words: str, lines: int = 3) -> float:
    """How high a foot is."""
    return 14 + 48 * len(wrapped(words, SMALLEST, ROOM, lines)) if words else 0


def star(canvas: Canvas, at: Place, size: float, *, mark: str = "record") -> None:
    """A record: a star, so that it is told from a point without its colour."""
    x, y = at
    outer, inner = size, size * 0.45
    turns = (
        (0.0, -1.0), (0.588, -0.809), (0.951, -0.309), (0.951, 0.309), (0.588, 0.809),
        (0.0, 1.0), (-0.588, 0.809), (-0.951, 0.309), (-0.951, -0.309), (-0.588, -0.809),
    )  # fmt: skip
    steps = [
        f"{x + dx * (inner if place % 2 else outer):.1f},"
        f"{y + dy * (inner if place % 2 else outer):.1f}"
        for place, (dx, dy) in enumerate(turns)
    ]
    canvas.path("M" + "L".join(steps) + "Z", RECORD, mark=mark)


def wedge(canvas: Canvas, at: Place, size: float, *, mark: str = "easy") -> None:
    """A light session: a triangle that points down."""
    x, y = at
    canvas.path(f"M{x - size:.1f},{y - size * 0.7:.1f}h{2 * size:.1f}l{-size:.1f},"
                f"{size * 1.6:.1f}Z", EASY, mark=mark)  # fmt: skip


def square(canvas: Canvas, at: Place, size: float, *, mark: str = "load") -> None:
    """A load."""
    canvas.rect((at[0] - size / 2, at[1] - size / 2), (size, size), LOAD, mark=mark)


def legend(canvas: Canvas, top: float, found: Sequence[Legend]) -> float:
    """What the marks mean, in as many lines as it takes; gives where it ends."""
    left, y = float(MARGIN), top
    for each in found:
        wide = 52 + width_of(each.label, SMALLEST) + 36
        if left > MARGIN and left + wide - 36 > WIDTH - MARGIN:
            left, y = float(MARGIN), y + 50
        _sample(canvas, (left + 18, y - 13), each.kind)
        canvas.text((left + 48, y), each.label, SMALLEST, QUIET, room=ROOM - 48)
        left += wide
    return y


def legend_height(found: Sequence[Legend]) -> float:
    """How high a legend is."""
    blank = Canvas(0)
    return legend(blank, 0, found) + 46 if found else 0


def _sample(canvas: Canvas, at: Place, kind: str) -> None:
    match kind:
        case "point":
            canvas.line([(at[0] - 18, at[1]), (at[0] + 18, at[1])], MAIN, 5)
            canvas.disc(at, 9, MAIN)
        case "band":
            canvas.rect((at[0] - 18, at[1] - 14), (36, 28), BAND)
            for side in (-14, 14):
                canvas.line([(at[0] - 18, at[1] + side), (at[0] + 18, at[1] + side)], EDGE, 2)
        case "load":
            square(canvas, at, 18, mark="")
        case "record":
            star(canvas, at, 17, mark="")
        case "easy":
            wedge(canvas, at, 13, mark="")
        case "off":
            canvas.rect((at[0] - 18, at[1] - 14), (36, 28), PANEL)
            canvas.line([(at[0] - 18, at[1] - 14), (at[0] - 18, at[1] + 14)], OFF, 3, dashed=True)
            canvas.line([(at[0] + 18, at[1] - 14), (at[0] + 18, at[1] + 14)], OFF, 3, dashed=True)
        case _:
            canvas.line([(at[0], at[1] - 18), (at[0], at[1] + 18)], TEXT, 5)
