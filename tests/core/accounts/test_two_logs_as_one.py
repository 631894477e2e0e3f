"""What several accounts of one person log is read as if one had logged all of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from core.messages import Answer
from core.store.engine import Store, open_store
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
    for account in ACCOUNTS:
        assert await log_of(three, account) == await log_of(one, ANN)
    await alone.close()
