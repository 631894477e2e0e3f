"""`trial`: failure against 1-2 left on oneself; told before, kept to, and answered at the end."""

from __future__ import annotations

import re
from datetime import timedelta
from secrets import randbelow

from core.context import RequestContext, find_exercise, say_lines
from core.errors import UnknownExercise
from core.handlers.advice import exposures_of
from core.handlers.pain_reports import is_stopped, pains_of
from core.handlers.trial_arms import (
    PAIN_PAUSES,
    arm_line,
    bouts_between,
    bouts_of_trial,
    running,
    side_words,
)
from core.messages import Answer, Button
from core.parsing.commands import Command
from core.records import Exercise
from core.render.wording import words_of_day
from core.trials.allocation import SEEDS, arm_of_week, ends_at, failure_side, is_over, week_of
from core.trials.eligible import refused
from core.trials.estimate import Estimate
from core.trials.expectation import SHOWN_WEEKS, expect, range_expected
from core.trials.outcomes import in_arms
from core.trials.power import power_of
from core.trials.records import WEEKS, Design, Expectation, Trial
from core.trials.result import Result, result_of

_DESIGN = re.compile(r"\bby (limbs?|sides?|legs?|arms?|blocks?|weeks?)$", re.IGNORECASE)
_STOPPED = frozenset({"stop", "end", "cancel"})


def trial(context: RequestContext, command: Command) -> Answer:
    """`trial`, `trial failure leg extension`, `trial stop`. Raises UnknownExercise."""
    first, _, rest = command.rest.strip(" .!?").partition(" ")
    if first.lower() in _STOPPED:
        return _stop(context)
    if first.lower() == "failure":
        return _failure(context, rest.strip())
    return _standing(context)


def _result(state: str, **facts: object) -> dict[str, object]:
    return {"kind": "trial", "state": state, **facts}


# --- before ---------------------------------------------------------------------------------------


def _failure(context: RequestContext, words: str) -> Answer:
    """Say what would be compared, or begin. Raises UnknownExercise."""
    design = _DESIGN.search(words)
    name = words[: design.start()].strip() if design else words
    open_trial = running(context)
    if open_trial is not None:
        other = context.exercise(open_trial.exercises[0]).name
        line = context.words("trial.one_at_a_time", exercise=other)
        return say_lines(context, line, result=_result("refused", why="running"))
    if not name:
        return say_lines(
            context, *context.words("trial.usage").split("\n"), result=_result("usage")
        )
    exercise = find_exercise(context, name)
    if exercise is None:
        near = ", ".join(each.name for each, _ in context.names.near(name, 3))
        raise UnknownExercise(name, near=near)
    why = _why_not(context, exercise)
    if why:
        lines = context.words(f"trial.no.{why}", exercise=exercise.name).split("\n")
        return say_lines(
            context, *lines, result=_result("refused", why=why, exercise=exercise.name)
        )
    if design is None:
        return _offer(context, exercise)
    return _begin(context, exercise, "blocks" if design[1].lower()[0] in "bw" else "limb")


def _why_not(context: RequestContext, exercise: Exercise) -> str:
    why = refused(exercise)
    if why:
        return why
    pains = pains_of(context, exercise.id, exposures_of(context, exercise.id))
    recent = bool(pains) and context.now - pains[0].at < PAIN_PAUSES
    return "pain" if recent or is_stopped(context) else ""


def _expected(context: RequestContext, exercise: Exercise, design: Design) -> Expectation:
    since = context.now - timedelta(weeks=SHOWN_WEEKS)
    before = bouts_between(context, exercise, since, context.now, sides=True)
    return expect(before, (exercise,), context.now, by_limb=design == "limb")


def _offer(context: RequestContext, exercise: Exercise) -> Answer:
    """What will be compared, how sure it can be, how to stop; a button for each design."""
    lines = [context.words("trial.offer", exercise=exercise.name, weeks=WEEKS)]
    lines += context.words("trial.compared").split("\n")
    facts: dict[str, object] = {}
    designs: tuple[Design, ...] = ("limb", "blocks")
    for design in designs:
        told = _expected(context, exercise, design)
        power = round(100 * power_of(told, design))
        lines += context.words(f"trial.offer.{design}").split("\n")
        lines += context.words(
            "trial.power", power=power, effect=f"{told.effect:.1f}",
            half=f"{range_expected(told, design):.1f}",
            n=told.pairs if design == "limb" else 2 * told.pairs,
        ).split("\n")  # fmt: skip
        facts[design] = {"power": power, "effect": round(told.effect, 1)}
    lines += context.words("trial.rules").split("\n")
    name = exercise.name.lower()
    buttons = tuple(
        Button(context.words(f"button.trial_{each}"), f"trial failure {name} by {each}")
        for each in designs
    )
    result = _result("offered", exercise=exercise.name, **facts)
    return say_lines(context, *lines, result=result, buttons=buttons)


