"""Words and numbers as pictures say them: in the person's unit, with dates as they write them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from core.charts import ChartKind
from core.context import RequestContext
from core.pictures.drawings import Tick
from core.records import Load, Unit, in_unit
from core.training.week import DAYS

BY_DAY = timedelta(days=120)  # up to here the axis names days, then months
FEW_DAYS = 8  # ... each of so many; of more one a week
BY_MONTH = timedelta(days=300)  # ... then months with their year
ALT_LIMIT = 900  # letters; platforms take 1024
KG: Unit = "kg"


def in_their_unit(kg: float, unit: Unit) -> float:
    """Kilograms in a unit."""
    return in_unit(Load(round(kg * 1000)), unit).milli / 1000


def plain_number(context: RequestContext, value: float, places: int = 1) -> str:
    """A number as the person writes it: "82.5", "1200"."""
    text = f"{round(value, places):.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", context.words("picture.decimal"))


def value_words(context: RequestContext, kind: ChartKind, value: float, unit: Unit) -> str:
    """A value of a lift: "142 kg", "12 reps", "90 s"; estimates are whole."""
    if kind == "reps":
        return context.words("picture.reps", n=round(value))
    if kind == "seconds":
        return context.words("amount.seconds", n=round(value))
    places = 0 if kind in ("estimate", "floor") else 1
    number = plain_number(context, in_their_unit(value, unit), places)
    return context.words("picture.load", load=number, unit=unit)


def short_day(context: RequestContext, at: datetime | date) -> str:
    """A date without its weekday: "5 Nov"."""
    local = at.astimezone(context.zone) if isinstance(at, datetime) else at
    month = context.words(f"month.{local.month}")
    return context.words("picture.day", day=local.day, month=month)


def long_day(context: RequestContext, at: datetime) -> str:
    """A date with its year: "5 Nov 2026"."""
    local = at.astimezone(context.zone)
    month = context.words(f"month.{local.month}")
    return context.words("picture.day_year", day=local.day, month=month, year=local.year)


def span_words(context: RequestContext, since: datetime, until: datetime) -> str:
    """From one day to another, with years where they differ."""
    one, other = (each.astimezone(context.zone) for each in (since, until))
    if one.date() == other.date():
        return long_day(context, until)
    first = short_day(context, since) if one.year == other.year else long_day(context, since)
    return context.words("picture.span", since=first, until=long_day(context, until))


def day_ticks(
    context: RequestContext, days: Sequence[datetime], place: Callable[[datetime], float]
) -> tuple[Tick, ...]:
    """What to write under the axis of days: days of a few months, else months."""
    if not days:
        return ()
    if days[-1] - days[0] <= BY_DAY:
        if len(days) > FEW_DAYS and days[-1] - days[0] > DAYS:
            weeks = range((days[-1] - days[0]) // DAYS + 1)
            days = [days[-1] - back * DAYS for back in reversed(weeks)]
        return tuple(Tick(place(each), short_day(context, each)) for each in days)
    with_year = days[-1] - days[0] > BY_MONTH
    found = []
    month = (
        days[0].astimezone(context.zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    )
    while month <= days[-1]:
        if month >= days[0]:
            name = context.words(f"month.{month.month}")
            label = context.words("picture.month_year", month=name, year=month.year)
            found.append(Tick(place(month), label if with_year else name))
        year, number = divmod(month.month, 12)
        month = month.replace(year=month.year + year, month=number + 1)
    return tuple(found)


def alt_text(parts: Sequence[str]) -> str:
    """The facts of a picture in words, as many as there is room for."""
    said = ""
    for part in parts:
        if part and len(said) + len(part) < ALT_LIMIT:
            said = f"{said} {_once_stopped(part)}".strip()
    return said


def _once_stopped(sentence: str) -> str:
    """A sentence whose last word has a full stop of its own: "9 Wdh." needs no second one."""
    double = sentence.endswith("..") and not sentence.endswith("...")
    return sentence[:-1] if double else sentence
