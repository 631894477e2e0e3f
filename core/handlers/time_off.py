"""`pause 2w`, `pause next week`, `sick`: weeks in a row wait, and nothing of it is shown to others.

Kept as marks of the journal, so that `undo` takes them back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Literal, cast

from core.context import RequestContext, say_lines
from core.handlers.plan_lifter import easy_sessions
from core.handlers.show import show_next
from core.messages import Answer, Button
from core.parsing.commands import Command
from core.parsing.days_off import DaysOff
from core.parsing.time_off import is_over, read_time_off
from core.records import Exposure
from core.render.wording import shortest, words_of_day
from core.store.repositories.marks import AWAY
from core.training.time_off import OPEN_AT_MOST, TimeOff, as_it_went, weeks_off
from core.training.week import LOOKED_BACK

_ONE = timedelta(days=1)
_MOST = 40  # that are looked at; a year of them
_OPEN = "open"  # behind a kind: ends with the next session
_QUIET = "quiet"  # behind a kind: reminders wait


def pause(context: RequestContext, command: Command) -> Answer:
    """`pause 2w`, `pause 3-10 dec`, `pause off`; alone what stands. Raises BadSetting."""
    if not command.rest:
        return _tell(context, _now_or_next(context))
    if is_over(command.rest):
        return _end(context)
    today = _today(context)
    found = read_time_off(command.rest, today, "pause 2w")
    return _begin(context, _read_as(found, "holiday", quiet=found.first > today))


def sick(context: RequestContext, command: Command) -> Answer:
    """`sick` until training goes on, `sick 5d`, `sick off`. Raises BadSetting."""
    if is_over(command.rest):
        return _end(context)
    today = _today(context)
    if not command.rest:
        return _begin(context, TimeOff(today, today + OPEN_AT_MOST, "sick", open=True))
    found = read_time_off(command.rest, today, "sick 5d", past=True)
    return _begin(context, _read_as(found, "sick"))


def _read_as(found: DaysOff, kind: Literal["holiday", "sick"], *, quiet: bool = False) -> TimeOff:
    until = found.until or found.first + OPEN_AT_MOST
    return TimeOff(found.first, until, kind, open=found.until is None, quiet=quiet)


def turned(context: RequestContext) -> Answer:
    """What undoing or redoing a time off did."""
    now = _now_or_next(context)
    if now is None:
        return say_lines(context, context.words("time_off.taken_back"), result=_facts(None))
    return _tell(context, now)


# --- what the weeks make of it ------------------------------------------------------------------


def off_weeks(context: RequestContext, starts: Iterable[datetime], until: date) -> frozenset[int]:
    """Which weeks back from the one that ends with `until` have a day off."""
    trained = _days(context, starts)
    spans = [as_it_went(each, trained) for each in _spans(context)]
    return weeks_off(spans, until, LOOKED_BACK) if spans else frozenset()


def easy_weeks_back(
    context: RequestContext, starts: Sequence[datetime], until: date
) -> frozenset[int]:
    """Which weeks back have a session of a deload, the plan's or one asked for."""
    sessions = [Exposure(each, ()) for each in sorted(starts)]
    easy = easy_sessions(context, sessions, len(sessions)) if sessions else frozenset()
    return frozenset((until - day).days // 7 for day in _days(context, easy))


def _days(context: RequestContext, moments: Iterable[datetime]) -> set[date]:
    return {each.astimezone(context.zone).date() for each in moments}


def _spans(context: RequestContext) -> tuple[TimeOff, ...]:
    """What was declared, the newest first; of several that began on a day the newest counts."""
    found: dict[date, TimeOff] = {}
    for each in context.uow.marks.standing(context.person.id, AWAY, _MOST):
        first, until, kind, *more = each.what.split(":")
        kept = TimeOff(
            date.fromisoformat(first), date.fromisoformat(until),
            cast(Literal["holiday", "sick"], kind), open=_OPEN in more, quiet=_QUIET in more,
        )  # fmt: skip
        found.setdefault(kept.first, kept)
    return tuple(each for each in found.values() if each.first < each.until)


def standing(context: RequestContext) -> TimeOff | None:
    """The time off that is under way."""
    today = _today(context)
    return next((each for each in _as_they_went(context) if each.first <= today < each.until), None)


def is_quiet_day(context: RequestContext) -> bool:
    """Whether today is a day off that was told before it came: nothing is reminded of."""
    now = standing(context)
    return now is not None and now.quiet


def _now_or_next(context: RequestContext) -> TimeOff | None:
    """The time off that is under way, else the one to come."""
    ahead = [each for each in _as_they_went(context) if each.until > _today(context)]
    return min(ahead, key=lambda each: each.first, default=None)


def _as_they_went(context: RequestContext) -> list[TimeOff]:
    last = context.uow.sets.last(context.person.id)
    trained = _days(context, [last.at] if last is not None else [])
    return [as_it_went(each, trained) for each in _spans(context)]


# --- saying it ----------------------------------------------------------------------------------


def _begin(context: RequestContext, wanted: TimeOff) -> Answer:
    today = _today(context)
    if wanted.first <= today < wanted.until:
        _drop(context)
    change = _keep(context, wanted)
    buttons = [Button(context.words("button.undo"), f"undo @{change}")]
    reminded = _is_reminded(context)
    if reminded and wanted.first == today:
        again = f"remind pause until {wanted.until.isoformat()}"
        buttons.append(Button(context.words("button.pause_reminders"), again))
    lines = [_line(context, wanted), context.words("time_off.rules")]
    if reminded and wanted.quiet:
        lines.append(context.words("time_off.quiet"))
    return say_lines(context, *map(shortest, lines), result=_facts(wanted), buttons=tuple(buttons))


def _line(context: RequestContext, wanted: TimeOff) -> str:
    """Which days are off; those from today on by their last one."""
    first, day = (_day(context, each) for each in (wanted.first + _ONE, wanted.until))
    if wanted.until - wanted.first == _ONE and wanted.kind == "holiday":
        return context.words("time_off.day", day=day)
    if wanted.first == _today(context) or (wanted.open and wanted.kind == "sick"):
        key = "time_off.sick_open" if wanted.open else f"time_off.{wanted.kind}"
        return context.words(key, day=day)
    return context.words("time_off.from" if wanted.open else "time_off.span", first=first, day=day)


def _end(context: RequestContext) -> Answer:
    if standing(context) is not None:
        _drop(context)
        return say_lines(context, context.words("time_off.over"), result=_facts(None))
    coming = _now_or_next(context)
    if coming is None and _is_back(context):
        return show_next(context, Command("next", ""))
    if coming is None:
        return _tell(context, None)
    _keep(context, replace(coming, until=coming.first, open=False))
    return say_lines(context, context.words("time_off.taken_back"), result=_facts(None))


def _is_back(context: RequestContext) -> bool:
    """Whether somebody who never said that they were off has not trained for a day or more."""
    last = context.uow.sets.last(context.person.id)
    return last is not None and context.now - last.at >= _ONE


def _drop(context: RequestContext) -> None:
    """End what is under way: the days up to today stay off."""
    now = standing(context)
    if now is not None and now.first < _today(context):
        _keep(context, replace(now, until=_today(context), open=False))
    elif now is not None:
        _keep(context, replace(now, until=now.first, open=False))


def _keep(context: RequestContext, wanted: TimeOff) -> str:
    what = f"{wanted.first.isoformat()}:{wanted.until.isoformat()}:{wanted.kind}"
    what += f":{_OPEN}" if wanted.open else ""
    what += f":{_QUIET}" if wanted.quiet else ""
    return context.uow.marks.keep(context.person.id, AWAY, what, context.now).id


def _tell(context: RequestContext, now: TimeOff | None) -> Answer:
    if now is None:
        return say_lines(context, context.words("time_off.none"), result=_facts(None))
    if now.first > _today(context):
        undo = Button(context.words("button.off"), "pause off")
        return say_lines(
            context, shortest(_line(context, now)), result=_facts(now), buttons=(undo,)
        )
    key = "time_off.stands_open" if now.open and now.kind == "sick" else "time_off.stands"
    line = context.words(key, day=_day(context, now.until))
    if now.open and now.kind == "holiday":
        line = context.words("time_off.from", first=_day(context, now.first + _ONE))
    button = Button(context.words("button.time_off_end"), "pause off")
    return say_lines(context, line, result=_facts(now), buttons=(button,))


def _is_reminded(context: RequestContext) -> bool:
    now = context.now
    return any(
        each.kind == "train" and each.state == "on" and (each.paused_until or now) <= now
        for each in context.uow.reminders.of(context.person.id)
    )


def _day(context: RequestContext, day: date) -> str:
    """The last day off, as words."""
    noon = datetime.combine(day - _ONE, time(12), tzinfo=context.zone)
    return words_of_day(context.person.language, noon, context.zone)


def _today(context: RequestContext) -> date:
    return context.now.astimezone(context.zone).date()


def _facts(now: TimeOff | None) -> dict[str, object]:
    if now is None:
        return {"kind": "time_off", "first": None, "until": None, "why": None, "open": False}
    return {
        "kind": "time_off", "first": now.first.isoformat(), "until": now.until.isoformat(),
        "why": now.kind, "open": now.open,
    }  # fmt: skip
