"""Small fitted trees in plain Python; a bench script makes their constants, `predict.json`.

A node is (clue, threshold, at or below, above); a leaf is a number. What is not known counts as
far below everything.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from math import isnan
from typing import Any

UNKNOWN = -1000.0
BANDS = (5.5, 7.5, 9.5, 11.5, 13.5)  # of predicted repetitions: errors are shaped differently
UNCUT = 11.0  # predicted repetitions
LEVELS = (0.025, 0.1, 1 / 6, 1 / 3, 0.5, 2 / 3, 5 / 6, 0.9, 0.975)

Node = Any  # tuple[int, float, Node, Node] | float


@dataclass(frozen=True, slots=True)
class Model:
    """What was fitted: the move from the anchor, its usual error, and how errors spread."""

    move: tuple[Node, ...]
    error: tuple[Node, ...]
    spreads: dict[str, list[list[list[float]]]]  # by place and band: rows of quantiles, see spread


@cache
def shipped() -> Model:
    """The constants that ship with the code."""
    return model_of(json.loads((files(__package__) / "predict.json").read_text("utf-8")))


@cache
def uncut() -> Model:
    """The shipped model where sets of more than 15 repetitions count too.

    The logs of the fit hold none, so that long predictions seem to miss downwards only: they take
    the shape of misses from UNCUT, which that limit hardly touches.
    """
    model = shipped()
    whole = bisect_right(BANDS, UNCUT)
    spreads = {
        place: [*bands[:whole], *[bands[whole]] * (len(bands) - whole)]
        for place, bands in model.spreads.items()
    }
    return replace(model, spreads=spreads)


def model_of(told: dict[str, Any]) -> Model:
    """Build a model from its constants."""
    move, error = (tuple(map(_node, told[name])) for name in ("move", "error"))
    return Model(move, error, told["spreads"])


def _node(told: Node) -> Node:
    if not isinstance(told, list):
        return told
    return (told[0], told[1], _node(told[2]), _node(told[3]))


def known(clues: Sequence[float]) -> list[float]:
    """Put a number where nothing is known."""
    return [UNKNOWN if isnan(each) else each for each in clues]


def add_up(trees: Sequence[Node], clues: Sequence[float]) -> float:
    """Sum the leaves that the clues lead to."""
    total = 0.0
    for each in trees:
        node = each
        while node.__class__ is tuple:
            node = node[2] if clues[node[0]] <= node[1] else node[3]
        total += node
    return total


def spread(model: Model, first: bool, reps: float, error: float) -> list[float]:
    """What is missed, over the usual error, at LEVELS; rows are [usual error, quantiles]."""
    bands = model.spreads["first" if first else "later"]
    return quantiles(bands[bisect_right(BANDS, reps)], error)


def quantiles(rows: Sequence[Sequence[float]], error: float) -> list[float]:
    """Spread of the miss over the usual error, at LEVELS, between the two nearest rows."""
    at = bisect_right([row[0] for row in rows], error)
    if at == 0 or at == len(rows):
        return list(rows[max(0, at - 1)][1:])
    low, high = rows[at - 1], rows[at]
    share = (error - low[0]) / (high[0] - low[0])
    return [one + share * (two - one) for one, two in zip(low[1:], high[1:], strict=True)]
