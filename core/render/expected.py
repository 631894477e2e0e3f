"""What one's own log says to expect, in lines: for `next` one, for `why` how it came about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.context import RequestContext
from core.records import Expected, Exposure, Lifter, NextSet, Target
from core.render.wording import (
    shortest,
    words_of_chance,
    words_of_load,
    words_of_span,
)
from core.training.ability.forecast import ability_of
from core.training.ability.state import Ability

ROUGH = 4  # sessions, the coming one included, before a forecast is more than a guess
LEAST_TREND = 0.2  # percent a week worth naming


def chance_line(context: RequestContext, expected: Expected | None) -> str:
    """One line under a target: what to expect and how likely it is; "" where that helps little."""
    chance = words_of_chance(context.person.language, expected)
    if expected is None or not chance or round(expected.reps) < 1:
        return ""
    likely, left = words_of_span(*expected.likely), _left(context, expected)
    facts = {"left": left, "n": round(expected.reps), "likely": likely, "chance": chance}
    return shortest(context.words("expect.next", **facts))


def _left(context: RequestContext, expected: Expected) -> str:
    if expected.left is None:
        return context.words("expect.usual")
    return context.words("aim.left", rir=expected.left)


def why_expected(
    context: RequestContext,
    lifter: Lifter,
    exposures: Sequence[Exposure],
    target: Target,
    following: NextSet | None,
) -> tuple[list[str], Expected | None]:
    """What is to be expected of the set ahead, and what of the lifter that comes from.

    Of the next set while the session goes on, else of the first set of the next one.
    """
    advice: NextSet | Target = following or target
    expected = advice.expected
    if expected is None:
        return [], None
    language = context.person.language
    key = "expect.set" if following else "expect.first"
    load = words_of_load(language, advice.load, lifter.exercise)
    likely, wide = words_of_span(*expected.likely), words_of_span(*expected.wide)
    spans = context.words("expect.spans", likely=likely, wide=wide)
    facts = {"load": load, "left": _left(context, expected), "reps": _plain(expected.reps)}
    lines = [context.words(key, **facts, spans=spans)]
    if chance := words_of_chance(language, expected):
        lines.append(context.words("expect.chance", chance=chance))
    ability = ability_of(exposures, lifter, context.now)
    if ability is not None:
        lines += _ability_lines(context, ability)
    return lines, expected


def _plain(reps: float) -> str:
    return f"{reps:.1f}".removesuffix(".0")


def _ability_lines(context: RequestContext, ability: Ability) -> Iterator[str]:
    """What is known of the lifter: the trend, and what calls have meant."""
    if ability.sessions < ROUGH:
        yield context.words("expect.rough")
    per_week = ability.trend_per_day * 700
    if abs(per_week) >= LEAST_TREND and ability.sessions > ROUGH:
        yield context.words("expect.trend", by=f"{per_week:+.1f}")
    off = round(ability.bias)
    if ability.proofs and ability.calls and abs(ability.bias) - ability.bias_spread >= 0.5 and off:
        key = "expect.calls_low" if off > 0 else "expect.calls_high"
        yield context.words(
            key, call=1 if off > 0 else 3, meant=max(0, (1 if off > 0 else 3) + off)
        )
