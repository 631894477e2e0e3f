"""Imports and exports through the door of the coach: dry run, tap, all or nothing, idempotent."""

from __future__ import annotations

import asyncio
import csv
import io
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.coach import Coach
from core.exercises.names import catalogue_names
from core.interchange.dry_run import survey
from core.interchange.exporting import export_log
from core.interchange.importing import Done, Order, run_import
from core.interchange.reading import ReadHere
from core.limits import SESSION_GAP
from core.messages import Address, Answer, File, Message, Sender
from core.records import Load, LoggedSet, Person
from core.store.engine import Store, open_store
from core.store.unit_of_work import UnitOfWork

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
HEAD = "date,exercise,weight,unit,reps,rpe,set type\n"
STRONG = (
    "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,"
    "Workout Notes,RPE\n"
)


class Talk:
    """One person talking to the coach; `hand` sends a file, `tap` presses a button."""

    def __init__(self, store: Store, name: str = "ann") -> None:
        self.coach = Coach(store)
        self.store = store
        self.name = name
        self.count = 0
        self.now = NOW
        self.last: Answer | None = None

    async def say(self, text: str, *files: File, **more: object) -> Answer:
        self.count += 1
        message = Message(
            Address("console", self.name),
            Sender("console", self.name, self.name),
            text,
            self.now,
            f"{self.name}:{self.count}",
            files=files,
            **more,
        )
        self.last = await self.coach.handle(message, self.now)
        return self.last

    async def hand(self, text: str | bytes, said: str = "") -> Answer:
        content = text if isinstance(text, bytes) else text.encode()
        return await self.say(said, File("x.bin", content))

    async def tap(self, label: str) -> Answer:
        (button,) = [each for each in self.last.reply.buttons if each.label == label]
        return await self.say(button.send)

    async def tap_of(self, answer: Answer, label: str) -> Answer:
        self.last = answer
        return await self.tap(label)

    async def bring(self, text: str | bytes) -> Answer:
        await self.hand(text)
        return await self.tap("import")

    async def log(self) -> list[LoggedSet]:
        person = await self.person()
        return await self.store.run(lambda uow: whole_log(uow, person.id))

    async def person(self) -> Person:
        sender = Sender("console", self.name, self.name)
        return (await self.store.run(lambda uow: uow.people.find(sender, NOW)))[0]

    async def export(self, wanted: str = "spotter") -> str:
        person = await self.person()
        pieces = export_log(self.store, person.id, ZoneInfo("UTC"), wanted)
        return "".join([piece.text async for piece in pieces])


def whole_log(uow: UnitOfWork, person_id: int) -> list[LoggedSet]:
    found, after = uow.sets.walk(person_id, None, 7)
    while after is not None:
        page, after = uow.sets.walk(person_id, after, 7)
        found += page
    return found


def assert_sessions(log: list[LoggedSet]) -> None:
    """Sets less than four hours apart share the session of the first."""
    previous = session = None
    for each in log:
        if previous is None or each.at - previous >= SESSION_GAP:
            session = each.at
        assert each.session_at == session
        previous = each.at


def table(*lines: str) -> str:
    return HEAD + "".join(f"{line}\n" for line in lines)


THREE = table(
    "2026-11-01,Squat,60,kg,8,,warmup",
    "2026-11-01,Squat,100,kg,5,8,",
    "2026-11-08,Bench Press (Barbell),80,kg,8,,failure",
)


# --- dry run and tap ----------------------------------------------------------------------------


