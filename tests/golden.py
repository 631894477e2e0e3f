"""Golden conversations: what their files look like, and how they are played.

A file in tests/chats:

    # What this conversation shows.
    now: 2026-11-23T18:00
    step: 180

    > squat 100x8 rir2
    what the bot answers, as `spotter chat` prints it
    [undo] [why]
    = {"kind": "logged"}

    # Comments may stand before a line.
    > :user Ann

Lines that begin with "> " are typed, control lines too. What follows is the whole answer, nothing
where the bot is silent. A line that begins with "= " is JSON that the result must hold: mappings
may hold more, lists are compared item by item. `now` and `step` may be left out, and
`language: de`, which is what a platform tells of those who type. Codes are drawn:
the first of a conversation is written KKKK-2222, the second KKKK-3333, answered and typed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from bot.platforms.terminal.chat import Clock, Conversation, Door, read_moment
from bot.platforms.terminal.pings import Pings
from bot.platforms.terminal.render import as_json, as_text

CHATS = Path(__file__).parent / "chats"
NOW = "2026-11-23T18:00"
STEP = 180.0


@dataclass(frozen=True)
class Line:
    """A line typed, the answer to it, and what its result must hold."""

    typed: str
    answer: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chat:
    """A conversation, as its file tells it."""

    head: tuple[str, ...]
    lines: tuple[Line, ...]

    def setting(self, name: str, default: str) -> str:
        """Give what the head says under a name."""
        for line in self.head:
            if line.startswith(f"{name}:"):
                return line.partition(":")[2].strip()
        return default


def read_chat(text: str) -> Chat:
    """Read a file; raises ValueError where it does not follow the form."""
    first, *blocks = f"\n{text}".split("\n> ")
    paragraph, _, late = first.strip("\n").partition("\n\n")
    head = trimmed(paragraph.split("\n"))
    if not head or not head[0].startswith("# "):
        raise ValueError("the first line says what the conversation shows: # ...")
    for line in (*head, *late.split("\n")):
        if line and not line.startswith(("#", "now:", "step:", "language:")):
            raise ValueError(f"the head holds # comments, now:, step: and language:, not {line!r}")
    lines: list[Line] = []
    comments = trimmed(late.split("\n")) if late else ()
    for block in blocks:
        typed, *rest = block.split("\n")
        answer = trimmed(line for line in rest if not line.startswith(("= ", "# ")))
        checks = tuple(line[2:] for line in rest if line.startswith("= "))
        lines.append(Line(typed, answer, checks, comments))
        comments = tuple(line for line in rest if line.startswith("# "))
    return Chat(head, tuple(lines))


def write_chat(chat: Chat) -> str:
    """Write a conversation in the form that `read_chat` reads."""
    out = [*chat.head, ""]
    for line in chat.lines:
        out += [*line.comments, f"> {line.typed}", *line.answer]
        out += [f"= {check}" for check in line.checks]
        out.append("")
    return "\n".join(out)


def trimmed(lines: Iterable[str]) -> tuple[str, ...]:
    """Drop empty lines at both ends."""
    text = "\n".join(lines).strip("\n")
    return tuple(text.split("\n")) if text else ()


async def play(chat: Chat, door: Door, pings: Pings | None = None) -> tuple[Chat, list[object]]:
    """Type the conversation; give it with the answers that came, and the results."""
    step = timedelta(seconds=float(chat.setting("step", str(STEP))))
    clock = Clock(read_moment(chat.setting("now", NOW)), step)
    talk = Conversation(door, clock, language=chat.setting("language", ""), pings=pings)
    played: list[Line] = []
    results: list[object] = []
    codes: dict[str, str] = {}  # as written here -> as drawn
    for line in chat.lines:
        outcome = await talk.take(swapped(line.typed, codes))
        if outcome.complaint:
            raise ValueError(f"{line.typed!r}: {outcome.complaint}")
        text, result = "", None
        if outcome.answer is not None:
            text = as_text(outcome.answer, in_group=outcome.in_group)
            result = json.loads(as_json(outcome.answer))["result"]
            if result is not None and "code" in result:
                codes[f"KKKK-{str(len(codes) + 2) * 4}"] = result["code"]
            text = swapped(text, {drawn: written for written, drawn in codes.items()})
        played.append(replace(line, answer=tuple(text.split("\n")) if text else ()))
        results.append(result)
    return replace(chat, lines=tuple(played)), results


def swapped(text: str, words: Mapping[str, str]) -> str:
    """Put other words in the place of some."""
    for old, new in words.items():
        text = text.replace(old, new)
    return text


def missing(wanted: object, found: object, at: str = "result") -> list[str]:
    """Say where `found` does not hold `wanted`: mappings may hold more, lists may not."""
    if isinstance(wanted, Mapping) and isinstance(found, Mapping):
        return [
            fault
            for key, value in wanted.items()
            for fault in (
                missing(value, found[key], f"{at}.{key}") if key in found else [f"{at}.{key}: none"]
            )
        ]
    if isinstance(wanted, list) and isinstance(found, list) and len(wanted) == len(found):
        pairs = enumerate(zip(wanted, found, strict=True))
        return [fault for n, (one, other) in pairs for fault in missing(one, other, f"{at}[{n}]")]
    return [] if wanted == found else [f"{at}: {found!r}, not {wanted!r}"]
