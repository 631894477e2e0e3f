"""When Python looks for garbage in cycles."""

from __future__ import annotations

import subprocess
import sys

from tests.running import ROOT

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
