"""Messages in a group that one person sees (Bot API 10.2 and later), after a press of theirs.

A server that does not know them would post them for all to read. So a method that came with them
is called first, which older servers do not have; and a message that turns out to be for all is
taken back at once. Delivery is not guaranteed, so nothing that was stored is told this way alone.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from telegram.constants import ParseMode
from telegram.error import BadRequest, EndPointNotFound, Forbidden, InvalidToken

from bot.platforms.refusals import Refusals
from bot.redaction import log_fault
from core.store.engine import Store

REFUSED = "telegram.ephemeral"  # cursors: when a chat refused one
WINDOW_SECONDS = 14.0  # Telegram takes them for 15 s after a press

Call = Callable[[str, dict[str, Any]], Awaitable[object]]
log = logging.getLogger("spotter.telegram")


class Ephemeral:
    """What one bot may show to one person of a group; learned of the server, and of each chat."""

    def __init__(self, call: Call, store: Store) -> None:
        self._call = call
        self._refusals = Refusals(store, REFUSED)
        self._known: bool | None = None  # whether the server has such messages

    async def show(self, chat: int, user: int, press: str, text: str) -> bool:
        """Show HTML to who pressed; False where it has to be told another way."""
        if not await self._may(chat):
            return False
        whom: dict[str, object] = {"receiver_user_id": user, "callback_query_id": press}
        arguments = {
            "chat_id": chat, "text": text, "parse_mode": ParseMode.HTML, **whom,  # 10.2
            "ephemeral_message_parameters": json.dumps(whom),  # 10.3 and later
        }  # fmt: skip
        try:
            sent = await self._call("sendMessage", arguments)
        except (BadRequest, Forbidden):
            await self._refusals.note(str(chat))
            return False
        if isinstance(sent, dict) and ("ephemeral_message_id" in sent or "receiver_user" in sent):
            return True
        await self._take_back(chat, sent)
        return False

    async def _may(self, chat: int) -> bool:
        """Whether the server has such messages, and the chat did not refuse one lately."""
        if await self._refusals.holds(str(chat)):
            return False
        if self._known is None:
            nothing = {"chat_id": chat, "receiver_user_id": 1, "ephemeral_message_id": 1}
            try:
                await self._call("deleteEphemeralMessage", nothing)
            except (BadRequest, Forbidden):  # it knows the method, and there is no such message
                self._known = True
            except (EndPointNotFound, InvalidToken):  # 404: it does not
                self._known = False
            else:
                self._known = True
        return self._known

    async def _take_back(self, chat: int, sent: object) -> None:
        """All can read it: it goes, and none is shown here again before long."""
        self._known = False
        await self._refusals.note(str(chat))
        number = sent.get("message_id") if isinstance(sent, dict) else None
        try:
            await self._call("deleteMessage", {"chat_id": chat, "message_id": number})
        except (BadRequest, Forbidden):
            log_fault(log, "what one person alone should see could not be taken back")
