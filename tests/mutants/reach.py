"""Which tests reach what is changed: noted once, so that a change is tried against these alone.

For each test the functions of `core` that run in it are kept, with its seconds, in
`.mutants/reach.jsonl`; a file of tests that changed is looked at anew. A number at the head of a
module is reached by the tests of all functions that name it, and of those that name what is made
of it.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.mutants.rooms import ROOT

KEPT = ROOT / ".mutants" / "reach.jsonl"
MOST_SECONDS = 20.0  # of tests for one change
NEAR = 0.2  # tests of the same room come first as if they took a fifth of their time


def digest(path: str) -> str:
    """What a file of tests says, in short."""
    return hashlib.sha256((ROOT / path).read_bytes()).hexdigest()[:12]


@dataclass
class Reach:
    """Seconds of each test, and the tests of each function ("core/coach.py:Coach.handle")."""

    seconds: dict[str, float] = field(default_factory=dict)
    tests: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def those_of(self, path: str, line: int) -> list[str]:
        """Tests that a change at this place could fail, the quick and near ones first."""
        found: set[str] = set()
        for name in named(path, line):
            found |= self.tests.get(name, set())
        near = str(Path(path).parent).replace("core", "tests/core", 1)

        def cost(test: str) -> tuple[float, str]:
            return self.seconds[test] * (NEAR if test.startswith(near) else 1), test

        chosen, spent = [], 0.0
        for test in sorted(found, key=cost):
            spent += self.seconds[test]
            if spent > MOST_SECONDS and chosen:
                break
            chosen.append(test)
        return chosen


def kept(items: Iterable[str]) -> tuple[Reach, list[str]]:
    """What is known of these tests, and those of which nothing is known."""
    wanted, known = dict.fromkeys(items), Reach()
    digests: dict[str, str] = {}
    rows = KEPT.read_text("utf-8").splitlines() if KEPT.exists() else []
    for row in map(json.loads, rows):
        name = row["test"]
        file = name.partition("::")[0]
        if name not in wanted:
            continue
        if file not in digests:
            digests[file] = digest(file)
        if row["digest"] != digests[file]:
            continue
        known.seconds[name] = row["seconds"]
        for place in row["reached"]:
            known.tests[place].add(name)
    for place in list(known.tests):
        for part in enclosing(place):
            known.tests[part] |= known.tests[place]
    return known, [each for each in wanted if each not in known.seconds]


def keep(seconds: dict[str, float], reached: dict[str, list[str]]) -> None:
    """Note what was found out of some tests."""
    KEPT.parent.mkdir(exist_ok=True)
    with KEPT.open("a", encoding="utf-8") as file:
        for name, took in seconds.items():
            row = {
                "test": name,
                "digest": digest(name.partition("::")[0]),
                "seconds": took,
                "reached": reached[name],
            }
            file.write(json.dumps(row) + "\n")


def enclosing(place: str) -> Iterator[str]:
    """The function around an inner one, and the class around a method."""
    path, _, name = place.partition(":")
    outer = name.partition(".<locals>")[0]
    if outer != name:
        yield f"{path}:{outer}"
    if "." in outer:
        yield f"{path}:{outer.rpartition('.')[0]}"


def named(path: str, line: int) -> Iterator[str]:
    """Functions, as `path:name`, that a change of this line of the file could change."""
    inside = function_at(tree(path), line)
    if inside:
        yield f"{path}:{inside}"
        return
    statement = statement_at(tree(path), line)
    names = frozenset(targets(statement)) if statement else frozenset()
    yield from (f"{path}:{each}" for each in names)  # methods of a class
    yield from naming(path, names)


@functools.cache
def tree(path: str) -> ast.Module:
    """A file of the project as Python reads it."""
    return ast.parse((ROOT / path).read_text("utf-8"))


def function_at(within: ast.AST, line: int, before: str = "") -> str:
    """The function or method around a line, by its qualified name; "" outside."""
    for each in ast.iter_child_nodes(within):
        if not isinstance(each, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        first = min([each.lineno, *(one.lineno for one in each.decorator_list)])
        if first <= line <= (each.end_lineno or 0):
            if isinstance(each, ast.ClassDef):
                return function_at(each, line, f"{before}{each.name}.")
            return before + each.name
    return ""


def statement_at(module: ast.Module, line: int) -> ast.stmt | None:
    """The statement of a module around a line."""
    return next((one for one in module.body if one.lineno <= line <= (one.end_lineno or 0)), None)


def targets(statement: ast.stmt) -> Iterator[str]:
    """Names that a statement of a module makes."""
    if isinstance(statement, ast.ClassDef | ast.FunctionDef):
        yield statement.name
    for each in ast.walk(statement):
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
            yield each.id


def naming(path: str, names: frozenset[str]) -> Iterator[str]:
    """Functions of `core` that name one of these names of a file, or what is made of them."""
    waiting, seen = [(path, names)], {(path, each) for each in names}
    while waiting:
        where, wanted = waiting.pop()
        for file in importers(where):
            local = wanted | aliases(file, where, wanted) if file != where else wanted
            if file != where and not (
                imported(file, where) & wanted or imported(file, where) == {"*"}
            ):
                continue
            made: set[str] = set()
            for statement in tree(file).body:
                if not uses(statement, local) or isinstance(statement, ast.Import | ast.ImportFrom):
                    continue
                if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield f"{file}:{statement.name}"
                else:
                    made |= {each for each in targets(statement) if (file, each) not in seen}
                    yield from (f"{file}:{each}" for each in targets(statement))
            if made:
                seen |= {(file, each) for each in made}
                waiting.append((file, frozenset(made)))


def uses(statement: ast.stmt, names: frozenset[str]) -> bool:
    """Whether a statement names one of them."""
    return any(
        (isinstance(each, ast.Name) and each.id in names)
        or (isinstance(each, ast.Attribute) and each.attr in names)
        for each in ast.walk(statement)
    )


@functools.cache
def files() -> Sequence[str]:
    """Every file of `core`."""
    return [str(each.relative_to(ROOT)) for each in sorted((ROOT / "core").rglob("*.py"))]


@functools.cache
def imports(file: str) -> dict[str, dict[str, str]]:
    """For each module that a file imports from: name there, name here; the module itself as "*"."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for each in ast.walk(tree(file)):
        if isinstance(each, ast.ImportFrom) and each.module:
            for one in each.names:
                found[each.module][one.name] = one.asname or one.name
                found[f"{each.module}.{one.name}"]["*"] = one.asname or one.name
    return found


def module_name(path: str) -> str:
    """`core/coach.py` as it is imported."""
    return path.removesuffix(".py").replace("/", ".")


def imported(file: str, path: str) -> set[str]:
    """Names that a file imports from another; "*" where it imports the module."""
    return set(imports(file).get(module_name(path), {}))


def aliases(file: str, path: str, names: frozenset[str]) -> frozenset[str]:
    """How a file calls names of another."""
    here = imports(file).get(module_name(path), {})
    return frozenset(here[each] for each in names if each in here)


def importers(path: str) -> list[str]:
    """A file and those that import from it."""
    return [path, *(each for each in files() if each != path and imported(each, path))]
