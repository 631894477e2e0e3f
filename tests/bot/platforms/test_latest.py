"""What is kept in mind of chats and messages is bounded, and what was forgotten is found again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from bot.platforms.base import Never
from bot.platforms.discord.cursors import PEOPLE
from bot.platforms.discord.send import DiscordSender
from bot.platforms.latest import Latest
from bot.platforms.telegram.send import Part, Sends
from core.messages import Address, Reply
from core.store.rows import OutboxMessage

NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)


@pytest.mark.parametrize(("put", "left"), [("ab", "ab"), ("abc", "abc"), ("abcd", "bcd")])
def test_the_last_so_many_are_kept(put, left):
    latest = Latest[str, int](3)
    for number, key in enumerate(put):
        latest[key] = number
    assert "".join(latest) == left
    latest["b"] = 9
    assert "".join(latest) == left
    assert latest["b"] == 9


async def test_discord_asks_the_store_again_for_people_it_forgot():
    asked: list[str] = []

    async def cursor(kind: str, person: str) -> str:
        assert kind == PEOPLE
        asked.append(person)
        return f"channel of {person}"

    sender = DiscordSender(SimpleNamespace(cursor=cursor))
    sender._direct._most = 2
    for person in ("1", "2", "2", "1", "3", "2", "1"):
        assert await sender._direct_channel(person) == f"channel of {person}"
    assert asked == ["1", "2", "3", "1"]
    assert len(sender._direct) == 2


async def test_telegram_keeps_few_messages_in_mind_that_were_given_up_half_sent():
    sends = Sends(None, None, None, None, None, None)
    sends._underway._most = 2
    posted: list[str] = []

    async def parts(reply, bot):
        return [Part("one"), Part("two")]

    async def post(part, place):
        posted.append(part.content)
        if part.content == "two":
            raise Never("refused")
        return "1", place

    sends._parts, sends._post = parts, post
    message = OutboxMessage(
        1, "k", Address("telegram", "5"), Reply(lines=("hi",)), "", NOW, tries=0, uncertain=False
    )
    for number in (1, 2, 3, 3):
        with pytest.raises(Never):
            await sends.show(replace(message, id=number), {})
    assert dict(sends._underway) == {2: 1, 3: 1}
    assert posted == ["one", "two"] * 3 + ["two"]  # what was sent of the last is not sent again
