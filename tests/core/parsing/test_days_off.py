"""Days off as people tell them, in six languages; what says more than days is none."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.errors import BadSetting
from core.parsing.days_off import DaysOff, read_days_off, said_off
from core.parsing.time_off import read_time_off

MONDAY = date(2026, 11, 23)
NEXT_WEEK = (date(2026, 11, 30), date(2026, 12, 7))
TO_THE_TENTH = (date(2026, 12, 3), date(2026, 12, 11))


@pytest.mark.parametrize(
    "words",
    [
        "next week", "all of next week", "nächste woche", "kommende Woche", "la próxima semana",
        "la semana que viene", "semana que vem", "la semaine prochaine", "на следующей неделе",
    ],
)  # fmt: skip
def test_next_week_is_from_monday_to_sunday(words: str) -> None:
    assert read_days_off(words, MONDAY) == DaysOff(*NEXT_WEEK)
    assert read_days_off(words, MONDAY + timedelta(days=6)) == DaysOff(*NEXT_WEEK)


@pytest.mark.parametrize(
    "words",
    [
        "3-10 dec", "3 - 10 december", "dec 3-10", "3 dec to 10 dec", "from 3 to 10 december",
        "from the 3rd until the 10th of december", "between 3 and 10 december", "3.-10. dezember",
        "vom 3. bis 10. Dezember", "3.12.-10.12.", "del 3 al 10 de diciembre",
        "de 3 a 10 de dezembro", "du 3 au 10 décembre", "с 3 по 10 декабря",
        "2026-12-03 - 2026-12-10",
    ],
)  # fmt: skip
def test_a_range_holds_its_last_day(words: str) -> None:
    assert read_days_off(words, MONDAY) == DaysOff(*TO_THE_TENTH)


@pytest.mark.parametrize(
    "words",
    [
        "from monday", "starting next monday", "ab montag", "desde el lunes", "a partir de segunda",
        "à partir de lundi", "с понедельника",
    ],
)  # fmt: skip
def test_from_a_day_on_has_no_end_of_its_own(words: str) -> None:
    first = MONDAY + timedelta(days=7)
    assert read_days_off(words, MONDAY) == DaysOff(first, None)


@pytest.mark.parametrize(
    ("words", "first", "days"),
    [
        ("one week from monday", 7, 7), ("from monday for 2 weeks", 7, 14), ("next 2 weeks", 0, 14),
        ("zwei wochen ab montag", 7, 14), ("mon-fri", 7, 5), ("from friday to 10 dec", 4, 14),
        ("tomorrow", 1, 1), ("on friday", 4, 1), ("this week", 0, 7), ("last week", -7, 7),
        ("this weekend", 5, 2), ("28 dec - 4 jan", 35, 8), ("until friday", 0, 4),
        ("the week after next", 14, 7), ("next month", 8, 31), ("3-10 nov", -20, 8),
    ],
)  # fmt: skip
def test_other_days(words: str, first: int, days: int) -> None:
    begin = MONDAY + timedelta(days=first)
    assert read_days_off(words, MONDAY) == DaysOff(begin, begin + timedelta(days=days))


def test_since_a_day_is_the_last_such_day() -> None:
    friday = MONDAY - timedelta(days=3)
    for words in ("since friday", "seit freitag"):
        found = read_days_off(words, MONDAY)
        assert found is not None
        assert found.first == friday
    sick = read_days_off("desde el viernes", MONDAY, past=True)
    assert sick is not None
    assert sick.first == friday
    away = read_days_off("desde el viernes", MONDAY)
    assert away is not None
    assert away.first == friday + timedelta(days=7)


@pytest.mark.parametrize(
    "words",
    ["soon", "bench 3-10 dec", "squat 60x5", "3-10", "from 60", "5", "of leg day", "monday bench"],
)
def test_what_says_more_is_no_time_off(words: str) -> None:
    assert read_days_off(words, MONDAY) is None


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("i'm away next week", "pause"), ("Next week I’m on holiday", "pause"),
        ("no gym next week", "pause"), ("i am sick since friday", "sick"), ("no gym today", None),
        ("ich bin vom 3. bis 10. dezember im urlaub", "pause"), ("krank seit samstag", "sick"),
        ("la semana que viene estoy de vacaciones", "pause"),
        ("estou de férias de 3 a 10 de dezembro", "pause"),
        ("je pars en vacances la semaine prochaine", "pause"),
        ("на следующей неделе меня не будет", "pause"),
        ("can i train next week?", None), ("gym thursday", None), ("i'm tired today", None),
        ("rest day tomorrow", None), ("holiday", None), ("bench 80x5 next week", None),
    ],
)  # fmt: skip
def test_a_time_off_told_in_words(text: str, command: str | None) -> None:
    said = said_off(text)
    assert (said.split()[0] if said else None) == command


@pytest.mark.parametrize(
    ("words", "held"),
    [
        ("3 dec - 2 jun", True), ("3 dec - 3 jun", False),  # 182 days
        ("26 may", False), ("24 may", True), ("from 31 nov", False),
    ],
)  # fmt: skip
def test_half_a_year_at_most(words: str, *, held: bool) -> None:
    if held:
        read_time_off(words, MONDAY, "pause 2w")
        return
    with pytest.raises(BadSetting):
        read_time_off(words, MONDAY, "pause 2w")
