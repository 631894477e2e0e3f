"""Simulated trials, few and seeded: ranges hold, nothing is made up, the power told is near."""

from __future__ import annotations

from statistics import fmean

import pytest

from core.trials.records import Design
from tests.bench.trials import claimed, held, trials

FEW = 250  # three spreads of a share of 95 % are then 4 points; the bench runs 10,000


@pytest.mark.parametrize("design", ["limb", "blocks"])
def test_ranges_hold_what_is_true(design: Design) -> None:
    assert 0.90 <= held(trials(FEW, 1, design)) <= 0.99


@pytest.mark.parametrize("design", ["limb", "blocks"])
def test_nothing_is_claimed_where_nothing_is(design: Design) -> None:
    assert claimed(trials(FEW, 1, design, 0.0)) <= 0.07


@pytest.mark.parametrize("design", ["limb", "blocks"])
def test_the_power_told_is_near_the_truth(design: Design) -> None:
    usual = trials(FEW, 1, design, as_studies=True)
    assert fmean(each.power for each in usual) == pytest.approx(claimed(usual), abs=0.08)
