"""What stands in the pictures of real answers: the facts, in words too, and nothing private."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from fractions import Fraction

import pytest

from core.handlers.week_picture import level_of
from core.messages import Picture, Reply
from core.pictures.draw import lay_out
from core.pictures.drawings import Board, Card, Columns, Lines, Rows, drawing_text
from core.store.engine import Store
from tests.gym import GYM, Gym

ANN = "Ann"
DISCORD_ALT, TELEGRAM_CAPTION = 1024, 1024


@pytest.fixture
def gym(sqlite_store: Store) -> Gym:
    return Gym(sqlite_store)


async def asked(gym: Gym, text: str, chat: str = "", who: str = ANN) -> Reply:
    answer = await gym.say(who, text, chat)
    assert answer.reply is not None
    return answer.reply


async def picture(gym: Gym, text: str, chat: str = "", who: str = ANN) -> Picture:
    """The one picture of an answer: drawable, told in words that fit both platforms."""
    (found,) = (await asked(gym, text, chat, who)).pictures
    assert found.drawing is not None
    assert 20 < len(found.alt) <= min(DISCORD_ALT, TELEGRAM_CAPTION)
    assert lay_out(found.drawing).boxes
    json.loads(drawing_text(found.drawing))
    return found


async def trained(gym: Gym) -> None:
    """Eight weeks of squats and pull-ups, one light, three weeks off before the last two."""
    gym.now -= timedelta(days=7 * 12)
    for week in range(8):
        gym.now += timedelta(days=7 if week != 6 else 28)
        load = 100 + 2.5 * week if week != 3 else 80
        for _ in range(3):
            await gym.say(ANN, f"squat {load:g}x5 rir2 # secret knee", "")
        await gym.say(ANN, "pull-up 8 rir2", "")
        await gym.say(ANN, f"bodyweight {84 - week}", "")


async def test_a_lift_with_what_happened(gym: Gym) -> None:
    await trained(gym)
    found = await picture(gym, "chart squat")
    assert isinstance(found.drawing, Lines)
    kinds = [each.kind for each in found.drawing.points]
    assert kinds == ["", "record", "record", "easy", "record", "record", "record", "record"]
    assert len(found.drawing.band) == 7  # not of the light one
    assert [each.y for each in found.drawing.loads][:2] == [100, 102.5]
    assert len(found.drawing.pauses) == 1
    for fact in (
        "8 sessions",
        found.drawing.hero,
        "6 records",
        "1 light session",
        "28 days without",
    ):
        assert fact in found.alt
    assert "117.5 kg x 5" in found.alt


async def test_pounds_and_kilograms(gym: Gym) -> None:
    await gym.say(ANN, "units lb", "")
    for load in (200, 205):
        await gym.say(ANN, f"bench {load}x5 rir2", "")
        gym.now += timedelta(days=4)
    found = await picture(gym, "chart bench")
    assert isinstance(found.drawing, Lines)
    assert found.drawing.hero.endswith(" lb")
    assert [each.y for each in found.drawing.loads] == [200, 205]


async def test_assistance_and_added_load_are_said_as_such(gym: Gym) -> None:
    for name, loads, said in (
        ("pull-up", ("+5", "+7.5"), "+7.5 kg"), ("assisted pull-up", ("-30", "-20"), "20 kg a"),
    ):  # fmt: skip
        for load in loads:
            await gym.say(ANN, f"{name} {load}x8 rir2", "")
            gym.now += timedelta(days=4)
        found = await picture(gym, f"chart {name}")
        assert isinstance(found.drawing, Lines)
        assert found.drawing.hero.startswith(said)
        assert found.drawing.points[-1].kind == "record"


async def test_what_has_no_load_is_told_as_text(gym: Gym) -> None:
    for _ in range(2):
        await gym.say(ANN, "run 5km 25min", "")
        gym.now += timedelta(days=4)
    assert (await asked(gym, "chart run")).pictures == ()


async def test_a_year_unless_all_is_asked_for(gym: Gym) -> None:
    gym.now -= timedelta(days=500)
    for _ in range(25):
        await gym.say(ANN, "squat 100x5 rir2", "")
        gym.now += timedelta(days=20)
    shown = [
        len(each.drawing.points)
        for each in [await picture(gym, text) for text in ("chart squat", "chart squat all")]
        if isinstance(each.drawing, Lines)
    ]
    assert shown == [18, 25]


async def test_a_week_against_the_usual_one(gym: Gym) -> None:
    await trained(gym)
    found = await picture(gym, "chart week")
    assert isinstance(found.drawing, Rows)
    rows = {each.name: (each.value, each.usual) for each in found.drawing.rows}
    assert rows["quads"] == (3, 3)
    assert dict(found.drawing.body)["quads"] == 1
    assert "quads 3 (usual 3)" in found.alt
    recap = await picture(gym, "recap")
    assert isinstance(recap.drawing, Rows)
    assert [each.shown for each in recap.drawing.tiles][:2] == ["1", "4"]


@pytest.mark.parametrize(
    ("sets", "level"),
    [("0", 0), ("1/2", 1), ("4", 1), ("9/2", 2), ("8", 2), ("17/2", 3), ("14", 3), ("29/2", 4)],
)
def test_how_light_a_muscle_is(sets: str, level: int) -> None:
    assert level_of(Fraction(sets)) == level


async def test_one_week_is_not_usual_yet_two_are(gym: Gym) -> None:
    for week in range(3):
        await gym.say(ANN, "squat 100x5 rir2", "")
        found = await picture(gym, "chart week")
        assert isinstance(found.drawing, Rows)
        assert bool(found.drawing.usual_label) == (week == 2)
        gym.now += timedelta(days=7)


async def test_volume_by_week(gym: Gym) -> None:
    await trained(gym)
    found = await picture(gym, "chart volume")
    assert isinstance(found.drawing, Columns)
    assert [each.value for each in found.drawing.columns] == [0, *[4] * 6, 0, 0, 0, 4, 4]
    assert "A usual week: 4." in found.alt
    lift = await picture(gym, "chart volume pull-up")
    assert isinstance(lift.drawing, Columns)
    assert sum(each.value for each in lift.drawing.columns) == 8


async def test_nothing_private_is_on_a_card_unless_it_is_named(gym: Gym) -> None:
    await trained(gym)
    plain = await asked(gym, "share")
    assert isinstance(plain.pictures[0].drawing, Card)
    for private in ("secret", "knee", "77", "left"):
        assert private not in "\n".join(plain.lines)
        assert private not in drawing_text(plain.pictures[0].drawing)
        assert private not in plain.pictures[0].alt
    for words, shown in (("notes", "secret knee"), ("bodyweight", "77 kg"), ("effort", "2 left")):
        drawn = (await picture(gym, f"share session with {words}")).drawing
        assert drawn is not None
        assert shown in drawing_text(drawn)


async def test_a_card_of_a_lift_is_its_heaviest_set(gym: Gym) -> None:
    await trained(gym)
    for text in ("share squat", "share record", "share card squat"):
        found = await picture(gym, text)
        assert isinstance(found.drawing, Card)
        assert [each.name for each in found.drawing.entries] == ["117.5 kg x 5"]


async def test_a_groups_card_shows_loads_once_all_agree(gym: Gym) -> None:
    await trained(gym)
    await gym.join(ANN, "Bob")
    hidden = await asked(gym, "/share card", GYM)
    assert not hidden.private
    assert "117.5" not in "\n".join(hidden.lines)
    drawn = hidden.pictures[0].drawing
    assert drawn is not None
    assert "117.5" not in drawing_text(drawn) + hidden.pictures[0].alt
    for who in (ANN, "Bob"):
        assert "117.5" not in (await picture(gym, "/share card", GYM)).alt
        await gym.say(who, "/share loads", GYM)
    assert "117.5" in (await picture(gym, "/share card", GYM)).alt


async def test_a_groups_board_is_drawn_where_it_is_asked_for_and_holds_counts(gym: Gym) -> None:
    await trained(gym)
    await gym.join(ANN)
    await gym.say(ANN, "/share loads", GYM)
    assert (await asked(gym, "/board", GYM)).pictures == ()
    found = await picture(gym, "/board picture", GYM)
    assert isinstance(found.drawing, Board)
    assert found.drawing.rows[1][0] == ANN
    assert "kg" not in drawing_text(found.drawing) + found.alt


async def test_charts_in_a_group_are_for_the_person_alone(gym: Gym) -> None:
    await trained(gym)
    await gym.join(ANN)
    for text in ("/chart squat", "/chart week", "/chart bodyweight", "/chart volume"):
        assert (await asked(gym, text, GYM)).private


def strings(value: object) -> Iterator[str]:
    """Every text in a drawing."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from strings(each)


