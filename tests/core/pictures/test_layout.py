"""Pictures by their structure: what is drawn, and that no text is cut, small, hidden or pale."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from resvg_py import svg_to_bytes

from core.pictures import palette
from core.pictures.canvas import SMALLEST, WIDTH, Canvas
from core.pictures.draw import lay_out, svg_of
from core.pictures.drawings import (
    Board,
    Card,
    Column,
    Columns,
    Dot,
    Drawing,
    Entry,
    Legend,
    Lines,
    Pause,
    Row,
    Rows,
    Span,
    Tick,
    Tile,
    drawing_json,
    drawing_text,
    json_drawing,
)
from core.pictures.font import FILES, fitted, width_of

LEGEND = (
    Legend("point", "estimated max"), Legend("band", "likely range"),
    Legend("load", "heaviest set"), Legend("record", "record"), Legend("easy", "light session"),
    Legend("off", "3 weeks or more without"),
)  # fmt: skip
LONG = "Очень длинное название упражнения со штангой на наклонной скамье узким хватом сидя"
CHINESE = "杠铃深蹲（暂停三秒）哑铃上斜卧推与龙门架绳索面拉超级组训练日记录"


def lift(count: int, title: str = "Squat", factor: float = 1.0) -> Lines:
    """So many sessions: every seventh a record, every ninth light, a break in the middle."""
    points, band, loads, pauses, x = [], [], [], [], 0.0
    for number in range(count):
        value = (100 + number % 13 + number * 0.1) * factor
        kind = "record" if number % 7 == 6 else "easy" if number % 9 == 5 else ""
        label = f"{value:.0f} kg" if number == count - 1 else ""
        points.append(Dot(x, value, kind, label))
        band.append(Span(x, value - 5, value + 5))
        loads.append(Dot(x, value * 0.8, "", f"×{number % 5 + 3}"))
        step = 24.0 if count > 5 and number == count // 2 else 3.5
        if step > 20:
            pauses.append(Pause(x, x + step, "24 days without"))
        x += step
    ticks = tuple(Tick(each.x, f"{number % 28 + 1} Nov") for number, each in enumerate(points))
    return Lines(
        title, "12 Jan to 30 Nov 2026", "142.5 kg", "estimated max now, likely 137 to 148",
        tuple(points), tuple(band), tuple(loads), tuple(pauses), ticks, LEGEND,
    )  # fmt: skip


WEEKS = Columns(
    "Working sets a week", "the last 12 weeks, from Monday", "64", "sets this week so far",
    tuple(Column(f"{n + 1} Nov", n % 5 * 14.0, f"{n % 5 * 14}", n == 11) for n in range(12)),
    42.0, "A usual week: 42.", "Load times reps this week: 18400 kg.",
)  # fmt: skip
WEEK = Rows(
    "The last 7 days", "15 Nov to 21 Nov",
    (Tile("4", "sessions, 4 usual"), Tile("64", "sets"), Tile("9 of 11", "targets hit")),
    (Row("quads", 14, "14", 12), Row("lower back", 3, "3", 0), Row("chest", 0, "0", 9.5)),
    "a usual week", (("quads", 4), ("chest", 0), ("lats", 2)), "front", "back",
    "Sets per muscle: direct 1, indirect 0.5.",
)  # fmt: skip
CARD = Card(
    "Session of 20 Nov 2026", "Ann",
    (Entry("Squat", "122.5 kg x 6, 7, 6", "heaviest so far"), Entry(LONG, CHINESE, ""),
     Entry("Pull-up", "bodyweight x 8")),
    (Tile("3", "exercises"), Tile("1000 min", "time")), "Bodyweight: 82.4 kg.",
)  # fmt: skip
BOARD = Board(
    "Board, Mon 16 Nov to Sun 22 Nov", "",
    (("", "hits", "sessions", "in reserve", "records", "weeks"),
     ("Ann", "5/6", "4/4", "18/20", "2", "6"), (LONG, "3/6", "3/4", "-", "-", "2"),
     ("王小明", "12/22", "1/3", "105/119", "1", "-")),
    "Hits of own targets, sessions of usual, rated sets in the aimed reserve.",
)  # fmt: skip
DRAWINGS: dict[str, Drawing] = {
    "lift": lift(12), "one point": lift(1), "two points": lift(2), "500 points": lift(500),
    "long": lift(30, LONG), "chinese": lift(40, CHINESE), "pounds": lift(30, factor=3.1),
    "no band": replace(lift(20), band=(), loads=(), legend=LEGEND[:1]),
    "flat": replace(lift(3), points=(Dot(0, 8), Dot(2, 8), Dot(4, 8, "", "8 reps")), band=(),
                    loads=(), whole=True),
    "weeks": WEEKS, "no weeks": replace(WEEKS, usual=None, usual_label=""), "week": WEEK,
    "no usual": replace(WEEK, usual_label="", rows=(Row("quads", 1, "1"),)),
    "long week": replace(WEEK, title=LONG, rows=tuple(
        Row(f"{LONG} {n}", n, f"{n}.5", n + 1) for n in range(12))),
    "card": CARD, "empty card": Card("Session"), "board": BOARD,
    "board of one": replace(BOARD, rows=BOARD.rows[:2]),
}  # fmt: skip
EVERY = pytest.mark.parametrize("drawing", DRAWINGS.values(), ids=DRAWINGS)


def classes(drawing: Drawing) -> list[str]:
    """What the marks of a picture say they are."""
    root = ElementTree.fromstring(svg_of(drawing))  # noqa: S314 - made by us
    return [each.get("class", "") for each in root.iter() if each.get("class")]


@EVERY
def test_no_text_overlaps_another_or_leaves_the_picture(drawing: Drawing) -> None:
    sheet = lay_out(drawing)
    for one, other in itertools.combinations(sheet.boxes, 2):
        assert not one.meets(other), (one, other)
    for each in sheet.boxes:
        assert each.left >= 0, each
        assert each.right <= WIDTH, each
        assert each.top >= 0, each
        assert each.bottom <= sheet.height, each


@EVERY
def test_no_text_is_small(drawing: Drawing) -> None:
    root = ElementTree.fromstring(svg_of(drawing))  # noqa: S314
    sizes = [float(each.get("font-size", 0)) for each in root.iter() if each.tag.endswith("text")]
    assert sizes
    assert min(sizes) >= SMALLEST


@EVERY
def test_drawn_and_under_200_kilobytes(drawing: Drawing) -> None:
    fonts = [str(each) for each in FILES]
    png = bytes(svg_to_bytes(svg_string=svg_of(drawing), font_files=fonts, skip_system_fonts=True))
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert len(png) < 200_000


@EVERY
def test_a_drawing_comes_back_from_json(drawing: Drawing) -> None:
    assert json_drawing(json.loads(drawing_text(drawing))) == drawing
    assert json_drawing(drawing_json(drawing)) == drawing


def test_every_session_is_drawn_by_its_own_shape() -> None:
    drawing = lift(30)
    kinds = [each.kind for each in drawing.points]
    found = classes(drawing)
    assert found.count("record") == kinds.count("record") == 4
    assert found.count("easy") == kinds.count("easy")
    assert found.count("point") == kinds.count("")
    assert found.count("load") == 30
    assert found.count("pause") == 1
    assert found.count("band") == 2  # nothing is drawn through the days off


def test_500_sessions_are_500_marks() -> None:
    found = classes(lift(500))
    assert sum(found.count(each) for each in ("point", "record", "easy")) == 500


def test_a_week_shows_bars_the_usual_and_the_body() -> None:
    found = classes(WEEK)
    assert found.count("bar") == 2  # none of nothing
    assert found.count("usual") == 3
    assert "muscle quads 4" in found
    assert "muscle chest 0" in found
    assert "muscle biceps 0" in found


def test_what_is_counted_has_no_halves_on_its_axis() -> None:
    written = [each.text for each in lay_out(DRAWINGS["flat"]).boxes]
    assert "8" in written
    assert not [each for each in written if "." in each and "kg" not in each]


@pytest.mark.parametrize("colour", palette.WORDS)
@pytest.mark.parametrize("ground", [palette.CARD, palette.PANEL, palette.BAND])
def test_words_stand_out(colour: str, ground: str) -> None:
    assert palette.contrast(colour, ground) >= 4.5


@pytest.mark.parametrize("colour", palette.MARKS)
def test_marks_stand_out(colour: str) -> None:
    assert palette.contrast(colour, palette.CARD) >= 3.0


def test_shades_of_the_body_grow_lighter() -> None:
    light = [palette.contrast(each, palette.CARD) for each in palette.STEPS]
    assert light == sorted(light)
    assert light[-1] > 10


@pytest.mark.parametrize(
    ("one", "other", "found"), [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48)]
)
def test_contrast_is_that_of_wcag(one: str, other: str, found: float) -> None:
    assert palette.contrast(one, other) == pytest.approx(found, abs=0.01)


def test_a_text_is_cut_where_its_room_ends() -> None:
    canvas = Canvas(100)
    canvas.text((0, 50), LONG, 40, room=300)
    assert canvas.boxes[0].text.endswith("…")
    assert canvas.boxes[0].right <= 300
    assert fitted("Squat", 40, width_of("Squat", 40)) == "Squat"
    assert fitted("Squat", 40, width_of("Squat", 40) - 1) != "Squat"
