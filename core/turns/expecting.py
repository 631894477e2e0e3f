"""What one's own log says to expect, in lines: for `next` one, for `why` how it came about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.language.wording import (
    shortest,
    words_of_chance,
    words_of_day,
    words_of_load,
    words_of_set,
    words_of_span,
)
from core.records import Expected, Exposure, Lifter, LoggedSet, NextSet, Target
from core.training.ahead import Story, ahead_next_time, ahead_today
from core.turns.scene import Scene

LEAST_MOVE, MOST_MOVES = 0.05, 3  # repetitions worth naming: 0.1 when rounded


def chance_line(scene: Scene, expected: Expected | None) -> str:
    """One line under a target: what to expect and how likely it is; "" where that helps little."""
    chance = words_of_chance(scene.person.language, expected)
    if expected is None or not chance:
        return ""
    likely, left = words_of_span(*expected.likely), _left(scene, expected)
    facts = {"left": left, "reps": round(expected.reps), "likely": likely, "chance": chance}
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
    """The prediction, its intervals, the set it started from and what moved it.

    Of the next set while the session goes on, else of the first set of the next one.
    """
    advice: NextSet | Target = following or target
    expected = advice.expected
    if expected is None:
        return [], None
    if following is not None:
        ahead = ahead_today(exposures, lifter)
    else:
        ahead = ahead_next_time(exposures, lifter, scene.now)
    language = scene.person.language
    key = "expect.set" if following else "expect.first"
    load = words_of_load(language, advice.load, lifter.exercise)
    likely, wide = words_of_span(*expected.likely), words_of_span(*expected.wide)
    spans = scene.words("expect.spans", likely=likely, wide=wide)
    facts = {"load": load, "left": _left(scene, expected), "reps": _plain(expected.reps)}
    lines = [scene.words(key, **facts, spans=spans)]
    if chance := words_of_chance(language, expected):
        lines.append(scene.words("expect.chance", chance=chance))
    if not ahead.is_known:
        lines.append(scene.words("expect.rough"))
    story = ahead.story(expected)
    if story is not None:
        lines += _story(scene, lifter, exposures, story)
    return lines, expected


def _plain(reps: float) -> str:
    return f"{reps:.1f}".removesuffix(".0")


def _story(
    scene: Scene, lifter: Lifter, exposures: Sequence[Exposure], story: Story
) -> Iterator[str]:
    found = _anchor(exposures, story)
    if found is not None:
        language = scene.person.language
        done = words_of_set(language, found, lifter.exercise)
        day = words_of_day(language, found.session_at or found.at, scene.zone)
        yield scene.words("expect.from", day=day, set=done)
    kept = sorted(story.moves, key=lambda each: -abs(each[1]))[:MOST_MOVES]
    moves = [_move(scene, key, by, story.days) for key, by in kept if abs(by) >= LEAST_MOVE]
    if moves:
        yield shortest(scene.words("expect.moved", moves=", ".join(moves)))


def _move(scene: Scene, key: str, by: float, days: int) -> str:
    if key == "since" and days == 0:
        key = "since.0"
    return scene.words(f"expect.{key}", by=f"{by:+.1f}", n=days)


def _anchor(exposures: Sequence[Exposure], story: Story) -> LoggedSet | None:
    """The set itself, as it was logged."""
    sessions = [each for each in exposures if round(each.session_at.timestamp()) ==
                round(story.anchor_day * 86400)]  # fmt: skip
    sets = [each for every in sessions for each in every.sets if each.working and each.reps]
    number = story.anchor.number
    return sets[number - 1] if number <= len(sets) else None
