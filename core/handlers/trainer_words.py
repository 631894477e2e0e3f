"""Trainer and lifter in words, and what each is told without asking."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from core.accounts.linking import TERMINAL
from core.accounts.trainers import (
    LOOKS_KEPT,
    SHOWN,
    TOLD_BEFORE,
    Agreement,
    Look,
    Proposal,
    Shown,
    holds,
)
from core.context import RequestContext
from core.groups.rules import plain_name
from core.locale.strings import say
from core.messages import Button, Reply
from core.records import Reason, Target
from core.reminders.schedule import Reminder
from core.render.wording import words_of_day, words_of_target

MOST_OF_NAME = 40
SHOWN_IN_PRIVACY = 3  # looks; all of them: `trainer seen`
_NO_REASON = Reason("")


def name_of(context: RequestContext, person_id: int) -> str:
    """A person's name on one short line."""
    found = context.uow.ratings.lifter(person_id)
    return plain_name(found.name)[:MOST_OF_NAME] if found is not None else "?"


def day_words(context: RequestContext, moment: datetime) -> str:
    """A date, of the calendar of who reads it."""
    return words_of_day(context.person.language, moment, context.zone)


def dated(context: RequestContext, moment: datetime) -> str:
    """A date with its year where that is another than today's."""
    local, now = moment.astimezone(context.zone), context.now.astimezone(context.zone)
    said = day_words(context, moment)
    return said if local.year == now.year else f"{said} {local.year}"


def also_words(context: RequestContext, shows: frozenset[Shown]) -> str:
    """What is ticked beside the sets."""
    found = [context.words(f"trainer.also.{each}") for each in SHOWN if each in shows]
    return ", ".join(found) or context.words("trainer.also.none")


def what_of(context: RequestContext, proposal: Proposal, language: str = "") -> str:
    """The sets of a proposal: "140 kg 3 x 5"."""
    exercise = context.exercise(proposal.exercise_id)
    first = proposal.sets[0]
    low, high = first.rir or (0, 0)
    shown = Target(
        exercise.id, "hold", len(proposal.sets), first.load, first.reps_low, first.reps_high,
        low, high, _NO_REASON, prescribed=proposal.sets,
    )  # fmt: skip
    spoken = language or context.person.language
    return words_of_target(spoken, shown, exercise, effort=first.rir is not None)


def seen_line(context: RequestContext, look: Look) -> str:
    """What a trainer looked at, and when, on the clock of who reads it."""
    what = look.what
    if look.exercise_id:
        what = f"{what} {context.exercise(look.exercise_id).name.lower()}"
    if look.times > 1:
        what = f"{what} ({look.times}x)"
    local = look.at.astimezone(context.zone)
    name = plain_name(look.name)[:MOST_OF_NAME] if look.name else ""
    return context.words(
        "trainer.seen",
        day=day_words(context, look.at),
        time=f"{local:%H:%M}",
        name=name or context.words("trainer.seen.gone"),
        what=what,
    )


def trainer_lines(context: RequestContext) -> list[str]:
    """Who sees the person's log and what they looked at last, for `privacy`."""
    trainers, me = context.uow.trainers, context.person.id
    found = trainers.trainer_of(me)
    lines = []
    if found is not None and holds(found, context.now):
        name, until = name_of(context, found.trainer_id), dated(context, found.until_at)
        facts = {"name": name, "day": dated(context, found.from_at), "until": until}
        lines.append(context.words("privacy.trainer", **facts))
    looks = trainers.looks(me, context.now - LOOKS_KEPT)[:SHOWN_IN_PRIVACY]
    return lines + [seen_line(context, each) for each in looks]


def end_all(context: RequestContext) -> None:
    """A person goes: what was agreed with them ends, on either side."""
    trainers, me = context.uow.trainers, context.person.id
    mine = trainers.trainer_of(me)
    for each in (*trainers.lifters_of(me), *(() if mine is None else (mine,))):
        trainers.end(each)


# --- what nobody asked for ----------------------------------------------------------------------


def tell(
    context: RequestContext,
    agreement: Agreement,
    person_id: int,
    *lines: str,
    buttons: tuple[Button, ...] = (),
) -> None:
    """Write to one of the two in private; nothing is sent where they cannot be reached.

    The key names the agreement: what waits under it goes when that is ended.
    """
    place = context.uow.ratings.private_place(person_id, context.address.platform)
    if place is None or place.platform == TERMINAL:
        return
    reply = Reply(lines=lines, buttons=buttons, owner=person_id)
    key = f"{agreement.key}:{person_id}:{context.now.timestamp()}"
    context.uow.outbox.post(place, reply, "", key, context.now)


def say_to(context: RequestContext, person_id: int, key: str, **facts: object) -> str:
    """A sentence in the language of another; moments among the facts as their dates."""
    other = context.uow.ratings.lifter(person_id)
    language, zone = (other.language, other.zone) if other is not None else ("en", "UTC")
    said = {
        name: words_of_day(language, fact, ZoneInfo(zone)) if isinstance(fact, datetime) else fact
        for name, fact in facts.items()
    }
    return say(language, key, **said)


def plan_pings(context: RequestContext, agreement: Agreement) -> None:
    """Both are told before an agreement lapses, in place of what was planned before."""
    trainers, reminders, at = context.uow.trainers, context.uow.reminders, agreement.until_at
    trainers.drop_pings(agreement)
    for person_id in (agreement.lifter_id, agreement.trainer_id):
        place = context.uow.ratings.private_place(person_id, context.address.platform)
        other = context.uow.ratings.lifter(person_id)
        if place is None or other is None:
            continue
        reminders.add(
            Reminder(
                "trainer", (), None, place, other.zone, context.now, person_id=person_id,
                next_at=at - TOLD_BEFORE, note=agreement.key,
            )
        )  # fmt: skip


def before_lapse(context: RequestContext, note: str) -> Reply | str:
    """What lifter and trainer are told a week before it lapses; or why it is not said."""
    number = note.partition(":")[2]
    found = context.uow.trainers.agreement(int(number)) if number.isdecimal() else None
    me = context.person.id
    if found is None or me not in (found.lifter_id, found.trainer_id):
        return "dropped"
    if not holds(found, context.now) or found.until_at - context.now > TOLD_BEFORE:
        return "late" if not holds(found, context.now) else "dropped"
    mine = me == found.lifter_id
    other = found.trainer_id if mine else found.lifter_id
    facts = {"name": name_of(context, other), "day": dated(context, found.until_at)}
    line = context.words("trainer.lapses" if mine else "lifter.lapses", **facts)
    renew = Button(context.words("button.trainer.renew"), "trainer renew", role="main")
    return Reply(lines=(line,), buttons=(renew,) if mine else (), owner=me)
