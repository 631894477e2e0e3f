"""How wide a text is, by the fonts that pictures are drawn with (fonts/OFL.txt).

The files hold no kerning and no ligatures (tests/bench/make_fonts.py), so a text is as wide as its
letters are. Letters that join or pile up (Arabic, Devanagari) come out narrower, never wider.
"""

from __future__ import annotations

import struct
import unicodedata
from array import array
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
REGULAR, BOLD, WIDE = (
    FONTS / "NotoSans-Regular.ttf",
    FONTS / "NotoSans-Bold.ttf",
    FONTS / "NotoSansCJK-Regular.otf",
)
PILED = tuple(
    FONTS / f"NotoSans{script}-Regular.ttf"
    for script in ("Devanagari", "Bengali", "Tamil", "Telugu")
)
SCRIPTS = PILED + tuple(
    FONTS / f"NotoSans{script}-Regular.ttf"
    for script in ("Arabic", "Hebrew", "Thai", "Armenian", "Georgian")
)
FILES = (REGULAR, BOLD, WIDE, *SCRIPTS)
JOINERS = "\u200c\u200d"  # between letters of some scripts; of themselves nothing
ASCENT, DESCENT = 0.78, 0.24  # of the size: what a line of text reaches above and below
ELLIPSIS = "…"
APART = ";:!?%»"
_UNKNOWN = "?"


class Widths:
    """The advance widths of one font: read once, a few kilobytes."""

    def __init__(self, path: Path) -> None:
        """Read the tables `cmap` (format 4) and `hmtx` of an OpenType font."""
        data = path.read_bytes()
        tables = _tables(data)
        self._per_em = struct.unpack_from(">H", data, tables[b"head"] + 18)[0]
        count = struct.unpack_from(">H", data, tables[b"hhea"] + 34)[0]
        pairs = array("H", data[tables[b"hmtx"] : tables[b"hmtx"] + 4 * count])
        pairs.byteswap()
        self._advances = pairs[::2]
        self._glyphs = _glyphs(data, tables[b"cmap"])

    def __contains__(self, sign: str) -> bool:
        """Whether the font has a character."""
        return ord(sign) in self._glyphs

    def of(self, sign: str) -> float:
        """The width of a character, in parts of the size."""
        glyph = min(self._glyphs[ord(sign)], len(self._advances) - 1)
        return float(self._advances[glyph] / self._per_em)


def _tables(data: bytes) -> dict[bytes, int]:
    (count,) = struct.unpack_from(">H", data, 4)
    found = (struct.unpack_from(">4sIII", data, 12 + 16 * place) for place in range(count))
    return {name: offset for name, _, offset, _ in found}


def _glyphs(data: bytes, cmap: int) -> dict[int, int]:
    """The number of the glyph of each character of the basic plane."""
    (count,) = struct.unpack_from(">H", data, cmap + 2)
    records = (struct.unpack_from(">HHI", data, cmap + 4 + 8 * place) for place in range(count))
    start = next(
        cmap + offset
        for _, _, offset in records
        if struct.unpack_from(">H", data, cmap + offset)[0] == 4
    )
    segments = struct.unpack_from(">H", data, start + 6)[0] // 2
    ends, starts, deltas, offsets = (
        struct.unpack_from(f">{segments}H", data, start + at)
        for at in (
            14, 16 + 2 * segments, 16 + 4 * segments, 16 + 6 * segments,
        )
    )  # fmt: skip
    glyphs: dict[int, int] = {}
    for place in range(segments):
        for sign in range(starts[place], min(ends[place], 0xFFFE) + 1):
            glyph = sign
            if offsets[place]:
                at = start + 16 + 6 * segments + 2 * place + offsets[place]
                glyph = struct.unpack_from(">H", data, at + 2 * (sign - starts[place]))[0]
            if glyph := (glyph + deltas[place]) & 0xFFFF:
                glyphs[sign] = glyph
    return glyphs


@cache
def _widths(path: Path) -> Widths:
    return Widths(path)


def _font_of(sign: str, *, bold: bool) -> Path | None:
    """The file that a character is drawn with: the first one that has it."""
    files = (BOLD if bold else REGULAR, WIDE, *SCRIPTS)
    return next((each for each in files if sign in _widths(each)), None)


def runs_of(text: str) -> list[tuple[str, str]]:
    """The parts of a text, each with the script that it needs named, "" for none.

    Letters that pile up are shaped right only by themselves, the spaces between them included.
    """
    found: list[tuple[str, str]] = []
    for sign in text:
        font = _font_of(sign, bold=False)
        script = font.stem.removeprefix("NotoSans").partition("-")[0] if font in PILED else ""
        if found and (script == found[-1][0] or sign == " "):
            found[-1] = (found[-1][0], found[-1][1] + sign)
        else:
            found.append((script, sign))
    return found


def files_of(texts: Iterable[str]) -> list[Path]:
    """The fonts that some texts are drawn with: only these need be read."""
    needed = {_font_of(sign, bold=False) for sign in set("".join(texts))}
    return [each for each in FILES if each in needed or each in (REGULAR, BOLD)]


def drawable(text: str) -> str:
    """A text with what no font has left out (emoji); "?" where nothing is left of it."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    kept = "".join(sign for sign in text if _font_of(sign, bold=False))
    kept = " ".join(kept.split()).strip(JOINERS)
    return kept or (_UNKNOWN if text else "")


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a drawable text is at a size."""
    total = 0.0
    for sign in text:
        font = _font_of(sign, bold=bold)
        total += _widths(font).of(sign) if font else 0.0
    return total * size


def fitted(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """A text that is no wider than there is room: cut at its end, with "…"."""
    text = drawable(text)
    if width_of(text, size, bold=bold) <= room:
        return text
    while text and width_of(text + ELLIPSIS, size, bold=bold) > room:
        text = text[:-1].rstrip()
    return text + ELLIPSIS


def wrapped(text: str, size: float, room: float, lines: int, *, bold: bool = False) -> list[str]:
    """A text in as many lines, broken between words, or within one that is wider than there is."""
    words = _words(text)
    found: list[str] = []
    while words and len(found) < lines - 1:
        line = ""
        while words and width_of(f"{line} {words[0]}".strip(), size, bold=bold) <= room:
            line = f"{line} {words.pop(0)}".strip()
        if not line:  # a word wider than the line: Chinese has no spaces
            word = words[0]
            while word and width_of(word, size, bold=bold) > room:
                word = word[:-1]
            line, words[0] = word or words[0], words[0][len(word) :]
            words = words if word and words[0] else words[1:]
        found.append(line)
    if words:
        found.append(fitted(" ".join(words), size, room, bold=bold))
    return found


def _words(text: str) -> list[str]:
    """The words of a text, with the signs that French sets apart: no line begins with one."""
    words: list[str] = []
    for each in drawable(text).split():
        if words and all(sign in APART for sign in each):
            words[-1] = f"{words[-1]} {each}"
        else:
            words.append(each)
    return words


def is_whole(lines: Sequence[str], text: str) -> bool:
    """Whether lines hold a whole text, no word of it cut or broken."""
    return " ".join(lines) == drawable(text)


def balanced(text: str, size: float, room: float, lines: int, *, bold: bool = False) -> list[str]:
    """A text in as few lines, about equally long: no single word is left over."""
    found = wrapped(text, size, room, lines, bold=bold)
    while len(found) > 1 and not found[-1].endswith(ELLIPSIS):
        room -= size
        narrower = wrapped(text, size, room, lines, bold=bold)
        if len(narrower) > len(found) or narrower[-1].endswith(ELLIPSIS):
            break
        found = narrower
    return found
