"""How much a muscle's sets were: when it is asked, and what the answer changes."""

from __future__ import annotations

from core.messages import Answer
from core.store.engine import Store
from tests.core.handlers.training_chat import Talk

PLAN = "plan Size\nA: bench 2x8-10; cable fly 2x10-15; squat 3x5 +2.5\nmon A, thu A"

THREE = "Bench press: 80 kg x 9, 9, 8,"


def asks(answer: Answer) -> object:
    return (answer.result or {}).get("feedback")


async def begun(store: Store, weeks: str = "", *, on: bool = True) -> Talk:
    talk = Talk(store)
    talk.go("2026-11-23T17:00")
    await talk.say(f"{PLAN}{weeks}")
    await talk.say("plan begin")
    if on:
        await talk.say("feedback on")
    return talk


async def session(talk: Talk) -> list[object]:
    lines = ("bench 80x8,8 rir2", "cable fly 20x12 rir2", "x12 rir2", "squat 100x5,5,5 rir2")
    return [asks(await talk.say(each)) for each in lines]


async def test_it_is_asked_after_the_last_set_once_a_week(store: Store) -> None:
    talk = await begun(store)
    assert await session(talk) == [None, None, "chest", None]
    assert asks(await talk.say("cable fly 20x12 rir2")) is None
    talk.go("2026-11-26T17:00")
    assert await session(talk) == [None] * 4
    talk.go("2026-11-30T17:00")
    assert await session(talk) == [None, None, "chest", None]


async def test_nobody_is_asked_unless_they_want_it(store: Store) -> None:
    talk = await begun(store, on=False)
    assert await session(talk) == [None] * 4
    await talk.say("feedback on")
    await talk.say("feedback off")
    talk.go("2026-11-30T17:00")
    assert await session(talk) == [None] * 4


async def test_not_in_an_easy_week_nor_before_one(store: Store) -> None:
    talk = await begun(store, "\nweeks: 3 deload")
    assert await session(talk) == [None] * 4
    talk.go("2026-11-30T17:00")
    assert await session(talk) == [None] * 4


async def test_typed_pain_is_no_answer(store: Store) -> None:
    talk = await begun(store)
    await session(talk)
    answer = await talk.say("my chest hurts, too much")
    assert (answer.result or {}).get("kind") != "feedback"


async def test_the_answer_changes_a_lift_from_next_week_on(store: Store) -> None:
    talk = await begun(store)
    for line in ("bench 80x8,8 rir2", "cable fly 20x12 rir2"):
        await talk.say(line)
    asked = await talk.say("x12 rir2")
    told = await talk.press(asked.reply, "too little")
    assert told.reply is not None
    assert told.reply.lines == ("Chest: from next week one set more, Bench press 3 instead of 2.",)
    talk.go("2026-11-26T17:00")
    assert "Bench press: 80 kg 2 x 9" in " ".join(await talk.lines("what do I train today"))
    await session(talk)
    talk.go("2026-11-30T17:00")
    assert THREE in " ".join(await talk.lines("what do I train today"))


async def test_the_last_word_of_a_week_counts(store: Store) -> None:
    talk = await begun(store)
    await session(talk)
    more = await talk.say("feedback chest more")
    kept = await talk.press(more.reply, "keep as it was")
    assert kept.reply is not None
    assert kept.reply.lines == ("Chest: as planned.",)
    talk.go("2026-11-26T17:00")
    await session(talk)
    talk.go("2026-11-30T17:00")
    assert THREE not in " ".join(await talk.lines("what do I train today"))


async def test_it_is_taken_back_by_undo(store: Store) -> None:
    talk = await begun(store)
    await session(talk)
    await talk.say("feedback chest more")
    assert await talk.lines("undo") == ["Changed back; your sets follow."]
    talk.go("2026-11-30T17:00")
    lines = await talk.lines("what do I train today")
    assert any(each.startswith("Bench press: 80 kg 2 x") for each in lines)


async def test_what_no_lift_of_the_plan_trains_is_refused(store: Store) -> None:
    talk = await begun(store)
    for text in ("feedback biceps more", "feedback quads more"):
        assert (await talk.say(text)).result["kind"] == "error"  # type: ignore[index]
