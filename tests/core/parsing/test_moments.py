"""Days, clocks, zones, settings' loads, ratings, back-dated lines, and what is overheard."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from core import errors
from core.errors import (
    BadSetting,
    EffortRange,
    FutureDate,
    LoadRange,
    Unreadable,
    UserError,
)
from core.locale.strings import ENGLISH
from core.parsing.ratings import Rating, read_rating
from core.parsing.sets import looks_like_set, read_message
from core.parsing.times import (
    read_clock,
    read_day,
    read_load,
    read_weekday,
    read_zone,
)
from core.records import Load, Unit
from tests.language_setting import LOG, NAMES, NOW, logged, read, setting

TODAY = date(2026, 11, 22)  # a Sunday


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today squat", TODAY),
        ("yesterday squat", date(2026, 11, 21)),
        ("mon squat", date(2026, 11, 16)),
        ("montag kniebeuge", date(2026, 11, 16)),
        ("el lunes sentadilla", date(2026, 11, 16)),
        ("gestern abend kniebeuge", date(2026, 11, 21)),
        ("hier soir squat", date(2026, 11, 21)),
        ("vor 2 tagen kniebeuge", date(2026, 11, 20)),
        ("hace 1 semana sentadilla", date(2026, 11, 15)),
        ("il y a 2 jours squat", date(2026, 11, 20)),
        ("2 дня назад присед", date(2026, 11, 20)),
        ("昨天深蹲", date(2026, 11, 21)),
        ("3天前深蹲", date(2026, 11, 19)),
        ("16 de noviembre sentadilla", date(2026, 11, 16)),
        ("Mo, 16.11.2026", date(2026, 11, 16)),
        ("Monday 16/11/2026", date(2026, 11, 16)),
        ("2026/11/16 squat", date(2026, 11, 16)),
        ("Monday: squat", date(2026, 11, 16)),
        ("sun squat", date(2026, 11, 15)),
        ("sat", date(2026, 11, 21)),
        ("ſat squat", date(2026, 11, 21)),  # a letter that is an "s" when case is ignored
        ("yeſterday squat", date(2026, 11, 21)),
        ("thurs squat", date(2026, 11, 19)),
        ("on tuesday squat", date(2026, 11, 17)),
        ("2026-11-20 squat", date(2026, 11, 20)),
        ("20.11. squat", date(2026, 11, 20)),
        ("31.12. squat", date(2025, 12, 31)),
        ("20.11.2025 squat", date(2025, 11, 20)),
        ("3 days ago squat", date(2026, 11, 19)),
    ],
)
def test_a_day_as_typed(text: str, day: date) -> None:
    found = read_day(text, TODAY)
    assert found is not None
    assert found.day == day


@pytest.mark.parametrize("text", ["squat", "monday-ish", "20.11 squat", "sunny", "140x8", "satan"])
def test_no_day(text: str) -> None:
    assert read_day(text, TODAY) is None


@pytest.mark.parametrize("text", ["2026-11-23 squat", "tomorrow squat", "23.11.2026 squat"])
def test_a_day_to_come(text: str) -> None:
    with pytest.raises(FutureDate):
        read_day(text, TODAY)


@pytest.mark.parametrize(
    "text",
    ["2026-13-01 squat", "2026-02-30 squat", "31.02. squat", "0001-01-01 squat",
     "01.01.0001 squat", "1899-12-31 squat"],
)  # fmt: skip
def test_a_day_in_no_calendar(text: str) -> None:
    with pytest.raises(Unreadable):
        read_day(text, TODAY)


def test_the_first_day_there_is() -> None:
    found = read_day("1900-01-01 squat", TODAY)
    assert found is not None
    assert found.day == date(1900, 1, 1)


def test_a_back_dated_set_is_at_its_sessions_end_or_noon() -> None:
    end = datetime(2026, 11, 21, 19, 30, tzinfo=UTC)
    known = setting(LOG, end=end)
    assert [each.at for each in read_message("yesterday squat 140x8", known).sets] == [end]
    at = [each.at for each in read_message("fri squat 140x8\n130x8\ntoday 120x8", known).sets]
    noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert at == [noon, noon, NOW]


@pytest.mark.parametrize(
    ("text", "day", "hour"),
    [
        ("squat 80x5 last friday", date(2026, 11, 20), 12),
        ("squat 80x5 on monday", date(2026, 11, 16), 12),
        ("squat 80x5 sat", date(2026, 11, 21), 12),
        ("squat 80x5 vor 2 tagen", date(2026, 11, 20), 12),
        ("squat 80x5 yesterday evening", date(2026, 11, 21), 12),
        ("squat 80x5 yesterday 18:00", date(2026, 11, 21), 18),
        ("squat 80x5 at 9am", TODAY, 9),
        ("Monday legs\nsquat 80x5", date(2026, 11, 16), 12),
        ("16. November\nkniebeuge 80x5", date(2026, 11, 16), 12),
        ("3天前深蹲80x5", date(2026, 11, 19), 12),
    ],
)
def test_a_day_behind_a_set_or_above_it(text: str, day: date, hour: int) -> None:
    """Not only before a set on its line."""
    (only,) = read_message(text, setting()).sets
    assert only.exercise_id == "squat"
    assert (only.at, only.note) == (datetime(day.year, day.month, day.day, hour, tzinfo=UTC), "")


def test_days_are_local() -> None:
    berlin = setting(LOG, zone="Europe/Berlin")
    (each,) = read_message("yesterday squat 140x8", berlin).sets
    assert each.at == datetime(2026, 11, 21, 11, tzinfo=UTC)
    kiritimati = setting(LOG, zone="Pacific/Kiritimati")  # it is Monday there
    (each,) = read_message("sun squat 140x8", kiritimati).sets
    assert each.at == datetime(2026, 11, 21, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "clock"),
    [("18:00", time(18)), ("6:30pm", time(18, 30)), ("12am", time(0)), ("7.30", time(7, 30)),
     ("18h", time(18)), ("7 uhr", time(7))],
)  # fmt: skip
def test_a_clock_as_typed(text: str, clock: time) -> None:
    assert read_clock(text) == clock


@pytest.mark.parametrize("text", ["25:00", "13pm", "soon", "", "7", "7:60"])
def test_no_clock(text: str) -> None:
    with pytest.raises(BadSetting):
        read_clock(text)


def test_weekdays() -> None:
    assert [read_weekday(each) for each in ("mon", "Sunday", "wed.", "soon")] == [0, 6, 2, None]


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("berlin", "Europe/Berlin"),
        ("New York", "America/New_York"),
        ("UTC", "UTC"),
        ("utc+2", "Etc/GMT-2"),
        ("GMT-5", "Etc/GMT+5"),
        ("+0", "UTC"),
    ],
)
def test_a_zone_as_typed(text: str, zone: str) -> None:
    assert read_zone(text).key == zone


def test_an_unknown_zone_names_near_ones() -> None:
    with pytest.raises(BadSetting) as caught:
        read_zone("berlim")
    assert caught.value.facts["example"] == "tz Europe/Berlin"
    for text in ("", "nowhere at all", "UTC+20", "../../etc/passwd", "x" * 4000):
        with pytest.raises(BadSetting):
            read_zone(text)


@pytest.mark.parametrize(
    ("text", "unit", "load"),
    [
        ("20", "kg", Load(20_000, "kg")),
        ("20", "lb", Load(20_000, "lb")),
        ("2.5kg", "lb", Load(2_500, "kg")),
        ("45 lb", "kg", Load(45_000, "lb")),
        ("2,5", "kg", Load(2_500, "kg")),
        ("45#", "kg", Load(45_000, "lb")),
        ("８２", "kg", Load(82_000, "kg")),
    ],
)
def test_a_load_as_typed(text: str, unit: Unit, load: Load) -> None:
    assert read_load(text, unit) == load


@pytest.mark.parametrize("text", ["", "kg", "2.5 stone", "1e9", "nan", "2.5.5", "1.2345", "20 20"])
def test_no_load(text: str) -> None:
    with pytest.raises(BadSetting):
        read_load(text, "kg")


def test_a_load_nobody_lifts() -> None:
    for text in ("1001", "2300lb", "9" * 500):
        with pytest.raises(LoadRange):
            read_load(text, "kg")


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        ("rir1", Rating(10)),
        ("RIR 1.5", Rating(15)),
        ("rir1-2", Rating(15)),
        ("r0", Rating(0)),
        ("2 left", Rating(20)),
        ("2 in reserve", Rating(20)),
        ("@8", Rating(20)),
        ("rpe 8,5", Rating(15)),
        ("0", Rating(0)),
        ("4", Rating(40)),
        ("4+", Rating(40, rir_at_least=True)),
        ("f", Rating(0, failed=True)),
        ("to failure", Rating(0, failed=True)),
        ("rir1 @s12", Rating(10, set_id="s12")),
        ("4+ @s1", Rating(40, rir_at_least=True, set_id="s1")),
        ("f @s1", Rating(0, failed=True, set_id="s1")),
        ("٢", Rating(20)),
    ],
)
def test_a_rating(text: str, rating: Rating) -> None:
    assert read_rating(text) == rating


@pytest.mark.parametrize(
    "text", ["5", "7 rir0", "140x8", "squat", "rir", "", "rir1 rpe9", "4.25", "5+", "-1", "1 2"]
)
def test_no_rating(text: str) -> None:
    assert read_rating(text) is None


@pytest.mark.parametrize("text", ["rir11", "rpe 0", "@11", "rir-1", "12 left"])
def test_a_rating_out_of_range(text: str) -> None:
    with pytest.raises(EffortRange):
        read_rating(text)


@pytest.mark.parametrize(
    "text",
    [
        "squat 140x8", "squat 140x8 rir1 felt slow", "bench 100x5, 95x5", "dips 12", "plank 60s",
        "squat 140kg 8", "yesterday squat 140x8", "140x8 squat", "squat\n100x5\n100x5",
        "pull-ups 3x8", "squat 140x8 🔥", "Squat (Barbell) 100x5",
    ],
)  # fmt: skip
def test_overheard_sets(text: str) -> None:
    assert looks_like_set(text, NAMES)


@pytest.mark.parametrize(
    "text",
    [
        "I hit 140x8 on squat yesterday lol", "bench 3 times a week", "deadlift is 5x5 day", "same",
        "7 rir0", "squat", "squat 140x8 is my max", "squat 140x8?", "squat 100x5\nlol nice",
        "squat 5x5 program", "bench 100", "dips 12 times", "140x8", "did squat 140x8", "2 left",
        "bench 225 tomorrow", "see you at 5", "", "/squat 140x8", "x" * 5000,
    ],
)  # fmt: skip
def test_overheard_talk(text: str) -> None:
    assert not looks_like_set(text, NAMES)


def test_same_after_failure_and_a_warm_up() -> None:
    failed = logged("squat", Load(140_000), rir_tenths=0, failed=True, note="grind")
    assert read("same", setting((failed,))) == "squat 140kg x8"
    assert read("same rir1", setting((failed,))) == "squat 140kg x8 rir1"
    partial = logged("squat", Load(140_000), partials=2, amrap=True, rir_at_least=True)
    assert read("same", setting((partial,))) == "squat 140kg x8 rir1+~"
    timed = logged("plank", Load(10_000), None, seconds=60, rir_tenths=None)
    assert read("same", setting((timed,))) == "plank 10kg 60s"
    assert read("+5", setting((timed,))) == "plank 15kg 60s"


def test_a_change_is_in_the_last_loads_unit() -> None:
    pounds = setting((logged("bench-press", Load(225_000, "lb"), 5),))
    assert read("+5", pounds) == "bench-press 230lb x5"
    assert read("x7", pounds) == "bench-press 225lb x7"
    assisted = setting((logged("assisted-pull-up", Load(-30_000)),))
    assert read("+5", assisted) == "assisted-pull-up -25kg x8"
    assert read("8", assisted) == "assisted-pull-up -30kg x8"


def test_every_refusal_and_question_has_a_sentence() -> None:
    kinds = [each for each in vars(errors).values() if isinstance(each, type)]
    codes = {each.code for each in kinds if issubclass(each, UserError)}
    assert {f"error.{code}" for code in codes} <= set(ENGLISH)
    for about in ("exercise", "new_exercise", "reading", "effort", "implausible"):
        assert f"question.{about}" in ENGLISH
