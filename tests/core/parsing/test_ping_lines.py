"""Reminders, snoozes, rests and zones as typed: what is read, what is asked, what is refused."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import BadSetting
from core.parsing.durations import read_rest, read_snooze
from core.parsing.reminders import Asks, Remind, read_remind, read_weekly, typed
from core.parsing.times import read_zone
from core.parsing.weekdays import EVERY_DAY, SHORT
from core.parsing.zones import CITIES, guess_zones

TODAY = date(2026, 11, 23)  # a Monday

READ = [
    ("mon wed fri 18:00", "mon wed fri 18:00"),
    ("daily 7:30", "daily 7:30"),
    ("weekdays 6am", "mon tue wed thu fri 6:00"),
    ("weekends 18:00", "sat sun 18:00"),
    ("squat day sat 10:00", "squat day sat 10:00"),
    ("Squat Day Sat 10:00", "Squat Day sat 10:00"),
    ("mon 18:00 squat day", "squat day mon 18:00"),
    ("every mon, wed 18.00", "mon wed 18:00"),
    ("mon 18h", "mon 18:00"),
    ("mon 18h30", "mon 18:30"),
    ("mon 18", "mon 18:00"),
    ("sat 1830", "sat 18:30"),
    ("6:30pm tue", "tue 18:30"),
    ("tue 6:30 p.m.", "tue 18:30"),
    ("tue 12am", "tue 0:00"),
    ("tue 12pm", "tue 12:00"),
    ("fri noon", "fri 12:00"),
    ("every day at 7:00", "daily 7:00"),
    ("fri mon fri 18:00", "mon fri 18:00"),
    ("mon-fri 18:00", "mon tue wed thu fri 18:00"),
    ("from mon to fri 18:00", "mon tue wed thu fri 18:00"),
    ("sat-mon 18:00", "mon sat sun 18:00"),
    ("me to train mon wed at 6 pm", "train mon wed 18:00"),
    ("do squats mon 18:00", "squats mon 18:00"),
    ("me every Tuesday and Thursday at 7am to do squats please", "squats tue thu 7:00"),
    ("on mon 7:15 am", "mon 7:15"),
    ("mo mi do 18 Uhr", "mon wed thu 18:00"),
    ("mo do sa 18:00", "mon thu sat 18:00"),
    ("von mo bis fr 18:00", "mon tue wed thu fri 18:00"),
    ("18:00 am Montag", "mon 18:00"),
    ("jeden Tag 18 Uhr", "daily 18:00"),
    ("Beintag samstags 10:00", "Beintag sat 10:00"),
    ("lunes a viernes 18:00", "mon tue wed thu fri 18:00"),
    ("Miércoles y sábado 18:00", "wed sat 18:00"),
    ("todos los días a las 7:30", "daily 7:30"),
    ("segunda-feira e quarta 18h30", "mon wed 18:30"),
    ("mar 18:00", "tue 18:00"),
    ("lundi, mercredi et vendredi à 18h", "mon wed fri 18:00"),
    ("martedì e giovedì 18:00", "tue thu 18:00"),
    ("пн, ср, пт 18:00", "mon wed fri 18:00"),
    ("по понедельникам и средам в 18:30", "mon wed 18:30"),
    ("каждый день 7:30", "daily 7:30"),
    ("maandag en vrijdag 18:00", "mon fri 18:00"),
    ("poniedziałek środa 18:00", "mon wed 18:00"),
    ("тяжёлый день пн 18:00", "тяжёлый день mon 18:00"),
]


@pytest.mark.parametrize(("text", "meant"), READ)
def test_what_is_read(text: str, meant: str) -> None:
    read = read_remind(text, TODAY)
    assert isinstance(read, Remind)
    assert typed(read) == f"remind {meant}"


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("mon 7", ["mon 7:00", "mon 19:00"]),
        ("mon 12", ["mon 0:00", "mon 12:00"]),
        ("do 18:00", ["thu 18:00", "sun 18:00"]),
        ("mi, do 18:00", ["wed thu 18:00", "wed sun 18:00"]),
        ("ma 18:00", ["mon 18:00", "tue 18:00"]),
    ],
)
def test_two_readings_are_asked(text: str, readings: list[str]) -> None:
    read = read_remind(text, TODAY)
    assert isinstance(read, Asks)
    assert [typed(each) for each in read.choices] == [f"remind {each}" for each in readings]


@pytest.mark.parametrize(
    ("text", "language", "meant"),
    [
        ("do 18:00", "de", "thu 18:00"),
        ("do 18:00", "pt-BR", "sun 18:00"),
        ("ma 18:00", "nl", "mon 18:00"),
        ("ma 18:00", "es", "tue 18:00"),
    ],
)
def test_the_language_of_the_platform_settles_a_word(text: str, language: str, meant: str) -> None:
    read = read_remind(text, TODAY, language)
    assert isinstance(read, Remind)
    assert typed(read) == f"remind {meant}"


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        ("", "remind"),
        ("squat 140x8", "remind"),
        ("squat 140x8 mon 18:00", "remind"),
        ("may I skip", "remind"),
        ("may I skip today", "remind_weekly"),
        ("me to buy milk", "remind"),
        ("18h", "remind_no_day"),
        ("morgen um 8 uhr", "remind_weekly"),
        ("tomorrow 18:00", "remind_weekly"),
        ("every other mon 18:00", "remind_weekly"),
        ("every 2 weeks 18:00", "remind_weekly"),
        ("in 2 hours", "remind_weekly"),
        ("until fri 18:00", "remind_weekly"),
        ("delete today", "remind_number"),
        ("mon wed", "remind_no_clock"),
        ("on monday", "remind_no_clock"),
        ("mon 7:00 18:00", "remind_clocks"),
        ("mon 18:00-19:00", "remind"),
        ("mon squat wed 18:00", "remind_days"),
        ("squat mon day 18:00", "remind"),
        ("mon 25:00", "clock"),
        ("mon 18:60", "clock"),
        ("mon 13pm", "clock"),
        ("<b>x</b> mon 18:00", "remind"),
        ("@everyone mon 18:00", "remind"),
        ("a b c d e f g h mon 18:00", "remind"),
        ("off squat", "remind_number"),
        ("delete x", "remind_number"),
        ("pause", "pause"),
        ("pause 2", "pause"),
        ("pause until soon", "pause"),
        ("pause until 2026-02-30", "pause"),
        ("pause until 2026-11-23", "pause_range"),
        ("pause 900d", "pause_range"),
    ],
)
def test_what_is_refused_comes_with_an_example_that_works(text: str, setting: str) -> None:
    with pytest.raises(BadSetting) as caught:
        read_remind(text, TODAY)
    assert caught.value.facts["setting"] == setting
    example = str(caught.value.facts["example"])
    assert isinstance(read_remind(example.removeprefix("remind "), TODAY), Remind)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("off", Remind("off")),
        ("off 2", Remind("off", 2)),
        ("off #2", Remind("off", 2)),
        ("stop", Remind("off")),
        ("on", Remind("on")),
        ("on 3", Remind("on", 3)),
        ("skip 3", Remind("skip", 3)),
        ("skip today", Remind("skip")),
        ("off today", Remind("skip")),
        ("pause today", Remind("skip")),
        ("delete 1", Remind("delete", 1)),
        ("pause 2w", Remind("pause", until=date(2026, 12, 7))),
        ("pause 10d", Remind("pause", until=date(2026, 12, 3))),
        ("pause for 10 days", Remind("pause", until=date(2026, 12, 3))),
        ("pause until 2026-12-01", Remind("pause", until=date(2026, 12, 1))),
        ("pause until 1.12.", Remind("pause", until=date(2026, 12, 1))),
        ("pause until 1.2.", Remind("pause", until=date(2027, 2, 1))),
        ("pause until fri", Remind("pause", until=date(2026, 11, 27))),
        ("pause until mon", Remind("pause", until=date(2026, 11, 30))),
    ],
)
def test_what_is_done_to_reminders(text: str, meant: Remind) -> None:
    assert read_remind(text, TODAY) == meant


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    days=st.sets(st.integers(0, 6), min_size=1),
    minute=st.integers(0, 1439),
    words=st.sampled_from(["", "squat day", "Heavy pulls", "день ног"]),
)
def test_what_is_written_reads_back(days: set[int], minute: int, words: str) -> None:
    asked = Remind("add", None, tuple(sorted(days)), minute, words)
    assert read_weekly(typed(asked).removeprefix("remind ")) == asked


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=60), st.sampled_from(["", "de", "pt-br", "fr"]))
def test_no_text_breaks_the_grammar(text: str, language: str) -> None:
    for read in (lambda: read_remind(text, TODAY, language), lambda: read_snooze(text)):
        with suppress(BadSetting):
            assert read()


def test_single_days_are_one_day_in_each_spelling_the_bot_writes() -> None:
    for number, word in enumerate(SHORT):
        assert read_weekly(f"{word} 18:00") == Remind("add", None, (number,), 1080)
    assert read_weekly("daily 18:00") == Remind("add", None, EVERY_DAY, 1080)


@pytest.mark.parametrize(
    ("text", "minutes", "number"),
    [
        ("2h", 120, None), ("30m", 30, None), ("30 min", 30, None), ("90", 90, None),
        ("2", 120, None), ("1h30", 90, None), ("1.5h", 90, None), ("", 120, None),
        ("for 2 hours", 120, None), ("3d", 4320, None), ("2h #3", 120, 3),
    ],
)  # fmt: skip
def test_a_snooze(text: str, minutes: int, number: int | None) -> None:
    assert read_snooze(text) == (timedelta(minutes=minutes), number)


def test_a_snooze_until_tomorrow() -> None:
    assert read_snooze("tomorrow") == (None, None)
    assert read_snooze("tomorrow #2") == (None, 2)


@pytest.mark.parametrize("text", ["1m", "8d", "soon", "200h", "squat 100x5", "-2h", "2h30m40"])
def test_a_snooze_that_is_none(text: str) -> None:
    with pytest.raises(BadSetting):
        read_snooze(text)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("3m", 180), ("3 min", 180), ("90s", 90), ("2:30", 150), ("90", 90), ("3", 180),
        ("2.5 min", 150), ("2m30s", 150), ("2 min 30", 150), ("1h", 3600), ("10s", 10),
        ("off", None), ("stop", None),
    ],
)  # fmt: skip
def test_a_rest(text: str, seconds: int | None) -> None:
    assert read_rest(text) == seconds


@pytest.mark.parametrize("text", ["", "0", "5s", "2h", "day", "9999", "2:99x", "3 4 5"])
def test_a_rest_that_is_none(text: str) -> None:
    with pytest.raises(BadSetting):
        read_rest(text)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("berlin", "Europe/Berlin"),
        ("Europe/Berlin", "Europe/Berlin"),
        ("sao paulo", "America/Sao_Paulo"),
        ("São Paulo", "America/Sao_Paulo"),
        ("new york", "America/New_York"),
        ("munich", "Europe/Berlin"),
        ("München", "Europe/Berlin"),
        ("hamburg", "Europe/Berlin"),
        ("Barcelona", "Europe/Madrid"),
        ("milan", "Europe/Rome"),
        ("rio", "America/Sao_Paulo"),
        ("rio de janeiro", "America/Sao_Paulo"),
        ("San Francisco", "America/Los_Angeles"),
        ("St. Petersburg", "Europe/Moscow"),
        ("st petersburg", "Europe/Moscow"),
        ("Санкт-Петербург", "Europe/Moscow"),
        ("mumbai", "Asia/Kolkata"),
        ("bombay", "Asia/Kolkata"),
        ("EST", "America/New_York"),
        ("CET", "CET"),
    ],
)
def test_a_zone_by_city(text: str, zone: str) -> None:
    assert read_zone(text).key == zone


def test_every_zone_of_the_tables_is_there() -> None:
    zones = available_timezones()
    hints = ["de", "pt-BR", "en-US", "en", "es-419", "ru", "zh-TW", "fr-CA", "de-LU", "sv-SE"]
    assert set(CITIES.values()) <= zones
    for hint in hints:
        assert guess_zones(hint)
        assert set(guess_zones(hint)) <= zones
    assert guess_zones("de")[0] == "Europe/Berlin"
    assert guess_zones("pt-br")[0] == "America/Sao_Paulo"
    assert guess_zones("") == guess_zones("xx") == ()


@pytest.mark.parametrize(
    ("text", "example"),
    [
        ("20:00", "recap sun 20:00"),
        ("sun", "recap sun 18:00"),
        ("sun mon", "recap mon 18:00"),
        ("every other sun 20:00", "recap sun 20:00"),
    ],
)
def test_what_a_recap_lacks_is_shown_as_a_recap(text: str, example: str) -> None:
    with pytest.raises(BadSetting) as caught:
        read_weekly(text, example="recap sun 20:00")
    assert caught.value.facts["example"] == example
