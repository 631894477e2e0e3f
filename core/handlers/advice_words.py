"""Advice in words: three short lines in private, two in a group, the rest behind `why`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from core.context import RequestContext, speaking_of
from core.handlers.advice import Advice
from core.handlers.emphasis import with_emphasis
from core.handlers.group_disclosure import Here, aloud, told_here
from core.handlers.pairs import Turn
from core.handlers.rest import rest_button, starts_by_itself
from core.locale.strings import say_reason
from core.messages import Answer, Button, Reply
from core.records import Exercise, Expected, LoggedSet, Target
from core.render.facts import expected_facts, next_facts, set_facts, target_facts, verdict_facts
from core.render.wording import (
    is_plain_stop,
    shortest,
    words_of_load,
    words_of_next,
    words_of_rest,
    words_of_set,
    words_of_sets,
    words_of_target,
)
from core.store.rows import Change
from core.training.exercise_sessions import is_endurance
from core.training.prescribed import are_attempts

PLAIN_REASONS = ("next.same", "next.unknown")  # nothing to say but how many sets are to go
CALLS_TOLD = ("verdict.calls_told", "verdict.calls_low")  # what the sets say of the calls
AGREED = ("verdict.agreed", "verdict.agreed.unrated")
# why down is always said
KEPT_REASONS = ("next.into_range", "next.keep_left", "next.after_failed_single")
EFFORT_KEYS = ("0", "1", "2", "3", "4+")  # R3


@dataclass(frozen=True, slots=True)
class Beside:
    """What an answer to sets holds beside the advice."""

    asks: bool = False  # for the effort
    swap: Button | None = None  # stores the other likely reading
    turn: Turn | None = None  # what comes next in a superset


def answer_logged(
    context: RequestContext,
    main: Advice,
    others: Sequence[Advice],
    change: Change,
    beside: Beside,
    kind: str,
) -> Answer:
    """The answer to stored sets: words for the chat, facts for the terminal.

    After an urgent sign today the advices hold no next set and no target (R46).
    """
    asks, turn = beside.asks, beside.turn
    buttons = _buttons(context, main, change, beside)
    lines: list[str] = []
    if context.aloud:
        here = told_here(context)
        main, withheld = _aloud(main, change, here)
        others = [_aloud(each, change, here)[0] for each in others]
        lines += _group_lines(context, main, others, asks=asks, withheld=withheld)
        if turn is not None and not others:
            lines = [*lines[:1], *_turn_aloud(context, turn, here)]
    elif main.stopped:
        lines += other_lines(context, others)
        lines += [verdict_line(context, main, asks=False), context.words("pain.urgent")]
    else:
        lines += other_lines(context, others)
        lines += _main_lines(context, main, asks=asks, turn=turn)
    reply = Reply(lines=tuple(lines), buttons=buttons, owner=context.person.id)
    judged = lines[0 if context.aloud else len(others)]
    reply = with_emphasis(context, reply, judged, main, others, turn)
    result = _result(context, main, others, change, kind, asks=asks)
    if turn is not None:
        following = turn.exercise.name if turn.exercise else None
        result = {**result, "superset": {"next": following, "rest_s": turn.rest_s}}
    return speaking_of(context, Answer(reply, result), change.id)


def _turn_aloud(context: RequestContext, turn: Turn, here: Here) -> list[str]:
    """The lift of a superset that comes next, where the group was told of it; no load of it."""
    if turn.exercise is None or here.last_set(turn.exercise.id) is None:
        return []
    key = "superset.next_round_aloud" if turn.rest_s else "superset.now_short"
    return [context.words(key, exercise=turn.exercise.name)]


def _aloud(advice: Advice, change: Change, here: Here) -> tuple[Advice, bool]:
    """An advice as a group may read it, and whether something was left out."""
    mine = {each.id for each in change.after}

    def told(each: LoggedSet) -> bool:
        return each.id in mine or here.has(each)

    said = aloud(advice.verdict, advice.next_set, advice.target, advice.exposures, told)
    shown = replace(advice, verdict=said.verdict, next_set=said.next_set, target=said.target)
    counts = said.next_set is None and said.target is None  # the line then says how many were done
    session = advice.exposures[-1].sets if advice.exposures and counts else ()
    return shown, said.withheld or not all(map(told, session))


def with_proof(answer: Answer, line: str, proved: Mapping[str, object] | None) -> Answer:
    """An answer with what the set proved about calls, after the verdict."""
    if not line or answer.reply is None:
        return answer
    first, *rest = answer.reply.lines or ("",)
    reply = replace(answer.reply, lines=(first, *line.split("\n"), *rest))
    if proved is None:
        return Answer(reply, answer.result)
    return Answer(reply, {**(answer.result or {}), "calibration": proved})


def with_last(answer: Answer, line: str) -> Answer:
    """An answer with more lines at its end."""
    if not line or answer.reply is None:
        return answer
    reply = replace(answer.reply, lines=(*answer.reply.lines, *line.split("\n")))
    return Answer(reply, answer.result)


def speaks_of_pain(advice: Advice) -> bool:
    """Whether pain that was reported today, or an urgent sign, decides what is said."""
    session_at = advice.sets[-1].session_at
    today = session_at is not None and any(each.at >= session_at for each in advice.pains)
    return today or advice.stopped


def _main_lines(
    context: RequestContext, main: Advice, *, asks: bool, turn: Turn | None
) -> list[str]:
    first = verdict_line(context, main, asks=asks)
    if turn is not None and main.next_set is not None:
        return [first, turn.line]
    next_line = next_set_line(context, main)
    last = ""
    if main.target and main.news and main.verdict.kind != "warmup":
        last = target_line(context, main.exercise, main.target, plain=_never_called(main))
    return [line for line in (first, next_line, last, turn.line if turn else "") if line]


def _group_lines(
    context: RequestContext, main: Advice, others: Sequence[Advice], *, asks: bool, withheld: bool
) -> list[str]:
    """The verdict, and one line more: further exercises, the next set, else the target."""
    first = verdict_line(context, main, asks=asks)
    if others:
        return [first, _also_line(context, others)]
    if withheld:
        return [first, context.words("line.alone")]
    if main.next_set is not None:
        return [first, next_set_line(context, main)]
    if main.target is not None:
        return [first, target_line(context, main.exercise, main.target)]
    finished = next_set_line(context, main)
    return [first, finished] if finished else [first]


def _also_line(context: RequestContext, others: Sequence[Advice]) -> str:
    """The further exercises of a message in one line, for a group."""
    language = context.person.language
    whole = [f"{each.exercise.name} {words_of_sets(language, each.sets, each.exercise)}"
             for each in others]  # fmt: skip
    return shortest(
        context.words("line.also", done="; ".join(whole)),
        context.words("line.also", done=", ".join(each.exercise.name for each in others)),
    )


def verdict_line(context: RequestContext, advice: Advice, *, asks: bool) -> str:
    """What was understood and what it says; with the question about effort where it is due."""
    language, exercise = context.person.language, advice.exercise
    done = f"{exercise.name} {words_of_sets(language, advice.sets, exercise)}"
    if advice.verdict.reason.key == "verdict.missed":  # which says so
        load = words_of_load(language, advice.sets[-1].load, exercise)
        missed = words_of_set(language, advice.sets[-1], exercise)
        done = done.removesuffix(missed) + load if done.endswith(missed) else done
    reason = say_reason(language, advice.verdict.reason)
    records = [say_reason(language, each) for each in advice.verdict.records]
    ask = context.words("ask.effort") if asks else ""
    kind = context.words(f"kind_word.{advice.verdict.kind}")
    tails = [reason]
    if records:
        urgent = advice.verdict.kind in ("hard", "too_hard")
        tails = [
            f"{records[0]}; {reason}",
            f"{records[0]}; {kind}",
            reason if urgent else records[0],
        ]
    unsafe = advice.sets[-1].failed and not exercise.safe_to_fail
    if records and unsafe:  # safety goes first
        tails = [f"{kind if '; ' in reason else reason}; {records[0]}", reason]
    if advice.verdict.reason.key in AGREED:  # safety stands above records
        tails = [reason]
    if records and advice.verdict.reason.key in CALLS_TOLD:
        tails = [f"{records[0]}; {reason}", reason]
    if asks:
        return shortest(
            *(context.words("line.asked", done=done, reason=tail, ask=ask) for tail in tails),
            context.words("line.done", done=done, reason=ask),
            ask if len(done) > 60 else f"{done}.",
        )
    short = _short_done(context, advice)
    return shortest(
        *(context.words("line.done", done=done, reason=tail) for tail in tails),
        context.words("line.done", done=short, reason=tails[-1]),
        context.words("line.done", done=done, reason=kind),
        context.words("line.done", done=short, reason=kind),
    )


def _short_done(context: RequestContext, advice: Advice) -> str:
    """The last set alone, where a whole message does not fit one line."""
    words = words_of_sets(context.person.language, advice.sets[-1:], advice.exercise)
    count = len(advice.sets)
    if count == 1:
        return f"{advice.exercise.name} {words}"
    return context.words("line.many", exercise=advice.exercise.name, n=count, last=words)


def next_set_line(context: RequestContext, advice: Advice) -> str:
    """The next set with its rest and reason; or that it was the last one planned."""
    if not advice.current:
        return ""
    if advice.next_set is None:
        return _finished_line(context, advice)
    language, following = context.person.language, advice.next_set
    plain = _never_called(advice)
    what = words_of_next(language, following, advice.exercise, plain=plain)
    rest = words_of_rest(language, following.rest_s)
    short = context.words("line.next_no_reason", what=what, rest=rest)
    if not following.reason.key:
        return shortest(short)
    reason = say_reason(language, following.reason)
    to_go = max(1, advice.planned_sets - advice.done)
    said = context.words("line.next", what=what, rest=rest, reason=reason)
    if following.reason.key in PLAIN_REASONS:
        said = context.words("line.next_to_go", what=what, rest=rest, n=to_go)
    shorter = [short]
    if following.reason.key in KEPT_REASONS:  # the button says the rest
        shorter.insert(0, context.words("line.next_no_rest", what=what, reason=reason))
    return shortest(said, *shorter)


def _never_called(advice: Advice) -> bool:
    """Whether nothing was ever said of how many were left at this exercise."""
    return not any(each.rir_tenths is not None for every in advice.exposures for each in every.sets)


def _finished_line(context: RequestContext, advice: Advice) -> str:
    """Why there is no next set: pain today, or the planned sets are done."""
    session_at = advice.sets[-1].session_at
    if advice.pains and session_at is not None and advice.pains[0].at >= session_at:
        return context.words("pain.today", exercise=advice.exercise.name)
    if advice.verdict.kind == "warmup" or is_endurance(advice.exercise):
        return ""
    if are_attempts(advice.planned):
        return context.words("line.attempts_done")
    if advice.sets[-1].missed and advice.done < advice.planned_sets:
        return context.words("line.missed")
    coming = advice.target.sets if advice.target else 0
    if advice.done > advice.planned_sets and coming >= advice.done:
        return context.words("line.enough", done=advice.done)
    if advice.done > advice.planned_sets:
        return context.words("line.beyond", n=advice.planned_sets, done=advice.done)
    return context.words("line.last_set", n=advice.done)


def target_line(
    context: RequestContext, exercise: Exercise, target: Target, *, plain: bool = False
) -> str:
    """What to aim for next session, with its reason; on the way down the reason always fits.

    `plain`, for who never called a set: without the reserve, which is told for the next set.
    """
    language = context.person.language
    what = words_of_target(language, target, exercise)
    if not target.reason.key:
        return shortest(context.words("line.target_no_reason", what=what))
    reason = say_reason(language, target.reason)
    brief = words_of_target(language, target, exercise, effort=False)
    then = target.reason.key.startswith("target.hold.then")
    key = "line.target_then" if then else "line.target"
    if (plain and is_plain_stop(target.rir_high)) or target.kind == "first":
        what = brief  # a first load is looked for by its own effort, which the reason names
    lines = [
        context.words(key, what=what, reason=reason),
        context.words("line.target_no_reason", what=what),
    ]
    if target.kind in ("down", "up"):
        lines.insert(1, context.words("line.target", what=brief, reason=reason))
    return shortest(*lines)


def other_lines(context: RequestContext, others: Sequence[Advice]) -> list[str]:
    """A line for each further exercise of the same message."""
    lines = []
    for each in others:
        words = words_of_sets(context.person.language, each.sets, each.exercise)
        done = f"{each.exercise.name} {words}"
        short = _short_done(context, each)
        if each.target is None:
            lines.append(shortest(done, short))
            continue
        what = words_of_target(context.person.language, each.target, each.exercise)
        lines.append(
            shortest(
                context.words("line.other", done=done, what=what),
                context.words("line.other", done=short, what=what),
                context.words("line.other", done=each.exercise.name, what=what),
            )
        )
    return lines


def _buttons(
    context: RequestContext,
    main: Advice,
    change: Change,
    beside: Beside,
) -> tuple[Button, ...]:
    last, turn, swap = main.sets[-1], beside.turn, beside.swap
    rating = [
        Button(key, f"rir{key} @{last.id}", role="scale")
        for key in (EFFORT_KEYS if beside.asks else ())
    ]
    again = turn is not None or (main.next_set is not None and main.next_set.load == last.load)
    same: Literal["", "main"] = "main" if again and not beside.asks else ""
    buttons = [*rating, Button(context.words("button.undo"), f"undo @{change.id}")]
    if turn is None:
        buttons.append(Button(context.words("button.same"), f"same @{last.id}", role=same))
    elif turn.same is not None and turn.exercise is not None:
        label = context.words("button.same_of", exercise=turn.exercise.name)
        buttons.append(Button(label, f"same @{turn.same.id}", role=same))
    buttons.append(Button(context.words("button.why"), f"why @{last.id}"))
    rest_s = turn.rest_s if turn else main.next_set.rest_s if main.next_set else 0
    if rest_s and not starts_by_itself(context):
        button = rest_button(context, rest_s)  # a set that is not to be repeated is rested from
        buttons.append(button if again or beside.asks else replace(button, role="main"))
    return (*buttons, swap) if swap else tuple(buttons)


def _result(
    context: RequestContext,
    main: Advice,
    others: Sequence[Advice],
    change: Change,
    kind: str,
    *,
    asks: bool,
) -> Mapping[str, object]:
    language = context.person.language
    result: dict[str, object] = {
        "kind": kind,
        "sets": [set_facts(each, context.exercise(each.exercise_id)) for each in change.after],
        "verdict": verdict_facts(main.verdict, language),
        "next_set": next_facts(main.next_set, language),
        "target": target_facts(main.target, main.exercise, language),
        "others": [
            {
                "exercise": each.exercise.name,
                "verdict": verdict_facts(each.verdict, language),
                "target": target_facts(each.target, each.exercise, language),
            }
            for each in others
        ],
    }
    if asks:
        result["asks"] = "effort"
    expected = _expected(main)
    if expected is not None and expected.chance is not None:
        result["expected"] = expected_facts(expected)
    return result


def _expected(advice: Advice) -> Expected | None:
    """What to expect of the set that comes next: today's, else the first of next session."""
    ahead = advice.next_set or advice.target
    return ahead.expected if ahead else None


def event_body(context: RequestContext, advice: Advice) -> dict[str, object]:
    """What was shown, as it is kept."""
    language = context.person.language
    return {
        "verdict": advice.verdict.kind,
        "rules": list(advice.verdict.reason.rules),
        "next_set": next_facts(advice.next_set, language),
        "target": target_facts(advice.target, advice.exercise, language),
        "planned": target_facts(advice.planned, advice.exercise, language),
        "expected": expected_facts(_expected(advice)),
    }
