"""The published chart whole, and sessions close enough in time to be held against each other."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.training.carry_over import TOGETHER, near
from core.training.curve import rts_percent
from tests.training_logs import log

# Percent of a one-repetition maximum of 1, 2 ... 15 repetitions, and of a half more (R14).
WHOLE = (100.0, 95.5, 92.2, 89.2, 86.3, 83.7, 81.1, 78.6, 76.2, 73.9, 70.7, 68.0, 65.3, 62.6, 59.9)
HALVES = (97.8, 93.9, 90.7, 87.8, 85.0, 82.4, 79.9, 77.4, 75.1, 72.3, 69.4, 66.7, 64.0, 61.3, 58.6)


@pytest.mark.parametrize("reps", range(1, 16))
def test_the_chart_as_published(reps: int) -> None:
    assert rts_percent(reps, 0) == WHOLE[reps - 1]
    assert rts_percent(reps, 5) == HALVES[reps - 1]
    assert rts_percent(1, (reps - 1) * 10) == WHOLE[reps - 1]


@pytest.mark.parametrize(("reps", "tenths"), [(0, 0), (0, 5), (16, 0), (15, 10), (1, 150), (30, 0)])
def test_outside_the_chart(reps: int, tenths: int) -> None:
    assert rts_percent(reps, tenths) is None


@pytest.mark.parametrize(
    ("apart", "counts"),
    [(timedelta(0), True), (TOGETHER, True), (TOGETHER + timedelta(seconds=1), False)],
)
def test_sessions_about_the_same_time(apart: timedelta, counts: bool) -> None:
    (session,) = log("2026-11-01 100x8@2 100x8@1")
    for at in (session.session_at + apart, session.session_at - apart):
        assert near([session], at) == ([*session.sets] if counts else [])
