"""The state of a lifter: the same whatever was asked before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.records import Exposure
from core.training import exercise_sessions
from core.training.ability import state
from core.training.ability.filter import reps_left
from core.training.ability.state import SESSIONS, assess
from core.training.curve import SAME_CAPACITY, capacity, rep_share
from core.training.remembered import Remembered
from tests.training_logs import BENCH, PULL_UP, after, lifter, log

DAYS = "\n".join(
    f"2026-{1 + d // 28:02d}-{1 + d % 28:02d} 80x9@2 80x8@1 80x8" for d in range(0, 60, 3)
)


def fresh(exposures, who, **how):
    """Worked out with nothing remembered."""
    state.KNOWN.clear()
    exercise_sessions._CUT.clear()
    return assess(exposures, who, after(exposures, days=2), 12, **how)


def test_what_is_remembered_changes_nothing() -> None:
    """A session at a time, then asked again, then with a set edited, and for another lifter."""
    exposures, who = log(DAYS), lifter()
    for count in range(1, len(exposures) + 1):
        part = exposures[:count]
        found = assess(part, who, after(part, days=2), 12)
        again = assess(part, who, after(part, days=2), 12)
        assert found == again == fresh(part, who)
    first = exposures[-1].sets[0]
    edited = Exposure(exposures[-1].session_at, (replace(first, reps=12), *exposures[-1].sets[1:]))
    changed = [*exposures[:-1], edited]
    assert assess(changed, who, after(changed, days=2), 12) == fresh(changed, who)
    other = replace(who, reserve_bias=2.0, reserve_spread=0.5, reserve_proofs=5)
    assert assess(exposures, other, after(exposures, days=2), 12) == fresh(exposures, other)
    assert assess(exposures, who, after(exposures, days=2), 10) != fresh(exposures, other)


def test_a_session_that_grows_is_taken_up_set_by_set(monkeypatch: pytest.MonkeyPatch) -> None:
    exposures, who = log(DAYS), lifter()
    last = exposures[-1]
    now = last.sets[-1].at + timedelta(minutes=1)
    takes: list[object] = []
    take = state.Filter.take
    monkeypatch.setattr(
        state.Filter, "take", lambda self, each: (takes.append(each), take(self, each))
    )
    for count in range(1, len(last.sets) + 1):
        grown = [*exposures[:-1], Exposure(last.session_at, last.sets[:count])]
        takes.clear()
        found = assess(grown, who, now, 12)
        assert count == 1 or takes == [last.sets[count - 1]]
        state.KNOWN.clear()
        assert assess(grown, who, now, 12) == found


def test_asking_for_the_next_day_leaves_today_as_it_was() -> None:
    exposures, who = log(DAYS), lifter()
    now = exposures[-1].sets[-1].at + timedelta(minutes=1)
    today = assess(exposures, who, now, 12)
    assert assess(exposures, who, now, 12, next_day=True) != today
    assert assess(exposures, who, now, 12) == today


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "KNOWN", Remembered(5, 500))
    exposures, who = log(DAYS), lifter()
    for count in range(1, len(exposures) + 1):
        assess(exposures[:count], who, after(exposures[:count], days=2), 12)
    assert len(state.KNOWN) == 5
    assert all(len(each.sessions) <= SESSIONS for each in state.KNOWN.values())


def test_a_session_that_was_cut_down_is_kept_by_its_very_sets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exercise_sessions, "_CUT", Remembered(3, 300))
    exposures, _ = log(DAYS), lifter()
    first = exposures[0]
    cut = exercise_sessions.session(first, "load")
    assert exercise_sessions.session(replace(first), "load") is cut
    assert exercise_sessions.session(first, "time") is None
    edited = replace(first, sets=(replace(first.sets[0], reps=12), *first.sets[1:]))
    again = exercise_sessions.session(edited, "load")
    assert cut is not None
    assert again is not None
    assert (cut.reps[0], again.reps[0]) == (9, 12)
    later = replace(first, session_at=first.session_at + timedelta(days=1))
    moved = exercise_sessions.session(later, "load")
    assert moved is not None
    assert moved.at == later.session_at
    for each in exposures:
        exercise_sessions.session(each, "load")
    assert len(exercise_sessions._CUT) == 3
    assert exercise_sessions.session(first, "load") == cut


def test_an_expectation_is_never_sure() -> None:
    """R25: however many equal sets, the spread stays that of a set and a day."""
    steady = "\n".join(f"2026-11-{1 + d:02d} 80x8f 80x8f 80x8f" for d in range(0, 28, 2))
    exposures = log(steady)
    found = fresh(exposures, lifter(), next_day=True)
    assert found is not None
    assert found.able(exposures[-1].sets[0].load, 0.0).spread >= 0.9


def test_losses_are_learned_from_few_sessions() -> None:
    """Sets to failure that lose much raise the factor; flat ones never take it below 0.3."""
    few = log("2026-11-01 80x10f 80x5f 80x3f\n2026-11-04 80x10f 80x5f 80x3f")
    flat = log("2026-11-01 80x10@1 80x10@1 80x10@1\n2026-11-04 80x10@1 80x10@1 80x10@1")
    losing, keeping = fresh(few, lifter()), fresh(flat, lifter())
    assert losing is not None
    assert keeping is not None
    assert losing.loss > 1.3
    assert 0.3 <= keeping.loss < 1.0


def test_a_belt_after_the_bare_body_is_followed_within_a_session() -> None:
    """Case 12: twelve bare, then +5 x 6 with 2 left: eight or so at +5, in today's aims too."""
    exposures = log("2026-11-01 0x12f\n2026-11-04 0x12f\n2026-11-07 +5x6@2", of=PULL_UP)
    found = fresh(exposures, lifter(PULL_UP), next_day=True)
    assert found is not None
    assert 7 <= found.able(exposures[-1].sets[0].load, 0.0).reps <= 10.5


@pytest.mark.parametrize("n", [1.5, 2, 8, 12.5, 30])
def test_the_worth_of_a_repetition_is_that_of_the_curve(n: float) -> None:
    share = rep_share(80, n, BENCH)
    high, low = capacity(80, n + 0.5, BENCH), capacity(80, max(1.0, n - 0.5), BENCH)
    assert 80 * (high - low) / 80 / high == pytest.approx(share, rel=0.05)
    assert share >= SAME_CAPACITY


def test_too_heavy_a_load_has_less_than_one_repetition() -> None:
    assert reps_left(101, 4.605, BENCH) < 1 <= reps_left(99, 4.605, BENCH)
