"""Partners in a group: join, share, leave, who trains, and the group's own rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from core.context import RequestContext, say_lines
from core.errors import AdminUnknown, BadSetting, NotAdmin, NotAGroup, NotJoined
from core.groups.rules import (
    FEATURES,
    GYM_AGAIN,
    SHARED_AT_FIRST,
    SHARES,
    GroupSettings,
    Member,
    hears,
    is_quiet,
    plain_name,
    said_lately,
)
from core.handlers.answer_style import IN_GROUPS, STYLES
from core.handlers.group_switches import is_switch, switch, switch_words
from core.handlers.plan_copies import offered
from core.handlers.settings import languages
from core.handlers.trial import share_result
from core.locale.strings import say
from core.messages import Answer, Button, Message
from core.parsing.commands import Command
from core.parsing.groups import QUIET_EXAMPLE, read_hours, read_sharing
from core.parsing.language_names import read_language
from core.records import Person
from core.reminders.schedule import falls_on, zone_of
from core.render.wording import shortest
from core.store.unit_of_work import UnitOfWork

_OFF = frozenset({"off", "none", "no"})
SHOWN_BY = frozenset({"quiet", "topic", "answers", "language", "flood", *FEATURES})


def in_group(context: RequestContext, command: str) -> None:
    """Go on only in a group. Raises NotAGroup, which says where it belongs."""
    if not context.group:
        raise NotAGroup(command, setting=command, command=command)


def membership(context: RequestContext) -> Member:
    """The speaker as a member of this group. Raises NotJoined."""
    member = context.uow.groups.member(context.address, context.person.id)
    if member is None:
        raise NotJoined
    return member


def as_admin(context: RequestContext) -> None:
    """Go on only for an admin. Raises AdminUnknown where nobody asked yet, NotAdmin."""
    if context.admin is None:
        raise AdminUnknown
    if not context.admin:
        raise NotAdmin


# --- joining, sharing ---------------------------------------------------------------------------


def join(context: RequestContext, command: Command) -> Answer:
    """`join`: from here on this group's board counts the person in; again shows what is shared."""
    in_group(context, "join")
    groups, where, me = context.uow.groups, context.address, context.person.id
    member = groups.member(where, me)
    if member is not None:
        return show_sharing(context, member)
    groups.join(where, me, SHARED_AT_FIRST, context.now)
    member = membership(context)
    buttons = (
        Button(context.words("button.share_nothing"), "share nothing"),
        Button(context.words("button.leave"), "leave"),
    )
    return say_lines(
        context,
        context.words("group.joined", what=_what(context, member)),
        context.words("group.joined.change"),
        result=_sharing_facts(member, new=True),
        buttons=buttons,
    )


def share(context: RequestContext, command: Command) -> Answer:
    """`share sessions records`, `share nothing`, `share loads`: exactly what is named."""
    in_group(context, "share")
    member = membership(context)
    if not command.rest:
        return show_sharing(context, member)
    if command.rest.lower().strip(" .!") in ("trial", "my trial", "trial result"):
        return share_result(context, plain_name(member.name))
    wanted = read_sharing(command.rest)
    member = replace(
        member,
        share=member.share if wanted.share is None else wanted.share,
        loads=member.loads if wanted.loads is None else wanted.loads,
    )
    context.uow.groups.save(context.address, member)
    return show_sharing(context, member)


def show_sharing(context: RequestContext, member: Member) -> Answer:
    """What this group sees of the person, and how to change it."""
    copy = offered(context, member)
    lines = [context.words("group.shares", what=_what(context, member))]
    lines += [copy[0]] if copy is not None else []
    return say_lines(
        context, *lines, context.words("group.shares.change"), result=_sharing_facts(member),
        buttons=(copy[1],) if copy is not None else (),
    )  # fmt: skip


def _what(context: RequestContext, member: Member) -> str:
    said = [context.words(f"group.share.{each}") for each in SHARES if each in member.share]
    said += [context.words("group.share.loads")] if said and member.loads else []
    return ", ".join(said) or context.words("group.share.nothing")


