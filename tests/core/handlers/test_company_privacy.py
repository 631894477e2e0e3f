"""The privacy matrix of what partners arrange: times and racks, whoever calls, by text or tap."""

from __future__ import annotations

import pytest

from core.messages import Answer
from core.store.engine import Store
from tests.core.handlers.test_group_privacy import PLAN, Leaky, fill

OF_COMPANY = (
    "/who is in", "/gym when", "/gym in @g1", "/gym later @g1", "/gym out @g1", "/gym in @g1",
    "/gym fri 18:00", "/gym off @g2", "/partners", "/train together squat", "/train together",
    "/train together in @r2", "/train together out @r2", "/train together canarypress",
    "/train together in @r1", "/train together done @r1", "/train together done 2 @r1",
    "bench 60x5 rir2", "/undo", "squat 60x5 rir2", "/train together ask 2 @r1",
    "/train together off @r1", "/train together in @r1", "/train together done @r1",
)  # fmt: skip


@pytest.mark.parametrize("shares", ["nothing", "sets sessions records plan times loads"])
@pytest.mark.parametrize("how", ["typed", "button"])
@pytest.mark.parametrize("caller", ["Ann", "Bob", "Zoe"])
async def test_arranging_shows_one_lift_of_who_tapped_and_nothing_else(
    sqlite_store: Store, shares: str, how: str, caller: str
) -> None:
    """A rack with Ann and Bob, who tapped for the bench; her squats and her own press are canaries.

    Whoever calls, joined or not, by text or by tap; changes of messages are looked at as well.
    """
    gym = Leaky(sqlite_store)
    await fill(gym)
    for text in (PLAN, "plan begin", "bench 60x8 rir2"):
        await gym.say("Ann", text, "")
    for text in (f"/share {shares}", "/gym thu 18:00", "/train together bench press",
                 "/train together ask 2 @r1", "/train together in @r1"):  # fmt: skip
        await gym.say("Ann", text)
    await gym.say("Bob", "/train together in @r1")
    gym.check("", await gym.say("Bob", "/gym in @g1"))
    for text in OF_COMPANY:
        typed = text if how == "typed" else text.removeprefix("/")
        answer = await gym.say(caller, typed, button=how == "button", addressed=True)
        gym.check(text, answer)
    for text in ("squat 187.5x83 canarynote", "bench 50x6 rir2 canarynote", "done"):
        await gym.say("Ann", text, "")
        gym.check("", Answer(None, None))  # the answer is private: what the group was sent counts
