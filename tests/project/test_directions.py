"""Imports go one way; this walks them, those inside functions and for types too."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

# What a library or Python names with an underscore, although it is documented.
DOCUMENTED = {"os._exit", "_replace", "_fields"}
# The one function per library that may touch what it keeps to itself, and says why.
PRIVATE_IN = {
    "core.store.sqlite.driver": {"_conn", "_execute", "_thread"},
    "bot.platforms.discord.library": {
        "_buckets",
        "_from_json",
        "_global_over",
        "_try_clear_expired_ratelimits",
    },
}

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
    "sqlite3": ("core.store", "core.interchange.readers.fitnotes_backup"),
    "openpyxl": ("core.interchange.readers.workbook",),
    "asyncio": ("core.store", "bot"),
    "telegram": ("bot.platforms.telegram",),
    "discord": ("bot.platforms.discord",),
    "prompt_toolkit": ("bot.platforms.terminal",),
    "bot": ("bot",),
}


# Rooms, and what they never import: the rooms behind them on a message's way, and the store.
ASIDE = ("core.coach", "core.commands", "core.context", "core.handlers", "core.render")
NEVER = {
    "core.parsing": (*ASIDE, "core.store", "core.training", "core.interchange"),
    "core.exercises": (*ASIDE, "core.store", "core.training", "core.interchange"),
    "core.groups": (*ASIDE, "core.store", "core.parsing", "core.interchange"),
    "core.reminders": (*ASIDE, "core.store", "core.parsing", "core.interchange"),
    "core.accounts": (*ASIDE, "core.store", "core.parsing", "core.interchange"),
    "core.charts": (*ASIDE, "core.store", "core.parsing", "core.interchange"),
    "core.plans": (*ASIDE, "core.store", "core.interchange", "core.locale", "core.intents"),
    "core.trials": (*ASIDE, "core.store", "core.parsing", "core.interchange", "core.locale"),
    "core.training": ("core.trials",),
    "core.interchange": ASIDE,
    "core.interchange.readers": ("core.store",),
    "core.store": (*ASIDE, "core.parsing", "core.locale", "core.intents", "core.interchange"),
    "core.handlers": ("core.coach", "core.commands"),
    "core.render": ("core.coach", "core.commands", "core.handlers", "core.interchange"),
    "bot.platforms": ("core.coach", "core.handlers", "core.parsing", "core.training"),
}


# Import what few need, so that it costs the others no start-up: the driver of the one database that
# is opened, and what reads catalogues that nobody compiled.
DRIVERS = ("core.store.engine", "core.locale.compiled", "core.locale.build_hook")


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
        for room, others in NEVER.items():
            if belongs(name, room) and any(belongs(each, other) for other in others):
                faults.append(f"{name} imports {each}")
        if belongs(name, "core.training") and not (
            each in ("core.records", "core.limits")
            or belongs(each, "core.training")
            or library in sys.stdlib_module_names
        ):
            faults.append(f"{name} imports {each}")
    return faults


def private(name: str, source: str) -> list[str]:
    """List the private attributes that a module takes of what is not its own."""
    tree = ast.parse(source)
    own = {each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)}
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute) or not re.match(r"_[a-z]", node.attr):
            continue
        whole = ast.unparse(node)
        of_itself = isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")
        if of_itself or {whole, node.attr} & DOCUMENTED:
            continue
        if isinstance(node.value, ast.Call) and node.attr in own:
            continue
        if node.attr not in PRIVATE_IN.get(name, set()):
            found.append(whole)
    return found


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


@pytest.mark.parametrize("name", MODULES)
def test_what_a_library_keeps_to_itself_is_touched_in_one_place(name: str) -> None:
    assert private(name, MODULES[name].read_text(encoding="utf-8")) == []


def test_private_attributes_are_found() -> None:
    source = "self._a\nself._driver._execute\nos._exit(1)\nrow._replace(a=1)\nx._conn\nmake()._y"
    assert sorted(private("core.coach", source)) == [
        "make()._y",
        "self._driver._execute",
        "x._conn",
    ]
    assert private("core.store.sqlite.driver", "driver._conn") == []
    assert private("core.coach", "def _y(): pass\nmake()._y") == []


def test_no_cycles() -> None:
    graph = {
        name: {each for each in imports(name, path.read_text(encoding="utf-8")) if each in MODULES}
        for name, path in MODULES.items()
        if path.name != "__init__.py"
    }
    assert cycle(graph) == []


def late(source: str) -> set[str]:
    """Our modules that a module imports inside a function."""
    tree = ast.parse(source)
    inside = {
        str(node.module)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.ImportFrom)
    }
    return {each for each in inside if each.split(".")[0] in ("bot", "core")}


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith("core")])
def test_nothing_is_imported_late_to_dodge_a_circle(name: str) -> None:
    source = MODULES[name].read_text(encoding="utf-8")
    assert name in DRIVERS or late(source) == set()


def test_late_imports_are_found() -> None:
    assert late("from core.errors import A\ndef f():\n    from core.records import B") == {
        "core.records"
    }


@pytest.mark.parametrize("path", [*FILES, *TESTS], ids=lambda path: str(path.relative_to(ROOT)))
def test_files_stay_short_and_say_what_they_are_for(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert source.count("\n") <= LONGEST
    assert not source.strip() or ast.get_docstring(ast.parse(source))


def repeated(sources: dict[str, str]) -> list[tuple[str, str]]:
    """List numbers that two modules give the same name: (name, value)."""
    found: dict[tuple[str, str], set[str]] = {}
    for module, source in sources.items():
        for node in ast.parse(source).body:
            if isinstance(node, ast.Assign) and isinstance(name := node.targets[0], ast.Name):
                number = isinstance(node.value, ast.Constant | ast.Call) and re.search(
                    r"\d", ast.unparse(node.value)
                )
                if name.id.isupper() and number:
                    key = name.id.strip("_"), ast.unparse(node.value)
                    found.setdefault(key, set()).add(module)
    return [key for key, modules in found.items() if len(modules) > 1]


# The same name and number by chance, or too plain to be anybody's.
BY_CHANCE = {("DAY", "timedelta(days=1)"), ("MOST_REPS", "12"), ("NEAR", "2.0"), ("TRIES", "3"),
             ("BATCH", "100"), ("SHOWN_LIFTS", "8"), ("PURGED_AT_ONCE", "1000"),
             ("MOST_NOTE_WORDS", "4"), ("POLL_SECONDS", "1.0"),
             ("LEASE", "timedelta(seconds=90)")}  # fmt: skip


def test_a_number_has_its_name_in_one_place() -> None:
    texts = {name: path.read_text(encoding="utf-8") for name, path in MODULES.items()}
    assert set(repeated(texts)) - BY_CHANCE == set()
    assert repeated({"a": "GAP = 4", "b": "_GAP = 4", "c": "GAP = 5"}) == [("GAP", "4")]


def test_start_up_imports_no_platform() -> None:
    heavy = {"telegram", "discord", "prompt_toolkit", "alembic", "sqlalchemy", "dotenv"}
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
        ("core.parsing.sets", "from core.store.rows import Change", 1),
        ("core.interchange.readers.cells", "from core.store import rows\nimport core.errors", 1),
        ("bot.platforms.telegram.read", "from core.parsing.sets import read_message", 1),
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
