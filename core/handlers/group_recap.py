"""`recap sun 19:00` in a group: once a week something to be glad of, for each who joined.

Only what is true and shared there: who has nothing is not named, and nobody is held against others.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from core.context import RequestContext, say_lines
from core.errors import BadSetting
from core.groups.posts import GroupPost, planned
from core.groups.rules import LEAST_STREAK, SHARED_AT_FIRST, Member, plain_name, shows_loads
from core.handlers.board import member_context
from core.handlers.challenge import results_of_week
from core.handlers.group_switches import switched_off
from core.handlers.groups import as_admin, group_zone, in_group
from core.handlers.reminders import ask_which
from core.handlers.week_facts import week_of
from core.messages import Answer, Reply
from core.parsing.commands import Command
from core.parsing.reminders import Asks, clock_words, read_weekly
from core.render.reminders import words_of_days
from core.render.wording import shortest, words_of_day, words_of_set
from core.training.week import DAYS, Week

KIND: Literal["weekly"] = "weekly"
EXAMPLE = "recap sun 19:00"
MOST_NAMED = 20
KEPT = 0.75  # of the rated sets in the reserve that was aimed at: effort kept; a product choice


def recap_of_group(context: RequestContext, command: Command) -> Answer:
    """Have the week of this group told on a day of choice, or no more. Raises UserError.

    Who settles it is answered alone, as with one's own; the group reads the recap.
    """
    in_group(context, "recap")
    posts = context.uow.group_posts
    if command.rest.lower().strip(" .!") in ("off", "stop"):
        as_admin(context)
        key = "recap_group.off" if posts.drop(context.address, KIND) else "recap_group.none"
        return say_lines(context, context.words(key), result=_facts(None))
    if (refused := switched_off(context, "recap")) is not None:
        return refused
    asked = read_weekly(command.rest, context.hint, example=EXAMPLE)
    if isinstance(asked, Asks):
        return ask_which(context, asked, command.rest, "recap")
    if len(asked.days) != 1 or asked.words:
        raise BadSetting(command.rest, setting="recap", example=EXAMPLE)
    as_admin(context)
    known = posts.of(context.address, KIND)
    post = GroupPost(
        KIND, context.address, group_zone(context), context.person.language, context.person.id,
        days=asked.days, minute=asked.minute, last_date=known.last_date if known else "",
    )  # fmt: skip
    post = posts.keep(planned(post, context.now))
    at = post.next_at or context.now
    said = context.words(
        "recap_group.set",
        days=words_of_days(context, post.days),
        time=clock_words(post.minute),
        zone=post.zone,
        next=words_of_day(context.person.language, at, ZoneInfo(post.zone)),
    )
    lines = shortest(said), context.words("recap_group.how")
    return say_lines(context, *lines, result=_facts(post))


def _facts(post: GroupPost | None) -> dict[str, object]:
    next_at = post.next_at.isoformat() if post and post.next_at else None
    return {"kind": "recap_group", "on": post is not None, "next_at": next_at}


# --- what is told -------------------------------------------------------------------------------


def recap_reply(context: RequestContext) -> Reply | None:
    """The last seven days of those who joined; None where there is nothing to be glad of."""
    found = context.uow.groups.members(context.address)[:MOST_NAMED]
    loads = shows_loads([member for member, _ in found if member.share & SHARED_AT_FIRST])
    lines, sessions = list[str](), list[int]()
    for member, person in found:
        theirs = member_context(context, person)
        week = week_of(theirs, context.now.astimezone(theirs.zone).date())
        said = _glad(theirs, member, week, loads=loads)
        if said is not None:
            key, facts = said
            lines.append(context.words(key, name=plain_name(member.name), **facts))
        if "sessions" in member.share and week.sessions:
            sessions.append(week.sessions)
    if len(sessions) > 1:
        lines.append(context.words("recap_group.together", n=sum(sessions)))
    lines += results_of_week(context)
    if not lines:
        return None
    language, zone = context.person.language, context.zone
    first = words_of_day(language, context.now - DAYS + timedelta(days=1), zone)
    last = words_of_day(language, context.now, zone)
    title = context.words("recap_group.title", since=first, until=last)
    return Reply(tuple(map(shortest, lines)), title=title)


def _glad(
    theirs: RequestContext, member: Member, week: Week, *, loads: bool
) -> tuple[str, dict[str, object]] | None:
    """One thing to be glad of, as a sentence and its facts; None where nothing shared is one.

    The rarest first: a record, all targets, a week as usual, weeks in a row, effort kept.
    """
    sets, counted = "sets" in member.share, "sessions" in member.share
    if "records" in member.share and week.records:
        best = week.best.set if week.best is not None and loads else None
        if best is not None and not best.exercise_id.startswith("own-"):
            exercise = theirs.exercise(best.exercise_id)
            done = f"{exercise.name} {words_of_set(theirs.person.language, best, exercise)}"
            return "recap_group.record_set", {"set": done}
        return "recap_group.records", {"n": len(week.records)}
    if sets and week.hit and week.hit == week.aimed:
        return "recap_group.all_hits", {"n": week.hit}
    if counted and week.usual and week.sessions >= week.usual:
        return "recap_group.usual", {"n": week.sessions}
    if counted and week.streak >= LEAST_STREAK:
        return "recap_group.streak", {"n": week.streak}
    effort = week.effort
    if sets and effort.within and effort.within >= KEPT * effort.rated:
        return "recap_group.effort", {"within": effort.within, "n": effort.rated}
    if counted and week.sessions:
        return "recap_group.sessions", {"n": week.sessions}
    return ("recap_group.hits", {"n": week.hit}) if sets and week.hit else None
