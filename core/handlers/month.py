"""`recap month`: the last 30 days beside the 30 before, in a few lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from core.context import RequestContext, say_lines
from core.messages import Answer, Reply
from core.records import Exercise, LoggedSet
from core.render.wording import shortest, words_of_day, words_of_muscles, words_of_set
from core.training.history import by_exercise, session_count, sets_per_muscle

DAYS = 30
SHOWN_LIFTS, SHOWN_MUSCLES = 5, 4


def recap_month(context: RequestContext) -> Answer:
    """Sessions, sets, muscles, and the best set of each lift, with that of the 30 days before."""
    today = context.now.astimezone(context.zone).date()
    end = datetime.combine(today + timedelta(days=1), time(), tzinfo=context.zone)
    since = datetime.combine(today - timedelta(days=DAYS - 1), time(), tzinfo=context.zone)
    before = datetime.combine(today - timedelta(days=2 * DAYS - 1), time(), tzinfo=context.zone)
    now, earlier = _counted(context, since, end), _counted(context, before, since)
    result: dict[str, object] = {
        "kind": "recap", "since": since.date().isoformat(), "until": today.isoformat(),
        "sessions": session_count(now), "sets": len(now),
        "before": {"sessions": session_count(earlier), "sets": len(earlier)},
    }  # fmt: skip
    if not now:
        return say_lines(context, context.words("month.none"), result=result)
    lines = [_amounts(context, "month.now", now)]
    if earlier:
        lines.append(_amounts(context, "month.before", earlier))
    lines.append(_muscles(context, now))
    old = by_exercise(earlier)
    groups = sorted(by_exercise(now).items(), key=lambda each: -len(each[1]))
    for exercise_id, sets in groups[:SHOWN_LIFTS]:
        exercise = context.exercise(exercise_id)
        lines.append(_lift_line(context, exercise, sets, old.get(exercise_id, [])))
    day = words_of_day(context.person.language, since, context.zone)
    title = context.words("month.title", day=day)
    reply = Reply(title=title, lines=tuple(lines), owner=context.person.id, private=context.group)
    return Answer(reply, result)


def _counted(context: RequestContext, since: datetime, until: datetime) -> list[LoggedSet]:
    sets = context.uow.sets.between(context.person.id, since, until)
    return [each for each in sets if not (each.warmup or each.missed)]


def _amounts(context: RequestContext, key: str, sets: Sequence[LoggedSet]) -> str:
    sessions = context.words("week.sessions", n=session_count(sets))
    return context.words(key, sessions=sessions, sets=context.words("week.sets", n=len(sets)))


def _muscles(context: RequestContext, sets: Sequence[LoggedSet]) -> str:
    muscles = list(sets_per_muscle(sets, context.exercise).items())[:SHOWN_MUSCLES]
    listed = ", ".join(map(" ".join, words_of_muscles(context.person.language, muscles)))
    return shortest(context.words("month.muscles", listed=listed))


def _lift_line(
    context: RequestContext, exercise: Exercise, now: Sequence[LoggedSet], old: Sequence[LoggedSet]
) -> str:
    language = context.person.language
    best = words_of_set(language, _best(now), exercise)
    if not old:
        return shortest(context.words("month.lift", exercise=exercise.name, best=best))
    before = words_of_set(language, _best(old), exercise)
    facts = {"exercise": exercise.name, "best": best, "before": before}
    return shortest(
        context.words("month.lift_before", **facts), context.words("month.lift", **facts)
    )


def _best(sets: Sequence[LoggedSet]) -> LoggedSet:
    """The heaviest set, of equals the one with the most repetitions, time or way."""
    return max(
        sets,
        key=lambda each: (
            each.load.kg, each.reps or 0, each.seconds or 0, each.distance_cm or 0,
        ),
    )  # fmt: skip
