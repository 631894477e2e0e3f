"""The drawings of what messages look like are those of the code as it is."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from tests.looks import FOLDER, THEMES, WIDE, made


async def test_drawings_are_those_of_the_code() -> None:
    drawn = await made()
    kept = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.svg")}
    assert kept == drawn, "run: python -m tests.looks"
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\(([a-z_]+\.svg)\)", page)) == set(drawn)
    for text in drawn.values():
        picture = ElementTree.fromstring(text)  # noqa: S314 - our own
        assert picture.get("width") == str(len(THEMES) * WIDE)


def test_words_can_be_read_in_every_theme() -> None:
    for theme in THEMES:
        pairs = (
            (theme.ink, theme.bubble), (theme.ink, theme.code),
            (theme.button_ink, theme.button), (theme.main_ink, theme.main),
        )  # fmt: skip
        for ink, under in pairs:
            light, dark = sorted((luminance(ink), luminance(under)), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, theme.name


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 has it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(share * c for share, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