def _begin(context: RequestContext, exercise: Exercise, design: Design) -> Answer:
    """Draw the seed and begin."""
    drawn = Trial(
        (exercise.id,), design, randbelow(SEEDS), context.now,
        _expected(context, exercise, design),
    )  # fmt: skip
    begun = context.uow.self_trials.begin(context.person.id, drawn)
    end = words_of_day(context.person.language, ends_at(begun, context.zone), context.zone)
    exposures = exposures_of(context, exercise.id)
    lines = (
        context.words("trial.begun", exercise=exercise.name, day=end),
        *arm_line(context, exercise, exposures).split("\n"),
        context.words("trial.how_to_stop"),
    )
    result = _result("begun", exercise=exercise.name, design=design)
    return say_lines(context, *lines, result=result)


# --- during and after -----------------------------------------------------------------------------


def _standing(context: RequestContext) -> Answer:
    """Where a trial stands, without what it shows; its result once it is over."""
    newest = context.uow.self_trials.newest(context.person.id)
    if newest is None or newest.stopped_at is not None:
        return say_lines(context, *context.words("trial.usage").split("\n"), result=_result("none"))
    exercise = context.exercise(newest.exercises[0])
    if is_over(newest, context.now, context.zone):
        return _answer(context, newest, exercise)
    done = _sessions(context, newest, exercise)
    week = (week_of(newest, context.now, context.zone) or 0) + 1
    end = words_of_day(context.person.language, ends_at(newest, context.zone), context.zone)
    lines = (
        context.words("trial.standing", exercise=exercise.name, week=week, n=done, day=end),
        *arm_line(context, exercise, exposures_of(context, exercise.id)).split("\n"),
        context.words("trial.no_peeking"),
    )
    result = _result("running", exercise=exercise.name, week=week, sessions=done)
    return say_lines(context, *lines, result=result)


def _sessions(context: RequestContext, of: Trial, exercise: Exercise) -> int:
    arms = in_arms(of, bouts_of_trial(context, of, exercise), context.zone)
    return len({bout.session_at for bout, _ in arms})


def _stop(context: RequestContext) -> Answer:
    """End a trial early; half of one is not worked out."""
    open_trial = running(context)
    if open_trial is None:
        return say_lines(context, *context.words("trial.usage").split("\n"), result=_result("none"))
    exercise = context.exercise(open_trial.exercises[0])
    context.uow.self_trials.stop(context.person.id, open_trial, context.now)
    lines = context.words("trial.stopped", exercise=exercise.name).split("\n")
    return say_lines(context, *lines, result=_result("stopped", exercise=exercise.name))


def _answer(context: RequestContext, done: Trial, exercise: Exercise) -> Answer:
    bouts = bouts_of_trial(context, done, exercise)
    found = result_of(done, bouts, {exercise.id: exercise}, context.zone)
    failure, stop = found.sessions
    lines = [
        context.words("trial.result.title", exercise=exercise.name, failure=failure, stop=stop),
        context.words("trial.result.kept", kept=sum(found.kept), n=sum(found.sessions)),
        *_outcomes(context, found),
        *context.words("trial.result.limits").split("\n"),
        _drawn(context, done),
    ]
    facts: dict[str, object] = {"exercise": exercise.name, "seed": done.seed}
    if found.loss is not None:
        facts |= {
            "low": round(found.loss.low, 1), "high": round(found.loss.high, 1),
            "claimed": found.loss.claimed,
        }  # fmt: skip
    return say_lines(context, *lines, result=_result("over", **facts))


def _outcomes(context: RequestContext, found: Result) -> list[str]:
    if found.loss is None:
        return context.words("trial.result.nothing").split("\n")
    key = "trial.result.claimed" if found.loss.claimed else "trial.result.open"
    lines = [context.words("trial.result.loss", **ranged(found.loss)), context.words(key)]
    others = (("after", found.after), ("volume", found.volume), ("minutes", found.minutes))
    for name, each in others:
        if each is not None:
            lines.append(context.words(f"trial.result.{name}", **ranged(each)))
    return lines


def ranged(found: Estimate) -> dict[str, object]:
    """A mean with its range, signed, for a sentence."""
    return {
        "mean": f"{found.mean:+.1f}", "low": f"{found.low:+.1f}", "high": f"{found.high:+.1f}",
    }  # fmt: skip


def _drawn(context: RequestContext, done: Trial) -> str:
    """The seed, and what it drew."""
    if done.design == "limb":
        side = side_words(context, failure_side(done))
        return context.words("trial.result.seed_limb", seed=f"{done.seed:06d}", side=side)
    weeks = [str(week + 1) for week in range(WEEKS) if arm_of_week(done, week) == "failure"]
    return context.words(
        "trial.result.seed_blocks", seed=f"{done.seed:06d}", weeks=", ".join(weeks)
    )
