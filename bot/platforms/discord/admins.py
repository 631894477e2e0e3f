"""Who may settle things for a server, where an interaction does not say it itself."""

from __future__ import annotations

import discord

from bot.platforms.discord.cursors import SERVERS
from bot.platforms.discord.rest import call
from bot.platforms.discord.rights import may_manage
from core.messages import Message
from core.store.engine import Store


async def is_admin(client: discord.Client, store: Store, message: Message) -> bool:
    """Ask Discord for the rights of who wrote a message in its server. Raises FAULTS."""
    server = await store.cursor(SERVERS, message.address.chat)
    if not server:
        return False
    guild = await call(client.http, client.fetch_guild(int(server), with_counts=False))
    member = await call(client.http, guild.fetch_member(int(message.sender.id)))
    return may_manage(member.guild_permissions)
