"""Who is an admin of a group, as its platform said within the last minute."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from core.messages import Message

KEPT_SECONDS = 60.0  # somebody who is an admin no longer may settle things for so long
REFUSED_SECONDS = 10.0  # somebody who has just become one waits no longer
MOST_KEPT = 1000

Ask = Callable[[Message], Awaitable[bool]]


class Admins:
    """Answers of platforms, kept briefly; a fault is kept by nobody."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """`clock`: seconds that never go back."""
        self._clock = clock
        self._known: dict[tuple[str, str, str], tuple[float, bool]] = {}

    async def ask(self, message: Message, ask: Ask) -> bool:
        """Whether who wrote a message is an admin where they wrote it."""
        address, now = message.address, self._clock()
        who = (address.platform, address.chat, message.sender.id)
        known = self._known.get(who)
        if known is not None and now < known[0]:
            return known[1]
        found = await ask(message)
        if len(self._known) >= MOST_KEPT:
            self._known = {who: each for who, each in self._known.items() if now < each[0]}
        if len(self._known) < MOST_KEPT:
            self._known[who] = (now + (KEPT_SECONDS if found else REFUSED_SECONDS), found)
        return found
