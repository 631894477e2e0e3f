"""`bodyweight 82`: a log of what the body weighs, its trend, and `chart bodyweight`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from core.context import RequestContext, say_lines
from core.errors import BadSetting, FutureDate, Unreadable
from core.handlers.picture_words import (
    alt_text,
    day_ticks,
    in_their_unit,
    plain_number,
    short_day,
    span_words,
)
from core.handlers.settings import body_or_bar
from core.messages import Answer, Picture, Reply
from core.parsing.characters import fold, tidy
from core.parsing.times import read_day
from core.pictures.drawings import Dot, Legend, Lines
from core.records import Bodyweight, Load, Unit, in_unit
from core.render.wording import words_of_weight
from core.training.bodyweight import Trend, trend_of

EXAMPLE, EXAMPLE_BACK = "bodyweight 82", "bodyweight 82 yesterday"
SHOWN = 12  # entries in a table
LEAST_SPAN = 0.04  # of the weight: how much the axis shows at least, as a day's ups and downs do
_TAKEN_OUT = frozenset({"delete", "remove", "off", "undo", "drop"})


def bodyweight(context: RequestContext, words: str) -> Answer:
    """`bodyweight 82`, `bodyweight 82 yesterday`, `bodyweight delete yesterday`, `bodyweight`."""
    today = context.now.astimezone(context.zone).date()
    if not words:
        return _shown(context, today)
    rest, day = _day_in(words, today)
    if rest.lower() in _TAKEN_OUT:
        return _taken_out(context, day, today)
    load = body_or_bar(context, "bodyweight", rest, EXAMPLE)
    context.uow.bodyweights.put(context.person.id, Bodyweight(day or today, load))
    weights = _kept(context)
    said = {"load": load.text, "unit": load.unit}
    sentence = context.words("set.bodyweight", **said)
    if day is not None and day != today:
        sentence = context.words("set.bodyweight_on", day=short_day(context, day), **said)
    return say_lines(
        context, sentence, _trend_line(context, weights, today),
        result={**_facts(weights, today), "value": load.text, "day": (day or today).isoformat()},
    )  # fmt: skip


def _day_in(words: str, today: date) -> tuple[str, date | None]:
    """The words without the day that stands before or behind them. Raises BadSetting."""
    parts = fold(tidy(words[:200])).lower().split()
    try:
        for at in range(1, len(parts)):
            for said, rest in ((parts[at:], parts[:at]), (parts[:at], parts[at:])):
                text = " ".join(said).strip(" ,:")
                found = read_day(text, today)
                if found is not None and found.end >= len(text):
                    return " ".join(rest).strip(" ,:").removesuffix(" on"), found.day
    except (FutureDate, Unreadable):
        raise BadSetting(words, setting="bodyweight", example=EXAMPLE_BACK) from None
    return " ".join(parts), None


def _kept(context: RequestContext) -> tuple[Bodyweight, ...]:
    """The log, and the newest entry as what the person weighs now."""
    weights = context.uow.bodyweights.of(context.person.id)
    now = weights[-1].load if weights else None
    context.uow.people.save(replace(context.person, bodyweight=now))
    return weights


def _taken_out(context: RequestContext, day: date | None, today: date) -> Answer:
    weights = context.uow.bodyweights.of(context.person.id)
    newest = weights[-1].day if weights else None
    gone = day or newest
    if gone is None or not context.uow.bodyweights.drop(context.person.id, gone):
        key = "bodyweight.none_on" if gone else "bodyweight.none"
        said = short_day(context, gone) if gone else ""
        return say_lines(context, context.words(key, day=said), result=_facts(weights, today))
    weights = _kept(context)
    sentence = context.words("bodyweight.deleted", day=short_day(context, gone))
    return say_lines(context, sentence, result=_facts(weights, today))


def _shown(context: RequestContext, today: date) -> Answer:
    weights = context.uow.bodyweights.of(context.person.id)
    if not weights:
        value = context.words("set.unknown")
        said = context.words("show.bodyweight", value=value)
        return say_lines(context, said, result=_facts(weights, today))
    last = weights[-1]
    value = words_of_weight(context.person.language, last.load)
    if last.day != today:
        value = context.words("bodyweight.of_day", value=value, day=short_day(context, last.day))
    line = _trend_line(context, weights, today)
    said = context.words("show.bodyweight", value=value)
    return say_lines(context, said, line, result=_facts(weights, today))


def _trend_line(context: RequestContext, weights: Sequence[Bodyweight], today: date) -> str:
    trend = trend_of(weights, today)
    return "" if trend is None else _said(context, trend, weights[-1].load.unit)


def _said(context: RequestContext, trend: Trend, unit: Unit) -> str:
    change = in_their_unit(abs(trend.kg_a_week), unit)
    number = plain_number(context, change)
    key = "steady" if number == "0" else "up" if trend.kg_a_week > 0 else "down"
    return context.words(f"bodyweight.{key}", change=number, unit=unit, n=trend.entries)


def _facts(weights: Sequence[Bodyweight], today: date) -> dict[str, object]:
    trend = trend_of(weights, today)
    last = weights[-1] if weights else None
    return {
        "kind": "setting", "setting": "bodyweight",
        "value": f"{last.load.text} {last.load.unit}" if last else None,
        "entries": [{"day": each.day.isoformat(), "load": each.load.text, "unit": each.load.unit}
                    for each in weights[-SHOWN:]],
        "trend_kg_a_week": round(trend.kg_a_week, 2) if trend else None,
    }  # fmt: skip


def show_bodyweight_chart(context: RequestContext) -> Answer:
    """`chart bodyweight`: the entries and where they go."""
    today = context.now.astimezone(context.zone).date()
    weights = context.uow.bodyweights.of(context.person.id)
    result = {**_facts(weights, today), "kind": "chart", "shows": "bodyweight"}
    if len(weights) < 2:
        key = "chart.bodyweight.one" if weights else "chart.bodyweight.none"
        return say_lines(context, context.words(key), result=result)
    heading = (context.words("chart.bodyweight.day"), context.words("chart.bodyweight.weight"))
    table = tuple(
        (short_day(context, each.day), words_of_weight(context.person.language, each.load))
        for each in weights[-SHOWN:]
    )
    line = _trend_line(context, weights, today)
    reply = Reply(
        title=context.words("chart.bodyweight.title"),
        lines=(line,) if line else (),
        table=(heading, *table),
        pictures=(_picture(context, weights, line),),
        owner=context.person.id,
    )
    return Answer(reply, result)


def _picture(context: RequestContext, weights: Sequence[Bodyweight], line: str) -> Picture:
    unit = weights[-1].load.unit
    noons = [datetime.combine(each.day, time(12), tzinfo=context.zone) for each in weights]

    def place(at: datetime) -> float:
        return round((at - noons[0]) / timedelta(days=1), 2)

    def shown(load: Load) -> float:
        return in_unit(load, unit).milli / 1000

    now = context.words(
        "picture.load", load=plain_number(context, shown(weights[-1].load)), unit=unit
    )
    last = len(weights) - 1
    span = span_words(context, noons[0], noons[-1])
    drawing = Lines(
        title=context.words("chart.bodyweight.title"),
        subtitle=span,
        hero=now,
        hero_note=line,
        points=tuple(
            Dot(place(at), shown(each.load), "", now if number == last else "")
            for number, (at, each) in enumerate(zip(noons, weights, strict=True))
        ),
        ticks=day_ticks(context, noons, place),
        legend=(Legend("point", context.words("chart.bodyweight.weight")),),
        decimal=context.words("picture.decimal"),
        least=round(LEAST_SPAN * max(shown(each.load) for each in weights), 1),
    )
    loads = [shown(each.load) for each in weights]
    low, high = (plain_number(context, each) for each in (min(loads), max(loads)))
    facts = {"n": len(weights), "span": span, "low": low, "high": high, "unit": unit, "now": now}
    alt = alt_text([context.words("picture.alt.bodyweight", **facts), line])
    return Picture("bodyweight.png", alt=alt, drawing=drawing)
