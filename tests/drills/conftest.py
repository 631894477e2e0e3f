"""What drills share: figures that are printed when all have run, and marks of what they measure.

Drills mostly wait, so several run at once; which of them must not stands in their marks (MARKS).
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable

import pytest

from tests.running import Running

# Databases lie on a disk here.
tempfile.tempdir = None
os.environ.pop("TMPDIR", None)

FIGURE = "figure"
MARKS = (
    "waits: measures how long people wait, with room to spare: two at a time",
    "alone: measures what the whole machine is needed for, or processes as an operator starts them",
    "longest: waits for so long that it begins first",
)


def pytest_configure(config: pytest.Config) -> None:
    """Say which marks there are."""
    for mark in MARKS:
        config.addinivalue_line("markers", mark)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what waits longest, so that nothing waits for it at the end."""
    items.sort(key=lambda item: item.get_closest_marker("longest") is None)


@pytest.fixture(autouse=True)
def started_as_by_an_operator(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fork no process of which memory and processor are measured (tests/running.py)."""
    if request.node.get_closest_marker("alone"):
        monkeypatch.setattr(Running, "preloaded", False)


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
