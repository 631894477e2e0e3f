"""`make mutants`: change the code a little, run the tests of its room, print what nobody noticed.

    make mutants                               1,500 changes, and 100 each of inbox and sender
    make mutants MUTANTS="--room groups"       one room
    make mutants MUTANTS="--most 60 --seed 3"  fewer, others

Outcomes are kept in `.mutants/outcomes.jsonl` as they come, so that a run that was stopped goes on
where it was; a file that changed since is tried anew. What takes too long is tried once more at the
end, alone, with three times the time, and counts as killed only if a test fails then.
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
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.mutants.changes import Change, changes_of, sample
from tests.mutants.rooms import BY_NAME, ROOMS, ROOT, Room

KEPT = ROOT / ".mutants" / "outcomes.jsonl"
PYTHON = ROOT / ".venv" / "bin" / "python"
WORKERS = 2
LEAST_SECONDS, TIMES_CLEAN, TIMES_AGAIN = 30.0, 4.0, 3.0
WANTED = 0.9  # share that tests should notice


class Tester:
    """A process whose forks run tests; for rooms that want it, a new one for each change."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self.process: subprocess.Popen[str] | None = None

    def outcome(self, room: Room, path: str, source: str, seconds: float) -> dict[str, Any]:
        """Run the tests of a room over a changed file."""
        if self.process is None:
            command = [str(PYTHON), "-m", "tests.mutants.forks"]
            self.process = subprocess.Popen(
                command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        job = {"path": path, "source": source, "tests": room.tests_for(path), "seconds": seconds}
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()
        outcome: dict[str, Any] = json.loads(self.process.stdout.readline())
        if room.fresh:
            self.close()
        return outcome

    def close(self) -> None:
        """End the process."""
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()
            self.process.wait()
        self.process = None


def clean_seconds(room: Room) -> float:
    """How long the unchanged room takes; raises SystemExit where its tests fail anyway."""
    tester, path = Tester(), room.files()[0]
    outcome = tester.outcome(room, path, (ROOT / path).read_text(encoding="utf-8"), 1800)
    tester.close()
    if outcome["outcome"] != "survived":
        raise SystemExit(f"The tests of {room.name} fail without any change: {outcome['said']}")
    return float(outcome["seconds"])


def kept() -> dict[str, dict[str, Any]]:
    """Outcomes of before, by the key of their change."""
    if not KEPT.exists():
        return {}
    rows = [json.loads(line) for line in KEPT.read_text(encoding="utf-8").splitlines()]
    return {row["key"]: row for row in rows}


def work(changes: Sequence[Change], limits: dict[str, float], workers: int) -> None:
    """Try changes, so many at once, and keep each outcome."""
    waiting: queue.SimpleQueue[Change] = queue.SimpleQueue()
    for each in changes:
        waiting.put(each)
    lock, began, done = threading.Lock(), time.monotonic(), Counter[str]()

    def run() -> None:
        tester = Tester()
        while True:
            try:
                change = waiting.get_nowait()
            except queue.Empty:
                break
            room = BY_NAME[change.room]
            outcome = tester.outcome(room, change.path, change.source(), limits[room.name])
            with lock, KEPT.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"key": change.key, **outcome}) + "\n")
                done[outcome["outcome"]] += 1
                passed = time.monotonic() - began
                told = f"\r{done.total()} of {len(changes)}, {dict(done)}, {passed:.0f} s "
                print(told, end="", file=sys.stderr)
        tester.close()

    threads = [threading.Thread(target=run) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
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
    parser.add_argument("--report", action="store_true", help="print what is known, run nothing")
    options = parser.parse_args()
    changes = chosen(options)
    if not options.report:
        KEPT.parent.mkdir(exist_ok=True)
        known = kept()
        left = [each for each in changes if each.key not in known]
        names = dict.fromkeys(each.room for each in left)
        clean = {name: clean_seconds(BY_NAME[name]) for name in names}
        print(f"Unchanged, in seconds: {clean}. To try: {len(left)}.", file=sys.stderr)
        limits = {name: max(LEAST_SECONDS, TIMES_CLEAN * each) for name, each in clean.items()}
        work(left, limits, WORKERS)
        slow = [each for each in left if kept()[each.key]["outcome"] == "timeout"]
        work(slow, {name: TIMES_AGAIN * each for name, each in limits.items()}, 1)
    return 0 if report(changes) else 1


if __name__ == "__main__":
    sys.exit(main())
