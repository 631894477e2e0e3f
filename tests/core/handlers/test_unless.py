"""Pings for weeks without a session: as typed, when they come, and when they stay away."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.errors import BadSetting
from core.parsing.reminders import Asks, Remind
from core.parsing.unless import read_unless
from core.store.engine import Store
from tests.core.handlers.training_chat import MONDAY, Talk, whys, words

THU, FRI = (3,), (4,)


@pytest.mark.parametrize(
    ("text", "days", "minute", "lift"),
    [
        ("if not by thursday", THU, 1080, ""),
        ("if not by thu 12:30", THU, 750, ""),
        ("me if i haven't trained by thursday 18:00", THU, 1080, ""),
        ("me if I havent trained by thursday at 7pm", THU, 1140, ""),
        ("if no squat by friday", FRI, 1080, "squat"),
        ("if i didn't bench by fri 20:00", FRI, 1200, "bench"),
        ("unless i trained by fri", FRI, 1080, ""),
        ("friday 18:00 if i haven't been to the gym yet", FRI, 1080, ""),
        ("if nothing logged by thursday", THU, 1080, ""),
        ("if no leg press by fri", FRI, 1080, "leg press"),
        ("if I don\u2019t train by thursday, please", THU, 1080, ""),
    ],
)
def test_a_condition_is_read(text: str, days: tuple[int, ...], minute: int, lift: str) -> None:
    assert read_unless(text) == Remind("add", None, days, minute, lift)


@pytest.mark.parametrize(
    "text", ["mon wed 18:00", "tomorrow 8:00", "legs fri 18:00", "off", "every 2 days 18:00", ""]
)
def test_what_has_no_condition_is_left_to_others(text: str) -> None:
    assert read_unless(text) is None


@pytest.mark.parametrize("text", ["if not", "if i haven't trained by tomorrow", "if not by 18:00"])
def test_without_a_weekday_it_is_refused(text: str) -> None:
    with pytest.raises(BadSetting):
        read_unless(text)


def test_a_bare_hour_is_asked() -> None:
    found = read_unless("if not by thu 7")
    assert isinstance(found, Asks)
    assert [each.minute for each in found.choices] == [420, 1140]


async def test_it_comes_in_weeks_without_a_set_only(store: Store) -> None:
    talk = Talk(store)
    talk.now = MONDAY - timedelta(days=7)
    await talk.say("squat 100x8 rir2")
    lines = await talk.lines("remind if not by thursday 18:00")
    assert lines[0] == "If nothing is logged that week by Thu at 18:00, UTC; next: Thu 19 Nov"
    assert lines[1].startswith("Each week, counted from Monday")
    assert whys(await talk.due("2026-11-19T18:00")) == ["trained"]
    came = words(await talk.due("2026-11-26T18:00"))
    assert came[0] == "Nothing logged this week yet"
    assert any("Squat" in each for each in came[1:])
    talk.go("2026-12-03T17:59")
    await talk.say("bench 40x10 warmup")
    assert whys(await talk.due("2026-12-03T18:00")) == ["trained"]
    await talk.say("remind off")
    assert await talk.due("2026-12-10T18:00") == []


async def test_with_a_lift_only_that_lift_keeps_it_away(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    talk.now = MONDAY
    await talk.say("squat 100x8 rir2")
    assert "If no Squat is logged" in (await talk.lines("remind if no squat by fri"))[0]
    talk.go(timedelta(days=1))
    await talk.say("bench 80x8 rir2")
    assert whys(await talk.due("2026-11-27T18:00")) == ["trained"]
    talk.go("2026-12-04T17:00")
    await talk.say("bench 80x8 rir2")  # in a session without it as well
    came = words(await talk.due("2026-12-04T18:00"))
    assert came == ["No Squat this week yet", "Squat: 100 kg x 9, 8, 8, stop with 1-2 left"]


async def test_a_session_of_the_week_before_does_not_count(sqlite_store: Store) -> None:
    """Sunday 23:59 is the week before, Monday 00:00 is this one."""
    talk = Talk(sqlite_store)
    talk.now = MONDAY
    await talk.say("remind if not by thu 18:00")
    talk.go("2026-11-29T23:59")
    await talk.say("squat 100x8 rir2")
    assert words(await talk.due("2026-12-03T18:00"))[0] == "Nothing logged this week yet"
    talk.go("2026-12-07T00:00")
    await talk.say("squat 100x8 rir2")
    assert whys(await talk.due("2026-12-10T18:00")) == ["trained"]


async def test_the_tap_of_a_question_keeps_the_condition(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    asked = await talk.say("remind if no squat by thu 7")
    await talk.press(asked.reply, "Thu 19:00")
    (made,) = await talk.reminders()
    assert (made.kind, made.words, made.minute) == ("unless", "Squat", 1140)
    assert "If no Squat is logged that week by Thu at 19:00" in (await talk.lines("reminders"))[0]


async def test_an_unknown_lift_is_refused(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    assert "I know no such exercise" in (await talk.lines("remind if no flurbs by fri"))[0]
    assert await talk.reminders() == ()


async def test_it_plans_no_training_day(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    await talk.say("squat 100x8,8,8 rir2\nbench 80x8,8,8 rir2")
    talk.go(timedelta(days=2))
    before = await talk.lines("next")
    await talk.say("remind if no deadlift by wed 18:00")
    assert await talk.lines("next") == before
