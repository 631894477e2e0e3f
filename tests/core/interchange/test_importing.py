"""Imports through the door of the coach: dry run, questions, tap."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.coach import Coach
from core.messages import Address, File, Message, Sender
from core.records import Load
from core.store.engine import Store
from tests.core.interchange.importing_chat import NOW, STRONG, THREE, Talk, assert_sessions, table

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
