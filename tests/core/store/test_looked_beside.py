"""What a person has beside their sets: one look tells, what is written since is never missed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from core.messages import Sender
from core.plans.peak import Step
from core.store.engine import Store
from core.store.repositories.marks import EASY
from core.store.repositories.merge_pairs import Pair
from core.store.rows import Question
from core.store.unit_of_work import UnitOfWork

NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)
ANN = Sender("telegram", "1", "Ann", "en")
MEET = Step("meet", ("squat",), NOW.date(), NOW.date())
ROW = Question("", "exercise", "m1", NOW, ())

Use = Callable[[UnitOfWork, int], Any]
KINDS: dict[str, tuple[Use, Use]] = {
    "easy_changes": (
        lambda uow, me: uow.marks.keep(me, EASY, "2026-03-02:2026-03-09", NOW),
        lambda uow, me: uow.marks.standing(me, EASY, 5),
    ),
    "peak_changes": (
        lambda uow, me: uow.peaks.keep(me, MEET, NOW),
        lambda uow, me: uow.peaks.steps(me),
    ),
    "superset_changes": (
        lambda uow, me: uow.supersets.begin(me, NOW.date(), ("squat", "row"), NOW),
        lambda uow, me: uow.supersets.standing(me, [NOW.date()]),
    ),
    "open_question": (
        lambda uow, me: uow.questions.ask(me, ROW, NOW),
        lambda uow, me: uow.questions.open_last(me),
    ),
}


def looked(uow: UnitOfWork) -> tuple[int, set[str]]:
    """Meet the lifter again; the tables known to hold nothing of theirs."""
    me = uow.people.find(ANN, NOW)[0].id
    return me, uow.state.nothing.get(me, set())


@pytest.mark.parametrize("kind", KINDS)
async def test_what_is_written_in_the_unit_that_found_nothing_is_read(
    store: Store, kind: str
) -> None:
    write, read = KINDS[kind]
    await store.run(looked)

    def unit(uow: UnitOfWork) -> None:
        me, nothing = looked(uow)
        assert not nothing or kind in nothing  # on PostgreSQL nobody looks
        assert not read(uow, me)
        write(uow, me)
        assert read(uow, me)

    await store.run(unit)
    assert await store.run(lambda uow: bool(read(uow, looked(uow)[0])))
    assert kind not in (await store.run(looked))[1]


@pytest.mark.parametrize("kind", [each for each in KINDS if each != "open_question"])
async def test_what_is_undone_and_redone_is_read_as_it_stands(store: Store, kind: str) -> None:
    write, read = KINDS[kind]
    me, _ = await store.run(looked)
    await store.run(lambda uow: write(uow, me))

    def again(uow: UnitOfWork, turn: Callable[[UnitOfWork], Any]) -> bool:
        looked(uow)
        turn(uow)
        return bool(read(uow, me))

    assert not await store.run(lambda uow: again(uow, lambda it: it.journal.undo(me)))
    assert await store.run(lambda uow: again(uow, lambda it: it.journal.redo(me)))


async def test_only_the_newest_question_counts_and_only_while_it_is_open(store: Store) -> None:
    me, _ = await store.run(looked)
    first = await store.run(lambda uow: uow.questions.ask(me, ROW, NOW))
    second = await store.run(lambda uow: uow.questions.ask(me, ROW, NOW))
    await store.run(lambda uow: uow.questions.close(me, first.id, NOW))
    assert await store.run(lambda uow: uow.questions.open_last(looked(uow)[0])) == second
    await store.run(lambda uow: uow.questions.close(me, second.id, NOW))
    assert await store.run(lambda uow: uow.questions.open_last(looked(uow)[0])) is None
    assert await store.run(lambda uow: uow.questions.last(me)) is not None


async def test_of_logs_that_were_joined_nothing_is_told(store: Store) -> None:
    """What the other account left stands in its log, which the look does not see."""
    other = Sender("discord", "2", "Ann", "en")
    me, _ = await store.run(looked)
    two = (await store.run(lambda uow: uow.people.find(other, NOW)))[0].id
    for write, _ in KINDS.values():
        await store.run(lambda uow, write=write: write(uow, two))

    def link(uow: UnitOfWork) -> None:
        looked(uow)
        uow.links.merge(Pair(me, two, me), (), NOW)

    await store.run(link)
    _, nothing = await store.run(looked)
    assert not nothing & KINDS.keys()
    for kind in ("easy_changes", "peak_changes", "superset_changes"):
        assert await store.run(lambda uow, kind=kind: bool(KINDS[kind][1](uow, looked(uow)[0])))
