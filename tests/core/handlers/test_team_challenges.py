"""Challenges for all together, and what is said of who reached a goal."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.messages import Answer
from core.parsing.groups import read_challenge
from core.store.engine import Store
from tests.gym import Gym


@pytest.mark.parametrize(
    ("text", "exercise", "team"),
    [
        ("together pull-up 100 reps this week", "pull-up", True),
        ("pull-up 100 reps together this month", "pull-up", True),
        ("team 40 sessions", "", True),
        ("pull-up 100 reps this week", "pull-up", False),
    ],
)
def test_how_a_team_challenge_is_typed(text: str, exercise: str, *, team: bool) -> None:
    wanted = read_challenge(text)
    assert (wanted.exercise, wanted.team) == (exercise, team)


def said(answer: Answer) -> tuple[str, ...]:
    assert answer.reply is not None
    return answer.reply.lines


def standing(answer: Answer) -> dict[str, object]:
    found = (answer.result or {})["challenges"]
    assert isinstance(found, list)
    return dict(found[0])


async def entered(store: Store, challenge: str) -> Gym:
    gym = Gym(store)
    await gym.join("Ann", "Ben")
    await gym.say("Ann", challenge)
    await gym.say("Ben", "/challenge in 1")
    return gym


async def test_the_sum_reaches_the_goal_at_its_border(store: Store) -> None:
    gym = await entered(store, "/challenge together push-up 30 reps this week")
    await gym.say("Ann", "push-up 20", "")
    await gym.say("Ben", "push-up 9", "")
    found = await gym.say("Ben", "/challenge")
    assert not any("reached" in line for line in said(found))
    assert standing(found)["reached"] is False
    await gym.say("Ben", "push-up 1", "")
    found = await gym.say("Ben", "/challenge")
    assert "1: reached together, 30 of 30." in said(found)
    assert standing(found)["reached"] is True
    gym.now += timedelta(days=7)
    assert "1: reached together, 30 of 30." in said(await gym.say("Ben", "/challenge"))
    gym.now += timedelta(days=8)
    assert not any("reached" in line for line in said(await gym.say("Ben", "/challenge")))


async def test_who_reached_a_goal_is_named_and_nobody_else(sqlite_store: Store) -> None:
    gym = await entered(sqlite_store, "/challenge push-up 20 reps this week")
    await gym.say("Ann", "push-up 20", "")
    await gym.say("Ben", "push-up 19", "")
    lines = said(await gym.say("Ben", "/challenge"))
    assert "1: reached by Ann." in lines
    assert not any("Ben" in line for line in lines)


async def test_who_joins_a_team_hears_the_sum(sqlite_store: Store) -> None:
    gym = await entered(sqlite_store, "/challenge together 12 sets this week")
    await gym.say("Ann", "squat 100x5 rir2", "")
    await gym.join("Cy")
    assert said(await gym.say("Cy", "/challenge in 1")) == (
        "Cy is in challenge 1: 1 of 12 together so far.",
    )


async def test_who_leaves_takes_their_part_and_no_other(sqlite_store: Store) -> None:
    gym = await entered(sqlite_store, "/challenge together push-up 30 reps this week")
    await gym.say("Ann", "push-up 20", "")
    await gym.say("Ben", "push-up 10", "")
    await gym.say("Ann", "/leave")
    found = await gym.say("Ben", "/challenge")
    assert standing(found)["entrants"] == [{"name": "Ben", "done": 10}]
    assert not any("reached" in line for line in said(found))


async def test_those_who_press_the_button_share_one_message(store: Store) -> None:
    """One a day, which grows with each; who types it is answered where they typed."""
    gym = Gym(store)
    await gym.join("Ann", "Ben", "Cid", "Dee")
    await gym.say("Ann", "/challenge together push-up 30 reps this week")
    await gym.say("Ben", "push-up 9", "")
    lines = [said(await gym.say(who, "/challenge in @g1")) for who in ("Ben", "Cid")]
    assert lines[0] == ("Ben is in challenge 1: 9 of 30 together so far.",)
    assert lines[1] == (
        "Ben is in challenge 1.",
        "Cid is in challenge 1: 9 of 30 together so far.",
    )
    again = await gym.say("Cid", "/challenge in @g1")
    assert again.reply is not None
    assert (again.reply.private, again.reply.edits) == (True, "")
    sent = [each.reply for each in gym.outgoing if "is in challenge" in each.reply.lines[0]]
    assert len({each.edits for each in sent}) == 1
    assert sent[0].edits
    gym.now += timedelta(days=1)
    later = await gym.say("Dee", "/challenge in @g1")
    typed = await gym.say("Ben", "/challenge in 1")
    assert later.reply is not None
    assert later.reply.edits not in ("", sent[0].edits)
    assert typed.reply is not None
    assert typed.reply.edits == ""
