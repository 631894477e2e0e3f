"""What is said half an hour before partners train, and of partners in other pings."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from core.context import RequestContext
from core.groups.company import Gathering
from core.groups.rules import is_on, plain_name
from core.handlers.current_lift import next_step
from core.messages import Button, Reply
from core.parsing.reminders import clock_words
from core.render.wording import shortest

MOST_SAID = 2  # times of partners in a ping about one's own training


def before_gym(context: RequestContext, note: str) -> Reply | str:
    """Who comes, on the person's own clock, and what they train; or why it is not said."""
    number = note.partition(":")[2]
    found = context.uow.company.gathering(int(number)) if number.isdecimal() else None
    if found is None or context.uow.groups.member(found.where, context.person.id) is None:
        return "dropped"
    if not is_on(context.uow.groups.group_settings(found.where), "gatherings"):
        return "off"
    if found.at <= context.now:
        return "late"
    answer = context.uow.company.answers(found).get(context.person.id, "out")
    if answer == "out":
        return "skipped"
    names = _names_in(context, found)
    minutes = max(1, round((found.at - context.now).total_seconds() / 60))
    key = "gym.ping" if names else "gym.ping.alone"
    facts = {"time": _clock(context, found), "minutes": minutes, "names": ", ".join(names)}
    button = Button(context.words("button.gym.out"), f"gym out @g{found.id}")
    return Reply(
        lines=(shortest(context.words(key, **facts)), next_step(context)),
        buttons=(button,),
        owner=context.person.id,
    )


def partner_lines(context: RequestContext) -> list[str]:
    """Who of the person's partners trains later today, where both share sessions."""
    context_day = context.now.astimezone(context.zone).date()
    end = datetime.combine(context_day + timedelta(days=1), time(), context.zone)
    lines = []
    for where, _ in context.uow.groups.joined(context.person.id):
        me = context.uow.groups.member(where, context.person.id)
        if me is None or "sessions" not in me.share:
            continue
        for each in context.uow.company.gatherings(where, context.now):
            names = _names_in(context, each, sharing=True)
            if names and each.at < end:
                key = "ping.partner" if len(names) == 1 else "ping.partners"
                facts = {"names": ", ".join(names), "time": _clock(context, each)}
                lines.append(shortest(context.words(key, **facts)))
    return list(dict.fromkeys(lines))[:MOST_SAID]


def _names_in(context: RequestContext, gathering: Gathering, *, sharing: bool = False) -> list[str]:
    """The others who are in; with `sharing` those of them who share their sessions there."""
    answers = context.uow.company.answers(gathering)
    return [
        plain_name(member.name)
        for member, _ in context.uow.groups.members(gathering.where)
        if answers.get(member.person_id) == "in"
        and member.person_id != context.person.id
        and (not sharing or "sessions" in member.share)
    ]


def _clock(context: RequestContext, gathering: Gathering) -> str:
    local = gathering.at.astimezone(context.zone)
    return clock_words(local.hour * 60 + local.minute)
