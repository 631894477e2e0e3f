"""`trainer`: a lifter invites a trainer, says what they may see, and ends it; and takes a code."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime, time, timedelta
from difflib import get_close_matches

from core.accounts.linking import hash_of, new_code, read_code, spell
from core.accounts.trainers import (
    CODE_LIFE,
    LASTS,
    LOOKS_KEPT,
    MOST_LIFTERS,
    SHOWN,
    Agreement,
    Invitation,
    Proposal,
    Shown,
    holds,
    is_open,
    shows_of,
)
from core.context import RequestContext, say_lines
from core.errors import BadCode, BadSetting, FutureDate, LinkRefused, TooManyCodes, UnknownCode
from core.handlers.advice import target_for
from core.handlers.emphasis import aims_of
from core.handlers.show import next_lines
from core.handlers.trainer_words import (
    also_words,
    dated,
    name_of,
    plan_pings,
    say_to,
    seen_line,
    tell,
    what_of,
)
from core.messages import Answer, Button
from core.parsing.commands import Command
from core.parsing.lifters import OF_TRAINER
from core.parsing.times import read_day, read_weekday
from core.render.wording import shortest
from core.store.unit_of_work import UnitOfWork

ENDS = frozenset({"end", "stop", "revoke", "remove", "off"})
SHOWN_COMMENTS = 3
MINUTE = timedelta(minutes=1)
_FROM = "trainer invite from 1 nov"


def trainer(context: RequestContext, command: Command) -> Answer:
    """`trainer invite`, `trainer notes on`, `trainer end`; `trainer K7MX-2QPR` takes a code."""
    words = command.rest.split()
    first = words[0].lower().strip(".!") if words else ""
    if context.group:
        return refuse_in_group(context, command.rest)
    if not words:
        return _show(context)
    if first == "invite":
        return _invite(context, " ".join(words[1:]))
    if first in ("no", "cancel"):
        context.uow.trainers.withdraw(context.person.id)
        return say_lines(context, context.words("trainer.withdrawn"), result=_facts("withdrawn"))
    if first == "seen" and len(words) == 1:
        return _seen(context)
    if first in SHOWN or first == "comments":
        return _tick(context, first, words[1:])
    if first in ("accept", "decline") and command.set_id.startswith("p"):
        return _decide(context, command.set_id, taken=first == "accept")
    if first == "renew" and len(words) == 1:
        return _renew(context)
    if first in ENDS and len(words) == 1:
        return _end(context)
    return _take(context, command.rest)


def refuse_in_group(context: RequestContext, words: str) -> Answer:
    """Nothing of the two is said in a group; a code that is typed there ends, whoever made it."""
    code = read_code(words)
    if code is not None:
        context.uow.trainers.burn(hash_of(code))
    key = "trainer.burnt" if code is not None else "trainer.group"
    return say_lines(context, context.words(key), result=_facts("in_group"), private=True)


def is_code_overheard(uow: UnitOfWork, words: str) -> bool:
    """Whether words behind `trainer`, said to nobody in a group, are a live code; then it ends."""
    code = read_code(words)
    return code is not None and uow.trainers.burn(hash_of(code))


def _facts(stage: str, **more: object) -> dict[str, object]:
    return {"kind": "trainer", "stage": stage, **more}


def agreed(context: RequestContext) -> Agreement | None:
    """The lifter's agreement; one that lapsed as long ago as it lasted is over for good."""
    found = context.uow.trainers.trainer_of(context.person.id)
    if found is not None and context.now - found.until_at >= LASTS:
        context.uow.trainers.end(found)
        return None
    return found


# --- inviting -----------------------------------------------------------------------------------


def _invite(context: RequestContext, words: str) -> Answer:
    """A new code; the one before ends. Raises BadSetting, FutureDate."""
    found = agreed(context)
    if found is not None and holds(found, context.now):
        facts = {"name": name_of(context, found.trainer_id), "day": dated(context, found.until_at)}
        return say_lines(context, context.words("trainer.one", **facts), result=_facts("one"))
    code, since = new_code(), _start(context, words)
    known = context.uow.trainers.invited(context.person.id, context.now)
    shows = known.shows if known is not None else shows_of("")
    invitation = Invitation(hash_of(code), context.person.id, since, shows)
    context.uow.trainers.invite(invitation, context.now + CODE_LIFE)
    month = Button(context.words("button.trainer.month"), "trainer invite from 4 weeks ago")
    return say_lines(
        context,
        context.words("trainer.code"),
        context.words("trainer.code_line", code=spell(code)),
        context.words("trainer.code_once"),
        _shows_line(context, since, shows),
        result=_facts("code", code=spell(code), since=since.isoformat()),
        buttons=(*_tick_buttons(context, shows), *(() if words else (month,))),
    )


