"""Three hundred logs and all that the training rules say of each: a moved number shows as a line.

`pytest tests/core/training/test_decisions.py --update-chats` writes `decisions.txt` anew; its diff
is then read line by line. What a rule promises stands in tests of its own, with both sides of each
border; here stands what all of them together say of logs as people leave them.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.core.training.told_logs import Case, cases_of, said_of, written

FILE = Path(__file__).with_name("decisions.txt")
CASES = [*cases_of(FILE.read_text("utf-8"))]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.head.split()[0])
def test_what_is_said_of_a_log(case: Case, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update-chats"):
        pytest.skip("written by the next test")
    assert said_of(case) == case.said


def test_the_logs_are_in_the_file_once(request: pytest.FixtureRequest) -> None:
    """`--update-chats` writes the answers of today into the file."""
    if request.config.getoption("--update-chats"):
        head = FILE.read_text("utf-8").partition("\n\n")[0]
        now = [written(replace(case, said=said_of(case))) for case in CASES]
        FILE.write_text("\n".join([f"{head}\n", *now]), "utf-8")
    assert len({case.head for case in CASES}) == len(CASES) == FILE.read_text().count("\n# ")
