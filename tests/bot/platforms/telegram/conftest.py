"""What tests of Telegram share: a small server, and a chat that speaks with it."""

from __future__ import annotations

import pytest

from bot.platforms.telegram.adapter import TelegramChat
from tests.servers.telegram import TOKEN, TelegramServer


@pytest.fixture
async def server():
    """A small Telegram that listens."""
    async with TelegramServer() as listening:
        yield listening


@pytest.fixture
async def chat(server, sqlite_store):
    """The adapter, with a store that holds nothing yet."""
    made = TelegramChat(TOKEN, server.url, sqlite_store)
    yield made
    await made.close()
