"""`trial`: failure against 1-2 left on oneself; told before, kept to, and answered at the end."""

from __future__ import annotations

import re
from collections.abc import Sequence
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
    lifts_of,
    names_of,
    running,
    side_words,
)
from core.handlers.trial_felt import take_felt
from core.messages import Answer, Button
from core.parsing.commands import Command
from core.records import Exercise
from core.render.wording import shortest, words_of_day
from core.trials.allocation import SEEDS, arm_of_week, ends_at, failure_side, is_over, week_of
from core.trials.eligible import refused
from core.trials.estimate import Estimate
from core.trials.expectation import SHOWN_WEEKS, expect, range_expected
from core.trials.outcomes import in_arms
from core.trials.power import power_of
from core.trials.records import WEEKS, Design, Expectation, Trial
from core.trials.result import Result, result_of

_DESIGN = re.compile(r"\bby (limbs?|sides?|legs?|arms?|blocks?|weeks?)$", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[,+&]\s*|\s+and\s+", re.IGNORECASE)
MOST_LIFTS = 4  # product choice: of one trial
_POOLED = frozenset({"pool", "pooled", "group"})
_STOPPED = frozenset({"stop", "end", "cancel"})


def trial(context: RequestContext, command: Command) -> Answer:
    """`trial`, `trial failure leg extension`, `trial stop`. Raises UnknownExercise."""
    first, _, rest = command.rest.strip(" .!?").partition(" ")
    if first.lower() in _STOPPED:
        return _stop(context)
    if first.lower() in _POOLED:
        return say_lines(context, context.words("trial.pool"), result=_result("pool"))
    if first.lower() == "felt":
        return take_felt(context, rest.strip().lower())
    if first.lower() == "failure":
        return _failure(context, rest.strip())
    return _standing(context)


def _result(state: str, **facts: object) -> dict[str, object]:
    return {"kind": "trial", "state": state, **facts}


# --- before ---------------------------------------------------------------------------------------


def _failure(context: RequestContext, words: str) -> Answer:
    """Say what would be compared, or begin. Raises UnknownExercise."""
    design = _DESIGN.search(words)
    text = words[: design.start()].strip() if design else words
    open_trial = running(context)
    if open_trial is not None:
        other = names_of(lifts_of(context, open_trial))
        line = context.words("trial.one_at_a_time", exercise=other)
        return say_lines(context, line, result=_result("refused", why="running"))
    if not text:
        return say_lines(
            context, *context.words("trial.usage").split("\n"), result=_result("usage")
        )
    lifts = _named(context, text)
    if len(lifts) > MOST_LIFTS:
        line = context.words("trial.no.many", n=MOST_LIFTS)
        return say_lines(context, line, result=_result("refused", why="many"))
    refusal = refusal_of(context, lifts)
    if refusal is not None:
        return refusal
    if design is None:
        return _offer(context, lifts)
    return _begin(context, lifts, "blocks" if design[1].lower()[0] in "bw" else "limb")


def _named(context: RequestContext, text: str) -> list[Exercise]:
    """One exercise, or several with commas or plus signs between them. Raises UnknownExercise."""
    whole = find_exercise(context, text)
    names = [text] if whole is not None else [e for e in _BETWEEN.split(text) if e.strip()]
    found: dict[str, Exercise] = {}
    for name in names:
        exercise = find_exercise(context, name.strip())
        if exercise is None:
            near = ", ".join(each.name for each, _ in context.names.near(name, 3))
            raise UnknownExercise(name.strip(), near=near)
        found[exercise.id] = exercise
    return list(found.values())


def refusal_of(context: RequestContext, lifts: Sequence[Exercise]) -> Answer | None:
    """Why a trial of some lifts is not begun, with one that may be; None where it may."""
    for exercise in lifts:
        why = _why_not(context, exercise)
        if why:
            lines = context.words(f"trial.no.{why}", exercise=exercise.name).split("\n")
            result = _result("refused", why=why, exercise=exercise.name)
            return say_lines(context, *lines, result=result)
    return None


def _why_not(context: RequestContext, exercise: Exercise) -> str:
    why = refused(exercise)
    if why:
        return why
    pains = pains_of(context, exercise.id, exposures_of(context, exercise.id))
    recent = bool(pains) and context.now - pains[0].at < PAIN_PAUSES
    return "pain" if recent or is_stopped(context) else ""


def _expected(context: RequestContext, lifts: Sequence[Exercise], design: Design) -> Expectation:
    since = context.now - timedelta(weeks=SHOWN_WEEKS)
    before = [
        bout
        for each in lifts
        for bout in bouts_between(context, each, since, context.now, sides=True)
    ]
    return expect(before, lifts, context.now, by_limb=design == "limb")


def _offer(context: RequestContext, lifts: Sequence[Exercise]) -> Answer:
    """What will be compared, how sure it can be, how to stop; a button for each design."""
    named = names_of(lifts)
    lines = [shortest(context.words("trial.offer", exercise=named, weeks=WEEKS))]
    lines += context.words("trial.compared").split("\n")
    facts: dict[str, object] = {}
    designs: tuple[Design, ...] = ("limb", "blocks")
    for design in designs:
        told = _expected(context, lifts, design)
        power = round(100 * power_of(told, design))
        lines += context.words(f"trial.offer.{design}", name=lifts[0].name.lower()).split("\n")
        pairs = max(1, round(told.pairs / len(lifts)))
        lines += context.words(
            "trial.power", power=power, effect=f"{told.effect:.1f}",
            half=f"{range_expected(told, design):.1f}",
            n=pairs if design == "limb" else 2 * pairs,
        ).split("\n")  # fmt: skip
        facts[design] = {"power": power, "effect": round(told.effect, 1)}
    lines += context.words("trial.rules").split("\n")
    typed = " + ".join(each.name.lower() for each in lifts)
    buttons = tuple(
        Button(context.words(f"button.trial_{each}"), f"trial failure {typed} by {each}")
        for each in designs
    )
    result = _result("offered", exercise=named, **facts)
    return say_lines(context, *lines, result=result, buttons=buttons)


def begin(context: RequestContext, lifts: Sequence[Exercise], design: Design) -> Trial:
    """Draw the seed and begin."""
    drawn = Trial(
        tuple(each.id for each in lifts), design, randbelow(SEEDS), context.now,
        _expected(context, lifts, design),
    )  # fmt: skip
    return context.uow.self_trials.begin(context.person.id, drawn)


def _begin(context: RequestContext, lifts: Sequence[Exercise], design: Design) -> Answer:
    begun = begin(context, lifts, design)
    lines = (*begun_lines(context, begun, lifts), context.words("trial.how_to_stop"))
    result = _result("begun", exercise=names_of(lifts), design=design)
    return say_lines(context, *lines, result=result)


def begun_lines(context: RequestContext, begun: Trial, lifts: Sequence[Exercise]) -> list[str]:
    """What was begun until when, and which arm is first."""
    end = words_of_day(context.person.language, ends_at(begun, context.zone), context.zone)
    exposures = exposures_of(context, lifts[0].id)
    return [
        shortest(context.words("trial.begun", exercise=names_of(lifts), day=end)),
        context.words("trial.alike"),
        *arm_line(context, lifts[0], exposures).split("\n"),
    ]


# --- during and after -----------------------------------------------------------------------------


def _standing(context: RequestContext) -> Answer:
    """Where a trial stands, without what it shows; its result once it is over."""
    newest = context.uow.self_trials.newest(context.person.id)
    if newest is None or newest.stopped_at is not None:
        return say_lines(context, *context.words("trial.usage").split("\n"), result=_result("none"))
    lifts = lifts_of(context, newest)
    if is_over(newest, context.now, context.zone):
        return _answer(context, newest)
    done = _sessions(context, newest)
    week = (week_of(newest, context.now, context.zone) or 0) + 1
    end = words_of_day(context.person.language, ends_at(newest, context.zone), context.zone)
    standing = {"exercise": names_of(lifts), "week": week, "n": done, "day": end}
    lines = (
        shortest(context.words("trial.standing", **standing)),
        *arm_line(context, lifts[0], exposures_of(context, lifts[0].id)).split("\n"),
        context.words("trial.no_peeking"),
    )
    result = _result("running", exercise=names_of(lifts), week=week, sessions=done)
    return say_lines(context, *lines, result=result)


def _sessions(context: RequestContext, of: Trial) -> int:
    arms = in_arms(of, bouts_of_trial(context, of), context.zone)
    return len({bout.session_at for bout, _ in arms})


def _stop(context: RequestContext) -> Answer:
    """End a trial early; half of one is not worked out."""
    open_trial = running(context)
    if open_trial is None:
        return say_lines(context, *context.words("trial.usage").split("\n"), result=_result("none"))
    named = names_of(lifts_of(context, open_trial))
    context.uow.self_trials.stop(context.person.id, open_trial, context.now)
    lines = context.words("trial.stopped", exercise=named).split("\n")
    return say_lines(context, *lines, result=_result("stopped", exercise=named))


def found_by(context: RequestContext, done: Trial) -> Result:
    """What a trial of the person's showed."""
    known = {each.id: each for each in lifts_of(context, done)}
    felt = context.uow.self_trials.felt(context.person.id, done)
    return result_of(done, bouts_of_trial(context, done), known, context.zone, felt)


def _answer(context: RequestContext, done: Trial) -> Answer:
    found = found_by(context, done)
    failure, stop = found.sessions
    named = names_of(lifts_of(context, done))
    title = context.words("trial.result.title", exercise=named, failure=failure, stop=stop)
    lines = [
        shortest(title),
        context.words("trial.result.kept", kept=sum(found.kept), n=sum(found.sessions)),
        *_outcomes(context, found),
        *context.words("trial.result.limits").split("\n"),
        _drawn(context, done),
        context.words("trial.result.share"),
    ]
    result = _result("over", exercise=named, seed=done.seed, **_facts(found))
    return say_lines(context, *lines, result=result)


def share_result(context: RequestContext, name: str) -> Answer:
    """`share trial` in a group: what one's own trial showed, for partners to read.

    The member asks for it there, each time; nothing of it is kept for the group.
    """
    newest = context.uow.self_trials.newest(context.person.id)
    over = newest is not None and is_over(newest, context.now, context.zone)
    if newest is None or newest.stopped_at is not None or not over:
        line = context.words("trial.share.none")
        return say_lines(context, line, result=_result("none"), private=True)
    found = found_by(context, newest)
    failure, stop = found.sessions
    named = names_of(lifts_of(context, newest))
    title = context.words("trial.result.title", exercise=named, failure=failure, stop=stop)
    lines = [
        context.words("trial.share.title", name=name),
        shortest(title),
        *_outcomes(context, found),
        *context.words("trial.result.limits").split("\n"),
    ]
    return say_lines(context, *lines, result=_result("shared", exercise=named, **_facts(found)))


def _facts(found: Result) -> dict[str, object]:
    if found.loss is None:
        return {}
    return {
        "low": round(found.loss.low, 1), "high": round(found.loss.high, 1),
        "claimed": found.loss.claimed,
    }  # fmt: skip


def _outcomes(context: RequestContext, found: Result) -> list[str]:
    if found.loss is None:
        return context.words("trial.result.nothing").split("\n")
    key = "trial.result.claimed" if found.loss.claimed else "trial.result.open"
    lines = [context.words("trial.result.loss", **ranged(found.loss)), context.words(key)]
    others = (("after", found.after), ("volume", found.volume), ("minutes", found.minutes),
              ("felt", found.felt))  # fmt: skip
    for name, each in others:
        if each is not None:
            lines.append(context.words(f"trial.result.{name}", **ranged(each)))
    harder = found.harder
    if harder is not None:
        counts = {"failure": harder.failure, "stop": harder.stop, "same": harder.same}
        lines.append(context.words("trial.result.harder", **counts))
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
