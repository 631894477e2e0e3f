"""Processor of an answer, ours beside another checkout's: python -m tests.bench.beside OTHER.

Each checkout gets a process of its own, with `Coach.handle` over a file in memory where there is
such a folder. They answer the same sets in turns, twenty a lifter, the first one changing with each
turn, so that what else the machine does falls on both. Told is the processor time of an answer and
the median of the pairs; `new` asks for second and third sets of people seen for the first time.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from core.store.engine import Store, open_store
from tests.bench.coach import SETS_A_SESSION, START, Talk

MEMORY = Path("/dev/shm")  # noqa: S108  # the folder of the system that is never written to a disk


async def _answer(store: Store, talks: list[Talk], each: int) -> float:
    """Answer so many messages of each, all at once; milliseconds of processor for one."""
    begun = time.process_time()
    await asyncio.gather(*(talk.say(each) for talk in talks))
    return (time.process_time() - begun) * 1e3 / (each * len(talks))


async def _child(kind: str, people: int, sessions: int) -> None:
    """Answer a turn for each line that comes in, and say what it cost."""
    folder = str(MEMORY) if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(dir=folder) as name:
        store = await open_store(f"sqlite:///{name}/beside.sqlite")
        talks = [
            Talk(store, f"b{number}", START + timedelta(seconds=number)) for number in range(people)
        ]
        await asyncio.gather(*(talk.say(SETS_A_SESSION * sessions) for talk in talks))
        gc.collect()
        gc.freeze()
        print("ready", flush=True)
        for turn, _ in enumerate(sys.stdin):
            if kind == "new":
                began = START + timedelta(days=turn)
                fresh = [Talk(store, f"n{turn}-{number}", began) for number in range(100)]
                await asyncio.gather(*(talk.say(1) for talk in fresh))
                cost = await _answer(store, fresh, 2)
            else:
                cost = await _answer(store, talks, SETS_A_SESSION)
            print(cost, flush=True)
        await store.close()


class _Side:
    """A checkout's process."""

    def __init__(self, folder: Path, options: argparse.Namespace) -> None:
        # the script is ours on both sides, what it imports is theirs
        command = [sys.executable, str(Path(__file__).resolve()), "--child", str(folder)]
        command += ["--kind", options.kind, "--people", str(options.people)]
        command += ["--sessions", str(options.sessions)]
        environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONHASHSEED": "0"}
        self._process = subprocess.Popen(  # this script
            command, cwd=folder, env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self.costs: list[float] = []

    def _say(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def ready(self) -> None:
        """Wait until its lifters have a log."""
        if self._say() != "ready":
            raise RuntimeError("a side ended")

    def turn(self) -> None:
        """Answer one turn."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        self.costs.append(float(self._say()))

    def close(self) -> None:
        """End it."""
        self._process.communicate()


def main() -> None:
    """Measure both and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("other", type=Path, help="a checkout to be measured against")
    options.add_argument("--kind", choices=("log", "new"), default="log")
    options.add_argument("--people", type=int, default=16)
    options.add_argument("--sessions", type=int, default=8, help="known before, of each")
    options.add_argument("--turns", type=int, default=10)
    options.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.child:
        asyncio.run(_child(chosen.kind, chosen.people, chosen.sessions))
        return
    here = Path(__file__).resolve().parents[2]
    sides = {"other": _Side(chosen.other.resolve(), chosen), "here": _Side(here, chosen)}
    for side in sides.values():
        side.ready()
    for number in range(chosen.turns):
        for side in list(sides.values())[:: 1 if number % 2 else -1]:
            side.turn()
    for name, side in sides.items():
        middle, best = statistics.median(side.costs), min(side.costs)
        print(f"{name:5s}: {middle:.2f} ms an answer, best {best:.2f}")
        side.close()
    pairs = zip(sides["here"].costs, sides["other"].costs, strict=True)
    ratios = sorted(ours / theirs for ours, theirs in pairs)
    print(
        f"here / other by pairs: {statistics.median(ratios):.3f} ({ratios[0]:.2f}-{ratios[-1]:.2f})"
    )


if __name__ == "__main__":
    main()