EVERY = ("chart squat", "chart squat all", "chart pull-up", "chart week", "chart volume",
         "chart volume squat", "chart bodyweight", "recap", "share", "share record",
         "share session with bodyweight")  # fmt: skip


@pytest.mark.parametrize("unit", ["kg", "lb"])
@pytest.mark.parametrize("language", ["de", "es", "fr", "ru", "pt"])
async def test_numbers_of_every_picture_have_the_decimal_sign_of_the_person(
    gym: Gym, language: str, unit: str
) -> None:
    await gym.say(ANN, f"language {language}", "")
    await gym.say(ANN, f"units {unit}", "")
    for load in ("102,5", "107,5", "112,5"):
        await gym.say(ANN, f"squat {load}x5 rir2", "")
        await gym.say(ANN, "pull-up +7,5x8 rir2", "")
        await gym.say(ANN, f"bodyweight 8{load[-3:]}", "")
        gym.now += timedelta(days=3)
    seen = []
    for text in EVERY:
        reply = await asked(gym, text)
        (found,) = reply.pictures
        assert found.drawing is not None
        boxes = lay_out(found.drawing).boxes
        assert boxes
        assert not [each.text for each in boxes if "…" in each.text]  # nothing of ours is cut
        drawn = json.loads(drawing_text(found.drawing))
        decimal = drawn.pop("decimal", ",")  # of the axis
        assert decimal == ","
        written = [*strings(drawn), found.alt, *reply.lines, *(cell for row in reply.table
                                                              for cell in row)]  # fmt: skip
        assert not [each for each in written if re.search(r"\d\.\d", each)]
        assert not [each for each in written if each.endswith("..")]
        if language == "ru":
            assert not [each for each in written if re.search(r"\bkg\b", each)]
        seen += written
    assert any("112,5" in each for each in seen)
