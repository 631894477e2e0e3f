"""Partners in a group: join, share, leave, who trains, and the group's own rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from core.context import Scene, say_lines
from core.errors import AdminUnknown, BadSetting, NotAdmin, NotAGroup, NotJoined
from core.groups.rules import (
    GYM_AGAIN,
    SHARED_AT_FIRST,
    SHARES,
    Answers,
    House,
    Member,
    hears,
    is_quiet,
    said_lately,
)
from core.messages import Address, Answer, Button, Message
from core.parsing.commands import Command
from core.parsing.groups import QUIET_EXAMPLE, read_hours, read_sharing
from core.records import Person
from core.reminders.schedule import zone_of
from core.render.wording import shortest, words_of_day
from core.store.unit_of_work import Ledger

_OFF = frozenset({"off", "none", "no"})
_ANSWERS: Mapping[str, Answers] = {
    "short": "short", "normal": "", "long": "", "on": "", "off": "off", "none": "off",
}  # fmt: skip


def in_group(scene: Scene, command: str) -> None:
    """Go on only in a group. Raises NotAGroup, which says where it belongs."""
    if not scene.group:
        raise NotAGroup(command, setting=command, command=command)


def membership(scene: Scene) -> Member:
    """The speaker as a member of this group. Raises NotJoined."""
    member = scene.ledger.groups.member(scene.address, scene.person.id)
    if member is None:
        raise NotJoined
    return member


def as_admin(scene: Scene) -> None:
    """Go on only for an admin. Raises AdminUnknown where nobody asked yet, NotAdmin."""
    if scene.admin is None:
        raise AdminUnknown
    if not scene.admin:
        raise NotAdmin


def plain_name(name: str) -> str:
    """A name on one line, in which no command of ours stands to be tapped ("/leave")."""
    return " ".join(re.sub(r"(?<!\w)/(?=\w)", "\u2215", name).split()) or "?"


# --- joining, sharing, leaving ------------------------------------------------------------------


def join(scene: Scene, command: Command) -> Answer:
    """`join`: from here on this group's board counts the person in; again shows what is shared."""
    in_group(scene, "join")
    groups, where, me = scene.ledger.groups, scene.address, scene.person.id
    member = groups.member(where, me)
    if member is not None:
        return show_sharing(scene, member)
    groups.join(where, me, SHARED_AT_FIRST, scene.now)
    member = membership(scene)
    buttons = (
        Button(scene.words("button.share_nothing"), "share nothing"),
        Button(scene.words("button.leave"), "leave"),
    )
    return say_lines(
        scene,
        scene.words("group.joined", what=_what(scene, member)),
        scene.words("group.joined.change"),
        result=_sharing_facts(member, new=True),
        buttons=buttons,
    )


def share(scene: Scene, command: Command) -> Answer:
    """`share sessions records`, `share nothing`, `share loads`: exactly what is named."""
    in_group(scene, "share")
    member = membership(scene)
    if not command.rest:
        return show_sharing(scene, member)
    wanted = read_sharing(command.rest)
    member = replace(
        member,
        share=member.share if wanted.share is None else wanted.share,
        loads=member.loads if wanted.loads is None else wanted.loads,
    )
    scene.ledger.groups.save(scene.address, member)
    return show_sharing(scene, member)


def show_sharing(scene: Scene, member: Member) -> Answer:
    """What this group sees of the person, and how to change it."""
    return say_lines(
        scene,
        scene.words("group.shares", what=_what(scene, member)),
        scene.words("group.shares.change"),
        result=_sharing_facts(member),
    )


def _what(scene: Scene, member: Member) -> str:
    said = [scene.words(f"group.share.{each}") for each in SHARES if each in member.share]
    said += [scene.words("group.share.loads")] if said and member.loads else []
    return ", ".join(said) or scene.words("group.share.nothing")


def _sharing_facts(member: Member, *, new: bool = False) -> dict[str, object]:
    shared = [each for each in SHARES if each in member.share]
    return {"kind": "sharing", "joined": new, "share": shared, "loads": member.loads}


