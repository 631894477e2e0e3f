"""Reactions, where they were chosen: one on the answer to the newest set logs that set again."""

from __future__ import annotations

from dataclasses import replace

from core.context import RequestContext
from core.errors import BadSetting
from core.handlers import corrections, typed_sets
from core.handlers.current_lift import last_in_session
from core.handlers.settings import changed
from core.messages import Answer, Message
from core.parsing.commands import Command
from core.store.unit_of_work import UnitOfWork

_ON, _OFF = ("on", "yes"), ("off", "no")


def set_reactions(context: RequestContext, words: str) -> Answer:
    """`reactions on`, `reactions off`; alone it says how it stands. Raises BadSetting."""
    word = words.lower().strip()
    if word and word not in (*_ON, *_OFF):
        raise BadSetting(words, setting="reactions", example="reactions on")
    chosen = word in _ON if word else context.person.reactions
    if word:
        context.uow.people.save(replace(context.person, reactions=chosen))
    key = f"{'set' if word else 'show'}.reactions_{'on' if chosen else 'off'}"
    return changed(context, "reactions", chosen, context.words(key))


def is_by_lifter(uow: UnitOfWork, message: Message) -> bool:
    """Whether a reaction is on an answer of ours to sets of the very person who gave it."""
    lifter, _, change_id = uow.ratings.about(message.address, message.reply_to).partition("/")
    if not lifter or not change_id.startswith("m"):
        return False
    return uow.people.number_of(message.sender) == int(lifter)


def in_topic(uow: UnitOfWork, message: Message) -> Message:
    """A reaction at the address of what it is on: platforms do not say in which topic that is."""
    if not message.reaction or message.address.private or message.address.thread:
        return message
    thread = uow.ratings.thread_of(message.address, message.reply_to)
    return replace(message, address=replace(message.address, thread=thread)) if thread else message


def react(context: RequestContext, message: Message) -> Answer:
    """Log the newest set again, or take that back; silent for all but the session under way.

    Asking twice for the same reaction does no more than asking once.
    """
    last = last_in_session(context)
    if last is None or not context.person.reactions:
        return Answer(None, None)
    repeats = context.uow.sets.of_source(context.person.id, message.source)
    if message.reaction == "removed":
        return _take_back(context, message, repeats[0].id) if repeats else Answer(None, None)
    about = context.uow.ratings.about(message.address, message.reply_to)
    change = context.uow.journal.read(context.person.id, about.partition("/")[2])
    if repeats or change is None or change.undone or last.id not in {e.id for e in change.after}:
        return Answer(None, None)
    return typed_sets.log_sets(context, message, f"same @{last.id}")


def _take_back(context: RequestContext, message: Message, set_id: str) -> Answer:
    """Undo the repeat where it is the newest change, else delete its set."""
    newest = context.uow.journal.last(context.person.id)
    if newest is not None and (newest.kind, newest.source) == ("log", message.source):
        return corrections.undo(context, Command("undo", "", newest.id))
    return corrections.delete(context, Command("delete", "", set_id))
