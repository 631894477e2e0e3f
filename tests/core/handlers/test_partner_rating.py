"""The spotter's eye in conversation: who may, what is kept, who is told, what stays quiet."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from core.messages import Answer, Button, owner_of
from core.store.engine import Store
from core.store.unit_of_work import UnitOfWork
from tests.gym import GYM, OTHER, Gym

SILENT = Answer(None, None)


def labels(answer: Answer) -> list[str]:
    assert answer.reply is not None
    return [each.label for each in answer.reply.buttons]


def eyes(answer: Answer) -> list[Button]:
    assert answer.reply is not None
    return [each for each in answer.reply.buttons if each.send == "eye"]


@pytest.fixture
async def gym(sqlite_store: Store) -> Gym:
    made = Gym(sqlite_store)
    await made.join("Ann", "Ben")
    return made


async def test_a_partner_answers_the_set_and_the_lifter_is_told_once_a_session(
    store: Store,
) -> None:
    gym = Gym(store)
    await gym.join("Ann", "Ben", "Cy")
    await gym.say("Ann", "squat 100x8 rir2", source="tg:1:-5:77")
    answer = await gym.say("Ben", "1 left", to=await gym.last_sent())
    assert (answer.reply, answer.result) == (None, {"kind": "eye", "rir": 1, "rir_at_least": False})
    assert await gym.calls("Ann") == [("Ben", 10)]
    assert gym.told("Ann") == ["Squat 100 kg x 8: you called 2 left, Ben saw 1 left."]
    await gym.say("Cy", "rir0", to="tg:1:-5:77")
    assert await gym.calls("Ann") == [("Ben", 10), ("Cy", 0)]
    await gym.say("Ann", "squat 100x8 rir2")
    await gym.say("Ben", "3", to=await gym.last_sent())
    assert await gym.calls("Ann", "s2") == [("Ben", 30)]
    assert len(gym.told("Ann")) == 1
    assert not gym.told("Ben")
    gym.now += timedelta(hours=20)
    await gym.say("Ann", "squat 100x8 rir2")
    await gym.say("Ben", "4+", to=await gym.last_sent())
    assert gym.told("Ann")[1:] == ["Squat 100 kg x 8: you called 2 left, Ben saw 4+ left."]
    assert not [text for chat, text in gym.sent if chat == GYM and " saw " in text]


async def test_a_second_call_of_the_same_partner_replaces_the_first(gym: Gym) -> None:
    await gym.say("Ann", "squat 100x8 rir2")
    answer = await gym.last_sent()
    await gym.say("Ben", "3 left", to=answer, source="tg:1:-5:300")
    await gym.say("Ben", "1 left", to=answer)
    assert await gym.calls("Ann") == [("Ben", 10)]
    await gym.say("Ben", "0 left", to=answer, source="tg:1:-5:300", edited=True)
    assert await gym.calls("Ann") == [("Ben", 0)]


async def test_one_button_opens_the_choice_for_whoever_presses_it(gym: Gym) -> None:
    answer = await gym.say("Ann", "squat 100x8 rir2")
    assert [each.label for each in eyes(answer)] == ["what I saw"]
    assert answer.reply is not None
    assert {owner_of(answer.reply, each) for each in eyes(answer)} == {None}
    under = await gym.last_sent()
    opened = await gym.say("Ben", "eye", to=under, button=True)
    assert opened.reply is not None
    assert opened.reply.private
    assert labels(opened) == ["0 left", "1 left", "2 left", "3 left", "4+ left"]
    assert "100" not in repr(opened.reply)
    noted = await gym.say("Ben", opened.reply.buttons[1].send, "", button=True, owner=2)
    assert noted.reply is not None
    assert noted.reply.lines == ("Noted: you saw 1 left. The lifter sees it in private.",)
    assert noted.reply.private
    assert await gym.calls("Ann") == [("Ben", 10)]
    for who, words in (("Ann", "your own set"), ("Dan", "join")):
        other = await gym.say(who, "eye", to=under, button=True)
        assert other.reply is not None
        assert other.reply.private
        assert not other.reply.buttons
        assert words in other.reply.lines[0]
    assert await gym.calls("Ann") == [("Ben", 10)]


async def test_a_choice_reaches_no_set_that_was_not_told_to_both(gym: Gym) -> None:
    """Typed by hand: a set of private, of a group the other is not in, of nobody, one's own."""
    await gym.join("Ann", chat=OTHER)
    await gym.say("Ann", "squat 100x8 rir2", "")
    await gym.say("Ann", "squat 100x8 rir2", OTHER)
    await gym.say("Ann", "bench 60x8 rir2")
    for who, name in (("Ben", "e1s1"), ("Ben", "e1s2"), ("Ben", "e9s1"), ("Dan", "e1s3"),
                      ("Ann", "e1s3")):  # fmt: skip
        for chat in ("", GYM):
            answer = await gym.say(who, f"/eye 1 @{name}", chat)
            assert (answer.result or {}).get("kind") == "error", (who, name, answer)
    for set_id in ("s1", "s2", "s3"):
        assert await gym.calls("Ann", set_id) == []
    await gym.say("Ben", "/eye 1 @e1s3", "")
    assert await gym.calls("Ann", "s3") == [("Ben", 10)]


