"""What drills share: figures that are printed when all have run."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable

import pytest

from tests.running import Running

# They measure what an operator starts, on a disk.
Running.preloaded = False
tempfile.tempdir = None
os.environ.pop("TMPDIR", None)

FIGURES = pytest.StashKey[list[str]]()


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Callable[[str, object], None]:
    """Note a figure under its name, to be printed at the end of the run."""
    noted = request.config.stash.setdefault(FIGURES, [])

    def note(name: str, value: object) -> None:
        shown = f"{value:.3g}" if isinstance(value, float) else str(value)
        noted.append(f"{request.node.name}: {name} = {shown}")

    return note


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was noted."""
    noted = terminalreporter.config.stash.get(FIGURES, [])
    if noted:
        terminalreporter.section("figures")
    for line in noted:
        terminalreporter.write_line(line)
