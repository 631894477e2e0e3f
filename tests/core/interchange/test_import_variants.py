"""Exercises that differ by hand, side, machine or attachment stay apart."""

from __future__ import annotations

import pytest

from core.exercises.names import catalogue_names
from core.interchange.dry_run import resolve
from core.interchange.variants import tags_of
from core.store.engine import Store
from tests.conversation_files import Lifter


@pytest.mark.parametrize(
    ("kept", "apart"),
    [
        ("Cable Curl", "Single Arm Cable Curl"),
        ("Bicep Curl (Cable)", "One Arm Bicep Curl (Cable)"),
        ("Calf Raise (Machine)", "Calf Raise (Plate Loaded)"),
        ("Seated Calf Raise (Machine)", "Seated Calf Raise (Plate Loaded)"),
        ("Push Up", "Push Up (Knees)"),
        ("Push Up", "Knee Push Up"),
        ("Power Snatch (Barbell)", "Muscle Snatch (Barbell)"),
        ("Seated Cable Row", "Seated Cable Row - V Grip (Cable)"),
        ("Lat Pulldown (Cable)", "Lat Pulldown - Wide Grip (Cable)"),
        ("Chest Press (Machine)", "Iso-Lateral Chest Press (Machine)"),
        ("Hang Clean", "Hang Power Clean"),
        ("Pull Up", "Neutral Grip Pull Up"),
    ],
)
def test_one_file_keeps_both(kept: str, apart: str) -> None:
    resolved, unresolved = resolve({kept: 3, apart: 9}, {}, catalogue_names())
    assert kept in resolved
    assert [each.name for each in unresolved] == [apart]
    assert unresolved[0].like is not None
    assert unresolved[0].near[0].id == resolved[kept]


@pytest.mark.parametrize(
    ("one", "same"),
    [
        ("Bench Press", "Bench Press (Barbell)"),
        ("Squat", "Back Squat (Barbell)"),
        ("Lat Pulldown", "Lat Pulldown (Cable)"),
        ("Leg Extension", "Leg Extension (Machine)"),
        ("Seated Row (Cable)", "Seated Cable Row"),
        ("Pull Up", "Pull-ups"),
    ],
)
def test_two_spellings_of_one_exercise_are_one(one: str, same: str) -> None:
    resolved, unresolved = resolve({one: 3, same: 9}, {}, catalogue_names())
    assert unresolved == ()
    assert len(set(resolved.values())) == 1


def test_a_variant_alone_is_what_its_name_means() -> None:
    resolved, _ = resolve({"Single Arm Cable Curl": 9}, {}, catalogue_names())
    assert resolved == {"Single Arm Cable Curl": "cable-curl"}


def test_words_are_whole_ones() -> None:
    assert tags_of("Overhead Press") == frozenset()
    assert tags_of("One-Arm Row, left") == {"single", "left"}


def test_of_several_meanings_the_one_in_the_log_is_taken() -> None:
    names = catalogue_names()
    assert resolve({"Row": 3}, {}, names)[0] == {}
    meant = {each.id for each in names.candidates("Row")}
    used = frozenset([sorted(meant)[0], "squat"])
    assert resolve({"Row": 3}, {}, names, used)[0] == {"Row": sorted(meant)[0]}
    assert resolve({"Row": 3}, {}, names, frozenset(meant))[0] == {}


async def test_both_go_into_the_log_and_the_next_file_knows_them(store: Store) -> None:
    ann = Lifter(store)
    head = "date,exercise,weight kg,reps\n"
    both = "{d},Cable Curl,30,10\n{d},Single Arm Cable Curl,12,10\n"
    planned = await ann.hand(head + both.format(d="2026-11-01"))
    assert [each["name"] for each in planned.result["unresolved"]] == ["Single Arm Cable Curl"]
    await ann.tap("import")
    planned = await ann.hand(head + both.format(d="2026-11-03"))
    assert planned.result["unresolved"] == []
    await ann.tap("import")
    ids = {each.load.milli: each.exercise_id for each in await ann.log()}
    assert ids == {30_000: "cable-curl", 12_000: "own-1"}


async def test_a_person_may_say_that_they_are_one(store: Store) -> None:
    ann = Lifter(store)
    text = "date,exercise,weight kg,reps\n2026-11-01,Push Up,10,10\n2026-11-01,Knee Push Up,5,9\n"
    await ann.hand(text)
    await ann.tap("Push-up")
    await ann.tap("import")
    assert {each.exercise_id for each in await ann.log()} == {"push-up"}
