"""Calibrating calls: a guess, a set to failure, and what is known from then on.

What is kept is that a guess was asked for and what it was. What came of it, and with it the bias,
is worked out from the log each time: undo, an edited message or a restart need nothing special.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from core.context import RequestContext, say_lines
from core.errors import Expired
from core.handlers.advice import exposures_of, lifter_of, planned_for, target_for
from core.handlers.effort_calibration import bias_of, last_done, partners_of
from core.handlers.pain_reports import is_stopped
from core.handlers.partner_rating import gap_facts, gap_line
from core.handlers.show import named_exercise
from core.limits import SESSION_GAP
from core.messages import Answer, Button
from core.parsing.commands import Command
from core.parsing.ratings import read_guess
from core.records import Exercise, Exposure, Load, Pain, Target
from core.render.wording import words_of_day, words_of_load
from core.store.rows import Calibration
from core.training.effort.calibration import load_for_guess, point_for, to_failure_reps
from core.training.effort.partner_ratings import Pair
from core.training.exercise_sessions import counted_today

EVERY = timedelta(weeks=3)
PAIN_BARS = timedelta(days=14)
KEYS = ("0", "1", "2", "3", "4", "5")
MOST_GUESSED = 10
_CATCHER = r"(?:spotters?|safet(?:y|ies)(?: (?:bars?|pins?|arms?|straps?))?)"
_CAUGHT = re.compile(
    r"\b(?:(?:and|or|with|without|no|not|using|in|an?|the|my|any) )*"
    rf"{_CATCHER}(?: n?or (?:an? |the |my |any )?{_CATCHER})*\b",
    re.IGNORECASE,
)
_UNCAUGHT = re.compile(r"\b(?:without|no|not)\b", re.IGNORECASE)
_POINT = re.compile(r"\b(?:at|after) (?:rep )?(\d{1,2})\s*$", re.IGNORECASE)


def _result(state: str, exercise: Exercise | None = None, **facts: object) -> dict[str, object]:
    name = {"exercise": exercise.name} if exercise else {}
    return {"kind": "calibration", "state": state, **name, **facts}


def calibrate(context: RequestContext, command: Command) -> Answer:
    """`calibrate leg extension`: ask for a guess; `calibrate @c1 2` is the guess."""
    if command.set_id.startswith("c"):
        return _guess(context, command.set_id, read_guess(command.rest))
    point = _POINT.search(command.rest)
    words = command.rest[: point.start()] if point else command.rest
    caught = any(not _UNCAUGHT.search(each[0]) for each in _CAUGHT.finditer(words))
    words = " ".join(_CAUGHT.sub(" ", words).split())
    if not words:
        return _usage(context)
    exercise = named_exercise(context, replace(command, rest=words, set_id=""))
    if exercise is None:
        return _usage(context)
    refusal = refused(exercise, caught=caught)
    if refusal:
        facts = {"exercise": exercise.name, "name": exercise.name.lower()}
        lines = context.words(f"calibrate.no.{refusal}", **facts).split("\n")
        return say_lines(context, *lines, result=_result("refused", exercise, why=refusal))
    return _asked(context, exercise, int(point[1]) if point else None)


def _usage(context: RequestContext) -> Answer:
    lines = context.words("calibrate.usage").split("\n")
    return say_lines(context, *lines, result=_result("usage"))


def refused(exercise: Exercise, *, caught: bool = False) -> str:
    """Why an exercise is not calibrated, "" when it is: safe ones, bench with a spotter (R10)."""
    words = f"{exercise.id} {exercise.name}".lower()
    if exercise.measure in ("time", "distance"):
        return "reps"
    if "squat" in words or "deadlift" in words:
        return "lift"
    machine = any(word in exercise.equipment.lower() for word in ("machine", "cable"))
    if exercise.safe_to_fail and (machine or exercise.mechanic == "isolation"):
        return ""
    if exercise.pattern == "horizontal_press" and "bench" in words:
        return "" if caught else "bench"
    return "lift"


def _asked(context: RequestContext, exercise: Exercise, point: int | None) -> Answer:
    """Ask for the guess, unless it is too soon or this is no session for a set to failure."""
    if is_stopped(context):
        result = _result("refused", exercise, why="pain")
        return say_lines(context, context.words("pain.urgent"), result=result)
    exposures = exposures_of(context, exercise.id)
    rows = context.uow.calibrations.newest(context.person.id)
    last = last_done(rows, exposures, exercise)
    if last is not None and context.now - last.at < EVERY:
        language, zone = context.person.language, context.zone
        day = words_of_day(language, last.at, zone)
        again = words_of_day(language, last.at + EVERY, zone)
        soon = context.words("calibrate.soon", exercise=exercise.name, day=day, again=again)
        return say_lines(
            context, *soon.split("\n"), result=_result("refused", exercise, why="soon")
        )
    today = _today(context, exposures)
    lifter = lifter_of(context, exercise, exposures)
    plan = target_for(context, exercise)
    if today is not None:
        plan = planned_for(lifter, exposures, today.session_at)
    why = _not_today(context, lifter.pains, plan, _done(today, plan, exercise))
    if why:
        lines = context.words(f"calibrate.no.{why}", exercise=exercise.name).split("\n")
        return say_lines(context, *lines, result=_result("refused", exercise, why=why))
    bias = bias_of(context, exercise, exposures)
    load = load_for_guess(exposures, lifter, bias)
    if point is None and load is not None:
        point = point_for(exposures, exercise, bias, load)
    row = context.uow.calibrations.open(
        context.person.id, exercise.id, point or exercise.size_range[0], context.now
    )
    before = max(0, plan.sets - 1 - _done(today, plan, exercise))
    seen = partners_of(context, exercise, exposures)
    return _question(context, exercise, row, load, before, seen)


def _not_today(context: RequestContext, pains: Sequence[Pain], plan: Target, done: int) -> str:
    """Why no set goes to failure in this session; "" where one may."""
    if pains and context.now - pains[0].at < PAIN_BARS:
        return "pain"
    if plan.kind in ("return", "deload"):
        return "easy"
    return "done" if done >= plan.sets + 1 else ""


def _today(context: RequestContext, exposures: Sequence[Exposure]) -> Exposure | None:
    """The session under way at this exercise."""
    if exposures and context.now - exposures[-1].sets[-1].at < SESSION_GAP:
        return exposures[-1]
    return None


def _done(today: Exposure | None, plan: Target, exercise: Exercise) -> int:
    """Planned sets done today."""
    load = None if plan.kind == "first" else plan.load
    return len(counted_today(today.sets, load, exercise.measure)) if today else 0


def _question(
    context: RequestContext,
    exercise: Exercise,
    row: Calibration,
    load: Load | None,
    before: int,
    seen: Sequence[Pair],
) -> Answer:
    """The question with its buttons; what to do before and after."""
    facts: dict[str, object] = {"exercise": exercise.name, "point": row.reps}
    ask = context.words("calibrate.ask_any", **facts)
    if load is not None:
        said = words_of_load(context.person.language, load, exercise)
        ask = context.words("calibrate.ask", load=said, **facts)
    example = _example(exercise, row.reps + 2, load)
    lines = (
        context.words("calibrate.before", n=before) if before else "",
        ask,
        context.words("calibrate.log_it", example=example),
        context.words("calibrate.promise"),
        gap_line(context, seen),
    )
    buttons = tuple(Button(key, f"calibrate @{row.id} {key}", role="scale") for key in KEYS)
    result = _result(
        "asked", exercise, id=row.id, point=row.reps, sets_before=before,
        load=load.text if load else None, unit=load.unit if load else context.person.unit,
        **({"partners": gap_facts(seen)} if seen else {}),
        options=[{"label": each.label, "send": each.send} for each in buttons],
    )  # fmt: skip
    return say_lines(context, *lines, result=result, buttons=buttons)


def _example(exercise: Exercise, reps: int, load: Load | None) -> str:
    amount = f"{load.text}x{reps}" if load and load.milli > 0 else f"{reps}"
    if load is None and exercise.measure == "load":  # a number alone would be no set
        amount = f"40kgx{reps}"
    return f"{exercise.name.lower()} {amount} f"


def is_guess_awaited(context: RequestContext) -> bool:
    """Whether a bare number would be the guess that was asked for just now."""
    return _awaited(context) is not None


def answer_guess(context: RequestContext, tenths: int) -> Answer:
    """Keep the guess that is awaited, in tenths of a repetition. Raises Expired when none is."""
    row = _awaited(context)
    if row is None:
        raise Expired("")
    return _guess(context, row.id, tenths)


def _awaited(context: RequestContext) -> Calibration | None:
    """The calibration that was begun just now and has no guess yet."""
    rows = context.uow.calibrations.newest(context.person.id, 1)
    if (
        not rows
        or rows[0].guess_tenths is not None
        or context.now - rows[0].opened_at > SESSION_GAP
    ):
        return None
    last = context.uow.sets.last(context.person.id)
    if last is not None and last.at > rows[0].opened_at:
        return None
    return rows[0]


def _guess(context: RequestContext, calibration_id: str, tenths: int | None) -> Answer:
    """Keep a guess; after the set to failure it is too late."""
    rows = context.uow.calibrations.newest(context.person.id)
    row = next((each for each in rows if each.id == calibration_id), None)
    if tenths is None or tenths // 10 > MOST_GUESSED:
        sentence = context.words("calibrate.number")
        return say_lines(context, sentence, result={"kind": "error", "error": "effort_range"})
    exercise = context.exercise(row.exercise_id) if row else None
    last = context.uow.sets.last(context.person.id, exercise.id) if exercise else None
    ended = row is not None and last is not None and (
        last.at > row.opened_at and to_failure_reps(last) is not None
    )  # fmt: skip
    if row is None or exercise is None or ended or context.now - row.opened_at > SESSION_GAP:
        name = exercise.name.lower() if exercise else "leg extension"
        sentence = context.words("calibrate.gone", exercise=name)
        return say_lines(context, sentence, result={"kind": "error", "error": "expired"})
    context.uow.calibrations.guess(context.person.id, row.id, tenths, context.now)
    exposures = exposures_of(context, exercise.id)
    bias = bias_of(context, exercise, exposures)
    load = load_for_guess(exposures, lifter_of(context, exercise, exposures), bias)
    example = _example(exercise, row.reps + max(1, tenths // 10), load)
    left = f"{tenths / 10:g}"
    sentence = context.words("calibrate.guessed", left=left, point=row.reps, example=example)
    result = _result("guessed", exercise, id=row.id, point=row.reps, called=tenths / 10)
    return say_lines(context, *sentence.split("\n"), result=result)