async def test_a_dry_run_stores_nothing_and_a_tap_imports(store: Store) -> None:
    talk = Talk(store)
    planned = await talk.hand(THREE)
    facts = planned.result
    assert (facts["kind"], facts["stage"], facts["app"]) == ("import", "planned", "csv")
    assert (facts["sets"], facts["workouts"], facts["exercises"]) == (3, 2, 2)
    assert (facts["first"], facts["last"]) == ("2026-11-01", "2026-11-08")
    assert [each.label for each in planned.reply.buttons] == ["import", "cancel"]
    assert await talk.log() == []
    done = await talk.tap("import")
    assert (done.result["stage"], done.result["added"]) == ("done", 3)
    assert {each["exercise"] for each in done.result["targets"]} == {"Squat", "Bench press"}
    assert done.result["failure"] == {
        "sets": 2, "failed": 1, "compound": 1, "compound_not_last": 0,
    }  # fmt: skip
    log = await talk.log()
    assert [(each.exercise_id, each.load, each.reps) for each in log] == [
        ("squat", Load(60000), 8),
        ("squat", Load(100_000), 5),
        ("bench-press", Load(80000), 8),
    ]
    assert [each.warmup for each in log] == [True, False, False]
    assert [each.rir_tenths for each in log] == [None, 20, 0]
    assert log[1].line == "2026-11-01,Squat,100,kg,5,8,"
    assert log[0].at.hour == 12  # the file knows only the day
    assert_sessions(log)


