"""The same file again, a later one, and what was changed in chat between: nothing twice."""

from __future__ import annotations

from core.store.engine import Store
from tests.core.interchange.importing_chat import STRONG, THREE, Talk, assert_sessions, table

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
