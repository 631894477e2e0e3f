"""What one's own log says to expect, in lines: for `next` one, for `why` how it came about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.context import Scene
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


def chance_line(scene: Scene, expected: Expected | None) -> str:
    """One line under a target: what to expect and how likely it is; "" where that helps little."""
    chance = words_of_chance(scene.person.language, expected)
    if expected is None or not chance or round(expected.reps) < 1:
        return ""
    likely, left = words_of_span(*expected.likely), _left(scene, expected)
    facts = {"left": left, "n": round(expected.reps), "likely": likely, "chance": chance}
    return shortest(scene.words("expect.next", **facts))


def _left(scene: Scene, expected: Expected) -> str:
    if expected.left is None:
        return scene.words("expect.usual")
    return scene.words("effort.left", rir=expected.left)


def why_expected(
    scene: Scene,
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
    language = scene.person.language
    key = "expect.set" if following else "expect.first"
    load = words_of_load(language, advice.load, lifter.exercise)
    likely, wide = words_of_span(*expected.likely), words_of_span(*expected.wide)
    spans = scene.words("expect.spans", likely=likely, wide=wide)
    facts = {"load": load, "left": _left(scene, expected), "reps": _plain(expected.reps)}
    lines = [scene.words(key, **facts, spans=spans)]
    if chance := words_of_chance(language, expected):
        lines.append(scene.words("expect.chance", chance=chance))
    ability = ability_of(exposures, lifter, scene.now)
    if ability is not None:
        lines += _ability_lines(scene, ability)
    return lines, expected


def _plain(reps: float) -> str:
    return f"{reps:.1f}".removesuffix(".0")


def _ability_lines(scene: Scene, ability: Ability) -> Iterator[str]:
    """What is known of the lifter: the trend, and what calls have meant."""
    if ability.sessions < ROUGH:
        yield scene.words("expect.rough")
    per_week = ability.trend_per_day * 700
    if abs(per_week) >= LEAST_TREND and ability.sessions > ROUGH:
        yield scene.words("expect.trend", by=f"{per_week:+.1f}")
    off = round(ability.bias)
    if ability.proofs and ability.calls and abs(ability.bias) - ability.bias_spread >= 0.5 and off:
        key = "expect.calls_low" if off > 0 else "expect.calls_high"
        yield scene.words(key, call=1 if off > 0 else 3, meant=max(0, (1 if off > 0 else 3) + off))
