"""Each account has a log of its own, and each row knows its log: linked, parted, migrated."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, select, text, update

from core.messages import Sender
from core.records import Load, LoggedSet, Pain
from core.store.codec import dumps, loads
from core.store.engine import Store, open_store
from core.store.repositories.merge_pairs import Pair
from core.store.schema.tables import calibrations, changes, identities, merges, pains, sets
from core.store.unit_of_work import UnitOfWork

NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)
ANN, BOB = Sender("telegram", "1", "Ann"), Sender("discord", "2", "Bob")
RUN = 1

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
    """By table what is known of each row: whose it is now, its number and its log."""
    found: Logs = {
        table.name: [
            tuple(row)
            for row in connection.execute(
                select(table.c.person_id, number, table.c.log_id).order_by(
                    table.c.person_id, number
                )
            )
        ]
        for table, number in (
            (sets, sets.c.number), (changes, changes.c.number), (pains, pains.c.id),
            (calibrations, calibrations.c.number),
        )
    }  # fmt: skip
    accounts = select(identities.c.sender_id, identities.c.person_id, identities.c.log_id)
    found["accounts"] = [
        tuple(row) for row in connection.execute(accounts.order_by(identities.c.sender_id))
    ]
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
    """An import: what it does knows the person, who sent it is told at its end."""

    def work(uow: UnitOfWork) -> None:
        (me,) = {row.person_id for row in uow._connection.execute(select(identities))}
        at = NOW - timedelta(days=9)
        each = LoggedSet("bench", Load(50_000), 5, at, "", source="file:1")
        uow.imports.begin(me, RUN)
        uow.imports.stage(me, RUN, 0, (each,))
        uow.imports.publish(me, RUN, "file", (), NOW)
        assert find(uow, sender) == me
        uow.links.credit(me, "file")

    await store.run(work)


async def test_a_row_is_of_the_log_it_came_to(store: Store) -> None:
    ann, bob = await linked(store)
    found = await seen(store)
    assert found["accounts"] == [("1", ann, ann), ("2", ann, bob)]
    #                               a1   a1   b1   b2   a2   b2, more
    assert [log for *_, log in found["sets"]] == [ann, ann, bob, bob, ann, bob]
    #                                  a1   b1  link   b2   a2  fixes    edit of b2
    assert [log for *_, log in found["changes"]] == [ann, bob, ann, bob, ann, ann, bob, bob]

    for table in ("pains", "calibrations"):
        assert [log for *_, log in found[table]] == [ann, bob, bob]


@pytest.mark.parametrize("sender", [ANN, BOB])
async def test_an_import_is_of_the_log_of_who_sent_it(store: Store, sender: Sender) -> None:
    people = dict(zip((ANN, BOB), await linked(store), strict=True))
    await imported(store, sender)
    found = await seen(store)
    assert found["sets"][-1][2] == found["changes"][-1][2] == people[sender]


async def test_parted_each_has_their_log(store: Store) -> None:
    ann, bob = await linked(store)

    def part(uow: UnitOfWork) -> None:
        find(uow, ANN)
        (link,) = uow.links.of(ann)
        assert uow.links.part(ann, link.id) == bob

    await store.run(part)
    found = await seen(store)
    assert found["accounts"] == [("1", ann, ann), ("2", bob, bob)]
    for table in ("sets", "changes", "pains", "calibrations"):
        assert all(person == log for person, _, log in found[table])
    assert [number for person, number, _ in found["sets"] if person == ann] == [1, 2, 5]
    assert [number for person, number, _ in found["sets"] if person == bob] == [1, 2, 4]
    calls = [(person, number) for person, number, _ in found["calibrations"]]
    assert calls == [(ann, 1), (bob, 1), (bob, 2)]


def grow_older(connection: Connection) -> None:
    """Make the database one of before there were logs: a link noted the pains it brought."""
    merge = connection.execute(select(merges)).one()
    body = loads(merge.body)
    brought = select(pains.c.id).where(pains.c.log_id == body["person"]["id"])
    body["pains"] = list(connection.execute(brought.order_by(pains.c.id).limit(1)).scalars())
    connection.execute(update(merges).values(body=dumps(body)))
    for table in ("identities", "sets", "changes", "pains", "calibrations"):
        connection.execute(text(f"ALTER TABLE {table} DROP COLUMN log_id"))
    connection.execute(text("ALTER TABLE people DROP COLUMN rest_auto"))  # of the revision after
    for table in ("sets", "staged_sets"):
        connection.execute(text(f"ALTER TABLE {table} DROP COLUMN side"))
    connection.execute(text("DROP TABLE trials"))
    connection.execute(text("UPDATE alembic_version SET version_num = '0009'"))


async def test_an_older_database_is_told_its_logs(database_url: str) -> None:
    """People who were never linked, two who are, and what these logged, corrected, imported."""
    store = await open_store(database_url)
    ann, bob = await linked(store)
    await imported(store, BOB)
    await store.run(lambda uow: log(uow, Sender("telegram", "3", "Cid"), "c1", 3))
    before = await seen(store)
    for table in ("pains", "calibrations"):  # nothing told by whom the last one came
        person, number, log_id = before[table][-1]
        assert (person, log_id) == (ann, bob)
        before[table][-1] = (person, number, ann)
    await store._runner.run(grow_older)
    await store.close()
    store = await open_store(database_url)
    assert await seen(store) == before
    await store.close()
