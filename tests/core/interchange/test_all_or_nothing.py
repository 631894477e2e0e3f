"""An import is one change: undone whole, never half stored, told while it goes on."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.coach import Coach
from core.exercises.names import catalogue_names
from core.interchange.dry_run import survey
from core.interchange.importing import Done, Order, run_import
from core.interchange.reading import ReadHere
from core.messages import Address, File, Message, Sender
from core.records import Load, LoggedSet
from core.store.engine import Store
from core.store.unit_of_work import UnitOfWork
from tests.core.interchange.importing_chat import (
    NOW,
    STRONG,
    THREE,
    Talk,
    assert_sessions,
    table,
    told,
)

# --- undo ---------------------------------------------------------------------------------------


async def test_an_import_is_one_change(store: Store) -> None:
    talk = Talk(store)
    await talk.say("squat 90x5 rir2")
    await talk.bring(THREE)
    before = await talk.log()
    assert len(before) == 4
    undone = await talk.say("undo")
    assert len(undone.result["removed"]) == 3
    assert len(await talk.log()) == 1
    await talk.say("redo")
    assert await talk.log() == before
    await talk.say("undo")
    assert len(await talk.log()) == 1
    assert_sessions(await talk.log())


async def test_sessions_are_right_between_sets_that_are_there(store: Store) -> None:
    talk = Talk(store)
    talk.now = datetime(2026, 11, 1, 20, tzinfo=UTC)
    await talk.say("squat 90x5 rir2")
    talk.now = NOW
    hours = ("13:30:00", "17:00:00", "23:30:00")
    lines = (f'2026-11-01 {hour},"A",1h,"Pull Up",1,0,8,0,0,"","",\n' for hour in hours)
    await talk.bring(STRONG + "".join(lines))
    log = await talk.log()
    assert len({each.session_at for each in log}) == 1
    assert_sessions(log)
    await talk.say("undo")
    assert_sessions(await talk.log())


# --- all or nothing -----------------------------------------------------------------------------


class Halted(Exception):
    """A crash, for a test."""


async def test_a_crash_before_the_end_leaves_nothing(store: Store) -> None:
    talk = Talk(store)
    person = await talk.person()
    text = table(*(f"2026-11-01,Odd Lift {n % 7},20,kg,{n % 30 + 1},," for n in range(2500)))
    plan = survey(text.encode(), catalogue_names(), NOW)
    order = Order(person.id, 1, "import:i1", ZoneInfo("UTC"), NOW)

    async def halt(count: int) -> None:
        raise Halted(count)

    def crash(uow: UnitOfWork, done: Done) -> None:
        raise Halted(done)

    for conclude, batches in ((crash, 0), (crash, 1)):
        progress = halt if batches else None
        async with ReadHere(store.aside).open(text.encode()) as reading:
            with pytest.raises(Halted):
                await run_import(store, reading, plan, order, conclude, progress)
        assert await talk.log() == []
        assert (await talk.person()).log_version == 0
    async with ReadHere(store.aside).open(text.encode()) as reading:
        done = await run_import(store, reading, plan, order, lambda _, done: done)
    assert done.added == len(await talk.log()) == 2500
    assert (await talk.person()).log_version == 1
    assert_sessions(await talk.log())


async def test_messages_are_answered_while_a_file_is_imported(sqlite_store: Store) -> None:
    ann, bob = Talk(sqlite_store), Talk(sqlite_store, "bob")
    text = table(*(f"2026-11-01,Squat,{n / 2},kg,5,," for n in range(1, 1800)))
    await ann.hand(text)
    tap = asyncio.create_task(ann.tap("import"))
    logged = await bob.say("squat 100x5 rir2")
    assert logged.result["kind"] == "logged"
    assert (await tap).result["added"] == 1799


class Ticking:
    """A clock that moves on by so many seconds each time it is looked at."""

    def __init__(self, step: float) -> None:
        self.seconds, self.step = 0.0, step

    def __call__(self) -> float:
        self.seconds += self.step
        return self.seconds


@pytest.mark.parametrize(
    ("step", "reading", "importing"),
    [
        (0.001, [], []),
        (2.0, ["5,500"], [3000]),
        (9.0, ["5,000", "5,500"], [1000, 2000, 3000, 4000, 5000]),
    ],
)
async def test_how_far_it_is_is_said_every_few_seconds(
    sqlite_store: Store,
    step: float,
    reading: list[str],
    importing: list[int],
) -> None:
    text = table(*(f"2026-11-01,Squat,{n % 200},kg,5,," for n in range(5500)))
    coach = Coach(sqlite_store, Ticking(step))
    sender, address = Sender("telegram", "1", "Ann"), Address("telegram", "1")
    first = Message(address, sender, "", NOW, "1", receipt="r1", files=(File("x", text.encode()),))
    planned = await coach.handle(first, NOW)
    *before, _ = await told(sqlite_store)
    assert before[: len(reading)] == [f"Reading: {rows} rows so far." for rows in reading]
    assert bool(before) is bool(reading)
    tap = Message(address, sender, planned.reply.buttons[0].send, NOW, "2", receipt="r2")
    await coach.handle(tap, NOW)
    *lines, done = await told(sqlite_store)
    assert [each for each in lines if each.startswith("Importing")] == [
        f"Importing: {n:,} of 5,500 sets." for n in importing
    ]
    assert done.startswith("Imported 5500 sets.")


async def test_files_and_what_a_crash_left_are_purged(store: Store) -> None:
    talk = Talk(store)
    planned = await talk.hand(THREE)
    person = await talk.person()
    run = int(planned.result["id"][1:])
    one = LoggedSet("squat", Load(1000), 5, NOW, "x", source="import:aa:bb:1")
    await store.run(lambda it: it.imports.stage(person.id, run, 0, [one]))
    await store.purge_uploads(NOW + timedelta(hours=23))
    assert await store.run(lambda it: it.uploads.newest(person.id)) == planned.result["id"]
    await store.purge_uploads(NOW + timedelta(hours=25))
    assert await store.run(lambda it: it.uploads.newest(person.id)) is None
    assert await store.run(lambda it: it.imports.publish(person.id, run, "x", (), NOW)) == 0
