"""A file is read in a process of its own: what it answers, and what ends it."""

from __future__ import annotations

import os
import pickle
from datetime import UTC, datetime

import pytest

from bot.runtime.file_frames import LONGEST, TooLong, answer_of, packed
from bot.runtime.file_process import FileProcess, Limits
from core.coach import Coach
from core.exercises.names import catalogue_names, names_for, own_exercise
from core.interchange.dry_run import Plan
from core.interchange.reading import ReadHere
from core.interchange.rows import FileRefused
from core.messages import Address, File, Message, Sender

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
SMALL = b"date,exercise,weight,reps\n2026-11-01,Squat,100,5\n2026-11-01,Zz Hoist,20,\xff\n"
LIMITED = pytest.mark.skipif(os.name == "nt", reason="the system has no limits")


def dear(rows: int = 150_000) -> bytes:
    """A file that takes seconds of processor and some megabytes."""
    lines = (f"2026-{n % 12 + 1:02}-{n % 28 + 1:02},Squat {n % 900},{n},5" for n in range(rows))
    return ("date,exercise,weight,reps\n" + "\n".join(lines)).encode()


async def plan_by(reader, content: bytes, names=None) -> Plan:
    async with reader.open(content) as reading:
        answers = [
            each async for each in reading.ask("look", names or catalogue_names(), NOW, None)
        ]
    return answers[-1]


async def test_what_it_finds_is_what_is_found_here(sqlite_store):
    names = names_for({"zzh": "squat"}, [own_exercise("Zz Hoist")])
    for content in (SMALL, dear(500)):
        here = await plan_by(ReadHere(sqlite_store.aside), content, names)
        assert await plan_by(FileProcess(), content, names) == here
        assert here.sets


@LIMITED
@pytest.mark.parametrize(
    ("limits", "code", "words"),
    [
        (Limits(seconds=1), "file_slow", "more than 1 seconds of computing"),
        (Limits(megabytes=52), "file_memory", "more than 52 MB of memory"),
    ],
)
async def test_at_its_limit_it_ends_and_one_sentence_says_so(sqlite_store, limits, code, words):
    coach = Coach(sqlite_store, reader=FileProcess(limits))
    sender = Sender("console", "ann", "Ann")
    file = File("log.csv", dear())
    message = Message(Address("console", "ann"), sender, "", NOW, "c:1", files=(file,))
    answer = await coach.handle(message, NOW)
    assert answer.result["error"] == code
    (line,) = answer.reply.lines
    assert words in line
    assert "Nothing was stored" in line
    person = await sqlite_store.run(lambda it: it.people.find(sender, NOW)[0])
    assert await sqlite_store.run(lambda it: it.uploads.newest(person.id)) is None
    small = Message(message.address, sender, "", NOW, "c:2", files=(File("x", SMALL),))
    assert (await coach.handle(small, NOW)).result["kind"] == "import"  # within the same limits


async def test_what_says_nothing_for_too_long_is_ended():
    with pytest.raises(FileRefused) as refused:
        await plan_by(FileProcess(Limits(silence=0.0)), SMALL)
    assert refused.value.code == "file_slow"


async def test_a_process_that_is_killed_is_a_fault_of_ours(caplog):
    async with FileProcess().open(SMALL) as reading:
        reading._process.kill()
        with pytest.raises(FileRefused) as refused:
            await anext(reading.ask("look", catalogue_names(), NOW, None))
    assert refused.value.code == "file_fault"
    assert refused.value.facts["id"] in caplog.text


async def test_a_bug_of_ours_is_told_by_its_place_and_not_by_what_the_file_says(caplog):
    async with FileProcess().open(b"date,exercise,reps\n2026-11-01,Secret Lift,5\n") as reading:
        asked = reading.ask("look", None, NOW, None)
        with pytest.raises(FileRefused) as refused:
            assert [each async for each in asked] == []
    assert refused.value.code == "file_fault"
    assert "AttributeError at dry_run.py" in caplog.text
    assert "Secret" not in caplog.text


async def test_leaving_ends_it_and_a_step_need_not_be_heard_to_its_end():
    async with FileProcess().open(dear(20_000)) as reading:
        process = reading._process
        asked = reading.ask("look", catalogue_names(), NOW, None)
        assert await anext(asked) == 5000
        again = [each async for each in reading.ask("look", catalogue_names(), NOW, None)]
        assert again[0] == 5000
        assert isinstance(again[-1], Plan)
    assert process.returncode is not None


def test_it_knows_no_token(monkeypatch):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:secret")
    from bot.runtime import file_process

    assert not [each for each in file_process.child_environment().values() if "secret" in each]


@pytest.mark.parametrize("value", [os.system, Coach, eval, FileRefused("lines")])
def test_an_answer_is_made_of_records_alone(value):
    with pytest.raises(pickle.UnpicklingError):
        answer_of(pickle.dumps(value))


def test_an_answer_has_a_length():
    spare = len(pickle.dumps(b"x" * LONGEST, pickle.HIGHEST_PROTOCOL)) - LONGEST
    assert packed(b"x" * (LONGEST - spare))
    with pytest.raises(TooLong):
        packed(b"x" * (LONGEST - spare + 1))
