"""No query of a unit of work walks through a table or sorts a log, however large they are."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event

from core.exercises.names import own_exercise
from core.groups.rules import Challenge, GroupSettings
from core.messages import Address, Reply, Sender
from core.records import Load, LoggedSet, Pain
from core.store.engine import Store
from core.store.repositories import inbox, outbox
from core.store.repositories.merge_pairs import Pair
from core.store.rows import Forecast, InboxRow, Question, Shown
from core.store.unit_of_work import UnitOfWork
from core.trials.records import Expectation, Trial

NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)
ANN, BOB = Sender("console", "1", "Ann"), Sender("console", "2", "Bob")
HERE = Address("console", "1")
TRIAL = Trial(("leg-extension",), "limb", 7, NOW, Expectation(3, 1.0, 0.5, 1.2, 8.0, 16))
FIRST = LoggedSet("squat", Load(1), 5, NOW, "squat", id="s1", source="a")


def everything(uow: UnitOfWork) -> None:
    """Call every method that touches a table that grows."""
    me = uow.people.find(ANN, NOW)[0].id
    uow.sets.new_ids(me, 1)
    change = uow.journal.write(me, "log", "a", (), [FIRST], NOW)
    uow.journal.write(me, "edit", "b", change.after, [], NOW)
    for _ in range(2):
        uow.journal.undo(me)
        uow.journal.redo(me)
    uow.journal.undo(me, "m1")
    uow.journal.last(me)
    for each in (None, "squat"):
        uow.sets.last(me, each)
        uow.events.last(me, each)
    uow.sets.exposures(me, "squat")
    uow.sets.exposures(me, "squat", before=NOW)
    uow.sets.last_other_load(me, "squat", Load(1), NOW - timedelta(days=700), NOW)
    uow.sets.by_id(me, "s1")
    uow.sets.of_source(me, "a")
    uow.sets.of_session(me, NOW)
    uow.sets.between(me, NOW, NOW + timedelta(days=1))
    uow.sets.trained_before(me, NOW)
    uow.bests.heaviest(me, "squat")
    uow.bests.most_reps(me, "squat", 90, 110)
    groups_here(uow, me)
    uow.weeks.session_starts(me, NOW - timedelta(days=364), NOW)
    uow.weeks.heaviest(me, "squat", NOW)
    uow.weeks.most_reps(me, "squat", 90, 110, NOW)
    uow.marks.keep(me, "easy", "2026-03-02:2026-03-09", NOW)
    uow.marks.standing(me, "easy", 60)
    uow.pains.of(me, "squat")
    uow.pains.since(me, NOW)
    uow.pains.at(me, NOW)
    uow.pains.notes(me, NOW)
    uow.self_trials.stop(me, uow.self_trials.begin(me, TRIAL), NOW)
    uow.self_trials.newest(me)
    uow.pains.report(me, "a", (Pain("squat", NOW, "knee hurts"),), NOW)
    uow.questions.close(me, uow.questions.ask(me, Question("", "x", "a", NOW, ()), NOW).id, NOW)
    uow.questions.read(me, "q1")
    scores(uow, me)
    uow.events.show(me, Shown("squat", "set", "s1", NOW, {}), NOW)
    uow.outbox.post(HERE, Reply(("x",)), "", "k", NOW)
    uow.inbox.finish("k", NOW)


def scores(uow: UnitOfWork, me: int) -> None:
    told = Forecast("s1", "squat", Load(1), NOW, 1, 80, (70, 90), (60, 100), 8)
    uow.scores.keep(me, [told])
    for exercise in (None, "squat"):
        uow.scores.scored(me, exercise)


def groups_here(uow: UnitOfWork, me: int) -> None:
    groups = uow.groups
    groups.join(HERE, me, frozenset(), NOW)
    member = groups.member(HERE, me)
    assert member is not None
    groups.save(HERE, member)
    groups.joined(me)
    groups.members(HERE)
    groups.save_group_settings(HERE, GroupSettings(), NOW)
    groups.group_settings(HERE)
    groups.has_logged(ANN, "a")
    made = groups.make(HERE, Challenge(0, 1, "squat", "reps", 9, NOW, NOW, "UTC", me), NOW)
    groups.challenges(HERE, NOW - timedelta(days=1))
    groups.enter(made.id, me, NOW)
    groups.entrants(made.id)
    for exercise in ("", "squat"):
        groups.amount(me, replace(made, exercise_id=exercise))
        groups.amount(me, replace(made, exercise_id=exercise, counted="sets"))
    groups.withdraw(made.id, me)
    groups.leave(HERE, me)
    groups.drop(made.id)


def mail(connection: Connection) -> None:
    inbox.receive(connection, [InboxRow("k", "console", "1", "", NOW, NOW, "t")])
    inbox.claim(connection, "me", NOW, timedelta(1), 10, ["x"])
    inbox.release(connection, "k", NOW)
    inbox.set_aside(connection, "k", NOW, "")
    (outgoing,) = outbox.claim(connection, "console", "me", NOW, timedelta(1), 10, ["x"])
    outbox.retry(connection, outgoing.id, NOW, certain=True)
    outbox.settle(connection, [(outgoing.id, "")], [], NOW)
    outbox.purge(connection, NOW)


def linked(uow: UnitOfWork) -> None:
    """Give the person a second log beside their own."""
    me, other = (uow.people.find(each, NOW)[0].id for each in (ANN, BOB))
    uow.own_exercises.add(other, own_exercise("Gargoyle"))
    uow.links.merge(Pair(me, other, me), (), NOW)


@pytest.mark.parametrize("kind", ["ledger", "linked", "mail"])
async def test_every_query_is_led_by_an_index(sqlite_store: Store, kind: str) -> None:
    seen: dict[str, object] = {}

    def work(connection: Connection) -> dict[str, list[str]]:
        def keep(_conn, _cursor, statement, parameters, _context, many) -> None:  # type: ignore[no-untyped-def]
            seen[statement] = parameters[0] if many else parameters

        if kind == "linked":
            linked(UnitOfWork(connection))
        event.listen(connection, "before_cursor_execute", keep)
        everything(UnitOfWork(connection))
        if kind == "mail":
            seen.clear()
            mail(connection)
        event.remove(connection, "before_cursor_execute", keep)
        raw = connection.connection.driver_connection
        return {
            sql: [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)]
            for sql, parameters in seen.items()
            if not sql.startswith(("SAVEPOINT", "ROLLBACK", "RELEASE"))
        }

    plans = await sqlite_store._runner.run(work)
    assert len(plans) > (8 if kind == "mail" else 30)
    # What waits is walked through in order, in an index of nothing else.
    walks = re.compile(r"SCAN (?!hop|anon|CONSTANT|\(sub|(in|out)box USING .*INDEX ix_\w+_waiting)")
    for sql, steps in plans.items():
        bad = [each for each in steps if walks.search(each) or "TEMP B-TREE" in each]
        assert not bad, f"{sql}\n{steps}"


async def test_notes_are_found_without_looking_at_sets_that_have_none(sqlite_store: Store) -> None:
    """Each set asks for the notes of four weeks, which a busy lifter filled with 240 sets."""

    def plan(uow: UnitOfWork) -> str:
        me = uow.people.find(ANN, NOW)[0].id
        asked: list[tuple[str, object]] = []

        def keep(_conn, _cursor, statement, parameters, _context, _many) -> None:  # type: ignore[no-untyped-def]
            asked.append((statement, parameters))

        event.listen(uow._connection, "before_cursor_execute", keep)
        uow.pains.notes(me, NOW)
        event.remove(uow._connection, "before_cursor_execute", keep)
        (sql, parameters) = asked[-1]
        raw: Any = uow._connection.connection.driver_connection
        return " ".join(row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {sql}", parameters))

    assert "ix_sets_noted" in await sqlite_store.run(plan)
