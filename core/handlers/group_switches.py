"""What admins switch off in a group, how many answers it reads, and a group that takes us back."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from core.context import RequestContext, say_lines
from core.errors import BadSetting
from core.groups.rules import (
    FEATURES,
    FLOOD_WITHIN,
    MOST_FLOOD,
    Feature,
    GroupSettings,
    is_flooded,
    is_on,
)
from core.messages import Address, Answer
from core.store.unit_of_work import UnitOfWork

FLOOD_EXAMPLE = "settings flood 6"
_OFF = frozenset({"off", "no", "none"})


def is_switch(words: list[str]) -> bool:
    """Whether words of `settings` are about a feature or the limit of answers."""
    return words[0] in (*FEATURES, "flood")


def switch(
    context: RequestContext, group_settings: GroupSettings, words: str
) -> tuple[GroupSettings, str]:
    """`board off`, `flood 6`: the rules as they are then, and what is said. Raises BadSetting."""
    first, _, rest = words.lower().strip(" .!").partition(" ")
    rest = rest.strip()
    if first == "flood":
        return _flood(context, group_settings, rest)
    feature = cast("Feature", first)
    if rest not in ("on", *_OFF):
        raise BadSetting(words, setting="house", example=f"settings {feature} off")
    what = context.words(f"house.feature.{feature}")
    if rest == "on":
        changed = replace(group_settings, off=group_settings.off - {feature})
        return changed, context.words("house.set.on", what=what)
    changed = replace(group_settings, off=group_settings.off | {feature})
    return changed, context.words("house.set.off", what=what, word=feature)


def _flood(
    context: RequestContext, group_settings: GroupSettings, value: str
) -> tuple[GroupSettings, str]:
    if value in _OFF:
        return replace(group_settings, flood=0), context.words("house.set.flood.off")
    if not (value.isascii() and value.isdecimal() and 0 < int(value[:4]) <= MOST_FLOOD):
        raise BadSetting(f"flood {value}", setting="house", example=FLOOD_EXAMPLE)
    changed = replace(group_settings, flood=int(value))
    return changed, context.words("house.set.flood", n=changed.flood)


def switch_words(context: RequestContext, group_settings: GroupSettings) -> list[str]:
    """What `settings` shows of it, where it is not as usual."""
    found = []
    if group_settings.flood:
        found.append(context.words("house.flood", n=group_settings.flood))
    off = [context.words(f"house.feature.{e}") for e in FEATURES if e in group_settings.off]
    return [*found, *([context.words("house.off", what=", ".join(off))] if off else [])]


def switched_off(context: RequestContext, feature: Feature | None) -> Answer | None:
    """Why a command does nothing in this group, said to the person alone; None where it may."""
    if not context.group or feature is None:
        return None
    if is_on(context.uow.groups.group_settings(context.address), feature):
        return None
    line = context.words("house.switched_off", what=context.words(f"house.feature.{feature}"))
    result = {"kind": "switched_off", "feature": feature}
    return say_lines(context, line, result=result, private=True)


def within_flood(context: RequestContext, answer: Answer) -> Answer:
    """An answer as the group's limit has it: over it, it is for the person alone.

    What changes a message that is there needs no place.
    """
    reply = answer.reply
    if not context.group or reply is None or reply.private or reply.edits:
        return answer
    rules = context.uow.groups.group_settings(context.address)
    if rules is None or not rules.flood:
        return answer
    since = context.now - FLOOD_WITHIN
    lately = context.uow.groups.lately(context.address, since)
    if is_flooded(rules, len(lately)):
        return Answer(replace(reply, private=True, about=""), answer.result)
    context.uow.groups.keep_lately(context.address, (*lately, context.now))
    return answer


def returned(uow: UnitOfWork, where: Address) -> None:
    """Somebody speaks in a group that had put us out: we are in again, and all is as it was."""
    rules = None if where.private else uow.groups.group_settings(where)
    if rules is not None and rules.left_at is not None:
        uow.groups.come_back(where)
