"""Rules of progression side by side on the same simulated lifters.

    python -m tests.bench.league [--lifters 100] [--seeds 5] [--weeks 16] [--only NAME]
        [--rules Ours,Obeyed,...] [--band] [--learned] [--full] [--jobs 2]

Lifters train twice a week, three sets, see a load and a range, and all stop at the same reserve
(free weights 1.5, machines and isolation 1, strength 3) or at the top of the range, so that only
the choice of load is compared. Per regime and rule:

  right   repetitions within one of the range, true reserve within one of what is wanted, failed on
          no set but the last of a lift safe to fail, never fewer than one left elsewhere (all-out
          lifters on machines: repetitions alone)
  easy    sets that leave 3 or more beyond what is wanted
  failed  sets that ended in failure
  load    final load over the load that leaves the wanted reserve at the middle of the range on
          this lifter's own curve (median, 10th percentile)
  back    changes of direction of the load per ten sessions

Ours is the target of each session alone, Obeyed follows the advice after each set too. A regime is
held where ours is not worse than the best simple rule by more than 1.5 points or two paired
standard errors. Fail and Const are controls that must not win, Filter and Oracle are references.
With --band ours stops in the middle of the band asked; with --learned the lifter's record also
holds what the chat would have learned of calls. --full: 400 lifters and the seeds 5, 6, 7.
"""

from __future__ import annotations

import argparse
import multiprocessing
import time
from collections.abc import Iterator, Sequence

from tests.bench.league.course import Options, Outcome, course
from tests.bench.league.regimes import CALIBRATED, REGIMES, Regime
from tests.bench.league.report import Played, asked, of_regime, totals
from tests.bench.league.rules import NAMES, OURS

CHUNK = 25  # lifters a process is given at once
Task = tuple[str, Regime, Sequence[int], Options]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the league."""
    chosen = options(arguments)
    lifters = 400 if chosen.full else chosen.lifters
    seeds = [5, 6, 7] if chosen.full else [int(each) for each in chosen.seeds.split(",")]
    numbers = [seed * 1000 + each for seed in seeds for each in range(lifters)]
    rules = chosen.rules.split(",") if chosen.rules else list(NAMES)
    how = Options(chosen.weeks, chosen.band, chosen.learned)
    regimes = [each for each in (*REGIMES, CALIBRATED) if chosen.only in each.name]
    began, played = time.perf_counter(), []
    for each in play(regimes, rules, numbers, how, chosen.jobs):
        print("\n".join(of_regime(each)), flush=True)
        played.append(each)
    print()
    print("\n".join((*totals(played), *asked(played))))
    took = time.perf_counter() - began
    print(f"{len(numbers)} lifters, seeds {','.join(map(str, seeds))}, {took:.0f} s")
    return 0


def options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lifters", type=int, default=100)
    parser.add_argument("--weeks", type=int, default=16)
    parser.add_argument("--seeds", default="5")
    parser.add_argument("--only", default="")
    parser.add_argument("--rules", default="")
    parser.add_argument("--band", action="store_true")
    parser.add_argument("--learned", action="store_true")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--jobs", type=int, default=1)
    chosen = parser.parse_args(arguments)
    unknown = set(filter(None, chosen.rules.split(","))) - set(NAMES)
    if unknown:
        parser.error(f"no rule {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    return chosen


def play(
    regimes: Sequence[Regime], rules: Sequence[str], seeds: Sequence[int], how: Options, jobs: int
) -> Iterator[Played]:
    """Run regime after regime, each with every rule on the same lifters."""
    if jobs == 1:
        yield from (gather(each, rules, map(chunk, tasks(each, rules, seeds, how)))
                    for each in regimes)  # fmt: skip
        return
    with multiprocessing.Pool(jobs) as pool:
        for each in regimes:
            yield gather(each, rules, pool.imap(chunk, tasks(each, rules, seeds, how)))


def tasks(
    regime: Regime, rules: Sequence[str], seeds: Sequence[int], how: Options
) -> Iterator[Task]:
    """Pieces of work; simple rules do not calibrate, so they have no part there."""
    for rule in ran(regime, rules):
        for first in range(0, len(seeds), CHUNK):
            yield rule, regime, seeds[first : first + CHUNK], how


def ran(regime: Regime, rules: Sequence[str]) -> list[str]:
    """The rules of a regime."""
    return [each for each in rules if not regime.calibrates or each in (*OURS, "Oracle")]


def chunk(task: Task) -> tuple[str, list[Outcome]]:
    """Run some lifters of one rule."""
    rule, regime, seeds, how = task
    return rule, [course(rule, regime, seed, how) for seed in seeds]


def gather(
    regime: Regime, rules: Sequence[str], done: Iterator[tuple[str, list[Outcome]]]
) -> Played:
    """Put the pieces of a regime together."""
    table: dict[str, list[Outcome]] = {each: [] for each in ran(regime, rules)}
    for rule, outcomes in done:
        table[rule] += outcomes
    return Played(regime, table)


if __name__ == "__main__":
    raise SystemExit(main())
