"""Parted again: what goes to whom, row by row, on both databases."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from core.store.engine import Store, open_store
from tests.core.accounts.two_people import (
    ANN,
    BOB,
    NOW,
    Room,
    button,
    facts,
    log_of,
    rows,
    today,
    words,
)

# --- parted -------------------------------------------------------------------------------------

SHARED = (
    "squat {n}x5 rir2", "bench {n}x8,8,7 rir2", "pull-ups 8", "gargoyle {n}x10",
    "squat {n}x5 warmup\nsquat {n}x5 knee was odd", "2026-11-10 deadlift {n}x8", "plank 60s",
)  # fmt: skip


OWN = {ANN: ("zercher drag {n}x5", "foo {n}x5"), BOB: ("wombat {n}x10",)}


ALONE = ("undo", "fix {n}x6", "redo")  # what they do depends on the whole log


SET_UP = {
    ANN: ("units kg", "alias foo = bench", "zercher drag 60x5", "answer @q1 1", "gargoyle 70x10",
          "answer @q2 1", "step squat 5"),
    BOB: ("units kg", "gargoyle 70x10", "answer @q1 1", "wombat 70x10", "answer @q2 1",
          "bar 15"),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A line of the script: who types it, and as which message."""

    who: tuple[str, str]
    text: str
    source: str
    edited: bool = False


def script(seed: int, before: int, during: int) -> list[Line]:
    """Lines of two people; each names its exercise, so that it means the same in any log."""
    chance = random.Random(seed)
    said: list[Line] = []
    for number in range(before + during):
        who = chance.choice((ANN, BOB))
        old = [each for each in said if each.who == who and each.text not in ALONE]
        if old and chance.random() < 0.2:
            earlier = chance.choice(old)
            text = chance.choice(SHARED).format(n=chance.randrange(60, 75))
            said.append(Line(who, text, earlier.source, edited=True))
            continue
        words = (*SHARED, *OWN[who], *(ALONE if number < before else ()))
        text = chance.choice(words).format(n=chance.randrange(60, 75))
        said.append(Line(who, text, f"{who[0]}:line{number}"))
    return said


async def play(room: Room, seed: int, before: int, during: int, *, linked: bool) -> list[bytes]:
    """The same lines with or without a link in between; gives both exports."""
    said = script(seed, before, during)
    for who in (ANN, BOB):
        for number, text in enumerate(SET_UP[who]):
            room.now = NOW + timedelta(minutes=number)
            await room.say(who, text, source=f"{who[0]}:setup{number}")
    for number, line in enumerate(said):
        room.now = NOW + timedelta(hours=5 * (number + 1))
        if number == before and linked:
            assert facts(await room.link())["stage"] == "done"
            room.now = NOW + timedelta(hours=5 * (number + 1))
        await room.say(
            line.who, line.text, source=line.source, edited=line.edited, after=timedelta()
        )
    if linked:
        asked = await room.say(BOB, "unlink")
        assert asked.reply is not None
        assert facts(await room.say(BOB, asked.reply.buttons[0].send))["stage"] == "done"
    return [await log_of(room, who) for who in (ANN, BOB)]


@pytest.mark.parametrize("seed", [1, 2])
async def test_parted_both_logs_are_as_if_never_linked(
    store: Store, tmp_path: Path, seed: int
) -> None:
    alone = await open_store(f"sqlite:///{tmp_path / 'alone.db'}")
    expected = await play(Room(alone), seed, 25, 25, linked=False)
    await alone.close()
    for log in expected:
        assert log.count(b"\r\n") > 15
        assert b"Gargoyle" in log
    assert await play(Room(store), seed, 25, 25, linked=True) == expected
    assert await rows(store, "merges") == await rows(store, "merged_sets") == 0


