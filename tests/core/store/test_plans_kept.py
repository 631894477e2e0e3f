"""Steps of a plan's life: kept, undone, redone, forgotten, handed over."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from core.messages import Sender
from core.store.engine import Store
from core.store.rows import PlanVersion
from core.store.unit_of_work import UnitOfWork

NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)
MONDAY = date(2026, 11, 23)
ANN = Sender("telegram", "1", "Ann")


async def keep(
    store: Store, state: str = "running", text: str = "plan A", now: datetime = NOW
) -> PlanVersion:
    def work(uow: UnitOfWork) -> PlanVersion:
        person, _ = uow.people.find(ANN, now)
        return uow.plans.keep(person.id, PlanVersion(0, state, "A", text, MONDAY, now.date(), now))

    return await store.run(work)


async def newest(store: Store, most: int = 9) -> tuple[PlanVersion, ...]:
    return await store.run(lambda uow: uow.plans.newest(uow.people.find(ANN, NOW)[0].id, most))


async def test_steps_are_kept_newest_first(store):
    assert await newest(store) == ()
    first = await keep(store)
    second = await keep(store, "paused", "plan A2", NOW + timedelta(days=2))
    assert await newest(store) == (second, first)
    assert await newest(store, 1) == (second,)
    assert (second.number, second.begun_on, second.starts_on) == (2, MONDAY, date(2026, 11, 25))


async def test_two_steps_of_one_moment_stay_two(store):
    first = await keep(store)
    second = await keep(store, "stopped")
    assert second.at > first.at
    assert [each.state for each in await newest(store)] == ["stopped", "running"]


async def test_a_step_is_undone_and_redone(store):
    first = await keep(store)
    second = await keep(store, "stopped", now=NOW + timedelta(hours=1))

    def turn(uow: UnitOfWork, *, back: bool) -> None:
        person, _ = uow.people.find(ANN, NOW)
        assert (uow.journal.undo if back else uow.journal.redo)(person.id) is not None

    await store.run(lambda uow: turn(uow, back=True))
    assert await newest(store) == (first,)
    await store.run(lambda uow: turn(uow, back=False))
    assert await newest(store) == (second, first)


async def test_plans_are_handed_over_and_forgotten(store):
    await keep(store, text="plan A\nA: squat 3x5")

    def held(uow: UnitOfWork) -> object:
        return uow.personal_data.held(uow.people.find(ANN, NOW)[0].id)["plans"]

    (said,) = await store.run(held)
    assert said == {
        "state": "running", "name": "A", "text": "plan A\nA: squat 3x5",
        "begun": "2026-11-23", "from": "2026-11-23", "at": NOW.isoformat(),
    }  # fmt: skip
    await store.run(lambda uow: uow.personal_data.forget(uow.people.find(ANN, NOW)[0].id))
    assert await newest(store) == ()
