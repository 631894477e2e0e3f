"""How sets are answered: what a person chose, what is said all the same, whose choice is first."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.coach import Coach
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


PLAN = "plan Mine\nA: squat 2x5; bench 1x8; leg curl 1x10"


async def test_by_a_plan_one_message_holds_the_session(sqlite_store: Store) -> None:
    """The day with its ticks above the newest answer; a new process goes on with the same one."""
    gym = Gym(sqlite_store)
    for text in (PLAN, "plan begin", "answers live"):
        await gym.say("Ann", text, "")
    gym.outgoing.clear()
    keys, last = set(), ()
    for text in ("what do i train today", "squat 100x5 rir2", "x5 rir2", "bench 60x8 rir2"):
        gym.coach = Coach(sqlite_store)
        reply = (await gym.say("Ann", text, "")).reply
        assert reply is not None
        keys.add(reply.edits)
        last = reply.lines
    assert len(keys) == 1
    assert keys != {""}
    assert last[0].endswith("Squat: 2 of 2 sets")
    assert last[1].endswith("Bench press: 1 of 1 sets")
    assert "Leg curl" in last[2]
    assert any(each.startswith("Bench press 60 kg x 8") for each in last)
    gym.now += timedelta(days=1)
    tomorrow = (await gym.say("Ann", "squat 100x5 rir2", "")).reply
    assert tomorrow is not None
    assert tomorrow.edits not in keys


async def test_a_burst_of_sets_waits_as_one_change(sqlite_store: Store) -> None:
    """What is not sent yet gives way: a group at its pace gets the newest state, not each one."""
    gym = Gym(sqlite_store)
    await gym.join("Ann")
    for text in (PLAN, "plan begin", "answers live"):
        await gym.say("Ann", text, "")
    await gym.say("Ann", "/share plan")
    await gym.say("Ann", "/today")
    deliver, count = gym.deliver, len(gym.outgoing)

    async def hold() -> None:
        """Nothing is sent meanwhile."""

    gym.deliver = hold  # type: ignore[method-assign]
    for text in ("squat 100x5 rir2", "x5 rir2", "bench 60x8 rir2"):
        await gym.say("Ann", text, addressed=True)
    await deliver()
    (change,) = gym.outgoing[count:]
    assert change.reply.edits
    assert change.reply.lines[1].endswith("Bench press: 1 of 1 sets")


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


async def test_in_a_group_four_in_five_sets_need_no_new_message(sqlite_store: Store) -> None:
    """Six sets have one message, whatever the lift; the next has one of its own, lower down."""
    gym = Gym(sqlite_store)
    await gym.join("Ann")
    keys = []
    for number in range(13):
        lift = "squat 100x5 rir2" if number < 4 else "bench 60x8 rir2"
        reply = (await gym.say("Ann", lift, addressed=True)).reply
        assert reply is not None
        keys.append(reply.edits)
    assert [keys.index(each) for each in keys] == [0] * 6 + [6] * 6 + [12]
    assert len(set(keys[:12])) * 5 <= 12
    gym.now += timedelta(days=1)
    tomorrow = (await gym.say("Ann", "squat 100x5 rir2", addressed=True)).reply
    assert tomorrow is not None
    assert tomorrow.edits not in keys


@pytest.mark.parametrize(("style", "edits"), [("full", False), ("live", True)])
async def test_a_group_may_choose_otherwise(
    sqlite_store: Store, style: str, *, edits: bool
) -> None:
    gym = Gym(sqlite_store)
    await gym.join("Ann")
    await gym.say("Ann", "answers full", "")
    reply = (await gym.say("Ann", "squat 100x5 rir2", addressed=True)).reply
    assert reply is not None
    assert not reply.edits
    await gym.say("Ann", f"answers {style}", "")
    reply = (await gym.say("Ann", "squat 100x5 rir2", addressed=True)).reply
    assert reply is not None
    assert bool(reply.edits) is edits


async def test_a_load_too_hard_is_a_message_of_its_own_in_a_group(sqlite_store: Store) -> None:
    gym = Gym(sqlite_store)
    await gym.join("Ann")
    await gym.say("Ann", "squat 100x8 rir2", addressed=True)
    answer = await gym.say("Ann", "squat 140x2 f", addressed=True)
    assert answer.reply is not None
    assert answer.result is not None
    verdict = answer.result["verdict"]
    assert isinstance(verdict, dict)
    assert verdict["kind"] == "too_hard"
    assert not answer.reply.edits
    assert len(answer.reply.lines) > 1
