"""What all pictures share: the head with its number that stands out, and what marks look like."""

from __future__ import annotations

from collections.abc import Sequence

from core.pictures.canvas import SMALLEST, WIDTH, Canvas, Place
from core.pictures.drawings import Legend, Tile
from core.pictures.font import width_of, wrapped
from core.pictures.palette import (
    BAND,
    EASY,
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
TITLE, HERO, BODY = 50, 84, 34


def head(canvas: Canvas, title: str, subtitle: str, hero: str = "", note: str = "") -> float:
    """Write the head; gives where what follows may begin."""
    y = 44.0
    for line in wrapped(title, TITLE, ROOM, 2, bold=True):
        y += TITLE
        canvas.text((MARGIN, y), line, TITLE, TEXT, bold=True, room=ROOM)
        y += 12
    if subtitle:
        for line in wrapped(subtitle, 32, ROOM, 2):
            y += 40
            canvas.text((MARGIN, y), line, 32, QUIET, room=ROOM)
    if hero:
        y += 28 + HERO * 0.8
        wide = canvas.text((MARGIN, y), hero, HERO, TEXT, bold=True, room=ROOM)
        left = MARGIN + wide + 28
        room = WIDTH - MARGIN - left
        lines = wrapped(note, 32, room, 2) if room > 200 else []
        for at, line in enumerate(lines):
            canvas.text((left, y - 40 * (len(lines) - 1 - at)), line, 32, QUIET, room=room)
    return y + 40


def tiles(canvas: Canvas, top: float, found: Sequence[Tile]) -> float:
    """Numbers side by side, each with what it is; gives where what follows may begin."""
    if not found:
        return top
    gap = 20
    wide = (ROOM - gap * (len(found) - 1)) / len(found)
    labels = [wrapped(each.label, SMALLEST, wide - 24, 2) for each in found]
    high = 106 + 34 * max(len(each) for each in labels)
    for place, each in enumerate(found):
        left = MARGIN + place * (wide + gap)
        canvas.rect((left, top), (wide, high), PANEL, round_by=20)
        size = 60.0
        while size > 36 and width_of(each.shown, size, bold=True) > wide - 32:
            size -= 4
        canvas.text((left + wide / 2, top + 76), each.shown, size, TEXT, anchor="middle",
                    bold=True, room=wide - 24)  # fmt: skip
        for at, line in enumerate(labels[place]):
            canvas.text((left + wide / 2, top + 116 + 34 * at), line, SMALLEST, QUIET,
                        anchor="middle", room=wide - 24)  # fmt: skip
    return top + high + 36


def foot(canvas: Canvas, top: float, words: str, lines: int = 3) -> float:
    """Quiet words under all else; gives where they end."""
    for line in wrapped(words, SMALLEST, ROOM, lines) if words else ():
        top += 38
        canvas.text((MARGIN, top), line, SMALLEST, QUIET, room=ROOM)
    return top + 14


def foot_height(words: str, lines: int = 3) -> float:
    """How high a foot is."""
    return 14 + 38 * len(wrapped(words, SMALLEST, ROOM, lines)) if words else 0


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
            left, y = float(MARGIN), y + 42
        _sample(canvas, (left + 18, y - 10), each.kind)
        canvas.text((left + 48, y), each.label, SMALLEST, QUIET, room=ROOM - 48)
        left += wide
    return y


def legend_height(found: Sequence[Legend]) -> float:
    """How high a legend is."""
    blank = Canvas(0)
    return legend(blank, 0, found) + 42 if found else 0


def _sample(canvas: Canvas, at: Place, kind: str) -> None:
    match kind:
        case "point":
            canvas.line([(at[0] - 18, at[1]), (at[0] + 18, at[1])], MAIN, 5)
            canvas.disc(at, 9, MAIN)
        case "band":
            canvas.rect((at[0] - 18, at[1] - 14), (36, 28), BAND)
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
