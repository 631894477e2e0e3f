"""`link` and `unlink`: one person on several platforms, and parted again."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.accounts.linking import (
    CODE_LIFE,
    TERMINAL,
    differing,
    doubles,
    hash_of,
    new_code,
    read_code,
    same_exercises,
    spell,
    token,
)
from core.bounds import whole
from core.context import RequestContext, say_lines
from core.errors import BadCode, LinkRefused, NotLinked, NotYours, TooManyCodes, UnknownCode
from core.messages import NOBODY, Address, Answer, Button, Message, Reply
from core.parsing.commands import Command
from core.records import Exercise, Load, Person
from core.render.wording import shortest, span, words_of_weight
from core.store.codec import text_exercise, text_plates
from core.store.repositories.links import Link, Offer, Tally
from core.store.repositories.merge_pairs import Pair
from core.store.repositories.merge_parts import KINDS, blank, move_kinds, renumbered
from core.store.unit_of_work import UnitOfWork

YES, NO = frozenset({"yes", "ok", "now"}), frozenset({"no", "cancel"})
DAY = timedelta(days=1)
MOST_NAMED = 3  # own exercises, settings


def link(context: RequestContext, command: Command) -> Answer:
    """`link` gives a code, `link K7MX-2QPR` on the other platform asks, one tap merges."""
    words = command.rest.split()
    if context.group:
        return _in_group(context, command.rest)
    if not words:
        return _give_code(context)
    first = words[0].lower()
    if first in YES:
        return _decide(context, words[1] if len(words) > 1 else "")
    if first in NO:
        context.uow.links.withdraw(context.person.id)
        return say_lines(
            context, context.words("link.cancelled"), result={"kind": "link", "stage": "cancelled"}
        )
    return _take_code(context, command.rest)


def check_owner(uow: UnitOfWork, message: Message, person: Person) -> None:
    """A button works for the person it was made for. Raises NotYours."""
    if message.owner not in (None, person.id):
        if whole(message.owner) in (None, NOBODY):  # forged, or made by something else
            raise NotYours(message.text, direction="unknown")
        gone = not uow.links.identities(message.owner or 0)  # linked, parted or forgotten
        raise NotYours(message.text, direction="gone" if gone else "")


def is_code_overheard(uow: UnitOfWork, words: str) -> bool:
    """Whether words behind `link`, said to nobody in a group, are a live code; then it ends."""
    code = read_code(words)
    return code is not None and uow.links.burn(hash_of(code))


def _in_group(context: RequestContext, words: str) -> Answer:
    """No code is ever shown in a group; one that is typed there ends, whoever made it."""
    code = read_code(words)
    if code is not None:
        context.uow.links.burn(hash_of(code))
    sentence = context.words("link.burnt" if code is not None else "link.group")
    stage = "burnt" if code is not None else "in_group"
    return say_lines(context, sentence, result={"kind": "link", "stage": stage}, private=True)


def _give_code(context: RequestContext) -> Answer:
    """A new code; the one before ends."""
    code = new_code()
    until = context.now + CODE_LIFE
    context.uow.links.offer(context.person.id, context.address.platform, hash_of(code), until)
    minutes = CODE_LIFE // timedelta(minutes=1)
    return say_lines(
        context,
        context.words("link.code", minutes=minutes),
        context.words("link.code_line", code=spell(code)),
        context.words("link.code_secret"),
        result={"kind": "link", "stage": "code", "code": spell(code), "minutes": minutes},
    )


def _take_code(context: RequestContext, words: str) -> Answer:
    """A code from the other platform: what it opens is shown, nothing is merged yet."""
    links, me, now = context.uow.links, context.person.id, context.now
    code = read_code(words)
    if code is None:
        raise BadCode(words)
    wait = links.waits(me, now)
    if wait is not None:
        raise TooManyCodes(minutes=math.ceil(wait / timedelta(minutes=1)))
    offer = links.find(hash_of(code), now)
    if offer is not None and offer.person_id == me:
        here = context.address.platform == offer.platform
        raise LinkRefused(direction="own" if here else "same")
    if offer is None or offer.claimed_by not in (None, me):
        raise UnknownCode(n=links.miss(me, now))
    links.clear_misses(me)
    if links.of(me) and links.of(offer.person_id):
        raise LinkRefused(direction="both")
    links.claim(offer.code_hash, me, now + CODE_LIFE)
    return _show(context, offer, _survey(context, offer))


def _decide(context: RequestContext, given: str) -> Answer:
    """The tap: only what was shown is merged."""
    links = context.uow.links
    offers = links.claimed(context.person.id, context.now)
    if not offers:
        raise LinkRefused(direction="gone")
    surveys = [(offer, _survey(context, offer)) for offer in offers]
    for offer, survey in surveys:
        if survey is not None and given == survey.token:
            return _merge(context, offer, survey)
    offer, survey = surveys[0]
    return _show(context, offer, survey, again=bool(given))


# --- what will be merged ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Survey:
    """Two logs beside each other, and what a merge makes of them."""

    here: Tally
    there: Tally
    pair: Pair
    doubles: tuple[int, ...]  # numbers of sets that the one taken in has twice
    token: str

    @property
    def here_wins(self) -> bool:
        """Whether settings of this side stay."""
        return self.pair.wins == self.here.id


def _survey(context: RequestContext, offer: Offer) -> Survey | None:
    """Look at both sides, the other held still; None when the other is gone.

    This side stays and its settings win; a side without sets gives way to one that has some. Who
    was linked before always stays.
    """
    links, me = context.uow.links, context.person.id
    if not links.hold(offer.person_id):
        return None
    here, there = links.tally(me), links.tally(offer.person_id)
    if here is None or there is None:
        return None
    wins = there if there.sets and not here.sets else here
    linked = [each for each in (here, there) if links.of(each.id)]
    keeper = linked[0] if linked else wins
    other = there if keeper is here else here
    pair = Pair(keeper.id, other.id, wins.id)
    found = _doubles(context, keeper, other, wins)
    name = token(offer.code_hash, (here.version, there.version))
    return Survey(here, there, pair, found, name)


def _doubles(context: RequestContext, keeper: Tally, other: Tally, wins: Tally) -> tuple[int, ...]:
    span = _overlap(keeper, other)
    if span is None:
        return ()
    links, zone = context.uow.links, ZoneInfo(str(wins.side.person["zone"]))
    matched = same_exercises(_own(keeper), _own(other))
    mine = {each: each for each in matched.values()}
    here = links.marks(keeper.id, span, zone, mine)
    return tuple(doubles(here, links.marks(other.id, span, zone, matched)))


def _overlap(one: Tally, two: Tally) -> tuple[datetime, datetime] | None:
    """The days in which both have sets."""
    if one.first is None or two.first is None or one.last is None or two.last is None:
        return None
    since, until = max(one.first, two.first) - DAY, min(one.last, two.last) + DAY
    return (since, until) if since <= until else None


def _own(tally: Tally) -> list[Exercise]:
    return [text_exercise(each) for each in tally.side.own.values()]


def _show(
    context: RequestContext, offer: Offer, survey: Survey | None, *, again: bool = False
) -> Answer:
    if survey is None:
        raise LinkRefused(direction="gone")
    here, there = survey.here, survey.there
    platform = context.words(f"platform.{offer.platform}")
    count = {"here": f"{here.sets:,}", "there": f"{there.sets:,}", "n": len(survey.doubles)}
    names = [each.name for each in _own(there)]
    lines = [
        context.words("link.changed") if again else "",
        context.words("link.sets_double" if survey.doubles else "link.sets", **count),
        _own_line(context, names),
        _settings_line(context, survey),
        context.words("link.reminders", n=there.reminders) if there.reminders else "",
        _name_line(context, survey),
        context.words("link.parts"),
    ]
    buttons = (
        Button(context.words("button.link_yes"), f"link yes {survey.token}"),
        Button(context.words("button.link_no"), "link no"),
    )
    reply = Reply(
        title=context.words("link.title", platform=platform, name=_plain(there.name)),
        lines=tuple(line for line in lines if line),
        buttons=buttons,
        owner=context.person.id,
    )
    result = {
        "kind": "link", "stage": "asked", "here": here.sets, "there": there.sets,
        "doubles": len(survey.doubles), "wins": "here" if survey.here_wins else "there",
        "differing": sorted(_differing(survey)), "reminders": there.reminders,
        "id": survey.token,
    }  # fmt: skip
    return Answer(reply, result)


def _plain(name: str) -> str:
    """A name on one line."""
    return " ".join(name.split())[:40] or "?"


def _own_line(context: RequestContext, names: list[str]) -> str:
    if not names:
        return ""
    some = ", ".join(_plain(each) for each in names[:MOST_NAMED])
    more = len(names) - MOST_NAMED
    if more <= 0:
        return context.words("link.own", names=some)
    return shortest(context.words("link.own_more", names=some, n=more))


def _name_line(context: RequestContext, survey: Survey) -> str:
    """Whose name groups show, where the two differ."""
    here, there = survey.here, survey.there
    keeper = here if survey.pair.keeper == here.id else there
    if here.name == there.name:
        return ""
    return context.words("link.name", name=_plain(keeper.name))


# --- settings -----------------------------------------------------------------------------------


def _differing(survey: Survey) -> dict[str, tuple[object, object]]:
    """Settings that differ, kind by kind, in the ids of the winning side."""
    wins, other = survey.here, survey.there
    if not survey.here_wins:
        wins, other = other, wins
    matched = same_exercises(_own(wins), _own(other))
    moved = move_kinds(other.kinds, lambda each: renumbered(each, 1_000_000, matched))
    found: dict[str, tuple[object, object]] = {}
    for kind in KINDS:
        values = differing(wins.kinds[kind], moved[kind], blank)
        found |= {
            name if kind == "settings" else f"{kind} {name}": each for name, each in values.items()
        }
    return found


def _settings_line(context: RequestContext, survey: Survey) -> str:
    found = _differing(survey)
    general = {name: each for name, each in found.items() if " " not in name}
    parts = [
        context.words(
            "link.setting",
            setting=name,
            kept=_value(context, name, kept),
            given=_value(context, name, given),
        )
        for name, (kept, given) in general.items()
    ]
    if single := len(found) - len(general):
        parts.append(context.words("link.single", n=single))
    if not parts:
        return context.words("link.settings_same")
    key = "link.here_wins" if survey.here_wins else "link.there_wins"
    return context.words(key, settings=", ".join(parts))


def _value(context: RequestContext, name: str, value: object) -> str:
    """A setting in words."""
    values: list[Any] = value if isinstance(value, list) else [value]
    if name in ("bodyweight", "bar"):
        return words_of_weight(context.person.language, Load(*values))
    if name in ("plates", "dumbbells", "kettlebells"):
        return " ".join(each.text for each in text_plates(str(values[0])))
    if name == "effort":
        return span(values[0], values[1])
    if name in ("quiet", "cut", "rest_auto", "reactions"):
        return context.words("setting.on" if values[0] else "setting.off")
    return str(values[0])


# --- one person ---------------------------------------------------------------------------------


def _merge(context: RequestContext, offer: Offer, survey: Survey) -> Answer:
    """Both become one, in this unit of work; the other platform is told."""
    links, pair = context.uow.links, survey.pair
    here, there = survey.here, survey.there
    other = next(iter(links.identities(there.id)), None)
    added = links.merge(pair, survey.doubles, context.now)
    if pair.keeper != here.id:  # seen from here, what was there was added
        added = there.sets - len(survey.doubles)
    platform = context.words(f"platform.{offer.platform}")
    if other is not None and other.chat and other.platform != TERMINAL:
        mine = context.words(f"platform.{context.address.platform}")
        told = context.words("link.told", platform=mine, name=_plain(here.name))
        key = f"linked:{pair.keeper}:{context.now.timestamp()}"
        to = Address(other.platform, other.chat)
        context.uow.outbox.post(to, Reply(lines=(told,), owner=pair.keeper), "", key, context.now)
    facts = {"platform": platform, "n": added, "doubles": len(survey.doubles)}
    line = context.words("link.done_double" if survey.doubles else "link.done", **facts)
    result: Mapping[str, object] = {
        "kind": "link", "stage": "done", "added": added, "doubles": len(survey.doubles),
    }  # fmt: skip
    return Answer(Reply(lines=(line,), owner=pair.keeper), result)


# --- parted -------------------------------------------------------------------------------------


def unlink(context: RequestContext, command: Command) -> Answer:
    """`unlink`: asks, then gives each set back to where it was typed."""
    if context.group:
        line = context.words("unlink.group")
        return say_lines(
            context, line, result={"kind": "unlink", "stage": "in_group"}, private=True
        )
    found = context.uow.links.of(context.person.id)
    if not found:
        raise NotLinked
    words = command.rest.lower().split()
    if words and words[0] in YES:
        given = words[1] if len(words) > 1 else ""
        named = [each for each in found if given == str(each.id)]
        if not given and len(found) == 1:
            named = list(found)
        if given and not named:
            raise NotLinked
        if named:
            return _part(context, named[0])
    return _ask_which(context, found)


def _ask_which(context: RequestContext, found: tuple[Link, ...]) -> Answer:
    links = context.uow.links
    me, everybody = links.me(context.person.id), links.identities(context.person.id)
    buttons = []
    for each in found:
        seen = each
        if me is not None and (each.platform, each.sender_id) == (me.platform, me.sender_id):
            other = next((i for i in everybody if i != me), me)
            seen = Link(each.id, other.platform, other.sender_id, each.at)
        platform = context.words(f"platform.{seen.platform}")
        label = context.words("button.unlink", platform=platform)
        buttons.append((Button(label, f"unlink yes {each.id}"), platform))
    if len(found) == 1:
        ask = context.words("unlink.ask", platform=buttons[0][1])
    else:
        ask = context.words("unlink.which")
    result = {"kind": "unlink", "stage": "asked", "links": len(found)}
    lines = (ask, context.words("unlink.ask_copied"))
    return say_lines(context, *lines, result=result, buttons=tuple(each for each, _ in buttons))


def _part(context: RequestContext, named: Link) -> Answer:
    links, stays = context.uow.links, context.person.id
    me = links.me(stays)
    goes = links.part(stays, named.id)
    if goes is None:
        raise NotLinked
    mine = me is not None and (me.platform, me.sender_id) == (named.platform, named.sender_id)
    here, there = (goes, stays) if mine else (stays, goes)
    others = links.identities(there)
    platform = context.words(f"platform.{others[0].platform if others else named.platform}")
    counts = [tally.sets if (tally := links.tally(each)) else 0 for each in (here, there)]
    facts = {"platform": platform, "here": f"{counts[0]:,}", "there": f"{counts[1]:,}"}
    result = {"kind": "unlink", "stage": "done", "here": counts[0], "there": counts[1]}
    return Answer(Reply(lines=(context.words("unlink.done", **facts),), owner=here), result)
