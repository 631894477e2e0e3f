"""Our count of Discord's limits, by itself and in the library against a server that has them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import discord
import pytest
from discord.http import Route

from bot.platforms.discord.library import count_limits
from bot.platforms.discord.route_limit import RouteLimit
from tests.servers.discord_shapes import ROOM
from tests.servers.limits import LimitedDiscord

LONGEST = 1.0


@dataclass
class Answer:
    headers: dict[str, str] = field(default_factory=dict)


def told(remaining: int, seconds: float, limit: int = 5) -> Answer:
    return Answer(
        {
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(remaining),
            "X-RateLimit-Reset-After": str(seconds),
        }
    )


async def test_what_is_left_is_taken_although_the_time_is_far_from_over():
    limit = RouteLimit(LONGEST)
    async with limit:
        limit.update(told(1, 60.0))
    async with limit:
        limit.update(told(0, 60.0))
    with pytest.raises(discord.RateLimited) as refused:
        async with limit:
            pass
    assert 59 < refused.value.retry_after <= 60


async def test_it_stays_used_up_until_the_time_is_over():
    """The library's own is full again right after the last one was taken."""
    limit = RouteLimit(LONGEST)
    async with limit:
        limit.update(told(0, 60.0))
    for _ in range(3):
        with pytest.raises(discord.RateLimited):
            async with limit:
                pass


async def test_a_short_time_is_waited_for():
    limit, loop = RouteLimit(LONGEST), asyncio.get_running_loop()
    async with limit:
        limit.update(told(0, 0.05))
    ends = limit.expires
    async with limit:
        assert ends is not None
        assert loop.time() >= ends


async def test_where_nothing_is_known_one_goes_first():
    limit, order = RouteLimit(LONGEST), list[str]()

    async def call(name: str) -> None:
        async with limit:
            order.append(f"{name} begins")
            await asyncio.sleep(0)
            order.append(f"{name} ends")

    await asyncio.gather(call("a"), call("b"), call("c"))  # no answer tells of a limit
    assert order == [f"{name} {what}" for name in "abc" for what in ("begins", "ends")]


@pytest.mark.parametrize("odd", [{}, {"X-RateLimit-Remaining": "many"}])
async def test_headers_that_say_nothing_change_nothing(odd):
    limit = RouteLimit(LONGEST)
    for _ in range(3):
        async with limit:
            limit.update(Answer(odd))


async def test_calls_under_way_are_taken_off_what_is_told():
    limit = RouteLimit(LONGEST)
    async with limit:
        limit.update(told(2, 60.0))
    async with limit, limit:  # two at once; the answer to one does not know of the other
        limit.update(told(1, 60.0))
        assert limit.remaining == 0


async def test_five_go_at_once_and_the_sixth_is_told_to_wait_without_a_429():
    async with LimitedDiscord() as server:
        Route.BASE = server.url + "/api/v10"
        client = discord.Client(intents=discord.Intents.none())
        await client.login(server.token)
        count_limits(client.http, LONGEST)
        route = Route("POST", "/channels/{channel_id}/messages", channel_id=ROOM)
        for n in range(5):
            await client.http.request(route, json={"content": f"{n}"})
        with pytest.raises(discord.RateLimited):
            await client.http.request(route, json={"content": "too many"})
        await client.close()
        assert [each.kind for each in server.passed] == ["new"] * 5
