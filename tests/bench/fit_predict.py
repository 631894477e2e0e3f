"""Fits the constants of `core/training/prediction/model.json` on folders of exports; scores them.

    python -m tests.bench.fit_predict FOLDER...                fit on everybody, write the constants
    python -m tests.bench.fit_predict FOLDER... --out-of-fold  score people with constants that do
                                                               not know them

Every .csv file is one person's log, in any format that `spotter import` reads; files named
`*_older` and G1s repeat others and are left out. Wants numpy and lightgbm: `make fit-tools` sets
up what `requirements-fit.lock` names. One core; time and memory stand in RESULTS.md.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np

from core.interchange import backtest
from core.interchange.readers.registry import read_sets
from core.training.prediction import model as trees
from core.training.prediction.features import KEYS
from core.training.prediction.predict import LEAST_ERROR, MARKED_ERROR, predict, predict_to_failure
from tests.bench.fit_tables import Table, folds, gather
from tests.bench.people import people
from tests.bench.score_predict import report

BESIDE = 0.3  # weight of a set that is not scored: light, long, or early in the log
MOST_OF_ONE = 1000.0  # effort-marked sets of one person count as no more than this in spreads
ROWS, ROW_SETS, LEAST_SETS = 8, 300, 100  # rows of a band, sets of a row, sets of a band
FOLDS = 5
# The misses come from models that saw fewer logs and are a little larger than those to come.
FITTED = [{1 / 6: 0.175, 5 / 6: 0.825}.get(each, each) for each in trees.LEVELS]
COMMON = {
    "min_data_in_leaf": 60, "feature_fraction": 0.3, "bagging_fraction": 0.5, "bagging_freq": 1,
    "lambda_l2": 5, "verbose": -1, "num_threads": 1, "seed": 1, "deterministic": True,
    "force_row_wise": True, "max_bin": 63,
}  # fmt: skip
# Half of the trees look for the median, half for a mean that is deaf to the farthest: the first
# miss less on average, the second are within one repetition more often, together they do both.
MEDIAN = {"objective": "regression_l1", "num_leaves": 127, "learning_rate": 0.2, **COMMON}
MEAN = {"objective": "huber", "alpha": 1.0, "num_leaves": 127, "learning_rate": 0.2, **COMMON}
ERROR = {"objective": "regression", "num_leaves": 31, "learning_rate": 0.1, **COMMON}
MOVE_TREES, ERROR_TREES = 140, 30  # of each kind

Boosters = list[lightgbm.Booster]


def binned(table: Table) -> lightgbm.Dataset:
    """The clues cut into bins, once for all that is fitted: thresholds are shared."""
    settings = {key: COMMON[key] for key in ("max_bin", "min_data_in_leaf", "verbose")}
    return lightgbm.Dataset(table.x, table.move, params=settings).construct()


def move(bins: lightgbm.Dataset, table: Table, rows: np.ndarray) -> Boosters:
    """Fit the move from the anchor on some rows."""
    part = labelled(bins, rows, table.move, weights(table))
    return [lightgbm.train(each, part, MOVE_TREES) for each in (MEDIAN, MEAN)]


def labelled(
    bins: lightgbm.Dataset, rows: np.ndarray, goal: np.ndarray, weight: np.ndarray
) -> lightgbm.Dataset:
    """Some rows of the binned clues with what is to be fitted.

    A subset takes over the labels of the whole when it is constructed, so that comes first.
    """
    part = bins.subset(np.flatnonzero(rows)).construct()
    part.set_label(goal[rows])
    part.set_weight(weight[rows])
    return part


def weights(table: Table) -> np.ndarray:
    """What a case weighs."""
    return np.where(table.scored, 1.0, BESIDE)


def moved(boosters: Boosters, x: np.ndarray) -> np.ndarray:
    """The move that both kinds of trees agree on."""
    return np.mean([each.predict(x) for each in boosters], axis=0)


def error(
    bins: lightgbm.Dataset, table: Table, missed: np.ndarray, rows: np.ndarray
) -> lightgbm.Booster:
    """Fit the usual size of a miss."""
    part = labelled(bins, rows, np.minimum(np.abs(missed), 8), weights(table))
    return lightgbm.train(ERROR, part, ERROR_TREES)


def constants(
    table: Table, moves: Boosters, usual: lightgbm.Booster, missed: np.ndarray, rows: np.ndarray
) -> dict[str, Any]:
    """All that ships: trees, their thresholds, how misses spread on people not seen."""
    half = [scaled(node(each), 0.5) for one in moves for each in trees_of(one)]
    whole = [node(each) for each in trees_of(usual)]
    thresholds = thresholds_of([*half, *whole])
    part, off = table.part(rows), missed[rows]
    size = np.maximum(usual.predict(part.x), LEAST_ERROR)
    size = np.where(part.marked, np.hypot(size, MARKED_ERROR), size)
    return {
        "clues": list(KEYS),
        "thresholds": thresholds,
        "move": trees.pack(half, thresholds),
        "error": trees.pack(whole, thresholds),
        "spreads": {
            name: spread(part, off, size, part.scored & (part.marked == marked) & mask)
            for name, marked, mask in (
                ("first", False, part.first),
                ("later", False, ~part.first),
                ("marked first", True, part.first),
                ("marked later", True, ~part.first),
            )
        },
    }


def spread(table: Table, missed: np.ndarray, usual: np.ndarray, mask: np.ndarray) -> list[Any]:
    """Rows of quantiles for each band of predicted repetitions."""
    band = np.digitize(table.truth - missed, trees.BANDS)
    share = np.ones(len(mask))
    if np.any(table.marked[mask]):
        held = np.bincount(table.person[mask], minlength=int(table.person.max()) + 1)
        share = np.minimum(1.0, MOST_OF_ONE / np.maximum(1, held))[table.person]
    bands = [mask & (band == at) for at in range(len(trees.BANDS) + 1)]
    bands = [each if each.sum() >= LEAST_SETS else mask for each in bands]
    return [rows_of(missed[each], usual[each], share[each]) for each in bands]


def rows_of(missed: np.ndarray, usual: np.ndarray, share: np.ndarray) -> list[list[float]]:
    """Quantiles of the miss over the usual error, for chunks of the usual error."""
    count = min(ROWS, max(1, len(usual) // ROW_SETS))
    rows = []
    for chunk in np.array_split(np.argsort(usual, kind="stable"), count):
        ratio = missed[chunk] / usual[chunk]
        levels = np.quantile(ratio, FITTED, weights=share[chunk], method="inverted_cdf")
        rows.append([round(float(np.median(usual[chunk])), 4), *levels.round(3).tolist()])
    return rows


def trees_of(booster: lightgbm.Booster) -> list[dict[str, Any]]:
    """The trees as lightgbm tells them."""
    return [each["tree_structure"] for each in booster.dump_model()["tree_info"]]


def node(told: dict[str, Any]) -> trees.Node:
    """A tree as `core.training.prediction.model` walks it."""
    if "leaf_value" in told:
        return float(told["leaf_value"])
    below, above = node(told["left_child"]), node(told["right_child"])
    return (told["split_feature"], float(f"{told['threshold']:.5g}"), below, above)


def scaled(tree: trees.Node, by: float) -> trees.Node:
    """The same tree with its leaves multiplied."""
    if isinstance(tree, tuple):
        return (tree[0], tree[1], scaled(tree[2], by), scaled(tree[3], by))
    return tree * by


def thresholds_of(found: Sequence[trees.Node]) -> list[list[float]]:
    """Every threshold that occurs, by clue."""
    seen: list[set[float]] = [set() for _ in KEYS]

    def look(tree: trees.Node) -> None:
        if isinstance(tree, tuple):
            seen[tree[0]].add(tree[1])
            look(tree[2])
            look(tree[3])

    for each in found:
        look(each)
    return [sorted(each) for each in seen]


class Fit:
    """Moves without each fold of people in turn, and what they missed there."""

    def __init__(self, table: Table, count: int) -> None:
        self.table, self.bins, self.count = table, binned(table), count
        self.fold = folds(table, count)[table.person]
        self.missed = np.zeros(len(table.truth))
        self.moves: list[Boosters] = []
        for index in range(count):
            unseen = self.fold == index
            found = move(self.bins, table, ~unseen)
            self.missed[unseen] = np.clip(table.truth - table.x[:, 0], -30, 30)[unseen] - moved(
                found, table.x[unseen]
            )
            self.moves.append(found)
            print(
                f"fold {index + 1} of {count}: {np.abs(self.missed[unseen]).mean():.3f}", flush=True
            )

    def without(self, index: int) -> dict[str, Any]:
        """The constants that know nobody of a fold."""
        rows = self.fold != index
        usual = error(self.bins, self.table, self.missed, rows)
        return constants(self.table, self.moves[index], usual, self.missed, rows)

    def whole(self) -> dict[str, Any]:
        """The constants from everybody; spreads and usual errors from people not seen."""
        rows = np.ones(len(self.table.truth), dtype=bool)
        usual = error(self.bins, self.table, self.missed, rows)
        return constants(self.table, move(self.bins, self.table, rows), usual, self.missed, rows)


def out_of_fold(fit: Fit, names: Sequence[str], paths: Mapping[str, Path]) -> None:
    """Score everybody with constants that do not know them."""
    fold = folds(fit.table, fit.count)
    found = {}
    for index in range(fit.count):
        model = trees.model_of(json.loads(json.dumps(fit.without(index))))
        for number in np.flatnonzero(fold == index):
            name = names[number]
            found[name] = backtest.backtest(
                list(read_sets(paths[name])),
                partial(predict, model=model),
                partial(predict_to_failure, model=model),
            )
    report(found)


def main() -> None:
    """Fit, then score or write."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folders", nargs="+", type=Path)
    options.add_argument("--out-of-fold", action="store_true")
    options.add_argument("--folds", type=int, default=FOLDS)
    told = options.parse_args()
    names, table = gather(told.folders)
    print(f"{len(names)} people, {len(table.truth)} cases", flush=True)
    fit = Fit(table, told.folds)
    if told.out_of_fold:
        out_of_fold(fit, names, people(told.folders))
        return
    into = Path(trees.__file__).with_name("model.json")
    into.write_text(json.dumps(fit.whole(), separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{into.name}: {into.stat().st_size} bytes")


if __name__ == "__main__":
    main()
