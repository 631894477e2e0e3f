"""The privacy matrix of what is posted in a group: the pinned board, the recap, their commands.

Whoever calls, joined or not, by text or tap, in this group or another, as text or picture; what is
sent and changed by itself afterwards is looked at as well.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from core.messages import Answer
from core.store.engine import Store
from tests.core.handlers.test_group_privacy import Leaky, fill, public
from tests.gym import GYM, OTHER
from tests.posting import Posted, shown

COMMANDS = (
    "/board pin", "/board pin picture", "/recap sun 19:00", "/recap", "/recap off",
    "/recap fri 9:00",
    "/challenge squat 5 reps this week", "/challenge in 1", "/challenge", "/challenge off 1",
    "/board", "/board picture", "/board unpin", "/board pin", "/recap mon 19:00",
)  # fmt: skip
# Ann's words for it; Bob never shares loads, so hers are shown by none of them.
SHARES = ("nothing", "sets", "sessions records", "sets sessions records plan times loads")
PRIVATE = ("squat 187.5x83 rir2 canarynote", "canarypress 71.25x83 rir2 canarynote")


class PostedLeaky(Posted, Leaky):
    """A gym that looks at everything that is sent to a group, also by itself."""

    async def all_due(self, until: datetime) -> list[str]:
        """What is due up to a time, looked at every three hours."""
        told = []
        while self.now < until:
            self.now = min(self.now + timedelta(hours=3), until)
            await self.due()
            told += [shown(reply) + public(reply) for reply in self.said_aloud()]
            self.check("", Answer(None, None))
        return told


@pytest.mark.parametrize("shares", SHARES)
@pytest.mark.parametrize("how", ["typed", "button"])
@pytest.mark.parametrize("caller", ["Ann", "Bob", "Zoe"])
async def test_nothing_is_posted_that_is_not_shared(
    sqlite_store: Store, caller: str, how: str, shares: str
) -> None:
    gym = PostedLeaky(sqlite_store)
    await fill(gym)
    await gym.say("Ann", f"/share {shares}")
    for text in COMMANDS:
        for chat in (GYM, OTHER):
            typed = text if how == "typed" else text.removeprefix("/")
            gym.check(text, await gym.admin(typed, caller, chat))
        for words in PRIVATE:
            await gym.say("Ann", words, "")
        gym.check("", Answer(None, None))
        gym.now += timedelta(minutes=3)
        await gym.due()
        gym.check("", Answer(None, None))
    told = await gym.all_due(gym.now + timedelta(days=8))
    assert any("Board" in each for each in told)
    if shares == "nothing":
        assert not any("Ann" in each for each in told)


@pytest.mark.parametrize("goes", ["/leave", "/share nothing", "forget"])
async def test_who_goes_is_in_nothing_that_comes_later(sqlite_store: Store, goes: str) -> None:
    gym = PostedLeaky(sqlite_store)
    await fill(gym)
    for text in ("/board pin picture", "/recap sun 19:00"):
        await gym.admin(text, "Bob")
    await gym.say("Ann", "squat 60x5 rir2")
    gym.now += timedelta(minutes=3)
    (board,) = await gym.due()
    assert "Ann" in public(board.reply)
    gym.outgoing.clear()
    if goes == "forget":
        answer = await gym.say("Ann", "forget me", "")
        assert answer.reply is not None
        await gym.say("Ann", answer.reply.buttons[0].send, "", button=True)
    else:
        await gym.say("Ann", goes)
    gym.outgoing.clear()
    told = await gym.all_due(gym.now + timedelta(days=8))
    assert told
    assert not any("Ann" in each for each in told)


async def test_in_another_group_nobody_is_named_who_did_not_join_there(
    sqlite_store: Store,
) -> None:
    gym = PostedLeaky(sqlite_store)
    await fill(gym)
    await gym.join("Zoe", chat=OTHER)
    for text in ("/board pin", "/recap sun 19:00"):
        await gym.admin(text, "Zoe", OTHER)
    for who in ("Ann", "Bob"):
        await gym.say(who, "squat 60x5 rir2", OTHER, addressed=True)
    await gym.say("Zoe", "squat 40x5 rir2", OTHER, addressed=True)
    gym.outgoing.clear()
    told = await gym.all_due(gym.now + timedelta(days=8))
    assert any("Zoe" in each for each in told)
    assert not any(name in each for each in told for name in ("Ann", "Bob"))


async def test_with_everybodys_yes_the_shared_week_is_named_and_no_own_lift(
    sqlite_store: Store,
) -> None:
    """The other side of loads: a record of a lift all know is named, one's own exercise is not."""
    gym = PostedLeaky(sqlite_store)
    await fill(gym)
    for who in ("Ann", "Bob"):
        await gym.say(who, "/share sets sessions records loads")
    await gym.admin("/recap sun 19:00", "Ann")
    for text in ("bench 60x5 rir2", "bench 65x5 rir2"):
        await gym.say("Ann", text, "")
        gym.now += timedelta(days=1)
    post = await gym.post("weekly")
    assert post is not None
    gym.outgoing.clear()
    await gym.due(post.next_at)
    (told,) = [shown(reply) for reply in gym.said_aloud()]
    assert "Ann: a record, Bench press 65 kg x 5" in told
    assert "canarypress" not in told.lower()
