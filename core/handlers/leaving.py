"""`leave`: nothing that stands in a group names the person any more."""

from __future__ import annotations

from datetime import datetime

from core.context import RequestContext, say_lines
from core.handlers import gatherings
from core.messages import Address, Answer, Button
from core.parsing.commands import Command
from core.render.wording import words_of_day


def leave(context: RequestContext, command: Command) -> Answer:
    """`leave` in a group deletes all that was shared there; in private it asks which group."""
    if context.group:
        key = "group.left" if leave_group(context, context.address) else "group.left.none"
        return say_lines(context, context.words(key), result={"kind": "left"})
    where = _named_group(command.rest)
    if where is not None:
        key = "group.left" if leave_group(context, where) else "group.gone"
        return say_lines(context, context.words(key), result={"kind": "left"})
    joined = context.uow.groups.joined(context.person.id)
    buttons = tuple(
        Button(_label(context, place, joined_at), f"leave {place.platform} {place.chat}")
        for place, joined_at in joined
    )
    key = "group.which" if joined else "group.which.none"
    result = {"kind": "groups", "groups": len(joined)}
    return say_lines(context, context.words(key), result=result, buttons=buttons)


def leave_group(context: RequestContext, where: Address) -> bool:
    """Delete a membership with all that hangs on it there; False where there was none."""
    named_in = gatherings.answered(context, where)
    context.uow.ratings.purge(context.person.id, where)
    context.uow.company.leave(where, context.person.id)
    context.uow.group_posts.changed_in(where, context.now)
    left = context.uow.groups.leave(where, context.person.id)
    gatherings.take_back(context, named_in)
    return left


def leave_all(context: RequestContext) -> None:
    """Leave every group, before a person is forgotten."""
    for where, _ in context.uow.groups.joined(context.person.id):
        leave_group(context, where)


def _named_group(words: str) -> Address | None:
    parts = words.split()
    return Address(parts[0], parts[1], private=False) if len(parts) == 2 else None


def _label(context: RequestContext, where: Address, joined_at: datetime) -> str:
    day = words_of_day(context.person.language, joined_at, context.zone)
    platform = where.platform.capitalize()
    return context.words("group.which.button", platform=platform, chat=where.chat, day=day)
