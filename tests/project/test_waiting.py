"""Waits of tests: none is longer than one number, and nothing is slept through to see nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.waiting import until

TESTS = Path(__file__).parents[1]
APART = ("bench", "drills", "mutants")  # they measure: time is what they are about
LONGEST = 20
LIMITS = {"seconds", "timeout", "longest"}
# What waits, and which of its arguments is the first that may be seconds.
WAITS = {"until": 1, "wait_for": 1, "replies": 1, "to_thread": 1, "select": 3}
WAITS |= dict.fromkeys(("timeout", "wait", "communicate", "join", "stop"), 0)
TIMED = {"run", "check_output", "check_call", "Popen"}
FILES = [
    path for path in sorted(TESTS.rglob("*.py")) if path.relative_to(TESTS).parts[0] not in APART
]


def called(call: ast.Call) -> str:
    """The last word of what is called: "until" of `server.until(...)`."""
    function = call.func
    return getattr(function, "attr", getattr(function, "id", ""))


def numbers_waited(tree: ast.Module) -> Iterator[tuple[int, float]]:
    """Line and number of every wait: as written, or as a constant of the module."""
    constants = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        limits: list[ast.expr | None] = []
        if isinstance(node, ast.Call) and called(node) in WAITS:
            limits = [*node.args[WAITS[called(node)] :]]
            limits += [*(each.value for each in node.keywords if each.arg in LIMITS)]
        elif isinstance(node, ast.Call) and called(node) in TIMED:
            limits = [each.value for each in node.keywords if each.arg == "timeout"]
        elif isinstance(node, ast.arguments):
            named = [*node.posonlyargs, *node.args][-len(node.defaults) :] if node.defaults else []
            pairs = [*zip(named, node.defaults, strict=True)]
            pairs += zip(node.kwonlyargs, node.kw_defaults, strict=True)
            limits = [value for name, value in pairs if name.arg in LIMITS]
        for limit in limits:
            value = getattr(limit, "value", constants.get(getattr(limit, "id", "")))
            if isinstance(value, int | float) and limit is not None:
                yield limit.lineno, value


def sleeps(tree: ast.Module) -> Iterator[int]:
    """Lines that sleep for a time; all but a turn for others (0) and what a fake takes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) == "sleep" and node.args:
            told = ast.unparse(node.args[0])
            if told != "0" and not told.startswith(("self.", "fault.")):
                yield node.lineno


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(TESTS)))
def test_waits_are_short_and_wait_for_something(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert [(line, number) for line, number in numbers_waited(tree) if number > LONGEST] == []
    if path.name != "waiting.py":
        assert [*sleeps(tree)] == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("await server.until(lambda: here, 20)", [20]),
        ("await until(lambda: here, 90)", [90]),
        ("async with asyncio.timeout(30): pass", [30]),
        ("MOST = 60\nprocess.wait(MOST)", [60]),
        ("subprocess.run([a], timeout=60)", [60]),
        ("asyncio.to_thread(process.wait, 90)", [90]),
        ("async def until(true, seconds: float = 90.0): pass", [90.0]),
        ("def stop(self, *, timeout=45): pass", [45]),
        ("await until(lambda: len(sent) == 140)", []),
        ("await until(lambda: here, WAIT_SECONDS)", []),
    ],
)
def test_every_kind_of_wait_is_seen(source: str, found: list[float]) -> None:
    assert [number for _, number in numbers_waited(ast.parse(source))] == found


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("await asyncio.sleep(0.1)", 1),
        ("time.sleep(pause)", 1),
        ("await asyncio.sleep(chance.random() * 0.5)", 1),
        ("await asyncio.sleep(0)", 0),
        ("await asyncio.sleep(self.seconds)", 0),
        ("await asyncio.sleep(fault.delay)", 0),
    ],
)
def test_every_sleep_is_seen(source: str, count: int) -> None:
    assert len([*sleeps(ast.parse(source))]) == count


async def test_what_becomes_true_is_given_and_what_hangs_is_named() -> None:
    looks = iter([0, None, "found"])
    assert await until(lambda: next(looks)) == "found"

    async def awaited() -> list[int]:
        return [7]

    assert await until(awaited) == [7]
    with pytest.raises(TimeoutError, match=r"not within 0\.05 s: .*test_waiting\.py:\d+"):
        await until(lambda: False, 0.05)


async def test_what_moves_is_waited_for_and_what_stands_still_is_not() -> None:
    looks = iter(range(1000))
    assert await until(lambda: next(looks) >= 30, 0.1, progress=lambda: next(looks))
    with pytest.raises(TimeoutError):
        await until(lambda: False, 0.05, progress=lambda: "the same")
