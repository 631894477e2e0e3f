"""Files people send on Telegram: asked for by id, downloaded within the limit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken
from telegram.request import BaseRequest

from core.interchange.rows import MOST_BYTES
from core.messages import File, Message

# "File is too big", or gone: asking again changes nothing.
REFUSED = (BadRequest, Forbidden, Conflict, InvalidToken)

Call = Callable[[str, dict[str, Any]], Awaitable[object]]


async def with_files(message: Message, call: Call, request: BaseRequest, base: str) -> Message:
    """Download what a message carries; what cannot be had keeps its `ref`.

    `base` ends with the token. Raises TelegramError where trying again may help.
    """
    files = [await _downloaded(file, call, request, base) for file in message.files]
    return replace(message, files=tuple(files))


async def _downloaded(file: File, call: Call, request: BaseRequest, base: str) -> File:
    if not file.ref or file.size > MOST_BYTES:
        return file
    try:
        found = await call("getFile", {"file_id": file.ref})
        path = found.get("file_path") if isinstance(found, dict) else None
        size = found.get("file_size") if isinstance(found, dict) else None
        if isinstance(size, int) and size > MOST_BYTES:
            return replace(file, size=size)
        if not isinstance(path, str):
            return file
        content = await request.retrieve(f"{base}/{quote(path, errors='replace')}")
    except REFUSED:
        return file
    return replace(file, content=content, ref="")
