"""The small servers that have limits refuse what the real ones refuse."""

from __future__ import annotations

import aiohttp

from tests.servers.discord_shapes import ROOM
from tests.servers.limits import Dripping, LimitedDiscord, LimitedTelegram, Rolling
from tests.servers.telegram import TOKEN


def test_twenty_in_any_minute():
    rule = Rolling(20, 60.0)
    for second in range(20):
        assert rule.pause(float(second)) == 0
        rule.passed.append(float(second))
    assert rule.pause(20.0) == 40.0
    assert rule.pause(59.9) > 0
    assert rule.pause(60.0) == 0


def test_a_burst_then_one_a_second():
    rule = Dripping(1.0, 5)
    for _ in range(5):
        assert rule.pause(0.0) == 0
        rule.take()
    assert rule.pause(0.5) > 0
    assert rule.pause(1.0) == 0


async def test_telegram_counts_changes_and_says_when():
    async with LimitedTelegram() as server, aiohttp.ClientSession() as session:
        statuses = []
        for n in range(7):
            method = "editMessageText" if n else "sendMessage"
            data = {"chat_id": -1, "text": f"{n}", "message_id": 101}
            async with session.post(f"{server.url}/bot{TOKEN}/{method}", json=data) as answer:
                statuses.append(answer.status)
                body = await answer.json()
        assert statuses == [200] * 6 + [429]
        assert body["parameters"]["retry_after"] >= 1


async def test_discord_counts_changes_and_tells_before():
    async with LimitedDiscord() as server, aiohttp.ClientSession() as session:
        url = f"{server.url}/api/v10/channels/{ROOM}/messages"
        auth = {"Authorization": f"Bot {server.token}"}
        async with session.post(url, json={"content": "0"}, headers=auth) as answer:
            made = (await answer.json())["id"]
        for left in (3, 2, 1, 0):
            body = {"content": f"{left}"}
            async with session.patch(f"{url}/{made}", json=body, headers=auth) as answer:
                assert answer.headers["X-RateLimit-Remaining"] == str(left)
        async with session.post(url, json={"content": "more"}, headers=auth) as answer:
            assert answer.status == 429
            said = await answer.json()
        assert 0 < said["retry_after"] <= 5
        assert not said["global"]