def _sharing_facts(member: Member, *, new: bool = False) -> dict[str, object]:
    shared = [each for each in SHARES if each in member.share]
    return {"kind": "sharing", "joined": new, "share": shared, "loads": member.loads}


# --- who trains ---------------------------------------------------------------------------------


def partners(context: RequestContext, command: Command) -> Answer:
    """`partners`: who trains today, and whose reminders say so; no times."""
    in_group(context, "partners")
    trained, planned = [], []
    for member, person in context.uow.groups.members(context.address):
        if "sessions" not in member.share:
            continue
        if _trains_today(context, member, person):
            trained.append(plain_name(member.name))
        elif _planned_today(context, person):
            planned.append(plain_name(member.name))
    lines = [
        shortest(context.words(key, names=", ".join(names)))
        for key, names in (("partners.trained", trained), ("partners.planned", planned))
        if names
    ]
    result = {"kind": "partners", "trained": trained, "planned": planned}
    return say_lines(context, *(lines or [context.words("partners.none")]), result=result)


def _trains_today(context: RequestContext, member: Member, person: Person) -> bool:
    """Whether the latest set, or the word that they train, is of this local day of theirs."""
    zone = ZoneInfo(person.zone)
    last = context.uow.sets.last(person.id)
    moments = [member.gym_at, last.at if last is not None else None]
    today = context.now.astimezone(zone).date()
    return any(each is not None and each.astimezone(zone).date() == today for each in moments)


def _planned_today(context: RequestContext, person: Person) -> bool:
    """Whether a reminder to train, not paused, is for this local day."""
    for each in context.uow.reminders.of(person.id):
        paused = each.paused_until is not None and each.paused_until > context.now
        today = context.now.astimezone(zone_of(each.zone)).date()
        if each.kind == "train" and each.state == "on" and not paused and falls_on(each, today):
            return True
    return False


def gym(context: RequestContext, command: Command) -> Answer:
    """`gym`: tells the group once that the person trains now; nobody is called by it."""
    in_group(context, "gym")
    member = membership(context)
    zone = context.zone
    if member.gym_at is not None and said_lately(member, context.now):
        again = (member.gym_at + GYM_AGAIN).astimezone(zone)
        told = member.gym_at.astimezone(zone)
        line = context.words("gym.again", time=f"{told:%H:%M}", again=f"{again:%H:%M}")
        return say_lines(context, line, result={"kind": "gym", "told": False}, private=True)
    group_settings = context.uow.groups.group_settings(context.address)
    if (
        group_settings is not None
        and group_settings.quiet is not None
        and is_quiet(group_settings, context.now)
    ):
        line = context.words("gym.quiet", until=f"{group_settings.quiet[1]:%H:%M}")
        return say_lines(context, line, result={"kind": "gym", "told": False}, private=True)
    context.uow.groups.save(context.address, replace(member, gym_at=context.now))
    line = context.words("gym.told", name=plain_name(member.name))
    return say_lines(context, line, result={"kind": "gym", "told": True})


def group_zone(context: RequestContext) -> str:
    """The zone a group lives by: of its quiet hours, of who asks, else what most members told."""
    rules = context.uow.groups.group_settings(context.address)
    if rules is not None and rules.quiet is not None:
        return rules.zone
    if context.person.zone_told:
        return context.person.zone
    people = [each for _, each in context.uow.groups.members(context.address)]
    told = Counter(each.zone for each in people if each.zone_told)
    return told.most_common(1)[0][0] if told else context.person.zone


# --- the group's own rules ----------------------------------------------------------------------


def is_heard(uow: UnitOfWork, message: Message, now: datetime) -> bool:
    """Whether words that nobody addressed to the bot are read, by the group's own rules.

    One look-up by key. A message that was read once is read again when it is edited.
    """
    group_settings = uow.groups.group_settings(message.address)
    if group_settings is None or hears(group_settings, message.address.thread, now):
        return True
    return message.edited and uow.groups.has_logged(message.sender, message.source)


