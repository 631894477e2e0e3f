"""What `fix` makes of a set: only what was typed changes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from core.context import RequestContext, find_exercise, setting_of
from core.errors import RepsRange, UnknownExercise
from core.limits import MOST_REPS
from core.parsing.missed_attempts import is_missed
from core.parsing.sets import read_message, read_rating
from core.records import Exercise, LoggedSet, Side

_FLAGS = {
    "warmup": "warmup", "warm-up": "warmup", "wu": "warmup", "w": "warmup", "drop": "drop",
    "amrap": "amrap",
}  # fmt: skip
SIDES: Mapping[str, Side] = {
    "left": "left", "l": "left", "right": "right", "r": "right", "both": "", "both sides": "",
}  # fmt: skip
_BARE = re.compile(r"\s*(\d+)\s*(reps?)?\s*", re.IGNORECASE)
_LOAD_ONLY = re.compile(r"\s*[-+]?\d+(?:[.,]\d+)?\s*(kgs?|кг|lbs?|фунт\w*|#)?\s*", re.IGNORECASE)
_NOT = re.compile(r"(?P<now>.*\S)\s+not\s+(?P<old>\S.*)", re.IGNORECASE)
# "the weight to 85", "reps to 6": which number of a set is meant
_PART = re.compile(
    r"(?:(?:the|my)\s+)?(?:(?P<reps>reps?|repetitions)|weight|load)\s+(?:(?:from\s+\S+\s+)?to|is|was)\s+"
    r"(?P<value>\d\S*(?:\s*(?:kgs?|lbs?))?)(?:\s*reps?)?",
    re.IGNORECASE,
)
_FIRST_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
SHARED: Mapping[str, str] = {"kg": "kg", "lb": "lb", "lbs": "lb"}  # typed once for several sets
_NO_UNIT = re.compile(r"\s*\d+(?:[.,]\d+)?\s*")


def corrected(context: RequestContext, old: LoggedSet, typed: str) -> LoggedSet:
    """The set as it should have been. Raises UserError or Asked when the words cannot be read."""
    words = _what_it_is(old, typed.strip())
    flag = _FLAGS.get(words.lower())
    if flag:
        return _flagged(old, flag)
    if words.lower() in SHARED and old.reps:
        return _read(context, old, f"{old.load.text}{SHARED[words.lower()]} x {old.reps}")
    if words.lower() in SIDES:
        return replace(old, side=SIDES[words.lower()])
    if words.lower() in ("working", "work set", "not warmup"):
        return replace(old, warmup=False, drop=False)
    if old.reps is not None and is_missed(words):
        return _missed(old)
    rating = read_rating(words)
    if rating is not None and not words.isdigit():
        if old.missed and not rating.failed:
            raise RepsRange(words, limit=MOST_REPS, direction="none")
        return replace(
            old,
            rir_tenths=rating.rir_tenths,
            rir_at_least=rating.rir_at_least,
            failed=rating.failed,
            shared_effort=False,
        )
    first, _, name = words.partition(" ")
    if first.lower() == "exercise" and name:
        return replace(old, exercise_id=_named(context, name).id)
    bare = _BARE.fullmatch(words)
    if bare and old.reps is not None and int(bare[1]) <= 30:
        reps = int(bare[1])
        if old.missed and reps:  # it went up after all; how hard it was is not known
            old = replace(old, failed=False, rir_tenths=None, shared_effort=False)
        return replace(old, reps=_reps(context, old, reps), per_side=old.per_side)
    if _LOAD_ONLY.fullmatch(words) and old.reps is not None:
        return _read(context, old, f"{words} x {old.reps}")
    return _read(context, old, words)


def was_said_wrong(each: LoggedSet, typed: str) -> bool:
    """Whether "145 not 140" can be of a set: what it is said not to be is its load or count."""
    found = _NOT.fullmatch(typed.strip())
    return found is not None and bool(_held(each, found["old"]))


def _what_it_is(old: LoggedSet, words: str) -> str:
    """What "145 not 140" says the set is; the number that was wrong tells load from count."""
    if part := _PART.fullmatch(words):
        return f"{part['value']} reps" if part["reps"] else f"{part['value']} x {old.reps or 1}"
    found = _NOT.fullmatch(words)
    if found is None:
        return words
    now = found["now"]
    return f"{now} {_held(old, found['old'])}".strip() if _NO_UNIT.fullmatch(now) else now


def _held(each: LoggedSet, said: str) -> str:
    """The unit of what a set holds of a number: its load's, "reps", "" for neither."""
    number = _FIRST_NUMBER.search(said)
    value = "" if number is None else number[0].replace(",", ".")
    if value == f"{each.reps}":
        return "reps"
    return each.load.unit if value == each.load.text else ""


def _named(context: RequestContext, name: str) -> Exercise:
    """The exercise that a set shall be of. Raises UnknownExercise."""
    exercise = find_exercise(context, name.removeprefix("to ").strip())
    if exercise is None:
        near = ", ".join(each.name for each, _ in context.names.near(name, 3))
        raise UnknownExercise(name, near=near)
    return exercise


def _missed(old: LoggedSet) -> LoggedSet:
    """The set as an attempt that was missed."""
    return replace(
        old, reps=0, partials=0, failed=True, rir_tenths=0, rir_at_least=False, shared_effort=False
    )


def _flagged(old: LoggedSet, flag: str) -> LoggedSet:
    """Mark a set as warm-up, drop set or as many as possible."""
    if flag == "warmup":
        return replace(old, warmup=True, drop=False)
    if flag == "drop":
        return replace(old, drop=True, warmup=False)
    return replace(old, amrap=True)


def _reps(context: RequestContext, old: LoggedSet, reps: int) -> int:
    """Repetitions within the limits of any set (reads the set again with them)."""
    return _read(context, old, f"x{reps}").reps or reps


def _read(context: RequestContext, old: LoggedSet, words: str) -> LoggedSet:
    """Read words as a set of the old one's exercise; what they do not say stays."""
    setting = setting_of(context, old.at, old)
    exercise = context.exercise(old.exercise_id)
    reading = read_message(words, setting)
    new = reading.sets[-1]
    named = context.exercise(new.exercise_id) if new.exercise_id != old.exercise_id else exercise
    effort_typed = new.rir_tenths is not None or new.failed or new.partials > 0
    kept = old if not (effort_typed or old.missed) else new
    return replace(
        old,
        exercise_id=named.id,
        load=new.load,
        reps=new.reps,
        seconds=new.seconds,
        distance_cm=new.distance_cm,
        rir_tenths=kept.rir_tenths,
        rir_at_least=kept.rir_at_least,
        failed=kept.failed,
        shared_effort=new.shared_effort if effort_typed else kept.shared_effort,
        partials=new.partials,
        amrap=new.amrap or old.amrap,
        warmup=new.warmup or old.warmup,
        drop=new.drop or old.drop,
        per_side=new.per_side or old.per_side,
        side=new.side or old.side,
        note=new.note or old.note,
        line=words,
    )
