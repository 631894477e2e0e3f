"""Advice that goes by the lifter's own log: which load, which repetitions, and how likely."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from training_logs import (
    BENCH,
    DEADLIFT,
    LEG_EXTENSION,
    PULL_UP,
    SQUAT,
    after,
    lifter,
    log,
)

from core.language.wording import SHARES, words_of_chance
from core.records import Expected, Exposure, Lifter, Load, NextSet, Target
from core.training import choose, next_set
from core.training.ahead import (
    FEWEST,
    Ahead,
    ahead_next_time,
    ahead_today,
    foretold,
    known_bias,
)
from core.training.choose import Able, able_next, heavier, lighter
from core.training.effort import is_relaxed
from core.training.next_set import advise_next
from core.training.target import next_target, planned_target

DAYS = (1, 5, 8, 12, 15, 19, 22, 26)
TODAY = "2026-10-29"


def often(sets: str, times: int = 8) -> str:
    """The same session every third or fourth day, up to 26 October."""
    return "\n".join(f"2026-10-{day:02d} {sets}" for day in DAYS[-times:])


def following(text: str, who: Lifter | None = None) -> NextSet:
    who = who or lifter()
    sessions = log(text, who.exercise)
    found = advise_next(sessions, who, planned_target(sessions, who))
    assert found is not None
    return found


def by_rules(monkeypatch: pytest.MonkeyPatch, text: str, who: Lifter | None = None) -> NextSet:
    """The same advice where the log says nothing."""
    with monkeypatch.context() as patched:
        patched.setattr(Ahead, "is_known", property(lambda self: False))
        return following(text, who)


def alike(one: NextSet, other: NextSet) -> bool:
    """Tell whether two pieces of advice ask for the same."""
    return replace(one, expected=None) == replace(other, expected=None)


FALLS = "100x10@1 100x7@1 100x6@1"
HOLDS = "100x10@2 100x10@2 100x10@1"

CHOSEN = [
    # the log, today's sets, then what the log leads to: load, repetitions
    (FALLS, "100x10@1", 100000, (8, 8)),
    (FALLS, "100x10@2", 100000, (8, 8)),
    (HOLDS, "100x10@2", 100000, (9, 11)),
    (HOLDS, "100x10@4+", 102500, (9, 11)),
    # far too hard today: down, whatever the log expects
    (HOLDS, "100x10f", 100000, None),
    (HOLDS, "100x6@0", 95000, None),
    # nobody said how hard it was: the part of the range that usually follows
    ("100x12 100x9 100x8", "100x12", 100000, (8, 10)),
    ("100x12 100x9 100x8", "100x12 100x9", 100000, (8, 9)),
    # usually two or more under the range: the load that brings it back
    ("100x10 100x6 100x5", "100x10", 95000, (8, 8)),
]  # fmt: skip


@pytest.mark.parametrize(("usual", "today", "load", "reps"), CHOSEN)
def test_the_next_set_goes_by_what_such_sets_led_to(usual, today, load, reps):
    found = following(f"{often(usual)}\n{TODAY} {today}")
    assert found.load == Load(load)
    if reps is not None:
        assert (found.reps_low, found.reps_high) == reps


def test_the_same_set_is_followed_by_fewer_where_more_is_lost(monkeypatch):
    falls, holds = (following(f"{often(each)}\n{TODAY} 100x10@2") for each in (FALLS, HOLDS))
    rules = by_rules(monkeypatch, f"{often(FALLS)}\n{TODAY} 100x10@2")
    assert falls.reps_high < rules.reps_high < holds.reps_high


@pytest.mark.parametrize(
    ("text", "who"),
    [
        (f"{often(FALLS, 2)}\n{TODAY} 100x10@1", lifter()),  # too few sessions
        (f"{TODAY} 100x10@1", lifter()),
        (f"{often(FALLS)}\n2026-11-29 100x10@1", lifter()),  # a lay-off
        (f"{often(FALLS)}\n2026-11-29 100x10@1\n2026-12-02 100x10@1", lifter()),  # and since
        (f"{often('x10@1 x7@1 x6@1')}\n{TODAY} x10@1", lifter(PULL_UP)),  # the body alone
    ],
    ids=["two sessions", "first day", "a month off", "second day back", "no load"],
)
def test_where_the_log_says_too_little_the_rules_decide_alone(monkeypatch, text, who):
    assert alike(following(text, who), by_rules(monkeypatch, text, who))


@pytest.mark.parametrize(
    ("usual", "today"), [(FALLS, "100x10@1"), ("100x12 100x9 100x8", "100x12")]
)
def test_a_log_that_is_not_sure_leaves_it_to_the_rules(monkeypatch, usual, today):
    text = f"{often(usual)}\n{TODAY} {today}"
    rules = by_rules(monkeypatch, text)
    assert not alike(following(text), rules)
    for module in (choose, next_set):
        monkeypatch.setattr(module, "BROADEST", 1.0)
    assert alike(following(text), rules)


def test_a_failure_today_says_more_than_a_call():
    """What the set itself tells weighs more the surer it is."""
    sessions = log(f"{often(HOLDS)}\n{TODAY} 100x8@2")
    ahead = ahead_today(sessions, lifter())
    called = sessions[-1].sets[-1]
    failed = replace(called, rir_tenths=0, failed=True)
    expected = ahead.to_failure(called.load).reps
    shares = []
    for each, left in ((called, 2.0), (failed, 0.0)):
        able = able_next(each, left, 5.0, 1.0, lifter(), ahead).reps
        shares.append((able - 5.0) / (expected - 5.0))
    assert 0 < shares[1] < shares[0] < 1


def test_a_bias_that_is_proved_is_in_the_prediction():
    text = f"{often(HOLDS)}\n{TODAY} 100x10f"
    sessions = log(text)
    unsure = lifter(reserve_bias=2.0, reserve_spread=0.4, reserve_proofs=4)
    proved = replace(unsure, reserve_proofs=5)
    assert known_bias(unsure) == 0.0
    plain, unproved, moved = (
        ahead_today(sessions, who).to_failure(Load(100000)).reps
        for who in (lifter(), unsure, proved)
    )
    assert unproved == plain
    # Where 2 called mean 4, ten to failure today are worth less than the calls before them said.
    assert moved < plain


# --- a heavier load never looks easier ---------------------------------------------------------

some_log = st.lists(
    st.lists(
        st.tuples(
            st.sampled_from((60, 80, 90, 95, 97.5, 100, 102.5, 105, 110, 120)),
            st.integers(1, 20),
            st.sampled_from(("", "@0", "@1", "@2", "@3", "@4+", "f")),
        ),
        min_size=1,
        max_size=4,
    ),
    min_size=4,
    max_size=9,
)


def told(rows) -> list[Exposure]:
    """Sessions every third day."""
    lines = [
        f"2026-{10 + index * 3 // 28:02d}-{1 + index * 3 % 28:02d} "
        + " ".join(f"{load}x{reps}{effort}" for load, reps, effort in sets)
        for index, sets in enumerate(rows)
    ]
    return log("\n".join(lines))


@settings(max_examples=60, deadline=None)
@given(some_log, st.floats(1.0, 25.0))
def test_a_heavier_load_never_looks_easier(rows, reps):
    sessions = told(rows)
    ahead = ahead_today(sessions, lifter())
    here = Able(Load(100000), reps, lifter(), ahead)
    up = [each.reps for each in here.ladder([Load(m) for m in (102500, 105000, 110000, 125000)])]
    down = [each.reps for each in here.ladder([Load(m) for m in (97500, 95000, 90000, 80000)])]
    whole = [*reversed(down), here.reps, *up]
    assert whole == sorted(whole, reverse=True)
    assert whole[0] > here.reps > whole[-1]


@settings(max_examples=60, deadline=None)
@given(some_log, st.sampled_from((BENCH, SQUAT, DEADLIFT)), st.sampled_from(("size", "strength")))
def test_the_log_never_overrules_a_set_that_was_too_hard(rows, of, goal):
    who = lifter(of, goal=goal)
    sessions = told(rows)
    last = sessions[-1].sets[-1]
    found = advise_next(sessions, who, planned_target(sessions, who))
    if found is None:
        return
    # No set to failure is asked for on a lift that is unsafe to fail alone.
    assert found.rir_low >= 1
    hard = last.failed or (last.rir_tenths is not None and last.rir_tenths == 0)
    counted = next_set.counted_today(sessions[-1].sets, planned_target(sessions, who).load, "load")
    if hard and counted and counted[-1] is last:
        assert found.load.milli <= last.load.milli


@pytest.mark.parametrize("of", [BENCH, SQUAT, DEADLIFT, LEG_EXTENSION])
@pytest.mark.parametrize("bias", [-2.5, 2.5])
def test_failure_is_never_asked_for_where_it_is_unsafe(of, bias):
    who = lifter(of, reserve_bias=bias, reserve_spread=0.3, reserve_proofs=9)
    for today in ("100x10@0", "100x10@1", "100x10@3", "100x10@4+", "100x10", "100x7f"):
        found = following(f"{often(HOLDS)}\n{TODAY} {today}", who)
        assert found.rir_low >= (0 if is_relaxed(of) else 1)


def test_moves_keep_to_two_steps_and_a_tenth():
    able = Able(Load(100000), 5.0, lifter())
    assert lighter(able, 20.0).load == Load(95000)
    assert lighter(able, 5.2).load == Load(97500)
    assert heavier(replace(able, reps=20.0), 8.0).load == Load(105000)
    assert heavier(able, 20.0).load == Load(102500)
    small = Able(Load(10000), 12.0, lifter(step=Load(2000)))
    assert heavier(small, 12.0).load == Load(12000)  # one step, up to a quarter
    assert heavier(Able(Load(4000), 12.0, lifter(step=Load(2000))), 1.0) is None


# --- targets ------------------------------------------------------------------------------------


def target_of(text: str, **gap: float) -> Target:
    sessions = log(text)
    now = after(sessions, **(gap or {"days": 1}))
    return foretold(next_target(sessions, lifter(), now), sessions, lifter(), now)


STEPS = [
    # the smallest step, but where calls and log agree that it stays above the range
    (often("100x12@2 100x12@2 100x12@2"), 102500),
    (often("100x14@3 100x14@3 100x14@3", 2), 102500),  # too few sessions to say
    (often("100x14@3 100x14@3 100x14@3"), 105000),
]


@pytest.mark.parametrize(("text", "load"), STEPS)
def test_the_step_up(text, load):
    found = target_of(text)
    assert (found.kind, found.load) == ("up", Load(load))


def test_the_same_log_gives_the_same_target_whenever_it_is_asked_for():
    text = often("100x14@3 100x14@3 100x14@3")
    loads = {target_of(text, days=days).load for days in (0.01, 1, 3, 9, 20)}
    assert loads == {Load(105000)}


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        (often(FALLS), 10),
        (often("100x12@2 100x12@2 100x12@2"), 13),  # the high end is as likely as not
        (often(FALLS, FEWEST - 1), None),
    ],
)
def test_what_a_chance_is_of(text, goal):
    expected = target_of(text).expected
    assert expected is not None
    assert expected.goal == goal
    assert (expected.chance is None) == (goal is None)


def test_a_chance_is_of_the_most_that_is_as_likely_as_not():
    chance = Random(3)
    text = "\n".join(
        f"2026-10-{day:02d} " + " ".join(f"100x{chance.randint(8, 11)}@{chance.randint(1, 2)}"
                                        for _ in range(3))
        for day in DAYS
    )  # fmt: skip
    sessions = log(text)
    target = target_of(text)
    told = target.expected
    ahead = ahead_next_time(sessions, lifter(), after(sessions, days=1))
    left = ahead.to_failure(target.load)
    chances = {n: left.chance(n + target.rir_low) for n in range(target.reps_low, 13)}
    assert told.helps
    assert told.chance == pytest.approx(chances[told.goal])
    assert told.chance >= 0.5 > chances[told.goal + 1]


def test_nothing_is_promised_after_pain_or_a_lay_off():
    assert target_of(often(FALLS), days=40).kind == "return"
    assert target_of(often(FALLS), days=40).expected.chance is None
    assert target_of(f"{often(FALLS)}\n2026-12-01 80x8@4 80x8@4").expected.chance is None


def test_a_later_session_changes_no_earlier_advice():
    sessions = log(f"{often(FALLS)}\n{TODAY} 100x10@1\n2026-11-02 100x3f\n2026-11-05 140x12@4+")
    for end in range(4, len(sessions)):
        seen = sessions[:end]
        once = advise_next(seen, lifter(), planned_target(seen, lifter()))
        ahead = ahead_next_time(seen, lifter())
        assert ahead.past[-1].day * 86400 == pytest.approx(seen[-1].session_at.timestamp())
        whole = sorted(sessions, key=lambda each: each.session_at)
        cut = [each for each in whole if each.session_at <= seen[-1].session_at]
        assert once == advise_next(cut, lifter(), planned_target(cut, lifter()))


# --- in words ------------------------------------------------------------------------------------


def chance_of(chance: float | None, goal: int = 8) -> Expected:
    return Expected(Load(100000), 1, 1, 8.2, (7.0, 9.1), (5.0, 11.0), goal, chance)


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (0.81, "about a 4 in 5 chance of 8"),
        (0.88, "about a 4 in 5 chance of 8"),
        (0.66, "about a 2 in 3 chance of 8"),
        (0.61, "about a 3 in 5 chance of 8"),
        (0.5, "about a 1 in 2 chance of 8"),
        (0.35, "about a 1 in 3 chance of 8"),
        (0.2, "about a 1 in 5 chance of 8"),
        (0.19, ""),  # as good as none
        (0.89, ""),  # as good as sure
        (None, ""),
    ],
)
def test_a_chance_as_people_say_it(chance, words):
    assert words_of_chance("en", chance_of(chance)) == words


def test_a_chance_in_words_is_within_a_tenth_of_the_chance():
    for percent in range(20, 89):
        nearest = min(abs(some / of - percent / 100) for some, of in SHARES)
        assert nearest <= 0.08


@pytest.mark.parametrize(
    ("text", "who"),
    [
        (f"{often(FALLS)}\n{TODAY} 100x10@1", lifter()),
        (f"{often(HOLDS)}\n{TODAY} 95x12@3 100x9@1", lifter()),
        (f"{often('100x12 100x9 100x8')}\n{TODAY} 100x12", lifter()),
        (f"{TODAY} 100x12@2", lifter()),
        (
            f"{often(HOLDS)}\n{TODAY} 100x10@1",
            lifter(reserve_bias=1.5, reserve_spread=0.4, reserve_proofs=6),
        ),
    ],
    ids=["rated", "two loads", "unrated", "first day", "with a bias"],
)
def test_why_adds_up_to_what_is_expected(text, who):
    found = following(text, who)
    story = ahead_today(log(text), who).story(found.expected)
    assert story is not None
    moved = story.anchor.reps + sum(by for _, by in story.moves)
    assert moved == pytest.approx(found.expected.reps)


def test_why_starts_from_the_set_as_it_was_done():
    sessions = log(f"{often(FALLS)}\n{TODAY} 100x10@1")
    found = advise_next(sessions, lifter(), planned_target(sessions, lifter()))
    story = ahead_today(sessions, lifter()).story(found.expected)
    assert (story.anchor.reps, story.anchor.number, story.days) == (7, 2, 3)
    assert sessions[-2].session_at + timedelta(days=3) == sessions[-1].session_at
