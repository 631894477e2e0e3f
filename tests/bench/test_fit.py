"""The fit of the predictor on a few made-up people; runs where its packages are installed:

python -m pytest -o norecursedirs=drills tests/bench/test_fit.py
"""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

pytest.importorskip("lightgbm")
np = pytest.importorskip("numpy")

from core.training.prediction import model as trees  # noqa: E402
from core.training.prediction.features import KEYS  # noqa: E402
from tests.bench import fit_predict  # noqa: E402
from tests.bench.fit_tables import folds, gather  # noqa: E402

HEAD = "Date,Workout Name,Exercise Name,Set Order,Weight,Weight Unit,Reps,RPE\n"


def write(folder: Path, people: int) -> None:
    for person in range(people):
        chance, rows = Random(person), []
        for day in range(1, 29):
            for number in range(1, 4):
                reps = 12 - number + chance.randint(-2, 2)
                rpe = chance.choice(["", "8", "10"])
                rows.append(
                    f"2026-{1 + person:02}-{day:02} 18:00:00,Push,Bench,{number},60,kg,{reps},{rpe}"
                )
        (folder / f"P{person}.csv").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")


def test_a_small_fit_from_files_to_constants(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, 6)
    monkeypatch.setattr(fit_predict, "MOVE_TREES", 5)
    names, table = gather([tmp_path])
    assert len(names) == 6
    fold = folds(table, 3)
    assert sorted(np.bincount(fold)) == [2, 2, 2]
    fit = fit_predict.Fit(table, 3)
    told = json.loads(json.dumps(fit.whole()))
    assert told == json.loads(json.dumps(fit_predict.Fit(table, 3).whole()))
    assert told["clues"] == list(KEYS)
    model = trees.model_of(told)
    moves = fit_predict.move(fit.bins, table, np.ones(len(table.truth), dtype=bool))
    for row in table.x[::50]:
        fitted = fit_predict.moved(moves, row[None, :])[0]
        _, move = model.trees.sums(trees.known(row.tolist()))
        assert move == pytest.approx(fitted, abs=0.05)
