"""`make mutants`: change the code a little, run the tests of its room, print what nobody noticed.

    make mutants                               1,500 changes, and 100 each of inbox and sender
    make mutants MUTANTS="--room groups"       one room
    make mutants MUTANTS="--most 60 --seed 3"  fewer, others
    make mutants MUTANTS=--again               after new tests: what survived before, once more

Outcomes are kept in `.mutants/outcomes.jsonl` as they come, so that a run that was stopped goes on
where it was; a file that changed since is tried anew. Each change is tried against the tests that
reach it (`reach.py`), the quick ones first, for 20 seconds at most. What takes too long is tried
once more at the end, alone, with three times the time, and counts as killed only if a test fails
then.
"""

from __future__ import annotations

import argparse
import json
import queue
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.mutants import reach
from tests.mutants.changes import Change, changes_of, sample
from tests.mutants.rooms import BY_NAME, ROOMS, ROOT, Room

KEPT = ROOT / ".mutants" / "outcomes.jsonl"
PYTHON = ROOT / ".venv" / "bin" / "python"
WORKERS = 2
LEAST_SECONDS, TIMES_SEEN, TIMES_AGAIN = 15.0, 4.0, 3.0  # patience; of what it took before
FRESH_SECONDS, IMPORT_SECONDS = 120.0, 20.0
AT_ONCE = 40  # tests that are looked at before it is kept
KEEPING = threading.Lock()
WANTED = 0.9  # share that tests should notice


class Process:
    """A process of the tests' own environment that answers jobs, a line each."""

    def __init__(self, module: str, *arguments: str) -> None:
        """Start it."""
        command = [str(PYTHON), "-m", f"tests.mutants.{module}", *arguments]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def answer(self) -> dict[str, Any]:
        """The next line that it prints."""
        assert self.process.stdout is not None
        found: dict[str, Any] = json.loads(self.process.stdout.readline())
        return found

    def ask(self, job: dict[str, Any]) -> dict[str, Any]:
        """What it answers to a job."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()
        return self.answer()

    def close(self) -> None:
        """End it."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


class Tester:
    """Tries the changes of one room: in forks that have its tests collected where that can be."""

    def __init__(self, room: Room) -> None:
        """Collect the room's tests; rooms that want a new process for each change do without."""
        self.room, self.fresh = room, Process("forks")
        self.collected = None if room.fresh else Process("collected", *room.test_files())
        self.items = [] if self.collected is None else self.collected.answer()["items"]
        self.reach, self.unknown = reach.kept(self.items)

    def record(self, tests: list[str]) -> None:
        """Note what these tests reach; what fails without any change reaches nothing."""
        assert self.collected is not None
        found = self.collected.ask({"record": tests})
        if found["failed"]:
            print(
                f"\nLeft out, as they fail without any change: {found['failed']}", file=sys.stderr
            )
        with KEEPING:
            reach.keep(found["seconds"], found["reached"])

    def outcome(self, change: Change, times: float) -> dict[str, Any]:
        """Run the tests that a change could fail, with so many times the usual patience."""
        job: dict[str, Any] = {"path": change.path, "source": change.source()}
        if self.collected is None:
            tests = self.room.tests_for(change.path)
            found = self.fresh.ask(job | {"tests": tests, "seconds": FRESH_SECONDS * times})
            self.fresh.close()
            self.fresh = Process("forks")
            return found
        tests = self.reach.those_of(change.path, change.line)
        if not tests:
            return {"outcome": "survived", "seconds": 0.0, "said": "no test of the room reaches it"}
        seconds = sum(self.reach.seconds[each] for each in tests)
        job |= {"tests": tests, "seconds": max(LEAST_SECONDS, TIMES_SEEN * seconds) * times}
        found = self.collected.ask(job)
        if found["outcome"] == "fresh":
            found = self.fresh.ask(job | {"seconds": job["seconds"] + IMPORT_SECONDS})
        return found

    def close(self) -> None:
        """End its processes."""
        self.fresh.close()
        if self.collected is not None:
            self.collected.close()


def both(room: Room, do: Callable[[Tester], None], workers: int) -> None:
    """Do something with testers of a room at once; raises what the first that fails raised."""
    with ThreadPoolExecutor(workers) as pool:
        testers = [*pool.map(lambda _: Tester(room), range(workers))]
        try:
            for each in [pool.submit(do, tester) for tester in testers]:
                each.result()
        finally:
            for tester in testers:
                tester.close()


