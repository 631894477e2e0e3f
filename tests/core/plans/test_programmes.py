"""Public programmes, typed as people type them: read as they are meant, and back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.plans.read import read
from core.plans.write import write
from tests.core.plans.plan_records import NAMES

TEXT = Path(__file__).with_name("programmes.txt").read_text(encoding="utf-8")
TYPED = [block.split("\n", 1) for block in TEXT.split("\n= ", 1)[1].split("\n---\n= ")]


def test_there_are_twenty_and_more() -> None:
    assert len(TYPED) >= 28


@pytest.mark.parametrize(("head", "text"), TYPED, ids=lambda each: str(each).split(":")[0][:20])
def test_a_programme_is_read_as_it_is_meant_and_back(head: str, text: str) -> None:
    told = re.search(r"(\d+) days, (\d+) lifts, cycle (\d+)$", head)
    assert told
    days, lifts, cycle = map(int, told.groups())
    plan = read(text, NAMES)
    assert len(plan.days) == days
    assert sum(len(day.items) for day in plan.days) == lifts
    assert plan.cycle == cycle
    assert read(write(plan, NAMES), NAMES) == plan
