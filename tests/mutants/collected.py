"""Runs chosen tests over a changed function, in a fork of a process that has collected all of them.

`python -m tests.mutants.collected tests/core/parsing ...` collects, prints `{"items": [...]}`, then
reads a job a line and prints an outcome a line:

    {"record": ["tests/core/test_coach.py::test_edit"]}
    {"seconds": {"tests/...": 0.01}, "reached": {"tests/...": ["core/coach.py:Coach.handle", ...]}}

    {"path": "core/coach.py", "source": "...", "tests": ["tests/core/..."], "seconds": 60}
    {"outcome": "killed", "seconds": 0.2, "said": "FAILED tests/core/test_coach.py::test_edit"}

The change is put into the functions that are there (`__code__`), so only changes of the body of a
function can be tried; any other is answered with "fresh": it wants an import (`forks.py`).
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import sys
import threading
import time
import types
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import IO, Any

import pytest

from tests.mutants.forks import outcome_of_child

ROOT = Path(__file__).parent.parent.parent
ARGUMENTS = (
    "-q", "--no-header", "--tb=no", "-n", "0", "-p", "no:cacheprovider", "--capture=no",
    "-k", "not postgresql",  # a server for each change would cost more than it finds
)  # fmt: skip
MODEL = "core.training.prediction.model"  # long to read; made by nothing that is changed elsewhere
REMEMBERING = ("core.parsing", "core.training", "core.reminders", "core.groups", "core.handlers")
WARM = "sqlite_template"  # the fixture that takes longest, made once before the forks


def module_of(path: str) -> types.ModuleType:
    """The module of a file of the project."""
    return import_module(path.removesuffix(".py").replace("/", "."))


def inner(code: types.CodeType) -> Iterator[types.CodeType]:
    """The code directly within some code."""
    return (each for each in code.co_consts if isinstance(each, types.CodeType))


def bare(code: types.CodeType) -> tuple[object, ...]:
    """What code does itself, without the code within it, as far as a change can show."""
    constants = tuple(
        each if isinstance(each, types.CodeType) is False else each.co_qualname
        for each in code.co_consts
    )
    return code.co_code, repr(constants), code.co_names, code.co_exceptiontable


def moved(old: types.CodeType, new: types.CodeType) -> list[tuple[str, types.CodeType]] | None:
    """Functions of modules and classes with other code, by qualified name; None: more did."""
    if bare(old) != bare(new):
        return None
    found: list[tuple[str, types.CodeType]] = []
    for before, after in zip(inner(old), inner(new), strict=True):
        if before == after:
            continue
        if "<" in before.co_qualname:  # a lambda of a table, a comprehension of a module
            return None
        if before.co_flags & 2:  # CO_NEWLOCALS: a function, not the body of a class
            found.append((after.co_qualname, after))
            continue
        within = moved(before, after)
        if within is None:
            return None
        found += within
    return found


def function(module: types.ModuleType, name: str) -> types.FunctionType | None:
    """A function of a module or class by its qualified name, without what is wrapped around it."""
    found: Any = module
    for part in name.split("."):
        found = vars(found).get(part)
    while not isinstance(found, types.FunctionType) or hasattr(found, "__wrapped__"):
        for inside in ("__wrapped__", "fget", "__func__", "func"):
            if hasattr(found, inside):
                found = getattr(found, inside)
                break
        else:
            return None
    return found


def put(path: str, source: str) -> bool:
    """Put the changed functions of a file in place; False where that cannot be done."""
    file = ROOT / path
    flags = {"dont_inherit": True}
    old = compile(file.read_text("utf-8"), str(file), "exec", **flags)  # type: ignore[call-overload]
    new = compile(source, str(file), "exec", **flags)  # type: ignore[call-overload]
    changed, module = moved(old, new), module_of(path)
    if not changed:
        return False
    for name, code in changed:
        found = function(module, name)
        if found is None or found.__code__.co_qualname != name:
            return False
        if found.__code__.co_freevars != code.co_freevars:
            return False
        found.__code__ = code
    forget(module.__name__)
    return True


def forget(changed: str = "") -> None:
    """Empty what functions of the rooms remember."""
    for name, module in [*sys.modules.items()]:
        if name != changed and (name == MODEL or not name.startswith(REMEMBERING)):
            continue
        for each in vars(module).values():
            if isinstance(each, functools._lru_cache_wrapper):
                each.cache_clear()


class Reached:
    """Which functions of `core` run, told by the interpreter."""

    def __init__(self) -> None:
        """Nothing has run."""
        self.codes: dict[int, types.CodeType] = {}

    def trace(self, frame: types.FrameType, _event: str, _arg: object) -> None:
        """Note a call."""
        code = frame.f_code
        if id(code) not in self.codes:
            self.codes[id(code)] = code

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Note what runs meanwhile."""
        threading.settrace(self.trace)
        sys.settrace(self.trace)
        try:
            yield
        finally:
            sys.settrace(None)
            threading.settrace(None)  # type: ignore[arg-type]

    def places(self) -> list[str]:
        """File and name of each."""
        root = f"{ROOT}/core/"
        return sorted(
            f"{code.co_filename.removeprefix(f'{ROOT}/')}:{code.co_qualname}"
            for code in self.codes.values()
            if code.co_filename.startswith(root)
        )


