"""What the terminal prints: an Answer as lines to read, or as one JSON object."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime

from core.locale.strings import say
from core.messages import Answer, Reply

PLATFORM = "console"


def as_json(answer: Answer) -> str:
    """Write one line of JSON: reply and result, ASCII only, so that it survives any pipe."""
    return json.dumps({"reply": reply_facts(answer.reply), "result": answer.result}, default=plain)


def reply_facts(reply: Reply | None) -> dict[str, object] | None:
    """Give a reply as plain data: every key always there, contents as sizes in bytes."""
    if reply is None:
        return None
    return {
        "title": reply.title,
        "lines": list(reply.lines),
        "table": [list(row) for row in reply.table],
        "buttons": [{"label": each.label, "send": each.send} for each in reply.buttons],
        "pictures": [
            {"name": each.name, "size": len(each.content), "alt": each.alt}
            for each in reply.pictures
        ],
        "files": [{"name": each.name, "size": len(each.content)} for each in reply.files],
        "private": reply.private,
        "edits": reply.edits,
        "reaction": reply.reaction,
        "visible_to": reply.visible_to,
    }


def plain(value: object) -> object:
    """Give JSON a form for what it does not know: mappings, times, exact numbers."""
    if isinstance(value, Mapping):
        return dict(value)
    return value.isoformat() if isinstance(value, datetime) else str(value)


def as_text(answer: Answer, *, in_group: bool = False, language: str = "en") -> str:
    """Write the reply as lines to read, no line break at the end; "" where the bot is silent.

    `language`: of what the terminal itself says.
    """
    reply = answer.reply
    if reply is None:
        return ""
    lines = [say(language, "terminal.only_you")] if in_group and reply.private else []
    lines += [reply.title] if reply.title else []
    lines += [*reply.lines, *table_lines(reply.table)]
    lines += [
        f"[{each.name}, {len(each.content)} bytes]"
        for each in reply.pictures
        if each.drawing is None
    ]
    lines += [f"[{each.name}, {len(each.content)} bytes]" for each in reply.files]
    if reply.buttons:
        lines.append(" ".join(f"[{each.label}]" for each in reply.buttons))
    return "\n".join(lines)


def table_lines(table: Sequence[Sequence[str]]) -> list[str]:
    """Align a table in columns, numbers to the right."""
    if not table:
        return []
    columns = range(max(len(row) for row in table))
    cells = [[row[at] if at < len(row) else "" for at in columns] for row in table]
    widths = [max(width(row[at]) for row in cells) for at in columns]
    right = [all(row[at][:1].isdecimal() for row in cells[1:] if row[at]) for at in columns]
    lines = []
    for row in cells:
        padded = [
            " " * (widths[at] - width(cell)) + cell
            if right[at] and len(cells) > 1
            else cell + " " * (widths[at] - width(cell))
            for at, cell in enumerate(row)
        ]
        lines.append("  ".join(padded).rstrip())
    return lines


def width(text: str) -> int:
    """Count the columns a text takes on a terminal."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in text
    )
