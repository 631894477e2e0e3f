"""Small fitted trees in plain Python; a bench script makes their constants, `model.json`.

A node is (clue, threshold, at or below, above); a leaf is a number. What is not known counts as
far below everything. In the file a set of trees is packed: a byte for each node's clue and one for
its threshold or leaf, from the root on, the side at or below first; what a code means stands in the
tables beside it. Packed trees are read by `forest.py`.
"""

from __future__ import annotations

import json
import zlib
from base64 import b85encode
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from math import isnan
from typing import Any

from core.training.prediction.forest import LEAF, MIDDLE, STEPS, Forest

UNKNOWN = -1000.0
BANDS = (5.5, 7.5, 9.5, 11.5, 13.5)  # of predicted repetitions: errors are shaped differently
UNCUT = 11.0  # predicted repetitions
LEVELS = (0.025, 0.1, 1 / 6, 1 / 3, 0.5, 2 / 3, 5 / 6, 0.9, 0.975)

Node = Any  # tuple[int, float, Node, Node] | float


@dataclass(frozen=True, slots=True)
class Model:
    """What was fitted: the move from the anchor, its usual error, and how errors spread."""

    trees: Forest  # of the usual error, and of the move
    spreads: dict[str, list[list[list[float]]]]  # by place and band: rows of quantiles, see spread


@cache
def shipped() -> Model:
    """The constants that ship with the code."""
    return model_of(json.loads((files(__package__) / "model.json").read_text("utf-8")))


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
    trees = Forest((told["error"], told["move"]), told["thresholds"])
    return Model(trees, told["spreads"])


def pack(trees: Sequence[Node], thresholds: Sequence[Sequence[float]]) -> dict[str, Any]:
    """Pack trees; leaves lose what is below a 126th of the largest, thresholds nothing.

    `thresholds` are all that occur, by clue, ascending. Raises ValueError for more than 255 of
    either.
    """
    if len(thresholds) > LEAF or max(map(len, thresholds), default=0) > LEAF:
        raise ValueError("a byte counts no further than 255")
    most = max((abs(leaf) for each in trees for leaf in _leaves(each)), default=0.0)
    step = float(f"{most / STEPS:.6g}") or 1.0
    clues, codes = bytearray(), bytearray()
    for each in trees:
        _pack(each, thresholds, step, clues, codes)
    packed = {"clues": _squeezed(clues), "codes": _squeezed(codes)}
    return {"count": len(trees), "step": step, **packed}


def _leaves(node: Node) -> Iterator[float]:
    if isinstance(node, tuple):
        yield from _leaves(node[2])
        yield from _leaves(node[3])
    else:
        yield node


def _pack(
    node: Node,
    thresholds: Sequence[Sequence[float]],
    step: float,
    clues: bytearray,
    codes: bytearray,
) -> None:
    if isinstance(node, tuple):
        clue, threshold, below, above = node
        clues.append(clue)
        codes.append(thresholds[clue].index(threshold))
        _pack(below, thresholds, step, clues, codes)
        _pack(above, thresholds, step, clues, codes)
    else:
        clues.append(LEAF)
        codes.append(MIDDLE + round(node / step))


def _squeezed(told: bytearray) -> str:
    return b85encode(zlib.compress(told, 9)).decode()


def known(clues: Sequence[float]) -> list[float]:
    """Put a number where nothing is known."""
    return [UNKNOWN if isnan(each) else each for each in clues]


def spread(model: Model, place: str, reps: float, error: float) -> list[float]:
    """What is missed, over the usual error, at LEVELS; rows are [usual error, quantiles].

    Places are "first" and "later" sets, and "marked first" and "marked later" where repetitions
    are counted to failure.
    """
    bands = model.spreads[place]
    return quantiles(bands[bisect_right(BANDS, reps)], error)


def quantiles(rows: Sequence[Sequence[float]], error: float) -> list[float]:
    """Spread of the miss over the usual error, at LEVELS, between the two nearest rows."""
    at = bisect_right([row[0] for row in rows], error)
    if at == 0 or at == len(rows):
        return list(rows[max(0, at - 1)][1:])
    low, high = rows[at - 1], rows[at]
    share = (error - low[0]) / (high[0] - low[0])
    return [one + share * (two - one) for one, two in zip(low[1:], high[1:], strict=True)]
