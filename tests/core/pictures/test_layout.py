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
from core.pictures.draw import TALL, lay_out, sheet_of, svg_of
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
from core.pictures.frame import MARGIN
from core.pictures.lines import COLUMNS, CROWD, SUPPOSED
from core.pictures.scale import around

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
    "Sets per muscle: where a muscle only helps, a set counts half.",
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
    "Targets hit, sessions against the usual, sets stopped where planned.",
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


def shapes(drawing: Drawing, tag: str) -> list[ElementTree.Element]:
    """The shapes of a picture of one kind."""
    root = ElementTree.fromstring(svg_of(drawing))  # noqa: S314 - made by us
    return [each for each in root.iter() if each.tag.endswith(tag)]


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


@pytest.mark.parametrize(
    ("entries", "zooms"), [(3, (1.0, 0.8, 0.65, 0.5, 0.4)), (12, (0.85, 0.8, 0.65, 0.5, 0.4))]
)
def test_a_tall_picture_is_drawn_smaller(entries: int, zooms: tuple[float, ...]) -> None:
    card = Card("Session", "", tuple(Entry(f"Squat {n}", "100 kg x 5") for n in range(entries)))
    sheet = sheet_of(card)
    assert sheet.zooms == pytest.approx(zooms, abs=0.02)
    assert lay_out(card).height * sheet.zooms[0] <= TALL
    assert "<svg" in sheet.svg
    assert len(sheet.fonts) == 2


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


@pytest.mark.parametrize(("count", "each_marked"), [(CROWD, True), (CROWD + 1, False)])
def test_a_crowd_is_a_line_with_what_happened(count: int, each_marked: bool) -> None:
    found = classes(lift(count))
    marks = sum(found.count(each) for each in ("point", "record", "easy"))
    assert (marks == count) == each_marked
    assert (found.count("load") == count) == each_marked
    edges = [each for each in shapes(lift(count), "polyline") if each.get("stroke") == palette.EDGE]
    assert (len(edges) > 2) == each_marked  # two are the sample of the legend
    assert found.count("record") > 5
    assert found.count("easy") > 5


def test_of_500_sessions_no_more_marks_than_a_phone_can_show() -> None:
    drawing = lift(500)
    found = classes(drawing)
    for kind, wide in COLUMNS.items():
        assert 10 < found.count(kind) <= (WIDTH - MARGIN) / wide
    assert found.count("point") <= 1  # the last one
    lines = [each for each in shapes(drawing, "polyline") if each.get("stroke") == palette.MAIN]
    through = sum(len(each.get("points", "").split()) for each in lines)
    kinds = [each.kind for each in drawing.points]
    assert through == 500 - kinds.count("easy") + 2  # all of them, and the sample of the legend


def test_a_value_after_weeks_without_one_is_only_supposed() -> None:
    for gap, dashed in ((SUPPOSED, 0), (SUPPOSED + 1, 1)):
        points = tuple(Dot(x, 80.0 + n) for n, x in enumerate((0.0, 3.0, 3.0 + gap, 6.0 + gap)))
        drawing = Lines("Bodyweight", points=points)
        found = [each for each in shapes(drawing, "polyline") if each.get("stroke-dasharray")]
        assert len(found) == dashed


@pytest.mark.parametrize("count", [9, 30, 100, 500])
def test_many_days_on_the_axis_are_evenly_apart(count: int) -> None:
    ticks = tuple(Tick(7.0 * number, f"{number % 28 + 1} Sept") for number in range(count))
    drawing = Lines("Squat", points=tuple(Dot(each.x, 100.0) for each in ticks), ticks=ticks)
    named = [each for each in lay_out(drawing).boxes if "Sept" in each.text]
    assert len(named) >= 3
    middles = sorted((each.left + each.right) / 2 for each in named)
    steps = [other - one for one, other in itertools.pairwise(middles)]
    assert max(steps[1:-1] or [0]) - min(steps[1:-1] or [0]) < 1  # the ends keep off the sides


@pytest.mark.parametrize(
    ("values", "least", "low", "high"),
    [((100, 102), 10, 96, 106), ((80, 100), 10, 78.4, 101.6), ((8, 9), 20, 0, 18.5),
     ((5, 5), 0, 4, 6), ((-30, -20), 5, -30.8, -19.2)],
)  # fmt: skip
def test_little_looks_like_little(
    values: tuple[float, ...], least: float, low: float, high: float
) -> None:
    assert around(values, least) == pytest.approx((low, high))


def test_what_a_number_is_stands_beside_it_or_below() -> None:
    for hero, below in (("8 reps", False), ("12 повторов всего", True)):
        drawing = replace(lift(5), hero=hero, hero_note="лучший подход, последняя тренировка")
        boxes = {each.text: each for each in lay_out(drawing).boxes}
        notes = [each for text, each in boxes.items() if "подход" in text]
        assert "…" not in "".join(boxes)
        assert (notes[0].top > boxes[hero].bottom - 30) == below


def test_names_stand_above_their_numbers_where_there_is_no_room_beside() -> None:
    for drawing, above in ((replace(BOARD, rows=(("", "hits"), ("Ann", "5/6"))), False),
                           (replace(BOARD, rows=(("", "hits"), (LONG[:40], "5/6"))), True),
                           (BOARD, True)):  # fmt: skip
        boxes = {each.text: each for each in lay_out(drawing).boxes}
        name = drawing.rows[1][0]
        first = next(each for text, each in boxes.items() if name.startswith(text[:6]) and text)
        assert "…" not in first.text
        assert (boxes["5/6"].bottom > first.bottom + 30) == above
        headings = [word for each in drawing.rows[0] for word in each.split()]
        assert all(any(word in text.split() for text in boxes) for word in headings)


@pytest.mark.parametrize(("apart", "named"), [(8.0, 5), (0.5, 0)])
def test_repetitions_are_named_at_all_loads_or_at_none(apart: float, named: int) -> None:
    loads = tuple(Dot(x, 80.0, "", "×12") for x in (0.0, 20.0, 20.0 + apart, 40.0, 60.0))
    drawing = Lines("Squat", points=tuple(Dot(each.x, 100.0) for each in loads), loads=loads)
    assert [each.text for each in lay_out(drawing).boxes].count("×12") == named


def test_tiles_whose_words_do_not_fit_stand_in_pairs() -> None:
    names = ("тренировки, обычно 3", "подходов", "цели достигнуты", "рекорд")
    drawing = replace(WEEK, tiles=tuple(Tile("10", each) for each in names))
    boxes = lay_out(drawing).boxes
    assert not [each for each in boxes if "…" in each.text]
    assert len({each.top for each in boxes if each.text == "10"}) == 2
    one_row = lay_out(replace(drawing, tiles=WEEK.tiles)).boxes
    assert len({each.top for each in one_row if each.text in ("4", "64")}) == 1


def test_days_without_are_named_where_there_is_room() -> None:
    for wide, lines in ((40.0, 1), (20.0, 2), (6.0, 0)):
        drawing = replace(lift(9), pauses=(Pause(10.0, 10.0 + wide, "24 days without"),))
        boxes = lay_out(replace(drawing, points=(*drawing.points, Dot(90.0, 100.0)))).boxes
        found = [each.text for each in boxes if "days" in each.text or each.text == "without"]
        assert len(found) == lines, wide


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
    assert palette.contrast(colour, palette.CARD) >= 4.5


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
