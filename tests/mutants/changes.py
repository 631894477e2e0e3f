"""Every change of a file that cosmic-ray knows of numbers and comparisons, and samples of them.

This file needs cosmic-ray, which has an environment of its own (`requirements-mutants.lock`).
"""

from __future__ import annotations

import ast
import functools
import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators import comparison_operator_replacement, number_replacer
from cosmic_ray.operators.operator import Operator

from tests.mutants.reach import imports, tree
from tests.mutants.rooms import ROOT, Room

# `==` into `is` and the like say nothing of a border, so identity is only turned into its opposite.
# So is the equality of words (`unit == "kg"`): that "kg" comes before "lb" is no border.
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
        return changed_text(self.path, self.operator, self.occurrence)

    @property
    def line(self) -> int:
        """The line of the file where the change begins."""
        old, new = read(self.path).splitlines(), self.source().splitlines()
        return next(place for place, (a, b) in enumerate(zip(old, new, strict=False), 1) if a != b)

    def shown(self) -> str:
        """Where it is and what it does: "core/training/week.py:24  LEAST_SETS = 4  ->  ... = 5"."""
        old, new = read(self.path).splitlines(), self.source().splitlines()
        start = self.line - 1
        end = next(
            place
            for place in range(1, len(old) - start + 1)
            if place > len(new) - start or old[-place] != new[-place] or place == len(old) - start
        )
        before, after = (
            " ".join(each.strip() for each in lines[start : len(lines) - end + 1])
            for lines in (old, new)
        )
        return f"{self.path}:{start + 1}  {before}  ->  {after}"


@functools.lru_cache(maxsize=64)
def changed_text(path: str, operator: str, occurrence: int) -> str:
    """The text of a file after the change of one place; reading it takes a while."""
    kind = next(each for each in OPERATORS if each.__name__ == operator)
    changed = mutate_code(read(path), kind(), occurrence)
    assert changed is not None
    return str(changed)


def read(path: str) -> str:
    """The text of a file of the project."""
    return (ROOT / path).read_text(encoding="utf-8")


def changes_of(room: Room) -> Iterator[Change]:
    """Every change of the files of a room, always in the same order."""
    for path in room.files():
        source = read(path)
        digest = hashlib.sha256(source.encode()).hexdigest()[:12]
        nodes, words = [*ast_nodes(get_ast(source))], comparisons_of_words(path)
        for kind in OPERATORS:
            operator = kind()
            places = [at for node in nodes for at, _ in operator.mutation_positions(node)]
            for occurrence, at in enumerate(places):
                if not (orders(kind) and is_within(at, words)):
                    yield Change(room.name, path, kind.__name__, occurrence, digest)


Place = tuple[int, int]  # line and column


def orders(kind: type[Operator]) -> bool:
    """Whether an operator turns an equality into a comparison of order."""
    _, _, change = kind.__name__.partition("_")
    before, _, after = change.partition("_")
    return before in ("Eq", "NotEq") and after not in ("Eq", "NotEq")


def is_within(at: Place, spans: list[tuple[Place, Place]]) -> bool:
    """Whether a place lies in one of these."""
    return any(start <= at < end for start, end in spans)


def comparisons_of_words(path: str) -> list[tuple[Place, Place]]:
    """Where two words are compared, from the end of the first to the begin of the second."""
    words, found = words_in(path), []
    for each in ast.walk(tree(path)):
        if isinstance(each, ast.Compare):
            for one, two in pairwise([each.left, *each.comparators]):
                if is_word(one, words) or is_word(two, words):
                    start = one.end_lineno or 0, one.end_col_offset or 0
                    found.append((start, (two.lineno, two.col_offset)))
    return found


def is_word(each: ast.expr, words: set[str]) -> bool:
    """Whether an expression is a word, or the name of one."""
    if isinstance(each, ast.Constant):
        return isinstance(each.value, str)
    return isinstance(each, ast.Name | ast.Attribute) and ast.unparse(each) in words


def words_in(path: str) -> set[str]:
    """Names that stand for a word in a file: made at its head or imported, `scan.WORD` too."""
    found = made_words(path)
    for module, names in imports(path).items():
        file = f"{module.replace('.', '/')}.py"
        if not (ROOT / file).exists() or not module.startswith("core."):
            continue
        theirs = made_words(file)
        found |= {here for there, here in names.items() if there in theirs}
        if "*" in names:
            found |= {f"{names['*']}.{each}" for each in theirs}
    return found


def made_words(path: str) -> set[str]:
    """Names at the head of a file that stand for a word: `A, B = "a", "b"`."""
    found = set()
    for each in tree(path).body:
        if not isinstance(each, ast.Assign):
            continue
        values = each.value.elts if isinstance(each.value, ast.Tuple) else [each.value]
        for target in each.targets:
            names = target.elts if isinstance(target, ast.Tuple) else [target]
            if len(names) == len(values):
                found |= {
                    name.id
                    for name, value in zip(names, values, strict=True)
                    if isinstance(name, ast.Name) and is_word(value, set())
                }
    return found


def sample(changes: list[Change], most: int, seed: int) -> list[Change]:
    """So many of them, the same for the same seed, in the order of their files."""
    if most >= len(changes):
        return changes
    places = random.Random(seed).sample(range(len(changes)), most)
    return [changes[place] for place in sorted(places)]
