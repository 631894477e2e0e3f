"""A conversation at the terminal with a door that repeats."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.platforms.terminal.chat import (
    Clock,
    Conversation,
)
from core.messages import Answer, Button, Message, Reply

START = datetime(2026, 11, 22, 10, tzinfo=UTC)


BUTTONS = (Button("undo", "undo m1"), Button("same again", "same"), Button("Why", "why"))


class Parrot:
    """A door that says what it heard and keeps it."""

    def __init__(self) -> None:
        self.heard: list[tuple[Message, datetime]] = []

    async def handle(self, message: Message, now: datetime) -> Answer:
        self.heard.append((message, now))
        if message.text == "crash":
            raise RuntimeError("a bug")
        if not message.addressed:
            return Answer(None)
        reply = Reply(lines=(f"heard {message.text}",), buttons=BUTTONS, owner=7)
        return Answer(reply, {"kind": "heard", "at": now})


def talk(**settings: object) -> Conversation:
    return Conversation(Parrot(), Clock(START), **settings)
