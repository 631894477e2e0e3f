"""How well the exercises of the next session are foretold: python -m tests.bench.plans FOLDER...

Every session of every log, from the eleventh on, from those before it; F1 of its exercises against
what was done, exercises that are new included. The shipped weights were fitted on such logs, so
the figure of record is by people out of fold: the weights are fitted on four fifths of the people
and scored on the rest. Wants numpy (requirements-fit.lock).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from statistics import mean

import numpy as np

from core.interchange.readers.registry import read_sets
from core.interchange.rows import FileRefused
from core.limits import SESSION_GAP
from core.plans import foretell
from core.training.rhythm import Session
from tests.bench.people import people

FIRST = 10  # sessions that a log has before one is scored
FOLDS = 5
SURE = 0.7  # expected F1
LAST_8 = 8


def sessions_of(path: Path) -> list[Session]:
    """The sessions of a log: exercises with working sets, those less than four hours apart one."""
    workouts: dict[str, list] = {}
    for each in read_sets(path):
        done = each.reps or each.seconds or each.distance_cm
        if done and not (each.warmup or each.drop):
            workouts.setdefault(each.workout, []).append(each)
    begun = sorted((min(row.at for row in rows), key) for key, rows in workouts.items())
    merged: list[tuple] = []
    for at, key in begun:
        names = dict.fromkeys(row.exercise_name for row in workouts[key])
        if merged and at - merged[-1][0] < SESSION_GAP and at - merged[-1][0] >= timedelta(0):
            merged[-1][1].update(names)
        else:
            merged.append((at, names))
    return [Session(at.date(), tuple(names)) for at, names in merged]


def fit(x: np.ndarray, y: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Fit a logistic score by Newton's method, a little ridge with it."""
    beta = np.zeros(x.shape[1])
    for _ in range(25):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        slope = x.T @ (weight * (p - y)) + beta
        bend = (x * (weight * p * (1 - p))[:, None]).T @ x + np.eye(len(beta))
        step = np.linalg.solve(bend, slope)
        beta -= step
        if abs(step).max() < 1e-6:
            break
    return beta


def cases(log: list[Session]) -> Iterator[tuple[list[Session], Session]]:
    """Sessions to foretell, each with those before it."""
    for at in range(FIRST, len(log)):
        past = [each for each in log[max(0, at - 60) : at] if each.day < log[at].day]
        if len(past) >= 3:
            yield past, log[at]


def f1(told: set[str], truth: set[str]) -> float:
    return foretell.shared(frozenset(told), frozenset(truth))


def rows_of(log: list[Session], rng: np.random.Generator) -> tuple[list, list]:
    """Features and truths of at most 60 sessions of a person, to fit on."""
    found = list(cases(log))
    picked = rng.choice(len(found), size=min(60, len(found)), replace=False) if found else []
    x, y = [], []
    for at in picked:
        past, now = found[at]
        for name, told in foretell.features(past, now.day).items():
            x.append(told)
            y.append(name in now.exercises)
    return x, y


def scored(log: list[Session]) -> list[tuple[float, float, float, float]]:
    """For each session: F1 foretold, its expectation, F1 of one cycle ago, of the best of 8."""
    out = []
    for past, now in cases(log):
        told, truth = foretell.foretell(past, now.day), set(now.exercises)
        assert told is not None
        cycle = f1(set(foretell.one_cycle_ago(past, now.day)), truth)
        best = max(f1(set(each.exercises), truth) for each in past[-LAST_8:])
        out.append((f1(set(told.exercises), truth), told.fit, cycle, best))
    return out


def logs_of(folders: list[Path]) -> dict[str, list[Session]]:
    found = {}
    for name, path in people(folders).items():
        try:
            found[name] = sessions_of(path)
        except FileRefused as refused:
            print(f"{name}: {refused.code}")
    return found


def main() -> int:
    folders = [Path(each) for each in sys.argv[1:]]
    if not folders:
        print(__doc__)
        return 2
    logs, rng = logs_of(folders), np.random.default_rng(1)
    table = {name: rows_of(log, rng) for name, log in logs.items()}
    names = [name for name, (x, _) in table.items() if x]
    everything: list[tuple[float, float, float, float]] = []
    by_person: dict[str, list] = {}
    for fold in range(FOLDS):
        kept = [name for at, name in enumerate(names) if at % FOLDS != fold]
        foretell.WEIGHTS = tuple(weights(table, kept))
        for name in names[fold::FOLDS]:
            by_person[name] = scored(logs[name])
            everything += by_person[name]
    report(everything, by_person)
    print("weights fitted on all:", [round(float(each), 2) for each in weights(table, names)])
    return 0


def weights(table: dict[str, tuple[list, list]], names: list[str]) -> np.ndarray:
    """Weights fitted on some people; a person with twice the rows counts less than twice."""
    x = np.concatenate([np.array(table[name][0], dtype=float) for name in names])
    y = np.concatenate([np.array(table[name][1], dtype=float) for name in names])
    w = np.concatenate([np.full(len(table[n][0]), len(table[n][0]) ** -0.5) for n in names])
    return fit(x, y, w / w.mean())


def report(everything: list, by_person: dict[str, list]) -> None:
    told, sure, cycle, best = (np.array(each) for each in zip(*everything, strict=True))
    print(f"{len(by_person)} people, {len(told)} sessions, F1 of their exercises out of fold")
    print(f"  foretold {told.mean():.3f}, one cycle ago {cycle.mean():.3f}")
    print(f"  best of the last {LAST_8} sessions, chosen with hindsight: {best.mean():.3f}")
    means = [mean(each[0] for each in rows) for rows in by_person.values()]
    print(
        f"  by person: mean {mean(means):.3f}, {sum(each >= 0.8 for each in means)} at 0.80 or more"
    )
    for low in (0.0, 0.3, 0.5, 0.6, SURE, 0.8):
        part = sure >= low
        print(f"  expected {low:.1f} or more: {part.mean():5.1%} of sessions, "
              f"F1 {told[part].mean():.3f}, expected {sure[part].mean():.3f}, "
              f"one cycle ago {cycle[part].mean():.3f}")  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
