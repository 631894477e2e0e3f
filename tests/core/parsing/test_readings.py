"""Lines as people type them, and their neighbours by a number or a word: what readers make of them.

`pytest tests/core/parsing/test_readings.py --update-chats` writes `readings.tsv` anew; its diff is
then read line by line. The rows were chosen so that several take each branch of the readers.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.parsing.line_readings import READERS, reading_of

FILE = Path(__file__).with_name("readings.tsv")
ROWS = [(*row.split("\t"),) for row in FILE.read_text("utf-8").splitlines()]
AT_ONCE = 8  # a test each would take longer to begin than to run


def read(reader: str, line: str) -> str:
    return reading_of(reader, line.replace("\\n", "\n"))


@pytest.mark.parametrize("start", range(0, len(ROWS), AT_ONCE))
def test_what_is_made_of_a_line(start: int, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update-chats"):
        pytest.skip("written by the next test")
    rows = ROWS[start : start + AT_ONCE]
    now = [(reader, line, read(reader, line)) for reader, line, _ in rows]
    assert now == rows


def test_every_reader_has_lines(request: pytest.FixtureRequest) -> None:
    """`--update-chats` writes the readings of today into the file."""
    if request.config.getoption("--update-chats"):
        now = ((reader, line, read(reader, line)) for reader, line, _ in ROWS)
        FILE.write_text("".join("\t".join(row) + "\n" for row in now), "utf-8")
    assert {reader for reader, _, _ in ROWS} == set(READERS)
