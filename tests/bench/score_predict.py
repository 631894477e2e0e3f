"""Scores predictions of repetitions on exports: all sets, by person, by recorded reserve.

    python -m tests.bench.score_predict FOLDER...   # with the constants that ship

Each file is one person's log (`tests/bench/people.py`). The scores of all sets are those of
`spotter backtest`; what is added is how they differ between people and between reserves.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean, quantiles

from core.interchange.backtest import Backtest, Outcome, Score, backtest, score, table
from core.interchange.readers.registry import read_sets
from tests.bench.people import people

FEWEST = 100  # scored sets from which on a person's own coverage says something
RESERVES = ((0.0, 0.0), (0.5, 1.0), (1.5, 2.0), (2.5, 4.0))
BANDS = ((1, 4), (4, 6), (6, 8), (8, 10), (10, 12), (12, 16))


def report(found: Mapping[str, Backtest]) -> None:
    """Print the scores of some people."""
    whole = Backtest([], [], [])
    for each in found.values():
        whole.add(each)
    for name, question in table(whole).items():
        if isinstance(question, Mapping):
            for place, told in question.items():
                print(f"{name:28s} {place:7s}", line(told))
    for name in ("everything", "marked"):
        by_person({who: getattr(each, name) for who, each in found.items()}, name)
    print("to failure, by the reserve that was recorded (predicted - done, from everything):")
    for low, high in RESERVES:
        kept = [o for o in whole.marked_full if low <= (o.case.left or 0.0) <= high]
        if kept:
            off = fmean(o.prediction.reps - o.case.truth for o in kept)
            print(f"  {low:g} to {high:g}: {off:+.2f} of {len(kept)}")
    for low, high in BANDS:
        band = [o for o in whole.everything if low <= o.prediction.reps < high]
        if band:
            print(f"predicted {low} to {high}:", line(score(band, whole=True)))
    print(f"{whole.seconds_per_prediction * 1000:.2f} ms per prediction")


def line(told: Score) -> str:
    """A score in a line."""
    keys = ("mae", "mae_last_session", "ratio", "within_one", "within_one_last_session",
            "coverage_67", "coverage_95")  # fmt: skip
    numbers = [f"{key} {told[key]:.3f}" for key in keys if told[key] is not None]
    return f"n {told['n']:.0f} " + " ".join(numbers)


def by_person(found: Mapping[str, Sequence[Outcome]], name: str) -> None:
    """Print how people differ."""
    scores = [score(each, whole=name == "everything") for each in found.values()
              if len(each) >= FEWEST]  # fmt: skip
    covered = [each["coverage_67"] or 0.0 for each in scores]
    if len(covered) < 2:
        return
    tenths = quantiles(covered, n=10, method="inclusive")
    inside = fmean(0.60 <= each <= 0.74 for each in covered)
    print(f"{name}, {len(covered)} people with {FEWEST} sets: the 67 % interval holds "
          f"{tenths[0]:.0%} to {tenths[8]:.0%} (10th to 90th); 60-74 % for {inside:.0%} of them; "
          f"no better than last: {sum((each['ratio'] or 0) >= 1 for each in scores)}")  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    options = parser.parse_args(arguments)
    found = {}
    for who, path in people(options.folders).items():
        found[who] = backtest(list(read_sets(path)))
        own = score(found[who].everything, whole=True)
        print(who, json.dumps({key: own[key] for key in ("n", "ratio", "coverage_67")}), flush=True)
    report(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
