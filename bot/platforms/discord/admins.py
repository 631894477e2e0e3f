"""Who may settle things for a server, where an interaction does not say it itself."""

from __future__ import annotations

from discord.http import HTTPClient, Route

from bot.platforms.discord.arrivals import SERVERS
from bot.platforms.discord.read import allows
from bot.platforms.discord.rest import call
from core.messages import Message
from core.store.engine import Store


async def is_admin(http: HTTPClient, store: Store, message: Message) -> bool:
    """Ask Discord: its owner, and who holds a role that may manage it. Raises FAULTS.

    A server has a role of its own number that everybody holds.
    """
    server = await store.cursor(SERVERS, message.address.chat)
    if not server:
        return False
    found = await call(http, Route("GET", "/guilds/{guild_id}", guild_id=server))
    person = message.sender.id
    if str(found["owner_id"]) == person:
        return True
    route = Route("GET", "/guilds/{guild_id}/members/{user_id}", guild_id=server, user_id=person)
    member = await call(http, route)
    held = {server, *map(str, member["roles"])}
    return any(allows(each["permissions"]) for each in found["roles"] if str(each["id"]) in held)
