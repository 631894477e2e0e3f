"""What was said of a rest is changed into how long it was, once the next set comes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.store.engine import Store
from core.store.rows import OutboxMessage
from tests.gym import GYM, Gym

MINUTE = timedelta(minutes=1)


async def pinged(gym: Gym, later: timedelta) -> None:
    """Send the pings that are due after a while, as the sender of a platform does."""
    gym.now += later
    await gym.store.queue_due("telegram", gym.now, 10)
    while claimed := await gym.store.claim_outbox("telegram", "me", gym.now, MINUTE, 1, (), ()):
        for each in claimed:
            assert each.ping
            words = await gym.coach.ping(each.key, each.person_id or 0, gym.now)
            if isinstance(words, str):
                await gym.store.settle_outbox(
                    [], [(each.id, words)], gym.now, [(each.key, "skipped", words)]
                )
                continue
            sent = [(each.id, f"ping{each.id}")]
            await gym.store.settle_outbox(sent, [], gym.now, [(each.key, "sent", "")])


def edits(gym: Gym, since: int) -> list[tuple[str, str]]:
    """What was changed: the message, and its words."""
    changed: list[OutboxMessage] = [each for each in gym.outgoing[since:] if each.changes]
    return [(each.changes, "\n".join(each.reply.lines)) for each in changed]


async def test_the_ping_of_a_rest_is_changed_by_the_next_set(store: Store) -> None:
    gym = Gym(store)
    await gym.say("ann", "rest auto", "")
    await gym.say("ann", "squat 100x8 rir2", "")
    await pinged(gym, timedelta(minutes=3))
    before = len(gym.outgoing)
    await gym.say("ann", "squat 100x8 rir2", "")
    ((message, words),) = edits(gym, before)
    assert message.startswith("ping")
    assert words == "Rested 5 min."
    assert all(not each.reply.buttons for each in gym.outgoing[before:] if each.changes)


async def test_a_rest_that_was_not_told_leaves_nothing_to_change(sqlite_store: Store) -> None:
    gym = Gym(sqlite_store)
    await gym.say("ann", "rest auto", "")
    await gym.say("ann", "squat 100x8 rir2", "")
    before = len(gym.outgoing)
    await gym.say("ann", "squat 100x8 rir2", "")
    assert len(gym.outgoing) == before + 1  # the answer alone


async def test_the_message_that_began_a_rest_is_changed(sqlite_store: Store) -> None:
    gym = Gym(sqlite_store)
    for chat in ("", GYM):
        await gym.say("ann", "squat 100x8 rir2", chat, addressed=True)
        await gym.say("ann", "rest 3m", chat, addressed=True)
        announced = await gym.last_sent(chat or "ann")
        before = len(gym.outgoing)
        await gym.say("ann", "squat 100x8 rir2", chat, addressed=True)
        rested = (announced, "Rested 2 min.")
        assert edits(gym, before).count(rested) == 1
        before = len(gym.outgoing)
        await gym.say("ann", "squat 100x8 rir2", chat, addressed=True)
        assert rested not in edits(gym, before)


async def test_a_ping_that_waits_when_the_set_comes_is_never_sent(sqlite_store: Store) -> None:
    gym = Gym(sqlite_store)
    await gym.say("ann", "rest auto", "")
    await gym.say("ann", "squat 100x8 rir2", "")
    gym.now += timedelta(minutes=3)
    await gym.store.queue_due("telegram", gym.now, 10)
    before = len(gym.outgoing)
    await gym.say("ann", "squat 100x8 rir2", "")
    await pinged(gym, timedelta(0))
    assert edits(gym, before) == []
    assert [each.ping for each in gym.outgoing[before:]] == [False]


async def test_rest_off_and_an_edited_set_change_nothing(sqlite_store: Store) -> None:
    gym = Gym(sqlite_store)
    await gym.say("ann", "rest auto", "")
    await gym.say("ann", "squat 100x8 rir2", "", source="one")
    await pinged(gym, timedelta(minutes=3))
    before = len(gym.outgoing)
    await gym.say("ann", "squat 100x7 rir2", "", source="one", edited=True)
    await gym.say("ann", "rest off", "")
    assert edits(gym, before) == []


@pytest.mark.parametrize(("minutes", "changed"), [(58, 1), (59, 0)])  # two more go by until it says
async def test_what_was_an_hour_ago_was_no_rest(
    sqlite_store: Store, minutes: int, changed: int
) -> None:
    gym = Gym(sqlite_store)
    await gym.say("ann", "rest auto", "")
    await gym.say("ann", "squat 100x8 rir2", "")
    await pinged(gym, timedelta(minutes=3))
    gym.now += timedelta(minutes=minutes - 3)
    before = len(gym.outgoing)
    await gym.say("ann", "squat 100x8 rir2", "")
    assert len(edits(gym, before)) == changed
