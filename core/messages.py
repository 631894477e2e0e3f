"""The contract between the core and every chat: messages in, replies out. No markup inside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from core.pictures.drawings import Drawing

NOBODY = 0  # owns a button that cannot be read; people are numbered from 1


@dataclass(frozen=True, slots=True)
class Address:
    """Where a conversation is held."""

    platform: str  # "telegram", "discord", "console"
    chat: str
    thread: str = ""  # topic or thread inside the chat
    private: bool = True


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote, as the platform knows them."""

    platform: str
    id: str
    name: str
    language: str = ""  # the platform's hint, e.g. "de"


@dataclass(frozen=True, slots=True)
class File:
    """A file to hand over, in either direction."""

    name: str
    content: bytes
    size: int = 0  # as a platform says it, before anything is downloaded
    ref: str = ""  # where the platform keeps it; "" once it was downloaded


@dataclass(frozen=True, slots=True)
class Message:
    """One thing somebody said: typed, edited, a slash command or a pressed button."""

    address: Address
    sender: Sender
    text: str
    sent_at: datetime
    source: str  # the platform's own id of the message; the same again means edited
    addressed: bool = True  # False: overheard in a group
    edited: bool = False
    owner: int | None = None  # a pressed button: the person it was made for
    receipt: str = ""  # inbox key; the row is done when the answer is committed
    delivery: str = ""  # the adapter's own note for delivering the reply, opaque to the core
    files: tuple[File, ...] = ()  # what was sent along, downloaded; at most 20 MB each
    # the message this one answers, or whose button was pressed: a person's by its `source`, ours
    # by the platform's own id; "" where it is none
    reply_to: str = ""
    begun: int = 0  # how often its answer was begun before, by processes that died or were stopped
    admin: bool | None = None  # may settle things for the group; None: not asked yet
    # No words: a reaction was put on a message of ours, `reply_to`, or taken away.
    reaction: Literal["", "added", "removed"] = ""


@dataclass(frozen=True, slots=True)
class Button:
    """A typed sentence behind a label."""

    label: str
    send: str
    open: bool = False  # works for anybody, not for the reply's owner alone
    # "main": what most people tap next; "scale": one of a row of values that stay beside each other
    role: Literal["", "main", "scale"] = ""
    aside: bool = False  # its answer is for who presses alone: opened in private where that can be


@dataclass(frozen=True, slots=True)
class Picture:
    """An image to show: its content, or what is to be drawn just before it is sent.

    `alt` says the same in words, for those who do not see it.
    """

    name: str
    content: bytes = b""
    alt: str = ""
    drawing: Drawing | None = None


Verdict = Literal["", "too_easy", "easy", "on_target", "hard", "too_hard"]


@dataclass(frozen=True, slots=True)
class Emphasis:
    """What stands out in a line of a reply: the load and the aim to act on."""

    line: str
    words: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What to say. Adapters escape, draw and split it at their platform's limit."""

    lines: tuple[str, ...] = ()
    title: str = ""
    table: tuple[tuple[str, ...], ...] = ()  # the first row is the heading
    buttons: tuple[Button, ...] = ()
    pictures: tuple[Picture, ...] = ()
    files: tuple[File, ...] = ()
    private: bool = False  # only for the person who asked, also in a group
    owner: int | None = None  # the person its buttons work for
    about: str = ""  # what it speaks of, "<person>/<change>": an answer to it is about that
    # A key kept for a message of ours: what was sent under it is changed, the latest wins; where
    # nothing was, or it cannot be changed any more, a new message is sent and has the key.
    edits: str = ""
    # Of a message that stands for long and is changed: "new" is pinned where it is a new one, "now"
    # in any case, "never" as the bot may not; "off" is pinned no more.
    pin: Literal["", "new", "now", "never", "off"] = ""
    reaction: str = ""  # an emoji on the message that is answered; where none can be, the lines
    visible_to: int | None = None  # the one person of a group who sees it
    # The person agreed that the group reads this answer; settled before anything is posted.
    agreed: bool = False
    strong: tuple[Emphasis, ...] = ()  # where a platform can set words apart
    judged: str = ""  # the line that says a verdict, marked by a sign where a platform can ...
    verdict: Verdict = ""  # ... and which
    tries: tuple[Button, ...] = ()  # to try out, where buttons are all somebody new sees


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a message: the words (None: stay silent) and the facts behind them."""

    reply: Reply | None
    result: Mapping[str, object] | None = None


def emphasised(lines: Sequence[str], aims: Sequence[str]) -> tuple[Emphasis, ...]:
    """Which of some aims stands out in which line; the longest where several do."""
    longest = sorted(filter(None, aims), key=len, reverse=True)
    found = ((line, next((aim for aim in longest if aim in line), "")) for line in lines)
    return tuple(Emphasis(line, aim) for line, aim in found if aim)


def owner_of(reply: Reply, button: Button) -> int | None:
    """Whom a button works for; None: whoever presses it, as if they had typed it."""
    return None if button.open else reply.owner
