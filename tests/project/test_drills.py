"""The drills and what is said of them: guards that are there, and a test for every failure mode."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.drills.guards import GUARDS, Guard

ROOT = Path(__file__).parents[2]
DRILLS = ROOT / "tests" / "drills"
TEXT = (DRILLS / "README.md").read_text(encoding="utf-8")
_TEST = re.compile(r"`((?:tests/[\w/]+/)?test_\w+)(?:\.py)?(?:::(\w+))?`")


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.what)
def test_a_guard_stands_where_it_is_taken_out(guard: Guard) -> None:
    assert (ROOT / guard.path).read_text(encoding="utf-8").count(guard.old) == 1
    file, _, name = guard.drill.partition("::")
    assert (
        f"def {name.partition('[')[0]}(" in (DRILLS / file).read_text(encoding="utf-8") or not name
    )


def test_every_drill_has_a_guard_whose_loss_it_notices() -> None:
    files = {each.name for each in DRILLS.glob("test_*.py")}
    assert files == {guard.drill.partition("::")[0] for guard in GUARDS}


def test_every_failure_mode_is_shown_somewhere() -> None:
    rows = re.findall(r"^\| ([\d, ]+) \|", TEXT, re.MULTILINE)
    assert sorted(int(each) for row in rows for each in row.split(",")) == [*range(1, 28)]


def test_what_is_said_to_show_something_is_there() -> None:
    named = _TEST.findall(TEXT)
    assert len(named) > 40
    for file, name in named:
        path = ROOT / f"{file}.py" if "/" in file else DRILLS / f"{file}.py"
        assert path.exists(), file
        assert not name or f"def {name}(" in path.read_text(encoding="utf-8"), (file, name)
    assert {each.stem for each in DRILLS.glob("test_*.py")} <= {file for file, _ in named}


def test_every_drill_of_a_guard_can_be_run() -> None:
    drills = [f"tests/drills/{guard.drill}" for guard in GUARDS]
    command = [sys.executable, "-m", "pytest", "--collect-only", "-o", "norecursedirs=bench .*"]
    done = subprocess.run(
        [*command, *drills], check=False, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
