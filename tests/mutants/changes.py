"""Every change of a file that cosmic-ray knows of numbers and comparisons, and samples of them.

This file needs cosmic-ray, which has an environment of its own (`requirements-mutants.lock`).
"""

from __future__ import annotations

import difflib
import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators import comparison_operator_replacement, number_replacer
from cosmic_ray.operators.operator import Operator

from tests.mutants.rooms import ROOT, Room

# `==` into `is` and the like say nothing of a border, so identity is only turned into its opposite.
OPERATORS: tuple[type[Operator], ...] = (
    number_replacer.NumberReplacer,
    *(
        each
        for each in comparison_operator_replacement.operators()
        if each.__name__.count("_Is") in (0, 2)
    ),
)


@dataclass(frozen=True)
class Change:
    """One operator at one place of one file; the digest is that of the file's text."""

    room: str
    path: str
    operator: str
    occurrence: int
    digest: str

    @property
    def key(self) -> str:
        """What its outcome is kept under: another text of the file is another change."""
        return f"{self.path}:{self.operator}:{self.occurrence}:{self.digest}"

    def source(self) -> str:
        """The text of the file after the change."""
        operator = next(each for each in OPERATORS if each.__name__ == self.operator)
        changed = mutate_code(read(self.path), operator(), self.occurrence)
        assert changed is not None
        return str(changed)

    def shown(self) -> str:
        """Where it is and what it does: "core/training/week.py:24  LEAST_SETS = 4  ->  ... = 5"."""
        old, new = read(self.path).splitlines(), self.source().splitlines()
        lines = [each for each in difflib.ndiff(old, new) if each[0] in "-+"]
        at = next(place for place, (a, b) in enumerate(zip(old, new, strict=False), 1) if a != b)
        before, after = (
            " ".join(each[2:].strip() for each in lines if each[0] == sign) for sign in "-+"
        )
        return f"{self.path}:{at}  {before}  ->  {after}"


def read(path: str) -> str:
    """The text of a file of the project."""
    return (ROOT / path).read_text(encoding="utf-8")


def changes_of(room: Room) -> Iterator[Change]:
    """Every change of the files of a room, always in the same order."""
    for path in room.files():
        source = read(path)
        digest = hashlib.sha256(source.encode()).hexdigest()[:12]
        tree = get_ast(source)
        for kind in OPERATORS:
            operator = kind()
            places = sum(1 for node in ast_nodes(tree) for _ in operator.mutation_positions(node))
            for occurrence in range(places):
                yield Change(room.name, path, kind.__name__, occurrence, digest)


def sample(changes: list[Change], most: int, seed: int) -> list[Change]:
    """So many of them, the same for the same seed, in the order of their files."""
    if most >= len(changes):
        return changes
    places = random.Random(seed).sample(range(len(changes)), most)
    return [changes[place] for place in sorted(places)]
