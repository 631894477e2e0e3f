"""Waiting for what must not be left half known."""

from __future__ import annotations

import asyncio
from typing import Any


async def seen_to_its_end(outcome: asyncio.Future[Any]) -> None:
    """Wait until a commit is decided, whoever asks to stop waiting meanwhile.

    For a caller that is being cancelled: when it hears of it, its unit is stored or never will be.
    """
    while not outcome.done():
        try:
            await asyncio.wait([outcome])
        except asyncio.CancelledError:
            continue