@pytest.mark.parametrize(("hours", "kept"), [(23, True), (25, False)])
async def test_a_choice_is_made_within_a_day(gym: Gym, hours: int, *, kept: bool) -> None:
    await gym.say("Ann", "squat 100x8 rir2")
    gym.now += timedelta(hours=hours)
    await gym.say("Ben", "/eye 1 @e1s1", "")
    assert bool(await gym.calls("Ann")) is kept


async def test_the_button_under_a_message_that_changed_is_for_its_newest_set(gym: Gym) -> None:
    await gym.say("Ann", "squat 100x8 rir2")
    await gym.say("Ann", "x7 rir2", addressed=True)
    opened = await gym.say("Ben", "eye", to=await gym.last_sent(), button=True)
    assert opened.reply is not None
    await gym.say("Ben", opened.reply.buttons[0].send, "", button=True, owner=2)
    assert await gym.calls("Ann", "s2") == [("Ben", 0)]


@pytest.mark.parametrize(
    "text",
    ["squat 100x8 f", "squat 60x5 warmup", "squat 60x5 drop", "plank 60s", "/next squat",
     "yesterday squat 100x8 rir1 ", "2026-11-20 squat 100x8", "/what if squat 100x8 rir2"],
)  # fmt: skip
async def test_where_there_is_nothing_to_see_there_is_no_row(gym: Gym, text: str) -> None:
    answer = await gym.say("Ann", text, addressed=True)
    if not text.startswith("yesterday"):
        assert eyes(answer) == []


async def test_no_row_alone_in_private_or_for_somebody_who_did_not_join(gym: Gym) -> None:
    assert eyes(await gym.say("Ann", "squat 100x8 rir2", "")) == []
    assert eyes(await gym.say("Dan", "squat 100x8 rir2")) == []
    await gym.join("Ann", chat=OTHER)
    assert eyes(await gym.say("Ann", "squat 100x8 rir2", OTHER)) == []
    await gym.join("Cy", chat=OTHER)
    assert len(eyes(await gym.say("Ann", "squat 100x8 rir2", OTHER))) == 1


async def test_both_must_have_joined(gym: Gym) -> None:
    await gym.say("Ann", "squat 100x8 rir2", source="tg:1:-5:77")
    anns = await gym.last_sent()
    await gym.say("Dan", "bench 80x5 rir2", source="tg:1:-5:78")
    dans = await gym.last_sent()
    for who, to in (("Dan", anns), ("Ben", dans)):
        answer = await gym.say(who, "1 left", to=to)
        assert answer.reply is not None
        assert answer.reply.private
        assert answer.reply.lines == (
            "Partners rate each other's sets once both have joined here. For you: join",
        )
    # said to nobody, it is left alone
    assert await gym.say("Dan", "1 left", to="tg:1:-5:77") == SILENT
    assert await gym.say("Ben", "1 left", to="tg:1:-5:78") == SILENT
    assert await gym.calls("Ann") == []
    assert await gym.calls("Dan") == []


