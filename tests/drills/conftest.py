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

FIGURE = "figure"


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Callable[[str, object], None]:
    """Note a figure under its name, to be printed at the end of the run."""

    def note(name: str, value: object) -> None:
        shown = f"{value:.3g}" if isinstance(value, float) else str(value)
        said = f"{request.node.name}: {name} = {shown}"
        request.node.user_properties.append((FIGURE, said))  # also out of a worker of xdist

    return note


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was noted."""
    reports = [each for found in terminalreporter.stats.values() for each in found]
    noted = [
        said
        for each in reports
        if getattr(each, "when", "") == "call"
        for name, said in each.user_properties
        if name == FIGURE
    ]
    if noted:
        terminalreporter.section("figures")
    for line in noted:
        terminalreporter.write_line(line)
