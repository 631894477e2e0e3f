"""Programmes as files: told from logs, shown before anything is begun, unclear names asked."""

from __future__ import annotations

import pytest

from core.handlers.plan_files import MOST_BYTES, programme_in
from core.store.engine import Store
from tests.core.accounts.two_people import ANN, Room, facts

SHEET = b"day,exercise,sets,reps,rir\nA,squat,3,5,2\nA,bench,3,8-10,2\nB,deadlift,1,5,3\n"
UNCLEAR = b"day,exercise,sets,reps\nA,squat,3,5\nA,zanzibar hoist,3,8\n"
LOG = b"date,exercise,weight,unit,reps\n2026-11-01,Dip,7,kg,9\n"
SCRIPT = b"# Week 1\n## Day 1\nSquat / 3x5 / 100kg\nBench Press / 3x8 @8\n"
OURS = b"plan Mine\nA: squat 3x5 rir2\nB: bench 3x5\n"


@pytest.fixture
def room(sqlite_store: Store) -> Room:
    return Room(sqlite_store)


@pytest.mark.parametrize("content", [SHEET, SCRIPT, OURS])
@pytest.mark.parametrize("caption", ["", "plan"])
async def test_a_programme_is_shown_and_begun_by_a_tap(
    room: Room, content: bytes, caption: str
) -> None:
    answer = await room.say(ANN, caption, file=content)
    assert facts(answer)["state"] == "draft"
    assert "Squat 3x5" in str(facts(answer)["text"])
    assert facts(await room.say(ANN, "plan"))["state"] == "none"  # not before the tap
    assert answer.reply is not None
    assert facts(await room.say(ANN, answer.reply.buttons[0].send))["state"] == "running"


async def test_a_log_is_imported_as_before(room: Room) -> None:
    assert facts(await room.say(ANN, "", file=LOG))["kind"] == "import"


async def test_a_word_beside_a_file_decides(room: Room) -> None:
    """ "import" makes no plan of a sheet, "plan" reads what looks like neither."""
    assert facts(await room.say(ANN, "import", file=SHEET))["kind"] != "plan"
    answer = await room.say(ANN, "plan", file=b"A: squat 3x5 rir2\nB: bench 3x5\n")
    assert facts(answer)["state"] == "draft"


async def test_an_unclear_name_is_asked_and_the_file_read_again(room: Room) -> None:
    asked = await room.say(ANN, "", file=UNCLEAR)
    assert facts(asked)["asks"] == "zanzibar hoist"
    assert asked.reply is not None
    own = asked.reply.buttons[-1].send
    answer = await room.say(ANN, own)
    assert facts(answer)["state"] == "draft"
    assert "Zanzibar hoist 3x8" in str(facts(answer)["text"])
    assert facts(await room.say(ANN, own))["state"] == "gone"  # the file is kept no longer


async def test_nobody_else_reads_a_kept_file(room: Room) -> None:
    asked = await room.say(ANN, "", file=UNCLEAR)
    assert asked.reply is not None
    other = await room.say(("telegram", "999"), asked.reply.buttons[-1].send)
    assert facts(other)["state"] == "gone"


@pytest.mark.parametrize(
    ("content", "said", "is_plan"),
    [
        (SHEET, "", True),
        (SHEET.decode().encode("utf-16"), "", True),
        (SHEET.replace(b"\n", b"\r\n"), "", True),
        (SHEET, "import", False),
        (LOG, "", False),
        (LOG, "plan", True),
        (b"\x00\x01\x02", "plan", False),
        (SHEET + b"\n" * (MOST_BYTES - len(SHEET)), "plan", True),
        (SHEET + b"\n" * (MOST_BYTES - len(SHEET) + 1), "plan", False),
    ],
)
def test_what_is_taken_for_a_programme(content: bytes, said: str, *, is_plan: bool) -> None:
    assert (programme_in(content, said) is not None) is is_plan
