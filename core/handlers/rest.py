"""`rest 3m`: a ping when the rest is over. One per person; the next logged set stops it.

With `rest auto` the advised rest starts with each set, in private chats.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from core.context import RequestContext, say_lines
from core.errors import BadSetting
from core.groups.rules import is_quiet, plain_name
from core.handlers.advice import lifter_of, next_set_now
from core.handlers.emphasis import aims_of
from core.handlers.exercise_log import read_past
from core.handlers.group_disclosure import aloud_advice, told_here
from core.handlers.pairs import coming, current_pair
from core.handlers.settings import changed
from core.limits import SESSION_GAP
from core.messages import Address, Answer, Button, Reply, emphasised
from core.parsing.commands import Command
from core.parsing.durations import read_rest, read_rest_auto
from core.parsing.reminders import clock_words
from core.records import Exercise, NextSet
from core.reminders.schedule import Reminder
from core.render.reminders import facts_of
from core.render.wording import shortest, words_of_next, words_of_rest
from core.store.repositories.reminders import ping_key

KIND: Final = "rest"
ANNOUNCED: Final = "announced"  # note of a timer that a message of ours tells of
SHORTEST_TOLD_S = 30  # how a rest that is over is rounded
LONGEST_TOLD_S = 3600  # longer was no rest: what was said of it stays


def rest(context: RequestContext, command: Command) -> Answer:
    """`rest 3m`, `rest off`, `rest auto`; alone it takes the advised rest. Raises BadSetting."""
    if not command.rest:
        return _alone(context)
    auto = read_rest_auto(command.rest)
    if auto is not None:
        context.uow.people.save(replace(context.person, rest_auto=auto))
        sentence = context.words("rest.auto_on" if auto else "rest.auto_off")
        return changed(context, "rest_auto", auto, sentence)
    seconds = read_rest(command.rest)
    if seconds is None:
        stopped = context.uow.reminders.drop_kind(context.person.id, KIND)
        key = "rest.stopped" if stopped else "rest.off"
        return say_lines(context, context.words(key), result=facts_of(()))
    return _start(context, seconds)


def _alone(context: RequestContext) -> Answer:
    """What is left of the rest under way, else the rest advised after the last set."""
    running = [each for each in context.uow.reminders.of(context.person.id) if each.kind == KIND]
    for each in running:
        if each.next_at is not None and each.next_at > context.now:
            left = round((each.next_at - context.now).total_seconds())
            return _say(context, "rest.left", each, left)
    following = next_set(context)
    if following is None:
        raise BadSetting("rest", setting=KIND, example="rest 3m")
    return _start(context, following[1].rest_s)


def _start(context: RequestContext, seconds: int) -> Answer:
    ends = context.now + timedelta(seconds=seconds)
    where = _where(context, ends)
    if where is None:
        quiet = {"kind": "error", "error": "quiet_hours"}
        return say_lines(context, context.words("rest.quiet"), result=quiet, private=True)
    timer = _keep(context, where, ends, note=ANNOUNCED if where == context.address else "")
    answer = _say(context, "rest.set", timer, seconds)
    if not timer.note or answer.reply is None:
        return answer
    return replace(answer, reply=replace(answer.reply, edits=_announced_as(timer)))


def _keep(context: RequestContext, where: Address, ends: datetime, note: str = "") -> Reminder:
    """The person's one rest timer, in place of the one before."""
    context.uow.reminders.drop_kind(context.person.id, KIND)
    return context.uow.reminders.add(
        Reminder(
            KIND, (), None, where, context.person.zone, context.now,
            person_id=context.person.id, next_at=ends, note=note,
        )
    )  # fmt: skip


def _announced_as(timer: Reminder) -> str:
    """The key under which the message that began a rest is changed."""
    return f"rest:{timer.id}"


def _where(context: RequestContext, ends: datetime) -> Address | None:
    """Here; in private where the group is quiet then; None where nobody wrote there yet."""
    group_settings = context.uow.groups.group_settings(context.address) if context.group else None
    if group_settings is None or not is_quiet(group_settings, ends):
        return context.address
    platform = context.address.platform
    chat, gone = context.uow.reminders.private_chat(context.person.id, platform)
    return Address(platform, chat) if chat and not gone else None