async def test_corrections_go_with_the_set_they_correct(store: Store) -> None:
    room = Room(store)
    await room.say(ANN, "squat 100x5 rir2", source="telegram:1")
    await room.say(BOB, "bench 80x5 rir2", source="discord:1")
    await room.say(BOB, "squat 100x5 rir2", source="discord:2")  # both have it
    await room.link()
    await room.say(ANN, "fix bench 82.5x5")
    await room.say(BOB, "deadlift 70x8 rir1", source="discord:3")
    await room.say(BOB, "deadlift 70x8,7 rir1", source="discord:3", edited=True)
    await room.say(ANN, "deadlift 75x8 rir1", source="telegram:3")
    assert facts(await room.say(ANN, "unlink yes"))["stage"] == "done"
    ann, bob = await today(room, ANN), await today(room, BOB)
    assert "Squat 100 kg x 5" in ann
    assert "75 kg x 8" in ann
    assert "70" not in ann
    assert "Bench" not in ann
    assert "Squat 100 kg x 5" in bob
    assert "70 kg x 8" in bob
    assert "75 kg" not in bob


async def test_parted_each_undoes_what_is_theirs(store: Store) -> None:
    room = Room(store)
    first = await room.say(BOB, "bench 80x5")
    assert first.reply is not None
    await room.say(ANN, "squat 100x5")
    await room.link()
    await room.say(BOB, "bench 85x5")
    await room.say(ANN, "unlink yes")
    assert "85" in words(await room.say(BOB, "undo"))
    old = await room.say(BOB, button(first, "undo").send, owner=first.reply.owner)
    assert "Bench press 80 kg x 5" in words(old)
    assert "100 kg" in words(await room.say(ANN, "undo"))
    assert facts(await room.say(ANN, "undo"))["error"] == "nothing_to_undo"


async def test_a_report_of_pain_that_was_undone_comes_back_on_neither_side(store: Store) -> None:
    room = Room(store)
    await room.say(BOB, "squat 100x5,5,5")
    await room.say(ANN, "squat 100x5,5,5")
    await room.link()
    await room.say(BOB, "squat knee hurts")
    assert "pain" in words(await room.say(ANN, "next squat"))
    await room.say(ANN, "undo")
    await room.say(ANN, "unlink yes")
    for who in (ANN, BOB):
        assert "pain" not in words(await room.say(who, "next squat"))


async def test_an_import_belongs_to_where_it_was_imported(store: Store) -> None:
    room = Room(store)
    await room.say(ANN, "squat 100x5")
    await room.link()
    export = b"date,exercise,weight,unit,reps\n2026-11-01,Bench Press,70,kg,9\n"
    for who, file in ((BOB, export), (ANN, export.replace(b"Bench Press", b"Deadlift"))):
        asked = await room.say(who, "import", file=file)
        await room.say(who, f"import @{facts(asked)['id']} now")
    await room.say(ANN, "unlink yes")
    ann, bob = await log_of(room, ANN), await log_of(room, BOB)
    assert b"Deadlift" in ann
    assert b"Bench press" in bob
    assert b"Bench press" not in ann
    assert b"Deadlift" not in bob


async def test_an_import_of_our_own_format_belongs_to_where_it_was_imported(store: Store) -> None:
    room = Room(store)
    other = ("telegram", "5")
    await room.say(other, "deadlift 70x8\ndeadlift 70x7\ndeadlift 70x6", source="telegram:far")
    await room.say(other, "ohp 40x8", source="telegram:further")
    file = await log_of(room, other)
    await room.say(ANN, "squat 100x5")
    await room.link()
    asked = await room.say(BOB, "import", file=file)
    assert facts(await room.say(BOB, f"import @{facts(asked)['id']} now"))["added"] == 4
    await room.say(ANN, "unlink yes")
    assert (await log_of(room, BOB)) == file
    assert b"Deadlift" not in await log_of(room, ANN)


