"""When Python looks for garbage in cycles, and when memory goes back to the system."""

from __future__ import annotations

import asyncio
import ctypes
import subprocess
import sys

import pytest

from bot.runtime import garbage
from tests.running import ROOT
from tests.waiting import WAIT_SECONDS

SCRIPT = """
import gc, weakref
from bot.runtime.garbage import GARBAGE_AFTER, collect_seldom, wait_for_start

class Node: pass

def cycle():
    node = Node()
    node.itself = node
    return weakref.ref(node)

wait_for_start()
kept = cycle()
cycles = [[] for _ in range(GARBAGE_AFTER)]
assert kept() is not None, "it was looked for during the start"
collect_seldom()
assert gc.isenabled() and gc.get_freeze_count() > 1000
gone = cycle()
some = [[] for _ in range(1000)]
assert gone() is not None, "it is looked for as often as Python does"
more = [[] for _ in range(GARBAGE_AFTER + 1000)]
assert gone() is None, "it is not looked for any more"
"""


def test_garbage_is_found_later_but_found() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


async def test_memory_is_given_back_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    often = asyncio.Event()

    def trim(keep: int) -> int:
        asked.append(keep)
        if len(asked) == 3:
            often.set()
        return 1

    monkeypatch.setattr(garbage, "GIVE_BACK_SECONDS", 0.001)
    monkeypatch.setattr(garbage, "trim_of_library", lambda: trim)
    work = asyncio.create_task(garbage.give_back_memory())
    await asyncio.wait_for(often.wait(), WAIT_SECONDS)
    work.cancel()
    assert asked[:3] == [0, 0, 0]


async def test_a_library_without_the_call_ends_no_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: object())
    assert garbage.trim_of_library() is None
    monkeypatch.setattr(garbage, "GIVE_BACK_SECONDS", 0.0)
    work = asyncio.create_task(garbage.give_back_memory())
    for _ in range(10):
        await asyncio.sleep(0)
    assert not work.done()
    work.cancel()
