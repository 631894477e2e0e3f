"""`remind`, `reminders`, `snooze`: pings on days of choice. What was read is always said back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from core.context import RequestContext, say_lines
from core.errors import BadSetting
from core.messages import Address, Answer, Button
from core.parsing.commands import Command
from core.parsing.durations import read_snooze
from core.parsing.reminders import Asks, Remind, clock_words, read_remind, typed
from core.parsing.weekdays import EVERY_DAY
from core.parsing.zones import guess_zones
from core.reminders.schedule import (
    MOST_REMINDERS,
    ONCE,
    Kind,
    Reminder,
    next_occurrence,
    occurrence,
    start_interval,
)
from core.render.reminders import (
    ONE_TIME,
    clock_in,
    facts_of,
    line_of,
    moment_words,
    next_of,
    what_of,
    why_gone,
    words_of_days,
)
from core.render.wording import shortest, words_of_day

_SNOOZED_FROM = timedelta(days=7)  # a ping older than this is not the one that is snoozed
_NEAR_ZONES = 3  # offered beside the guess


def remind(context: RequestContext, command: Command) -> Answer:
    """`remind mon wed fri 18:00`, `remind off 2`, `remind pause 2w`. Raises BadSetting."""
    if not command.rest and _listed(context):
        return show_reminders(context)
    asked = read_remind(command.rest, _today(context), context.hint)
    if isinstance(asked, Asks):
        return ask_which(context, asked, command.rest)
    if asked.action == "add":
        return add_weekly(context, "train", asked)
    chosen = _chosen(context, asked, command.rest)
    if not chosen:
        return say_lines(context, context.words("remind.none"), result=facts_of(()))
    if asked.action == "delete":
        if len(chosen) > 1 and not command.rest.lower().endswith("all"):
            example = f"remind delete {chosen[0].number}"
            raise BadSetting(command.rest, setting="remind_delete", example=example)
        if command.rest.lower().endswith("all"):
            context.uow.reminders.drop_kind(context.person.id, "snooze")
        _drop_snoozed(context)
        for each in chosen:
            context.uow.reminders.drop(context.person.id, each.number)
        return _told(context, "remind.deleted", chosen, n=len(chosen))
    if asked.action == "pause":
        return _pause(context, chosen, asked.until or _today(context))
    if asked.action == "skip":
        return _skip(context, chosen)
    return _turn_on(context, chosen) if asked.action == "on" else _turn_off(context, chosen)


def ask_which(context: RequestContext, asked: Asks, quote: str, command: str = "remind") -> Answer:
    """A word with two readings: a button for each, nothing is stored."""
    buttons = tuple(
        Button(
            context.words("remind.choice", days=words_of_days(context, each.days, each.every),
                        time=clock_words(each.minute)),
            typed(each, command),
        )
        for each in asked.choices
    )  # fmt: skip
    options = [{"label": each.label, "send": each.send} for each in buttons]
    result = {"kind": "question", "about": "reading", "quote": quote, "options": options}
    return say_lines(context, context.words("remind.which"), result=result, buttons=buttons)


def add_weekly(context: RequestContext, kind: Kind, asked: Remind) -> Answer:
    """Store a reminder that comes again and again, and say how it was read.

    The same again, or some of its days, changes nothing; more days at the same time extend it.
    """
    address, refusal = private_place(context)
    if address is None:
        return refusal
    mine = context.uow.reminders.of(context.person.id)
    listed = [each for each in mine if each.kind not in ONCE]
    zone, question, buttons = _settle_zone(context, first=not listed)
    near = [each for each in listed if _is_near(each, kind, asked)]
    for each in near:
        paused = each.paused_until is not None and each.paused_until > context.now
        comes = each.state == "on" and not paused
        if comes and _covers(each, asked):
            known = context.words("remind.known", what=line_of(context, each))
            return say_lines(context, known, result=facts_of((each,)))
    old = next((each for each in near if _covers(asked, each)), None)
    if kind == "recap":  # there is one week to look back on
        old = old or next((each for each in listed if each.kind == "recap"), None)
    if old is None and len(listed) >= MOST_REMINDERS:
        error = {"kind": "error", "error": "too_many_reminders", "limit": MOST_REMINDERS}
        return say_lines(context, context.words("remind.full", n=MOST_REMINDERS), result=error)
    made = Reminder(
        kind, asked.days, asked.minute, address, zone, context.now, asked.words,
        person_id=context.person.id,
    )  # fmt: skip
    if old is not None:
        made = replace(made, id=old.id, number=old.number, last_date=old.last_date)
    if asked.every:
        made = start_interval(made, asked.every, context.now)
    made = replace(made, next_at=next_occurrence(made, context.now))
    if old is None:
        made = context.uow.reminders.add(made)
    else:
        context.uow.reminders.save(made)
    echo = context.words(
        "remind.echo", what=what_of(context, made), zone=made.zone, next=next_of(context, made)
    )
    return say_lines(context, shortest(echo), question, result=facts_of((made,)), buttons=buttons)


def reminders(context: RequestContext, command: Command) -> Answer:
    """`reminders` lists them; `reminders off` is meant as `remind off`. Raises BadSetting."""
    return remind(context, command) if command.rest else show_reminders(context)


def show_reminders(context: RequestContext) -> Answer:
    """`reminders`: numbered, each with its next time or why there is none."""
    mine = context.uow.reminders.of(context.person.id)
    shown = [each for each in mine if each.kind not in ONCE or each.next_at is not None]
    if not shown:
        return say_lines(context, context.words("remind.none"), result=facts_of(()))
    lines = [line_of(context, each, numbered=each.kind not in ONCE) for each in shown]
    zones = {each.zone for each in shown}
    where = context.words("remind.zone", zone=", ".join(sorted(zones)))
    return say_lines(context, *lines, where, result=facts_of(shown))


def snooze(context: RequestContext, command: Command) -> Answer:
    """`snooze 2h`: the last ping comes again, once. Raises BadSetting."""
    length, number = read_snooze(command.rest)
    address, refusal = private_place(context)
    if address is None:
        return refusal
    source = _snoozed(context, number)
    zone = context.person.zone
    if length is None:
        local = context.now.astimezone(context.zone)
        minute = source.minute if source is not None and source.minute is not None else None
        minute = local.hour * 60 + local.minute if minute is None else minute
        at = occurrence(local.date() + timedelta(days=1), minute, context.zone)
    else:
        at = context.now + length
    note = "train" if source is None else source.note or f"{source.kind}:{source.number}"
    _drop_snoozed(context)
    words = source.words if source is not None else ""
    made = context.uow.reminders.add(
        Reminder(
            "snooze", (), None, address, zone, context.now, words,
            person_id=context.person.id, next_at=at, note=note,
        )
    )  # fmt: skip
    sentence = context.words("snooze.set", when=moment_words(context, at or context.now))
    return say_lines(context, sentence, result=facts_of((made,)))


def plan_again(context: RequestContext, zone: str) -> Reminder | None:
    """Move every reminder to a new zone: the local times stay. Gives the one that comes next."""
    moved = []
    for each in context.uow.reminders.of(context.person.id):
        new = replace(each, zone=zone)
        if each.kind not in ONCE and each.state in ("on", "asked"):
            new = replace(new, next_at=next_occurrence(new, context.now))
        context.uow.reminders.save(new)
        moved.append(new)
    coming = [each for each in moved if each.kind not in ONCE and each.next_at is not None]
    return min(coming, key=lambda each: each.next_at or context.now, default=None)


def next_ping_words(context: RequestContext, reminder: Reminder) -> str:
    """When a reminder comes next, as a line of its own."""
    return context.words("remind.next", when=moment_words(context, reminder.next_at or context.now))


# --- what is done to several -----------------------------------------------------------------


def _turn_on(context: RequestContext, chosen: Sequence[Reminder]) -> Answer:
    """Off, paused, asked and gone alike come again; those that went astray come here."""
    address, refusal = private_place(context)
    if address is None:
        return refusal
    made = []
    for each in chosen:
        new = replace(each, state="on", note="", unanswered=0, paused_until=None)
        if each.state == "gone" or context.address.private:
            new = replace(new, address=address)
        made.append(replace(new, next_at=next_occurrence(new, context.now)))
    return _saved(context, "remind.on", made)


def _turn_off(context: RequestContext, chosen: Sequence[Reminder]) -> Answer:
    context.uow.reminders.drop_kind(context.person.id, "snooze")
    off = [replace(each, state="off", note="", next_at=None) for each in chosen]
    buttons = (Button(context.words("button.remind_on"), _sentence("remind on", off)),)
    return _saved(context, "remind.off", off, buttons=buttons)


def _pause(context: RequestContext, chosen: Sequence[Reminder], until: date) -> Answer:
    ends = occurrence(until, 0, context.zone) or datetime(
        until.year, until.month, until.day, tzinfo=UTC
    )
    made = []
    for each in chosen:
        if each.state not in ("on", "asked"):
            continue
        new = replace(each, state="on", note="", unanswered=0, paused_until=ends)
        made.append(replace(new, next_at=next_occurrence(new, context.now)))
    if not made:
        return say_lines(context, context.words("remind.all_off"), result=facts_of(chosen))
    context.uow.reminders.drop_kind(context.person.id, "snooze")
    buttons = (Button(context.words("button.remind_on"), "remind on"),)
    day = words_of_day(context.person.language, ends, context.zone)
    return _saved(context, "remind.paused", made, buttons=buttons, day=day)


def _skip(context: RequestContext, chosen: Sequence[Reminder]) -> Answer:
    """Nothing more today: what is queued is taken back, what is to come moves on."""
    reminders, made = context.uow.reminders, []
    for each in chosen:
        if each.state not in ("on", "asked"):
            continue
        day = context.now.astimezone(context.zone).date().isoformat()
        queued = reminders.ping(each.id, day)
        if queued is not None and queued.state == "queued":
            reminders.set_ping(each.id, day, "skipped", context.now, "skipped today")
        new = replace(each, last_date=max(each.last_date, day))
        made.append(replace(new, next_at=next_occurrence(new, context.now)))
    if not made:
        return say_lines(context, context.words("remind.all_off"), result=facts_of(chosen))
    reminders.drop_kind(context.person.id, "snooze")
    return _saved(context, "remind.skipped", made)


def _saved(
    context: RequestContext,
    key: str,
    made: Sequence[Reminder],
    *,
    buttons: tuple[Button, ...] = (),
    **facts: object,
) -> Answer:
    for each in made:
        context.uow.reminders.save(each)
    return _told(context, key, made, buttons=buttons, **facts)


def _told(
    context: RequestContext,
    key: str,
    made: Sequence[Reminder],
    *,
    buttons: tuple[Button, ...] = (),
    **facts: object,
) -> Answer:
    """One sentence; what comes next is named where something does."""
    coming = [each for each in made if each.next_at is not None and key != "remind.deleted"]
    soonest = min(coming, key=lambda each: each.next_at or context.now, default=None)
    line = next_ping_words(context, soonest) if soonest is not None else ""
    return say_lines(
        context, context.words(key, **facts), line, result=facts_of(made), buttons=buttons
    )


# --- finding things ----------------------------------------------------------------------------


def _listed(context: RequestContext) -> list[Reminder]:
    return [each for each in context.uow.reminders.of(context.person.id) if each.kind not in ONCE]


def _chosen(context: RequestContext, asked: Remind, text: str) -> list[Reminder]:
    """The reminders meant: one by its number, or all. Raises BadSetting for an unknown number."""
    listed = _listed(context)
    if asked.number is None:
        return listed
    chosen = [each for each in listed if each.number == asked.number]
    if listed and not chosen:
        example = f"remind {asked.action} {listed[0].number}"
        raise BadSetting(text, setting="remind_number", example=example)
    return chosen


def _is_near(each: Reminder, kind: Kind, asked: Remind) -> bool:
    """Whether a reminder is for the same at the same time; only its days may be others."""
    words = each.words.casefold() == asked.words.casefold()
    return (each.kind, each.minute) == (kind, asked.minute) and words


def _covers(wide: Remind | Reminder, narrow: Remind | Reminder) -> bool:
    """Whether one rhythm comes on every day of another; daily covers all there are."""
    if wide.every or narrow.every:
        return wide.every == narrow.every or wide.days == EVERY_DAY
    return set(narrow.days) <= set(wide.days)


def _drop_snoozed(context: RequestContext) -> None:
    """There is one snoozed ping at most; those asked for once stay."""
    for each in context.uow.reminders.of(context.person.id):
        if each.kind == "snooze" and each.note != ONE_TIME and each.next_at is not None:
            context.uow.reminders.save(replace(each, next_at=None))


def _snoozed(context: RequestContext, number: int | None) -> Reminder | None:
    """The reminder whose ping is snoozed: the one named, else the one that came last."""
    reminders = context.uow.reminders
    mine = reminders.of(context.person.id)
    by_number = {each.number: each for each in mine if each.kind not in ONCE}
    if number is not None:
        return by_number.get(number)
    by_id = {each.id: each for each in mine if each.kind != "rest"}
    came = reminders.pings(context.person.id, context.now - _SNOOZED_FROM)
    last = next((by_id[each.reminder_id] for each in came if each.reminder_id in by_id), None)
    of = last.note.partition(":")[2] if last is not None and last.kind in ONCE else ""
    return by_number.get(int(of), last) if of else last


def private_place(context: RequestContext) -> tuple[Address | None, Answer]:
    """Where pings go: the private chat of this platform; or why there is none."""
    here = context.address
    if here.private:
        return Address(here.platform, here.chat), Answer(None)
    chat, gone = context.uow.reminders.private_chat(context.person.id, here.platform)
    if chat and not gone:
        return Address(here.platform, chat), Answer(None)
    sentence = (
        why_gone(context, gone, here.platform) if gone else context.words("remind.write_first")
    )
    return None, say_lines(context, sentence, result={"kind": "error", "error": "write_first"})


def _settle_zone(context: RequestContext, *, first: bool) -> tuple[str, str, tuple[Button, ...]]:
    """The zone to plan in; with the first reminder the question whether it is the right one."""
    person = context.person
    if person.zone_told or person.zone != "UTC" or not first:
        return person.zone, "", ()
    zones = guess_zones(context.hint) or (person.zone,)
    if zones[0] != person.zone:
        context.uow.people.save(replace(person, zone=zones[0]))
    question = context.words("remind.zone_ask", time=clock_in(context, zones[0]), zone=zones[0])
    buttons = [Button(context.words("button.yes"), f"tz {zones[0]}")]
    for each in zones[1 : 1 + _NEAR_ZONES]:
        city = each.rpartition("/")[2].replace("_", " ")
        label = context.words("remind.zone_other", time=clock_in(context, each), city=city)
        buttons.append(Button(label, f"tz {each}"))
    return zones[0], question, tuple(buttons)


def _today(context: RequestContext) -> date:
    return context.now.astimezone(context.zone).date()


def _sentence(command: str, chosen: Sequence[Reminder]) -> str:
    return f"{command} {chosen[0].number}" if len(chosen) == 1 else command
