"""A plan's day with its ticks: one message that changes with the sets, and what a group may read.

A group reads it of who shares `plan` there: the day, its lifts, sets done of those planned. Never a
load, a target, a note, or the name of an exercise of the person's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.context import RequestContext
from core.groups.rules import plain_name
from core.handlers.advice import plain_targets
from core.handlers.due_workout import plan_title
from core.handlers.plan_days import due_now, instead_today, today_of
from core.messages import Answer, Reply
from core.plans.week import Due
from core.render.wording import shortest, words_of_target


def day_lines(context: RequestContext) -> list[str]:
    """The plan's day: a heading, then each lift with a tick, or what is to do of it.

    Aloud without targets. Nothing where no plan runs, or nothing is due and nothing was done.
    """
    due = due_now(context)
    if due is None or due.day is None:
        return []
    lines = [shortest(_title(context, due))]
    rows = _rows(context, due)
    open_ids = [row.exercise for row in rows if row.mark == "open" and not context.aloud]
    lifts = [context.exercise(each) for each in open_ids]
    coming = _coming(rows)
    targets = dict(zip(open_ids, plain_targets(context, lifts), strict=True))
    for row in rows:
        name, what = _name(context, row.exercise), ""
        if row.exercise in targets:
            exercise = context.exercise(row.exercise)
            what = words_of_target(context.person.language, targets[row.exercise], exercise)
        key = f"plan.tick.{row.mark}"
        if row.mark == "open":
            key = "plan.tick.begun" if row.done else "plan.tick.target" if what else key
        following = row.mark == "open" and row.exercise == coming
        sign = context.words("plan.sign.next" if following else "plan.sign.open")
        facts = {"sign": sign, "exercise": name, "done": row.done, "n": row.planned, "what": what}
        lines.append(shortest(context.words(key, **facts)))
    return lines


def _title(context: RequestContext, due: Due) -> str:
    """The heading of the day; in a group it says whose day it is."""
    if not context.aloud or due.day is None:
        return plan_title(context, due)
    week = context.words("plan.week", n=due.week.week + 1, of=due.week.of)
    member = context.uow.groups.member(context.address, context.person.id)
    name = plain_name(member.name if member is not None else "")
    week = week if due.week.of > 1 else ""
    return context.words("plan.day_of", name=name, day=due.day.name, week=week)


@dataclass(frozen=True, slots=True)
class _Row:
    """A lift of the day: the one done, how many sets of how many, and how it stands."""

    exercise: str
    done: int
    planned: int
    mark: str  # "done", "open", "out"


def _rows(context: RequestContext, due: Due) -> list[_Row]:
    out, rows = instead_today(context), []
    all_out = "" in out
    for each in due.items:
        exercise = out.get(each.exercise, each.exercise) or each.exercise
        done = each.done
        if exercise != each.exercise:
            done = _done_of(context, exercise)
        planned = each.planned or max(1, done)
        mark = "done" if done >= planned else "open"
        if mark == "open" and (all_out or out.get(each.exercise) == ""):
            mark = "out"
        rows.append(_Row(exercise, done, planned, mark))
    return rows


def _coming(rows: Sequence[_Row]) -> str:
    """The lift that comes next: one that is begun, else the first that is open."""
    still = [row for row in rows if row.mark == "open"]
    begun = [row for row in still if row.done]
    return next((row.exercise for row in (*begun, *still)), "")


def _done_of(context: RequestContext, exercise_id: str) -> int:
    """The working sets of a lift that was done instead of another, today."""
    last = context.uow.sets.last(context.person.id, exercise_id)
    if last is None or last.session_at is None:
        return 0
    if last.at.astimezone(context.zone).date() != today_of(context):
        return 0
    done = context.uow.sets.of_session(context.person.id, last.session_at)
    return sum(1 for each in done if each.exercise_id == exercise_id and each.working)


def _name(context: RequestContext, exercise_id: str) -> str:
    own = context.aloud and exercise_id.startswith("own-")
    return context.words("plan.own_lift") if own else context.exercise(exercise_id).name


# --- one message --------------------------------------------------------------------------------


def live_key(context: RequestContext) -> str:
    """Under which the day's one message is kept and changed: one a person, day and chat."""
    return f"live:{context.person.id}:plan:{today_of(context).isoformat()}"


def may_show(context: RequestContext) -> bool:
    """Whether what a plan says may be told where the person speaks: in private, or as agreed."""
    if not context.aloud:
        return True
    member = context.uow.groups.member(context.address, context.person.id)
    return member is not None and "plan" in member.share


# --- in a group ---------------------------------------------------------------------------------


def aloud(context: RequestContext, answer: Answer) -> Answer:
    """What a group reads in place of an answer: the day with its ticks, where that is shared.

    Else the answer as it is, which is then for the person alone.
    """
    facts = answer.result or {}
    if not context.aloud or facts.get("kind") == "error" or not may_show(context):
        return answer
    due, lines = due_now(context), day_lines(context)
    if due is None or due.day is None or not lines:
        return answer
    rules = context.uow.groups.group_settings(context.address)
    style = context.person.answers or (rules.answers if rules is not None else "")
    edits = live_key(context) if style in ("", "live") else ""
    reply = Reply(
        title=lines[0], lines=tuple(lines[1:]), owner=context.person.id, agreed=True, edits=edits
    )
    rows = [
        {"exercise": _name(context, row.exercise), "done": row.done, "planned": row.planned}
        for row in _rows(context, due)
    ]
    return Answer(reply, {"kind": "plan_day", "day": due.day.name, "lifts": rows})


def private_live(context: RequestContext, answer: Answer) -> Answer:
    """The answer to "what do I train today" as the day's one message, for who chose that."""
    if answer.reply is None or context.group or context.person.answers != "live":
        return answer
    lines = day_lines(context)
    if not lines:
        return answer
    reply = replace(answer.reply, title=lines[0], lines=tuple(lines[1:]), edits=live_key(context))
    return Answer(reply, answer.result)
