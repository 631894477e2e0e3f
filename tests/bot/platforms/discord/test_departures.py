"""A server of Discord's that put the bot out: its channels stop, others do not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.platforms.discord.cursors import SERVERS
from bot.platforms.discord.departures import leave_server
from core.messages import Address, Reply
from core.store.engine import Store

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("data", "sent"),
    [
        ({"id": "900"}, ["3"]),
        ({"id": "900", "unavailable": True}, ["1", "2", "3"]),
        ({"id": "901"}, ["1", "2"]),
        ({"id": "7"}, ["1", "2", "3"]),
        ({}, ["1", "2", "3"]),
        ({"id": {"a": 1}}, ["1", "2", "3"]),
    ],
)
async def test_a_server_that_is_left(
    sqlite_store: Store, data: dict[str, object], sent: list[str]
) -> None:
    store = sqlite_store
    for channel, server in (("1", "900"), ("2", "900"), ("3", "901")):
        await store.save_cursor(SERVERS, channel, server)
        where = Address("discord", channel, private=False)
        await store.run(
            lambda uow, to=where: uow.outbox.post(to, Reply(("x",)), "", f"k{to.chat}", NOW)
        )
    await leave_server(store, data)
    found = await store.claim_outbox("discord", "me", NOW, timedelta(minutes=1), 20)
    assert sorted(each.address.chat for each in found) == sent
