"""The whole of `export`: everything of a person, and nobody else."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from core.interchange.personal_data import PACKED_FROM, everything_file
from core.store.engine import Store
from core.store.repositories import forgetting
from core.store.schema import tables
from core.store.unit_of_work import UnitOfWork
from tests.core.accounts.test_forgetting import CANARY, GROUP
from tests.core.accounts.two_people import ANN, BOB, Room, log_of


@pytest.fixture
async def room(store: Store) -> Room:
    """A coach, on SQLite and on PostgreSQL."""
    return Room(store)


# --- the whole of an export ---------------------------------------------------------------------


async def whole(room: Room, who: tuple[str, str]) -> dict[str, Any]:
    answer = await room.say(who, "export")
    assert answer.reply is not None
    file = answer.reply.files[-1]
    assert file.name.startswith("about-you-")
    found: dict[str, Any] = json.loads(file.content)
    return found


async def test_an_export_says_the_interval_of_a_reminder(room: Room) -> None:
    await room.say(ANN, "remind every 2 days 18:00")
    (reminder,) = (await whole(room, ANN))["reminders"]
    assert reminder["time"] == "18:00"
    assert re.fullmatch(r"every 2 days from \d{4}-\d{2}-\d{2}", reminder["days"])
    await room.say(ANN, "remind delete 1")
    assert (await whole(room, ANN))["reminders"] == []


async def test_an_export_holds_what_stands_beside_the_sets(room: Room) -> None:
    for text in (
        "squat 100x5 rir2",
        "units lb",
        "bodyweight 180",
        "alias foo = bench",
        "step squat 5",
        "range squat 5-8",
        "effort squat 2",
        "effort 1-2",
        "dumbbells 8 10 kg",
        "goal cut",
        "gargoyle 50x10",
        "answer @q1 1",
        "squat knee hurts",
        "calibrate leg extension",
        "trial failure leg extension by limb",
        "remind mon 18:00 legs",
        "delete @s1",
    ):
        await room.say(ANN, text)
    for text in ("/join", "/gym tomorrow 18:00", "/gym in", "/train together squat"):
        await room.say(ANN, text, group=GROUP)
    held = await whole(room, ANN)
    (time,), (rack,) = held["times_to_train"], held["racks"]
    assert (time["chat"], time["answer"]) == (GROUP, "in")
    assert time["at"].endswith("T18:00:00+00:00")
    assert (rack["chat"], rack["exercise"], rack["state"]) == (GROUP, "squat", "asked")
    assert (held["format"], held["version"]) == ("spotter about you", 1)
    assert held["person"]["unit"] == "lb"
    assert held["person"]["bodyweight"] == ["180", "lb"]
    assert held["accounts"][0]["id"] == "700"
    assert held["names"]["foo"] == "bench-press"
    assert held["exercise_settings"] == [
        {
            "exercise": "squat", "goal": None, "step": ["5", "lb"], "range": [5, 8],
            "effort": [2, 2],
        },
    ]  # fmt: skip
    assert held["person"]["effort"] == [1, 2]
    assert held["person"]["dumbbells"] == [["8", "kg"], ["10", "kg"]]
    assert (held["person"]["kettlebells"], held["person"]["losing_weight"]) == ([], True)
    assert held["exercises"][0]["name"] == "Gargoyle"
    assert held["pains"][0]["words"] == "squat knee hurts"
    assert held["calibrations"][0]["exercise"] == "leg-extension"
    assert held["trials"][0]["design"] == "limb"
    assert held["reminders"][0]["time"] == "18:00"
    assert held["groups"][0]["chat"] == GROUP
    assert [each["kind"] for each in held["changes"]] == ["log", "log", "pain", "delete"]
    assert held["changes"][-1]["before"][0]["line"] == "squat 100x5 rir2"
    assert held["answers"][0]["verdict"]


async def test_an_export_without_sets_holds_the_rest(room: Room) -> None:
    await room.say(ANN, "units lb")
    assert (await whole(room, ANN))["person"]["unit"] == "lb"


async def test_an_export_shows_nobody_else(room: Room, store: Store) -> None:
    """Calls of partners' sets come without whose they were."""
    await room.say(ANN, "squat 100x5 rir2")
    await room.say(BOB, f"alias {CANARY} = bench")
    await room.say(BOB, "bench 93.5x5 rir2")

    def call(uow: UnitOfWork) -> None:
        base = {
            "id": 1, "rir_tenths": 10, "at_least": False, "platform": "telegram",
            "chat": GROUP, "at": room.now, "load_unit": "kg", "reps": 5,
        }  # fmt: skip
        uow._connection.execute(
            insert(tables.ratings),
            [
                {**base, "log_id": 1, "rater_id": 2, "exercise_id": "squat", "load_milli": 9},
                {**base, "log_id": 2, "rater_id": 1, "exercise_id": "bench", "load_milli": 93_5},
            ],
        )  # fmt: skip

    await store.run(call)
    answer = await room.say(ANN, "export")
    assert answer.reply is not None
    held = json.loads(answer.reply.files[-1].content)
    assert held["seen_by_partners"][0]["set"] == "s1"
    assert held["seen_in_partners"][0]["left"] == 1.0
    for file in answer.reply.files:
        for secret in (CANARY, "93.5", "935", "discord", "900", "bench"):
            assert secret.encode() not in file.content, secret


def test_every_table_of_a_person_is_in_the_export() -> None:
    """What is read there; sets are the first file, and some tables hold nothing for long."""
    beside = Path(forgetting.__file__)
    sources = [each.read_text(encoding="utf-8") for each in beside.parent.glob("personal_*.py")]
    told = {
        each for each in forgetting.WITH_THE_PERSON
        if any(f"\n    {each},\n" in source for source in sources)
    }  # fmt: skip
    untold = {"sets", "staged_sets", "link_tries"}
    assert told == forgetting.WITH_THE_PERSON - untold


def test_a_long_export_is_packed() -> None:
    from datetime import UTC, date, datetime

    day, now = date(2026, 11, 23), datetime(2026, 11, 23, tzinfo=UTC)
    short = everything_file({"a": "x"}, day, now)
    assert json.loads(short.content)["a"] == "x"
    packed = everything_file({"a": "x" * PACKED_FROM}, day, now)
    assert packed.name == "about-you-2026-11-23.json.zip"
    with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
        assert json.loads(archive.read("about-you-2026-11-23.json"))["a"].startswith("xxx")


async def test_the_sets_are_as_before_beside_the_second_file(room: Room) -> None:
    await room.say(ANN, "squat 100x5 rir2")
    assert (await log_of(room, ANN)).startswith(b"spotter,at,exercise")
    strong = await room.say(ANN, "export strong")
    assert strong.reply is not None
    assert [each.name for each in strong.reply.files] == ["strong-2026-11-23.csv"]
