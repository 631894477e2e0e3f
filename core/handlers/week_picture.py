"""`chart week` and `chart volume`: sets per muscle against the usual, and sets week by week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from statistics import median_low

from core.context import RequestContext, say_lines
from core.handlers.accuracy import aligned
from core.handlers.picture_words import alt_text, in_their_unit, plain_number, short_day
from core.handlers.week_volume import muscles_beside_usual
from core.messages import Answer, Picture, Reply
from core.pictures.drawings import Column, Columns, Row, Rows, Tile
from core.records import Exercise, LoggedSet
from core.render.wording import words_of_muscle
from core.training.history import session_count, sets_per_muscle
from core.training.week import DAYS, LEAST_WEEKS, USUAL_OF, bounds, sunday_of

WEEKS = 12  # of `chart volume`
MOST_SETS = 8000  # read of so many weeks
SHOWN_MUSCLES = 12
BAR = 12
LEVELS = (0, 4, 8, 14)  # sets a week up to which a muscle of the map has a shade


@dataclass(frozen=True, slots=True)
class MuscleWeek:
    """Sets per muscle of seven days, most first, and what is usual; () where nothing is yet."""

    muscles: Mapping[str, Fraction]
    usual: Mapping[str, Fraction]


def show_week_chart(context: RequestContext) -> Answer:
    """`chart week`: the last seven days."""
    until = context.now.astimezone(context.zone).date()
    since, end = bounds(until, context.zone)
    done = _counted(context, since, end)
    week = muscle_week(context, until)
    result = {
        "kind": "chart", "shows": "week", "sessions": session_count(done), "sets": len(done),
        "muscles": _floats(week.muscles), "usual": _floats(week.usual),
    }  # fmt: skip
    if not done:
        return say_lines(context, context.words("chart.week.none"), result=result)
    sessions = context.words("week.sessions", n=session_count(done))
    title = context.words(
        "chart.week.title", sessions=sessions, sets=context.words("week.sets", n=len(done))
    )
    tiles = (
        Tile(
            f"{session_count(done)}", context.words("picture.tile.sessions", n=session_count(done))
        ),
        Tile(f"{len(done)}", context.words("picture.tile.sets", n=len(done))),
    )
    reply = Reply(
        title=title,
        lines=(context.words("week.note"),),
        table=_table(context, week),
        pictures=(week_picture(context, week, context.words("picture.week.title"), tiles, until),),
        owner=context.person.id,
    )
    return Answer(reply, result)


def muscle_week(context: RequestContext, until: date) -> MuscleWeek:
    """The sets per muscle of the seven days that end with a day, and of a usual week before."""
    since, end = bounds(until, context.zone)
    done = sets_per_muscle(_counted(context, since, end), context.exercise)
    rows = muscles_beside_usual(context, done, since.date())
    return MuscleWeek(
        {each.muscle: each.sets for each in rows},
        {each.muscle: each.usual for each in rows if each.usual},
    )


def week_picture(
    context: RequestContext, week: MuscleWeek, title: str, tiles: Sequence[Tile], until: date
) -> Picture:
    """Bars of the muscles with a mark at the usual, and the body they belong to."""
    first = until - DAYS + timedelta(days=1)
    span = context.words(
        "picture.span", since=short_day(context, first), until=short_day(context, until)
    )
    language = context.person.language
    shown = list(week.muscles.items())[:SHOWN_MUSCLES]
    usual = context.words("picture.week.usual") if week.usual else ""
    drawing = Rows(
        title=title,
        subtitle=span,
        tiles=tuple(tiles),
        rows=tuple(
            Row(words_of_muscle(language, name), float(count), plain_number(context, float(count)),
                float(week.usual.get(name, 0)) if week.usual else None)
            for name, count in shown
        ),
        usual_label=usual,
        body=tuple((name, level_of(count)) for name, count in week.muscles.items() if count),
        front=context.words("picture.front"),
        back=context.words("picture.back"),
        foot=context.words("week.note"),
    )  # fmt: skip
    return Picture("week.png", alt=_alt(context, week, title, span, tiles), drawing=drawing)


def level_of(count: Fraction) -> int:
    """How light a muscle is drawn by its sets: 0 for none, 4 for more than 14."""
    return sum(1 for least in LEVELS if count > least)


def _alt(
    context: RequestContext, week: MuscleWeek, title: str, span: str, tiles: Sequence[Tile]
) -> str:
    language = context.person.language
    listed = [
        context.words(
            "picture.alt.muscle_usual" if week.usual else "picture.alt.muscle",
            muscle=words_of_muscle(language, name), sets=plain_number(context, float(count)),
            usual=plain_number(context, float(week.usual.get(name, 0))),
        )
        for name, count in list(week.muscles.items())[:SHOWN_MUSCLES]
    ]  # fmt: skip
    said = "; ".join(f"{each.shown} {each.label}" for each in tiles)
    return alt_text([
        context.words("picture.alt.titled", title=title, span=span),
        context.words("picture.alt.listed", what=said) if said else "",
        context.words("picture.alt.muscles", what="; ".join(listed)) if listed else "",
    ])  # fmt: skip


def _table(context: RequestContext, week: MuscleWeek) -> tuple[tuple[str, ...], ...]:
    heads = ["week.muscle_head", "week.sets_head", *(["chart.usual_head"] if week.usual else [])]
    rows = [tuple(context.words(key) for key in heads)]
    for name, count in week.muscles.items():
        usual = [plain_number(context, float(week.usual.get(name, 0)))] if week.usual else []
        rows.append(
            (
                words_of_muscle(context.person.language, name),
                plain_number(context, float(count)),
                *usual,
            )
        )
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class _Volume:
    """Working sets by week, oldest first, the one under way last."""

    mondays: Sequence[date]
    weeks: Sequence[Sequence[LoggedSet]]
    counts: Sequence[int]
    usual: int | None  # sets of a usual week; None while fewer than two were seen before


def show_volume(context: RequestContext, exercise: Exercise | None) -> Answer:
    """`chart volume`, `chart volume squat`: working sets of the last twelve weeks."""
    volume = _volume(context, exercise)
    moved, moved_words = _moved(context, volume.weeks[-1])
    result = {
        "kind": "chart", "shows": "volume", "exercise": exercise.name if exercise else None,
        "weeks": [{"since": day.isoformat(), "sets": count}
                  for day, count in zip(volume.mondays, volume.counts, strict=True)],
        "usual": volume.usual, "moved": moved, "unit": context.person.unit,
    }  # fmt: skip
    name = exercise.name if exercise else ""
    if not any(volume.counts):
        key = "chart.volume.none_of" if exercise else "chart.volume.none"
        return say_lines(context, context.words(key, exercise=name, n=WEEKS), result=result)
    title = context.words(
        "chart.volume.title_of" if exercise else "chart.volume.title", exercise=name
    )
    usual = volume.usual
    note = context.words("chart.volume.usual", usual=usual) if usual is not None else ""
    reply = Reply(
        title=title,
        lines=tuple(line for line in (note, moved_words) if line),
        table=_volume_table(context, volume),
        pictures=(_volume_picture(context, volume, title, note, moved_words),),
        owner=context.person.id,
    )
    return Answer(reply, result)


def _volume(context: RequestContext, exercise: Exercise | None) -> _Volume:
    """The working sets of twelve weeks, of one exercise or of all."""
    sunday = sunday_of(context.now.astimezone(context.zone).date())
    since, end = bounds(sunday, context.zone)
    sets = [
        each
        for each in _counted(context, since - (WEEKS - 1) * DAYS, end)
        if exercise is None or each.exercise_id == exercise.id
    ]
    weeks = [
        [each for each in sets if since - back * DAYS <= each.at < end - back * DAYS]
        for back in reversed(range(WEEKS))
    ]
    counts = [len(each) for each in weeks]
    trained = [count for count in counts[:-1] if count][-USUAL_OF:]
    usual = median_low(trained) if len(trained) >= LEAST_WEEKS else None
    mondays = [(since - back * DAYS).date() for back in reversed(range(WEEKS))]
    return _Volume(mondays, weeks, counts, usual)


def _volume_table(context: RequestContext, volume: _Volume) -> tuple[tuple[str, ...], ...]:
    """A row for each week with a bar of letters."""
    most = max(volume.counts)
    labels = [short_day(context, day) for day in volume.mondays]
    bars = ["█" * (count and max(1, round(BAR * count / most))) for count in volume.counts]
    heading = (context.words("chart.volume.head"), context.words("week.sets_head"), "")
    rows = zip(labels, map(str, volume.counts), bars, strict=True)
    return aligned([heading, *rows], right=(0, 1))


def _volume_picture(
    context: RequestContext, volume: _Volume, title: str, note: str, moved: str
) -> Picture:
    """Columns of sets by week with a line at the usual; `moved`: load times repetitions."""
    labels = [short_day(context, day) for day in volume.mondays]
    drawing = Columns(
        title=title,
        subtitle=context.words("picture.volume.weeks", n=WEEKS),
        hero=f"{volume.counts[-1]}",
        hero_note=context.words("picture.volume.now"),
        columns=_columns(labels, volume.counts),
        usual=volume.usual,
        usual_label=note,
        foot=moved,
    )
    listed = ", ".join(f"{day} {count}" for day, count in zip(labels, volume.counts, strict=True))
    told = [context.words("picture.alt.volume", title=title, n=WEEKS), f"{listed}.", note, moved]
    return Picture("volume.png", alt=alt_text(told), drawing=drawing)


def _columns(labels: Sequence[str], counts: Sequence[int]) -> tuple[Column, ...]:
    """A column for each week, the one under way told apart."""
    return tuple(
        Column(label, float(count), f"{count}" if count else "", place == WEEKS - 1)
        for place, (label, count) in enumerate(zip(labels, counts, strict=True))
    )


def _moved(context: RequestContext, sets: Sequence[LoggedSet]) -> tuple[float, str]:
    """Load times repetitions of a week, in the person's unit, as a number and in words."""
    kg = sum(max(0.0, each.load.kg) * (each.reps or 0) for each in sets)
    total = round(in_their_unit(kg, context.person.unit))
    if not total:
        return 0, ""
    return total, context.words("chart.volume.moved", load=total, unit=context.person.unit)


def _counted(context: RequestContext, since: datetime, until: datetime) -> list[LoggedSet]:
    sets = context.uow.sets.between(context.person.id, since, until, MOST_SETS)
    return [each for each in sets if not (each.warmup or each.missed)]


def _floats(found: Mapping[str, Fraction]) -> dict[str, float]:
    return {name: float(count) for name, count in found.items()}
