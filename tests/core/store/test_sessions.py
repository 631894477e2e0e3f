"""Which session a set belongs to, whatever is written, moved and taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hypothesis import HealthCheck, given, settings

from core.limits import SESSION_GAP
from core.records import LoggedSet
from core.store.engine import Store
from core.store.unit_of_work import UnitOfWork
from tests.core.store.logged_sets import ACTIONS, NOW, act, log, made, minutes, on


def grouped(sets: tuple[LoggedSet, ...]) -> list[datetime]:
    """The sessions of sets in order, by brute force."""
    sessions: list[datetime] = []
    for index, each in enumerate(sets):
        joined = index and each.at - sets[index - 1].at < SESSION_GAP
        sessions.append(sessions[-1] if joined else each.at)
    return sessions


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(actions=ACTIONS)
async def test_sessions_are_as_by_brute_force(sqlite_store: Store, actions: list[Any]) -> None:
    def work(uow: UnitOfWork, person: int) -> None:
        with uow.trial():
            for name, numbers in actions:
                act(uow, person, name, numbers)
                stored = uow.sets.between(person, minutes(-1), minutes(10_000))
                assert [each.session_at for each in stored] == grouped(stored), name

    await on(sqlite_store, work)


async def test_sessions_split_and_merge(store: Store) -> None:
    def work(uow: UnitOfWork, person: int) -> list[list[int]]:
        def days() -> list[int]:
            stored = uow.sets.between(person, minutes(-1), minutes(10_000))
            return [int((each.session_at - NOW).seconds / 60) for each in stored if each.session_at]

        log(uow, person, made(uow, person, at=minutes(0)))
        log(uow, person, made(uow, person, at=minutes(300)))
        seen = [days()]
        between = made(uow, person, at=minutes(150))
        log(uow, person, between)
        seen.append(days())
        uow.journal.write(person, "delete", "", [between], (), NOW)
        seen.append(days())
        log(uow, person, made(uow, person, at=minutes(539)))
        log(uow, person, made(uow, person, at=minutes(779)))
        return [*seen, days()]

    assert await on(store, work) == [[0, 300], [0, 0, 0], [0, 300], [0, 300, 300, 779]]


async def test_a_long_session_is_moved_as_a_whole(store: Store) -> None:
    def work(uow: UnitOfWork, person: int) -> tuple[set[object], int]:
        times = [minutes(10 * each) for each in range(450)]
        log(
            uow,
            person,
            *(made(uow, person, "m", at=at, position=n) for n, at in enumerate(times)),
        )
        log(uow, person, made(uow, person, "n", at=minutes(-5)))
        stored = uow.sets.between(person, minutes(-9), minutes(10_000))
        return {each.session_at for each in stored}, len(uow.sets.of_session(person, minutes(-5)))

    assert await on(store, work) == ({minutes(-5)}, 451)
