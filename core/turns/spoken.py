"""Advice in words: three short lines in private, two in a group, the rest behind `why`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.chat import Answer, Button, Reply
from core.language.strings import say_reason
from core.language.wording import (
    shortest,
    words_of_chance,
    words_of_load,
    words_of_next,
    words_of_rest,
    words_of_set,
    words_of_sets,
    words_of_target,
)
from core.records import Exercise, Expected, Target
from core.results import expected_facts, next_facts, set_facts, target_facts, verdict_facts
from core.store.rows import Change
from core.turns.advice import Advice
from core.turns.rest import rest_button
from core.turns.scene import Scene

CHANCES = ("chance.set", "chance.set_short")  # the longest that fits is said
EFFORT_KEYS = ("0", "1", "2", "3", "4+")  # R3
URGENT_WINDOW_S = 4 * 3600


def answer_logged(
    scene: Scene,
    main: Advice,
    others: Sequence[Advice],
    change: Change,
    *,
    asks: bool,
    swap: Button | None,
    kind: str,
) -> Answer:
    """The answer to stored sets: words for the chat, facts for the terminal."""
    stopped = _is_stopped(scene, main)
    lines = [] if scene.group else list(other_lines(scene, others))
    if stopped:
        lines += [verdict_line(scene, main, asks=False), scene.words("pain.urgent")]
    else:
        lines += _main_lines(scene, main, others, asks=asks)
    buttons = _buttons(scene, main, change, asks=asks and not stopped, swap=swap)
    about = f"{scene.person.id}/{change.id}" if scene.group else ""
    reply = Reply(lines=tuple(lines), buttons=buttons, owner=scene.person.id, about=about)
    return Answer(reply, _result(scene, main, others, change, kind, asks=asks, stopped=stopped))


def with_proof(answer: Answer, line: str, proved: Mapping[str, object] | None) -> Answer:
    """An answer with what the set proved about calls, after the verdict."""
    if not line or answer.reply is None:
        return answer
    first, *rest = answer.reply.lines or ("",)
    reply = replace(answer.reply, lines=(first, *line.split("\n"), *rest))
    if proved is None:
        return Answer(reply, answer.result)
    return Answer(reply, {**(answer.result or {}), "calibration": proved})


def _is_stopped(scene: Scene, advice: Advice) -> bool:
    """An urgent report today: no next set and no target (R46)."""
    return any(
        each.urgent and (scene.now - each.at).total_seconds() < URGENT_WINDOW_S
        for each in advice.pains
    )


def _main_lines(scene: Scene, main: Advice, others: Sequence[Advice], *, asks: bool) -> list[str]:
    first = verdict_line(scene, main, asks=asks)
    next_line = next_set_line(scene, main)
    last = target_line(scene, main.exercise, main.target) if main.target else ""
    if scene.group and others:
        return [first, _also_line(scene, others)]
    if scene.group:
        return [first, next_line if main.next_set else last or next_line]
    return [line for line in (first, next_line, last) if line]


def _also_line(scene: Scene, others: Sequence[Advice]) -> str:
    """The further exercises of a message in one line, for a group."""
    language = scene.person.language
    whole = [f"{each.exercise.name} {words_of_sets(language, each.sets, each.exercise)}"
             for each in others]  # fmt: skip
    return shortest(
        scene.words("line.also", done="; ".join(whole)),
        scene.words("line.also", done=", ".join(each.exercise.name for each in others)),
    )


def verdict_line(scene: Scene, advice: Advice, *, asks: bool) -> str:
    """What was understood and what it says; with the question about effort where it is due."""
    language, exercise = scene.person.language, advice.exercise
    done = f"{exercise.name} {words_of_sets(language, advice.sets, exercise)}"
    if advice.verdict.reason.key == "verdict.missed":  # which says so
        load = words_of_load(language, advice.sets[-1].load, exercise)
        missed = words_of_set(language, advice.sets[-1], exercise)
        done = done.removesuffix(missed) + load if done.endswith(missed) else done
    reason = say_reason(language, advice.verdict.reason)
    records = [say_reason(language, each) for each in advice.verdict.records]
    ask = scene.words("ask.effort") if asks else ""
    kind = scene.words(f"kind_word.{advice.verdict.kind}")
    tails = [reason]
    if records:
        urgent = advice.verdict.kind in ("hard", "too_hard")
        tails = [
            f"{records[0]}; {reason}",
            f"{records[0]}; {kind}",
            reason if urgent else records[0],
        ]
    if asks:
        return shortest(
            *(scene.words("line.asked", done=done, reason=tail, ask=ask) for tail in tails),
            scene.words("line.done", done=done, reason=ask),
            ask if len(done) > 60 else f"{done}.",
        )
    short = _short_done(scene, advice)
    return shortest(
        *(scene.words("line.done", done=done, reason=tail) for tail in tails),
        scene.words("line.done", done=short, reason=tails[-1]),
        scene.words("line.done", done=done, reason=kind),
        scene.words("line.done", done=short, reason=kind),
    )


def _short_done(scene: Scene, advice: Advice) -> str:
    """The last set alone, where a whole message does not fit one line."""
    words = words_of_sets(scene.person.language, advice.sets[-1:], advice.exercise)
    count = len(advice.sets)
    if count == 1:
        return f"{advice.exercise.name} {words}"
    return scene.words("line.many", exercise=advice.exercise.name, n=count, last=words)


def next_set_line(scene: Scene, advice: Advice) -> str:
    """The next set with its rest and reason; or that it was the last one planned."""
    if not advice.current:
        return ""
    if advice.next_set is None:
        return _finished_line(scene, advice)
    language, following = scene.person.language, advice.next_set
    what = words_of_next(language, following, advice.exercise)
    rest = words_of_rest(language, following.rest_s)
    reason = say_reason(language, following.reason)
    return shortest(
        scene.words("line.next", what=what, rest=rest, reason=reason),
        scene.words("line.next_no_reason", what=what, rest=rest),
    )


def _finished_line(scene: Scene, advice: Advice) -> str:
    """Why there is no next set: pain today, or the planned sets are done."""
    session_at = advice.sets[-1].session_at
    if advice.pains and session_at is not None and advice.pains[0].at >= session_at:
        return scene.words("pain.today", exercise=advice.exercise.name)
    if advice.verdict.kind == "warmup":
        return ""
    if advice.sets[-1].missed and advice.done < advice.planned_sets:
        return scene.words("line.missed")
    if advice.done > advice.planned_sets:
        return scene.words("line.beyond", n=advice.planned_sets)
    return scene.words("line.last_set", n=advice.done)


def target_line(scene: Scene, exercise: Exercise, target: Target) -> str:
    """What to aim for next session, with its reason; with a chance where both fit the line."""
    language = scene.person.language
    what, reason = words_of_target(language, target, exercise), say_reason(language, target.reason)
    chances = (words_of_chance(language, target.expected, key) for key in CHANCES)
    return shortest(
        *(
            scene.words("line.target_chance", what=what, reason=reason, chance=chance)
            for chance in chances
            if chance
        ),
        scene.words("line.target", what=what, reason=reason),
        scene.words("line.target_no_reason", what=what),
    )


def other_lines(scene: Scene, others: Sequence[Advice]) -> list[str]:
    """A line for each further exercise of the same message."""
    lines = []
    for each in others:
        done = (
            f"{each.exercise.name} {words_of_sets(scene.person.language, each.sets, each.exercise)}"
        )
        short = _short_done(scene, each)
        if each.target is None:
            lines.append(shortest(done, short))
            continue
        what = words_of_target(scene.person.language, each.target, each.exercise)
        lines.append(
            shortest(
                scene.words("line.other", done=done, what=what),
                scene.words("line.other", done=short, what=what),
                scene.words("line.other", done=each.exercise.name, what=what),
            )
        )
    return lines


def _buttons(
    scene: Scene, main: Advice, change: Change, *, asks: bool, swap: Button | None
) -> tuple[Button, ...]:
    last = main.sets[-1]
    rating = [Button(key, f"rir{key} @{last.id}") for key in EFFORT_KEYS] if asks else []
    buttons = [*rating, Button(scene.words("button.undo"), f"undo @{change.id}")]
    buttons.append(Button(scene.words("button.same"), f"same @{last.id}"))
    buttons.append(Button(scene.words("button.why"), f"why @{last.id}"))
    if main.next_set is not None:
        buttons.append(rest_button(scene, main.next_set))
    return (*buttons, swap) if swap else tuple(buttons)


def _result(
    scene: Scene,
    main: Advice,
    others: Sequence[Advice],
    change: Change,
    kind: str,
    *,
    asks: bool,
    stopped: bool,
) -> Mapping[str, object]:
    language = scene.person.language
    result: dict[str, object] = {
        "kind": kind,
        "sets": [set_facts(each, scene.exercise(each.exercise_id)) for each in change.after],
        "verdict": verdict_facts(main.verdict, language),
        "next_set": None if stopped else next_facts(main.next_set, language),
        "target": None if stopped else target_facts(main.target, main.exercise, language),
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
    if expected is not None and expected.chance is not None and not stopped:
        result["expected"] = expected_facts(expected)
    return result


def _expected(advice: Advice) -> Expected | None:
    """What to expect of the set that comes next: today's, else the first of next session."""
    ahead = advice.next_set or advice.target
    return ahead.expected if ahead else None


def event_body(scene: Scene, advice: Advice) -> dict[str, object]:
    """What was shown, as it is kept."""
    language = scene.person.language
    return {
        "verdict": advice.verdict.kind,
        "rules": list(advice.verdict.reason.rules),
        "next_set": next_facts(advice.next_set, language),
        "target": target_facts(advice.target, advice.exercise, language),
        "planned": target_facts(advice.planned, advice.exercise, language),
        "expected": expected_facts(_expected(advice)),
    }
