"""The journal: undo, redo, and what ends them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from core.records import Load, LoggedSet
from core.store.engine import Store
from core.store.unit_of_work import UnitOfWork
from tests.core.store.logged_sets import ACTIONS, ANN, NOW, act, log, made, minutes, on, texts

# --- the journal --------------------------------------------------------------------------------


async def test_undo_and_redo_walk_back_and_forth(store: Store) -> None:
    def work(uow: UnitOfWork, person: int) -> None:
        first, second = made(uow, person, "a"), made(uow, person, "b", load=Load(1))
        log(uow, person, first)
        log(uow, person, second)
        rated = replace(second, rir_tenths=10)
        uow.journal.write(person, "rate", "c", [second], [rated], NOW)
        states = [(), ("a",), ("a", "b"), ("a", "b", 10)]

        def state() -> tuple[object, ...]:
            stored = uow.sets.between(person, minutes(-9), minutes(9))
            return tuple(each.source for each in stored) + tuple(
                each.rir_tenths for each in stored if each.rir_tenths
            )

        for expected in (states[2], states[1], states[0]):
            change = uow.journal.undo(person)
            assert change is not None
            assert change.undone
            assert state() == expected
        assert uow.journal.undo(person) is None
        assert uow.journal.last(person) is None
        for number, expected in enumerate(states[1:], 1):
            change = uow.journal.redo(person)
            assert change is not None
            assert (change.id, change.undone) == (f"m{number}", False)
            assert state() == expected
        assert uow.journal.redo(person) is None

    await on(store, work)


async def test_a_begun_change_keeps_the_number_and_ids_it_was_given(store: Store) -> None:
    def work(uow: UnitOfWork, person: int) -> None:
        log(uow, person, made(uow, person, "a"))
        begun = uow.journal.begin(person, 2)
        assert (begun.number, begun.ids) == (2, ("s2", "s3"))
        sets = [replace(made_of, id=each) for made_of, each in zip(two, begun.ids, strict=True)]
        change = uow.journal.write(person, "log", "b", (), sets, NOW, begun)
        assert (change.id, [each.id for each in change.after]) == ("m2", ["s2", "s3"])
        assert uow.people.find(ANN, NOW)[0].log_version == begun.version
        assert uow.journal.begin(person, 0).ids == ()
        assert uow.sets.new_ids(person, 1) == ("s4",)

    first = LoggedSet("squat", Load(100_000), 5, minutes(1), "100x5", source="b")
    two = (first, replace(first, position=1))
    await on(store, work)


async def test_the_change_tells_what_went_and_what_came_back(store: Store) -> None:
    def work(uow: UnitOfWork, person: int) -> None:
        old = made(uow, person, "a")
        log(uow, person, old)
        new = made(uow, person, "a", load=Load(120_000))
        change = uow.journal.write(person, "edit", "a", [old], [new], NOW)
        assert (change.id, change.kind, change.source, change.at) == ("m2", "edit", "a", NOW)
        undone = uow.journal.undo(person)
        assert undone == replace(change, undone=True)
        assert uow.journal.redo(person) == change

    await on(store, work)


async def test_a_write_ends_what_could_be_redone(store: Store) -> None:
    def work(uow: UnitOfWork, person: int) -> list[object]:
        log(uow, person, made(uow, person, "a"))
        log(uow, person, made(uow, person, "b"))
        uow.journal.undo(person)
        uow.journal.undo(person)
        log(uow, person, made(uow, person, "c"))
        seen: list[object] = [uow.journal.redo(person)]
        change = uow.journal.undo(person)
        again = uow.journal.redo(person)
        return [*seen, change and change.id, again and again.id, uow.journal.redo(person)]

    assert await on(store, work) == [None, "m3", "m3", None]


async def test_a_named_change_is_undone_only_untouched(store: Store) -> None:
    def work(uow: UnitOfWork, person: int) -> list[bool]:
        first, second = made(uow, person, "a"), made(uow, person, "b")
        log(uow, person, first)
        log(uow, person, second)
        uow.journal.write(person, "rate", "c", [first], [replace(first, rir_tenths=10)], NOW)
        seen = [uow.journal.undo(person, each) is not None for each in ("m1", "m2", "m2", "m9")]
        seen.append(uow.journal.undo(person) is not None)  # m3
        return [*seen, uow.journal.undo(person, "m1") is not None]

    assert await on(store, work) == [False, True, False, False, True, True]


async def test_a_deleted_set_does_not_come_back_into_a_place_that_is_taken(store: Store) -> None:
    def work(uow: UnitOfWork, person: int) -> list[bool]:
        first = made(uow, person, "a")
        log(uow, person, first)
        uow.journal.write(person, "delete", "x", [first], (), NOW)
        uow.journal.write(person, "edit", "a", (), [made(uow, person, "a")], NOW)
        return [uow.journal.undo(person, "m2") is not None for _ in range(1)] + [
            uow.journal.undo(person) is not None, uow.journal.undo(person, "m2") is not None,
        ]  # fmt: skip

    assert await on(store, work) == [False, True, True]


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(actions=ACTIONS)
async def test_undo_always_gives_the_log_as_it_was(sqlite_store: Store, actions: list[Any]) -> None:
    """Whatever was done, taking everything back one by one ends with nothing, and returns."""

    def work(uow: UnitOfWork, person: int) -> None:
        with uow.trial():
            for name, numbers in actions:
                act(uow, person, name, numbers)
            states = [uow.sets.between(person, minutes(-1), minutes(10_000))]
            while uow.journal.undo(person):
                states.append(uow.sets.between(person, minutes(-1), minutes(10_000)))
            assert states[-1] == ()
            assert uow.journal.last(person) is None
            for state in reversed(states[:-1]):
                assert uow.journal.redo(person)
                assert uow.sets.between(person, minutes(-1), minutes(10_000)) == state

    await on(sqlite_store, work)


async def test_sets_of_a_message_change_places(store: Store) -> None:
    def work(uow: UnitOfWork, person: int) -> list[str]:
        one, two = (made(uow, person, "a", position=n) for n in (0, 1))
        log(uow, person, one, two)
        swapped = [replace(one, position=1), replace(two, position=0)]
        uow.journal.write(person, "edit", "a", [one, two], swapped, NOW)
        return [each.id for each in uow.sets.of_source(person, "a")]

    assert await on(store, work) == ["s2", "s1"]


async def test_the_version_grows_with_every_change(store: Store) -> None:
    def work(uow: UnitOfWork, person: int) -> list[int]:
        def version() -> int:
            return uow.people.find(ANN, NOW)[0].log_version

        seen = [version()]
        log(uow, person, made(uow, person))
        seen.append(version())
        uow.journal.undo(person)
        seen.append(version())
        uow.journal.undo(person)
        uow.journal.redo(person)
        uow.people.save(replace(uow.people.find(ANN, NOW)[0], log_version=99))
        return [*seen, version()]

    assert await on(store, work) == [0, 1, 2, 3]


async def test_a_trial_leaves_nothing(store: Store) -> None:
    def work(uow: UnitOfWork, person: int) -> None:
        log(uow, person, made(uow, person, "a"))
        with uow.trial():
            log(uow, person, made(uow, person, "b", load=Load(300_000)))
            assert texts(uow.bests.heaviest(person, "squat")) == ["300"]
        with pytest.raises(ZeroDivisionError), uow.trial():
            1 / (uow.journal.undo(person) is None)
        assert texts(uow.bests.heaviest(person, "squat")) == ["100"]
        assert made(uow, person).id == "s2"

    await on(store, work)
