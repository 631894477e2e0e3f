"""`board pin`: one message with the week of those who joined, pinned and changed as they train."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from core.context import RequestContext, say_lines
from core.groups.posts import BETWEEN, GroupPost, Pin
from core.groups.rules import SHARED_AT_FIRST
from core.handlers import board as plain
from core.handlers.board import empty_picture, picture_of, rows_of, table_reply
from core.handlers.groups import as_admin, group_zone, in_group
from core.messages import Answer, Message, Reply
from core.parsing.commands import Command

KIND: Literal["board"] = "board"
PINNED = frozenset({"pin", "pinned", "pin it"})
UNPINNED = frozenset({"unpin", "pin off", "off", "unpin it"})
_PINS: Mapping[Pin, Literal["new", "now", "never"]] = {"asked": "now", "done": "new"}


def board(context: RequestContext, command: Command, message: Message) -> Answer:
    """`board` shows it once; `board pin`, `board unpin`. Raises UserError."""
    words, drawn = plain.words_of(command.rest)
    if words not in PINNED | UNPINNED:
        return plain.board(context, command)
    in_group(context, KIND)
    return _pin(context, drawn=drawn) if words in PINNED else _unpin(context, message)


def _pin(context: RequestContext, *, drawn: bool) -> Answer:
    """The board as one message that is kept up to date. Raises NotAdmin."""
    as_admin(context)
    known = context.uow.group_posts.of(context.address, KIND)
    wanted = GroupPost(
        KIND, context.address, group_zone(context), context.person.language, context.person.id,
        drawn=drawn, pin="asked", shown_at=context.now,
    )  # fmt: skip
    if known is None or known.next_at is None:
        # once more before long: what is told here may be summed up, or not arrive
        wanted = replace(wanted, next_at=context.now + BETWEEN)
        post = context.uow.group_posts.keep(wanted)
        return Answer(board_reply(context, post), {"kind": "board_post", "pin": "asked"})
    # its message may be far up: what follows is told here
    context.uow.group_posts.keep(replace(wanted, next_at=context.now, shown_at=known.shown_at))
    result = {"kind": "board_post", "pin": "again"}
    return say_lines(context, context.words("board.pin_again"), result=result)


def _unpin(context: RequestContext, message: Message) -> Answer:
    """The message shows nobody any more and is changed no more. Raises NotAdmin."""
    as_admin(context)
    known = context.uow.group_posts.of(context.address, KIND)
    context.uow.group_posts.drop(context.address, KIND)
    if known is None:
        line, result = context.words("board.pin_none"), {"kind": "board_post", "pin": "none"}
        return say_lines(context, line, result=result)
    if message.receipt:  # a chat that sends for itself changes nothing
        line = context.words("board.pin_over")
        drawn = (empty_picture(context, line),) if known.drawn else ()
        over = Reply((line,), pictures=drawn, edits=known.key, pin="off")
        key = f"{known.key}:{message.receipt}"
        context.uow.outbox.post(known.where, over, "", key, context.now)
    result = {"kind": "board_post", "pin": "off"}
    return say_lines(context, context.words("board.pin_off"), result=result)


def board_reply(context: RequestContext, post: GroupPost) -> Reply:
    """The board as its message shows it; who has nothing this week is not on it, nor any 0."""
    members = context.uow.groups.members(context.address)
    joined = [each for each in members if each[0].share & SHARED_AT_FIRST]
    rows = [each for each in rows_of(context, joined) if each.has_something]
    found = table_reply(context, rows)
    if not joined:
        found = replace(found, lines=(context.words("board.nobody"),))
    if post.drawn:
        drawn = picture_of(context, rows) if rows else empty_picture(context, found.lines[0])
        found = replace(found, pictures=(drawn,))
    return replace(found, owner=None, edits=post.key, pin=_PINS.get(post.pin, "never"))
