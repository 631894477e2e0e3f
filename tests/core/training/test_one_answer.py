"""Nothing contradicts itself in one answer: verdict, next set and next session read together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
from hypothesis import given, settings

from core.records import Exposure, LoggedSet
from core.training.advice import Advice, advise
from core.training.progression.plates import mass
from tests.core.training.test_coach_invariants import plausible_lifter, plausible_log
from tests.training_logs import BENCH, lifter, log

EASY = ("verdict.easy", "verdict.too_easy")


def contradictions(this: LoggedSet, said: Advice) -> Iterator[str]:
    """Pairs of sentences of an answer that cannot both be meant."""
    verdict, following, target = said.verdict.reason.key, said.next_set, said.target
    if following is not None and following.reps_low is not None:
        went = mass(following.load) - mass(this.load)
        reason, aim = following.reason.key, following.reps_low
        lighter = lighter_said(said)
        if lighter and went >= 0:
            yield "lighter, at no lighter load"
        if reason == "next.heavier" and went <= 0:
            yield "there is room, at no heavier load"
        if lighter and verdict in ("verdict.on_target", *EASY):
            yield f"{verdict}, and lighter next"
        if reason == "next.into_range" and aim < int(str(following.reason.facts["low"])):
            yield "lighter to stay in the range, and an aim under it"
        if reason == "next.into_range" and aim > int(str(following.reason.facts["high"])):
            yield "lighter to stay in the range, and an aim over it"
        if reason == "next.stop_earlier" and went == 0 and aim >= max(2, this.reps or 0):
            yield "stop earlier, and as many repetitions"
        if verdict == "verdict.hard.reps" and went >= 0:
            yield "short of the range, and the same load again"
        if following.reps_high is not None and aim > following.reps_high:
            yield "an aim over its ceiling"
    down = target.kind == "down" and mass(target.load) < mass(this.load)
    if lighter_said(said) and verdict == "verdict.unrated.within":
        yield "within the range, and lighter to stay in it"
    if down and verdict in ("verdict.on_target", "verdict.unrated.above", *EASY):
        yield f"{verdict}, and down"
    if target.kind == "up" and verdict in ("verdict.too_hard", "verdict.hard.reps"):
        yield f"{verdict}, and up"
    if target.kind == "up" and verdict == "verdict.unrated.below":
        yield "under the range, and up"


def lighter_said(said: Advice) -> bool:
    """Whether the next set is said to be lighter."""
    following = said.next_set
    return following is not None and following.reason.key in ("next.into_range", "next.keep_left")


def answers(sessions: Sequence[Exposure], who: object) -> Iterator[tuple[LoggedSet, Advice]]:
    """The answer to each set of the last session, in turn."""
    last = sessions[-1]
    for number, this in enumerate(last.sets, 1):
        if this.working and this.reps:
            seen = [*sessions[:-1], Exposure(last.session_at, last.sets[:number])]
            yield this, advise(this, seen, who, this.at + timedelta(minutes=1))  # type: ignore[arg-type]


@given(plausible_log(), plausible_lifter())
@settings(max_examples=60, deadline=None)
def test_no_answer_contradicts_itself(sessions: list[Exposure], who: object) -> None:
    for this, said in answers(sessions, who):
        assert list(contradictions(this, said)) == []


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("2026-11-01 90x6@2 90x5@1 90x4@1", "verdict.heavy"),
        ("2026-11-01 90x8@2", "verdict.on_target"),
        ("2026-11-01 240x3@5", "verdict.too_easy"),
        ("2026-11-01 37.5x14@1 37.5x15f", "verdict.failure_unsafe"),
    ],
)
def test_the_verdict_knows_what_follows(text: str, key: str) -> None:
    who, sessions = lifter(BENCH, rep_range=(6, 10)), log(text)
    *_, (this, said) = answers(sessions, who)
    assert said.verdict.reason.key == key
    assert list(contradictions(this, said)) == []


def test_stopping_earlier_means_fewer() -> None:
    who, sessions = lifter(BENCH), log("2026-11-01 37.5x12@1 37.5x11@0")
    *_, (_, said) = answers(sessions, who)
    assert said.next_set is not None
    assert said.next_set.reason.key == "next.stop_earlier"
    assert said.next_set.reps_low == 10


def test_lighter_today_and_up_next_time_is_no_word_about_the_load() -> None:
    text = "2026-01-07 52.5x3 52.5x3 52.5x3\n2026-01-09 50x3 50x3 50x9\n2026-01-11 50x3"
    sessions = log(text + "\n2026-01-13 50x3@1")
    for this, said in answers(sessions, lifter(BENCH)):
        assert list(contradictions(this, said)) == []
