"""A sheet to draw on, written as SVG. What is written on it is fitted to its room, by the font."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape  # xml.sax.saxutils would import an HTTP client
from typing import Literal

from core.pictures.font import ASCENT, DESCENT, fitted, runs_of, width_of
from core.pictures.palette import CARD, TEXT

WIDTH = 1080
SMALLEST = 36  # of a picture 1080 wide: 12 points on a telephone of 360, as small print is there

RIM = f'stroke="{CARD}" stroke-width="10" stroke-linejoin="round" paint-order="stroke"'

Anchor = Literal["start", "middle", "end"]
Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """Where a text stands."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether two texts overlap."""
        return not (
            self.right <= other.left
            or other.right <= self.left
            or self.bottom <= other.top
            or other.bottom <= self.top
        )


@dataclass(slots=True)
class Canvas:
    """An SVG on its way. `boxes` holds where every text stands."""

    height: int
    parts: list[str] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)

    def text(
        self,
        at: Place,
        words: str,
        size: float = SMALLEST,
        colour: str = TEXT,
        *,
        anchor: Anchor = "start",
        bold: bool = False,
        room: float = WIDTH,
    ) -> float:
        """Write a line at its base line, cut where it is wider than its room; gives its width."""
        words = fitted(words, size, room, bold=bold)
        if not words:
            return 0.0
        wide = width_of(words, size, bold=bold)
        left = at[0] - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
        style = f'fill="{colour}"' + (' font-weight="700"' if bold else "")
        self._write(Box(words, left, at[1] - ASCENT * size, left + wide, at[1] + DESCENT * size),
                    (left, at[1]), size, style)  # fmt: skip
        return wide

    def label(self, at: Place, words: str, colour: str) -> None:
        """Write about a place, with a rim of the card's colour: it reads over lines and marks."""
        words, size = fitted(words, SMALLEST, WIDTH), SMALLEST
        wide = width_of(words, size)
        left = at[0] - wide / 2
        box = Box(words, left, at[1] - ASCENT * size, left + wide, at[1] + DESCENT * size)
        self._write(box, (left, at[1]), size, f'fill="{colour}" {RIM}')

    def _write(self, box: Box, at: Place, size: float, style: str) -> None:
        self.boxes.append(box)
        self.parts.append(
            f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" font-size="{size:g}" {style}>'
            f"{_marked_up(box.text, at[0], size, bold='font-weight' in style)}</text>"
        )

    def free(self, at: Place, words: str, size: float, anchor: Anchor = "middle") -> bool:
        """Whether a text would stand inside the sheet and overlap no other."""
        wide = width_of(words, size)
        left = at[0] - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
        box = Box(words, left - 8, at[1] - ASCENT * size, left + wide + 8, at[1] + DESCENT * size)
        inside = box.left >= 0 and box.right <= WIDTH
        return inside and not any(box.meets(each) for each in self.boxes)

    def rect(
        self, at: Place, size: Place, colour: str, *, round_by: float = 0, mark: str = ""
    ) -> None:
        """Fill a rectangle."""
        self._add(
            f'<rect x="{at[0]:.1f}" y="{at[1]:.1f}" width="{max(0.0, size[0]):.1f}" '
            f'height="{max(0.0, size[1]):.1f}" rx="{round_by:g}" fill="{colour}"',
            mark,
        )

    def line(
        self, places: Sequence[Place], colour: str, width: float, *, dashed: bool = False
    ) -> None:
        """Draw a line through places."""
        dash = ' stroke-dasharray="10 10"' if dashed else ""
        self._add(
            f'<polyline points="{_points(places)}" fill="none" stroke="{colour}" '
            f'stroke-width="{width:g}" stroke-linejoin="round" stroke-linecap="round"{dash}',
            "",
        )

    def area(self, places: Sequence[Place], colour: str, *, mark: str = "") -> None:
        """Fill the area inside places."""
        self._add(f'<polygon points="{_points(places)}" fill="{colour}"', mark)

    def disc(
        self, at: Place, radius: float, colour: str, *, hollow: bool = False, mark: str = ""
    ) -> None:
        """Draw a disc, or a ring."""
        paint = (
            f'fill="{CARD}" stroke="{colour}" stroke-width="4"' if hollow else f'fill="{colour}"'
        )
        self._add(f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="{radius:g}" {paint}', mark)

    def ellipse(self, at: Place, half: Place, colour: str, *, mark: str = "") -> None:
        """Fill an ellipse, by its centre and half its axes."""
        self._add(
            f'<ellipse cx="{at[0]:.1f}" cy="{at[1]:.1f}" rx="{half[0]:.1f}" ry="{half[1]:.1f}" '
            f'fill="{colour}"',
            mark,
        )

    def path(self, steps: str, colour: str, *, mark: str = "") -> None:
        """Fill what an SVG path encloses."""
        self._add(
            f'<path d="{steps}" fill="{colour}" stroke="{CARD}" stroke-width="3"',
            mark,
        )

    def svg(self, title: str) -> str:
        """The whole picture as SVG."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{self.height}" '
            f'viewBox="0 0 {WIDTH} {self.height}" font-family="Noto Sans">'
            f"<title>{escape(title)}</title>"
            f'<rect width="{WIDTH}" height="{self.height}" fill="{CARD}"/>'
            f"{''.join(self.parts)}</svg>"
        )

    def _add(self, tag: str, mark: str) -> None:
        named = f' class="{escape(mark)}"' if mark else ""
        self.parts.append(f"{tag}{named}/>")


def _marked_up(text: str, left: float, size: float, *, bold: bool) -> str:
    """A text, with what piles up in its own font and at its own place."""
    runs = [("", text)] if text.isascii() else runs_of(text)
    if runs == [("", text)]:
        return escape(text)
    parts = []
    for script, part in runs:
        family = f' font-family="Noto Sans {script}"' if script else ""
        parts.append(f'<tspan x="{left:.1f}"{family}>{escape(part)}</tspan>')
        left += width_of(part, size, bold=bold)
    return "".join(parts)


def _points(places: Sequence[Place]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