def leave(scene: Scene, command: Command) -> Answer:
    """`leave` in a group deletes all that was shared there; in private it asks which group."""
    if scene.group:
        key = "group.left" if leave_group(scene, scene.address) else "group.left.none"
        return say_lines(scene, scene.words(key), result={"kind": "left"})
    where = _named_group(command.rest)
    if where is not None:
        key = "group.left" if leave_group(scene, where) else "group.gone"
        return say_lines(scene, scene.words(key), result={"kind": "left"})
    joined = scene.ledger.groups.joined(scene.person.id)
    buttons = tuple(
        Button(_label(scene, place, joined_at), f"leave {place.platform} {place.chat}")
        for place, joined_at in joined
    )
    key = "group.which" if joined else "group.which.none"
    result = {"kind": "groups", "groups": len(joined)}
    return say_lines(scene, scene.words(key), result=result, buttons=buttons)


def leave_group(scene: Scene, where: Address) -> bool:
    """Delete a membership with all that hangs on it there; False where there was none."""
    scene.ledger.ratings.purge(scene.person.id, where)
    return scene.ledger.groups.leave(where, scene.person.id)


def _named_group(words: str) -> Address | None:
    parts = words.split()
    return Address(parts[0], parts[1], private=False) if len(parts) == 2 else None


def _label(scene: Scene, where: Address, joined_at: datetime) -> str:
    day = words_of_day(scene.person.language, joined_at, scene.zone)
    platform = where.platform.capitalize()
    return scene.words("group.which.button", platform=platform, chat=where.chat, day=day)


# --- who trains ---------------------------------------------------------------------------------


def partners(scene: Scene, command: Command) -> Answer:
    """`partners`: who trains today, and whose reminders say so; no times."""
    in_group(scene, "partners")
    trained, planned = [], []
    for member, person in scene.ledger.groups.members(scene.address):
        if "sessions" not in member.share:
            continue
        if _trains_today(scene, member, person):
            trained.append(plain_name(member.name))
        elif _planned_today(scene, person):
            planned.append(plain_name(member.name))
    lines = [
        shortest(scene.words(key, names=", ".join(names)))
        for key, names in (("partners.trained", trained), ("partners.planned", planned))
        if names
    ]
    result = {"kind": "partners", "trained": trained, "planned": planned}
    return say_lines(scene, *(lines or [scene.words("partners.none")]), result=result)


def _trains_today(scene: Scene, member: Member, person: Person) -> bool:
    """Whether the latest set, or the word that they train, is of this local day of theirs."""
    zone = ZoneInfo(person.zone)
    last = scene.ledger.last_set(person.id)
    moments = [member.gym_at, last.at if last is not None else None]
    today = scene.now.astimezone(zone).date()
    return any(each is not None and each.astimezone(zone).date() == today for each in moments)


def _planned_today(scene: Scene, person: Person) -> bool:
    """Whether a reminder to train, not paused, names this day of the week."""
    for each in scene.ledger.reminders.of(person.id):
        paused = each.paused_until is not None and each.paused_until > scene.now
        weekday = scene.now.astimezone(zone_of(each.zone)).weekday()
        if each.kind == "train" and each.state == "on" and not paused and weekday in each.days:
            return True
    return False


def gym(scene: Scene, command: Command) -> Answer:
    """`gym`: tells the group once that the person trains now; nobody is called by it."""
    in_group(scene, "gym")
    if command.rest.lower().strip(" .!") not in ("", "now"):
        raise BadSetting(command.rest, setting="gym", example="gym")
    member = membership(scene)
    zone = scene.zone
    if member.gym_at is not None and said_lately(member, scene.now):
        again = (member.gym_at + GYM_AGAIN).astimezone(zone)
        told = member.gym_at.astimezone(zone)
        line = scene.words("gym.again", time=f"{told:%H:%M}", again=f"{again:%H:%M}")
        return say_lines(scene, line, result={"kind": "gym", "told": False}, private=True)
    house = scene.ledger.groups.house(scene.address)
    if house is not None and house.quiet is not None and is_quiet(house, scene.now):
        line = scene.words("gym.quiet", until=f"{house.quiet[1]:%H:%M}")
        return say_lines(scene, line, result={"kind": "gym", "told": False}, private=True)
    scene.ledger.groups.save(scene.address, replace(member, gym_at=scene.now))
    line = scene.words("gym.told", name=plain_name(member.name))
    return say_lines(scene, line, result={"kind": "gym", "told": True})


