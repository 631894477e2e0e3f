"""Imports go one way; this walks them, those inside functions and for types too."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(path for room in ("bot", "core") for path in (ROOT / room).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
LONGEST = 400  # lines; a longer file holds two things

# Who alone may import a library, as the beginning of the importer's name.
ONLY_IN = {
    "sqlalchemy": ("core.store",),
    "aiosqlite": ("core.store",),
    "asyncpg": ("core.store",),
    "alembic": ("core.store",),
    "sqlite3": ("core.store",),
    "asyncio": ("core.store", "bot"),
    "telegram": ("bot.platforms.telegram",),
    "discord": ("bot.platforms.discord",),
    "prompt_toolkit": ("bot.platforms.terminal",),
    "bot": ("bot",),
}


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in FILES}


def imports(name: str, source: str, *, at_start_only: bool = False) -> Iterator[str]:
    """Give every module that a module imports, `from a import b` as "a.b" where that is one."""
    tree = ast.parse(source)
    inside = _later(tree) if at_start_only else set()
    for node in ast.walk(tree):
        if node in inside:
            continue
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} imports relatively"
            for each in node.names:
                inner = f"{node.module}.{each.name}"
                yield inner if inner in MODULES else str(node.module)


def _later(tree: ast.AST) -> set[ast.AST]:
    """Find what runs after the import: bodies of functions, and what is there for types only."""
    later: set[ast.AST] = set()
    for node in ast.walk(tree):
        for_types = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or for_types:
            later.update(each for each in ast.walk(node) if each is not node)
    return later


def belongs(name: str, room: str) -> bool:
    """Whether a module is in a room: "bot.platforms" holds bot.platforms.base too."""
    rest = name.removeprefix(room)
    return name.startswith(room) and rest[:1] in ("", ".")


def wrong(name: str, source: str) -> list[str]:
    """List the imports of a module that go the wrong way."""
    faults = []
    for each in imports(name, source):
        library = each.split(".")[0]
        rooms = ONLY_IN.get(library)
        if rooms and not any(belongs(name, room) for room in rooms):
            faults.append(f"{name} imports {each}")
        if belongs(name, "core.training") and not (
            each == "core.records"
            or belongs(each, "core.training")
            or library in sys.stdlib_module_names
        ):
            faults.append(f"{name} imports {each}")
    return faults


def cycle(graph: dict[str, set[str]]) -> list[str]:
    """Find modules that import each other in a circle."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


@pytest.mark.parametrize("name", MODULES)
def test_imports_go_one_way(name: str) -> None:
    assert wrong(name, MODULES[name].read_text(encoding="utf-8")) == []


def test_no_cycles() -> None:
    graph = {
        name: {each for each in imports(name, path.read_text(encoding="utf-8")) if each in MODULES}
        for name, path in MODULES.items()
        if path.name != "__init__.py"
    }
    assert cycle(graph) == []


@pytest.mark.parametrize("path", [*FILES, *TESTS], ids=lambda path: str(path.relative_to(ROOT)))
def test_files_stay_short_and_say_what_they_are_for(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert source.count("\n") <= LONGEST
    assert not source.strip() or ast.get_docstring(ast.parse(source))


def test_start_up_imports_no_platform() -> None:
    heavy = {"telegram", "discord", "prompt_toolkit", "alembic", "sqlalchemy", "pydantic_settings"}
    for name in ("bot.__main__", "bot.platforms.terminal.chat", "bot.platforms.terminal.render"):
        source = MODULES[name].read_text(encoding="utf-8")
        found = {each.split(".")[0] for each in imports(name, source, at_start_only=True)}
        assert found & heavy == set()


@pytest.mark.parametrize(
    ("name", "source", "count"),
    [
        ("core.coach", "import bot.app", 1),
        ("core.coach", "from bot import app", 1),
        ("core.coach", "def f():\n    import asyncio", 1),
        ("core.store.engine", "import asyncio\nfrom sqlalchemy.ext import asyncio as a", 0),
        ("core.training.target", "from core.messages import Reply", 1),
        ("core.training.target", "from core.training.effort.reserve import a\nimport math", 0),
        ("core.training.target", "import numpy", 1),
        ("bot.app", "import telegram.ext", 1),
        ("bot.app", "import discord, asyncio", 1),
        ("bot.platforms.telegram.read", "from telegram import Update", 0),
        ("bot.platforms.telegram.read", "import discord", 1),
        ("bot.runtime.inbox_worker", "from sqlalchemy import text", 1),
    ],
)
def test_the_walk_itself(name: str, source: str, count: int) -> None:
    assert len(wrong(name, source)) == count


def test_a_circle_is_found() -> None:
    assert cycle({"a": {"b"}, "b": {"c"}, "c": {"a"}})
    assert not cycle({"a": {"b", "c"}, "b": {"c"}})
