"""What is kept of a log between messages is what reading it gives, whoever changed it since."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from core.messages import Sender
from core.records import Load, LoggedSet
from core.store.engine import Store, open_store
from core.store.known_log import MOST_PEOPLE, MOST_SETS, MOST_WINDOWS, WINDOW, KnownLog, Memory
from core.store.repositories.merge_pairs import Pair
from core.store.unit_of_work import UnitOfWork

START = datetime(2026, 3, 2, 18, tzinfo=UTC)
ANN, BOB = (Sender("telegram", each, each, "en") for each in ("ann", "bob"))
LIFTS = ("squat", "bench-press")

Act = Callable[[UnitOfWork, int], Any]


def made(uow: UnitOfWork, me: int, at: datetime, lift: str, **facts: Any) -> LoggedSet:
    """A set under a number of its own."""
    (set_id,) = uow.sets.new_ids(me, 1)
    return LoggedSet(lift, Load(100_000), 5, at, "100x5", id=set_id, source=f"m:{set_id}", **facts)


def log(
    uow: UnitOfWork, me: int, at: datetime, lift: str = "squat", kind: str = "log", **facts: Any
) -> LoggedSet:
    """Log a set as a message does."""
    each = made(uow, me, at, lift, **facts)
    uow.journal.write(me, kind, each.source, (), (each,), at)
    return each


def seen(uow: UnitOfWork, me: int, since: datetime = START) -> tuple[Any, ...]:
    """What an answer reads of a log."""
    windows = [uow.sets.exposures(me, lift) for lift in LIFTS]
    return (*windows, uow.pains.notes(me, since - timedelta(days=28)))


def compared(uow: UnitOfWork, sender: Sender = ANN, at: datetime = START) -> tuple[Any, ...]:
    """Meet a lifter, and see that what is kept of the log is what the database has."""
    me = uow.people.find(sender, at)[0].id
    found = seen(uow, me, at)
    known = uow.state.known.pop(me, None)
    assert repr(found) == repr(seen(uow, me, at))
    if known is not None:
        uow.state.known[me] = known
        last = uow.sets.last(me)
        assert known.newest in (None, last and (last.at, last.session_at))
    return found


def one(act: Act, at: datetime = START) -> Callable[[UnitOfWork], Any]:
    """A unit that meets the lifter, reads, acts, and reads again."""

    def unit(uow: UnitOfWork) -> Any:
        compared(uow, at=at)
        found = act(uow, uow.people.find(ANN, at)[0].id)
        compared(uow, at=at)
        return found

    return unit


async def begun(store: Store) -> None:
    """Three sets of two lifts, read."""
    for minute, lift in enumerate(("squat", "bench-press", "squat")):
        at = START + timedelta(minutes=minute)
        await store.run(one(lambda uow, me, at=at, lift=lift: log(uow, me, at, lift), at))


def count_reads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count the reads of sets that go to the database."""
    from core.store.repositories import sets as module

    reads, plain = [0], module.read_sets

    def read(*given: Any, **named: Any) -> Any:
        reads[0] += 1
        return plain(*given, **named)

    monkeypatch.setattr(module, "read_sets", read)
    return reads


async def test_the_next_message_reads_nothing_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await begun(store)
    reads = count_reads(monkeypatch)

    def unit(uow: UnitOfWork) -> None:
        me = uow.people.find(ANN, START)[0].id
        seen(uow, me)
        log(uow, me, START + timedelta(minutes=9))
        assert len(uow.sets.exposures(me, "squat")[-1].sets) == 3

    await store.run(unit)
    assert reads == [0]


async def test_the_newest_set_is_known_once_one_was_added(store: Store) -> None:
    await begun(store)
    newest = []
    for minutes in (4, 9, 60 * 48):
        at = START + timedelta(minutes=minutes)
        await store.run(one(lambda uow, me, at=at: log(uow, me, at), at))
        newest.append(await store.run(newest_known))
    two_days = START + timedelta(minutes=60 * 48)
    expected = [(START + timedelta(minutes=each), START) for each in (4, 9)]
    assert newest == [*expected, (two_days, two_days)]


def newest_known(uow: UnitOfWork) -> tuple[datetime, datetime] | None:
    return uow.state.known[uow.people.find(ANN, START)[0].id].newest


