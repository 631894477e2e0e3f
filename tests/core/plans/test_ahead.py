"""Weeks ahead: days and asks of a plan, the walks, what is tight, what is not foretold."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.plans import ahead as room
from core.plans.ahead import TIGHT, LiftAhead, Outlook, foretell_lift, tight_weeks
from core.plans.ahead_asks import DAYS, WEEKS_AHEAD, PlanSession, Start, days_ahead
from core.plans.ahead_lift import (
    Ask,
    Seen,
    SessionAhead,
    Walker,
    foretell_sessions,
    ladder_of,
)
from core.plans.ahead_misses import misses_of
from core.plans.read import read
from core.plans.records import Plan
from core.plans.week_sets import sets_of_week
from core.records import Exposure, Lifter, Load
from core.training.ability.forecast import FEWEST, ability_of
from core.training.progression.decision import STAYS
from core.training.target import next_target
from tests.core.plans.plan_records import NAMES
from tests.simulator import body, first_load, follow, nature
from tests.training_logs import log

MONDAY = date(2026, 9, 7)
PLAN = read(
    """plan Base
A: squat 3x5 +2.5; bench 3x6-8 rir2; plank 3x60s
B: deadlift 2x5 140kg rir2; ohp 3x8 rir2
mon A, thu B
weeks: 3 2 1 deload""",
    NAMES,
)
TURN = read("A: squat 3x5\nB: bench 3x8\n3 a week", NAMES)
BENCH = NAMES.exercise("bench-press")


def steady(sessions: int, sets: str = "100x8@2 100x8@2 100x7@1", of=BENCH) -> list[Exposure]:
    """The same session twice a week."""
    days = [MONDAY - timedelta(days=1 + 3 * back) for back in reversed(range(sessions))]
    return log("\n".join(f"{day} {sets}" for day in days), of)


def lift(plan: Plan, exposures: list[Exposure], of=BENCH, start: Start | None = None) -> LiftAhead:
    """A lift of a plan as a handler gathers it."""
    start = start or Start(MONDAY, MONDAY)
    sessions = [
        PlanSession(day, groups, item, week)
        for day, place, week in days_ahead(plan, start)
        for item in plan.days[place].items
        if item.exercises[0] == of.id and (groups := sets_of_week(plan, item, week, of))
    ]
    return LiftAhead(Lifter(of, "size", "kg"), tuple(exposures), tuple(sessions))


def bench_plan(words: str, more: str = "") -> Plan:
    return read(f"A: bench {words}\nmon thu A\n{more}", NAMES)


def foretold(words: str, sessions: int = 12, more: str = "") -> Outlook:
    plan = bench_plan(words, more)
    exposures = steady(sessions)
    return foretell_lift(lift(plan, exposures), plan, exposures[-1].session_at + timedelta(days=1))


# --- days ----------------------------------------------------------------------------------------


def test_days_on_weekdays_for_eight_weeks():
    found = days_ahead(PLAN, Start(MONDAY, MONDAY))
    assert [each[:2] for each in found[:3]] == [(0, 0), (3, 1), (7, 0)]
    assert len(found) == 2 * WEEKS_AHEAD
    assert max(day for day, _, _ in found) < DAYS
    assert [week.deload for _, _, week in found[:10:2]] == [False, False, False, True, False]


def test_today_is_over_once_it_is_trained():
    assert days_ahead(PLAN, Start(MONDAY, MONDAY, trained=True))[0][:2] == (3, 1)


def test_the_week_of_the_wave_goes_on_from_the_weeks_trained():
    found = days_ahead(PLAN, Start(MONDAY, MONDAY - timedelta(days=21), weeks=3))
    assert [week.week for _, _, week in found[:3]] == [3, 3, 0]


def test_weeks_left_out_wait():
    """Three weeks by the calendar, one trained: the second week of the wave is the present one."""
    found = days_ahead(PLAN, Start(MONDAY, MONDAY - timedelta(days=21), weeks=1))
    assert [week.week for _, _, week in found[:3]] == [1, 1, 2]


def test_a_plan_that_begins_later_is_looked_at_from_there():
    found = days_ahead(PLAN, Start(MONDAY, MONDAY + timedelta(days=7)))
    assert found[0][:2] == (7, 0)
    assert found[0][2].week == 0
    assert len(found) == 2 * WEEKS_AHEAD


def test_days_in_turn_go_on_where_the_turn_is():
    found = days_ahead(TURN, Start(MONDAY, MONDAY, turn=1))
    assert [place for _, place, _ in found[:4]] == [1, 0, 1, 0]
    assert sum(day < 7 for day, _, _ in found) == 3


# --- asks and walks ------------------------------------------------------------------------------


def test_open_loads_begin_with_the_coachs_own_target():
    exposures = steady(12)
    plan = bench_plan("3x6-8 rir2")
    now = exposures[-1].session_at + timedelta(days=1)
    one = lift(plan, exposures)
    told = foretell_lift(one, plan, now)
    target = next_target(one.exposures, one.lifter, now)
    first = told.weeks[0]
    assert first is not None
    assert first.load == target.load
    assert (first.ask.low, first.ask.high, first.ask.least) == (6, 8, 2.0)


def test_the_same_log_gives_the_same_answer():
    assert foretold("3x6-8 rir2") == foretold("3x6-8 rir2")


def test_a_heavier_plan_holds_less():
    light, heavy = foretold("3x6 90kg rir2"), foretold("3x6 105kg rir2")
    assert [each.load for _, each in light.known] == [Load(90_000)] * WEEKS_AHEAD
    for (_, one), (_, two) in zip(light.known, heavy.known, strict=True):
        assert one.chance > two.chance + 0.2


def test_more_left_is_asked_for_and_holds_less():
    chances = [foretold(f"3x6 100kg rir{left}").known[0][1].chance for left in (0, 1, 2, 3)]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] > chances[-1] + 0.2


def test_a_share_of_a_said_max_is_a_load_and_of_the_best_moves_with_it():
    said = foretold("3x5 80% tm", more="maxes: bench 120kg")
    assert {each.load.milli for _, each in said.known} == {95_000}
    free = foretold("3x5 80%")
    assert all(each.ask.share == pytest.approx(0.8) for _, each in free.known)


def test_of_several_kinds_of_sets_the_tightest_is_foretold():
    told = foretold("3x5 80kg, 1x5 110kg, 2x8 70kg")
    assert {each.load.milli for _, each in told.known} == {110_000}


def test_an_easy_week_is_lighter_and_never_tight():
    told = foretold("3x6-8 rir2", more="weeks: 2 2 2 deload")
    easy = told.weeks[3]
    before = told.weeks[2]
    assert easy is not None
    assert before is not None
    assert easy.ask.easy
    assert easy.load.milli < before.load.milli


def test_linear_steps_go_up_where_the_sets_are_made():
    """Fives with four left: the load goes up, as the rule for fixed sets has it."""
    plan = bench_plan("3x5 +2.5")
    exposures = steady(12, "80x5@4 80x5@4 80x5@4")
    now = exposures[-1].session_at + timedelta(days=1)
    loads = [each.load.milli for _, each in foretell_lift(lift(plan, exposures), plan, now).known]
    assert loads == sorted(loads)
    assert loads[-1] >= loads[0] + 2 * 2500


# --- what is not foretold ------------------------------------------------------------------------


def test_four_sessions_are_enough_and_three_are_not():
    assert foretold("3x6-8 rir2", FEWEST).unknown == "few"
    assert foretold("3x6-8 rir2", FEWEST + 1).unknown is None


def test_a_hold_is_not_foretold():
    plank = NAMES.exercise("plank")
    told = foretell_lift(lift(PLAN, [], plank), PLAN, steady(1)[0].session_at)
    assert (told.unknown, told.known) == ("measure", [])


def test_sets_to_the_end_hold_nothing():
    assert foretold("3xmax 60kg").unknown == "open"


# --- tight ---------------------------------------------------------------------------------------


def session(chance: float, **changes: object) -> SessionAhead:
    ask = replace(Ask(0, 3, 6, 8, 2.0, 2.0), **changes)  # type: ignore[arg-type]
    return SessionAhead(ask, Load(100_000), Load(100_000), Load(100_000), chance)


def test_tight_is_less_likely_than_not():
    def tight(chance: float) -> bool:
        return bool(tight_weeks([Outlook("bench-press", (session(chance),))]))

    assert tight(TIGHT - 0.001)
    assert not tight(TIGHT)


def test_the_first_tight_week_of_each_lift_the_earliest_first():
    one = Outlook("squat", (session(0.9), session(0.4), session(0.1)))
    two = Outlook("bench-press", (session(0.45), session(0.2)))
    assert [(e.exercise_id, e.week) for e in tight_weeks([one, two])] == [
        ("bench-press", 0), ("squat", 1),
    ]  # fmt: skip


def test_easy_weeks_are_not_tight():
    assert tight_weeks([Outlook("squat", (session(0.1, easy=True),))]) == []


def test_why_a_week_is_tight():
    first, ask = session(0.9), Load(100_000)
    told = {
        "load": session(0.4, load=ask),
        "sets": session(0.4, sets=4),
        "step": replace(session(0.4), load=Load(107_500)),
        "range": replace(session(0.4), load=Load(107_000)),
    }
    for why, each in told.items():
        assert room.why_tight(Outlook("squat", (first, each)), 1, each) == why


# --- the walks against the coach -----------------------------------------------------------------


def walker(exposures: list[Exposure], asks: list[Ask], load: Load) -> Walker:
    of = Lifter(BENCH, "size", "kg")
    now = exposures[-1].session_at + timedelta(days=1)
    ability = ability_of(exposures, of, now)
    assert ability is not None
    misses = misses_of(ability, exposures, now, load.kg, 0.0)
    return Walker(Seen(ability, of, load, misses), asks, 1)


def test_no_load_leaves_what_can_be_loaded():
    asks = [Ask(3 * each, 3, 6, 8, 2.0, 2.0) for each in range(16)]
    found = walker(steady(12), asks, Load(100_000))
    ladder, start = ladder_of(found.seen)
    assert ladder[start] == Load(100_000)
    assert all(step.load in ladder for walk in found.walks(20) for step in walk)


def test_nine_of_ten_walks_lie_between_the_loads_told():
    asks = [Ask(3 * each, 3, 6, 8, 2.0, 2.0) for each in range(16)]
    found = walker(steady(12), asks, Load(100_000))
    walks = found.walks()
    told = foretell_sessions(walks, asks)[-1]
    inside = [told.lowest.milli <= walk[-1].load.milli <= told.highest.milli for walk in walks]
    assert sum(inside) >= 0.9 * len(walks)
    assert told.lowest.milli <= told.load.milli <= told.highest.milli


@pytest.mark.parametrize("seed", range(4))
def test_the_loads_of_eight_weeks_are_near_those_the_coach_comes_to(seed):
    """The short form of the rules against the rules themselves, on a simulated lifter."""
    chance = random.Random(seed)
    at = body(BENCH, nature(chance), chance)
    for number in range(40):
        at.begin((3, 4)[number % 2] if at.past else 0)
        of = Lifter(BENCH, "size", "kg")
        if number == 24:
            now, target = at.now, next_target(at.past, of, at.now)
            asks = [
                Ask(each * 7 // 2, target.sets, target.reps_low or 8, target.reps_high or 12, 1.0,
                    1.5) for each in range(16)
            ]  # fmt: skip
            ability = ability_of(at.past, of, now)
            assert ability is not None
            misses = misses_of(ability, at.past, now, target.load.kg, 0.0)
            made = Walker(Seen(ability, of, target.load, misses), asks, seed)
            told = foretell_sessions(made.walks(), asks)[-1]
        target = next_target(at.past, of, at.now)
        if target.kind == "first":
            target = replace(target, load=first_load(at, of, 12))
        follow(at, target)
    assert target.load.kg == pytest.approx(told.load.kg, rel=0.1)


def test_a_load_that_fits_only_a_little_better_is_not_taken():
    """STAYS, from both sides: the cost of the present load against that of the next."""
    asks = [Ask(0, 3, 8, 12, 1.0, 1.5)]
    found = walker(steady(12), asks, Load(100_000))
    place, curve = found.start, found.curve(asks[0])
    wanted = 10 + 1.5 + 0.5

    def gained(sure: float) -> float:
        now, then = (
            (curve.mean_at(sure - found.logs[at]) - wanted) ** 2 for at in (place, place + 1)
        )
        return now - then

    levels = [found.logs[place] + step / 1000 for step in range(200, 600)]
    below = max((e for e in levels if gained(e) < STAYS), key=gained)
    above = min((e for e in levels if gained(e) >= STAYS), key=gained)
    assert found._next(asks[0], curve, place, below, 1.0, 0)[0] <= place
    assert found._next(asks[0], curve, place, above, 1.0, 0)[0] > place