def _start(context: RequestContext, words: str) -> datetime:
    """The first moment that is shown: the beginning of a day, today's without one."""
    text = words.lower().strip(" .!").removeprefix("from ").removeprefix("since ").strip()
    today = context.now.astimezone(context.zone).date()
    day = today
    if text and text != "today":
        try:
            found = read_day(text, today)
        except FutureDate as error:
            raise BadSetting(words, setting="trainer", example=_FROM) from error
        if found is None or text[found.end :].strip(" .,"):
            raise BadSetting(words, setting="trainer", example=_FROM)
        day = found.day
        if read_weekday(text) == today.weekday():  # today, which shows less than a week ago
            day = today
    return datetime.combine(day, time(), context.zone)


def _shows_line(context: RequestContext, since: datetime, shows: frozenset[Shown]) -> str:
    facts = {"day": dated(context, since), "also": also_words(context, shows)}
    return context.words("trainer.shows", **facts)


def _tick_buttons(context: RequestContext, shows: frozenset[Shown]) -> tuple[Button, ...]:
    return tuple(
        Button(
            context.words(
                f"button.trainer.{'hide' if each in shows else 'show'}",
                what=context.words(f"trainer.also.{each}"),
            ),
            f"trainer {each} {'off' if each in shows else 'on'}",
        )
        for each in SHOWN
    )


def _take(context: RequestContext, words: str) -> Answer:
    """The trainer types the code: from here on they may look. Raises UserError."""
    uow, me, now = context.uow, context.person.id, context.now
    code = read_code(words)
    if code is None and len(words.split()) > 1:
        raise BadSetting(words, setting="trainer", example=_FROM)
    meant = get_close_matches(words.lower().strip(".!?"), sorted(OF_TRAINER), 1)
    if code is None and meant:
        raise BadSetting(words, setting="trainer", example=f"trainer {meant[0]}")
    if code is None:
        raise BadCode(words, direction="trainer")
    wait = uow.links.waits(me, now)
    if wait is not None:
        raise TooManyCodes(minutes=math.ceil(wait / MINUTE), direction="trainer")
    found = uow.trainers.invitation(hash_of(code), now)
    if found is not None and found.lifter_id == me:
        raise LinkRefused(direction="own_trainer")
    if found is None or not uow.links.hold(found.lifter_id) or not uow.trainers.burn(hash_of(code)):
        raise UnknownCode(n=uow.links.miss(me, now), direction="trainer")
    if len(uow.trainers.lifters_of(me)) >= MOST_LIFTERS:
        raise LinkRefused(direction="full")
    uow.links.clear_misses(me)
    return _agree(context, found)


def _agree(context: RequestContext, found: Invitation) -> Answer:
    uow, me, now = context.uow, context.person.id, context.now
    before = uow.trainers.trainer_of(found.lifter_id)
    if before is not None:
        uow.trainers.end(before)
    made = Agreement(0, found.lifter_id, me, found.from_at, found.shows, True, now, now + LASTS)
    made = uow.trainers.agree(made)
    plan_pings(context, made)
    facts = {"name": name_of(context, me), "day": made.until_at}
    line = say_to(context, made.lifter_id, "trainer.told", **facts)
    end = Button(say_to(context, made.lifter_id, "button.trainer.end"), "trainer end")
    tell(context, made, made.lifter_id, line, buttons=(end,))
    given = context.words(
        "lifter.given",
        name=name_of(context, made.lifter_id),
        day=dated(context, made.from_at),
        until=dated(context, made.until_at),
    )
    return say_lines(context, given, context.words("lifter.how"), result=_facts("taken"))


# --- what is agreed -----------------------------------------------------------------------------


def _show(context: RequestContext) -> Answer:
    """Who sees what, what they said lately, and how to change it."""
    found = agreed(context)
    if found is not None:
        return _show_agreed(context, found)
    waits = context.uow.trainers.invited(context.person.id, context.now)
    if waits is None:
        return say_lines(context, context.words("trainer.none"), result=_facts("none"))
    return say_lines(
        context,
        context.words("trainer.waits"),
        _shows_line(context, waits.from_at, waits.shows),
        result=_facts("waits", shows=sorted(waits.shows)),
        buttons=_tick_buttons(context, waits.shows),
    )


def _show_agreed(context: RequestContext, found: Agreement) -> Answer:
    name = name_of(context, found.trainer_id)
    live = holds(found, context.now)
    until = dated(context, found.until_at)
    lines = [context.words("trainer.is" if live else "trainer.was", name=name, day=until)]
    lines.append(_shows_line(context, found.from_at, found.shows))
    lines += [] if found.comments else [context.words("trainer.no_comments")]
    buttons: list[Button] = []
    if live:
        lines += _comment_lines(context, found, name)
        for each in _open_ones(context, found):
            lines.append(proposal_line(context, each, name))
            buttons += decision_buttons(context, each, context.person.id)
    mute = "mute" if found.comments else "unmute"
    send = f"trainer comments {'off' if found.comments else 'on'}"
    buttons += _tick_buttons(context, found.shows)
    buttons.append(Button(context.words(f"button.trainer.{mute}"), send))
    buttons.append(Button(context.words("button.trainer.renew"), "trainer renew"))
    buttons.append(Button(context.words("button.trainer.end"), "trainer end"))
    result = _facts(
        "agreed", live=live, since=found.from_at.isoformat(), until=found.until_at.isoformat(),
        shows=sorted(found.shows), comments=found.comments,
    )  # fmt: skip
    return say_lines(context, *lines, result=result, buttons=tuple(buttons))


