"""`pause` and `sick` in conversation: what a streak makes of them, and who learns of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.store.engine import Store
from tests.gym import GYM, Gym

LINE = "squat 100x5 rir2"


def from_monday(store: Store) -> Gym:
    """A gym on a Monday evening."""
    gym = Gym(store)
    gym.now -= timedelta(days=gym.now.weekday())
    return gym


async def trained(gym: Gym, weeks: int, who: str = "Ann", sessions: int = 3) -> None:
    """So many weeks with three sessions each, from the gym's now on, and the clock after them."""
    for _ in range(weeks):
        for _ in range(sessions):
            await gym.say(who, LINE, "")
            gym.now += timedelta(days=2)
        gym.now += timedelta(days=7 - 2 * sessions, minutes=-2 * sessions)


async def streak(gym: Gym, who: str = "Ann") -> object:
    gym.now -= timedelta(days=1)  # on Sunday, of the week just trained
    answer = await gym.say(who, "recap", "")
    return (answer.result or {})["streak"]


@pytest.mark.parametrize(
    ("words", "kept"), [("", False), ("pause 2w", True), ("sick", True), ("pause 5d", False)]
)
async def test_two_weeks_away(sqlite_store: Store, words: str, *, kept: bool) -> None:
    """Declared, they break nothing; five days do not cover the second week."""
    gym = from_monday(sqlite_store)
    await trained(gym, 5)
    if words:
        await gym.say("Ann", words, "")
    gym.now += timedelta(days=14)
    await trained(gym, 1)
    found = await streak(gym)
    assert found == (6 if kept else 1)


async def test_a_deload_counts_with_one_session(sqlite_store: Store) -> None:
    gym = from_monday(sqlite_store)
    await trained(gym, 5)
    await gym.say("Ann", "deload now", "")
    await trained(gym, 1, sessions=1)
    await trained(gym, 1)
    found = await streak(gym)
    assert found == 7


async def test_undo_off_and_what_stands(sqlite_store: Store) -> None:
    gym = Gym(sqlite_store)
    first = await gym.say("Ann", "pause 2w", "")
    assert (first.result or {})["why"] == "holiday"
    stands = await gym.say("Ann", "pause", "")
    assert (stands.result or {})["until"] == (first.result or {})["until"]
    gone = await gym.say("Ann", "undo", "")
    assert (gone.result or {})["until"] is None
    back = await gym.say("Ann", "redo", "")
    assert (back.result or {})["why"] == "holiday"
    gym.now += timedelta(days=3)
    await gym.say("Ann", "pause off", "")
    assert ((await gym.say("Ann", "pause", "")).result or {})["until"] is None
    await gym.say("Ann", "sick", "")
    gym.now += timedelta(days=1)
    await gym.say("Ann", LINE, "")
    assert ((await gym.say("Ann", "pause", "")).result or {})["until"] is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("pause squat 60x5", "logged"), ("pause for a bit of fun", ""), ("sick of this", ""),
        ("pause 0d", "error"), ("pause 183d", "error"), ("pause 182d", "time_off"),
        ("sick for 5 days", "time_off"), ("pause until 2026-12-10", "time_off"),
    ],
)  # fmt: skip
async def test_what_is_meant(sqlite_store: Store, text: str, kind: str) -> None:
    gym = Gym(sqlite_store)
    found = (await gym.say("Ann", text, "")).result or {}
    assert found.get("kind") == kind or (not kind and found.get("kind") != "time_off"), found


async def test_reminders_are_offered_a_pause(sqlite_store: Store) -> None:
    gym = Gym(sqlite_store)
    await gym.say("Ann", "remind mon 18:00", "")
    answer = await gym.say("Ann", "pause 2w", "")
    assert answer.reply is not None
    button = answer.reply.buttons[-1]
    paused = await gym.say("Ann", button.send, "", button=True, owner=1)
    assert (paused.result or {}).get("kind") == "reminders"
    again = await gym.say("Ann", "pause 2w", "")
    assert again.reply is not None
    assert button.label not in [each.label for each in again.reply.buttons]


async def test_a_group_learns_nothing_and_nobody_elses_weeks_change(sqlite_store: Store) -> None:
    """Ann's week off, joining and leaving leave Ben's row as it was."""
    gym = Gym(sqlite_store)
    await gym.join("Ben")
    await trained(gym, 3, "Ben")

    async def bens() -> object:
        rows = ((await gym.say("Ben", "/board")).result or {})["rows"]
        gym.now -= timedelta(minutes=2)
        assert isinstance(rows, list)
        return next(each for each in rows if each["name"] == "Ben")

    before = await bens()
    await gym.join("Ann")
    assert await bens() == before
    for text in ("/pause 2w", "/sick", "/pause off", "/leave"):
        gym.outgoing.clear()
        answer = await gym.say("Ann", text)
        assert answer.reply is not None
        if text != "/leave":
            assert answer.reply.private
            assert not [e for e in gym.outgoing if e.address.chat == GYM and not e.reply.private]
        assert await bens() == before