# --- the group's own rules ----------------------------------------------------------------------


def is_heard(ledger: Ledger, message: Message, now: datetime) -> bool:
    """Whether words that nobody addressed to the bot are read, by the group's own rules.

    One look-up by key. A message that was read once is read again when it is edited.
    """
    house = ledger.groups.house(message.address)
    if house is None or hears(house, message.address.thread, now):
        return True
    return message.edited and ledger.groups.has_logged(message.sender, message.source)


def shortened(ledger: Ledger, message: Message, answer: Answer) -> Answer:
    """The answer to sets in one line where the group wants that; a warning is never cut."""
    facts = answer.result or {}
    if answer.reply is None or message.address.private or facts.get("kind") != "logged":
        return answer
    if answer.reply.private:  # a warning among others: pain is for the person alone
        return answer
    house = ledger.groups.house(message.address)
    if house is None or house.answers != "short":
        return answer
    return Answer(replace(answer.reply, lines=answer.reply.lines[:1]), answer.result)


def settings(scene: Scene, command: Command) -> Answer:
    """`settings` shows the group's rules; admins change them, a word each."""
    in_group(scene, "settings")
    words = command.rest.lower().split()
    house = scene.ledger.groups.house(scene.address) or House()
    if not words or words in (["quiet"], ["topic"], ["answers"]):
        return _show_house(scene, house)
    rest = words[1:]
    if words[0] == "quiet" and rest:
        hours = rest[1:] if rest[0] == "hours" else rest
        changed, line = _set_quiet(scene, house, " ".join(hours))
    elif words[0] == "topic" and rest in (["here"], ["any"], ["all"]):
        here = rest == ["here"]
        changed = replace(house, topic=scene.address.thread if here else None)
        line = scene.words("house.set.topic.here" if here else "house.set.topic.any")
    elif words[0] in ("answers", "answer") and len(rest) == 1 and rest[0] in _ANSWERS:
        answers = _ANSWERS[rest[0]]
        changed = replace(house, answers=answers)
        line = scene.words(f"house.set.answers.{answers or 'normal'}")
    else:
        raise BadSetting(command.rest, setting="house", example=QUIET_EXAMPLE)
    as_admin(scene)
    scene.ledger.groups.save_house(scene.address, changed, scene.now)
    return say_lines(scene, line, result=_house_facts(changed))


def _set_quiet(scene: Scene, house: House, words: str) -> tuple[House, str]:
    if words.lower().strip() in _OFF:
        return replace(house, quiet=None), scene.words("house.set.quiet.off")
    changed = replace(house, quiet=read_hours(words), zone=scene.person.zone)
    return changed, scene.words("house.set.quiet", quiet=_hours(changed))


def _show_house(scene: Scene, house: House) -> Answer:
    topic = "any"
    if house.topic is not None:
        topic = "here" if house.topic == scene.address.thread else "other"
    quiet = _hours(house)
    line = scene.words(
        "house.line",
        quiet=scene.words("house.quiet" if quiet else "house.quiet.none", quiet=quiet),
        topic=scene.words(f"house.topic.{topic}"),
        answers=scene.words(f"house.answers.{house.answers or 'normal'}"),
    )
    return say_lines(scene, line, scene.words("house.how"), result=_house_facts(house))


def _hours(house: House) -> str:
    if house.quiet is None:
        return ""
    return f"{house.quiet[0]:%H:%M}-{house.quiet[1]:%H:%M} {house.zone}"


def _house_facts(house: House) -> dict[str, object]:
    return {
        "kind": "house",
        "quiet": _hours(house),
        "topic": house.topic,
        "answers": house.answers or "normal",
    }
