"""Make the fonts of pictures: subsets of Noto Sans, Noto Sans CJK and Noto Sans of other scripts.

    apt-get download fonts-noto-core fonts-noto-cjk
    for each in fonts-noto-*.deb; do dpkg-deb -x "$each" noto; done
    python -m venv v && v/bin/pip install fonttools
    v/bin/python -m tests.bench.make_fonts noto/usr/share/fonts

Kerning and ligatures are left out: a text is then as wide as its letters, which is how
core/pictures/font.py measures it. Of CJK: what names of the catalogue use, kana, and the first
level of the Chinese, Japanese and Korean national character sets, which hold the words of everyday.
Scripts whose letters join or pile up keep what shapes them; they come out no wider than measured.
"""

from __future__ import annotations

import sys
from pathlib import Path

CORE = Path(__file__).parents[2] / "core"
FONTS = CORE / "pictures" / "fonts"
LETTERS = (
    (0x20, 0x250), (0x2B0, 0x370), (0x370, 0x400), (0x400, 0x530), (0x1E00, 0x1F00),
    (0x2010, 0x2040), (0x20A0, 0x20C0), (0x2116, 0x2117), (0x2122, 0x2123),
)  # fmt: skip
SIGNS = {0x2190, 0x2192, 0x2212, 0x2248, 0x2264, 0x2265}  # Noto Sans has none of them
KANA = ((0x3000, 0x3100), (0xFF01, 0xFFEF))
FIRST_LEVELS = (("gb2312", 0xB0, 0xD8), ("euc_jp", 0xB0, 0xD0), ("euc_kr", 0xB0, 0xC9))
FIRST_OF_CJK = 0x2E80
JOINERS = {0x20, 0x200C, 0x200D}  # the space between words of a script is its font's own
SCRIPTS = {
    "Armenian": ((0x530, 0x590),), "Georgian": ((0x10A0, 0x1100), (0x1C90, 0x1CC0)),
    "Hebrew": ((0x590, 0x600),), "Arabic": ((0x600, 0x700),),
    "Thai": ((0xE00, 0xE80),), "Devanagari": ((0x900, 0x980),),
    "Bengali": ((0x980, 0xA00),), "Tamil": ((0xB80, 0xC00),), "Telugu": ((0xC00, 0xC80),),
}  # fmt: skip


def main(folder: Path) -> None:
    """Write the three files from the fonts under a folder."""
    letters = spans(LETTERS)
    for weight in ("Regular", "Bold"):
        source = next(folder.rglob(f"NotoSans-{weight}.ttf"))
        make(source, letters, FONTS / f"NotoSans-{weight}.ttf")
    exercises = CORE / "exercises"
    named = "".join((exercises / f"{name}.csv").read_text() for name in ("aliases", "words"))
    wide = {ord(sign) for sign in named if ord(sign) >= FIRST_OF_CJK} | spans(KANA) | SIGNS
    for codec, low, high in FIRST_LEVELS:
        wide |= level(codec, low, high)
    for script, parts in SCRIPTS.items():
        source = next(folder.rglob(f"NotoSans{script}-Regular.ttf"))
        target = FONTS / f"NotoSans{script}-Regular.ttf"
        make(source, spans(parts) | JOINERS, target, shaped=True)
    collection = next(folder.rglob("NotoSansCJK-Regular.ttc"))
    make(collection, wide, FONTS / "NotoSansCJK-Regular.otf", number=2)  # Chinese, simplified


def spans(parts: tuple[tuple[int, int], ...]) -> set[int]:
    """The numbers of several ranges."""
    return {number for low, high in parts for number in range(low, high)}


def level(codec: str, low: int, high: int) -> set[int]:
    """The characters of some rows of a national character set."""
    found = set()
    for first in range(low, high):
        for second in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes((first, second)).decode(codec)))
            except UnicodeDecodeError:
                continue
    return found


def make(
    source: Path, wanted: set[int], target: Path, number: int = 0, *, shaped: bool = False
) -> None:
    """Write a font that holds some characters of another, with what shapes them or without."""
    from fontTools import subset

    options = subset.Options()
    options.hinting, options.notdef_outline = False, True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]  # the copyright and the licence among them
    options.drop_tables += ["BASE", "VORG", "vhea", "vmtx", "kern"]
    if shaped:
        options.layout_features = [each for each in options.layout_features if each != "kern"]
    else:
        options.layout_features = []
        options.drop_tables += ["GDEF", "GPOS", "GSUB"]
    options.font_number = number
    font = subset.load_font(str(source), options)
    made = subset.Subsetter(options)
    made.populate(unicodes=sorted(wanted))
    made.subset(font)
    subset.save_font(font, str(target), options)
    print(target.name, len(font.getBestCmap()), "characters,", target.stat().st_size, "bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
