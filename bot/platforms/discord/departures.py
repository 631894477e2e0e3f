"""A server that put the bot out."""

from __future__ import annotations

from collections.abc import Mapping

from discord.utils import utcnow

from bot.platforms.bounds import identity
from bot.platforms.discord.cursors import SERVERS
from bot.platforms.discord.read import PLATFORM
from core.store.engine import Store


async def leave_server(store: Store, data: Mapping[str, object]) -> None:
    """Stop in every channel of a server; one that is only not to be reached comes back."""
    server = identity(data.get("id"))
    if not server or data.get("unavailable"):
        return
    servers = await store.cursors(SERVERS)
    for channel in sorted(each for each, where in servers.items() if where == server):
        await store.lose_chat(PLATFORM, channel, "kicked", utcnow())
