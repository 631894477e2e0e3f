"""What must always hold of advice, over real logs.

    python -m tests.bench.invariants FOLDER... [--every N]

Every exercise that the catalogue knows; the log up to every N-th of its sessions (each exercise
begins elsewhere), as a chat sees it: the last sixteen sessions, steps and bar as the log shows
them. The next session is two days on. Prints what is broken by kind, with up to five examples.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from time import monotonic, process_time

from core.exercises.names import catalogue_names
from core.handlers.advice import RECENT
from core.handlers.exercise_log import WINDOW
from core.interchange.readers.registry import read_sets
from core.interchange.units import judge
from core.records import Exercise, Exposure, Goal, Lifter
from core.training.progression.plates import kept_above_bar, learned_step
from tests.bench.followed import by_exercise
from tests.bench.people import people
from tests.invariant_loads import unloadable
from tests.invariant_pairs import pairs
from tests.invariants import broken

EXAMPLES = 5
TWO_DAYS = timedelta(days=2)
STRENGTH = 0.2  # share of prefixes that are looked at with strength as the goal


def cases(folders: Sequence[Path], every: int) -> Iterator[tuple[Exercise, list[Exposure], Goal]]:
    """Prefixes of the logs of all exercises, cut to the window of a chat."""
    names, chance = catalogue_names(), Random(1)
    for path in people(folders).values():
        sets = list(read_sets(path))
        unit = judge({each.load_milli for each in sets if each.load_milli and not each.unit})[0]
        for name, exposures in by_exercise(sets, unit or "kg").items():
            exercise = names.resolve_or_near(name)
            if exercise is None:
                continue
            for end in range(1 + chance.randrange(every), len(exposures) + 1, every):
                goal: Goal = "strength" if chance.random() < STRENGTH else "size"
                yield exercise, exposures[max(0, end - WINDOW) : end], goal


def lifter_of(exercise: Exercise, exposures: Sequence[Exposure], goal: Goal) -> Lifter:
    """What the rules know of somebody who has set nothing."""
    lifter = Lifter(exercise, goal, exposures[-1].sets[-1].load.unit)
    worked = [each.load for every in exposures[-RECENT:] for each in every.working]
    lifted = [each.load for every in exposures for each in every.sets]
    return replace(
        lifter,
        learned_step=learned_step(worked, lifter),
        never_below=kept_above_bar(lifted, lifter),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--every", type=int, default=20, help="of the sessions of an exercise")
    parser.add_argument("--seconds", type=float, default=300, help="after which it stops")
    parser.add_argument("--only", default="", help="kinds that begin so: 3, 7 target")
    given = parser.parse_args()
    counts: Counter[str] = Counter()
    examples: defaultdict[str, list[str]] = defaultdict(list)
    seen, began, start = 0, process_time(), monotonic()
    for exercise, exposures, goal in cases(given.folders, given.every):
        if monotonic() - start > given.seconds:
            print("stopped early: not all people were looked at")
            break
        seen += 1
        lifter, now = lifter_of(exercise, exposures, goal), exposures[-1].sets[-1].at + TWO_DAYS
        found = [*broken(exposures, lifter, now), *unloadable(exposures, lifter, now)]
        for each in (*found, *pairs(exposures, lifter, now)):
            kind = each.split(":")[0]
            counts[kind] += 1
            if len(examples[kind]) < EXAMPLES and kind.startswith(given.only):
                examples[kind].append(f"{exercise.id} ({goal}): {each}")
    print(f"{seen} logs (every {given.every}th session), {process_time() - began:.0f} s")
    for kind, count in sorted(counts.items()):
        print(f"{kind:16s} {count:6d}  {count / max(1, seen):.3%}")
        for example in examples[kind]:
            print(f"    {example}")


if __name__ == "__main__":
    main()
