"""Sets of one person, written and read in one unit of work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from hypothesis import strategies as st

from core.messages import Sender
from core.records import Load, LoggedSet
from core.store.engine import Store
from core.store.unit_of_work import UnitOfWork

T = TypeVar("T")


NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)


ANN = Sender("console", "1", "Ann")


def minutes(count: float) -> datetime:
    return NOW + timedelta(minutes=count)


async def on(store: Store, work: Callable[[UnitOfWork, int], T]) -> T:
    """Run a unit of work of one person."""
    return await store.run(lambda uow: work(uow, uow.people.find(ANN, NOW)[0].id))


def made(uow: UnitOfWork, person: int, source: str = "", **facts: Any) -> LoggedSet:
    """A set with an id; most tests name only what they are about."""
    number = uow.sets.new_ids(person, 1)[0]
    given_facts = {
        "exercise_id": "squat", "load": Load(100_000), "reps": 5, "at": NOW, "line": "squat 100x5",
        "source": source or f"console:{number}", "id": number,
    }  # fmt: skip
    return LoggedSet(**{**given_facts, **facts})


def log(uow: UnitOfWork, person: int, *sets: LoggedSet) -> None:
    uow.journal.write(person, "log", sets[0].source, (), sets, NOW)


def texts(sets: tuple[LoggedSet, ...]) -> list[str]:
    return [each.load.text for each in sets]


# --- sessions -----------------------------------------------------------------------------------

ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.lists(st.integers(0, 40), min_size=1, max_size=4)),
        st.tuples(st.just("remove"), st.lists(st.integers(0, 30), min_size=1, max_size=3)),
        st.tuples(st.just("move"), st.lists(st.integers(0, 40), min_size=2, max_size=2)),
        st.tuples(
            st.sampled_from(["undo", "redo", "undo_named"]),
            st.lists(st.integers(1, 9), min_size=1, max_size=1),
        ),
    ),
    min_size=1,
    max_size=14,
)


def act(uow: UnitOfWork, person: int, name: str, numbers: list[int]) -> None:
    """Do one thing to the log; half hours, so that gaps of just four hours are common."""
    stored = uow.sets.between(person, minutes(-1), minutes(10_000))
    chosen = {
        stored[each % len(stored)].id: stored[each % len(stored)] for each in numbers if stored
    }
    if name == "add":
        source = uow.sets.new_ids(person, 1)[0]
        log(uow, person, *(
            made(uow, person, source, at=minutes(30 * each), position=n)
            for n, each in enumerate(numbers)
        ))  # fmt: skip
    elif name == "remove" and stored:
        uow.journal.write(person, "delete", "", list(chosen.values()), (), NOW)
    elif name == "move" and stored:
        old = next(iter(chosen.values()))
        uow.journal.write(
            person, "fix", "", [old], [replace(old, at=minutes(30 * numbers[1]))], NOW
        )
    elif name == "redo":
        uow.journal.redo(person)
    else:
        uow.journal.undo(person, f"m{numbers[0]}" if name == "undo_named" else None)
