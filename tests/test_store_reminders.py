"""Reminders in the store: numbers, what comes due, what became of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, select

from core.chat import Address, Sender
from core.reminders import Reminder
from core.store.engine import Store
from core.store.ledger import Ledger
from core.store.reminders import occurrence_of, ping_key
from core.store.schema import people, pings, reminders

NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)  # a Monday
HERE = Address("telegram", "1")


def person(ledger: Ledger, name: str = "1") -> int:
    return ledger.person(Sender("telegram", name, f"Lifter {name}"), NOW)[0].id


def weekly(person_id: int, **facts: object) -> Reminder:
    """Every day at 18:00 in UTC, next one now."""
    made = Reminder(
        "train", (0, 1, 2, 3, 4, 5, 6), 18 * 60, HERE, "UTC", NOW, person_id=person_id, next_at=NOW
    )
    return replace(made, **facts)  # type: ignore[arg-type]


async def test_a_reminder_comes_back_as_it_was(store: Store) -> None:
    def work(ledger: Ledger) -> tuple[Reminder, Reminder | None]:
        made = weekly(
            person(ledger), days=(0, 2, 4), words="squat day", zone="Europe/Berlin",
            address=Address("discord", "77", "5", private=False), last_date="2026-03-01",
            paused_until=NOW, unanswered=3, state="asked", note="blocked", next_at=None,
        )  # fmt: skip
        added = ledger.reminders.add(made)
        assert added == replace(made, id=added.id, number=1)
        return added, ledger.reminders.get(added.id)

    added, read = await store.run(work)
    assert read == added


async def test_numbers_are_the_smallest_free_of_each_person(store: Store) -> None:
    def work(ledger: Ledger) -> list[int]:
        me, other, log = person(ledger), person(ledger, "2"), ledger.reminders
        numbers = [log.add(weekly(me)).number for _ in range(3)]
        numbers.append(log.add(weekly(other)).number)
        assert log.drop(me, 2)
        assert not log.drop(me, 2)
        numbers.append(log.add(weekly(me)).number)
        numbers += [log.add(weekly(me, kind="rest", days=())).number for _ in range(2)]
        numbers.append(log.add(weekly(me)).number)
        assert [each.number for each in log.of(me)] == [1, 2, 3, 4, 101, 102]
        assert log.drop_kind(me, "rest") == 2
        assert [each.number for each in log.of(me)] == [1, 2, 3, 4]
        assert [each.number for each in log.of(other)] == [1]
        return numbers

    assert await store.run(work) == [1, 2, 3, 1, 2, 101, 102, 4]


async def test_saving_changes_all_but_whose_it_is(store: Store) -> None:
    def work(ledger: Ledger) -> None:
        me, log = person(ledger), ledger.reminders
        added = log.add(weekly(me))
        changed = replace(added, next_at=NOW + timedelta(days=1), zone="Asia/Tokyo", state="off")
        log.save(replace(changed, person_id=99, number=9))
        assert log.of(me) == (changed,)

    await store.run(work)


async def test_reminders_and_pings_go_with_their_person(store: Store) -> None:
    def work(ledger: Ledger) -> int:
        me = person(ledger)
        ledger.reminders.add(weekly(me))
        connection = ledger._connection
        connection.execute(delete(people).where(people.c.id == me))
        return sum(
            connection.execute(select(func.count()).select_from(each)).scalar_one()
            for each in (reminders, pings)
        )

    assert await store.run(work) == 0


def test_the_key_of_a_ping_is_read_back() -> None:
    assert occurrence_of(ping_key(12, "2026-03-02")) == (12, "2026-03-02")
    for other in ("reply:tg:1:2", "ping:", "ping:x:2026-03-02", "ping:1", ""):
        assert occurrence_of(other) is None