def _comment_lines(context: RequestContext, found: Agreement, name: str) -> list[str]:
    return [
        context.words("trainer.commented", name=name, what=f"@{each.set_id}", words=each.words)
        for each in context.uow.trainers.comments(found, SHOWN_COMMENTS)
        if each.set_id
    ]


def _open_ones(context: RequestContext, found: Agreement) -> list[Proposal]:
    return [e for e in context.uow.trainers.proposals(found) if is_open(e, context.now)][:2]


def _tick(context: RequestContext, what: str, words: list[str]) -> Answer:
    """`trainer notes on`: what is shown beside the sets; `trainer comments off`."""
    value = words[0].lower() if len(words) == 1 else ""
    if value not in ("on", "off"):
        raise BadSetting(" ".join((what, *words)), setting="trainer", example=f"trainer {what} on")
    trainers, found = context.uow.trainers, agreed(context)
    waits = trainers.invited(context.person.id, context.now) if found is None else None
    if found is None and waits is None:
        return _show(context)
    ticked = [each for each in SHOWN if each == what]
    shows = found.shows if found is not None else waits.shows if waits is not None else shows_of("")
    shows = shows | set(ticked) if value == "on" else shows - set(ticked)
    if found is not None:
        comments = value == "on" if what == "comments" else found.comments
        trainers.save(replace(found, shows=shows, comments=comments))
    elif waits is not None:
        trainers.tick(context.person.id, replace(waits, shows=shows))
    return _show(context)


def _renew(context: RequestContext) -> Answer:
    """From today on it lasts as long again, also after it lapsed."""
    found = agreed(context)
    if found is None:
        return _show(context)
    found = replace(found, until_at=context.now + LASTS)
    context.uow.trainers.save(found)
    plan_pings(context, found)
    return _show_agreed(context, found)


def _end(context: RequestContext) -> Answer:
    """Nothing is shown any more; what was said and proposed goes."""
    context.uow.trainers.withdraw(context.person.id)
    found = context.uow.trainers.trainer_of(context.person.id)
    if found is None:
        return _show(context)
    name = name_of(context, found.trainer_id)
    context.uow.trainers.end(found)
    mine = name_of(context, found.lifter_id)
    line = say_to(context, found.trainer_id, "lifter.gone", name=mine)
    tell(context, found, found.trainer_id, line)
    return say_lines(context, context.words("trainer.ended", name=name), result=_facts("ended"))


# --- proposals ----------------------------------------------------------------------------------


def proposal_line(context: RequestContext, proposal: Proposal, name: str) -> str:
    """What a trainer proposes, as the lifter reads it."""
    facts = {"exercise": context.exercise(proposal.exercise_id).name, "name": name}
    return shortest(context.words("trainer.proposed", what=what_of(context, proposal), **facts))


def decision_buttons(
    context: RequestContext, proposal: Proposal, lifter_id: int
) -> tuple[Button, Button]:
    """Take a proposal, or leave it; in the lifter's language."""
    take, leave = (
        say_to(context, lifter_id, f"button.trainer.{each}") for each in ("take", "leave")
    )
    return (
        Button(take, f"trainer accept @p{proposal.id}", role="main"),
        Button(leave, f"trainer decline @p{proposal.id}"),
    )


def _decide(context: RequestContext, proposal_id: str, *, taken: bool) -> Answer:
    """A tap decides; the answer is what the next workout aims at now."""
    found = agreed(context)
    open_ones = [] if found is None or not holds(found, context.now) else [
        each for each in context.uow.trainers.proposals(found) if is_open(each, context.now)
    ]  # fmt: skip
    this = next((each for each in open_ones if f"p{each.id}" == proposal_id), None)
    if found is None or this is None:
        return say_lines(context, context.words("trainer.over"), result=_facts("over"))
    exercise, mine = context.exercise(this.exercise_id), name_of(context, context.person.id)
    facts = {"name": mine, "exercise": exercise.name, "what": what_of(context, this)}
    key = "lifter.taken" if taken else "lifter.left"
    tell(context, found, found.trainer_id, say_to(context, found.trainer_id, key, **facts))
    if not taken:
        context.uow.trainers.drop(this)
        return say_lines(context, context.words("trainer.left"), result=_facts("left"))
    context.uow.trainers.accept(this, context.now)
    target = target_for(context, exercise)
    return say_lines(
        context,
        context.words("trainer.taken"),
        *next_lines(context, exercise, target),
        result=_facts("accepted", exercise=exercise.name),
        aims=aims_of(context, exercise, target),
    )


# --- what was looked at -------------------------------------------------------------------------


def _seen(context: RequestContext) -> Answer:
    """Who looked at what, when; the newest first."""
    looks = context.uow.trainers.looks(context.person.id, context.now - LOOKS_KEPT)
    lines = [seen_line(context, each) for each in looks] or [context.words("trainer.seen.none")]
    return say_lines(context, *lines, result=_facts("seen", looks=len(looks)))
