"""Exports, and what comes back of them."""

from __future__ import annotations

import asyncio
import csv
import io
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from core.records import Load, LoggedSet
from core.store.engine import Store, open_store
from core.store.unit_of_work import UnitOfWork
from tests.core.interchange.importing_chat import NOW, THREE, Talk, assert_sessions, table

# --- export -------------------------------------------------------------------------------------


async def copied(text: str, store: Store, name: str) -> str:
    """Import our own format for somebody new and export it again."""
    talk = Talk(store, name)
    if "\n" in text.strip():
        await talk.bring(text)
    return await talk.export()


async def test_our_own_format_comes_back_byte_for_byte(store: Store) -> None:
    talk = Talk(store)
    for line in (
        'squat 60x5 w; squat 140x8 rir1 "=1+1"; squat 140x7 f',
        "bench 225lb x5 rpe8.5",
        "pull-up bw+20x6 rir4+\nassisted pullup -30x8\nplank 60s",
        "bench 100x8+2\nsplit squat 24x10 each drop",
        "carry 40x30m",
        'bench missed 102.5 "stuck"\npull-up x0\nmissed +20\nassisted pullup -30x0',
    ):
        talk.now += timedelta(minutes=3)
        assert (await talk.say(line)).result["kind"] == "logged", line
    await talk.say("alias zz top = squat")
    await talk.hand(table("2026-11-01,=Zanzibar Hoist,20,kg,5,,", "2026-11-01,@ b,20,kg,5,,"))
    await talk.tap("import")
    text = await talk.export()
    assert await copied(text, store, "bob") == text
    # and again into the same log: nothing new
    again = await talk.hand(text)
    assert again.result["new"] == 0
    # no cell but numbers begins with what a spreadsheet runs
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert not [each for each in cells if each[:1] in ("=", "+", "@")]
    assert "'=1+1" in cells


TEXT = st.text(max_size=30)


SETS = st.builds(
    dict,
    exercise_id=st.sampled_from(["squat", "bench-press", "pull-up", "plank"]),
    load=st.builds(Load, st.integers(-999_999, 999_999), st.sampled_from(["kg", "lb"])),
    reps=st.one_of(st.none(), st.integers(1, 500)),
    at=st.datetimes(datetime(2001, 1, 1), datetime(2026, 11, 1)),  # noqa: DTZ001
    line=TEXT,
    rir_tenths=st.one_of(st.none(), st.integers(0, 100)),
    rir_at_least=st.booleans(),
    failed=st.booleans(),
    amrap=st.booleans(),
    partials=st.integers(0, 9),
    warmup=st.booleans(),
    drop=st.booleans(),
    seconds=st.one_of(st.none(), st.integers(0, 9999)),
    distance_cm=st.one_of(st.none(), st.integers(0, 10**7)),
    per_side=st.booleans(),
    side=st.sampled_from(["", "left", "right"]),
    shared_effort=st.booleans(),
    superset=st.booleans(),
    note=TEXT,
)


def test_any_log_comes_back_byte_for_byte(tmp_path: Path) -> None:
    names = count()

    async def round_trip(store: Store, messages: list[list[dict[str, object]]]) -> None:
        number = next(names)
        talk = Talk(store, f"ann {number}")
        person = await talk.person()
        for place, message in enumerate(messages):
            await store.run(lambda it, n=place, m=message: write(it, person.id, n, m))
        text = await talk.export()
        assert await copied(text, store, f"bob {number}") == text
        assert_sessions(await Talk(store, f"bob {number}").log())

    with asyncio.Runner() as runner:
        store = runner.run(open_store(f"sqlite:///{tmp_path / 'spotter.db'}"))

        @settings(max_examples=25, deadline=None)
        @given(messages=st.lists(st.lists(SETS, min_size=1, max_size=4), max_size=6))
        def check(messages: list[list[dict[str, object]]]) -> None:
            runner.run(round_trip(store, messages))

        try:
            check()
        finally:
            runner.run(store.close())


def write(uow: UnitOfWork, person_id: int, number: int, message: list[dict[str, object]]) -> None:
    ids = uow.sets.new_ids(person_id, len(message))
    after = [
        LoggedSet(
            **{**values, "at": values["at"].replace(tzinfo=UTC)},
            id=ids[place],
            source=f"chat:{number}",
            position=place,
        )
        for place, values in enumerate(message)
    ]
    uow.journal.write(person_id, "log", f"chat:{number}", (), after, NOW)


async def test_strongs_format_is_read_by_our_own_reader(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    await talk.say("squat 60x5 w; squat 140x8 rir1; squat 140x7 f")
    await talk.say("bench 225lb x5 rpe8.5; bench 200lb x9 drop; plank 60s")
    await talk.say("bench 100x1; missed 105; missed 225lb")
    await talk.say("assisted pullup -30x8 rir4+")
    text = await talk.export("strong")
    other = Talk(sqlite_store, "bob")
    await other.bring(text)
    told = [
        (e.exercise_id, e.load, e.reps, e.rir_tenths, e.failed, e.warmup, e.drop, e.seconds)
        for e in await talk.log()
    ]
    back = [
        (e.exercise_id, e.load, e.reps, e.rir_tenths, e.failed, e.warmup, e.drop, e.seconds)
        for e in await other.log()
    ]
    assert back == [*told[:-1], (*told[-1][:3], None, *told[-1][4:])]  # "4+" has no RPE


async def test_workouts_of_our_own_format_are_sessions(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    for line in ("squat 100x5 rir2", "squat 100x5 rir1", "bench 80x5 rir1"):
        talk.now += timedelta(minutes=4)
        await talk.say(line)
    talk.now += timedelta(hours=5)
    await talk.say("barbell row 60x8 rir1")
    planned = await Talk(sqlite_store, "bob").hand(await talk.export())
    assert (planned.result["sets"], planned.result["workouts"]) == (4, 2)


async def test_export_in_chat_is_a_file(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    nothing = await talk.say("export")  # but what is kept besides
    assert nothing.result == {"kind": "export", "format": "spotter", "sets": 0}
    await talk.bring(THREE)
    answer = await talk.say("export")
    assert answer.reply.private
    assert answer.reply.files[0].content.decode() == await talk.export()
    assert (await talk.say("export strong")).result["format"] == "strong"
    assert (await talk.say("export pdf")).result["error"] == "bad_export"
