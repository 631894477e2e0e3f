"""`plan`: what a person means to train, as a text that they send, begin, change, pause and stop."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from core.context import RequestContext, say_lines
from core.handlers.meet import peak_line
from core.handlers.plan_ahead import plan_ahead
from core.handlers.plan_copies import TAKE, take
from core.handlers.plan_days import current, due_now, plan_of, running, today_of
from core.handlers.plan_files import asking, is_imported, read_programme, renamed
from core.handlers.plan_offers import (
    no_plan_in_log,
    plan_named,
    plan_of_log,
    show_library,
)
from core.messages import Answer, Button, Reply
from core.parsing.commands import Command
from core.plans.problems import LONGEST_QUOTE, MOST_PROBLEMS, BadPlan, Problem
from core.plans.records import Plan
from core.plans.week import Due
from core.plans.write import write
from core.render.wording import shortest
from core.store.rows import PlanVersion

WEEK = timedelta(days=7)
Step = Callable[[RequestContext], Answer]


def plan(context: RequestContext, command: Command) -> Answer:
    """Show the plan, do one of the things that are done with a plan, or read the text of one."""
    words = " ".join(command.rest.lower().strip(" .!").split())
    if not words:
        return show_plan(context)
    if words in _STEPS:
        return _STEPS[words](context)
    if words.split()[0] == "ahead":
        return plan_ahead(context)
    if words.split()[0] == TAKE and len(words.split()) == 2:
        return take(context, words.split()[1], _offer)
    if words.split()[0] in ("library", "templates"):
        named = words.partition(" ")[2]
        return _offer(context, plan_named(context, named)) if named else show_library(context)
    if words in _FROM_LOG:
        found = plan_of_log(context)
        return no_plan_in_log(context) if found is None else _offer(context, found)
    again = renamed(context, command.rest, command.set_id)
    if isinstance(again, Answer):
        return again
    if again is not None:
        return read_text(*again)
    return read_text(context, command.rest)


# --- a text that was sent -----------------------------------------------------------------------


def read_text(context: RequestContext, text: str) -> Answer:
    """Read a text, of our own or of another app, and show what was understood."""
    try:
        found = read_programme(context, text)
    except BadPlan as bad:
        answer = _faulty(context, bad)
        return asking(context, answer, bad, text) if is_imported(text) else answer
    return _offer(context, found.plan, found.left_out)


def _offer(context: RequestContext, found: Plan, left_out: Sequence[str] = ()) -> Answer:
    """Show a plan; nothing is followed before a tap."""
    exact = write(found, context.names)
    today = today_of(context)
    draft = PlanVersion(0, "draft", found.name, exact, today, today, context.now)
    context.uow.plans.keep(context.person.id, draft)
    now = current(context)
    key = "begin" if now is None or now.state == "stopped" else "instead"
    if now is not None and now.state != "stopped" and now.name == found.name:
        key = "change"
    title, *lines = exact.splitlines()
    name = title.partition(" ")[2] or found.name
    asked = context.words(f"plan.ask.{key}", name=now.name if now else "")
    reply = Reply(
        title=shortest(context.words("plan.read", name=name)),
        lines=(*lines, *_without(context, left_out), asked),
        buttons=(
            Button(context.words(f"button.plan.{key}"), "plan begin", role="main"),
            Button(context.words("button.cancel"), "plan drop"),
        ),
        owner=context.person.id,
    )
    return Answer(reply, {"kind": "plan", "state": "draft", "name": found.name, "text": exact})


def _without(context: RequestContext, left_out: Sequence[str]) -> list[str]:
    """What another app's programme says beyond what a plan holds."""
    if not left_out:
        return []
    shown = "; ".join(each[:LONGEST_QUOTE] for each in left_out[:MOST_PROBLEMS])
    return [context.words("plan.left_out", what=shown)]


def _faulty(context: RequestContext, bad: BadPlan) -> Answer:
    """What is wrong with a text, line by line, each with one that works."""
    lines = [_problem(context, each) for each in bad.problems]
    more = int(str(bad.facts.get("more", 0)))
    if more:
        lines.append(context.words("plan.problem.more", n=more))
    lines.append(context.words("plan.problem.again"))
    result = {
        "kind": "error", "error": bad.code,
        "problems": [
            {"line": each.line, "text": each.text, "why": each.why, "example": each.example}
            for each in bad.problems
        ],
    }  # fmt: skip
    return say_lines(context, *lines, result=result)


