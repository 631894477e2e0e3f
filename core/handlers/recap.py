"""`recap`: the last seven days in a few lines, now or on a day of choice."""

from __future__ import annotations

from datetime import datetime, time

from core.context import RequestContext, say_lines
from core.errors import BadSetting
from core.handlers.group_recap import recap_of_group
from core.handlers.month import recap_month
from core.handlers.reminders import add_weekly, ask_which
from core.handlers.week_facts import week_of
from core.handlers.week_picture import muscle_week, week_picture
from core.handlers.week_volume import muscles_beside_usual, table_of, week_notes
from core.locale.strings import say_reason
from core.messages import Answer, Picture, Reply
from core.parsing.commands import Command
from core.parsing.reminders import Asks, read_weekly
from core.pictures.drawings import Tile
from core.render.wording import shortest, words_of_day, words_of_set
from core.training.week import Week

EXAMPLE = "recap sun 20:00"
SHOWN_MUSCLES = 8
_MONTH = frozenset({"month", "this month", "the month", "last month", "30 days", "for a month"})


def recap(context: RequestContext, command: Command) -> Answer:
    """`recap` now, `recap sun 20:00` every week, `recap off`; in a group that of the group.

    Raises BadSetting, and what an admin alone may do NotAdmin.
    """
    if not command.rest:
        week = _week(context)
        return Answer(_say(context, week), facts_of_week(week))
    if command.rest.lower().strip(" .?!") in _MONTH:
        return recap_month(context)
    if context.group:
        return recap_of_group(context, command)
    if command.rest.lower() in ("off", "stop"):
        context.uow.reminders.drop_kind(context.person.id, "recap")
        return say_lines(
            context, context.words("recap.off"), result={"kind": "reminders", "reminders": []}
        )
    asked = read_weekly(command.rest, context.hint, example=EXAMPLE)
    if isinstance(asked, Asks):
        return ask_which(context, asked, command.rest, "recap")
    if len(asked.days) != 1 or asked.words:
        raise BadSetting(command.rest, setting="recap", example=EXAMPLE)
    return add_weekly(context, "recap", asked)


def look_back(context: RequestContext) -> Reply:
    """The week as a ping says it."""
    return _say(context, _week(context))


def _week(context: RequestContext) -> Week:
    return week_of(context, context.now.astimezone(context.zone).date())


def facts_of_week(week: Week) -> dict[str, object]:
    """A week as the facts of an answer."""
    return {
        "kind": "recap",
        "since": week.since.isoformat(),
        "until": week.until.isoformat(),
        "sessions": week.sessions,
        "usual": week.usual,
        "sets": week.sets,
        "muscles": {muscle: float(total) for muscle, total in week.muscles.items()},
        "targets": {"hit": week.hit, "of": week.aimed},
        "effort": {"within": week.effort.within, "rated": week.effort.rated},
        "failures": {"all": week.failures, "avoidable": week.avoidable},
        "streak": week.streak,
        "suggestion": week.suggestion.key if week.suggestion else None,
    }


def _say(context: RequestContext, week: Week) -> Reply:
    language = context.person.language
    last = datetime.combine(week.until, time(12), tzinfo=context.zone)
    day = words_of_day(language, last, context.zone)
    if not week.sessions and not week.sets:
        lines = (context.words("recap.nothing", day=day), context.words("next.none"))
        return Reply(lines=lines[: 1 if week.usual else 2], owner=context.person.id)
    rows = muscles_beside_usual(context, week.muscles, week.since)[:SHOWN_MUSCLES]
    said, title = _lines(context, week), context.words("recap.title", day=day)
    return Reply(
        title=title,
        lines=tuple(map(shortest, (*filter(None, said), *week_notes(context, rows)))),
        table=table_of(context, rows, "week.sets_head"),
        pictures=(_picture(context, week, title),),
        owner=context.person.id,
    )


def _picture(context: RequestContext, week: Week, title: str) -> Picture:
    """The week in one picture: its numbers, and sets per muscle against the usual."""
    usual = week.usual is not None
    sessions = context.words("picture.tile.sessions_usual" if usual else "picture.tile.sessions",
                             usual=week.usual, n=week.sessions)  # fmt: skip
    tiles = [
        Tile(f"{week.sessions}", sessions),
        Tile(f"{week.sets}", context.words("picture.tile.sets", n=week.sets)),
    ]
    if week.aimed:
        hits = context.words("picture.of", hit=week.hit, of=week.aimed)
        tiles.append(Tile(hits, context.words("picture.tile.hits")))
    if week.records:
        tiles.append(
            Tile(f"{len(week.records)}", context.words("picture.tile.records", n=len(week.records)))
        )
    return week_picture(context, muscle_week(context, week.until), title, tiles, week.until)


def _lines(context: RequestContext, week: Week) -> list[str]:
    count = {
        "sessions": context.words("week.sessions", n=week.sessions),
        "sets": context.words("week.sets", n=week.sets),
    }
    usual = "recap.sessions_usual" if week.usual is not None else "recap.sessions"
    lines = [context.words(usual, **count, usual=week.usual)]
    if week.aimed:
        lines.append(context.words("recap.hits", hit=week.hit, of=week.aimed))
    if week.effort.rated:
        within, rated = week.effort.within, week.effort.rated
        lines.append(context.words("recap.effort", within=within, rated=rated))
    lines.append(_failure_line(context, week))
    if week.best is not None:
        exercise = context.exercise(week.best.exercise_id)
        done = f"{exercise.name} {words_of_set(context.person.language, week.best.set, exercise)}"
        reason = say_reason(context.person.language, week.best.reason)
        lines.append(context.words("recap.best", set=done, reason=reason))
    if week.streak > 1:
        lines.append(context.words("recap.streak", n=week.streak))
    lines.append(_suggestion_line(context, week))
    return lines


def _failure_line(context: RequestContext, week: Week) -> str:
    if not week.failures:
        return context.words("recap.no_failures")
    key = "recap.failures" if week.avoidable else "recap.failures_fine"
    key = "recap.failures_all" if week.avoidable == week.failures else key
    return context.words(key, n=week.failures, avoidable=week.avoidable)


def _suggestion_line(context: RequestContext, week: Week) -> str:
    if week.suggestion is None:
        return context.words("recap.steady")
    reason = say_reason(context.person.language, week.suggestion)
    return context.words("recap.suggestion", reason=reason)
