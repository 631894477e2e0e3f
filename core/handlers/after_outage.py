"""After an outage: what was stored meanwhile, in one summary per chat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.groups.rules import plain_name
from core.locale.strings import known_language, say
from core.messages import Answer, Message, Reply

QUOTED = 5


@dataclass(frozen=True, slots=True)
class Handled:
    """A late message with what came of it."""

    message: Message
    answer: Answer


def summarise(handled: Sequence[Handled]) -> Answer:
    """One reply for all: sets per person and exercise, what was not understood, what is open."""
    if not any(each.answer.reply for each in handled):
        return Answer(None, None)
    language = known_language(handled[-1].message.sender.language)
    several = len({each.message.sender.id for each in handled}) > 1
    lines = []
    for sender_id, person in {
        each.message.sender.id: each.message.sender.name for each in handled
    }.items():
        counts = _counts([each for each in handled if each.message.sender.id == sender_id])
        if counts:
            sets = ", ".join(_counted(language, n, name) for name, n in counts.items())
            who = say(language, "late.of", name=plain_name(person)) if several else ""
            lines.append(say(language, "late.stored", name=who, sets=sets))
    for kind, key in (("error", "late.unread"), ("question", "late.question")):
        quotes = [each.message.text for each in handled if _kind(each) == kind]
        lines += [say(language, key, quote=_cut(quote)) for quote in quotes[:QUOTED]]
    others = [
        each.message.text
        for each in handled
        if _kind(each) not in ("", "logged", "error", "question", "eye")
    ]
    lines += [say(language, "late.did", quote=_cut(quote)) for quote in others[:QUOTED]]
    stored = sum(sum(_counts([each]).values()) for each in handled)
    title = say(language, "late.title")
    return Answer(Reply(title=title, lines=tuple(lines)), {"kind": "late", "sets": stored})


def _counted(language: str, n: int, exercise: str) -> str:
    if not exercise:
        return say(language, "week.sets", n=n)
    return say(language, "late.sets", n=n, exercise=exercise)


def _counts(handled: Sequence[Handled]) -> dict[str, int]:
    """Sets by exercise; "" where a group must not be told which, as the words did not name it."""
    counts: dict[str, int] = {}
    for each in handled:
        reply = each.answer.reply
        unnamed = reply is not None and reply.private and not each.message.address.private
        sets = (each.answer.result or {}).get("sets")
        if _kind(each) == "logged" and isinstance(sets, list):
            for facts in sets:
                name = "" if unnamed else facts["exercise"]
                counts[name] = counts.get(name, 0) + 1
    return counts


def _kind(handled: Handled) -> str:
    return str((handled.answer.result or {}).get("kind", ""))


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"
