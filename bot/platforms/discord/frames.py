"""Tables under a title, as a board set apart in a frame (components v2, discord.py 2.6 and later).

Such a message has no plain text, and never gets one: what may be changed later is not sent so. A
place that refuses one is sent the plain text of the same answer, and is asked again after a day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import discord
from discord.ui import ActionRow, Container, LayoutView, Separator, TextDisplay, View

from bot.platforms.base import Never
from bot.platforms.discord.commands import BAD_REQUEST
from bot.platforms.discord.render import escape, length, pieces
from core.messages import Reply

TEXT_LIMIT = 4000  # of all texts of such a message, in UTF-16 units
ACCENT = 0x1A6FC0
REFUSED = "discord.frames"  # cursors: when a channel refused one
BAD_FORM = (50006, 50035)  # an empty message, a form that is not understood


def framed(reply: Reply, buttons: View | None) -> LayoutView | None:
    """A reply with a title and a table in a frame; None for all others and for one too long."""
    may_change = bool(reply.edits)
    if not reply.title or not reply.table or may_change or reply.pictures or reply.files:
        return None
    heading = f"### {escape(' '.join(reply.title.splitlines()))}"
    lines = pieces(replace(reply, title="", table=(), buttons=()))
    table = pieces(Reply(table=reply.table))
    if sum(map(length, (heading, *lines, *table))) > TEXT_LIMIT:
        return None
    inside = Container[LayoutView](accent_colour=ACCENT)
    inside.add_item(TextDisplay(heading))
    for text in lines:
        inside.add_item(TextDisplay(text))
    if lines:
        inside.add_item(Separator())
    for text in table:
        inside.add_item(TextDisplay(text))
    view = LayoutView(timeout=None)
    view.add_item(inside)
    for row in _rows(buttons):
        view.add_item(row)
    return view


def _rows(buttons: View | None) -> Sequence[ActionRow[LayoutView]]:
    """The buttons of a message, in the rows they stand in."""
    rows: dict[int, ActionRow[LayoutView]] = {}
    for each in buttons.children if buttons is not None else ():
        if isinstance(each, discord.ui.Button):
            row = rows.setdefault(each.row or 0, ActionRow())
            row.add_item(
                discord.ui.Button(label=each.label, custom_id=each.custom_id, style=each.style)
            )
    return [rows[at] for at in sorted(rows)]


def is_refused(never: Never) -> bool:
    """Tell a refusal of the frame from one of the place or of us."""
    why = never.__cause__
    return (
        isinstance(why, discord.HTTPException)
        and why.status == BAD_REQUEST
        and why.code in BAD_FORM
    )
