"""An easy week on request, as it is asked for, begun, pinged, taken back and offered."""

from __future__ import annotations

from core.store.engine import Store
from tests.core.handlers.training_chat import Talk


async def state(talk: Talk, text: str) -> object:
    result = (await talk.say(text)).result
    assert result is not None
    return result["state"]


async def trained(store: Store) -> Talk:
    talk = Talk(store)
    for day in ("2026-11-16T17:00", "2026-11-19T17:00"):
        talk.go(day)
        await talk.say("squat 100x5,5,5 rir2")
        await talk.say("bench 80x8,8,8 rir2")
    talk.go("2026-11-23T17:00")
    return talk


async def test_nothing_changes_before_a_tap(store: Store) -> None:
    talk = await trained(store)
    asked = await talk.say("I need a deload")
    assert asked.result == {"kind": "deload", "state": "none"}
    assert "Easy week" not in " ".join(await talk.lines("what do I train today"))
    began = await talk.press(asked.reply, "from today")
    assert began.result is not None
    assert (began.result["first"], began.result["until"]) == ("2026-11-23", "2026-11-30")
    first = (await talk.lines("what do I train today"))[0]
    assert first == "Easy week to Sunday: half the sets, lighter, 3-5 left."


async def test_a_ping_says_that_all_is_easy(store: Store) -> None:
    talk = await trained(store)
    await talk.say("remind daily 18:00")
    await talk.say("deload now")
    (came,) = await talk.due("2026-11-23T18:00")
    assert came.reply.lines[:2] == (
        "Easy week to Sunday: half the sets, lighter, 3-5 left.", "Squat: 90 kg 2 x 5, 3-5 left",
    )  # fmt: skip


async def test_it_is_taken_back_and_brought_again(store: Store) -> None:
    talk = await trained(store)
    assert await state(talk, "deload now") == "running"
    assert await state(talk, "undo") == "none"
    assert await state(talk, "redo") == "running"
    assert await state(talk, "deload now") == "running"
    assert await state(talk, "deload off") == "none"
    assert await state(talk, "undo") == "running"
    talk.go("2026-11-29T23:00")
    assert await state(talk, "deload") == "running"
    talk.go("2026-11-30T00:00")
    assert await state(talk, "deload") == "none"


async def test_ended_early_its_sessions_stay_easy_ones(store: Store) -> None:
    talk = await trained(store)
    await talk.say("deload now")
    await talk.say("squat 90x5,5 rir4")
    ended = await talk.say("deload off")
    assert ended.result is not None
    assert ended.result["until"] == "2026-11-24"
    talk.go("2026-11-26T17:00")
    assert (await talk.lines("next squat"))[0].startswith("Squat: 102.5 kg 3 x 5")


async def test_one_is_offered_where_several_lifts_fall_short(store: Store) -> None:
    talk = Talk(store)
    for day, sets in (("02", "5,5,5 rir2"), ("05", "5,4,3 rir0"), ("09", "4,3,3 rir0")):
        talk.go(f"2026-11-{day}T17:00")
        await talk.say(f"squat {100 if day == '02' else 105}x{sets}")
        await talk.say(f"bench {80 if day == '02' else 85}x{sets}")
        done = await talk.say("done")
        assert done.reply is not None
        offered = any("easy week" in each for each in done.reply.lines)
        assert offered == (day == "09")
        assert offered == bool(done.reply.buttons)
    assert await state(talk, "deload now") == "to_come"
    again = await talk.say("done")
    assert again.reply is not None
    assert not again.reply.buttons


async def test_talk_is_no_request(store: Store) -> None:
    talk = await trained(store)
    for text in ("deload felt good", "what is a deload", "do i need a deload"):
        answer = await talk.say(text)
        assert (answer.result or {}).get("kind") != "deload"


async def test_an_easy_week_is_no_usual_one(store: Store) -> None:
    talk = Talk(store)
    for day, sets in (("2026-11-09", "5,5,5,5"), ("2026-11-16", "5,5,5,5,5,5,5,5")):
        talk.go(f"{day}T17:00")
        await talk.say(f"squat 100x{sets} rir2")
    talk.go("2026-11-23T17:00")
    await talk.say("deload now")
    await talk.say("squat 90x5 rir4")
    talk.go("2026-11-30T17:00")
    await talk.say("squat 100x5 rir2")
    result = (await talk.say("week")).result
    assert result is not None
    assert result["usual"]["quads"] == 6  # of four and eight; not of the easy one
