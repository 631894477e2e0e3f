"""Reports of pain that stand: an exercise's own, those of a part it shares, urgent ones of today.

Reports are those made by themselves and those in the notes of sets. A note counts as long as its
set stands, so that undo takes the report back too. What a report is about is read from its words
again each time: which parts of the body, and whether it says that the pain is over (R46).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import cast

from core.context import RequestContext
from core.exercises.names import catalogue_names
from core.exercises.parts import loaded_of
from core.parsing.pain import PainReading, read_pain, read_pain_in_note
from core.records import Exercise, Exposure, Pain

STANDS = timedelta(days=90)  # R46: after that a report is no news
NOTED = timedelta(days=28)  # notes of other exercises are looked through so far back
WHOLE_BODY = frozenset({"chest"})  # an urgent sign there may be the heart's: every lift waits
MOST_PAINS = 50  # of a lift, for its charts
CLEAN = 2  # exposures without a new report until one is over (R46)


def pains_of(
    context: RequestContext, exercise_id: str, exposures: Sequence[Exposure], most: int = 5
) -> tuple[Pain, ...]:
    """Reports of pain at an exercise, newest first, with when they were said to be over.

    At most `most` of those made by themselves, and those in the notes of the exposures given.
    """
    noted = [
        _read_note(Pain(exercise_id, each.at, each.note))
        for every in exposures
        for each in every.sets
        if each.note
    ]
    told = context.uow.pains.of(context.person.id, exercise_id, most)
    reports = (*(_read(each) for each in told), *(each for each in noted if each))
    return _with_ends(reports)


def near_pains_of(context: RequestContext, exercise: Exercise) -> tuple[Pain, ...]:
    """Reports that stand elsewhere, or nowhere, of a part that an exercise loads; newest first.

    Each comes with the one part that they share; an urgent sign that no part explains concerns
    every lift, and comes without one.
    """
    found = []
    for each in standing(context):
        part = loaded_of(each.parts, exercise) if each.exercise_id != exercise.id else ""
        if part and not _is_over(context, each):
            found.append(replace(each, parts=(part,)))
        elif not part and each.urgent and set(each.parts) <= WHOLE_BODY:
            found.append(replace(each, parts=()))
    return tuple(found)


def standing(context: RequestContext) -> tuple[Pain, ...]:
    """All reports of the last weeks at any exercise and at none, newest first."""
    person_id, now = context.person.id, context.now
    told = context.uow.pains.since(person_id, now - STANDS)
    noted = (_read_note(each) for each in _notes(context))
    return _with_ends((*(_read(each) for each in told), *(each for each in noted if each)))


def is_stopped(context: RequestContext) -> bool:
    """Whether an urgent sign was reported today: no next set, no target, whatever the lift (R46).

    Today is the person's local day.
    """
    today = context.now.astimezone(context.zone).date()
    since = context.now - timedelta(days=1)
    person_id = context.person.id
    noted = (_read_note(each) for each in _notes(context) if each.at >= since)
    told = context.uow.pains.since(person_id, since)
    return any(
        each is not None and each.urgent and each.at.astimezone(context.zone).date() == today
        for each in (*told, *noted)
    )


def _notes(context: RequestContext) -> tuple[Pain, ...]:
    """The notes of the last weeks, newest first; read once for an answer."""
    since = context.now - NOTED
    kept, key = context.uow.state.kept, f"pain.notes {context.person.id} {since.isoformat()}"
    if key not in kept:
        kept[key] = context.uow.pains.notes(context.person.id, since)
    return cast(tuple[Pain, ...], kept[key])


def is_of_pain(note: str) -> bool:
    """Whether the note of a set is a report of pain."""
    return bool(note) and _noted(note) is not None


@lru_cache(maxsize=4096)
def _said(words: str) -> PainReading | None:
    """A report's words; one's own names for lifts change nothing of what is asked here."""
    return read_pain(words, catalogue_names(), in_set=True)


@lru_cache(maxsize=4096)
def _noted(words: str) -> PainReading | None:
    """The note of a set; the same notes are met with every message."""
    return read_pain_in_note(words, catalogue_names())


def _read(told: Pain) -> Pain:
    """A report made by itself; `ended_at` is its own time where it says that pain is over."""
    found = _said(told.words)
    if found is None:
        return told
    if told.urgent:
        return replace(told, parts=found.parts)
    ended = told.at if found.kind == "end" else None
    return replace(told, parts=found.parts, ended_at=ended)


def _read_note(noted: Pain) -> Pain | None:
    found = _noted(noted.words)
    if found is None:
        return None
    return replace(noted, parts=found.parts, urgent=found.kind == "urgent")


def _with_ends(told: Iterable[Pain]) -> tuple[Pain, ...]:
    """The reports alone, newest first, each with the first time it was said to be over."""
    newest_first = sorted(told, key=lambda each: each.at, reverse=True)
    ended: dict[str, datetime] = {}
    found = []
    for each in newest_first:
        if each.ended_at is not None:
            ended[each.exercise_id] = each.at
        else:
            found.append(replace(each, ended_at=ended.get(each.exercise_id)))
    return tuple(found)


def _is_over(context: RequestContext, report: Pain) -> bool:
    """Whether a report at an exercise is over there: two exposures since, an end counts as one."""
    clean = int(report.ended_at is not None)
    if report.exercise_id:
        done = context.uow.sets.exposures(context.person.id, report.exercise_id, limit=CLEAN)
        clean += sum(1 for each in done if each.session_at > report.at)
    return clean >= CLEAN