async def test_people_who_only_talk_leave_no_trace(gym: Gym) -> None:
    await gym.say("Ann", "squat 100x8 rir2", source="tg:1:-5:77")
    for text in ("2 left", "rir0", "3", "lol"):
        assert await gym.say("Eve", text, to="tg:1:-5:77") == SILENT

    def work(uow: UnitOfWork) -> list[str]:
        return list(uow._connection.exec_driver_sql("SELECT name FROM people").scalars())

    assert "Eve" not in await gym.store.run(work)


@pytest.mark.parametrize("text", ["rir0", "2 left", "0", "3", "4+", "f", "fail", "rir 1"])
async def test_an_effort_said_to_nobody_does_nothing(gym: Gym, text: str) -> None:
    await gym.say("Ann", "squat 100x8", source="tg:1:-5:77")
    await gym.say("Ben", "squat 80x8", source="tg:1:-5:78")
    for who in ("Ann", "Ben"):
        assert await gym.say(who, text) == SILENT
        assert await gym.say(who, text, to="tg:1:-5:9999") == SILENT  # an answer to mere talk
    assert await gym.calls("Ann") == await gym.calls("Ben") == []


async def test_an_answer_to_ones_own_set_rates_it_as_ever(gym: Gym) -> None:
    await gym.say("Ann", "squat 100x8")
    answer = await gym.say("Ann", "2 left", to=await gym.last_sent())
    assert answer.result is not None
    assert answer.result["kind"] == "logged"
    assert answer.result["sets"][0]["rir"] == 2  # type: ignore[index]
    assert await gym.calls("Ann") == []


async def test_an_answer_to_something_else_the_bot_said_rates_ones_own_set(gym: Gym) -> None:
    await gym.say("Ben", "bench 80x8", addressed=True)
    await gym.say("Ann", "/next squat")
    answer = await gym.say("Ben", "2", to=await gym.last_sent())
    assert answer.result is not None
    assert answer.result["kind"] == "logged"


async def test_what_is_no_effort_is_the_writers_own_message(gym: Gym) -> None:
    await gym.say("Ann", "squat 100x8 rir2")
    anns = await gym.last_sent()
    answer = await gym.say("Ben", "bench 80x5 rir1", to=anns)
    assert answer.result is not None
    assert answer.result["sets"][0]["exercise"] == "Bench press"  # type: ignore[index]
    answer = await gym.say("Ben", "12 left", to=anns)
    assert answer.result is not None
    assert answer.result["error"] == "effort_range"
    assert await gym.calls("Ann") == []


async def test_the_last_working_set_of_a_message_is_meant(gym: Gym) -> None:
    await gym.say("Ann", "squat 100x8,8,7 rir3,2,1\nsquat 60x5 drop")
    await gym.say("Ben", "2 left", to=await gym.last_sent())
    assert await gym.calls("Ann", "s3") == [("Ben", 20)]


async def test_a_set_that_is_gone_or_old_is_not_rated(gym: Gym) -> None:
    await gym.say("Ann", "squat 100x8 rir2")
    answer = await gym.last_sent()
    await gym.say("Ann", "/undo")
    gone = await gym.say("Ben", "2 left", to=answer)
    assert gone.reply is not None
    assert "gone" in gone.reply.lines[0]
    tap = await gym.say("Ben", "eye 2", to="123456", button=True)
    assert tap.reply is not None
    assert "gone" in tap.reply.lines[0]
    await gym.say("Ann", "squat 100x8 rir2")
    answer = await gym.last_sent()
    gym.now += timedelta(days=1)
    late = await gym.say("Ben", "2 left", to=answer)
    assert late.reply is not None
    assert "over a day old" in late.reply.lines[0]
    assert await gym.calls("Ann", "s2") == []


