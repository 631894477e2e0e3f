"""The backtest on the command line: exports in, a table or JSON out."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.cli.export_files import in_words, read_export
from core.interchange.backtest import Backtest, Score, backtest, table
from core.interchange.readers.registry import open_export, sets_of

QUESTIONS = {
    "all": "All working sets",
    "effort_marked": "Effort-marked sets, from marked sets only (repetitions to failure)",
    "effort_marked_full_history": "Effort-marked sets, from everything (repetitions to failure)",
}
HEAD = (
    f"{'':8}{'n':>8}{'error':>8}{'last':>8}{'ratio':>8}{'±1':>8}{'last':>8}{'67 %':>8}{'95 %':>8}"
)


def replay(files: Sequence[Path]) -> Backtest:
    """Predict every set of some exports, each the log of one account; raises Unreadable."""
    whole = Backtest([], [], [])
    for path in files:
        content = read_export(path)
        with in_words(path):
            whole.add(backtest(sets_of(open_export(io.BytesIO(content)))))
    return whole


def as_json(found: Backtest) -> str:
    """Print the scores as one JSON object."""
    return json.dumps(table(found), indent=2) + "\n"


def as_text(found: Backtest) -> str:
    """Print the scores as tables of fixed width."""
    scores = table(found)
    lines: list[str] = []
    for key, title in QUESTIONS.items():
        by_place = scores[key]
        if isinstance(by_place, Mapping):
            lines += [title, HEAD, *(_row(place, told) for place, told in by_place.items()), ""]
    return "\n".join(lines) + f"{found.seconds_per_prediction * 1000:.2f} ms per prediction\n"


def _row(place: str, told: Score) -> str:
    numbers = [told[key] for key in ("mae", "mae_last_session", "ratio")]
    keys = ("within_one", "within_one_last_session", "coverage_67", "coverage_95")
    cells = [_cell(number, ".2f") for number in numbers]
    cells += [_cell(told[key], ".1%") for key in keys]
    return f"{place:8}{told['n'] or 0:>8}" + "".join(f"{cell:>8}" for cell in cells)


def _cell(number: float | None, shape: str) -> str:
    return "-" if number is None else format(number, shape)
