"""What is due is found in the order of an index, whatever PostgreSQL takes to be due."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, event, text, update

from core.store.engine import open_store
from core.store.repositories import due_pings
from core.store.schema.tables import reminders
from core.store.unit_of_work import UnitOfWork
from tests.core.store.weekly_reminders import NOW, person, weekly

MANY = 20_000
_LIKE = ", ".join(c.name for c in reminders.c if c.name not in ("id", "number"))
COPIED = (
    f"INSERT INTO reminders (number, {_LIKE}) SELECT g, {_LIKE} "  # noqa: S608
    "FROM reminders, generate_series(2, CAST(:many AS integer)) g"
)


async def test_a_batch_does_not_sort_all_that_is_due(postgres_url: str) -> None:
    """Nothing is known of the table yet, so few are taken to be due: sorting looks cheap then."""
    store = await open_store(postgres_url)

    def fill(uow: UnitOfWork) -> None:
        uow.reminders.add(weekly(person(uow), next_at=None))
        uow._connection.execute(text(COPIED), {"many": MANY})

    await store.run(fill)
    due = update(reminders).values(next_at=NOW)
    await store.run(lambda uow: uow._connection.execute(due))
    plan = await store._runner.run(plan_of_finding)
    await store.close()
    assert "ix_reminders_next_at" in plan
    assert "Sort" not in plan


def plan_of_finding(connection: Connection) -> str:
    """How a batch finds what is due, as PostgreSQL does it inside that very transaction."""
    asked: list[tuple[str, Any]] = []

    def keep(_conn, _cursor, statement, parameters, _context, _many) -> None:  # type: ignore[no-untyped-def]
        asked.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", keep)
    due_pings.queue(connection, "telegram", NOW + timedelta(seconds=1), 250)
    event.remove(connection, "before_cursor_execute", keep)
    (found,) = [each for each in asked if "FOR UPDATE" in each[0]]
    return "\n".join(connection.exec_driver_sql(f"EXPLAIN {found[0]}", found[1]).scalars())
