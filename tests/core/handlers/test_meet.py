"""Meets and tests over days: pings, the lifts that are due, an end that is taken back, a plan."""

from __future__ import annotations

from typing import cast

import pytest

from core.messages import Answer, Sender
from core.store.engine import Store
from core.store.unit_of_work import UnitOfWork
from tests.core.handlers.training_chat import Talk, whys, words

HEAVY = ("2026-11-02", "2026-11-09", "2026-11-16")  # Mondays


async def lifter(store: Store) -> Talk:
    """Somebody who squats and benches on Mondays."""
    talk = Talk(store)
    for day in HEAVY:
        talk.go(f"{day}T18:00")
        await talk.say("squat 140x4,4,4 rir2")
        await talk.say("bench 100x4,4,4 rir2")
    talk.go("2026-11-17T18:00")
    return talk


async def train(talk: Talk, until: str) -> None:
    """A light session each Friday, so that nobody is away, up to a day."""
    for day in ("2026-11-20", "2026-11-27", "2026-12-04", "2026-12-11"):
        if day < until:
            talk.go(f"{day}T18:00")
            await talk.say("squat 130x2,2 rir4")
            await talk.say("bench 90x2,2 rir4")


def facts(answer: Answer) -> dict[str, object]:
    assert answer.result is not None
    return dict(answer.result)


def prescribed(answer: Answer) -> list[str]:
    """The sets of the one target that `next` tells."""
    (target,) = cast(list[dict[str, object]], facts(answer)["targets"])
    sets = cast(list[dict[str, object]], target.get("prescribed", []))
    return [f"{each['reps_low']}" for each in sets]


@pytest.mark.parametrize(
    ("day", "sets"),
    [
        ("2026-11-22", []),  # 29 days before
        ("2026-11-23", ["3", "3", "3"]),
        ("2026-11-29", ["3", "3", "3"]),
        ("2026-11-30", ["2", "2", "2"]),
        ("2026-12-07", ["1", "2", "2"]),
        ("2026-12-14", ["2", "2"]),
        ("2026-12-18", ["2", "2"]),
        ("2026-12-19", ["1", "1", "1"]),  # two days before: the meet comes next
        ("2026-12-21", ["1", "1", "1"]),
        ("2026-12-22", []),
    ],
)
async def test_the_weeks_begin_and_end_on_their_day(sqlite_store: Store, day, sets):
    talk = await lifter(sqlite_store)
    await talk.say("meet 2026-12-21 squat, bench")
    await train(talk, day)
    talk.go(f"{day}T17:00")
    assert prescribed(await talk.say("next squat")) == sets


async def test_pings_say_the_same_and_none_comes_on_days_off(sqlite_store: Store):
    talk = await lifter(sqlite_store)
    await talk.say("meet 2026-12-21 squat, bench")
    await talk.say("remind daily 18:00")
    title, squat, _ = words(await talk.due("2026-11-23T18:00"))[:3]
    assert title.endswith("4 weeks to your meet")
    talk.go("2026-11-23T18:05")
    assert squat in await talk.lines("what do i train today")
    await train(talk, "2026-12-19")
    for day in ("2026-12-19", "2026-12-20"):
        talk.go(f"{day}T17:50")
        await talk.say("hi")  # so that nobody counts as silent
        assert whys(await talk.due(f"{day}T18:00")) == ["skipped today"]
    talk.go("2026-12-21T17:50")
    await talk.say("hi")
    title, squat, bench = words(await talk.due("2026-12-21T18:00"))[:3]
    assert title == "Today: your meet"
    assert squat.count("x 1") == bench.count("x 1") == 3


async def test_attempts_stay_in_the_last_week(sqlite_store: Store):
    talk = await lifter(sqlite_store)
    await talk.say("meet 2026-12-21 squat")
    talk.go("2026-12-14T18:00")
    first = facts(await talk.say("meet"))["attempts"]
    await talk.say("squat 120x2 rir5")
    await talk.say("squat 120x2 rir0")  # a bad day
    for day in ("2026-12-15", "2026-12-20", "2026-12-21"):
        talk.go(f"{day}T09:00")
        assert facts(await talk.say("meet"))["attempts"] == first