def _problem(context: RequestContext, problem: Problem) -> str:
    facts: dict[str, object] = {
        **problem.facts, "line": problem.line, "quote": problem.text, "example": problem.example,
        "names": ", ".join(problem.choices),
    }  # fmt: skip
    if "what" in facts:
        facts["what"] = context.words(f"plan.what.{facts['what']}")
    if isinstance(facts.get("days"), tuple):
        facts["days"] = ", ".join(map(str, facts["days"]))  # type: ignore[call-overload]  # a list of names
    return context.words(f"plan.problem.{problem.why}", **facts)


# --- steps of its life --------------------------------------------------------------------------


def begin(context: RequestContext) -> Answer:
    """Follow the text sent last, or the paused plan again."""
    newest = context.uow.plans.newest(context.person.id)
    now = current(context)
    if not newest:
        return _none(context)
    if newest[0].state != "draft":
        if now is None or now.state == "running":
            return show_plan(context)
        return _step(context, replace(now, state="running"), "begun_again")
    draft, today = newest[0], today_of(context)
    if now is not None and now.state in ("running", "paused") and now.name == draft.name:
        holds = max(today, now.begun_on)  # one that is to begin yet has no text before that
        step = replace(draft, state="running", begun_on=now.begun_on, starts_on=holds)
        return _step(context, step, "changed")
    first = first_day(plan_of(context, draft.text), today)
    step = replace(draft, state="running", begun_on=first, starts_on=first)
    return _step(context, step, "begun" if first <= today else "begins")


def first_day(found: Plan, today: date) -> date:
    """The day from which a plan's weeks are counted.

    Days in turn begin today. Days fixed to weekdays begin with this calendar week while half of
    them, or more, are still to come; else on Monday.
    """
    fixed = {weekday for weekday, _ in found.schedule.fixed}
    if not fixed:
        return today
    monday = today - timedelta(days=today.weekday())
    to_come = [weekday for weekday in fixed if weekday >= today.weekday()]
    return monday if len(to_come) * 2 >= len(fixed) else monday + WEEK


def pause(context: RequestContext) -> Answer:
    """Leave the plan for a while; it goes on where it was."""
    now = running(context)
    if now is None:
        return _none(context)
    return _step(context, replace(now, state="paused"), "paused")


def stop(context: RequestContext) -> Answer:
    """End the plan; the log alone says again what is due."""
    now = current(context)
    if now is None or now.state == "stopped":
        return _none(context)
    return _step(context, replace(now, state="stopped"), "stopped")


def drop(context: RequestContext) -> Answer:
    """Leave things as they are: the text that was sent is not followed."""
    now = running(context)
    line = (
        context.words("plan.dropped", name=now.name) if now else context.words("plan.dropped_any")
    )
    return say_lines(context, line, result={"kind": "plan", "state": "dropped"})


def edit(context: RequestContext) -> Answer:
    """The text back, to be changed and sent again."""
    now = current(context)
    if now is None:
        return _none(context)
    lines = (*now.text.splitlines(), context.words("plan.edit"))
    result = {"kind": "plan", "state": now.state, "name": now.name, "text": now.text}
    return say_lines(context, *lines, result=result)


def share(context: RequestContext) -> Answer:
    """The text to hand on."""
    now = current(context)
    if now is None:
        return _none(context)
    lines = (context.words("plan.share"), *now.text.splitlines())
    result = {"kind": "plan", "state": now.state, "name": now.name, "text": now.text}
    return say_lines(context, *lines, result=result)


