"""A Reply as Discord shows it: escaped text in pieces of at most 2,000 characters, and buttons."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

import discord
from discord import ButtonStyle
from discord.ui import View
from discord.utils import escape_markdown, escape_mentions

from bot.platforms.bounds import JOINER, clean
from bot.platforms.layout import rows_of, signed, strong_in, table_lines
from core.bounds import base36, in_base36
from core.messages import Button, Reply

TEXT_LIMIT = 2000  # Discord's limit; counted in UTF-16 units, which is never too few
LABEL_LIMIT = 80
CUSTOM_ID_LIMIT = 100
ROWS_LIMIT = 5
NO_LIMIT = 1000  # letters of a row: it breaks where it has to
STORED = "~"  # custom_id of a sentence that is kept in the store: owner~key
TYPED = "|"  # custom_id that holds the sentence itself: owner|sentence
# an address, or an invitation to a server, which Discord shows without "https://" too
_LEADS = re.compile(
    r":(?=//)|(?<=discord)\.(?=gg/|com/invite)|(?<=discordapp)\.(?=com/invite)", re.IGNORECASE
)


def escape(text: str) -> str:
    """Make a text show exactly as written: no markup, no mentions, no time stamps."""
    # an address that is none is marked up like any text, and leads nowhere
    apart = _LEADS.sub(lambda found: found[0] + JOINER, text)
    plain = escape_mentions(escape_markdown(apart))
    plain = re.sub(r"<(?=[@#:/a-zA-Z])", r"\\<", plain)
    return re.sub(r"(?m)^(\s*\d+)([.)])(?=\s)", r"\1\\\2", plain)


def pieces(reply: Reply) -> tuple[str, ...]:
    """Give the text of a reply in messages of at most 2,000 characters; () when it has none."""
    blocks = [f"**{escape(reply.title)}**"] if reply.title else []
    blocks += [_line(reply, line) for line in reply.lines]
    blocks += _tables(reply.table)
    return _pack([part for block in blocks for part in _cut(block)])


def _line(reply: Reply, line: str) -> str:
    """Write a line with its sign; what stands out in it is bold, whatever is in it."""
    before, strong, behind = strong_in(reply, line)
    if not strong or length(line) > TEXT_LIMIT // 4:
        return escape(signed(reply, line))
    # each by itself: an escape that goes over the border of two has nothing to escape
    return f"{escape(before)}**{escape(strong)}**{escape(behind)}"


def _tables(rows: Sequence[Sequence[str]]) -> list[str]:
    """Draw a table as code blocks with aligned columns, each short enough for one message."""
    if not rows:
        return []
    lines = table_lines([[cell.replace("`", "'") for cell in row] for row in rows])
    fence = len("```\n\n```")
    cut = [part for line in lines for part in _cut(line, TEXT_LIMIT - fence)]
    return [f"```\n{block}\n```" for block in _pack(cut, TEXT_LIMIT - fence)]


def _pack(blocks: Sequence[str], limit: int = TEXT_LIMIT) -> tuple[str, ...]:
    """Join blocks with line breaks into as few pieces as fit the limit."""
    packed: list[str] = []
    for block in blocks:
        if packed and length(packed[-1]) + 1 + length(block) <= limit:
            packed[-1] += "\n" + block
        else:
            packed.append(block)
    return tuple(piece for piece in packed if piece.strip())


def _cut(text: str, limit: int = TEXT_LIMIT) -> list[str]:
    """Cut text that is too long for one message, at a space and never inside an escape."""
    parts = []
    while length(text) > limit:
        end = limit if length(text[:limit]) <= limit else limit // 2
        space = text.rfind(" ", end // 2, end)
        end = space if space > 0 else end
        head = text[:end]
        end -= (len(head) - len(head.rstrip("\\"))) % 2
        parts.append(text[:end])
        text = text[end:].lstrip(" ")
    return [*parts, text]


def length(text: str) -> int:
    """Count characters as UTF-16 does."""
    return len(text) + sum(character > "\uffff" for character in text)


def custom_id(owner: int | None, send: str) -> str | None:
    """Give the id of a button that carries all it needs; None when it is too long for that."""
    whole = f"{_written(owner)}{TYPED}{send}"
    return whole if length(whole) <= CUSTOM_ID_LIMIT else None


def stored_id(owner: int | None, key: str) -> str:
    """Give the id of a button whose sentence is kept in the store under a key."""
    return f"{_written(owner)}{STORED}{key}"


def split_id(text: object) -> tuple[int | None, str, bool] | None:
    """Split an id into (owner, sentence or key, whether it is a key); None when not one of ours."""
    if not isinstance(text, str) or length(text) > CUSTOM_ID_LIMIT or clean(text) != text:
        return None
    found = re.fullmatch(r"([0-9a-z]*)([|~])(.+)", text, re.DOTALL)
    if not found:
        return None
    digits, kind, rest = found.groups()
    owner = base36(digits) if digits else None
    if digits and owner is None:
        return None
    return owner, rest, kind == STORED


def _written(owner: int | None) -> str:
    """Write whose a button is, "" for anybody's."""
    return "" if owner is None else in_base36(owner)


def view_of(buttons: Sequence[Button], ids: Sequence[str]) -> View:
    """Buttons in rows of five; a platform refuses the same id twice in a message.

    A scale and those for anybody have rows of their own. The library waits for presses only of a
    view that it posted by itself: here they are typed sentences, and come from the inbox.
    """
    view = View(timeout=None)
    shown = dict(zip(ids, buttons, strict=True))
    keys = iter(shown)
    for number, row in enumerate(islice(rows_of(list(shown.values()), NO_LIMIT), ROWS_LIMIT)):
        for button in row:
            style = ButtonStyle.primary if button.role == "main" else ButtonStyle.secondary
            label = _label(button.label)
            view.add_item(
                discord.ui.Button(label=label, custom_id=next(keys), row=number, style=style)
            )
    return view


def _label(text: str) -> str:
    """Cut a label to what fits; Discord refuses an empty one."""
    cut = text.strip() or "…"
    return cut if length(cut) <= LABEL_LIMIT else cut[: LABEL_LIMIT // 2 - 1].rstrip() + "…"
