"""Each account has a log of its own, and rows stay in their log: linked, parted, linked again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from core.messages import Sender
from core.records import Load, LoggedSet, Pain
from core.store.engine import Store
from core.store.repositories.merge_pairs import Pair
from core.store.schema import tables
from core.store.schema.tables import calibrations, changes, identities, pains, sets
from core.store.unit_of_work import UnitOfWork

NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)
ANN, BOB = Sender("telegram", "1", "Ann"), Sender("discord", "2", "Bob")
RUN = 1
YEAR = timedelta(days=365)

Logs = dict[str, list[tuple[object, ...]]]


def find(uow: UnitOfWork, sender: Sender) -> int:
    return uow.people.find(sender, NOW)[0].id


def log(uow: UnitOfWork, sender: Sender, source: str, *reps: int) -> tuple[LoggedSet, ...]:
    """One message with a set for each number of repetitions, later than all there is."""
    me = find(uow, sender)
    last = uow.sets.last(me)
    at = NOW if last is None else last.at + timedelta(minutes=3)
    put = tuple(
        LoggedSet("squat", Load(60_000), each, at, "", id=id_, source=source, position=place)
        for place, (each, id_) in enumerate(zip(reps, uow.sets.new_ids(me, len(reps)), strict=True))
    )
    return uow.journal.write(me, "log", source, (), put, at).after


def fix(uow: UnitOfWork, sender: Sender, old: LoggedSet, reps: int, source: str) -> None:
    me = find(uow, sender)
    uow.journal.write(me, "fix", source, (old,), (replace(old, reps=reps),), NOW)


def complain(uow: UnitOfWork, sender: Sender) -> None:
    """Report a pain, and be asked for a guess."""
    me = find(uow, sender)
    uow.pains.add(me, Pain("squat", NOW, "knee hurts"))
    uow.calibrations.open(me, "squat", 8, NOW)


def logs(connection: Connection) -> Logs:
    """By table the key of each row, which is its log and its number there; and whose logs are."""
    found: Logs = {
        table.name: [
            tuple(row)
            for row in connection.execute(
                select(table.c.log_id, table.c.id).order_by(table.c.log_id, table.c.id)
            )
        ]
        for table in (sets, changes, pains, calibrations)
    }
    accounts = select(identities.c.sender_id, identities.c.person_id, identities.c.log_id)
    found["accounts"] = [
        tuple(row) for row in connection.execute(accounts.order_by(identities.c.sender_id))
    ]
    whose = select(tables.logs.c.id, tables.logs.c.person_id).order_by(tables.logs.c.id)
    found["logs"] = [tuple(row) for row in connection.execute(whose)]
    return found


async def seen(store: Store) -> Logs:
    return await store._runner.run(logs)


def two(uow: UnitOfWork) -> tuple[int, int]:
    """Two people with sets, one of whom takes the other in."""
    log(uow, ANN, "a1", 5, 5)
    log(uow, BOB, "b1", 8)
    complain(uow, ANN)
    complain(uow, BOB)
    ann, bob = find(uow, ANN), find(uow, BOB)
    uow.links.merge(Pair(ann, bob, ann), (), NOW)
    return ann, bob


async def linked(store: Store) -> tuple[int, int]:
    """Two who became one, and what either account did since."""
    ann, bob = await store.run(two)
    await store.run(lambda uow: log(uow, BOB, "b2", 9))
    await store.run(lambda uow: log(uow, ANN, "a2", 6))
    await store.run(lambda uow: complain(uow, BOB))

    def corrected(uow: UnitOfWork) -> None:
        (theirs,) = uow.sets.of_source(ann, "b1")
        fix(uow, ANN, theirs, 7, "a3")
        (mine,) = uow.sets.of_source(ann, "a2")
        fix(uow, BOB, mine, 4, "b3")
        uow.journal.undo(ann)
        uow.journal.redo(ann)

    await store.run(corrected)

    def edited(uow: UnitOfWork) -> None:
        old = uow.sets.of_source(find(uow, BOB), "b2")
        more = replace(old[0], id=uow.sets.new_ids(ann, 1)[0], position=1)
        uow.journal.write(ann, "edit", "b2", old, (*old, more), NOW)

    await store.run(edited)
    return ann, bob


async def imported(store: Store, sender: Sender) -> None:
    """An import by an account."""

    def work(uow: UnitOfWork) -> None:
        me = find(uow, sender)
        at = NOW - timedelta(days=9)
        each = LoggedSet("bench", Load(50_000), 5, at, "", source="file:1")
        uow.imports.begin(me, RUN)
        uow.imports.stage(me, RUN, 0, (each,))
        uow.imports.publish(me, RUN, "file", (), NOW)

    await store.run(work)


async def test_a_row_is_of_the_log_it_came_to(store: Store) -> None:
    ann, bob = await linked(store)
    found = await seen(store)
    assert found["accounts"] == [("1", ann, ann), ("2", ann, bob)]
    assert found["logs"] == [(ann, ann), (bob, ann)]
    # Numbers that people see go on behind those of both; within the log they do as well.
    #                          a1, a1, a2; and b1, b2, one more of b2
    assert found["sets"] == [(ann, 1), (ann, 2), (ann, 5), (bob, 1), (bob, 2), (bob, 4)]
    #                             a1        link      a2         fix; and b1, b2, fix, edit
    assert found["changes"] == [
        (ann, 1), (ann, 3), (ann, 5), (ann, 6), (bob, 1), (bob, 3), (bob, 6), (bob, 7),
    ]  # fmt: skip
    for table in ("pains", "calibrations"):
        assert found[table] == [(ann, 1), (bob, 1), (bob, 2)]


async def test_people_see_numbers_that_never_meet(store: Store) -> None:
    ann, _ = await linked(store)

    def read(uow: UnitOfWork) -> list[str]:
        return [each.id for each in uow.sets.between(ann, NOW - YEAR, NOW + YEAR)]

    assert sorted(await store.run(read)) == ["s1", "s2", "s3", "s4", "s5", "s6"]


@pytest.mark.parametrize("sender", [ANN, BOB])
async def test_an_import_is_of_the_log_of_who_sent_it(store: Store, sender: Sender) -> None:
    people = dict(zip((ANN, BOB), await linked(store), strict=True))
    before = await seen(store)
    await imported(store, sender)
    after = await seen(store)
    for table in ("sets", "changes"):
        ((log_id, _),) = set(after[table]) - set(before[table])
        assert log_id == people[sender]


async def test_parting_changes_no_row_and_linking_again_neither(store: Store) -> None:
    ann, bob = await linked(store)
    before = await seen(store)

    def part(uow: UnitOfWork) -> None:
        (link,) = uow.links.of(find(uow, ANN))
        assert uow.links.part(ann, link.id) == bob

    await store.run(part)
    found = await seen(store)
    assert found["accounts"] == [("1", ann, ann), ("2", bob, bob)]
    assert found["logs"] == [(ann, ann), (bob, bob)]
    noted = [(ann, 3)]  # that there was a link
    for table in ("sets", "changes", "pains", "calibrations"):
        assert found[table] == [each for each in before[table] if [each] != noted], table

    def read(uow: UnitOfWork) -> list[list[str]]:
        return [
            [each.id for each in uow.sets.between(who, NOW - YEAR, NOW + YEAR)]
            for who in (ann, bob)
        ]

    assert await store.run(read) == [["s1", "s2", "s5"], ["s1", "s2", "s4"]]
    await store.run(lambda uow: uow.links.merge(Pair(bob, ann, bob), (), NOW))
    again = await seen(store)
    assert again["logs"] == [(ann, bob), (bob, bob)]
    for table in ("sets", "pains", "calibrations"):
        assert again[table] == found[table]
    ids = (await store.run(lambda uow: [uow.sets.between(bob, NOW - YEAR, NOW + YEAR)]))[0]
    assert len({each.id for each in ids}) == 6


async def test_what_a_log_had_stays_undone_when_it_is_joined(store: Store) -> None:
    """The versions of two logs are not one: nothing undone before a link comes back after it."""

    def undone(uow: UnitOfWork) -> int:
        for number in range(4):
            log(uow, BOB, f"b{number}", 5)
        bob = find(uow, BOB)
        uow.journal.undo(bob)
        return bob

    bob = await store.run(undone)

    def join(uow: UnitOfWork) -> int:
        log(uow, ANN, "a1", 5)
        ann = find(uow, ANN)
        uow.links.merge(Pair(ann, bob, ann), (), NOW)
        return ann

    ann = await store.run(join)
    assert await store.run(lambda uow: uow.journal.redo(ann)) is None
