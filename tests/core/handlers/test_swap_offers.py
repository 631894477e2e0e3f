"""Lifts offered instead of one: each tap means what it says, and nothing is offered for nothing."""

from __future__ import annotations

from core.exercises.alternatives import alternatives
from core.exercises.names import all_exercises
from core.store.engine import Store
from tests.gym import Gym

AS_TALK = {"around-the-world", "21s-curl"}  # what is typed with them is read as talk, or as a set
PAIRS = [
    (of, to)
    for of in all_exercises()
    for to in alternatives(of, all_exercises())
    if of.id not in AS_TALK
]


async def test_each_tap_names_both_lifts(sqlite_store: Store) -> None:
    gym = Gym(sqlite_store)
    wrong = []
    for of, to in PAIRS:
        answer = await gym.say("ann", f"swap {of.name.lower()} for {to.name.lower()}", chat="")
        found = (answer.result or {}).get("instead_of"), (answer.result or {}).get("exercise")
        if found != (of.name, to.name):
            wrong.append((of.name, to.name, found))
    assert not wrong, str(wrong)


async def test_nothing_is_offered_where_nothing_is_known(sqlite_store: Store) -> None:
    gym = Gym(sqlite_store)
    await gym.say("ann", "wombat 30x8", chat="")
    await gym.say("ann", "answer @q1 1", chat="")
    answer = await gym.say("ann", "swap wombat", chat="")
    assert answer.reply is not None
    assert "tap one" not in str(answer.reply.lines)
    assert "swap squat leg press" in str(answer.reply.lines)
