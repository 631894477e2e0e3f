"""How sets are answered: what a person chose, what is said all the same, whose choice is first."""

from __future__ import annotations

import pytest

from core.messages import Answer
from core.store.engine import Store
from tests.gym import Gym


async def ready(store: Store, style: str) -> Gym:
    gym = Gym(store)
    await gym.say("Ann", "squat 100x5 rir2", "")
    await gym.say("Ann", f"answers {style}", "")
    return gym


def said(answer: Answer) -> tuple[str, ...]:
    return answer.reply.lines if answer.reply is not None else ()


async def test_short_is_two_lines_and_off_is_silence(sqlite_store: Store) -> None:
    gym = await ready(sqlite_store, "short")
    assert len(said(await gym.say("Ann", "squat 100x5 rir2", ""))) == 2
    await gym.say("Ann", "answers off", "")
    assert (await gym.say("Ann", "squat 100x5 rir2", "")).reply is None
    await gym.say("Ann", "answers full", "")
    assert len(said(await gym.say("Ann", "squat 100x5 rir2", ""))) == 3


async def test_live_keeps_one_key_for_a_lift_and_session(sqlite_store: Store) -> None:
    gym = await ready(sqlite_store, "live")
    replies = [
        (await gym.say("Ann", text, "")).reply
        for text in ("squat 100x5 rir2", "x5 rir1", "bench 60x8 rir2")
    ]
    keys = [each.edits for each in replies if each is not None]
    assert keys[0] == keys[1] != keys[2]
    assert replies[1] is not None
    assert replies[1].lines[0].startswith("Squat: 100 kg 3 x 5")


@pytest.mark.parametrize("style", ["react", "off", "short"])
@pytest.mark.parametrize("line", ["squat 100x5 rir2 chest pain", "squat 100x5 rir2 knee hurts"])
async def test_pain_is_answered_in_words(sqlite_store: Store, style: str, line: str) -> None:
    gym = await ready(sqlite_store, style)
    answer = await gym.say("Ann", line, "")
    assert answer.reply is not None
    assert answer.reply.reaction == ""
    assert len(said(answer)) > 1


async def test_the_persons_choice_goes_before_the_groups(sqlite_store: Store) -> None:
    gym = await ready(sqlite_store, "react")
    await gym.join("Ann")
    answer = await gym.say("Ann", "squat 100x5 rir2", addressed=True)
    assert answer.reply is not None
    assert answer.reply.reaction
