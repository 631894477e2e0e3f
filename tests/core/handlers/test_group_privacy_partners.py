"""What partners can open, tap and call, by caller and chat: nothing of elsewhere comes out."""

from __future__ import annotations

import json

import pytest

from core.store.engine import Store
from tests.core.handlers.test_group_privacy import Leaky, fill, leaks, public, train
from tests.gym import GYM, OTHER

SETS = tuple(f"s{number}" for number in range(1, 9))


async def calls(gym: Leaky) -> list[tuple[str, int]]:
    return [each for set_id in SETS for each in await gym.calls("Ann", set_id)]


@pytest.mark.parametrize("origin", ["private", "another group", "this group"])
@pytest.mark.parametrize("caller", ["Bob", "Cid", "Ann"])
async def test_the_choice_and_what_it_names(sqlite_store: Store, caller: str, origin: str) -> None:
    """Bob joined, Cid did not, Ann is the lifter: every set of hers, opened, named and tapped."""
    gym = Leaky(sqlite_store)
    await fill(gym)
    await gym.say(caller, "start", "")
    await train(gym, origin)
    under = await gym.last_sent()
    asked = ["eye", *(f"/eye 1 @e1{each}" for each in SETS)]
    for text in asked:
        for chat in (GYM, OTHER, ""):
            gym.outgoing.clear()
            answer = await gym.say(caller, text, chat, to=under, button=text == "eye")
            assert answer.reply is not None
            if chat:
                assert answer.reply.private, (text, chat)
            if caller != "Ann":  # what she is told in private of her own sets is hers
                told = public(answer.reply) + json.dumps(answer.result, default=str)
                assert not leaks(told), (text, chat, told)
                assert not [e for e in gym.outgoing if e.address.chat == caller and
                            leaks(public(e.reply))]  # fmt: skip
            gym.check(text, answer)
    found = await calls(gym)
    if caller == "Bob" and origin == "this group":
        assert found == [("Bob", 10)]
    else:
        assert found == []


@pytest.mark.parametrize("text", ["/pause 2w", "/sick", "/sick 5d", "/pause off", "/pause"])
async def test_time_off_is_nobodys_business(sqlite_store: Store, text: str) -> None:
    gym = Leaky(sqlite_store)
    await fill(gym)
    for who in ("Ann", "Cid"):
        for chat in (GYM, OTHER):
            gym.outgoing.clear()
            answer = await gym.say(who, text, chat)
            assert answer.reply is not None
            assert answer.reply.private
            assert gym.said_aloud() == []
    gym.outgoing.clear()
    for asked in ("/board", "/partners", "/challenge"):
        answer = await gym.say("Bob", asked)
        told = f"{public(answer.reply)}" if answer.reply is not None else ""
        assert "sick" not in told.lower()
        assert "off until" not in told.lower()
