"""Tables as Telegram draws them (rich messages, Bot API 10.1; as blocks since 10.2), by a raw call.

Off unless the operator wants them: a client that cannot show them shows none of the message, and
nothing tells the bot which client somebody has. A server without them, and a chat that refuses one,
get text of fixed width instead.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from telegram.error import BadRequest, EndPointNotFound, InvalidToken

from bot.platforms.bounds import clean
from bot.platforms.layout import right_columns, signed, strong_in
from bot.platforms.refusals import Refusals
from core.messages import Reply
from core.store.engine import Store

REFUSED = "telegram.rich"  # cursors: when a chat refused one
MOST_LETTERS, MOST_BLOCKS, MOST_COLUMNS = 32_768, 500, 20
HEADING_SIZE = 4  # of 1, the largest, to 6

Json = dict[str, Any]
Call = Callable[[str, Json], Awaitable[object]]


def blocks_of(reply: Reply) -> list[Json] | None:
    """A reply with a table as blocks; None for one without, and for what has to be plain.

    Texts are given as they are, in no markup: nothing in them has to be escaped.
    """
    rows = [[" ".join(clean(cell).split()) for cell in row] for row in reply.table]
    if not rows or reply.edits or reply.pictures or reply.files or _is_drawn(reply.table):
        return None
    blocks: list[Json] = []
    if reply.title:
        blocks.append({"type": "heading", "text": _line(reply.title), "size": HEADING_SIZE})
    blocks += [{"type": "paragraph", "text": _marked(reply, line)} for line in reply.lines if line]
    blocks.append({
        "type": "table", "cells": _cells(rows), "is_striped": True,
        "is_compact": True,  # Bot API 10.3; passed over before
    })  # fmt: skip
    letters = sum(map(len, (reply.title, *reply.lines, *(cell for row in rows for cell in row))))
    small = len(blocks) + len(rows) <= MOST_BLOCKS and max(map(len, rows)) <= MOST_COLUMNS
    return blocks if small and letters * 2 <= MOST_LETTERS else None


def _line(text: str) -> str:
    return " ".join(clean(text).splitlines())


def _marked(reply: Reply, line: str) -> object:
    """A line with its sign, and in bold what stands out in it."""
    before, strong, behind = map(clean, strong_in(reply, line))
    if not strong:
        return clean(signed(reply, line))
    parts = (before, {"type": "bold", "text": strong}, behind)
    return [each for each in parts if each]


def _cells(rows: Sequence[Sequence[str]]) -> list[list[Json]]:
    """A table's cells, numbers to the right, the first row as its heading."""
    right = right_columns(rows)
    return [
        [
            {
                **({"text": row[at]} if row[at : at + 1] and row[at] else {}),
                **({"is_header": True} if not number else {}),
                "align": "right" if to_right else "left", "valign": "middle",
            }
            for at, to_right in enumerate(right)
        ]
        for number, row in enumerate(rows)
    ]  # fmt: skip


def _is_drawn(table: Sequence[Sequence[str]]) -> bool:
    """Whether something is drawn with signs in a table, which needs letters of fixed width."""
    cells = [cell for row in table[1:] for cell in row]
    return any(len(cell) > 1 and not any(map(str.isalnum, cell)) for cell in cells)


class RichTables:
    """What one bot may show as rich messages; learned of the server, and of each chat."""

    def __init__(self, call: Call, store: Store, *, wanted: bool) -> None:
        self._call = call
        self._refusals = Refusals(store, REFUSED)
        self._known = wanted  # until the server says that it has no such method

    async def may(self, chat: int) -> bool:
        """Whether the server has them, and the chat did not refuse one lately."""
        return self._known and not await self._refusals.holds(str(chat))

    async def send(
        self, blocks: Sequence[Mapping[str, Any]], chat: int, thread: int | None,
        answered: Mapping[str, Any] | None, keys: Mapping[str, Any] | None,
    ) -> str | None:  # fmt: skip
        """Send blocks, give the id of the message; None where it has to be told another way.

        Raises TelegramError for all that has nothing to do with their form.
        """
        arguments: Json = {
            "chat_id": chat, "rich_message": {"blocks": blocks, "skip_entity_detection": True},
        }  # fmt: skip
        if thread is not None:
            arguments["message_thread_id"] = thread
        if answered is not None:
            arguments["reply_parameters"] = answered
        if keys is not None:
            arguments["reply_markup"] = keys
        try:
            sent = await self._call("sendRichMessage", arguments)
        except BadRequest:  # of the form, or of the chat: what is plain will tell
            return None
        except (EndPointNotFound, InvalidToken):  # 404: a server before 10.1
            self._known = False
            return None
        return str(sent.get("message_id") or "") if isinstance(sent, dict) else ""

    async def refuse(self, chat: int) -> None:
        """Remember that a chat took the plain text of what it refused as blocks."""
        if self._known:
            await self._refusals.note(str(chat))
