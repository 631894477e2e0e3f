"""A message typed as sets: stored and answered, else looked at for pain."""

from __future__ import annotations

from core.context import Scene
from core.errors import NoSuchSet, UserError
from core.handlers import corrections
from core.handlers.help import show_page
from core.handlers.log_sets import Entry, log
from core.handlers.pain import hear_pain_in_set, is_urgent
from core.handlers.rest import stop_rest
from core.messages import Answer, Message
from core.parsing.commands import Command, split_id


def log_line(scene: Scene, command: Command, message: Message) -> Answer:
    """`/log squat 140x8`: the sets behind it; alone, how sets are typed."""
    if not command.rest:
        return show_page(scene, "sets")
    return log_sets(scene, message, command.rest)


def log_sets(scene: Scene, message: Message, text: str) -> Answer:
    """Store sets; a new one ends the rest before it.

    What cannot be read as sets, or needs a question first, may still say that it hurts. Raises
    UserError.
    """
    try:
        answer = log(scene, _entry(scene, message, text))
    except UserError:
        report = hear_pain_in_set(scene, message, text)
        if report is None:
            raise
        return report
    if (answer.result or {}).get("kind") == "question" and is_urgent(scene, text):
        return hear_pain_in_set(scene, message, text) or answer
    return _rested(scene, message, answer)


def settle(scene: Scene, command: Command, message: Message) -> Answer:
    """`answer @q3 1`, a tapped choice: the sets it stands for are stored. Raises Expired."""
    return _rested(scene, message, corrections.settle(scene, command))


def _rested(scene: Scene, message: Message, answer: Answer) -> Answer:
    if not message.edited and (answer.result or {}).get("kind") == "logged":
        stop_rest(scene)
    return answer


def _entry(scene: Scene, message: Message, text: str) -> Entry:
    """A message as sets: "/squat 100x5" is "squat 100x5", "same @s12" repeats that set."""
    text = text.removeprefix("/")
    last = None
    if text.lower().startswith("same"):
        text, set_id = split_id(text)
        if set_id:
            last = scene.ledger.set_by_id(scene.person.id, set_id)
            if last is None:
                raise NoSuchSet(set_id, set_id=set_id)
    new = not message.edited and message.owner is None
    return Entry(text, message.sent_at, message.source, last=last, new=new)
