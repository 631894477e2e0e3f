"""What stands out in an answer: the load and the aim to act on, and the line of the verdict."""

from __future__ import annotations

from collections.abc import Sequence

from core.changed import changed
from core.context import RequestContext
from core.handlers.advice import Advice
from core.handlers.pairs import Turn
from core.messages import Reply, Verdict, emphasised
from core.records import Exercise, NextSet, Target
from core.render.wording import words_of_aim, words_of_target

JUDGED: tuple[Verdict, ...] = ("too_easy", "easy", "on_target", "hard", "too_hard")


def aims_of(
    context: RequestContext, exercise: Exercise, ahead: NextSet | Target | None
) -> tuple[str, ...]:
    """Load and aim of a next set or a target, as its line says them: both ways to say a set."""
    language = context.person.language
    if isinstance(ahead, NextSet):
        return tuple(
            words_of_aim(language, ahead, exercise, plain=plain) for plain in (False, True)
        )
    if ahead is None or ahead.reason.key == "target.endurance":
        return ()
    return (words_of_target(language, ahead, exercise, effort=False),)


def with_emphasis(
    context: RequestContext,
    reply: Reply,
    judged: str,
    main: Advice,
    others: Sequence[Advice],
    turn: Turn | None,
) -> Reply:
    """The answer to sets with its verdict's line named, and what to do next set apart."""
    lines = tuple(line for line in reply.lines if line != judged)
    aims = [
        aim
        for each in (main, *others)
        for ahead in (each.next_set, each.target)
        for aim in aims_of(context, each.exercise, ahead)
    ]
    if turn is not None and turn.exercise is not None:
        aims += aims_of(context, turn.exercise, turn.ahead)
    verdict: Verdict = next((each for each in JUDGED if each == main.verdict.kind), "")
    return changed(
        reply,
        strong=emphasised(lines, aims),
        judged=judged if verdict else "",
        verdict=verdict,
    )
