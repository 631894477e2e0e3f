"""Reply -> what Telegram is sent: HTML within its limits, keyboards, files."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters
from telegram.constants import CallbackQueryLimit, InlineKeyboardButtonLimit, MessageLimit

from bot.platforms.bounds import clean
from bot.platforms.telegram.buttons import join_button
from bot.platforms.telegram.plain_text import unlinked
from core.messages import Button, Reply, owner_of

# UTF-16 units, counted after the markup is taken out
TEXT_UNITS = int(MessageLimit.MAX_TEXT_LENGTH)
ALERT_UNITS = int(CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH)
BUTTON_BYTES = int(InlineKeyboardButtonLimit.MAX_CALLBACK_DATA)
LABEL_LENGTH = 64
ROW_BUTTONS = 5
ROW_LETTERS = 34  # what fits beside each other on a telephone


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a message and how it is set."""

    text: str
    style: str = ""  # "", "b", "pre"


def units(text: str) -> int:
    """Count UTF-16 units, as Telegram does."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def html_parts(reply: Reply) -> tuple[str, ...]:
    """Set a reply in HTML, split where it is too long for one message."""
    parts: list[str] = []
    gathered: list[_Line] = []
    size = 0
    for line in _lines(reply):
        length = units(line.text) + 1
        if gathered and size + length > TEXT_UNITS:
            parts.append(_set(gathered))
            gathered, size = [], 0
        gathered.append(line)
        size += length
    if gathered:
        parts.append(_set(gathered))
    return tuple(parts)


def plain_text(reply: Reply, limit: int = ALERT_UNITS) -> str:
    """Write a reply without markup, cut to so many UTF-16 units: for an alert."""
    text = "\n".join(line.text for line in _lines(reply)).strip()
    return text if units(text) <= limit else _head(text, limit - 1) + "…"


def keyboard(reply: Reply, kept: Mapping[Button, str]) -> InlineKeyboardMarkup | None:
    """Lay out the buttons; `kept` holds the data of those that are `too_long`.

    Those for anybody begin a row of their own.
    """
    rows: list[list[InlineKeyboardButton]] = []
    letters, opened = 0, False
    for button in reply.buttons:
        label = clean(button.label).strip()[:LABEL_LENGTH] or "?"
        if (data := kept.get(button)) is None:
            if too_long(reply, button):
                continue  # for nobody in particular, so there is nobody to keep it for
            data = join_button(owner_of(reply, button), button.send)
        full = not rows or len(rows[-1]) == ROW_BUTTONS or letters + len(label) > ROW_LETTERS
        if full or button.open != opened:
            rows.append([])
            letters, opened = 0, button.open
        rows[-1].append(InlineKeyboardButton(label, callback_data=data))
        letters += len(label) + 2
    return InlineKeyboardMarkup(rows) if rows else None


def too_long(reply: Reply, button: Button) -> bool:
    """Tell whether a button's sentence exceeds what Telegram lets a button carry."""
    return (
        len(join_button(owner_of(reply, button), button.send).encode("utf-8", "replace"))
        > BUTTON_BYTES
    )


def in_reply_to(chat: int, message: object, *, private: bool) -> ReplyParameters | None:
    """Refer to the message that is answered, where several people talk."""
    if private or not isinstance(message, int):
        return None
    return ReplyParameters(message, chat, allow_sending_without_reply=True)


def _lines(reply: Reply) -> Iterator[_Line]:
    """Lay a reply out in lines, none longer than a message."""
    if reply.title:
        yield from _cut(reply.title, "b")
    for line in reply.lines:
        yield from _cut(line, "")
    for row in table_lines(reply.table):
        yield from _cut(row, "pre")


def table_lines(table: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Align a table's columns for a fixed-width font; numbers to the right."""
    count = max(map(len, table), default=0)
    rows = [[*map(clean, row), *[""] * (count - len(row))] for row in table]
    widths = [max(len(row[column]) for row in rows) for column in range(count)]
    right = [all(_is_number(row[column]) for row in rows[1:]) for column in range(count)]
    return tuple(
        "  ".join(
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(row, widths, right, strict=True)
        ).rstrip()
        for row in rows
    )


def _is_number(cell: str) -> bool:
    """Tell whether a cell begins with a digit or is empty."""
    return not cell or cell.lstrip("+-")[:1].isdigit()


def _cut(text: str, style: str) -> Iterator[_Line]:
    """Split a text at its line breaks, and what is still too long wherever a space allows."""
    whole = clean(text)  # what stands in <pre> is never linked, and a joiner would break columns
    for line in (whole if style == "pre" else unlinked(whole)).splitlines() or [""]:
        rest = line
        while units(rest) > TEXT_UNITS:
            head = _head(rest, TEXT_UNITS)
            if (space := head.rfind(" ")) > len(head) // 2:
                head = head[:space]
            yield _Line(head, style)
            rest = rest[len(head) :].lstrip(" ")
        yield _Line(rest, style)


def _head(text: str, limit: int) -> str:
    """Give as much of a text as fits in so many UTF-16 units, whole characters only."""
    if units(text) <= limit:
        return text
    return text.encode("utf-16-le")[: limit * 2].decode("utf-16-le", "ignore")


def _set(lines: Sequence[_Line]) -> str:
    """Write lines as HTML; neighbouring table lines share one block."""
    out: list[str] = []
    style = ""
    for line in lines:
        if style == "pre" and line.style == "pre":
            out[-1] = out[-1].removesuffix("</pre>") + f"\n{html.escape(line.text)}</pre>"
        elif line.style == "pre" or (line.style and line.text):
            out.append(f"<{line.style}>{html.escape(line.text)}</{line.style}>")
        else:
            out.append(html.escape(line.text, quote=False))
        style = line.style
    return "\n".join(out)