def _say(context: RequestContext, key: str, timer: Reminder, seconds: int) -> Answer:
    local = (timer.next_at or context.now).astimezone(context.zone)
    time = f"{clock_words(local.hour * 60 + local.minute)}:{local.second:02d}"
    words = words_of_rest(context.person.language, seconds)
    buttons = (Button(context.words("button.rest_off"), "rest off"),)
    sentence = context.words(key, rest=words, time=time)
    facts = facts_of((replace(timer, zone="") if context.aloud else timer,))
    return say_lines(context, sentence, result=facts, buttons=buttons)


def stop_rest(context: RequestContext, *, edits: bool) -> None:
    """A set was logged: the rest is over without a ping.

    `edits`: messages that count it are changed into what it came to.
    """
    reminders = context.uow.reminders
    if not reminders.may_rest(context.person.id):
        return
    if edits:
        for each in reminders.of(context.person.id):
            if each.kind == KIND:
                _edit_away(context, each)
    reminders.drop_kind(context.person.id, KIND)


def _edit_away(context: RequestContext, timer: Reminder) -> None:
    """Change what was said of a rest into a short line of how long it was."""
    took = (context.now - timer.created_at).total_seconds()
    if took > LONGEST_TOLD_S:
        return
    keys = [_announced_as(timer)] if timer.note == ANNOUNCED else []
    if timer.last_date:  # it was due; a ping that still waits has no words without its timer
        ping = context.uow.reminders.ping(timer.id, timer.last_date)
        if ping is not None and ping.state != "skipped":
            keys.append(ping_key(timer.id, timer.last_date))
    rounded = max(SHORTEST_TOLD_S, SHORTEST_TOLD_S * round(took / SHORTEST_TOLD_S))
    words = words_of_rest(context.person.language, rounded)
    line = context.words("rest.rested", rest=words)
    for key in keys:
        reply = Reply(lines=(line,), owner=context.person.id, edits=key)
        context.uow.outbox.post(timer.address, reply, "", f"rested:{key}", context.now)


def starts_by_itself(context: RequestContext) -> bool:
    """Whether the advised rest starts with a set here: chosen by the person, and in private."""
    return context.person.rest_auto and not context.group


def start_advised(context: RequestContext, rest_s: int) -> None:
    """Start the rest of `rest_s` seconds advised after the last set, from when it was done.

    A message that arrives when its rest is over starts none.
    """
    last = context.uow.sets.last(context.person.id)
    if last is None:
        return
    ends = last.at + timedelta(seconds=rest_s)
    if ends > context.now:
        _keep(context, context.address, ends)


def rest_over(context: RequestContext) -> Reply:
    """What is said when a rest is over: the next set, where one is advised."""
    following, words, aims = next_set(context), context.words("rest.over"), tuple[str, ...]()
    if following is not None and _may_be_told(context, *following):
        exercise, advised = following
        what = words_of_next(context.person.language, advised, exercise)
        words = context.words("rest.over_next", exercise=exercise.name, what=what)
        aims = aims_of(context, exercise, advised)
    if context.group:
        words = context.words("rest.over_of", name=plain_name(context.person.name), what=words)
    lines = (shortest(words),)
    return Reply(lines=lines, owner=context.person.id, strong=emphasised(lines, aims))


def _may_be_told(context: RequestContext, exercise: Exercise, advised: NextSet) -> bool:
    """Whether a group may hear of a next set: its lift was the last one said there."""
    here = told_here(context)
    last = context.uow.sets.last(context.person.id)
    if last is None or not here.has(last):
        return False
    return aloud_advice(advised, read_past(context, exercise.id).exposures, here.has) is not None


def next_set(context: RequestContext) -> tuple[Exercise, NextSet] | None:
    """The next set of the exercise done last, while its session is under way.

    In a superset it is that of the lift whose turn it is.
    """
    last = context.uow.sets.last(context.person.id)
    if last is None or context.now - last.at >= SESSION_GAP:
        return None
    pair = current_pair(context) if last.superset else None
    if pair is not None:
        ahead = coming(context, pair)
        return (ahead.exercise, ahead.next_set) if ahead and ahead.next_set else None
    exercise = context.exercise(last.exercise_id)
    exposures = read_past(context, exercise.id).exposures
    advised = next_set_now(
        context, lifter_of(context, exercise, exposures, in_session=True), exposures
    )
    return None if advised is None else (exercise, advised)


def rest_button(context: RequestContext, rest_s: int) -> Button:
    """The button under a set that starts the rest of so many seconds advised after it."""
    words = words_of_rest(context.person.language, rest_s)
    return Button(context.words("button.rest", rest=words), f"rest {rest_s}s")
