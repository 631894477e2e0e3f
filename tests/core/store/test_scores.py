"""Predictions of sets: what counts, what drops out, and that they go with their person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select

from core.messages import Sender
from core.records import Load, LoggedSet
from core.store.engine import Store, open_store
from core.store.rows import Forecast
from core.store.schema.tables import people, predictions
from core.store.unit_of_work import UnitOfWork

NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)
ANN = Sender("telegram", "1", "Ann")


def logged(number: int, reps: int = 8, **facts: object) -> LoggedSet:
    at = NOW + timedelta(minutes=3 * number)
    values = {"id": f"s{number}", "source": f"m{number}", "session_at": NOW, **facts}
    return replace(LoggedSet("squat", Load(100_000), reps, at, "squat"), **values)


def forecast(each: LoggedSet, tenths: int = 83) -> Forecast:
    return Forecast(
        each.id, each.exercise_id, each.load, each.at, 2, tenths, (71, 92), (50, 115), 7
    )


def enter(uow: UnitOfWork) -> int:
    return uow.people.find(ANN, NOW)[0].id


def fill(count: int) -> Callable[[UnitOfWork], int]:
    """Log sets s1, s2 ... with 1, 2 ... repetitions, each predicted."""

    def work(uow: UnitOfWork) -> int:
        me = enter(uow)
        uow.sets.new_ids(me, count)
        for number in range(1, count + 1):
            each = logged(number, number)
            uow.journal.write(me, "log", each.source, (), (each,), each.at)
        uow.scores.keep(me, [forecast(logged(number)) for number in range(1, count + 1)])
        return me

    return work


def seen(uow: UnitOfWork, **asked: object) -> list[tuple[str, int]]:
    found = uow.scores.scored(enter(uow), **asked)  # type: ignore[arg-type]
    return [(each.forecast.set_id, each.reps) for each in found]


async def test_what_was_kept_comes_back_with_what_came_of_it(store: Store) -> None:
    me = await store.run(fill(3))
    found = await store.run(lambda uow: uow.scores.scored(me))
    assert [each.forecast for each in found] == [forecast(logged(n)) for n in (1, 2, 3)]
    assert [each.reps for each in found] == [1, 2, 3]
    assert await store.run(lambda uow: uow.scores.scored(me + 1)) == ()


async def test_the_newest_of_one_exercise_or_of_all(store: Store) -> None:
    me = await store.run(fill(3))
    bench = logged(4, 5, exercise_id="bench-press")
    await store.run(lambda uow: uow.journal.write(me, "log", "b", (), (bench,), NOW))
    await store.run(lambda uow: uow.scores.keep(me, [forecast(bench)]))
    assert await store.run(lambda uow: seen(uow, limit=2)) == [("s3", 3), ("s4", 5)]
    assert await store.run(lambda it: seen(it, exercise_id="bench-press")) == [("s4", 5)]
    assert await store.run(lambda it: seen(it, exercise_id="squat", limit=2)) == [
        ("s2", 2), ("s3", 3),
    ]  # fmt: skip


async def test_predicting_a_set_anew_replaces_what_was_expected(store: Store) -> None:
    me = await store.run(fill(1))
    await store.run(lambda uow: uow.scores.keep(me, []))
    await store.run(lambda uow: uow.scores.keep(me, [forecast(logged(1), 64)]))
    (found,) = await store.run(lambda uow: uow.scores.scored(me))
    assert found.forecast.tenths == 64


@pytest.mark.parametrize(
    ("changed", "counts"),
    [
        ({"reps": 9}, True),
        ({"rir_tenths": 10}, True),
        ({"note": "felt slow"}, True),
        ({"reps": 16}, False),
        ({"load": Load(102_500)}, False),
        ({"load": Load(100_000, "lb")}, False),
        ({"exercise_id": "front-squat"}, False),
        ({"at": NOW + timedelta(minutes=4)}, False),
        ({"warmup": True}, False),
        ({"drop": True}, False),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else "",
)
async def test_a_corrected_set_counts_while_it_is_the_set_predicted(
    store: Store, changed: dict[str, object], counts: bool
) -> None:
    me = await store.run(fill(1))
    old = logged(1, 1)
    new = replace(old, **changed)
    await store.run(lambda uow: uow.journal.write(me, "fix", old.source, (old,), (new,), NOW))
    assert await store.run(seen) == ([("s1", new.reps)] if counts else [])


async def test_undo_takes_a_set_out_and_redo_brings_it_back(store: Store) -> None:
    me = await store.run(fill(2))
    await store.run(lambda uow: uow.journal.undo(me))
    assert await store.run(seen) == [("s1", 1)]
    await store.run(lambda uow: uow.journal.redo(me))
    assert await store.run(seen) == [("s1", 1), ("s2", 2)]


async def test_predictions_go_with_their_person(store: Store) -> None:
    me = await store.run(fill(2))
    await store.run(lambda uow: uow.people.find(replace(ANN, id="2"), NOW))

    def forget(uow: UnitOfWork) -> int:
        uow._connection.execute(delete(people).where(people.c.id == me))
        left: int = uow._connection.execute(
            select(func.count()).select_from(predictions)
        ).scalar_one()
        return left

    assert await store.run(forget) == 0


async def test_an_older_database_takes_predictions(
    new_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it was before there were predictions, then opened by this program."""
    with monkeypatch.context() as older:
        older.setattr("core.store.migrate.HEAD", "0004")
        older.setattr("core.store.sqlite.writer.HEAD", "0004")
        await (await open_store(new_database_url)).close()
    store = await open_store(new_database_url)
    each = logged(1, session_at=logged(1).at)
    me = await store.run(enter)
    await store.run(lambda uow: uow.journal.write(me, "log", "m1", (), (each,), NOW))
    assert await store.run(lambda uow: uow.sets.last(me)) == each
    assert await store.run(seen) == []
    await store.run(lambda uow: uow.scores.keep(me, [forecast(each)]))
    assert await store.run(seen) == [("s1", 8)]
    await store.close()
