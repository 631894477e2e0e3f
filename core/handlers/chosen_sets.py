"""The sets that a correction names by a lift, a day or their order; asked where several fit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from core.context import RequestContext, say_lines
from core.errors import NoSetsThere, NoSuchSet
from core.handlers.current_lift import meant_lift
from core.handlers.fix import was_said_wrong
from core.limits import SESSION_GAP
from core.messages import Answer, Button
from core.parsing.set_choice import SetChoice, read_set_choice
from core.parsing.times import day_bounds
from core.records import Exercise, LoggedSet
from core.render.wording import shortest, words_of_day, words_of_set, words_of_sets

MOST_OFFERED = 6


def set_named(context: RequestContext, set_id: str) -> LoggedSet:
    """The set with an id. Raises NoSuchSet."""
    found = context.uow.sets.by_id(context.person.id, set_id)
    if found is None:
        raise NoSuchSet(set_id, set_id=set_id)
    return found


def read_choice(context: RequestContext, words: str) -> SetChoice:
    """What words say of the sets meant, in the person's names and days."""
    return read_set_choice(words, context.names, context.now.astimezone(context.zone).date())


def said_wrong(context: RequestContext, words: str) -> LoggedSet | None:
    """The newest set of these hours that holds what "145 not 140" says is wrong."""
    if " not " not in words:
        return None
    since, until = context.now - SESSION_GAP, context.now + timedelta(seconds=1)
    lately = context.uow.sets.between(context.person.id, since, until)
    return next((each for each in reversed(lately) if was_said_wrong(each, words)), None)


def chosen_sets(context: RequestContext, choice: SetChoice, quote: str) -> tuple[LoggedSet, ...]:
    """The sets meant, oldest first: one where no day is named. Raises NoSetsThere for none."""
    exercise = meant_lift(context, [choice.exercise] if choice.exercise else [], choice.maybe)
    if choice.day is not None:
        found = _of_day(context, choice.day, exercise)
        today = context.now.astimezone(context.zone).date()
        if not found and today - choice.day == timedelta(days=7):
            found = _of_day(context, today, exercise)  # its own weekday: "delete bench mon"
        found = found[-1:] if choice.last else found
        found = found if choice.number is None else found[choice.number - 1 : choice.number]
    else:
        last = context.uow.sets.last(context.person.id, exercise.id if exercise else None)
        found = (last,) if last is not None else ()
        if last is not None and choice.number is not None:
            found = _numbered(context, last, choice.number)
    if not found:
        raise NoSetsThere(quote, what=exercise.name if exercise else "", near=_newest(context))
    return found


def _of_day(context: RequestContext, day: date, exercise: Exercise | None) -> tuple[LoggedSet, ...]:
    sets = context.uow.sets.between(context.person.id, *day_bounds(day, context.zone))
    return tuple(each for each in sets if exercise is None or each.exercise_id == exercise.id)


def _numbered(context: RequestContext, last: LoggedSet, number: int) -> tuple[LoggedSet, ...]:
    """A working set by its place among those of the last set's lift in its session."""
    done = context.uow.sets.of_session(context.person.id, last.session_at or last.at)
    mine = [each for each in done if each.exercise_id == last.exercise_id and not each.warmup]
    return tuple(mine[number - 1 : number])


def _newest(context: RequestContext) -> str:
    last = context.uow.sets.last(context.person.id)
    return "" if last is None else said_of(context, last)


def said_of(context: RequestContext, each: LoggedSet) -> str:
    """A set with its lift and its day: "Bench press 100 kg x 5 (Mon 23 Nov)"."""
    exercise, language = context.exercise(each.exercise_id), context.person.language
    done = words_of_set(language, each, exercise)
    return f"{exercise.name} {done} ({words_of_day(language, each.at, context.zone)})"


def said_shortly(context: RequestContext, sets: Sequence[LoggedSet]) -> str:
    """Sets of one or more exercises as short as they can be said; a day other than today is named.

    "Squat 100 kg 2 x 5; Bench press 80 kg x 8 (Mon 16 Nov)".
    """
    groups: dict[tuple[str, date], list[LoggedSet]] = {}
    for each in sets:
        groups.setdefault((each.exercise_id, _day_of(context, each.at)), []).append(each)
    parts = []
    for (exercise_id, day), group in groups.items():
        exercise, language = context.exercise(exercise_id), context.person.language
        said = f"{exercise.name} {words_of_sets(language, group, exercise)}"
        if day != _day_of(context, context.now):
            said += f" ({words_of_day(language, group[-1].at, context.zone)})"
        parts.append(said)
    return "; ".join(parts)


def _day_of(context: RequestContext, moment: datetime) -> date:
    return moment.astimezone(context.zone).date()


def ask_which_set(
    context: RequestContext, sets: Sequence[LoggedSet], command: str, rest: str, *, all_too: bool
) -> Answer:
    """Ask which of several sets is meant, a button for each; `all_too` offers all at once."""
    buttons = []
    for each in sets[:MOST_OFFERED]:
        exercise = context.exercise(each.exercise_id)
        done = words_of_set(context.person.language, each, exercise)
        several = len({one.exercise_id for one in sets}) > 1
        label = f"{exercise.name} {done}" if several else done
        buttons.append(Button(label, f"{command} @{each.id} {rest}".strip()))
    if all_too:
        ids = " ".join(f"@{each.id}" for each in sets)
        buttons.append(Button(context.words("button.all", n=len(sets)), f"{command} {ids}"))
    line = context.words("chosen.which", n=len(sets))
    options = [{"label": each.label, "send": each.send} for each in buttons]
    result = {"kind": "question", "about": "set", "quote": rest, "options": options}
    return say_lines(context, shortest(line), result=result, buttons=tuple(buttons))
