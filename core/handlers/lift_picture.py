"""The picture of `chart squat`: every session of a year, or of all, with what happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from core.context import RequestContext
from core.handlers.advice import lifter_of
from core.handlers.pain_reports import MOST_PAINS, pains_of
from core.handlers.picture_words import (
    alt_text,
    day_ticks,
    in_their_unit,
    short_day,
    span_words,
    value_words,
)
from core.handlers.plan_lifter import easy_sessions
from core.messages import Picture
from core.pictures.drawings import Dot, DotKind, Legend, LegendKind, Lines, Pause, Span
from core.progress import Day, Progress, progress
from core.records import Exercise, Exposure, Unit
from core.render.wording import words_of_amount, words_of_load, words_of_set
from core.training.exercise_sessions import days_apart, sessions
from core.training.progression.rep_range import repetition_range

SESSIONS, SETS = 500, 3000  # of one lift that are drawn, however long the log is
YEAR = timedelta(days=365)
LEAST = 16  # sessions drawn where a year held fewer
LEAST_SPAN = 0.1  # of the greatest value: how much the axis shows at least
LEAST_REPS, LEAST_SECONDS = 4.0, 20.0
WARM_UP = 24  # sessions before those drawn, from which the estimate comes in
SHOWN_PAUSES = 3  # told in words, the latest


def lift_picture(context: RequestContext, exercise: Exercise, *, whole: bool) -> Picture | None:
    """A lift over the last year, or as far back as is drawn; None with fewer than two sessions."""
    person_id = context.person.id
    limits = (SESSIONS, SETS) if whole else (SESSIONS // 3, SETS // 3)
    every = context.uow.sets.exposures(person_id, exercise.id, limit=limits[0], most=limits[1])
    seen = every if whole else _of_a_year(context, every)
    if not seen:
        return None
    recent = every[-LEAST:]
    lifter = lifter_of(context, exercise, recent)
    top = repetition_range(sessions(recent, exercise.measure), lifter)[1]
    known = every[-(len(seen) + WARM_UP) :]
    before = context.uow.weeks.heaviest(person_id, exercise.id, known[0].session_at)
    best = max((each.load.kg for each in before), default=None)
    pains = pains_of(context, exercise.id, known, MOST_PAINS)
    easy = easy_sessions(context, seen, len(seen))
    found = progress(known, lifter, pains, context.zone, best, top, easy)
    found = found.since(seen[0].session_at)
    if len(found.days) < 2 or not any(each.value for each in found.days):
        return None  # of runs: no load, and their time is not drawn
    told = _Told(context, exercise, found)
    return Picture(f"{exercise.id}.png", alt=told.alt(), drawing=told.drawing())


def _of_a_year(context: RequestContext, every: Sequence[Exposure]) -> Sequence[Exposure]:
    late = [each for each in every if context.now - each.session_at <= YEAR]
    return late if len(late) >= LEAST else every[-LEAST:]


class _Told:
    """The progress of a lift in the person's words and unit."""

    def __init__(self, context: RequestContext, exercise: Exercise, found: Progress) -> None:
        self._context, self._exercise, self._found = context, exercise, found
        self._first, self._last = found.days[0], found.days[-1]
        self._unit: Unit = self._last.set.load.unit
        self._loaded = found.kind not in ("reps", "seconds")
        self._estimated = found.kind == "estimate"
        self._record = next((each for each in reversed(found.days) if each.record), None)

    def drawing(self) -> Lines:
        """What is drawn."""
        days, context = self._found.days, self._context
        return Lines(
            title=self._exercise.name,
            subtitle=span_words(context, self._first.at, self._last.at),
            hero=self._value(self._last),
            hero_note=self._now(),
            points=tuple(
                Dot(self._day(each.at), self._y(each.value), _kind(each), self._label(each))
                for each in days
            ),
            band=tuple(
                Span(self._day(each.at), self._y(each.low), self._y(each.high))
                for each in days
                if each.low is not None and each.high is not None and not each.light
            ),
            loads=tuple(
                Dot(self._day(each.at), self._y(each.set.load.kg), "", self._reps(each))
                for each in (days if self._estimated else ())
            ),
            pauses=tuple(
                Pause(self._day(since), self._day(until), self._without(since, until))
                for since, until in self._found.pauses
            ),
            ticks=day_ticks(context, [each.at for each in days], self._day),
            legend=self._legend(),
            decimal=context.words("picture.decimal"),
            whole=not self._loaded,
            least=self._least(),
        )

    def alt(self) -> str:
        """The same in words."""
        context, days = self._context, self._found.days
        say = context.words
        kind = self._found.kind
        heaviest = max(days, key=lambda each: (each.set.load.kg, each.value))
        done = words_of_set(context.person.language, heaviest.set, self._exercise)
        light = sum(each.light for each in days)
        records = [each for each in days if each.record]
        return alt_text([
            say("picture.alt.lift", exercise=self._exercise.name, n=len(days),
                span=span_words(context, self._first.at, self._last.at)),
            say(f"picture.alt.{kind}", first=self._value(self._first),
                last=self._value(self._last)),
            self._likely("picture.alt.likely"),
            say("picture.alt.heaviest", set=done, day=short_day(context, heaviest.at))
            if self._loaded else "",
            say("picture.alt.records", n=len(records), day=short_day(context, records[-1].at))
            if records else "",
            say("picture.alt.light", n=light) if light else "",
            *(say("picture.alt.pause", since=short_day(context, since),
                  until=short_day(context, until), what=self._without(since, until))
              for since, until in self._found.pauses[-SHOWN_PAUSES:]),
        ])  # fmt: skip

    def _least(self) -> float:
        if not self._loaded:
            return LEAST_REPS if self._found.kind == "reps" else LEAST_SECONDS
        return round(LEAST_SPAN * max(abs(self._y(each.value)) for each in self._found.days), 1)

    def _day(self, at: datetime) -> float:
        return round((at - self._first.at) / timedelta(days=1), 2)

    def _y(self, value: float) -> float:
        return round(in_their_unit(value, self._unit) if self._loaded else value, 2)

    def _value(self, each: Day) -> str:
        if self._found.kind == "load":
            return self._load(each) or self._amount(each)
        return value_words(self._context, self._found.kind, each.value, self._unit)

    def _load(self, each: Day) -> str:
        """A load as said: "140 kg", "+20 kg", "30 kg assistance"."""
        return words_of_load(self._context.person.language, each.set.load, self._exercise)

    def _now(self) -> str:
        now = self._context.words(f"picture.now.{self._found.kind}")
        likely = self._likely("picture.likely")
        return f"{now}, {likely}" if likely else now

    def _likely(self, key: str) -> str:
        low, high = self._last.low, self._last.high
        if low is None or high is None:
            return ""
        words = (round(in_their_unit(each, self._unit)) for each in (low, high))
        return self._context.words(key, low=next(words), high=next(words), unit=self._unit)

    def _label(self, each: Day) -> str:
        """The last value and the last record are written; all others are read off the axis."""
        if each is self._last and not each.record:
            told = self._record is not None and self._value(self._record) == self._value(each)
            return self._value(each) if self._estimated or not told else ""
        if each is not self._record:
            return ""
        if self._loaded:
            facts = {"load": self._load(each), "reps": self._amount(each)}
            return self._context.words("picture.record_of", **facts)
        return self._value(each)

    def _amount(self, each: Day) -> str:
        return words_of_amount(self._context.person.language, each.set)

    def _reps(self, each: Day) -> str:
        return self._context.words("picture.times", reps=self._amount(each))

    def _without(self, since: datetime, until: datetime) -> str:
        days = days_apart(since, until, self._context.zone)
        return self._context.words("picture.days_without", n=days)

    def _legend(self) -> tuple[Legend, ...]:
        days = self._found.days
        shown: list[tuple[LegendKind, str, bool]] = [
            ("point", f"picture.legend.{self._found.kind}", True),
            ("band", "picture.legend.band", any(each.low is not None for each in days)),
            ("load", "picture.legend.load", self._estimated),
            ("record", "picture.legend.record", any(each.record for each in days)),
            ("easy", "picture.legend.light", any(each.light for each in days)),
            ("off", "picture.legend.without", bool(self._found.pauses)),
        ]
        return tuple(Legend(kind, self._context.words(key)) for kind, key, there in shown if there)


def _kind(each: Day) -> DotKind:
    return "record" if each.record else "easy" if each.light else ""
