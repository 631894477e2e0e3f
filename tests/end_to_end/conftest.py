"""What tests of whole processes share: a small server of each platform."""

from __future__ import annotations

import pytest

from tests.servers.discord import DiscordServer
from tests.servers.telegram import TelegramServer


@pytest.fixture
async def telegram():
    """A small Telegram that listens."""
    async with TelegramServer() as listening:
        yield listening


@pytest.fixture
async def discord():
    """A small Discord that listens."""
    async with DiscordServer() as listening:
        yield listening
