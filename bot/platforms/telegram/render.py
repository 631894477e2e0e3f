"""Reply -> what Telegram is sent: HTML within its limits, keyboards, files."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from telegram.constants import (
    CallbackQueryLimit,
    InlineKeyboardButtonLimit,
    KeyboardButtonStyle,
    MessageLimit,
)

from bot.platforms.bounds import clean
from bot.platforms.layout import buttons_of, rows_of, signed, strong_in, table_lines
from bot.platforms.telegram.buttons import join_button
from bot.platforms.telegram.plain_text import unlinked
from bot.platforms.telegram.start import link_to_chat
from core.messages import Button, Reply, owner_of

# UTF-16 units, counted after the markup is taken out
TEXT_UNITS = int(MessageLimit.MAX_TEXT_LENGTH)
ALERT_UNITS = int(CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH)
BUTTON_BYTES = int(InlineKeyboardButtonLimit.MAX_CALLBACK_DATA)
LABEL_LENGTH = 64
MARKED = str(KeyboardButtonStyle.PRIMARY.value)

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a message and how it is set."""

    text: str
    style: str = ""  # "", "b", "pre"
    strong: str = ""  # what in it is set in bold ...
    at: int = 0  # ... and where it begins


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


def keyboard(reply: Reply, kept: Mapping[Button, str], bot: str = "") -> Json | None:
    """Lay out the buttons; `kept` holds the data of those that are `too_long`.

    A scale and those for anybody have rows of their own; the main one is marked (Bot API 9.4,
    which servers before it pass over). `bot`: its name, in a group: what is answered aside is
    there a link to the private chat.
    """
    shown = [each for each in buttons_of(reply) if each in kept or not too_long(reply, each)]
    rows = [[_key(reply, each, kept, bot) for each in row] for row in rows_of(shown)]
    return {"inline_keyboard": rows} if rows else None


def _key(reply: Reply, button: Button, kept: Mapping[Button, str], bot: str) -> Json:
    """A button as the Bot API has it."""
    key = {"text": clean(button.label).strip()[:LABEL_LENGTH] or "?"}
    if button.role == "main":
        key["style"] = MARKED
    if link := link_of(button, bot):
        key["url"] = link
    else:
        key["callback_data"] = _data(reply, button, kept)
    return key


def link_of(button: Button, bot: str) -> str | None:
    """The link that opens the private chat with what a button says, where it has one."""
    return link_to_chat(bot, button.send) or None if bot and button.aside else None


def _data(reply: Reply, button: Button, kept: Mapping[Button, str]) -> str:
    return kept.get(button) or join_button(owner_of(reply, button), button.send)


def open_chat(bot: str, label: str) -> Json | None:
    """A button that opens the private chat with the bot, where it is known by name."""
    if not bot:
        return None
    return {"inline_keyboard": [[{"text": label, "url": f"https://t.me/{bot}?start=hi"}]]}


def too_long(reply: Reply, button: Button) -> bool:
    """Tell whether a button's sentence exceeds what Telegram lets a button carry."""
    return (
        len(join_button(owner_of(reply, button), button.send).encode("utf-8", "replace"))
        > BUTTON_BYTES
    )


def in_reply_to(chat: int, message: object, *, private: bool) -> Json | None:
    """Refer to the message that is answered, where several people talk."""
    if private or not isinstance(message, int):
        return None
    return {"message_id": message, "chat_id": chat, "allow_sending_without_reply": True}


def _lines(reply: Reply) -> Iterator[_Line]:
    """Lay a reply out in lines, none longer than a message."""
    if reply.title:
        yield from _cut(reply.title, "b")
    for line in reply.lines:
        before, strong, behind = map(_shown, strong_in(reply, line))
        said = signed(reply, line)
        if strong and before + strong + behind == _shown(said) and units(said) <= TEXT_UNITS // 2:
            yield _Line(_shown(said), "", strong, len(before))
        else:
            yield from _cut(said, "")
    for row in table_lines(reply.table):
        yield from _cut(row, "pre")


def _shown(text: str) -> str:
    """A text in which nothing is linked, in one line."""
    return unlinked(" ".join(clean(text).splitlines()))


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
        elif line.strong:
            end = line.at + len(line.strong)
            parts = (line.text[: line.at], line.strong, line.text[end:])
            before, strong, behind = (html.escape(part, quote=False) for part in parts)
            out.append(f"{before}<b>{strong}</b>{behind}")
        else:
            out.append(html.escape(line.text, quote=False))
        style = line.style
    return "\n".join(out)
