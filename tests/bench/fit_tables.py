"""What the predictor is fitted on: every set of some people's logs, as arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from core.interchange import backtest
from core.interchange.readers.registry import read_sets
from core.training.prediction import model
from core.training.prediction.features import KEYS, clues
from core.training.prediction.predict import seen_past
from tests.bench.people import people

MOST_REPS = 30
MARKED_WEIGHT = 20.0


class Table:
    """Every case of some logs: those of all sets, then those of effort-marked sets alone."""

    def __init__(self, person: int, path: Path) -> None:
        sets = list(read_sets(path))
        told = [(case, False) for case in usable(backtest.cases(sets))]
        told += [(case, True) for case in usable(backtest.cases(sets, marked_only=True))]
        rows = [
            model.known(clues(seen_past(c.past, c.today, c.day), c.today, c.load, c.number, c.day))
            for c, _ in told
        ]
        self.x = np.array(rows, dtype=np.float32).reshape(len(rows), len(KEYS))
        self.person = np.full(len(rows), person)
        self.truth = np.array([case.truth for case, _ in told])
        self.scored = np.array([case.scored for case, _ in told], dtype=bool)
        self.first = np.array([case.first for case, _ in told], dtype=bool)
        self.marked = np.array([marked for _, marked in told], dtype=bool)

    @property
    def move(self) -> np.ndarray:
        """Repetitions done, from the anchor's; finger errors are cut off."""
        return np.clip(self.truth - self.x[:, 0], -8, 8)

    def part(self, mask: np.ndarray) -> Table:
        """The rows of a mask."""
        part = object.__new__(Table)
        for name, value in vars(self).items():
            setattr(part, name, value[mask])
        return part


def usable(found: Iterable[backtest.Case]) -> Iterable[backtest.Case]:
    """Cases with something known before them, and no more repetitions than are fitted."""
    return (case for case in found if (case.past or case.today) and case.truth <= MOST_REPS)


def gather(folders: Sequence[Path]) -> tuple[list[str], Table]:
    """The people of some folders by number, and all of their cases."""
    found = people(folders)
    tables = [Table(index, path) for index, path in enumerate(found.values())]
    tables = [each for each in tables if len(each.truth)]
    whole = object.__new__(Table)
    for name in vars(tables[0]):
        setattr(whole, name, np.concatenate([getattr(each, name) for each in tables]))
    return list(found), whole


def folds(table: Table, count: int) -> np.ndarray:
    """A fold for each person: the heaviest are dealt out first, each to the lightest fold.

    An effort-marked case weighs MARKED_WEIGHT others, so that these are spread evenly too.
    """
    weight = np.bincount(table.person, np.where(table.marked, MARKED_WEIGHT, 1.0))
    fold, held = np.zeros(len(weight), dtype=int), np.zeros(count)
    for person in np.argsort(-weight, kind="stable"):
        fold[person] = np.argmin(held)
        held[fold[person]] += weight[person]
    return fold