class Jobs:
    """A pytest plugin: instead of running what was collected, do as the jobs say."""

    def __init__(self, answers: IO[str]) -> None:
        """Answer there."""
        self.answers, self.failed = answers, ""

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note the first test that fails."""
        if report.failed and not self.failed:
            self.failed = report.nodeid

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Answer jobs until there are none."""
        items = {each.nodeid: each for each in session.items}
        warm = next((each for each in session.items if WARM in each.fixturenames), None)  # type: ignore[attr-defined]
        if warm is not None:
            self.run([warm], session)
        self.answer({"items": [*items]})
        for line in sys.stdin:
            job = json.loads(line)
            if "record" in job:
                self.answer(self.record([items[each] for each in job["record"]], session))
            else:
                wanted = [items[each] for each in job["tests"] if each in items]
                self.answer(self.outcome(job, wanted, session))
        return True

    def answer(self, said: dict[str, Any]) -> None:
        """Print a line."""
        print(json.dumps(said), file=self.answers, flush=True)

    def run(self, items: list[pytest.Item], session: pytest.Session) -> None:
        """Run tests until one fails; what the whole session shares stays."""
        for place, item in enumerate(items):
            last = place + 1 == len(items)
            following: Any = session if last else items[place + 1]
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.failed:
                break

    def outcome(
        self, job: dict[str, Any], items: list[pytest.Item], session: pytest.Session
    ) -> dict[str, Any]:
        """Fork, change, run."""

        def run(said: int) -> int:
            if not put(job["path"], job["source"]):
                return 3
            self.run(items, session)
            os.write(said, f"FAILED {self.failed}\n".encode() if self.failed else b"")
            return 1 if self.failed else 0

        found = outcome_of_child(run, job["seconds"])
        if found["outcome"] == "broken" and found["code"] == 3:
            found["outcome"] = "fresh"
        return found

    def record(self, items: list[pytest.Item], session: pytest.Session) -> dict[str, Any]:
        """Run all these tests one by one, twice: how long each takes, and what it reaches."""
        seconds, reached, failed = {}, {}, []
        for item in items:
            forget()
            watch, self.failed = Reached(), ""
            began = time.monotonic()
            self.run([item], session)
            seconds[item.nodeid] = round(time.monotonic() - began, 4)
            forget()
            with watch.watching():  # takes many times as long
                self.run([item], session)
            reached[item.nodeid] = [] if self.failed else watch.places()
            failed += [self.failed] if self.failed else []
        return {"seconds": seconds, "reached": reached, "failed": failed}


def main() -> None:
    """Collect, then answer."""
    os.chdir(ROOT)
    answers = os.fdopen(os.dup(1), "w")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    sys.dont_write_bytecode = True
    pytest.main([*ARGUMENTS, *sys.argv[1:]], plugins=[Jobs(answers)])


if __name__ == "__main__":
    main()
