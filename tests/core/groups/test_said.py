"""What of an advice a group may read, by its numbers and its reasons: both sides of each line."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from core.groups.audience import FOR_THEM_ALONE, Audience, is_for_group, of_this_set
from core.handlers.group_disclosure import aloud
from core.locale.strings import ENGLISH
from core.records import Exposure, Load, LoggedSet, NextSet, Reason, Verdict
from core.store.engine import Store
from tests.gym import Gym

NOW = datetime(2026, 11, 25, 18, tzinfo=UTC)


def lifted(kg: float, reps: int, number: int, seconds: int | None = None) -> LoggedSet:
    at = NOW + timedelta(minutes=number)
    return LoggedSet(
        "squat", Load(round(kg * 1000)), reps, at, "", seconds=seconds, id=f"s{number}",
        source="", position=0,
    )  # fmt: skip


def following(kg: float, low: int, high: int, key: str = "next.same", **more: int) -> NextSet:
    return NextSet(Load(round(kg * 1000)), low, high, 1, 3, 180, Reason(key), **more)


def said(advice: NextSet, here: LoggedSet, *elsewhere: LoggedSet) -> NextSet | None:
    verdict = Verdict("on_target", Reason("verdict.on_target", {"low": 1, "high": 3}))
    exposures = [Exposure(NOW, (*elsewhere, here))]
    return aloud(verdict, advice, None, exposures, lambda each: each.id == here.id).next_set


@pytest.mark.parametrize(
    ("kg", "shown"), [(100, True), (110, True), (111.5, False), (90, True), (89, False)]
)
def test_a_load_is_said_within_a_tenth_of_what_was_said(kg: float, shown: bool) -> None:
    found = said(following(kg, 5, 8), lifted(100, 5, 1), lifted(150, 5, 2))
    assert (found is not None) is shown


@pytest.mark.parametrize(("other", "shown"), [(105, False), (104.2, False), (103.5, True)])
def test_a_load_from_elsewhere_is_not_said(other: float, shown: bool) -> None:
    found = said(following(105, 5, 8), lifted(100, 5, 1), lifted(other, 5, 2))
    assert (found is not None) is shown


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [(12, 14, False), (14, 16, True), (5, 14, True), (13, 13, False), (10, 12, True)],
)
def test_repetitions_from_elsewhere_are_not_said(low: int, high: int, shown: bool) -> None:
    found = said(following(100, low, high), lifted(100, 5, 1), lifted(150, 13, 2))
    assert (found is not None) is shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(45, False), (46, False), (36, False), (35, True), (30, True), (25, True), (24, False)],
)
def test_a_time_from_elsewhere_is_not_said(seconds: int, shown: bool) -> None:
    here, other = lifted(0, 0, 1, seconds=30), lifted(0, 0, 2, seconds=45)
    advice = NextSet(Load(0), None, None, 1, 3, 60, Reason("next.same_time"), seconds=seconds)
    assert (said(advice, here, other) is not None) is shown


@pytest.mark.parametrize(("seconds", "shown"), [(110, True), (111, False), (90, True), (89, False)])
def test_a_long_time_is_said_within_a_tenth(seconds: int, shown: bool) -> None:
    here, other = lifted(0, 0, 1, seconds=100), lifted(0, 0, 2, seconds=700)
    advice = NextSet(Load(0), None, None, 1, 3, 60, Reason("next.same_time"), seconds=seconds)
    assert (said(advice, here, other) is not None) is shown


async def test_a_way_that_comes_of_one_from_elsewhere_is_not_said(sqlite_store: Store) -> None:
    gym = Gym(sqlite_store)
    await gym.join("Ann", "Ben")
    for _ in range(2):
        gym.now += timedelta(days=3)
        await gym.say("Ann", "run 7777m", "")
    gym.now += timedelta(days=3)
    for text in ("run 500m", "/undo", "/redo", "/delete", "run 500m"):
        answer = await gym.say("Ann", text, addressed=True)
        assert answer.reply is not None
        assert "77" not in repr(answer.reply.lines) or answer.reply.private, (text, answer.reply)


def test_where_nothing_was_logged_elsewhere_all_loads_are_said() -> None:
    found = said(following(200, 12, 14), lifted(100, 5, 1))
    assert found is not None
    assert found.reason.key == "next.same"


@pytest.mark.parametrize("key", ["target.hold.near", "a.new.reason"])
def test_a_reason_that_may_speak_of_other_sets_is_not_said(key: str) -> None:
    found = said(following(100, 5, 8, key), lifted(100, 5, 1))
    assert found is not None
    assert found.reason.key == ""


def test_records_are_not_said_and_a_verdict_keeps_its_kind() -> None:
    verdict = Verdict("hard", Reason("verdict.hard.reps"), (Reason("record.heaviest"),))
    found = aloud(verdict, None, None, [], lambda each: True)
    assert found.verdict == Verdict("hard", Reason("kind_word.hard"))
    assert not found.withheld


def test_reasons_of_the_set_itself_hold_no_numbers_but_the_effort_wanted() -> None:
    """Listed by key; the words behind a key must not quote a load, a count or a day."""
    keys = [key for key in ENGLISH if of_this_set(key)]
    assert keys
    for key in keys:
        assert set(re.findall(r"{(\w+)}", ENGLISH[key])) <= {"low", "high"}, key


@pytest.mark.parametrize("audience", ["group", "set", "alone"])
def test_the_audience_decides(audience: Audience) -> None:
    assert is_for_group(audience) == (audience == "group")
    assert is_for_group(audience, said_there=True) == (audience != "alone")
    assert is_for_group(audience, "no_number", said_there=True) == (audience == "group")
    assert is_for_group(audience, "unreadable") == (audience != "alone")
    assert not any(is_for_group(audience, error, said_there=True) for error in FOR_THEM_ALONE)