def show_plan(context: RequestContext) -> Answer:
    """The plan that holds: the week it is in, its days, what comes next."""
    now = current(context)
    if now is None or now.state == "stopped":
        return _none(context)
    found = due_now(context)
    if found is None:
        key = "plan.is_paused" if now.state == "paused" else "plan.is_to_begin"
        day = context.words(f"weekday.{now.begun_on.weekday()}")
        lines = [context.words(key, name=now.name, day=day)]
    else:
        lines = [peak_line(context) or _where(context, now, found), *_days(context, now, found)]
    buttons = tuple(
        Button(context.words(f"button.plan.{each}"), f"plan {each}")
        for each in (("edit", "pause", "stop") if now.state == "running" else ("begin", "stop"))
    )
    reply = Reply(
        title=shortest(context.words("plan.title", name=now.name)),
        lines=tuple(line for line in lines if line),
        buttons=buttons,
        owner=context.person.id,
    )
    return Answer(reply, {**_result(now), **_due_facts(found)})


def _where(context: RequestContext, now: PlanVersion, found: Due) -> str:
    """The week of the wave, and its reserve."""
    if found.week.of <= 1:
        return ""
    key = "plan.in_week.deload" if found.week.deload else "plan.in_week"
    return context.words(key, n=found.week.week + 1, of=found.week.of)


def _days(context: RequestContext, now: PlanVersion, found: Due) -> list[str]:
    """The days of the plan, each with its lifts, the one that is due marked."""
    lines = []
    plan_now = plan_of(context, now.text)
    for place, day in enumerate(plan_now.days):
        lifts = ", ".join(context.exercise(each.exercises[0]).name for each in day.items)
        key = "plan.day"
        if place == found.place:
            key = "plan.day.done" if found.trained else "plan.day.today"
        elif place == found.next_place:
            key = "plan.day.next"
        on = "" if found.next_on is None else context.words(f"weekday.{found.next_on.weekday()}")
        lines.append(context.words(key if on or key != "plan.day.next" else "plan.day.next_any",
                                   day=day.name, lifts=lifts, on=on))  # fmt: skip
    return lines


def _due_facts(found: Due | None) -> dict[str, object]:
    if found is None:
        return {}
    return {
        "week": found.week.week + 1, "weeks": found.week.of, "deload": found.week.deload,
        "day": found.day.name if found.day else None, "trained": found.trained,
        "next_on": found.next_on.isoformat() if found.next_on else None,
    }  # fmt: skip


def turned(context: RequestContext) -> Answer:
    """What undoing or redoing a step of a plan did."""
    now = current(context)
    if now is None or now.state == "stopped":
        line = context.words("plan.turned_none")
    else:
        line = context.words(f"plan.turned.{now.state}", name=now.name)
    return say_lines(context, line, result=_result(now))


def _step(context: RequestContext, step: PlanVersion, said: str) -> Answer:
    kept = context.uow.plans.keep(context.person.id, replace(step, at=context.now))
    day = context.words(f"weekday.{kept.begun_on.weekday()}")
    lines = (context.words(f"plan.{said}", name=kept.name, day=day),)
    buttons = (Button(context.words("button.undo"), "undo"),)
    answer = say_lines(context, *lines, result=_result(kept), buttons=buttons)
    if answer.reply is None or kept.state != "running" or kept.begun_on > today_of(context):
        return answer
    today = Button(context.words("button.plan.due"), "what do I train today", role="main")
    return replace(answer, reply=replace(answer.reply, tries=(today,)))


def _none(context: RequestContext) -> Answer:
    lines = [context.words(f"plan.none.{part}") for part in ("first", "example", "library")]
    return say_lines(context, *lines, result={"kind": "plan", "state": "none"})


def _result(now: PlanVersion | None) -> dict[str, object]:
    if now is None:
        return {"kind": "plan", "state": "none"}
    return {
        "kind": "plan", "state": now.state, "name": now.name, "begun_on": now.begun_on.isoformat(),
        "from": now.starts_on.isoformat(),
    }  # fmt: skip


_FROM_LOG = frozenset({"from my log", "from log", "from the log", "from history"})
_STEPS: Mapping[str, Step] = {
    "begin": begin, "start": begin, "resume": begin, "go": begin, "use": begin,
    "pause": pause, "stop": stop, "end": stop, "off": stop, "drop": drop, "cancel": drop,
    "edit": edit, "change": edit, "text": edit, "share": share, "show": show_plan,
}  # fmt: skip
