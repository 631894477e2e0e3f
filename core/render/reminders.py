"""Reminders in words: what they are, when they come next, or why they do not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from core.context import RequestContext
from core.locale.strings import has
from core.parsing.reminders import clock_words
from core.parsing.weekdays import EVERY_DAY
from core.reminders.schedule import ONCE, Reminder
from core.render.wording import shortest, words_of_day

ONE_TIME = "once"  # the note of a ping that comes once, on request
UNANSWERED_NOTE = "unanswered"  # of a reminder that stopped by itself


def words_of_days(context: RequestContext, days: Iterable[int], every: int = 0) -> str:
    """A rhythm as said: "Mon, Wed, Fri", "every day", "every 2 days"."""
    if every:
        return context.words("remind.every_days", n=every)
    chosen = tuple(days)
    if chosen == EVERY_DAY:
        return context.words("remind.every_day")
    return ", ".join(context.words(f"day.{day}") for day in chosen)


def what_of(context: RequestContext, reminder: Reminder) -> str:
    """What a reminder is: "Mon, Wed at 18:00", "squat day: Sat at 10:00"."""
    if reminder.note == ONE_TIME:
        key = "remind.kind.once_for" if reminder.words else "remind.kind.once"
        return context.words(key, words=reminder.words)
    if reminder.kind in ONCE:
        return context.words(f"remind.kind.{reminder.kind}")
    when = context.words(
        "remind.when",
        days=words_of_days(context, reminder.days, reminder.every),
        time=clock_words(reminder.minute or 0),
    )
    if reminder.kind == "unless":
        key = "remind.kind.unless_lift" if reminder.words else "remind.kind.unless"
        return context.words(key, exercise=reminder.words, when=when)
    label = context.words("remind.kind.recap") if reminder.kind == "recap" else reminder.words
    when = context.words("remind.labelled", words=label, when=when) if label else when
    return when[:1].upper() + when[1:]


def line_of(context: RequestContext, reminder: Reminder, *, numbered: bool = False) -> str:
    """A reminder with its next time, or why it has none."""
    what = what_of(context, reminder)
    if numbered:
        what = context.words("remind.numbered", number=reminder.number, what=what)
    return shortest(context.words("remind.line", what=what, state=_state_of(context, reminder)))


def _state_of(context: RequestContext, reminder: Reminder) -> str:
    if reminder.state == "gone":
        return why_gone(context, reminder.note, reminder.address.platform)
    if reminder.state == "off":
        key = "remind.stopped" if reminder.note == UNANSWERED_NOTE else "remind.is_off"
        return context.words(key)
    paused = reminder.paused_until
    if paused is not None and paused > context.now:
        day = words_of_day(context.person.language, paused, _zone(reminder))
        return context.words("remind.is_paused", day=day)
    if reminder.next_at is None:
        return context.words("remind.is_off")
    return context.words("remind.is_next", when=moment_words(context, reminder.next_at))


def why_gone(context: RequestContext, gone: str, platform: str) -> str:
    """Why nothing arrives, and what to do about it."""
    key = f"remind.gone.{gone}"
    key = key if has(context.person.language, key) else "remind.gone"
    return context.words(key, platform=platform.capitalize())


def next_of(context: RequestContext, reminder: Reminder) -> str:
    """The local date a reminder comes next."""
    if reminder.next_at is None:
        return context.words("remind.is_off")
    return words_of_day(context.person.language, reminder.next_at, _zone(reminder))


def moment_words(context: RequestContext, at: datetime) -> str:
    """A time to come: "18:30" today, else "Tue 24 Nov at 18:00"."""
    local = at.astimezone(context.zone)
    clock = clock_words(local.hour * 60 + local.minute)
    if local.date() == context.now.astimezone(context.zone).date():
        return clock
    day = words_of_day(context.person.language, at, context.zone)
    return context.words("remind.when", days=day, time=clock)


def clock_in(context: RequestContext, zone: str) -> str:
    """The time it is in a zone."""
    local = context.now.astimezone(ZoneInfo(zone))
    return clock_words(local.hour * 60 + local.minute)


def facts_of(reminders: Iterable[Reminder]) -> dict[str, object]:
    """Reminders as the facts of an answer."""
    return {"kind": "reminders", "reminders": [_facts(each) for each in reminders]}


def _facts(each: Reminder) -> dict[str, object]:
    return {
        "number": each.number,
        "kind": each.kind,
        "words": each.words,
        "days": list(each.days),
        "every_days": each.every or None,
        "time": None if each.minute is None else clock_words(each.minute),
        "zone": each.zone,
        "next_at": each.next_at and each.next_at.isoformat(),
        "paused_until": each.paused_until and each.paused_until.isoformat(),
        "state": each.state,
        "note": each.note,
    }


def _zone(reminder: Reminder) -> ZoneInfo:
    return ZoneInfo(reminder.zone)
