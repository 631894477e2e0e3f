"""Settings of a person reach the training rules: what `lifter_of` hands over."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.coach import Coach, context_of
from core.handlers.advice import exposures_of, lifter_of
from core.messages import Address, Answer, Message, Sender
from core.records import Lifter, Load
from core.store.engine import Store
from core.store.unit_of_work import UnitOfWork

NOW = datetime(2026, 11, 2, 18, tzinfo=UTC)
ANN, HERE = Sender("console", "ann", "Ann"), Address("console", "ann")
GYM = Address("console", "gym", private=False)


async def say(store: Store, *lines: str, address: Address = HERE) -> Answer:
    answer = Answer(None, None)
    for count, line in enumerate(lines):
        at = NOW + timedelta(minutes=count)
        answer = await Coach(store).handle(
            Message(address, ANN, line, at, f"{line}{count}", addressed=True), at
        )
    return answer


async def lifter_at(store: Store, exercise_id: str) -> Lifter:
    def work(uow: UnitOfWork) -> Lifter:
        person, _ = uow.people.find(ANN, NOW)
        context = context_of(uow, person, HERE, NOW + timedelta(hours=1))
        exercise = context.exercise(exercise_id)
        return lifter_of(context, exercise, exposures_of(context, exercise_id))

    return await store.run(work)


async def test_wishes_reach_the_rules(sqlite_store: Store) -> None:
    await say(
        sqlite_store, "range squat 5-8", "effort 0-1", "effort leg extension 0", "goal cut",
        "dumbbells 8 10", "kettlebells 16",
    )  # fmt: skip
    squat = await lifter_at(sqlite_store, "squat")
    assert (squat.rep_range, squat.effort, squat.cutting) == ((5, 8), (1, 1), True)
    assert (squat.goal, squat.dumbbells) == ("size", ())
    leg = await lifter_at(sqlite_store, "leg-extension")
    assert (leg.rep_range, leg.effort) == (None, (0, 0))
    curl = await lifter_at(sqlite_store, "dumbbell-curl")
    assert (curl.effort, curl.dumbbells) == ((0, 1), (Load(8_000), Load(10_000)))
    assert (await lifter_at(sqlite_store, "kettlebell-swing")).dumbbells == (Load(16_000),)
    await say(sqlite_store, "range off", "effort off", "effort leg extension off", "goal cut off",
              "dumbbells off", "kettlebells off")  # fmt: skip
    for each in ("squat", "leg-extension", "dumbbell-curl", "kettlebell-swing"):
        lifter = await lifter_at(sqlite_store, each)
        bare = replace(
            lifter, rep_range=None, effort=None, dumbbells=(), cutting=False, reserve_bias=0.0
        )
        assert replace(lifter, reserve_bias=0.0) == bare


async def test_the_log_shows_steps_and_the_bar(sqlite_store: Store) -> None:
    await say(
        sqlite_store, "lateral raise 12.5x12,12 rir2", "squat 60x5w", "squat 100x5 rir2",
        "bench 15x10 warmup", "bench 40x8 rir2", "lateral raise 9x12 warmup",
    )  # fmt: skip
    raised = await lifter_at(sqlite_store, "lateral-raise")
    assert (raised.learned_step, raised.never_below) == (Load(2_500), None)
    assert (await lifter_at(sqlite_store, "squat")).never_below == Load(20_000)
    assert (await lifter_at(sqlite_store, "bench-press")).never_below is None
    assert (await lifter_at(sqlite_store, "deadlift")).never_below == Load(20_000)


async def test_losing_weight_is_told_to_the_person_alone(sqlite_store: Store) -> None:
    for line in ("goal cut", "goal", "goal cut off", "goal"):
        answer = await say(sqlite_store, line, address=GYM)
        assert answer.reply is not None
        assert answer.reply.private, line


@pytest.mark.parametrize("line", ["effort leg extension 0", "effort 0"])
async def test_failure_is_argued_about_once(sqlite_store: Store, line: str) -> None:
    first = await say(sqlite_store, line)
    again = await say(sqlite_store, "effort dumbbell curl 0-1")
    assert first.reply is not None
    assert again.reply is not None
    assert sum("Going to failure" in each for each in first.reply.lines) == 1
    assert again.reply.lines == ("Dumbbell curl: stop with 0-1 left.",)


async def test_the_language_can_be_set(sqlite_store: Store) -> None:
    """A sentence may have a placeholder named as a parameter of what says it."""
    answer = await say(sqlite_store, "language en")
    assert answer.reply is not None
    assert answer.reply.lines == ("Language: English.",)