def look(room: Room, workers: int) -> None:
    """Note what each test of a room reaches, where that is not known yet."""
    if room.fresh:
        return
    unknown: list[str] | None = None
    waiting: queue.SimpleQueue[list[str]] = queue.SimpleQueue()
    lock = threading.Lock()

    def run(tester: Tester) -> None:
        nonlocal unknown
        with lock:
            if unknown is None:
                unknown = tester.unknown
                for start in range(0, len(unknown), AT_ONCE):
                    waiting.put(unknown[start : start + AT_ONCE])
        while True:
            try:
                tests = waiting.get_nowait()
            except queue.Empty:
                return
            tester.record(tests)
            told = f"\r{room.name}: looking at {len(unknown)} tests, {waiting.qsize()} parts left "
            print(told, end="", file=sys.stderr)

    both(room, run, workers)


def kept() -> dict[str, dict[str, Any]]:
    """Outcomes of before, by the key of their change."""
    if not KEPT.exists():
        return {}
    rows = [json.loads(line) for line in KEPT.read_text(encoding="utf-8").splitlines()]
    return {row["key"]: row for row in rows}


def work(room: Room, changes: Sequence[Change], times: float, workers: int) -> None:
    """Try changes of a room, so many at once, and keep each outcome."""
    waiting: queue.SimpleQueue[Change] = queue.SimpleQueue()
    for each in changes:
        waiting.put(each)
    began, done = time.monotonic(), Counter[str]()

    def run(tester: Tester) -> None:
        while True:
            try:
                change = waiting.get_nowait()
            except queue.Empty:
                return
            outcome = tester.outcome(change, times)
            with KEEPING, KEPT.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"key": change.key, **outcome}) + "\n")
                done[outcome["outcome"]] += 1
                passed = time.monotonic() - began
                told = f"{done.total()} of {len(changes)}, {dict(done)}, {passed:.0f} s"
                print(f"\r{room.name}: {told} ", end="", file=sys.stderr)

    if changes:
        both(room, run, workers)
        print(file=sys.stderr)


def known_reasons() -> dict[str, str]:
    """Survivors that are no fault of the tests: what they change, and why nothing can notice."""
    path = Path(__file__).parent / "survivors.txt"
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            change, _, reason = line.partition("  | ")
            found[change] = reason
    return found


def without_line(shown: str) -> str:
    """A change as shown, without the number of its line, which moves."""
    place, _, rest = shown.partition("  ")
    return f"{place.rpartition(':')[0]}  {rest}"


def report(changes: Sequence[Change]) -> bool:
    """Print the outcomes of a sample; whether enough were noticed in every room."""
    outcomes, reasons, enough = kept(), known_reasons(), True
    for room in ROOMS:
        rows = [(each, outcomes.get(each.key)) for each in changes if each.room == room.name]
        if not rows:
            continue
        count = Counter(row["outcome"] if row else "open" for _, row in rows)
        share = count["killed"] / max(1, count.total() - count["open"])
        enough = enough and share >= WANTED
        print(f"{room.name}: {share:.1%} of {count.total()} noticed ({dict(count)})")
        for change, row in rows:
            if row and row["outcome"] != "killed":
                shown = change.shown()
                reason = reasons.get(without_line(shown), "")
                print(f"  {row['outcome']}  {shown}" + (f"  | {reason}" if reason else ""))
    return enough


def chosen(options: argparse.Namespace) -> list[Change]:
    """The sample: of the pure rooms together, and so many of each other room."""
    rooms = [BY_NAME[name] for name in options.room] or [*ROOMS]
    pure = [change for room in rooms if not room.fresh for change in changes_of(room)]
    found = sample(pure, options.most, options.seed)
    for room in rooms:
        if room.fresh:
            found += sample([*changes_of(room)], options.each, options.seed)
    return found


def main() -> int:
    """Run, run again what took too long, print."""
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("--room", action="append", default=[], choices=[*BY_NAME])
    parser.add_argument("--most", type=int, default=1500, help="changes of the pure rooms together")
    parser.add_argument("--each", type=int, default=100, help="changes of inbox and of sender")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=WORKERS, help="changes tried at once")
    parser.add_argument("--again", action="store_true", help="try anew what survived before")
    parser.add_argument("--report", action="store_true", help="print what is known, run nothing")
    options = parser.parse_args()
    changes = chosen(options)
    if not options.report:
        KEPT.parent.mkdir(exist_ok=True)
        settled = ("killed",) if options.again else ("killed", "survived", "timeout", "broken")
        known = {key for key, row in kept().items() if row["outcome"] in settled}
        for room in ROOMS:
            left = [each for each in changes if each.room == room.name and each.key not in known]
            if left:
                look(room, options.workers)
            work(room, left, 1, options.workers)
            slow = [each for each in left if kept()[each.key]["outcome"] == "timeout"]
            work(room, slow, TIMES_AGAIN, 1)
    return 0 if report(changes) else 1


if __name__ == "__main__":
    sys.exit(main())
