"""The colours of pictures: one dark card that stands out from light and from dark chats alike.

Every colour of words, of lines and of marks reaches 4.5:1 on the card (WCAG 2.2, 1.4.3), shades of
the body 3:1 (1.4.11: what they show stands beside them as numbers).
Marks that mean different things differ in shape too.
"""

from __future__ import annotations

CARD = "#17202c"
PANEL = "#202c3a"  # the ground of a row or a tile
RULE = "#3a4757"  # lines of the grid: they carry nothing
TEXT = "#f4f7fa"
QUIET = "#b7c3d0"
MAIN = "#6cb6ff"  # what the picture is about
BAND = "#29455f"  # how sure that is ...
EDGE = "#6d97c2"  # ... and where it ends
ASIDE = "#648cb6"  # bars beside the one that it is about
LOAD = "#c9d4df"
RECORD = "#ffc24d"
EASY = "#d0b0ff"  # deloads and light days
OFF = "#8d9baa"  # days off

WORDS = (TEXT, QUIET, RECORD)  # colours that words have
MARKS = (MAIN, EDGE, ASIDE, LOAD, RECORD, EASY, OFF)
# From no set to many: one hue that grows lighter, so that no colour need be told from another.
SKIN = "#2a3645"  # of the body, where no muscle is shown
STEPS = ("#3d4a5a", "#5b88b4", "#6ea7dd", "#98cbfb", "#e2f1ff")


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4
              for each in parts]  # fmt: skip
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
