"""When a line that begins with "plan" is about a plan, and when it is talk."""

from __future__ import annotations

import pytest

from core.exercises.names import catalogue_names
from core.parsing.commands import is_plan

MEANT = [
    "", "edit", "stop", "library", "library ppl", "from my log", "Upper A: squat 3x5",
    "Mine squat 3x5; bench 3x8", "Mine A: squat 3 sets of 5",
]  # fmt: skip
TALK = [
    "to squat more", "your meals well", "is to bench 100 some day", "ahead is not what I do here",
]  # fmt: skip


@pytest.mark.parametrize("words", MEANT)
def test_about_a_plan(words):
    assert is_plan(words.split(), catalogue_names())


@pytest.mark.parametrize("words", TALK)
def test_talk(words):
    assert not is_plan(words.split(), catalogue_names())
