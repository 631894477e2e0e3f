"""One button under a set opens the choice for a partner, alone; the group sees no row of efforts.

The choice names the set ("e5s12": set s12 of person 5), so it works where the choice is shown, be
that in private. Who types such a name gets no further than who answers the message itself: both
must have joined a group in which that set was told.
"""

from __future__ import annotations

import re

from core.context import RequestContext, say_lines
from core.handlers import partner_rating as eye
from core.messages import Address, Answer, Button, Message
from core.parsing.commands import Command
from core.parsing.ratings import Rating, read_rating

_CHOSEN = re.compile(r"(\S{1,8})\s+@e(\d{1,18})(s\d{1,18})", re.IGNORECASE)


def choose(context: RequestContext, command: Command, message: Message) -> Answer:
    """`eye` under an answer opens the choice; `eye 1 @e5s12` is the choice made."""
    said = _CHOSEN.fullmatch(command.rest.strip())
    rating = read_rating(said[1]) if said is not None else None
    if said is not None and rating is not None:
        return _chosen(context, message, int(said[2]), said[3].lower(), rating)
    if command.rest or not context.group or not message.reply_to:
        return eye.show_usage(context)
    return _open(context, message)


def _open(context: RequestContext, message: Message) -> Answer:
    """Show a partner what to choose from; others learn in a popup why there is nothing."""
    lifter, seen = eye.answered_set(context.uow, message) or (0, None)
    if lifter == context.person.id:
        return eye.alone(context, "eye.own")
    refused = eye.refusal(context, message.address, lifter, seen) if lifter else "eye.gone"
    if refused or seen is None:
        return eye.alone(context, refused)
    buttons = tuple(
        Button(eye.words_left(context, key), f"eye {key} @e{lifter}{seen.id}") for key in eye.KEYS
    )
    result = {"kind": "eye_choice", "buttons": list(eye.KEYS)}
    line = context.words("eye.choose")
    return say_lines(context, line, result=result, buttons=buttons, private=context.group)


def _chosen(
    context: RequestContext, message: Message, lifter: int, set_id: str, rating: Rating
) -> Answer:
    """Keep what was chosen, for the group in which that set was told to both."""
    if lifter == context.person.id:
        return eye.alone(context, "eye.own")
    where = _told_in(context, lifter, set_id)
    if where is None:
        return eye.alone(context, "eye.gone")
    seen = eye.last_seen(context.uow, lifter, [set_id])
    refused = eye.refusal(context, where, lifter, seen)
    if refused or seen is None:
        return eye.alone(context, refused)
    eye.keep(context, message, where, lifter, seen, rating)
    return eye.noted(context, rating)


def _told_in(context: RequestContext, lifter: int, set_id: str) -> Address | None:
    """The group both joined in which a set was told; None where there is none."""
    for where, _ in context.uow.groups.joined(context.person.id):
        if len(context.uow.ratings.joined(where, {lifter, context.person.id})) < 2:
            continue
        changes, _ = context.uow.ratings.spoken_of(where, lifter)
        if any(set_id == told.id for each in changes for told in each.after):
            return where
    return None
