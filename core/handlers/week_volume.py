"""`week`, and sets per muscle beside the person's own usual ones, for `week` and `recap`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from fractions import Fraction

from core.context import RequestContext, say_lines
from core.handlers.easy_days import easy_weeks
from core.locale.numerals import with_numerals
from core.messages import Answer, Reply
from core.records import LoggedSet
from core.render.wording import words_of_muscles
from core.training.easy_weeks import easy_on
from core.training.history import session_count, sets_per_muscle, week_of
from core.training.volume import MuscleWeek, beside_usual, usual_sets
from core.training.week import DAYS, USUAL_OF


def show_week(context: RequestContext) -> Answer:
    """This week so far: sessions, and sets per muscle beside a usual whole week."""
    since, until = week_of(context.now, context.zone)
    sets = context.uow.sets.between(context.person.id, since, until)
    counted = [each for each in sets if not (each.warmup or each.missed)]
    if not counted:
        return say_lines(
            context, context.words("week.none"), result={"kind": "week", "sessions": 0}
        )
    sessions = session_count(sets)
    title = context.words(
        "week.title",
        sessions=context.words("week.sessions", n=sessions),
        sets=context.words("week.sets", n=len(counted)),
    )
    rows = muscles_beside_usual(context, sets_per_muscle(counted, context.exercise), since.date())
    result = {
        "kind": "week",
        "sessions": sessions,
        "working_sets": len(counted),
        "muscles": {each.muscle: float(each.sets) for each in rows if each.sets},
        "usual": {each.muscle: float(each.usual) for each in rows if each.usual},
    }
    reply = Reply(
        title=title,
        lines=tuple(week_notes(context, rows)),
        table=table_of(context, rows, "week.so_far_head"),
        owner=context.person.id,
    )
    return Answer(reply, result)


def muscles_beside_usual(
    context: RequestContext, muscles: Mapping[str, Fraction], first: date
) -> tuple[MuscleWeek, ...]:
    """The sets of a week per muscle beside those of the whole weeks before its first day."""
    start = datetime.combine(first - USUAL_OF * DAYS, time(), tzinfo=context.zone)
    end = datetime.combine(first, time(), tzinfo=context.zone)
    before: list[list[LoggedSet]] = [[] for _ in range(USUAL_OF)]
    easy = set[int]()
    for each in context.uow.sets.between(context.person.id, start, end):
        day = (each.session_at or each.at).astimezone(context.zone).date()
        back = min(USUAL_OF - 1, max(0, (first - day).days - 1) // DAYS.days)
        before[back].append(each)
        if easy_on(easy_weeks(context), day):
            easy.add(back)
    weeks = [
        sets_per_muscle(sets, context.exercise)
        for back, sets in enumerate(before)
        if back not in easy
    ]
    return beside_usual(muscles, usual_sets(weeks))


def week_notes(context: RequestContext, rows: Sequence[MuscleWeek]) -> list[str]:
    """How sets are counted, and what "usual" is where it is shown."""
    usual = any(each.usual is not None for each in rows)
    return [context.words("week.note"), *([context.words("week.usual_note")] if usual else [])]


def table_of(
    context: RequestContext, rows: Sequence[MuscleWeek], sets_head: str
) -> tuple[tuple[str, ...], ...]:
    """Muscle and sets, and the usual ones where they are known."""
    heading = [context.words("week.muscle_head"), context.words(sets_head)]
    language = context.person.language
    if all(each.usual is None for each in rows):
        body = words_of_muscles(language, ((each.muscle, each.sets) for each in rows))
        return (tuple(heading), *body)
    table = (
        (*words, with_numerals(language, f"{float(each.usual or 0):g}"))
        for each, words in zip(
            rows,
            words_of_muscles(language, ((each.muscle, each.sets) for each in rows)),
            strict=True,
        )
    )
    return ((*heading, context.words("week.usual_head")), *table)
