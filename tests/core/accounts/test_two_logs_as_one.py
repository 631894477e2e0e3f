"""What several accounts of one person log is read as if one had logged all of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.messages import Answer, Sender
from core.records import Load
from core.store.engine import Store, open_store
from core.store.unit_of_work import UnitOfWork
from tests.core.accounts.test_parting import SET_UP, script
from tests.core.accounts.two_people import ANN, BOB, NOW, Room, facts, log_of

CAT = ("console", "cat")
ACCOUNTS = (ANN, BOB, CAT)
# What reads the log in every way there is: by time, by exercise, by load, by session, all of it.
ASKED = (
    "today", "last", "week", "next", "next squat", "next gargoyle", "next bench", "why squat",
    "best", "best squat", "best gargoyle", "best pull-ups", "chart squat", "chart gargoyle",
    "accuracy", "history squat", "recap", "undo", "redo", "what if squat 70x5 rir1",
    "gargoyle 77x9",
    "fix 66x6", "delete", "undo", "squat knee hurts", "next squat", "calibrate",
)  # fmt: skip


async def play(room: Room, seed: int, *, linked: bool) -> list[Answer]:
    """The same lines by one account, or by three of one person who are linked first."""
    said: list[Answer] = []
    if linked:
        assert facts(await room.link())["stage"] == "done"
        assert facts(await room.link(CAT, ANN))["stage"] == "done"
    else:
        room.count += 6  # as many messages as the links took

    def who(number: int) -> tuple[str, str]:
        return ACCOUNTS[number % 3] if linked else ANN

    for number, text in enumerate(SET_UP[ANN]):
        room.now = NOW + timedelta(minutes=number)
        said.append(await room.say(who(number), text, source=f"setup:{number}"))
    for number, line in enumerate(script(seed, 45, 0)):
        room.now = NOW + timedelta(hours=26 * (number // 6 + 1), minutes=9 * (number % 6))
        account = who(int("".join(filter(str.isdigit, line.source))))
        said.append(await room.say(account, line.text, source=line.source, edited=line.edited))
    for number, text in enumerate(ASKED):
        room.now += timedelta(minutes=1)
        said.append(await room.say(who(number), text, source=f"asked:{number}"))
    return said


def told(answer: Answer) -> tuple[object, ...]:
    """What a person is told."""
    reply = answer.reply
    if reply is None:
        return ()
    return (reply.title, reply.lines, reply.table, [each.label for each in reply.buttons])


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_three_logs_of_one_person_are_read_as_one(
    store: Store, tmp_path: Path, seed: int
) -> None:
    alone = await open_store(f"sqlite:///{tmp_path / 'alone.db'}")
    one, three = Room(alone), Room(store)
    expected = await play(one, seed, linked=False)
    found = await play(three, seed, linked=True)
    for wanted, answer in zip(expected, found, strict=True):
        assert told(answer) == told(wanted)
    expected_reads = await alone.run(lambda uow: everything(uow, one))
    for account in ACCOUNTS:
        assert await log_of(three, account) == await log_of(one, ANN)
    assert await store.run(lambda uow: everything(uow, three)) == expected_reads
    await alone.close()


def everything(uow: UnitOfWork, room: Room) -> list[object]:
    """What no command asks in just this way."""
    me = uow.people.find(Sender(*ANN, ""), room.now)[0].id
    since, middle, now = NOW - timedelta(days=400), NOW + timedelta(days=4), room.now
    exercises = uow.bests.exercise_ids(me)
    found: list[object] = [
        exercises, uow.bests.exercise_ids(me, 3), uow.sets.count_failures(me), pages(uow, me),
        uow.weeks.session_starts(me, since, now), uow.weeks.session_starts(me, since, now, 3),
        uow.weeks.done(me, since, now), uow.sets.trained_before(me, middle),
        uow.sets.between(me, since, now, 9), uow.pains.since(me, since), uow.pains.notes(me, since),
        uow.scores.scored(me), uow.scores.scored(me, limit=4), uow.calibrations.newest(me),
        uow.own_exercises.of(me), uow.imports.present(me, since, now, 4, 9),
    ]  # fmt: skip
    for each in exercises:
        load = Load(65_000)
        found += [
            uow.sets.exposures(me, each, limit=2), uow.sets.exposures(me, each, before=middle),
            uow.sets.last(me, each),
            uow.sets.last_other_load(me, each, load, since, now), uow.bests.heaviest(me, each),
            uow.bests.most_reps(me, each, 50, 70), uow.weeks.heaviest(me, each, middle),
            uow.weeks.most_reps(me, each, 50, 70, middle), uow.scores.scored(me, each),
            replace(uow.sets.older(me, each, now), changed_by=0), uow.pains.of(me, each),
        ]  # fmt: skip
    return found


def pages(uow: UnitOfWork, me: int) -> list[str]:
    """The whole log, seven sets at a time."""
    found, after = [], None
    while True:
        page, after = uow.sets.walk(me, after, 7)
        found += [each.id for each in page]
        if after is None:
            return found


async def test_an_import_with_exercises_of_its_own_is_parted(store: Store) -> None:
    """One that both have, one that is new: the log of the account that imported has them."""
    room, other = Room(store), ("telegram", "5")
    for who, lines in (
        (other, ("gargoyle 70x8", "answer @q1 1", "zercher drag 60x5", "answer @q2 1")),
        (ANN, ("wombat 30x8", "answer @q1 1", "gargoyle 50x8", "answer @q2 1")),
        (BOB, ("bench 80x5",)),
    ):
        for text in lines:
            await room.say(who, text)
    file = await log_of(room, other)
    await room.link()
    asked = await room.say(BOB, "import", file=file)
    assert facts(await room.say(BOB, f"import @{facts(asked)['id']} now"))["added"] == 2
    for who in (ANN, BOB):
        assert "70 kg" in str(told(await room.say(who, "best gargoyle")))
    await room.say(ANN, "unlink yes")
    log = (await log_of(room, BOB)).decode()
    assert [log.count(f",{each},") for each in ("Gargoyle", "Zercher drag", "Wombat")] == [1, 1, 0]
    log = (await log_of(room, ANN)).decode()
    assert [log.count(f",{each},") for each in ("Gargoyle", "Zercher drag", "Wombat")] == [1, 0, 1]
    for who, load in ((ANN, "50"), (BOB, "70")):
        assert f"{load} kg" in str(told(await room.say(who, "best gargoyle")))
