"""Reminders of one person and how they are claimed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from core.messages import Address, Sender
from core.reminders.schedule import Reminder
from core.store.engine import Store
from core.store.schema.tables import pings
from core.store.unit_of_work import UnitOfWork

NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)  # a Monday


HERE = Address("telegram", "1")


LEASE = timedelta(seconds=60)


def after(**time: float) -> datetime:
    return NOW + timedelta(**time)


def person(uow: UnitOfWork, name: str = "1") -> int:
    return uow.people.find(Sender("telegram", name, f"Lifter {name}"), NOW)[0].id


def weekly(person_id: int, **facts: object) -> Reminder:
    """Every day at 18:00 in UTC, next one now."""
    made = Reminder(
        "train", (0, 1, 2, 3, 4, 5, 6), 18 * 60, HERE, "UTC", NOW, person_id=person_id, next_at=NOW
    )
    return replace(made, **facts)  # type: ignore[arg-type]


# --- what comes due -----------------------------------------------------------------------------


async def add(store: Store, *made: Reminder) -> list[Reminder]:
    """Store reminders, each of a person of its own unless it names one."""

    def work(uow: UnitOfWork) -> list[Reminder]:
        mine = [
            replace(each, person_id=each.person_id or person(uow, f"p{place}"))
            for place, each in enumerate(made)
        ]
        return [uow.reminders.add(each) for each in mine]

    return await store.run(work)


async def outcomes(store: Store) -> list[tuple[int, str, str, str]]:
    query = select(pings.c.reminder_id, pings.c.local_date, pings.c.state, pings.c.why)
    rows = await store.run(lambda it: it._connection.execute(query.order_by(pings.c.due_at)).all())
    return [tuple(row) for row in rows]  # type: ignore[misc]
