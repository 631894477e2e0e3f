"""Plans to begin from: known structures, and what the log shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from core.context import RequestContext, say_lines
from core.errors import BadSetting
from core.locale.strings import has
from core.messages import Answer, Button, Reply
from core.plans.from_log import LoggedSession, plan_from_log
from core.plans.library import Structure, library
from core.plans.names_text import folded
from core.plans.records import Plan
from core.records import LoggedSet
from core.render.wording import shortest
from core.training.rhythm import LOOKED_BACK

BUTTONS = 5  # structures with a button of their own


def show_library(context: RequestContext) -> Answer:
    """The known structures, each with whom it is for, its hours and what it needs."""
    found = library()
    lines = [_line(context, each) for each in found]
    reply = Reply(
        title=context.words("plan.library.title"),
        lines=(*lines, context.words("plan.library.how")),
        buttons=tuple(
            Button(_name(context, each), f"plan library {each.id}") for each in _nearest(context)
        ),
        owner=context.person.id,
    )
    return Answer(reply, {"kind": "plan_library", "ids": [each.id for each in found]})


def _name(context: RequestContext, each: Structure) -> str:
    """A structure's name in the person's language; one that is numbers alone is in all of them."""
    key = f"plan.named.{each.id.replace('-', '_')}"
    return context.words(key) if has(context.person.language, key) else each.plan.name


def _gear(context: RequestContext, need: str) -> str:
    key = f"gear.{need.replace('-', '_').replace(' ', '_')}"
    return context.words(key) if has(context.person.language, key) else need


def _line(context: RequestContext, each: Structure) -> str:
    facts = {
        "name": _name(context, each), "id": each.id,
        "needs": ", ".join(_gear(context, need) for need in each.needs),
        "low": each.hours[0], "high": each.hours[1],
        "level": context.words(f"plan.level.{each.level}"),
        "goal": context.words(f"plan.goal.{each.goal}"),
    }  # fmt: skip
    return shortest(
        context.words("plan.library.line", **facts), context.words("plan.library.short", **facts)
    )


def _nearest(context: RequestContext) -> list[Structure]:
    """Those for the person's goal first."""
    goal = context.person.goal
    fitting = sorted(library(), key=lambda each: each.goal not in (goal, "both"))
    return fitting[:BUTTONS]


def plan_named(context: RequestContext, words: str) -> Plan:
    """The plan of the structure with an id or a name, called as in the person's language.

    Raises BadSetting.
    """
    wanted = folded(words)
    own = [each for each in library() if wanted and wanted in folded(_name(context, each))]
    found = min(own, key=lambda each: len(_name(context, each)), default=None)
    found = found or _structure_named(words)
    return replace(found.plan, name=_name(context, found))


def _structure_named(words: str) -> Structure:
    wanted = folded(words)
    for each in library():
        if wanted in (folded(each.id), folded(each.id.replace("-", " "))):
            return each
    named = [each for each in library() if wanted and wanted in folded(each.plan.name)]
    if not named:
        example = f"plan library {library()[0].id}"
        raise BadSetting(words, setting="plan", example=example)
    return min(named, key=lambda each: len(each.plan.name))


def plan_of_log(context: RequestContext) -> Plan | None:
    """What the log of the last weeks shows as a plan; None where nothing was repeated."""
    today = context.now.astimezone(context.zone).date()
    since = context.now - timedelta(days=LOOKED_BACK + 1)
    done = context.uow.sets.between(context.person.id, since, context.now + timedelta(seconds=1))
    sessions: dict[object, dict[str, list[LoggedSet]]] = {}
    for each in done:
        if each.working and each.session_at is not None:
            lifts = sessions.setdefault(each.session_at, {})
            lifts.setdefault(each.exercise_id, []).append(each)
    logged = [
        LoggedSession(
            next(iter(lifts.values()))[0].at.astimezone(context.zone).date(),
            {name: tuple(sets) for name, sets in lifts.items()},
        )
        for lifts in sessions.values()
    ]
    return plan_from_log(logged, today)


def no_plan_in_log(context: RequestContext) -> Answer:
    """The log shows no plan yet: why, and what to do."""
    line = context.words("plan.log_none")
    return say_lines(context, line, result={"kind": "plan", "state": "none"})
