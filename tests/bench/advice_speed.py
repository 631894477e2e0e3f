"""What advice costs: the state, the target, the next set, and the three answers to a set together.

    python -m tests.bench.advice_speed [--rounds N] [--profile]

Sixteen sessions of four sets, the most a chat looks at; processor time, median and best of many
rounds. Aim: 2 ms for the state and the decision.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import median
from time import process_time

from core.exercises.names import catalogue_names
from core.records import Exposure, Lifter, Load, LoggedSet
from core.training import target as targets
from core.training.ability import state
from core.training.ability.forecast import ability_of, foretold
from core.training.advice import advise
from core.training.next_set import advise_next
from core.training.progression import rep_range, scheme
from core.training.target import next_target, planned_target

SESSIONS, SETS = 16, 4
START = datetime(2026, 1, 5, 18, tzinfo=UTC)


def log(exercise_id: str) -> list[Exposure]:
    """Sessions that climb slowly, repetitions and reserve falling from set to set."""
    found = []
    for number in range(SESSIONS):
        at = START + timedelta(days=3 * number)
        load = Load(80_000 + 2_500 * (number // 3))
        sets = [
            LoggedSet(
                exercise_id, load, 10 - place + number % 3, at + timedelta(minutes=3 * place), "",
                rir_tenths=10 * (2 - place // 2), id=f"{number}-{place}", session_at=at,
            )
            for place in range(SETS)
        ]  # fmt: skip
        found.append(Exposure(at, tuple(sets)))
    return found


def forget() -> None:
    """Let nothing be known of a log that was worked out before."""
    for kept in (state.KNOWN, targets._KEPT, rep_range._RANGES, scheme._SCHEMES):
        kept.clear()


def measure(rounds: int, work: Callable[[], object]) -> tuple[float, float]:
    """Median and best processor time of one call, in milliseconds."""
    times = []
    for _ in range(rounds):
        began = process_time()
        work()
        times.append((process_time() - began) * 1e3)
    return median(times), min(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--profile", action="store_true", help="show where the time goes")
    given = parser.parse_args()
    exercise = catalogue_names().resolve_or_near("Bench Press (Barbell)")
    if exercise is None:
        raise SystemExit("the catalogue has no bench press")
    exposures, lifter = log(exercise.id), Lifter(exercise, "size", "kg")
    last = exposures[-1].sets[-1]
    now, later = last.at + timedelta(minutes=1), last.at + timedelta(days=2)
    begun = [*exposures[:-1], Exposure(exposures[-1].session_at, exposures[-1].sets[:2])]
    planned, target = planned_target(begun, lifter), next_target(exposures, lifter, later)
    pieces: dict[str, Callable[[], object]] = {
        "state, log never seen": lambda: (forget(), ability_of(exposures, lifter, later)),
        "answer, log never seen": lambda: (
            forget(),
            advise(begun[-1].sets[-1], begun, lifter, begun[-1].sets[-1].at),
        ),
        "state": lambda: ability_of(exposures, lifter, later),
        "next_target": lambda: next_target(exposures, lifter, later),
        "... in mid session": lambda: next_target(begun, lifter, now),
        "advise_next": lambda: advise_next(begun, lifter, planned),
        "foretold": lambda: foretold(target, exposures, lifter, later),
        "advise": lambda: advise(begun[-1].sets[-1], begun, lifter, begun[-1].sets[-1].at),
    }
    for name, work in pieces.items():
        middle, best = measure(given.rounds, work)
        print(f"{name:22s} median {middle:6.2f} ms, best {best:6.2f} ms")
    if given.profile:
        profile = cProfile.Profile()
        for _ in range(given.rounds):
            profile.runcall(pieces["advise"])
        pstats.Stats(profile).sort_stats("tottime").print_stats(16)


if __name__ == "__main__":
    main()
