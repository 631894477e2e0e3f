"""`deload`: an easy week on request; asked first, ends by itself, can be taken back (R44)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from core.context import RequestContext, say_lines
from core.errors import BadSetting
from core.handlers.easy_days import easy_weeks, standing_week
from core.handlers.plan_days import due_now, following, is_easy_week_next, today_of
from core.messages import Answer, Button
from core.parsing.commands import Command
from core.records import Target
from core.store.repositories.marks import EASY
from core.training.easy_weeks import LENGTH, EasyWeek, is_due

_DAY = timedelta(days=1)
_WHEN: Mapping[str, str] = {
    "": "ask", "please": "ask", "week": "ask", "week please": "ask",
    "now": "now", "today": "now", "start": "now", "begin": "now", "from today": "now",
    "on": "now", "yes": "now", "tomorrow": "now", "this week": "now", "from tomorrow": "now",
    "next week": "next", "next": "next", "from next week": "next", "monday": "next",
    "off": "off", "stop": "off", "end": "off", "over": "off", "done": "off", "cancel": "off",
    "no": "no", "not now": "no",
}  # fmt: skip
WORDS = frozenset(_WHEN)


def deload(context: RequestContext, command: Command) -> Answer:
    """`deload` asks; `now`, `next week` behind it begin, `off` ends. Raises BadSetting."""
    words = " ".join(command.rest.lower().strip(" .!?").split())
    meant = _WHEN.get(words)
    if meant is None:
        raise BadSetting(command.rest, setting="deload", example="deload next week")
    if meant == "ask":
        return ask(context)
    if meant == "off":
        return end(context)
    if meant == "no":
        return say_lines(context, context.words("deload.no"), result=_facts(context))
    first = first_day(context)
    return _begin(context, next_week(context) if meant == "next" else first)


def ask(context: RequestContext) -> Answer:
    """What an easy week is, and whether to begin one; nothing changes before a tap."""
    standing = standing_week(context)
    if standing is not None:
        return _tell(context, standing)
    plan, today = due_now(context), today_of(context)
    if plan is not None and plan.week.deload:
        return say_lines(context, context.words("deload.plan_now"), result=_facts(context))
    first, later = first_day(context), next_week(context)
    lines = [context.words("deload.what"), context.words("deload.what_for")]
    if plan is not None:
        own = is_easy_week_next(context)
        lines.append(context.words("deload.plan_next" if own else "deload.plan_waits"))
    lines.append(context.words("deload.ask"))
    key = "today" if first == today else "tomorrow"
    buttons = [Button(context.words(f"button.deload.{key}"), "deload now")]
    if later > first:
        day = context.words(f"weekday.{later.weekday()}")
        label = context.words("button.deload.next", day=day)
        buttons.append(Button(label, "deload next week"))
    buttons.append(Button(context.words("button.cancel"), "deload no"))
    return say_lines(context, *lines, result=_facts(context), buttons=tuple(buttons))


def first_day(context: RequestContext) -> date:
    """Today, or tomorrow where today was trained already: what is done was no easy session."""
    today = today_of(context)
    last = context.uow.sets.last(context.person.id)
    trained = last is not None and last.at.astimezone(context.zone).date() == today
    return today + _DAY if trained else today


def next_week(context: RequestContext) -> date:
    """The first day of the next week, of the plan where one runs."""
    today, followed = today_of(context), following(context)
    begins = followed.versions[0].begins if followed is not None else date(2001, 1, 1)
    return today + timedelta(days=LENGTH.days - (today - begins).days % LENGTH.days)


def _begin(context: RequestContext, first: date) -> Answer:
    standing = standing_week(context)
    if standing is not None:
        return _tell(context, standing)
    what = f"{first.isoformat()}:{(first + LENGTH).isoformat()}"
    change = context.uow.marks.keep(context.person.id, EASY, what, context.now)
    key = "deload.begun" if first <= today_of(context) else "deload.begins"
    lines = [context.words(key, **_days(context, EasyWeek(first, first + LENGTH)))]
    lines.append(context.words("deload.rules"))
    buttons = (Button(context.words("button.undo"), f"undo @{change.id}"),)
    return say_lines(context, *lines, result=_facts(context), buttons=buttons)


def end(context: RequestContext) -> Answer:
    """End the easy week now; sessions of it stay easy ones."""
    standing, today = standing_week(context), today_of(context)
    if standing is None:
        return say_lines(context, context.words("deload.none"), result=_facts(context))
    until = max(standing.first, first_day(context))
    what = f"{standing.first.isoformat()}:{min(until, standing.until).isoformat()}"
    change = context.uow.marks.keep(context.person.id, EASY, what, context.now)
    key = "deload.ended" if standing.first <= today else "deload.taken_back"
    buttons = (Button(context.words("button.undo"), f"undo @{change.id}"),)
    return say_lines(context, context.words(key), result=_facts(context), buttons=buttons)


def turned(context: RequestContext) -> Answer:
    """What undoing or redoing an easy week did."""
    standing = standing_week(context)
    if standing is not None:
        return _tell(context, standing)
    return say_lines(context, context.words("deload.turned_none"), result=_facts(context))


def offer(context: RequestContext, targets: Sequence[Target]) -> tuple[str, tuple[Button, ...]]:
    """After a session in which several lifts fell short: that an easy week may help (R44)."""
    plan = due_now(context)
    if plan is not None and (plan.week.deload or is_easy_week_next(context)):
        return "", ()
    if not is_due(targets, easy_weeks(context), today_of(context)):
        return "", ()
    label = context.words("button.deload.see")
    return context.words("deload.offer"), (Button(label, "deload"),)


def _tell(context: RequestContext, standing: EasyWeek) -> Answer:
    """The easy week that stands, with a button that ends it."""
    key = "deload.runs" if standing.first <= today_of(context) else "deload.to_come"
    button = "end" if key == "deload.runs" else "off"
    buttons = (Button(context.words(f"button.deload.{button}"), "deload off"),)
    line = context.words(key, **_days(context, standing))
    return say_lines(context, line, result=_facts(context), buttons=buttons)


def _days(context: RequestContext, week: EasyWeek) -> dict[str, object]:
    last = week.until - _DAY
    return {
        "first": context.words(f"weekday.{week.first.weekday()}"),
        "last": context.words(f"weekday.{last.weekday()}"),
    }


def _facts(context: RequestContext) -> dict[str, object]:
    standing = standing_week(context)
    if standing is None:
        return {"kind": "deload", "state": "none"}
    state = "running" if standing.first <= today_of(context) else "to_come"
    return {
        "kind": "deload", "state": state, "first": standing.first.isoformat(),
        "until": standing.until.isoformat(),
    }  # fmt: skip
