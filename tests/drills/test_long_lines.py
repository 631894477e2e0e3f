"""No line of a message's length costs more than 50 ms of processor, whatever is in it.

A drill, as it asserts on the clock: among twenty thousand tests the garbage collector alone took
two seconds inside one line.
"""

from __future__ import annotations

import time

import pytest

from tests.drills.test_hostile_words import WORDS
from tests.fuzz.readers import read_line

MOST_SECONDS = 0.05
LONG = [
    word * (4096 // len(word))
    for word in (
        "squat ", "140x8 ", "x", "1", "rir ", "bench press ", "(", "1-", "+", "kg ", "3x5,", "@",
        "\n", "squat 140 ", "row and ", "5 5 5 ", "e\u0301", "\u202e1", "1 / ", "rdl ", "\u00d7",
        "140x8\n",
    )
]  # fmt: skip


def seconds(text: str) -> float:
    began = time.process_time()
    read_line(text.encode("utf-8", "surrogateescape"))
    return time.process_time() - began


@pytest.mark.parametrize("text", [*WORDS, *LONG], ids=lambda text: ascii(text[:16]))
def test_no_line_takes_long(text: str) -> None:
    seconds("squat 100x5")  # what is loaded when it is first needed is there
    assert min(seconds(text) for _ in range(3)) < MOST_SECONDS
