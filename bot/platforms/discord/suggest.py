"""Names of exercises offered while a slash command is typed: one's own lifts come first."""

from __future__ import annotations

import logging

from discord.utils import utcnow

from bot.platforms.bounds import identity, part
from bot.platforms.discord.commands import known_names, suggestions, wants_exercise
from bot.platforms.discord.read import PLATFORM
from bot.platforms.discord.typed import Json
from core.messages import Sender
from core.own_lifts import own_lifts
from core.store.engine import Store

log = logging.getLogger("spotter.discord")


async def suggested(store: Store, data: Json) -> list[dict[str, str]]:
    """Choices for what is being typed; none where there are none, or something fails."""
    try:
        own = await _own_lifts(store, data) if wants_exercise(data) else ()
        return suggestions(data, lambda words: known_names(words, own))
    except Exception as fault:  # a suggestion is a courtesy
        log.warning("no suggestions (%s)", type(fault).__name__)
        return []


async def _own_lifts(store: Store, data: Json) -> tuple[str, ...]:
    user = part(data, "user") or part(part(data, "member"), "user")
    sender = Sender(PLATFORM, identity(user.get("id")), "")
    return await store.run(lambda uow: own_lifts(uow, sender, utcnow()))