async def test_nothing_crosses_groups(gym: Gym) -> None:
    """A message's number says nothing in another chat."""
    await gym.join("Ann", "Ben", chat=OTHER)
    await gym.say("Ann", "squat 100x8 rir2")
    answer = await gym.say("Ben", "eye 1", OTHER, to=await gym.last_sent(), button=True)
    assert answer.reply is not None
    assert "gone" in answer.reply.lines[0]
    assert await gym.calls("Ann") == []


async def test_a_rating_goes_with_the_set(gym: Gym) -> None:
    await gym.say("Ann", "squat 100x8 rir2", source="tg:1:-5:77")
    await gym.say("Ben", "1 left", to=await gym.last_sent())
    await gym.say("Ann", "/fix rir1")
    assert await gym.calls("Ann") == [("Ben", 10)]
    await gym.say("Ann", "squat 100x7 rir2", source="tg:1:-5:77", edited=True)
    assert await gym.calls("Ann") == []
    await gym.say("Ann", "/undo")
    assert await gym.calls("Ann") == [("Ben", 10)]


async def test_why_shows_the_lifter_what_partners_saw(gym: Gym) -> None:
    await gym.say("Ann", "squat 100x8 rir2")
    await gym.say("Ben", "1 left", to=await gym.last_sent())
    answer = await gym.say("Ann", "/why squat")
    assert answer.reply is not None
    assert answer.reply.private
    assert "Wed 25 Nov, 100 kg x 8: you called 2 left, Ben saw 1 left" in answer.reply.lines
    assert answer.result is not None
    assert answer.result["partners"] == [
        {"set": "s1", "by": "Ben", "rir": 1, "rir_at_least": False}
    ]
    for who in ("Ben", "Cy"):
        other = await gym.say(who, "/why squat")
        assert "saw" not in repr(other.reply)


async def test_accuracy_and_calibrate_know_how_partners_differ(gym: Gym) -> None:
    for _ in range(2):
        await gym.say("Ann", "leg extension 60x10 rir3")
        await gym.say("Ben", "1 left", to=await gym.last_sent())
    accuracy = await gym.say("Ann", "accuracy leg extension", "")
    assert accuracy.reply is not None
    assert "Partners saw 2 fewer left than you called, over 2 calls." in accuracy.reply.lines
    assert accuracy.result is not None
    assert accuracy.result["partners"] == {"calls": 2, "off": -2.0}
    asked = await gym.say("Ann", "calibrate leg extension", "")
    assert asked.result is not None
    assert asked.result["partners"] == {"calls": 2, "off": -2.0}
    nobody = await gym.say("Ben", "accuracy leg extension", "")
    assert nobody.result is not None
    assert "partners" not in nobody.result


async def test_a_members_own_names_are_heard(gym: Gym) -> None:
    await gym.say("Ann", "alias monster lift = deadlift", "")
    answer = await gym.say("Ann", "monster lift 100x5 rir2", addressed=False)
    assert answer.result is not None
    assert answer.result["sets"][0]["exercise"] == "Deadlift"  # type: ignore[index]
    assert await gym.say("Ben", "monster lift 100x5 rir2", addressed=False) == SILENT
    await gym.say("Dan", "alias monster lift = deadlift", "")
    assert await gym.say("Dan", "monster lift 100x5 rir2", addressed=False) == SILENT


async def test_eye_by_itself_says_how(gym: Gym) -> None:
    answer = await gym.say("Ann", "/eye")
    assert answer.reply is not None
    assert "Answer its message" in answer.reply.lines[0]


async def test_two_partners_rate_each_other_at_the_same_moment(store: Store) -> None:
    """Each holds their own row and needs the other's: one of them waits or begins anew."""
    gym = Gym(store)
    await gym.join("Ann", "Ben")
    await gym.say("Ann", "squat 100x8 rir2", source="tg:1:-5:77")
    await gym.say("Ben", "squat 80x8 rir2", source="tg:1:-5:78")
    for left in range(5):
        await asyncio.gather(
            gym.say("Ann", f"{left} left", to="tg:1:-5:78"),
            gym.say("Ben", f"{left} left", to="tg:1:-5:77"),
        )
        assert await gym.calls("Ann") == [("Ben", left * 10)]
        assert await gym.calls("Ben") == [("Ann", left * 10)]