def settings(context: RequestContext, command: Command) -> Answer:
    """`settings` shows the group's rules; admins change them, a word each."""
    in_group(context, "settings")
    words = command.rest.lower().split()
    group_settings = context.uow.groups.group_settings(context.address) or GroupSettings()
    if not words or (len(words) == 1 and words[0] in SHOWN_BY):
        return _show_group_settings(context, group_settings)
    rest = words[1:]
    if words[0] == "quiet" and rest:
        hours = rest[1:] if rest[0] == "hours" else rest
        changed, line = _set_quiet(context, group_settings, " ".join(hours))
    elif words[0] == "topic" and rest in (["here"], ["any"], ["all"]):
        here = rest == ["here"]
        changed = replace(group_settings, topic=context.address.thread if here else None)
        line = context.words("house.set.topic.here" if here else "house.set.topic.any")
    elif words[0] in ("answers", "answer") and len(rest) == 1 and rest[0] in STYLES:
        answers = STYLES[rest[0]]
        changed = replace(group_settings, answers=answers)
        line = context.words(f"house.set.answers.{answers}")
    elif is_switch(words):
        changed, line = switch(context, group_settings, command.rest)
    elif words[0] == "language":
        changed, line = _set_language(context, group_settings, rest)
    else:
        raise BadSetting(command.rest, setting="house", example=QUIET_EXAMPLE)
    as_admin(context)
    context.uow.groups.save_group_settings(context.address, changed, context.now)
    return say_lines(context, line, result=_group_settings_facts(changed))


def _set_language(
    context: RequestContext, group_settings: GroupSettings, words: Sequence[str]
) -> tuple[GroupSettings, str]:
    if list(words) in (["any"], ["all"], ["off"]):
        return replace(group_settings, language=""), context.words("house.set.language.any")
    found = read_language(words)
    if not found:
        spoken = " ".join(words)
        example = "settings language de"
        raise BadSetting(spoken, setting="language", example=example, languages=languages())
    line = say(found, "set.language_group", language=say(found, f"language.{found}"))
    return replace(group_settings, language=found), line


def _set_quiet(
    context: RequestContext, group_settings: GroupSettings, words: str
) -> tuple[GroupSettings, str]:
    if words.lower().strip() in _OFF:
        return replace(group_settings, quiet=None), context.words("house.set.quiet.off")
    changed = replace(group_settings, quiet=read_hours(words), zone=context.person.zone)
    return changed, context.words("house.set.quiet", quiet=_hours(changed))


def _show_group_settings(context: RequestContext, group_settings: GroupSettings) -> Answer:
    topic = "any"
    if group_settings.topic is not None:
        topic = "here" if group_settings.topic == context.address.thread else "other"
    quiet = _hours(group_settings)
    answers = context.words(f"house.answers.{group_settings.answers or IN_GROUPS}")
    named = f"language.{group_settings.language or 'en'}"
    key = "house.language" if group_settings.language else "house.language.any"
    language = context.words(key, language=context.words(named))
    line = context.words(
        "house.line",
        quiet=context.words("house.quiet" if quiet else "house.quiet.none", quiet=quiet),
        topic=context.words(f"house.topic.{topic}"),
        answers=f"{answers}; {language}",
    )
    result = _group_settings_facts(group_settings)
    how, more = context.words("house.how"), context.words("house.how_more")
    switches = switch_words(context, group_settings)
    return say_lines(context, line, *switches, how, more, result=result)


def _hours(group_settings: GroupSettings) -> str:
    if group_settings.quiet is None:
        return ""
    return f"{group_settings.quiet[0]:%H:%M}-{group_settings.quiet[1]:%H:%M} {group_settings.zone}"


def _group_settings_facts(group_settings: GroupSettings) -> dict[str, object]:
    return {
        "kind": "house",
        "quiet": _hours(group_settings),
        "topic": group_settings.topic,
        "answers": group_settings.answers or IN_GROUPS,
        "language": group_settings.language or None,
        "off": sorted(group_settings.off),
        "flood": group_settings.flood,
    }
