"""Advice by the rules alone against advice that hears the lifter's own log too.

    python -m tests.bench.advice FOLDER...        # exports: sets of known effort after another;
                                                  # targets held against what was done
    python -m tests.bench.advice [--lifters 150]  # simulated lifters who do as they are told

The first compares the repetitions to failure that advice counts on with those that were there, and
targets with the sessions they were for (`tests/bench/followed.py`). The second lets the same
lifters train twice a week for twelve weeks, following every next set.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean

sys.path.insert(0, str(Path(__file__).parents[1]))

from simulator import body, first_load, nature
from training_logs import BENCH

from core.backtest import CUT, MOST_REPS, Case, cases
from core.exchange.readers import read_sets
from core.records import Exercise, Lifter, Load, LoggedSet
from core.training.ahead import Ahead
from core.training.choose import able_next
from core.training.curve import SLOPE_PER_REP
from core.training.next_set import advise_next, loss_to_next
from core.training.target import next_target
from tests.bench.followed import show_held
from tests.bench.people import people
from tests.bench.simulate import CHEST_PRESS, DAYS, START_REPS, WEEKS, is_right

REST_S = 180
SAME, NEAR = 0.008, 0.25  # loads this near are the same; further apart no advice would lead
AT = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    """A set: the load against the one before, whether that failed, and the errors of both."""

    ratio: float
    failed: bool
    rules: float
    log: float
    known: bool  # the log said enough to go by


def rows(folders: Sequence[Path]) -> Iterator[Row]:
    """Every set of known effort that follows one of the same exercise and day."""
    for path in people(folders).values():
        for case in cases(list(read_sets(path))):
            before = case.today[-1] if case.today else None
            if before is None or before.left is None or case.left is None or not case.marked:
                continue
            near = 1 - NEAR <= case.load / before.load <= 1 + NEAR and before.load >= 1
            if near and 1 <= case.truth <= MOST_REPS and len(case.past) >= 3:
                yield row(case)


def row(case: Case) -> Row:
    """What both expect of one set, to failure, and what was there."""
    who, before = Lifter(BENCH, "size", "kg"), case.today[-1]
    left = before.left or 0.0
    last = LoggedSet(
        BENCH.id, Load(round(before.load * 1000)), int(before.reps), AT, "",
        rir_tenths=round(left * 10), failed=before.failed,
    )  # fmt: skip
    n = before.reps + left
    cost = loss_to_next(n, left, REST_S, before.number) / SLOPE_PER_REP
    ahead = Ahead(who, case.past, case.today, case.day)
    to, ratio = Load(round(case.load * 1000)), case.load / before.load
    errors, known = [], False
    for heard in (None, ahead):
        able = able_next(last, left, n - cost, cost, who, heard)
        known = able.ahead is not None
        moved = able if abs(ratio - 1) < SAME else next(iter(able.ladder([to])))
        errors.append(max(-CUT, min(CUT, moved.reps - case.truth - case.left)))  # type: ignore[operator]
    return Row(ratio, before.failed, errors[0], errors[1], known)


def show(name: str, kept: Sequence[Row]) -> None:
    """Print a line of the comparison."""
    if kept:
        rules, heard = ([getattr(each, key) for each in kept] for key in ("rules", "log"))
        print(
            f"{name:26s} n={len(kept):4d}  rules {fmean(map(abs, rules)):.2f} "
            f"({fmean(rules):+.2f})  with the log {fmean(map(abs, heard)):.2f} "
            f"({fmean(heard):+.2f})  known {fmean(each.known for each in kept):.0%}"
        )


def compare_exports(folders: Sequence[Path]) -> None:
    """Print errors in repetitions, their mean in brackets."""
    found = list(rows(folders))
    same = [each for each in found if abs(each.ratio - 1) < SAME]
    show("all", found)
    show("same load, after a call", [each for each in same if not each.failed])
    show("same load, after a failure", [each for each in same if each.failed])
    show("lighter", [each for each in found if each.ratio <= 1 - SAME])
    show("heavier", [each for each in found if each.ratio >= 1 + SAME])


def follow(seed: int, of: Exercise) -> Iterator[tuple[bool, bool, bool]]:
    """Whether each set landed in the wanted reserve +- 1, failed, and kept to the range."""
    chance = random.Random(seed)
    at = body(of, nature(chance), chance)
    who = Lifter(of, "size", "kg")
    for session in range(WEEKS * 2):
        at.begin(DAYS[session % 2] if session else 0)
        target = next_target(at.past, who, at.now)
        if target.kind == "first":
            target = replace(target, load=first_load(at, who, START_REPS))
        load, low, high = target.load, target.reps_low or 1, target.reps_high or 12
        rir = (target.rir_low, target.rir_high)
        for number in range(1, target.sets + 1):
            done = at.lift(load, sum(rir) / 2, high)
            ranged = low <= (done.set.reps or 0) <= high
            yield is_right(done, of, number == target.sets), done.set.failed, ranged
            advice = advise_next(at.exposures(), who, target)
            if advice is None:
                break
            load, low, high = advice.load, advice.reps_low or 1, advice.reps_high or 12
            rir = (advice.rir_low, advice.rir_high)


def compare_followers(lifters: int) -> None:
    """Print what becomes of lifters by the rules alone and with their log heard."""
    known = Ahead.is_known
    for of in (BENCH, CHEST_PRESS):
        for name, does in (("rules", property(lambda self: False)), ("with the log", known)):
            Ahead.is_known = does  # type: ignore[method-assign, assignment]
            sets = [each for seed in range(1000, 1000 + lifters) for each in follow(seed, of)]
            right, _, ranged = (fmean(each[i] for each in sets) for i in range(3))
            print(f"{of.name}, {name}: {right:.1%} in the wanted reserve +- 1, {ranged:.1%} in the "
                  f"range, {sum(each[1] for each in sets)} failures of {len(sets)}")  # fmt: skip
        Ahead.is_known = known  # type: ignore[method-assign]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--lifters", type=int, default=150)
    options = parser.parse_args(arguments)
    if options.folders:
        compare_exports(options.folders)
        show_held(options.folders)
    else:
        compare_followers(options.lifters)
    return 0


if __name__ == "__main__":
    sys.exit(main())
