"""Files people send on Discord: downloaded from the address the message names, within the limit."""

from __future__ import annotations

import logging
from dataclasses import replace
from urllib.parse import urlsplit

import aiohttp

from bot.platforms.base import Later
from core.interchange.rows import MOST_BYTES
from core.messages import File, Message

SECONDS = 60.0
HOSTS = ("cdn.discordapp.com", "media.discordapp.net")
PIECE = 65_536
log = logging.getLogger(__name__)


async def with_files(message: Message, api_url: str) -> Message:
    """Download what a message carries; what cannot be had keeps its `ref`. Raises Later."""
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        files = [await _downloaded(file, session, api_url) for file in message.files]
    return replace(message, files=tuple(files))


async def _downloaded(file: File, session: aiohttp.ClientSession, api_url: str) -> File:
    if not file.ref or file.size > MOST_BYTES or not is_ours(file.ref, api_url):
        return file
    content = bytearray()
    try:
        async with session.get(file.ref, allow_redirects=False) as response:
            if response.status >= 500:
                raise Later(2.0)
            if response.status != 200:
                return file
            async for piece in response.content.iter_chunked(PIECE):
                content += piece
                if len(content) > MOST_BYTES:
                    return replace(file, size=len(content))
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        log.warning("a file could not be downloaded (%s)", type(error).__name__)
        raise Later(2.0) from None
    return replace(file, content=bytes(content), ref="")


def is_ours(address: str, api_url: str) -> bool:
    """Whether an address is where Discord keeps files, or beside the API we were given."""
    try:
        there = urlsplit(address)
        default_port = there.port is None
    except ValueError:  # no address at all
        return False
    if there.scheme == "https" and there.hostname in HOSTS:
        return default_port
    return bool(there.hostname) and there.netloc == urlsplit(api_url).netloc
