"""The league of rules: its lifters stay the same, its score and its verdict are what they say."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from core.records import Load
from tests.bench.league.__main__ import play
from tests.bench.league.asks import Ask
from tests.bench.league.coached import ceilings_of, loads_of
from tests.bench.league.course import Options, Outcome, course, is_right, lifter
from tests.bench.league.regimes import CALIBRATED, CURL, REGIMES, Regime, wanted
from tests.bench.league.report import Played, asked, controls, of_regime, totals
from tests.bench.league.rules import NAMES, SIMPLE

BENCH, MACHINE = REGIMES[0], REGIMES[7]
SHORT = Options(weeks=3)
LOAD, LIGHTER = Load(80_000), Load(70_000)
OUTCOME = Outcome(
    right=0.6, sets=90, easy=3, failed=3, late_sets=78, late_failed=2, load=0.0, steps_off=0.5,
    back=0.4,
)  # fmt: skip

FIGURES = {
    "Same": 1.922,
    "Double": 6.733,
    "RP": 6.1,
    "MF": 8.033,
    "EW": 7.722,
    "SL": 5.978,
    "Filter": 8.756,
    "Oracle": 9.611,
}


@dataclass(frozen=True)
class Target:
    """What the league reads of a target."""

    load: Load = LOAD
    sets: int = 3
    reps_high: int | None = 10
    rir_low: int = 1
    rir_high: int = 2


@dataclass(frozen=True)
class WithAims(Target):
    """A target with a top set and back-offs."""

    aims: tuple[object, ...] = (3, Ask(LIGHTER, 5, 2.0))
    ceiling: object = (3, None)


def played(regime: Regime, **rights: list[float]) -> Played:
    """A regime with these shares right."""
    table = {
        name: [replace(OUTCOME, right=each) for each in values] for name, values in rights.items()
    }
    return Played(regime, table)


def test_the_lifters_do_not_change_with_the_coach() -> None:
    """Figures of simple rules and references are what they were when the league was written."""
    found = {
        rule: round(sum(course(rule, each, 5000, Options()).right for each in REGIMES), 3)
        for rule in ("Same", "Double", "RP", "MF", "EW", "SL", "Filter", "Oracle")
    }
    assert found == FIGURES


@pytest.mark.parametrize("rule", NAMES)
def test_every_rule_runs(rule: str) -> None:
    for regime in (BENCH, MACHINE):
        found = course(rule, regime, 3, SHORT)
        assert found.sets > 0
        assert course(rule, regime, 3, SHORT) == found


def test_processes_find_the_same() -> None:
    for regime in REGIMES[8:10]:
        rules, seeds = ("Ours", "EW", "Oracle"), (1, 2)
        (alone,) = play([regime], rules, seeds, SHORT, 1)
        (shared,) = play([regime], rules, seeds, SHORT, 2)
        assert shared.table == alone.table


def test_ours_with_what_calls_have_meant() -> None:
    found = course("Obeyed", CALIBRATED, 3, Options(weeks=8, learned=True))
    assert 0 <= found.right <= 1


@pytest.mark.parametrize(
    ("reps", "reserve", "last", "regime", "right"),
    [
        (7, 2, False, BENCH, True),
        (6, 2, False, BENCH, False),
        (13, 2, False, BENCH, True),
        (14, 2, False, BENCH, False),
        (10, 1, False, BENCH, True),
        (10, 0, False, BENCH, False),
        (10, 4, False, BENCH, True),
        (10, 5, False, BENCH, False),
        (10, 3, True, BENCH, True),
        (10, 4, True, BENCH, False),
        (12, 0, True, REGIMES[8], True),
        (12, 0, False, REGIMES[8], False),
        (10, 0, False, MACHINE, True),
    ],
)
def test_a_right_set(reps: int, reserve: int, last: bool, regime: Regime, right: bool) -> None:
    at = lifter(BENCH, 1)
    done = at.lift(Load(50_000), 1.5, 12)
    done = replace(
        done, reserve=reserve, set=replace(done.set, reps=reps, failed=reserve == 0)
    )  # fmt: skip
    assert is_right(done, last, regime) is right


def test_what_is_wanted() -> None:
    assert wanted(BENCH.exercise, "size", last=False) == (1, 3)
    assert wanted(BENCH.exercise, "size", last=True) == (1, 2)
    assert wanted(CURL, "size", last=True) == (0, 2)
    assert wanted(BENCH.exercise, "strength", last=True) == (2, 4)


def test_held_within_the_margin_and_lost_beyond_it() -> None:
    assert played(BENCH, Obeyed=[0.59, 0.59], EW=[0.604, 0.604]).holds("Obeyed")
    assert not played(BENCH, Obeyed=[0.59, 0.59], EW=[0.606, 0.606]).holds("Obeyed")
    noisy = played(BENCH, Obeyed=[0.5, 0.6], EW=[0.6, 0.56])  # by 0.03, but two errors are 0.1
    assert noisy.holds("Obeyed")


def test_controls_win_only_beyond_the_margin_and_where_they_are_controls() -> None:
    assert list(controls([played(BENCH, Obeyed=[0.6], Const=[0.614])])) == []
    assert list(controls([played(BENCH, Obeyed=[0.6], Const=[0.616])])) != []
    assert list(controls([played(MACHINE, Obeyed=[0.6], Fail=[0.9])])) == []


def test_the_report_says_what_is_met_and_held() -> None:
    both = [
        played(BENCH, Ours=[0.5], Obeyed=[0.6], EW=[0.6], MF=[0.4], Oracle=[0.8]),
        played(MACHINE, Ours=[0.5], Obeyed=[0.5], EW=[0.5], MF=[0.6], Oracle=[0.5]),
    ]
    text = "\n".join((*of_regime(both[0]), *totals(both), *asked(both)))
    assert "-> Obeyed: +0.0% +- 0.0% against EW; 0.75 of the oracle; held" in text
    assert "Obeyed: holds 1 of 2 regimes; 0.92 of the best simple rule of each" in text
    assert "right 55.0% on average; best single simple rule EW 55.0%: 1.00" in text
    assert "controls that win (must be none): none" in text
    assert "load 1.000 (within 3 %), p10 1.00 (0.93): met" in text


def test_simple_rules_alone_can_be_run() -> None:
    only = [played(BENCH, **{rule: [0.5] for rule in SIMPLE})]
    assert list(asked(only)) == []
    assert list(totals(only)) == ["controls that win (must be none): none"]


def test_a_target_is_read_with_and_without_aims() -> None:
    assert loads_of(Target()) == (LOAD,) * 3
    assert ceilings_of(Target()) == (10, 10, 10)
    assert loads_of(WithAims()) == (LOAD, LIGHTER)
    assert ceilings_of(WithAims()) == (3, 10)
    assert ceilings_of(Target(reps_high=None)) == (12, 12, 12)
