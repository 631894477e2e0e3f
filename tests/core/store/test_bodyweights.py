"""The log of the body's weight as it is stored."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, text

from core.messages import Sender
from core.records import Bodyweight, Load
from core.store.engine import Store, open_store
from tests.core.store.earlier_schema import take_back_to
from tests.core.store.test_mail import NOW

ANN = Sender("telegram", "1", "Ann")
FIRST, SECOND = date(2026, 11, 2), date(2026, 11, 9)


async def test_one_entry_a_day_the_last_that_was_said(store: Store) -> None:
    def work(uow):
        person, _ = uow.people.find(ANN, NOW)
        assert uow.bodyweights.of(person.id) == ()
        for day, kg in ((SECOND, 81), (FIRST, 83), (SECOND, 82)):
            uow.bodyweights.put(person.id, Bodyweight(day, Load(kg * 1000)))
        return person.id

    person_id = await store.run(work)
    found = await store.run(lambda uow: uow.bodyweights.of(person_id))
    assert found == (Bodyweight(FIRST, Load(83_000)), Bodyweight(SECOND, Load(82_000)))
    newest = await store.run(lambda uow: uow.bodyweights.of(person_id, 1))
    assert newest == found[1:]
    assert await store.run(lambda uow: uow.bodyweights.drop(person_id, FIRST))
    assert not await store.run(lambda uow: uow.bodyweights.drop(person_id, FIRST))
    assert await store.run(lambda uow: uow.bodyweights.of(person_id)) == found[1:]


async def test_a_unit_is_kept_as_typed(store: Store) -> None:
    def work(uow):
        person, _ = uow.people.find(ANN, NOW)
        uow.bodyweights.put(person.id, Bodyweight(FIRST, Load(180_500, "lb")))
        return uow.bodyweights.of(person.id)

    assert await store.run(work) == (Bodyweight(FIRST, Load(180_500, "lb")),)


async def test_what_was_set_before_there_was_a_log_is_its_first_entry(database_url: str) -> None:
    store = await open_store(database_url)
    person, _ = await store.run(lambda uow: uow.people.find(ANN, NOW))

    def before(connection: Connection) -> None:
        connection.execute(
            text("UPDATE people SET bodyweight_milli = 82500, bodyweight_unit = 'kg'")
        )
        take_back_to(connection, "0019")

    await store._runner.run(before)
    await store.close()
    store = await open_store(database_url)
    found = await store.run(lambda uow: uow.bodyweights.of(person.id))
    assert found == (Bodyweight(NOW.date(), Load(82_500)),)
    await store.close()
