"""Questions do not stand in the way: one's own lift is taken, complete sets are stored."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.messages import Answer
from core.store.engine import Store
from tests.gym import Gym


def kind(answer: Answer) -> str:
    return str((answer.result or {}).get("kind", ""))


def lifts(answer: Answer) -> list[str]:
    sets = (answer.result or {}).get("sets", [])
    return [each["exercise"] for each in sets] if isinstance(sets, list) else []


@pytest.fixture
def gym(sqlite_store: Store) -> Gym:
    return Gym(sqlite_store)


@pytest.mark.parametrize(("load", "taken"), [("36", True), ("35", False), ("60", True)])
async def test_a_name_that_fits_one_own_lift_is_that_lift(gym: Gym, load: str, taken: bool) -> None:
    await gym.say("ann", "barbell row 60x8 rir2", chat="")
    answer = await gym.say("ann", f"row {load}x8", chat="")
    assert (kind(answer) == "logged") == taken
    assert lifts(answer) == (["Barbell row"] if taken else [])


@pytest.mark.parametrize(("days", "taken"), [(89, True), (91, False)])
async def test_only_lifts_of_the_last_90_days_count(gym: Gym, days: int, taken: bool) -> None:
    await gym.say("ann", "barbell row 60x8 rir2", chat="")
    gym.now += timedelta(days=days)
    assert (kind(await gym.say("ann", "row 60x8", chat="")) == "logged") == taken


async def test_two_own_lifts_are_asked(gym: Gym) -> None:
    await gym.say("ann", "barbell row 60x8; dumbbell row 30x8", chat="")
    assert kind(await gym.say("ann", "row 60x8", chat="")) == "question"


async def test_a_lift_done_in_private_is_not_told_to_a_group(gym: Gym) -> None:
    await gym.say("ann", "seated cable row 60x8 rir2", chat="")
    answer = await gym.say("ann", "/log row 60x8")
    assert answer.reply is not None
    assert answer.reply.private


async def test_a_complete_set_is_stored_beside_an_open_question(gym: Gym) -> None:
    await gym.say("ann", "row 60x8", chat="")
    answer = await gym.say("ann", "squat 100x5", chat="")
    assert lifts(answer) == ["Squat"]
    assert (answer.result or {})["not_stored"] == "row 60x8"
    again = await gym.say("ann", "squat 100x5", chat="")
    assert "not_stored" not in (again.result or {})
    send = next(each.send for each in answer.reply.buttons if each.label == "Barbell row")  # type: ignore[union-attr]
    assert lifts(await gym.say("ann", send, chat="", button=True)) == ["Barbell row"]


async def test_a_name_that_must_be_asked_is_not_held_up_by_another_question(gym: Gym) -> None:
    await gym.say("ann", "row 60x8", chat="")
    answer = await gym.say("ann", "curl 12x10", chat="")
    assert "curl" in str((answer.result or {})["quote"])


async def test_a_question_is_dropped_by_cancel_and_by_the_end_of_the_session(gym: Gym) -> None:
    for text in ("cancel", "never mind"):
        await gym.say("ann", "squat 100x5", chat="")
        await gym.say("ann", "row 60x8", chat="")
        await gym.say("ann", text, chat="")
        assert lifts(await gym.say("ann", "x6", chat="")) == ["Squat"]
    await gym.say("ann", "row 60x8", chat="")
    gym.now += timedelta(hours=5)
    assert "not_stored" not in ((await gym.say("ann", "squat 100x5", chat="")).result or {})


async def test_an_unknown_name_is_offered_beside_the_three_nearest(gym: Gym) -> None:
    answer = await gym.say("ann", "zorbulator 20x10", chat="")
    assert len(answer.reply.buttons) == 4  # type: ignore[union-attr]
    assert answer.reply.buttons[0].label == "new exercise"  # type: ignore[union-attr]
    squat = answer.reply.buttons[1]  # type: ignore[union-attr]
    assert lifts(await gym.say("ann", squat.send, chat="", button=True)) == [squat.label]
