"""What tests of Discord share: a small server, a gateway without one, and short pauses."""

from __future__ import annotations

import pytest

from bot.platforms.discord import arrivals, patient_store
from tests.bot.platforms.discord.flaky import Gateway
from tests.servers.discord import DiscordServer


@pytest.fixture
async def server():
    """A small Discord that listens."""
    async with DiscordServer() as listening:
        yield listening


@pytest.fixture
def gateway():
    """What brings a session's messages, without a connection."""
    return Gateway()


@pytest.fixture
def soon(monkeypatch):
    """What failed is tried again at once."""
    monkeypatch.setattr(patient_store, "AGAIN_S", (0.01,))
    monkeypatch.setattr(arrivals, "FETCH_RETRIES_S", (0.05,))
