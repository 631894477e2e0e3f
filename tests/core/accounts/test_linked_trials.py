"""Trials on oneself are of a log: linked, stopped from another account, parted."""

from __future__ import annotations

from datetime import timedelta

from core.exercises.names import own_exercise
from core.messages import Sender
from core.store.engine import Store
from core.store.repositories.merge_pairs import Pair
from core.store.unit_of_work import UnitOfWork
from core.trials.records import Expectation, Trial
from tests.core.accounts.two_people import ANN, BOB, NOW

EXPECTED = Expectation(3, 1.0, 0.5, 1.2, 8.0, 16)


def find(uow: UnitOfWork, who: tuple[str, str]) -> int:
    return uow.people.find(Sender(*who, ""), NOW)[0].id


def begin(uow: UnitOfWork, who: tuple[str, str], exercise: str, hours: int) -> Trial:
    begun = Trial((exercise,), "limb", 7, NOW + timedelta(hours=hours), EXPECTED)
    return uow.self_trials.begin(find(uow, who), begun)


def newest(uow: UnitOfWork, who: tuple[str, str]) -> Trial:
    found = uow.self_trials.newest(find(uow, who))
    assert found is not None
    return found


def link(uow: UnitOfWork) -> None:
    ann, bob = find(uow, ANN), find(uow, BOB)
    uow.links.merge(Pair(ann, bob, ann), (), NOW)


def part(uow: UnitOfWork) -> None:
    ann = find(uow, ANN)
    (made,) = uow.links.of(ann)
    uow.links.part(ann, made.id)


async def newest_of(store: Store, who: tuple[str, str]) -> Trial:
    return await store.run(lambda uow: newest(uow, who))


async def test_a_trial_goes_with_its_log_and_names_the_same_exercise(store: Store) -> None:
    """Each has an exercise `own-1`; linked, one of the two has another number."""

    def alone(uow: UnitOfWork) -> None:
        for who, name, hours in ((ANN, "Gargoyle", 0), (BOB, "Wombat", 1)):
            own = uow.own_exercises.add(find(uow, who), own_exercise(name))
            assert own.id == "own-1"
            assert begin(uow, who, own.id, hours) == newest(uow, who)

    await store.run(alone)
    before = [await newest_of(store, who) for who in (ANN, BOB)]
    await store.run(link)
    for who in (ANN, BOB):
        found = await newest_of(store, who)
        assert found.begun_at == NOW + timedelta(hours=1)
        assert found.exercises == ("own-2",)
        assert found.id == before[1].id
    await store.run(part)
    after = [await newest_of(store, who) for who in (ANN, BOB)]
    assert after == before


async def test_what_is_stopped_from_another_account_is_the_trial_that_was_told(
    store: Store,
) -> None:
    """Both are the first of their log; the other one runs on once they are parted."""
    await store.run(lambda uow: begin(uow, ANN, "leg-extension", 0))
    await store.run(lambda uow: begin(uow, BOB, "leg-curl", 1))
    await store.run(link)
    end = NOW + timedelta(days=2)

    def stop(uow: UnitOfWork) -> None:
        uow.self_trials.stop(find(uow, ANN), newest(uow, ANN), end)

    await store.run(stop)
    await store.run(part)
    assert (await newest_of(store, ANN)).stopped_at is None
    assert (await newest_of(store, BOB)).stopped_at == end


async def test_a_trial_begun_while_linked_is_of_the_account_it_was_begun_by(store: Store) -> None:
    """An exercise of the other log is taken along."""

    def first(uow: UnitOfWork) -> None:
        uow.own_exercises.add(find(uow, ANN), own_exercise("Gargoyle"))
        find(uow, BOB)

    await store.run(first)
    await store.run(link)
    await store.run(lambda uow: begin(uow, BOB, "own-1", 0))
    assert (await newest_of(store, ANN)).exercises == ("own-1",)
    await store.run(part)
    assert await store.run(lambda uow: uow.self_trials.newest(find(uow, ANN))) is None

    def name(uow: UnitOfWork) -> list[str]:
        (exercise,) = newest(uow, BOB).exercises
        return [each.name for each in uow.own_exercises.of(find(uow, BOB)) if each.id == exercise]

    assert await store.run(name) == ["Gargoyle"]
