"""Signs in odd places: whatever they stand beside is read, asked or refused, no bug of ours."""

from __future__ import annotations

from contextlib import suppress
from itertools import product

import pytest

from core.errors import UserError
from core.parsing.reading import Asked
from core.parsing.sets import read_message
from tests.language_setting import setting

SIGNS = ["@", "x", "+", "-", "~", "/", ",", "at", "for", "with", "rir", "rpe", "#"]
BEHIND = [
    "+0",
    "+20",
    "-20",
    "~8",
    "+",
    "bw",
    "100",
    "100kg",
    "x5",
    "@",
    "5+",
    "bw+20",
    ".5x4",
    "5.x1",
]


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("before", ["", "squat ", "squat 100 ", "squat 100kg x5 "])
def test_signs_beside_each_other(before: str, sign: str) -> None:
    """Found by `make fuzz`: "@+0" and "squat 100x5 .5x4" were answered with an apology."""
    for first, second in product(BEHIND, BEHIND):
        for space in ("", " "):
            with suppress(UserError, Asked):
                read_message(f"{before}{sign}{space}{first}{space}{second}", setting())