LATER = START + timedelta(minutes=30)
CHANGES: dict[str, Act] = {
    "a set": lambda uow, me: log(uow, me, LATER),
    "a note": lambda uow, me: log(uow, me, LATER, note="knee hurts"),
    "a later session": lambda uow, me: log(uow, me, LATER + timedelta(days=2)),
    "at the same moment": lambda uow, me: log(uow, me, START + timedelta(minutes=2)),
    "back-dated": lambda uow, me: log(uow, me, START - timedelta(days=1)),
    "between": lambda uow, me: log(uow, me, START + timedelta(seconds=90)),
    "of another kind": lambda uow, me: log(uow, me, LATER, kind="swap"),
    "odd text": lambda uow, me: log(uow, me, LATER, note="a\0b"),
    "undo": lambda uow, me: uow.journal.undo(me),
    "undo and redo": lambda uow, me: (uow.journal.undo(me), uow.journal.redo(me)),
    "an edit": lambda uow, me: uow.journal.write(
        me, "edit", "e", uow.sets.of_source(me, "m:s1"),
        (made(uow, me, LATER, "squat", note="new"),), LATER,
    ),
    "deleted": lambda uow, me: uow.journal.write(
        me, "delete", "d", uow.sets.of_source(me, "m:s1"), (), LATER
    ),
    "forgotten": lambda uow, me: uow.personal_data.forget(me),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
async def test_what_is_kept_is_what_the_database_has(store: Store, change: str) -> None:
    await begun(store)
    if change == "forgotten":
        await store.run(lambda uow: CHANGES[change](uow, uow.people.find(ANN, START)[0].id))
    else:
        await store.run(one(CHANGES[change], LATER))
    for days in (0, 3):
        at = LATER + timedelta(days=days)
        await store.run(one(lambda uow, me, at=at: log(uow, me, at), at))
        await store.run(lambda uow, at=at: compared(uow, at=at))


@pytest.mark.parametrize("how", ["fails", "what if"])
async def test_what_is_taken_back_is_not_kept(store: Store, how: str) -> None:
    """The next change has the same version as the one that was taken back."""
    await begun(store)

    def failed(uow: UnitOfWork) -> None:
        me = uow.people.find(ANN, START)[0].id
        if how == "fails":
            log(uow, me, LATER, note="never")
            seen(uow, me)
            raise ZeroDivisionError
        with uow.trial():
            log(uow, me, LATER, note="never")
            seen(uow, me)
        compared(uow)

    if how == "fails":
        with pytest.raises(ZeroDivisionError):
            await store.run(failed)
    else:
        await store.run(failed)
    await store.run(one(lambda uow, me: log(uow, me, LATER, lift="bench-press"), LATER))
    await store.run(compared)


async def test_another_process_and_another_account_are_seen(tmp_path: Path) -> None:
    store = await open_store(f"sqlite:///{tmp_path}/known.sqlite")
    other = await open_store(f"sqlite:///{tmp_path}/known.sqlite")
    await begun(store)
    for turn in range(3):
        for each in (other, store):
            at = LATER + timedelta(minutes=turn)
            await each.run(one(lambda uow, me, at=at: log(uow, me, at, note="n"), at))
    bob = (await store.run(lambda uow: uow.people.find(BOB, START)))[0].id
    await other.run(lambda uow: log(uow, bob, LATER, note="bob's"))

    def link(uow: UnitOfWork) -> None:
        me = uow.people.find(ANN, START)[0].id
        seen(uow, me)
        uow.links.merge(Pair(me, bob, me), (), LATER)
        compared(uow)

    await store.run(link)
    for each in (other, store):
        notes = (await each.run(compared))[2]
        assert any(note.words == "bob's" for note in notes)
    await store.close()
    await other.close()


async def test_long_logs_and_many_changes(store: Store) -> None:
    """Hundreds of changes made up: each is read as the database has it."""
    random, at = Random(154), START
    for _ in range(160):
        at += random.choice((timedelta(minutes=3), timedelta(minutes=3), timedelta(days=2)))
        when = at if random.random() < 0.9 else at - timedelta(hours=random.randint(1, 90))
        note = random.choice(("", "", "knee"))
        act = random.choice((log, log, log, log, None))
        if act is None:
            await store.run(one(lambda uow, me: uow.journal.undo(me), at))
            continue
        sets = random.randint(1, 6)

        def several(uow: UnitOfWork, me: int, when=when, note=note, sets=sets) -> None:
            lift = random.choice(LIFTS)
            every = [made(uow, me, when, lift, note=note, position=n) for n in range(sets)]
            uow.journal.write(me, "log", every[0].source, (), every, when)

        await store.run(one(several, at))


def test_only_so_much_is_kept() -> None:
    memory = Memory()
    for person in range(MOST_PEOPLE + 1):
        memory.keep({person: KnownLog(1, {"squat": ()})})
    assert memory.of(0, 1) == KnownLog(1)
    assert memory.of(1, 1) == KnownLog(1, {"squat": ()})
    assert memory.of(1, 2) == KnownLog(2)
    known = KnownLog(1)
    for number in range(MOST_WINDOWS + 1):
        known = known.with_window(f"lift-{number}", ())
    assert list(known.windows) == [f"lift-{number}" for number in range(1, MOST_WINDOWS + 1)]
    memory.clear()
    assert memory.of(1, 1) == KnownLog(1)


def test_a_window_ends_where_that_of_the_store_does() -> None:
    at = [START + timedelta(days=2 * number) for number in range(WINDOW + 1)]
    sets = [
        LoggedSet("squat", Load(1), 5, each, "", id=f"s{each.day}", session_at=each) for each in at
    ]
    known = KnownLog(1, {"squat": ()})
    for each in sets:
        known = known.grown(known.version + 1, [each])
    assert [each.session_at for each in known.windows["squat"]] == at[1:]
    full = [LoggedSet("squat", Load(1), 5, at[0], "", session_at=at[0])] * MOST_SETS
    known = KnownLog(1, {"squat": ()}).grown(2, full)
    assert len(known.windows["squat"][0].sets) == MOST_SETS
    assert known.grown(3, full[:1]).windows == {}
