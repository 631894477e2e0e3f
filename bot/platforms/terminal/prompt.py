"""The terminal as a person sits at it: line editing, history, pings as they come due."""

from __future__ import annotations

import asyncio
import logging
import os
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.patch_stdout import patch_stdout

from bot.platforms.terminal.chat import Conversation, Outcome, show

PING_SECONDS = 1.0  # between two looks for what is due

log = logging.getLogger(__name__)


async def chat_on_terminal(talk: Conversation, history_file: Path | None) -> None:
    """Line editing and history, until Ctrl-D; Ctrl-C drops the line, on an empty one it leaves."""
    history: History = InMemoryHistory()
    if history_file is not None:
        history_file.parent.mkdir(parents=True, exist_ok=True)
        history = FileHistory(str(history_file))
    session: PromptSession[str] = PromptSession(history=history)
    talk.shortcuts = True
    telling = asyncio.create_task(tell_pings(talk))
    try:
        with patch_stdout():  # a ping is printed above the line being typed
            await converse_on(session, talk)
    finally:
        telling.cancel()


async def converse_on(session: PromptSession[str], talk: Conversation) -> None:
    """One line after another, until somebody leaves."""
    while True:
        place = f"{talk.user} in {talk.group}" if talk.group else talk.user
        try:
            line = await session.prompt_async(f"{place}> ")
        except EOFError:
            return
        except KeyboardInterrupt:
            if not session.default_buffer.text:
                return
            continue
        if line.strip():
            outcome = await talk.take(line)
            show(outcome, as_objects=False)
            if is_forgotten(outcome):
                empty(session.history)


def empty(history: History) -> None:
    """Forget the lines of earlier sittings."""
    if isinstance(history, FileHistory):
        Path(os.fsdecode(history.filename)).write_bytes(b"")


def is_forgotten(outcome: Outcome) -> bool:
    """Whether the person asked to be forgotten and was: the lines typed before go too."""
    result = (outcome.answer.result if outcome.answer else None) or {}
    return result.get("kind") == "forget" and result.get("stage") == "done"


async def tell_pings(talk: Conversation) -> None:
    """Print pings as they come due."""
    while talk.pings is not None:
        await asyncio.sleep(PING_SECONDS)
        try:
            if await talk.pings.waiting(talk.clock.now()):
                show(await talk.due(), as_objects=False)
        except Exception:
            log.exception("what is due cannot be told")
