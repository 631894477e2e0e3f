"""Microseconds per line read, and the slowest message of 4,096 characters. Run by hand:

python tests/bench/parse.py
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parents[2]))

import contextlib

from core.errors import UserError
from core.exercises.names import names_for
from core.parsing.reading import Asked, Setting
from core.parsing.sets import read_message
from core.records import Load, LoggedSet

NOW = datetime(2026, 11, 22, 14, tzinfo=UTC)
LINES = (
    "squat 140x8 rir1", "Squat 140 kg x 8 @9", "bench 225lb x5 rpe8.5", "bench 100x8,8,7 rir2,1,0",
    "bench 3x8 100kg rir2", "bench 3x8x100", "squat 3x8 85,85,80", "140x8 rir1", "7 rir0",
    "pull-ups 8,7,6", "bench 100x8, 100x7, 95x6", "same", "+2.5x8", "pullup +20x6",
    "plank 3x60s", "split squat 24x10 each", "leg ext 60x12 f", "squat 60x5 warmup",
    'squat 140x8 rir1 "felt slow"', "yesterday squat 140x8 rir1", "squat 140 8 1", "squat 142,5x8",
)  # fmt: skip
PIECES = (
    "x ", "1", "1 ", "1,", "1+", "squat ", "squat\n", "100x8,", "100x8;", "()", '"', '\\"', "# ",
    "@1 ", "rir1 ", "f ", "w ", "left in ", "to ", "mon ", "💪", "a\u0316\u0301", "1:30 ", "+",
    "-", "* ", "row ", "same;", "bench press incline ", "8,8", "2m30s ", "١", "at 1 ", "bw+", "é",
)  # fmt: skip


def setting() -> Setting:
    """A person with one squat in the log."""
    last = LoggedSet(
        exercise_id="squat", load=Load(140_000), reps=8, at=NOW - timedelta(minutes=5), line=""
    )
    names = names_for({}, ())
    return Setting(
        names,
        "kg",
        NOW,
        ZoneInfo("UTC"),
        lambda wanted: last if wanted in (None, "squat") else None,
        lambda since, until: None,
    )


def microseconds_per_line(rounds: int = 300) -> tuple[float, float]:
    """Mean over the lines of the median and of the best of many rounds."""
    known = setting()
    medians, bests = [], []
    for line in LINES:
        times = []
        for _ in range(rounds):
            start = time.perf_counter()
            read_message(line, known)
            times.append(time.perf_counter() - start)
        times.sort()
        medians.append(times[len(times) // 2])
        bests.append(times[0])
    return 1e6 * sum(medians) / len(medians), 1e6 * sum(bests) / len(bests)


def slowest(rounds: int = 3) -> list[tuple[float, str]]:
    """Milliseconds (best of a few rounds) for messages of 4,096 characters, slowest first."""
    known = setting()
    found = []
    for start in ("", "squat 100x5 ", "squat 3x5 rir", 'squat 100x5 "', "squat "):
        for piece in PIECES:
            text = (start + piece * 4096)[:4096]
            times = []
            for _ in range(rounds):
                begun = time.perf_counter()
                with contextlib.suppress(UserError, Asked):
                    read_message(text, known)
                times.append(time.perf_counter() - begun)
            found.append((1e3 * min(times), f"{start}{piece!r} repeated"))
    return sorted(found, reverse=True)


if __name__ == "__main__":
    median, best = microseconds_per_line()
    print(f"per line: median {median:.1f} us, best {best:.1f} us, {len(LINES)} lines")
    for milliseconds, what in slowest()[:5]:
        print(f"{milliseconds:7.2f} ms  {what}")
