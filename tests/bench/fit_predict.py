"""Fits the constants of `core/training/predict.json` on a folder of exports, and scores them.

    python tests/bench/fit_predict.py FOLDER                  fit on everything, write the constants
    python tests/bench/fit_predict.py FOLDER --leave-one-out  fit without each log in turn, score it

Wants numpy and lightgbm, which nothing else here needs. Files named `*_older` and G1s repeat other
logs and are left out; one file is one fold.
"""

from __future__ import annotations

import argparse
import json
import sys
from functools import partial
from pathlib import Path

import lightgbm
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from core import backtest
from core.exchange.readers import read_sets
from core.training import trees
from core.training.clues import KEYS, clues
from core.training.predict import predict, predict_to_failure, seen_past

MOST_REPS = 30
BESIDE = 0.3  # weight of a set that is not scored: light, long, or early in the log
INNER = 4
ROWS, ROW_SETS = 8, 300
# The misses come from models that saw fewer logs and are a little larger than those to come.
FITTED = [{1 / 6: 0.185, 5 / 6: 0.815}.get(each, each) for each in trees.LEVELS]
COMMON = {
    "min_data_in_leaf": 60, "feature_fraction": 0.7, "bagging_fraction": 0.7, "bagging_freq": 1,
    "lambda_l2": 5, "verbose": -1, "num_threads": 1, "seed": 1,
}  # fmt: skip
MOVE = {"objective": "regression_l1", "num_leaves": 63, "learning_rate": 0.15, **COMMON}
ERROR = {"objective": "regression", "num_leaves": 31, "learning_rate": 0.15, **COMMON}
MOVE_TREES, ERROR_TREES = 40, 20


class Table:
    """Every case of some logs, as arrays."""

    def __init__(self, logs: dict[str, list[backtest.Case]]) -> None:
        told = [(name, case) for name, found in logs.items() for case in found]
        self.log = np.array([name for name, _ in told])
        rows = [
            clues(seen_past(c.past, c.today, c.day), c.today, c.load, c.number, c.day)
            for _, c in told
        ]
        self.x = np.array([trees.known(row) for row in rows], dtype=np.float32)
        self.truth = np.array([case.truth for _, case in told])
        self.scored = np.array([case.scored for _, case in told])
        self.first = np.array([case.first for _, case in told])

    def part(self, mask: np.ndarray) -> Table:
        part = object.__new__(Table)
        for name, value in vars(self).items():
            setattr(part, name, value[mask])
        return part


def gather(folder: Path) -> dict[str, list[backtest.Case]]:
    logs = {}
    for path in sorted(folder.glob("*.csv")):
        if path.stem.endswith("_older") or path.stem == "G1s":
            continue
        sets = list(read_sets(path))
        logs[path.stem] = [
            case
            for case in backtest.cases(sets)
            if (case.past or case.today) and case.truth <= MOST_REPS
        ]
    return logs


def train(table: Table, goal: np.ndarray, settings: dict, count: int) -> lightgbm.Booster:
    weight = np.where(table.scored, 1.0, BESIDE)
    return lightgbm.train(settings, lightgbm.Dataset(table.x, goal, weight=weight), count)


def moves(table: Table) -> np.ndarray:
    return np.clip(table.truth - table.x[:, 0], -8, 8)


def misses(table: Table) -> np.ndarray:
    """What was missed on logs a model had not seen, for every case."""
    names = sorted(set(table.log), key=lambda name: -np.sum(table.log == name))
    part_of = {name: index % INNER for index, name in enumerate(names)}
    part = np.array([part_of[name] for name in table.log])
    out = np.zeros(len(part))
    for index in range(INNER):
        unseen = part == index
        seen = table.part(~unseen)
        model = train(seen, moves(seen), MOVE, MOVE_TREES)
        out[unseen] = moves(table)[unseen] - model.predict(table.x[unseen])
    return out


def fit(table: Table) -> dict:
    """Fit the move, then its usual error and spread on misses of logs not seen."""
    missed = misses(table)
    move = train(table, moves(table), MOVE, MOVE_TREES)
    error = train(table, np.minimum(np.abs(missed), 8), ERROR, ERROR_TREES)
    usual = np.maximum(error.predict(table.x), 0.02)
    spreads = {
        "first": spread(table, missed, usual, table.first & table.scored),
        "later": spread(table, missed, usual, ~table.first & table.scored),
    }
    return {"clues": list(KEYS), "move": dump(move), "error": dump(error), "spreads": spreads}


def spread(table: Table, missed: np.ndarray, usual: np.ndarray, mask: np.ndarray) -> list:
    """Rows of quantiles for each band of predicted repetitions."""
    band = np.digitize(table.truth - missed, trees.BANDS)
    return [
        rows_of(missed[mask & (band == each)], usual[mask & (band == each)])
        for each in range(len(trees.BANDS) + 1)
    ]


def rows_of(missed: np.ndarray, usual: np.ndarray) -> list:
    count = min(ROWS, max(1, len(usual) // ROW_SETS))
    rows = []
    for chunk in np.array_split(np.argsort(usual), count):
        ratio = missed[chunk] / usual[chunk]
        centre = float(np.median(usual[chunk]))
        rows.append([round(centre, 4), *np.quantile(ratio, FITTED).round(3).tolist()])
    return rows


def dump(booster: lightgbm.Booster) -> list:
    return [node(each["tree_structure"]) for each in booster.dump_model()["tree_info"]]


def node(told: dict) -> list | float:
    if "leaf_value" in told:
        return round(told["leaf_value"], 4)
    below, above = node(told["left_child"]), node(told["right_child"])
    return [told["split_feature"], float(f"{told['threshold']:.5g}"), below, above]


def leave_one_out(folder: Path, logs: dict[str, list[backtest.Case]]) -> None:
    table = Table(logs)
    whole = backtest.Backtest([], [], [])
    for name in logs:
        model = trees.model_of(fit(table.part(table.log != name)))
        found = backtest.backtest(
            read_sets(folder / f"{name}.csv"),
            partial(predict, model=model),
            partial(predict_to_failure, model=model),
        )
        one = backtest.table(found)["all"]["pooled"]
        print(name, json.dumps(one), flush=True)
        for into, part in (
            (whole.everything, found.everything),
            (whole.marked, found.marked),
            (whole.marked_full, found.marked_full),
        ):
            into.extend(part)
        whole.seconds += found.seconds
    print(json.dumps(backtest.table(whole), indent=1))
    for low, high in ((1, 4), (4, 6), (6, 8), (8, 10), (10, 12), (12, 16)):
        band = [o for o in whole.everything if low <= o.prediction.reps < high]
        if len(band) >= 500:
            print("predicted", low, high, json.dumps(backtest.score(band, whole=True)))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--leave-one-out", action="store_true")
    told = options.parse_args()
    logs = gather(told.folder)
    if told.leave_one_out:
        leave_one_out(told.folder, logs)
        return
    into = Path(trees.__file__).with_name("predict.json")
    into.write_text(json.dumps(fit(Table(logs)), separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{into.name}: {into.stat().st_size} bytes")


if __name__ == "__main__":
    main()
