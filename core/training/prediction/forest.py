"""Many small trees summed at once: every leaf of all of them is a bit of one long number.

A comparison that does not hold rules the leaves on its side out. For each clue there is one number
for each rank that it can have among its thresholds, with the leaves that are left; of all clues
together the first leaf left of each tree is where it ends. Their values are summed as codes, a bit
of the code at a time, by counting. So a sum takes 58 operations on long numbers instead of 2,800
steps through nodes that are never in the processor's cache (docs/decisions/154).
"""

from __future__ import annotations

import zlib
from array import array
from base64 import b85decode
from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

LEAF = 255  # in the place of a clue: no clue has this number
STEPS = 63  # of a leaf's value, on either side of nought
MIDDLE = 128  # the code of a leaf of nought
_LIFT = STEPS + 1  # added to values in steps, so that none is below nought
_DIGITS = [
    bytes(ord("1") if value >> bit & 1 else ord("0") for value in range(256))
    for bit in range((STEPS + _LIFT).bit_length())
]


class Forest:
    """Sets of trees over the same clues, as they are packed (`model.py`); sums are theirs alone."""

    __slots__ = ("_clues", "_first", "_sets", "_whole")

    def __init__(
        self, packed: Sequence[dict[str, Any]], thresholds: Sequence[Sequence[float]]
    ) -> None:
        """Read sets of trees, small ones first (theirs are short numbers then).

        `thresholds` are by clue, ascending.
        """
        leaves, roots = bytearray(), bytearray()
        runs = [[array("L") for _ in each] for each in thresholds]
        bounds = [0]
        for each in packed:
            clues, codes = (zlib.decompress(b85decode(each[name])) for name in ("clues", "codes"))
            _read(clues, codes, leaves, roots, runs)
            bounds.append(len(leaves))
        self._whole = (1 << len(leaves)) - 1
        self._first = int(roots[::-1] or b"0", 2)
        self._clues = tuple(
            (list(cuts), [self._whole, *[0] * len(cuts)], its)
            for cuts, its in zip(thresholds, runs, strict=True)
        )
        self._sets = tuple(
            (_planes(bytes(leaves), start, end), each["count"] * _LIFT, each["step"])
            for each, start, end in zip(packed, bounds, bounds[1:], strict=False)
        )

    def sums(self, clues: Sequence[float]) -> list[float]:
        """The sum of the leaves that clues lead to, of each set of trees."""
        left = self._whole
        for (cuts, masks, runs), clue in zip(self._clues, clues, strict=True):
            rank = bisect_left(cuts, clue)
            if rank:
                left &= masks[rank] or _rule_out(masks, runs, rank)
        ends = left ^ (left & (left - self._first))  # of each tree the first leaf that is left
        found = []
        for planes, lifted, step in self._sets:
            steps = sum([(ends & each).bit_count() << bit for bit, each in enumerate(planes)])
            found.append((steps - lifted) * step)
        return found


def _read(
    clues: bytes,
    codes: bytes,
    leaves: bytearray,
    roots: bytearray,
    runs: Sequence[list[array[int]]],
) -> None:
    """Add a set of trees: values of leaves, which are a tree's first ("1"), leaves below nodes.

    From the root on, the side below first, each leaf but a tree's last ends the side below of the
    node that waits latest.
    """
    waiting: list[tuple[int, int, int]] = []
    first = b"1"
    for clue, code in zip(clues, codes, strict=True):
        if clue != LEAF:
            waiting.append((clue, code, len(leaves)))
            continue
        leaves.append(code - MIDDLE + _LIFT)
        roots += first
        first = b"0" if waiting else b"1"
        if waiting:
            at, threshold, start = waiting.pop()
            runs[at][threshold].extend((start, len(leaves)))


def _planes(leaves: bytes, start: int, end: int) -> list[int]:
    """Of each bit of a leaf's value the leaves that have it."""
    digits = leaves[start:end][::-1]
    return [int(digits.translate(each) or b"0", 2) << start for each in _DIGITS]


def _rule_out(masks: list[int], runs: Sequence[array[int]], rank: int) -> int:
    """The leaves that a clue of this rank leaves, from the nearest lower rank; kept.

    They are made when first asked for: most of a megabyte for each hundred of them.
    """
    known = next(each for each in range(rank - 1, -1, -1) if masks[each])
    gone = 0
    for each in runs[known:rank]:
        for start, end in zip(each[::2], each[1::2], strict=True):
            gone |= ((1 << (end - start)) - 1) << start
    masks[rank] = masks[known] & ~gone
    return masks[rank]