async def test_the_log_is_used_at_once(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    await talk.bring(THREE)
    answer = await talk.say("squat 102.5x5 rir2")
    assert answer.result["kind"] == "logged"
    history = await talk.say("history squat")
    assert [line.split(":")[0] for line in history.reply.lines] == ["Sun 22 Nov", "Sun 1 Nov"]


async def test_cancel_forgets_the_file(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    planned = await talk.hand(THREE)
    await talk.tap("cancel")
    late = await talk.say(planned.reply.buttons[0].send)
    assert late.result["error"] == "file_gone"
    assert await talk.log() == []


async def test_a_second_tap_and_a_tap_a_day_later_find_nothing(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    planned = await talk.hand(THREE)
    send = planned.reply.buttons[0].send
    await talk.say(send)
    assert (await talk.say(send)).result["error"] == "file_gone"
    planned = await talk.hand(table("2026-11-20,Squat,105,kg,5,,"))
    talk.now += timedelta(days=1, minutes=1)
    assert (await talk.say(planned.reply.buttons[0].send)).result["error"] == "file_gone"
    assert len(await talk.log()) == 3


async def test_nobody_imports_the_file_of_another(sqlite_store: Store) -> None:
    ann, bob = Talk(sqlite_store), Talk(sqlite_store, "bob")
    planned = await ann.hand(THREE)
    send = planned.reply.buttons[0].send
    assert (await bob.say(send)).result["error"] == "file_gone"
    owner = planned.reply.owner
    assert (await bob.say(send, owner=owner)).result["error"] == "not_yours"
    assert await bob.log() == []


async def test_the_unit_is_asked_when_nothing_tells_it(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    text = STRONG + '2026-11-01 18:00:00,"A",1h,"Squat",1,100,5,0,0,"","",\n'
    planned = await talk.hand(text)
    assert planned.result["unit_why"] == "open"
    assert [each.label for each in planned.reply.buttons] == ["kg", "lb", "cancel"]
    again = await talk.tap("lb")
    assert (again.result["unit"], again.result["unit_why"]) == ("lb", "given")
    await talk.tap("import")
    assert [each.load for each in await talk.log()] == [Load(100_000, "lb")]


async def test_the_loads_tell_the_unit_and_a_tap_changes_it(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    lines = "".join(
        f'2026-11-01 18:00:00,"A",1h,"Squat (Barbell)",{number},{load},5,0,0,"","",\n'
        for number, load in enumerate((45, 95, 135, 155, 185, 205, 225, 275, 315), start=1)
    )
    planned = await talk.hand(STRONG + lines)
    assert (planned.result["unit"], planned.result["unit_why"]) == ("lb", "loads")
    assert (await talk.tap("kg")).result["unit"] == "kg"


async def test_a_first_log_in_pounds_offers_pounds(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    done = await talk.bring(table("2026-11-01,Squat,225,lb,5,,", "2026-11-01,Pull Up,0,,5,,"))
    assert done.reply.buttons[-1].send == "units lb"
    await talk.tap("units lb")
    assert (await talk.person()).unit == "lb"


@pytest.mark.parametrize(("unit", "before"), [("kg", ""), ("lb", "units lb"), ("lb", "squat 60x5")])
async def test_pounds_are_not_offered_to_others(
    sqlite_store: Store, unit: str, before: str
) -> None:
    talk = Talk(sqlite_store)
    await talk.say(before or "help")
    done = await talk.bring(table(f"2026-11-01,Squat,225,{unit},5,,"))
    assert [each.send for each in done.reply.buttons] == ["undo", "next"]


async def test_what_is_left_out_is_listed(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    planned = await talk.hand(
        table(
            "2026-11-01,Squat,100,kg,877777,,",
            "2026-11-01,Squat,heavy,kg,5,,",
            "2026-11-01,Squat,100,kg,,,",
            "2027-11-01,Squat,100,kg,5,,",
            "2026-11-01,Squat,100,kg,5,0,",
            "2026-11-01,Zanzibar Hoist,20,kg,5,,",
        )
    )
    facts = planned.result
    assert facts["sets"] == 2
    assert facts["implausible"] == [{"line": 2, "reason": "reps"}]
    assert facts["refused_lines"] == [{"line": 3, "reason": "weight"}]
    assert facts["left_out"] == {"not_done": 1, "future": 1}
    assert [each["name"] for each in facts["unresolved"]] == ["Zanzibar Hoist"]
    assert any("877,777" in line for line in planned.reply.lines)
    await talk.tap("import")
    log = await talk.log()
    assert [each.rir_tenths for each in log] == [None, None]
    assert log[1].exercise_id == "own-1"
    # the decision is remembered
    again = await talk.hand(table("2026-11-15,Zanzibar Hoist,20,kg,5,,"))
    assert again.result["unresolved"] == []


ODD = table(
    *("2026-11-01,Zanzibar Bench Press,60,kg,5,,",) * 3,
    *("2026-11-02,Curlicue Cable (Each Side),20,kg,8,,",) * 2,
    "2026-11-02,Xyzzy,20,kg,8,,",
)


async def test_open_names_are_asked_one_by_one_most_sets_first(store: Store) -> None:
    talk = Talk(store)
    planned = await talk.hand(ODD)
    first, second, _ = planned.result["unresolved"]
    assert (first["name"], first["sets"], len(first["near"])) == ("Zanzibar Bench Press", 3, 3)
    assert planned.result["asks_name"] == first["name"]
    labels = [each.label for each in planned.reply.buttons]
    assert labels == ["import", "cancel", *first["near"], "my own"]
    again = await talk.tap(first["near"][0])
    assert again.result["asks_name"] == second["name"]
    assert [each["name"] for each in again.result["unresolved"]] == [second["name"], "Xyzzy"]
    again = await talk.tap("my own")
    assert again.result["asks_name"] is None  # nothing is near "Xyzzy"
    assert [each.label for each in again.reply.buttons] == ["import", "cancel"]
    assert await talk.log() == []
    await talk.tap("import")
    meant = [each.exercise_id for each in await talk.log()]
    assert meant[0] == meant[2]
    assert not meant[0].startswith("own-")
    assert meant[3:] == ["own-1", "own-1", "own-2"]
    # what was settled holds for the next file and for what is typed
    later = await talk.hand(table("2026-11-15,Curlicue Cable (Each Side),20,kg,5,,"))
    assert later.result["unresolved"] == []
    typed = await talk.say("xyzzy 25x8 rir2")
    assert typed.result["sets"][0]["exercise"] == "Xyzzy"


async def test_an_open_name_may_be_typed(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    await talk.hand(ODD)
    settled = await talk.say("import name zanzibar BENCH press = squat")
    assert settled.result["stage"] == "planned"
    assert "Zanzibar Bench Press" not in [e["name"] for e in settled.result["unresolved"]]
    for line in ("import name zanzibar = flurble", "import name zanzibar", "import name = squat"):
        refused = await talk.say(line)
        assert refused.result["error"] == "bad_setting"
    await talk.tap_of(settled, "import")
    assert [each.exercise_id for each in await talk.log()][:3] == ["squat"] * 3


async def test_no_name_is_asked_before_the_unit(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    line = '2026-11-01 18:00:00,"A",1h,"Zanzibar Bench Press",1,100,5,0,0,"","",\n'
    planned = await talk.hand(STRONG + line)
    assert [each.label for each in planned.reply.buttons] == ["kg", "lb", "cancel"]
    in_lb = await talk.tap("lb")
    assert in_lb.result["asks_name"] == "Zanzibar Bench Press"
    await talk.tap("my own")
    assert (await talk.tap("import")).result["added"] == 1
    assert [each.load for each in await talk.log()] == [Load(100_000, "lb")]


async def test_a_name_may_be_settled_before_the_tap(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    planned = await talk.hand(table("2026-11-01,Zanzibar Hoist,20,kg,5,,"))
    await talk.say("alias zanzibar hoist = bench press")
    await talk.say(planned.reply.buttons[0].send)
    assert [each.exercise_id for each in await talk.log()] == ["bench-press"]


async def test_assistance_is_negative(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    await talk.bring(table("2026-11-01,Pull Up (Assisted),30,kg,8,,"))
    assert [each.load.milli for each in await talk.log()] == [-30000]


async def test_times_are_the_persons(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    await talk.say("tz Europe/Berlin")
    await talk.bring(STRONG + '2026-07-01 18:00:00,"A",1h,"Pull Up",1,0,5,0,0,"","",\n')
    assert [each.at for each in await talk.log()] == [datetime(2026, 7, 1, 16, tzinfo=UTC)]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"hello", b"x" * 20_000_001])
async def test_a_file_that_cannot_be_read_is_refused_in_words(
    sqlite_store: Store, content: bytes
) -> None:
    talk = Talk(sqlite_store)
    answer = await talk.hand(content)
    assert answer.result["kind"] == "error"
    assert len(answer.reply.lines) == 1
    assert not answer.reply.buttons


async def test_import_alone_says_how(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    assert (await talk.say("import")).result == {"kind": "import", "stage": "asked"}


async def test_in_a_group_only_what_is_meant_is_read(sqlite_store: Store) -> None:
    coach = Coach(sqlite_store)
    group = Address("telegram", "g", private=False)
    sender = Sender("telegram", "1", "Ann")
    file = File("x.csv", THREE.encode())
    heard = Message(group, sender, "look", NOW, "1", addressed=False, files=(file,))
    assert (await coach.handle(heard, NOW)).reply is None
    meant = Message(group, sender, "", NOW, "2", files=(file,))
    answer = await coach.handle(meant, NOW)
    assert answer.reply.private


# --- again and again ----------------------------------------------------------------------------


async def test_the_same_file_again_adds_nothing(store: Store) -> None:
    talk = Talk(store)
    await talk.bring(THREE)
    before = await talk.log()
    again = await talk.hand(THREE)
    assert (again.result["new"], again.result["known"]) == (0, 3)
    assert "import" not in [each.label for each in again.reply.buttons]
    forced = await talk.say(f"import @{again.result['id']} now")
    assert forced.result["added"] == 0
    assert await talk.log() == before


async def test_a_later_export_adds_only_what_is_new(store: Store) -> None:
    talk = Talk(store)
    await talk.bring(THREE)
    longer = table(
        "2026-11-15,Squat,102.5,kg,5,,", *THREE.splitlines()[1:], "2026-11-08,Row,50,kg,8,,"
    )
    planned = await talk.hand(longer)
    assert (planned.result["new"], planned.result["known"]) == (2, 3)
    assert (await talk.tap("import")).result["added"] == 2
    log = await talk.log()
    assert len(log) == 5
    assert_sessions(log)


async def test_a_file_in_no_order_is_told_apart_too(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    days = [f"2026-{month:02}-{day:02}" for month in range(1, 11) for day in range(1, 29)]
    text = table(*(f"{day},Squat,100,kg,5,," for day in days * 2))
    assert (await talk.bring(text)).result["added"] == 560
    again = await talk.hand(text)
    assert (again.result["new"], again.result["known"]) == (0, 560)
    grown = await talk.hand(text + "2026-01-01,Squat,100,kg,5,,\n")
    assert grown.result["new"] == 1


async def test_equal_sets_are_counted(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    line = "2026-11-01,Squat,100,kg,5,,"
    await talk.bring(table(line, line))
    assert (await talk.bring(table(line, line, line))).result["added"] == 1
    assert len(await talk.log()) == 3


async def test_what_was_edited_in_the_app_is_replaced(store: Store) -> None:
    talk = Talk(store)
    await talk.bring(table("2026-11-01,Squat,100,kg,8,,", "2026-11-01,Squat,100,kg,8,,"))
    done = await talk.bring(table("2026-11-01,Squat,100,kg,8,,", "2026-11-01,Squat,105,kg,6,,"))
    assert (done.result["added"], done.result["replaced"]) == (1, 1)
    assert [(each.load.milli, each.reps) for each in await talk.log()] == [
        (100_000, 8),
        (105_000, 6),
    ]
    await talk.say("undo")
    assert [(each.load.milli, each.reps) for each in await talk.log()] == [(100_000, 8)] * 2


async def test_an_older_export_takes_nothing_back(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    await talk.bring(table("2026-11-01,Squat,105,kg,6,,", "2026-11-08,Squat,110,kg,5,,"))
    old = await talk.hand(table("2026-11-01,Squat,100,kg,8,,"))
    assert (old.result["new"], old.result["known"]) == (0, 1)


async def test_what_was_fixed_in_chat_stays_fixed(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    text = table("2026-11-21,Squat,100,kg,8,,")
    await talk.bring(text)
    await talk.say("fix 102.5x7")
    again = await talk.hand(text)
    assert (again.result["new"], again.result["known"]) == (0, 1)
    assert [(each.load.milli, each.reps) for each in await talk.log()] == [(102_500, 7)]


async def test_a_set_typed_in_chat_is_not_doubled(store: Store) -> None:
    talk = Talk(store)
    await talk.say("squat 100x5,5,4 rir2,1,0")
    lines = [f"2026-11-22,Squat,100,kg,{reps},," for reps in (5, 5, 4, 3)]
    planned = await talk.hand(table(*lines))
    assert (planned.result["new"], planned.result["known"]) == (1, 3)
    await talk.tap("import")
    assert sorted(each.reps for each in await talk.log()) == [3, 4, 5, 5]


async def test_sets_beside_typed_ones_are_not_doubled_by_the_second_import(store: Store) -> None:
    talk = Talk(store)
    await talk.say("squat 100x5,5,4 rir2,1,0")
    text = table(*(f"2026-11-22,Squat,100,kg,{reps},," for reps in (5, 5, 4, 3)))
    await talk.bring(text)
    again = await talk.hand(text)
    assert (again.result["new"], again.result["known"]) == (0, 4)


async def test_a_set_deleted_in_chat_stays_deleted(store: Store) -> None:
    talk = Talk(store)
    await talk.bring(THREE)
    squat = (await talk.log())[1]
    await talk.say(f"delete @{squat.id}")
    again = await talk.hand(THREE)
    assert (again.result["new"], again.result["known"]) == (0, 3)
    # a later export adds what is new, and only that
    longer = await talk.hand(THREE + "2026-11-01,Squat,100,kg,4,8,\n2026-11-15,Row,50,kg,8,,\n")
    assert (longer.result["new"], longer.result["known"]) == (2, 3)
    # the same log from another app
    other = '2026-11-01 18:00:00,"A",1h,"Squat (Barbell)",1,100,5,0,0,"","",\n'
    await talk.hand(STRONG + other)
    assert (await talk.tap("kg")).result["new"] == 0


async def test_a_deletion_undone_is_no_deletion(store: Store) -> None:
    talk = Talk(store)
    await talk.bring(THREE)
    before = await talk.log()
    await talk.say(f"delete @{before[1].id}")
    await talk.say("undo")
    assert await talk.log() == before
    assert (await talk.hand(THREE)).result["new"] == 0


async def test_an_import_undone_is_brought_back_by_the_same_file(store: Store) -> None:
    talk = Talk(store)
    await talk.bring(THREE)
    await talk.say(f"delete @{(await talk.log())[1].id}")
    await talk.say("undo")
    await talk.say("undo")
    assert await talk.log() == []
    assert (await talk.bring(THREE)).result["added"] == 3


async def test_an_import_taken_back_by_name_is_brought_back_by_the_same_file(store: Store) -> None:
    talk = Talk(store)
    await talk.say("squat 90x5 rir2")
    await talk.bring(THREE)
    person = await talk.person()
    change = await store.run(lambda uow: uow.journal.last(person.id))
    await talk.say("fix rir1")
    await talk.say(f"fix @{(await talk.log())[1].id} rir1")
    await talk.say(f"undo @{change.id}")
    assert [each.load.milli for each in await talk.log()] == [100_000, 90_000]  # one was rated
    assert (await talk.hand(THREE)).result["new"] == 2


async def test_a_typed_set_an_import_knew_stays_corrected_and_deleted(store: Store) -> None:
    talk = Talk(store)
    await talk.say("squat 100x5 rir2")
    await talk.say("squat 100x4 rir2")
    text = table(*(f"2026-11-22,Squat,100,kg,{reps},," for reps in (5, 4, 3)))
    await talk.bring(text)
    first, second, _ = sorted(await talk.log(), key=lambda each: int(each.id[1:]))
    await talk.say(f"fix @{first.id} 102.5x5")
    await talk.say(f"delete @{second.id}")
    again = await talk.hand(text)
    assert (again.result["new"], again.result["known"]) == (0, 3)


async def test_what_was_typed_and_deleted_before_an_import_is_brought_by_it(store: Store) -> None:
    talk = Talk(store)
    typed = await talk.say("squat 100x5 rir2")
    await talk.say(f"delete @{typed.result['sets'][0]['id']}")
    done = await talk.bring(table("2026-11-22,Squat,100,kg,5,,"))
    assert done.result["added"] == 1


async def test_a_deletion_holds_against_our_own_format_once_it_was_imported(store: Store) -> None:
    talk = Talk(store)
    await talk.say("squat 100x5,5 rir2,1")
    text = await talk.export()
    other = Talk(store, "bob")
    await other.bring(text)
    await other.say(f"delete @{(await other.log())[0].id}")
    assert (await other.hand(text)).result["new"] == 0
    # a backup that was not imported since brings back what was deleted
    await talk.say(f"delete @{(await talk.log())[0].id}")
    assert (await talk.hand(text)).result["new"] == 1


async def test_two_workouts_of_a_day_are_two(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    morning = '2026-11-01 08:00:00,"A",1h,"Pull Up",1,0,8,0,0,"","",\n'
    evening = '2026-11-01 19:00:00,"B",1h,"Pull Up",1,0,8,0,0,"","",\n'
    await talk.bring(STRONG + morning)
    await talk.bring(STRONG + evening + morning)
    assert len(await talk.log()) == 2


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


async def told(store: Store) -> list[str]:
    """What waits in the outbox, oldest first; claimed one by one as a chat's order wants it."""
    lines: list[str] = []
    while outgoing := await store.claim_outbox("telegram", "test", NOW, timedelta(hours=1), 9):
        lines += [" ".join((each.reply.title, *each.reply.lines)).strip() for each in outgoing]
        await store.settle_outbox([(each.id, "1") for each in outgoing], (), NOW)
    return lines


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
    shared_effort=st.booleans(),
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


async def test_what_is_too_heavy_in_kilograms_is_left_out_once_they_are_known(
    sqlite_store: Store,
) -> None:
    talk = Talk(sqlite_store)
    lines = "".join(
        f'2026-11-01 18:00:00,"A",1h,"Squat (Barbell)",{number},{load},5,0,0,"","",\n'
        for number, load in enumerate((100, 1500), start=1)
    )
    await talk.hand(STRONG + lines)
    pounds = await talk.tap("lb")
    assert (pounds.result["sets"], pounds.result["implausible"]) == (2, [])
    kilograms = await talk.tap("kg")
    assert kilograms.result["implausible"] == [{"line": 3, "reason": "load"}]
    assert (await talk.tap("import")).result["added"] == 1


async def test_an_exercise_of_which_every_set_is_left_out(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    line = '2026-11-01 18:00:00,"A",1h,"{}",1,{},5,0,0,"","",\n'
    text = STRONG + line.format("Squat (Barbell)", 100) + line.format("Sled Push", 1500)
    await talk.hand(text)
    assert (await talk.tap("kg")).result["sets"] == 1
    assert (await talk.tap("import")).result["added"] == 1


async def test_more_names_than_anybody_has_exercises_are_refused(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    answer = await talk.hand(table(*(f"2026-11-01,Lift number {n},20,kg,5,," for n in range(1001))))
    assert answer.result["error"] == "file_names"
    assert await talk.log() == []