async def test_the_opener_is_lifted_once_in_its_week(sqlite_store: Store):
    talk = await lifter(sqlite_store)
    await talk.say("meet 2026-12-21 squat")
    await train(talk, "2026-12-07")
    talk.go("2026-12-07T18:00")
    single, *_ = prescribed(await talk.say("next squat"))
    assert single == "1"
    await talk.say("squat 140x1 rir3")
    talk.go("2026-12-09T18:00")
    assert prescribed(await talk.say("next squat")) == ["2", "2"]


async def test_sessions_of_the_last_weeks_are_no_break_and_no_progress(sqlite_store: Store):
    talk = await lifter(sqlite_store)
    before = facts(await talk.say("next squat"))["targets"]
    await talk.say("meet 2026-12-21 squat")
    for day in ("2026-11-23", "2026-11-30", "2026-12-07", "2026-12-14"):
        talk.go(f"{day}T18:00")
        await talk.say("squat 130x2,2 rir4")
    talk.go("2026-12-21T09:00")
    await talk.say("squat 150x1 rir1")
    talk.go("2026-12-24T18:00")
    after = facts(await talk.say("next squat"))["targets"]
    (was,), (now,) = (cast(list[dict[str, object]], each) for each in (before, after))
    assert (now["kind"], now["load"], now["reps_high"]) == (
        was["kind"], was["load"], was["reps_high"],
    )  # fmt: skip


async def test_a_lay_off_goes_before_the_weeks_and_not_before_the_day(sqlite_store: Store):
    talk = await lifter(sqlite_store)
    await talk.say("meet 2026-12-21 squat")
    talk.go("2026-12-09T18:00")
    assert prescribed(await talk.say("next squat")) == []
    talk.go("2026-12-21T09:00")
    assert prescribed(await talk.say("next squat")) == ["1", "1", "1"]


async def test_pain_goes_before_the_weeks(sqlite_store: Store):
    talk = await lifter(sqlite_store)
    await talk.say("meet 2026-12-21 squat")
    talk.go("2026-11-24T18:00")
    await talk.say("pain squat knee")
    talk.go("2026-11-30T18:00")
    assert prescribed(await talk.say("next squat")) == []


async def test_undone_moved_and_called_off(store: Store):
    talk = await lifter(store)
    assert facts(await talk.say("meet 2026-12-21"))["lifts"] == ["Squat", "Bench press"]
    assert facts(await talk.say("meet 2026-12-28"))["date"] == "2026-12-28"
    assert facts(await talk.say("undo"))["state"] == "set"
    assert facts(await talk.say("meet"))["date"] == "2026-12-21"
    assert facts(await talk.say("redo"))["kind"] == "meet"
    assert facts(await talk.say("meet"))["date"] == "2026-12-28"
    assert facts(await talk.say("meet cancel"))["state"] == "cancelled"
    assert facts(await talk.say("meet"))["state"] == "none"
    await talk.say("undo")
    assert facts(await talk.say("meet"))["date"] == "2026-12-28"


async def test_what_was_said_is_handed_over_and_forgotten(store: Store):
    talk = await lifter(store)
    await talk.say("test squat 2026-12-21")

    def held(uow: UnitOfWork) -> object:
        person, _ = uow.people.find(Sender("console", "ann", "Ann"), talk.now)
        return uow.personal_data.held(person.id)["changes"]

    said = cast(list[dict[str, object]], await store.run(held))
    assert any("2026-12-21" in str(each) for each in said)
    await talk.say("forget me")
    await talk.say("forget me yes")
    assert facts(await talk.say("test"))["state"] == "none"


async def test_a_plan_leaves_the_days_before_a_meet_free(sqlite_store: Store):
    talk = await lifter(sqlite_store)
    talk.go("2026-11-23T09:00")
    await talk.say("plan Two days\nA: squat 3x5 rir2\nB: bench 3x5 rir2\nmon A, sat B")
    await talk.say("plan begin")
    await talk.say("meet 2026-12-21 squat, bench")
    talk.go("2026-12-14T18:00")
    await talk.say("squat 120x2,2 rir5")
    talk.go("2026-12-19T18:00")  # a Saturday
    assert facts(await talk.say("what do i train today"))["due"] == []
    talk.go("2026-12-21T09:00")  # a Monday of the plan, and the meet
    assert facts(await talk.say("what do i train today"))["due"] == ["Squat", "Bench press"]
    await talk.say("squat 150x1 rir1")
    talk.go("2026-12-22T09:00")
    told = await talk.lines("what do i train today")
    assert told[0] == "Your meet is over; Two days goes on."
    assert told[-1] == "Next: B on Saturday."  # nothing moved behind the meet
