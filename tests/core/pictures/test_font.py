"""The fonts of pictures: what they hold, and how wide a text is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from resvg_py import svg_to_bytes

from core.exercises.catalogue import catalogue
from core.pictures.canvas import Canvas
from core.pictures.font import (
    BOLD,
    FILES,
    FONTS,
    PILED,
    REGULAR,
    WIDE,
    Widths,
    balanced,
    drawable,
    files_of,
    is_whole,
    runs_of,
    width_of,
    wrapped,
)  # fmt: skip
from core.pictures.frame import ROOM, TITLE

EXERCISES = Path(__file__).parents[3] / "core" / "exercises"


@pytest.mark.parametrize(
    "text",
    [
        "Wiederholungen für Übungen, größer", "¿Cuántas repeticiones? señal", "séries à l'échec, œ",
        "repetições até à falha", "подход, повтор, жим лёжа", "ł ő ş ğ ı č ř ů ø å",
        "深蹲 卧推 硬举",
        "スクワット ベンチプレス", "스쿼트 벤치프레스", "×8 – 82.5 … − ≤ ≥ → €",
        "السكوات الخلفي", "سکوات می‌زند", "סקוואט", "สควอท", "बैक स्क्वाट", "স্কোয়াট", "குந்து",
        "స్క్వాట్", "Ծանրաձող", "შტანგა", "Gánh tạ", "Καθίσματα",
    ],
)  # fmt: skip
def test_letters_of_every_language_are_there(text: str) -> None:
    assert drawable(text) == text


@pytest.mark.parametrize("name", ["aliases.csv", "words.csv", "catalogue.csv"])
def test_every_name_of_the_catalogue_can_be_written(name: str) -> None:
    signs = {sign for sign in (EXERCISES / name).read_text(encoding="utf-8") if sign > "~"}
    assert {sign for sign in signs if drawable(sign) != sign} == set()


def test_what_no_font_has_is_left_out() -> None:
    assert drawable("👩‍👩") == "?"  # nothing but a joiner is left of it
    assert drawable("Ann 💪 B") == "Ann B"
    assert drawable("💪") == "?"
    assert drawable("") == ""
    assert drawable("e\u0301") == "é"


def test_a_width_is_that_of_what_is_drawn() -> None:
    """Held against resvg: as many pixels as it inks, give or take the sides of the letters."""
    for text, bold in (("Squat 142.5 kg", True), ("Жим лёжа 深蹲", False)):
        weight = ' font-weight="700"' if bold else ""
        svg = (
            '<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="120" '
            f'font-family="Noto Sans"><text x="0" y="80" font-size="60"{weight}>{text}|</text>'
            "</svg>"
        )
        bar = svg.replace(f"{text}|", f"{text}")
        wide = [_inked(each) for each in (svg, bar)]
        assert wide[1] < wide[0]
        assert width_of(text, 60, bold=bold) == pytest.approx(wide[1], abs=6)


def _inked(svg: str) -> int:
    """The first column from the right that has ink, by an uncompressed look at the picture."""
    import struct
    import zlib

    fonts = [str(each) for each in FILES]
    png = bytes(svg_to_bytes(svg_string=svg, font_files=fonts, skip_system_fonts=True))
    parts, at = b"", 8
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        kind = png[at + 4 : at + 8]
        if kind == b"IHDR":
            wide, high = struct.unpack_from(">II", png, at + 8)
        parts += png[at + 8 : at + 8 + length] if kind == b"IDAT" else b""
        at += 12 + length
    rows = _unfiltered(zlib.decompress(parts), wide * 4, high)
    return max(x for row in rows for x in range(wide) if row[4 * x + 3])


def _unfiltered(data: bytes, stride: int, high: int) -> list[bytearray]:
    rows, before = [], bytearray(stride)
    for number in range(high):
        start = number * (stride + 1)
        kind, row = data[start], bytearray(data[start + 1 : start + 1 + stride])
        for x in range(stride):
            left = row[x - 4] if x >= 4 else 0
            corner = before[x - 4] if x >= 4 else 0
            row[x] = (row[x] + _predicted(kind, left, before[x], corner)) & 255
        rows.append(row)
        before = row
    return rows


def _predicted(kind: int, left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    nearest = min((left, up, corner), key=lambda each: abs(guess - each))
    return (0, left, up, (left + up) // 2, nearest)[kind]


@pytest.mark.parametrize(
    ("one", "other"),
    [("कमल", "गरम"), ("কমল", "গরম"), ("கமல", "பமல"), ("కమల", "గమల"), ("قلم", "علم"), ("שלם", "גלם"),
     ("กขค", "งจฉ"), ("ԲԳԴ", "ԵԶԷ"), ("აბგ", "დევ"), ("深蹲深", "卧推推")],
)  # fmt: skip
@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("before", ["", "100 kg, "])
def test_letters_are_drawn_and_not_boxes(one: str, other: str, bold: bool, before: str) -> None:
    """Boxes for letters that are not found look the same for every word of so many letters."""
    drawn = []
    for word in (one, other):
        canvas = Canvas(120)
        canvas.text((20, 80), before + word, 60, bold=bold)
        fonts = [str(each) for each in files_of(each.text for each in canvas.boxes)]
        svg = canvas.svg("x")
        drawn.append(bytes(svg_to_bytes(svg_string=svg, font_files=fonts, skip_system_fonts=True)))
    assert drawn[0] != drawn[1]
    assert all(" " in Widths(each) for each in PILED)


def test_what_piles_up_is_drawn_in_a_run_of_its_own() -> None:
    assert runs_of("100 kg x 5") == [("", "100 kg x 5")]
    assert runs_of("5, बैक स्क्वाट 2") == [("", "5, "), ("Devanagari", "बैक स्क्वाट "), ("", "2")]
    assert runs_of("深蹲 Жим السكوات") == [("", "深蹲 Жим السكوات")]
    canvas = Canvas(100)
    canvas.text((20, 80), "5, बैक", 50)
    (mixed,) = canvas.parts
    after = 20 + width_of("5, ", 50)
    assert f'<tspan x="{after:.1f}" font-family="Noto Sans Devanagari">बैक</tspan>' in mixed


def test_only_the_fonts_that_are_needed_are_read() -> None:
    assert files_of(["Squat", "Жим 82,5"]) == [REGULAR, BOLD]
    assert files_of(["Squat", "深蹲"]) == [REGULAR, BOLD, WIDE]
    assert [each.name for each in files_of(["שלם"])[2:]] == ["NotoSansHebrew-Regular.ttf"]


def test_widths_of_single_letters() -> None:
    """Noto Sans: 1000 units to the size; figures are all of one width."""
    regular, bold = Widths(REGULAR), Widths(BOLD)
    assert {regular.of(each) for each in "0123456789"} == {0.572}
    assert bold.of("W") > regular.of("W") > regular.of("i")
    assert "深" not in regular


def test_a_text_is_broken_between_words_and_cut_at_last() -> None:
    assert wrapped("one two three", 30, 1000, 2) == ["one two three"]
    assert wrapped("one two three", 30, width_of("one two", 30), 2) == ["one two", "three"]
    assert wrapped("one two three", 30, width_of("one two", 30), 1)[0].endswith("…")
    assert len(wrapped("深蹲" * 30, 40, 300, 3)) == 3
    assert wrapped("", 30, 100, 2) == []


def test_a_text_in_two_lines_leaves_no_word_over() -> None:
    room = width_of("estimated max now, likely 149", 38)
    assert wrapped("estimated max now, likely 149 to 158", 38, room, 2)[1] == "to 158"
    assert balanced("estimated max now, likely 149 to 158", 38, room, 2) == [
        "estimated max now,", "likely 149 to 158",
    ]  # fmt: skip
    assert balanced("one", 38, room, 2) == ["one"]
    assert balanced("", 38, room, 2) == []
    long = "so many words that there are more of them than two lines of this room can ever hold"
    assert balanced(long, 38, room, 2) == wrapped(long, 38, room, 2)


def test_no_line_begins_with_a_sign_that_french_sets_apart() -> None:
    text = "plus que prévu ; en haut : « combien »"
    for room in range(220, 700, 10):
        lines = wrapped(text, 38, room, 9)
        assert not [each for each in lines if each[0] in ";:»"], lines
        assert is_whole(lines, text)


def test_what_is_cut_or_broken_is_not_whole() -> None:
    for text, room in (("one two", 1000), ("тренировки, обычно 3", 240)):
        assert is_whole(wrapped(text, 38, room, 2), text)
    for text, room in (("тренировки, обычно 3", 150), ("one two three four five", 120)):
        assert not is_whole(wrapped(text, 38, room, 2), text)
    assert is_whole([], "")


def test_the_licence_stands_beside_the_fonts() -> None:
    text = (FONTS / "OFL.txt").read_text(encoding="utf-8")
    assert re.search("SIL OPEN FONT LICENSE Version 1.1", text)
    assert all(each.name in text for each in FILES)
    assert sum(each.stat().st_size for each in FILES) < 2_300_000


def test_names_of_exercises_fit_a_title() -> None:
    for exercise in catalogue().values():
        assert not wrapped(exercise.name, TITLE, ROOM, 2, bold=True)[-1].endswith("…")