async def test_linked_and_parted_again_and_again(store: Store) -> None:
    room = Room(store)
    await room.say(ANN, "squat 100x5")
    await room.say(BOB, "bench 80x5")
    before = [await log_of(room, who) for who in (ANN, BOB)]
    for maker, typer in ((ANN, BOB), (BOB, ANN), (BOB, ANN), (ANN, BOB)):
        await room.link(maker, typer)
        assert await log_of(room, ANN) == await log_of(room, BOB)
        await room.say(typer, "unlink yes")
        assert [await log_of(room, who) for who in (ANN, BOB)] == before


async def test_three_platforms_and_which_one_to_part(store: Store) -> None:
    room = Room(store)
    cat = ("console", "cat")
    await room.say(ANN, "squat 100x5")
    await room.say(BOB, "bench 80x5")
    await room.say(cat, "deadlift 70x8")
    await room.link(BOB, ANN)
    await room.link(ANN, cat)  # typed on the third: who was linked before stays
    for who in (ANN, BOB, cat):
        assert (await log_of(room, who)).count(b"\r\n") == 4
    await room.say(BOB, "bench 85x5")
    asked = await room.say(ANN, "unlink")
    labels = [each.label for each in asked.reply.buttons] if asked.reply else []
    assert labels == ["part Discord", "part the terminal"]
    await room.say(ANN, button(asked, "part Discord").send)
    assert (await log_of(room, BOB)).count(b"Bench press") == 2
    assert (await log_of(room, cat)).count(b"\r\n") == 3
    await room.say(cat, "unlink yes")
    assert (await log_of(room, ANN)).count(b"\r\n") == 2
    assert facts(await room.say(ANN, "unlink"))["error"] == "not_linked"


async def test_settings_are_parted_as_they_were_and_new_ones_copied(store: Store) -> None:
    room = Room(store)
    for text in ("units lb", "squat 225x5", "alias foo = squat"):
        await room.say(ANN, text)
    for text in ("bench 80x5", "bar 15", "alias foo = bench", "step bench 1"):
        await room.say(BOB, text)
    await room.link()
    await room.say(BOB, "goal strength")
    await room.say(ANN, "unlink yes")
    for who, unit, bar, foo in ((ANN, "lb", "not set", "Squat"), (BOB, "kg", "15", "Bench")):
        assert f"Unit: {unit}" in words(await room.say(who, "units"))
        assert bar in words(await room.say(who, "bar"))
        assert "strength" in words(await room.say(who, "goal"))
        assert foo in words(await room.say(who, "foo 50x5"))


async def test_wishes_become_one_and_are_parted(store: Store) -> None:
    room = Room(store)
    for text in ("squat 100x5", "effort 1-2", "range squat 5-8", "goal cut"):
        await room.say(ANN, text)
    for text in ("bench 80x5", "effort 2-3", "effort bench 3", "range bench 6", "dumbbells 8 10",
                 "kettlebells 16", "range squat 3"):  # fmt: skip
        await room.say(BOB, text)
    await room.link()
    everything = {
        "effort": ("1-2", "Bench press 3"), "dumbbells": ("8 10 kg",), "kettlebells": ("16 kg",),
        "goal": ("losing weight",), "range": ("Bench press 6", "Squat 5-8"),
    }  # fmt: skip
    for who in (ANN, BOB):
        for command, wanted in everything.items():
            said = words(await room.say(who, command))
            assert all(each in said for each in wanted), said
    await room.say(BOB, "range barbell row 8-12")
    await room.say(ANN, "unlink yes")
    ann = {each: words(await room.say(ANN, each)) for each in everything}
    bob = {each: words(await room.say(BOB, each)) for each in everything}
    assert "1-2" in ann["effort"]
    assert "Bench" not in ann["effort"]
    assert "Barbell row 8-12, Squat 5-8" in ann["range"]
    assert "not set" in ann["dumbbells"]
    assert "losing weight" in ann["goal"]
    assert "2-3" in bob["effort"]
    assert "Bench press 3" in bob["effort"]
    assert "Barbell row 8-12, Bench press 6, Squat 3" in bob["range"]
    assert "8 10 kg" in bob["dumbbells"]
    assert "losing weight" not in bob["goal"]
