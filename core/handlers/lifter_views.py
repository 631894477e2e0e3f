"""What a trainer sees of a lifter: nothing of before the day agreed, nothing that is not ticked.

Each view gives its heading, its lines, and its facts. Words of a reason may speak of pain, of the
body's weight or of older sets: they are shown only where all of that may be.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.accounts.trainers import Agreement, may_see
from core.context import RequestContext
from core.handlers.advice import target_for
from core.handlers.due_workout import SHOWN_TARGETS
from core.handlers.exercise_log import read_past
from core.handlers.group_disclosure import aloud_advice
from core.handlers.pain_reports import is_of_pain, is_stopped
from core.handlers.session_summary import ids_of
from core.handlers.show import SHOWN_EXPOSURES
from core.locale.strings import say_reason
from core.records import Exercise, Exposure, LoggedSet, Target
from core.render.facts import set_facts
from core.render.wording import (
    shortest,
    words_of_day,
    words_of_sets,
    words_of_target,
    words_of_weight,
)
from core.training.history import by_exercise, day_of, session_count, week_of

MOST_LIFTS = 12  # in a week
MOST_NOTES = 6
LOOKED_BACK = timedelta(days=28)  # for the lifts a trainer is shown targets of
Shown = tuple[str, list[str], dict[str, object]]


@dataclass(frozen=True, slots=True)
class View:
    """A lifter's log as their trainer may see it; `theirs`: the lifter, in the trainer's words."""

    agreement: Agreement
    theirs: RequestContext
    name: str
    language: str = ""  # the lifter's own

    def may(self, at: datetime) -> bool:
        """Whether what was done at a moment is shown."""
        return may_see(self.agreement, at)

    def between(self, since: datetime, until: datetime) -> list[LoggedSet]:
        """The sets of a time that are shown, notes left out where they are not ticked."""
        sets = self.theirs.uow.sets.between(
            self.theirs.person.id, max(since, self.agreement.from_at), until
        )
        return [self._bare(each) for each in sets if self.may(each.at)]

    def set(self, set_id: str) -> LoggedSet | None:
        """One set by its id, where it is shown."""
        found = self.theirs.uow.sets.by_id(self.theirs.person.id, set_id)
        return self._bare(found) if found is not None and self.may(found.at) else None

    def exposures(self, exercise: Exercise) -> list[Exposure]:
        """The last sessions of a lift, as far as they are shown."""
        found = self.theirs.uow.sets.exposures(
            self.theirs.person.id, exercise.id, limit=SHOWN_EXPOSURES
        )
        seen = [
            Exposure(each.session_at, tuple(self._bare(s) for s in each.sets if self.may(s.at)))
            for each in found
        ]
        return [each for each in seen if each.sets]

    def has_seen(self, exercise: Exercise) -> bool:
        """Whether a set of a lift is shown."""
        return bool(self.exposures(exercise))

    def in_their_words(self) -> RequestContext:
        """The lifter's surroundings in the lifter's own language."""
        person = replace(self.theirs.person, language=self.language)
        return replace(self.theirs, person=person)

    def _bare(self, each: LoggedSet) -> LoggedSet:
        """A set with what the trainer may see of it: its line holds the notes that were typed."""
        shows = self.agreement.shows
        if "notes" not in shows or ("pain" not in shows and is_of_pain(each.note)):
            return replace(each, note="", line="")
        return each


# --- views --------------------------------------------------------------------------------------


def _week(view: View, exercise: Exercise | None) -> Shown:
    """This week so far, lift by lift."""
    theirs = view.theirs
    sets = view.between(*week_of(theirs.now, theirs.zone))
    worked = [each for each in sets if not (each.warmup or each.missed)]
    title = theirs.words(
        "week.title",
        sessions=theirs.words("week.sessions", n=session_count(sets)),
        sets=theirs.words("week.sets", n=len(worked)),
    )
    lines = _lift_lines(view, sets, "done.line")[:MOST_LIFTS] + _pain_lines(view, 7)
    lines += _weight_lines(view) if lines else []
    return title, lines, {"sets": _facts(view, sets)}


def _today(view: View, exercise: Exercise | None) -> Shown:
    """Today's sets, by the lifter's calendar."""
    sets = view.between(*day_of(view.theirs.now, view.theirs.zone))
    title = view.theirs.words("today.title", n=len(sets))
    lines = _lift_lines(view, sets, "today.line") + _note_lines(view, sets) + _pain_lines(view, 1)
    return title, lines, {"sets": _facts(view, sets)}


def _history(view: View, exercise: Exercise | None) -> Shown:
    """The last sessions of a lift, the last one trained where none is named."""
    exercise = exercise or next(iter(_lately(view)), None)
    if exercise is None:
        return "", [], {}
    theirs, exposures = view.theirs, view.exposures(exercise)
    lines = [
        theirs.words(
            "history.sets",
            day=words_of_day(theirs.person.language, each.session_at, theirs.zone),
            sets=words_of_sets(theirs.person.language, each.sets, exercise),
            ids=ids_of(each.sets),
        )
        for each in reversed(exposures)
    ]
    sets = [each for every in exposures for each in every.sets]
    title = theirs.words("history.title", exercise=exercise.name)
    return title, lines + _note_lines(view, sets), {"sets": _facts(view, sets)}


def _next(view: View, exercise: Exercise | None) -> Shown:
    """The targets of a lift, or of those trained lately."""
    exercises = [exercise] if exercise is not None else list(_lately(view))[:SHOWN_TARGETS]
    lines: list[str] = []
    for each in exercises:
        target = shown_target(view, each)
        if target is not None:
            lines += _target_lines(view, each, target)
    return view.theirs.words("lifter.next"), lines, {"lifts": [each.name for each in exercises]}


VIEWS: Mapping[str, Callable[[View, Exercise | None], Shown]] = {
    "week": _week, "today": _today, "history": _history, "next": _next,
}  # fmt: skip


# --- a target -----------------------------------------------------------------------------------


def shown_target(view: View, exercise: Exercise) -> Target | None:
    """A lifter's target as the trainer may see it; None where it would show what they may not.

    Where older sessions count for it, it is cut as for a group that was not told of them.
    """
    theirs = view.theirs
    if is_stopped(theirs) or not view.has_seen(exercise):
        return None
    exposures = read_past(theirs, exercise.id).exposures
    target = target_for(theirs, exercise)
    if target.kind == "first":
        return None
    whole = all(view.may(each.at) for every in exposures for each in every.sets)
    shown = target if whole else aloud_advice(target, exposures, lambda each: view.may(each.at))
    if shown is None or not {"pain", "bodyweight"} <= view.agreement.shows or not whole:
        return None if shown is None else replace(shown, reason=replace(shown.reason, key=""))
    return shown


def _target_lines(view: View, exercise: Exercise, target: Target) -> list[str]:
    theirs, language = view.theirs, view.theirs.person.language
    what = words_of_target(language, target, exercise)
    line = shortest(theirs.words("ping.lift", exercise=exercise.name, what=what))
    if not target.reason.key:
        return [line]
    return [line, shortest(theirs.words("next.reason", reason=say_reason(language, target.reason)))]


# --- parts --------------------------------------------------------------------------------------


def _lately(view: View) -> list[Exercise]:
    """The lifts of the last four weeks, the newest first."""
    now = view.theirs.now
    sets = view.between(now - LOOKED_BACK, now + timedelta(microseconds=1))
    return [view.theirs.exercise(each) for each in by_exercise(reversed(sets))]


def _lift_lines(view: View, sets: Sequence[LoggedSet], key: str) -> list[str]:
    theirs, lines = view.theirs, []
    for exercise_id, group in by_exercise(sets).items():
        exercise = theirs.exercise(exercise_id)
        done = words_of_sets(theirs.person.language, group, exercise)
        facts = {"exercise": exercise.name, "sets": done, "ids": ids_of(group)}
        lines.append(theirs.words(key, **facts))
    return lines


def _note_lines(view: View, sets: Sequence[LoggedSet]) -> list[str]:
    noted = [each for each in sets if each.note][-MOST_NOTES:]
    return [view.theirs.words("lifter.note", ids=f"@{e.id}", words=e.note) for e in noted]


def _pain_lines(view: View, days: int) -> list[str]:
    """Reports of pain of the last days; none where pain is not ticked."""
    if "pain" not in view.agreement.shows:
        return []
    theirs = view.theirs
    since = max(view.agreement.from_at, theirs.now - timedelta(days=days))
    found = theirs.uow.pains.since(theirs.person.id, since)[:MOST_NOTES]
    return [
        theirs.words(
            "lifter.pain",
            day=words_of_day(theirs.person.language, each.at, theirs.zone),
            words=" ".join(each.words.split()),
        )
        for each in found
    ]


def _weight_lines(view: View) -> list[str]:
    """What the lifter weighed last; nothing where it is not ticked, or of before the day."""
    if "bodyweight" not in view.agreement.shows:
        return []
    theirs = view.theirs
    first = view.agreement.from_at.astimezone(theirs.zone).date()
    known = [e for e in theirs.uow.bodyweights.of(theirs.person.id) if e.day >= first]
    if not known:
        return []
    load = words_of_weight(theirs.person.language, known[-1].load)
    day = datetime.combine(known[-1].day, datetime.min.time(), theirs.zone)
    said = words_of_day(theirs.person.language, day, theirs.zone)
    return [theirs.words("lifter.bodyweight", load=load, day=said)]


def _facts(view: View, sets: Sequence[LoggedSet]) -> list[dict[str, object]]:
    """Sets as facts, as far as they are shown."""
    return [dict(set_facts(each, view.theirs.exercise(each.exercise_id))) for each in sets]
