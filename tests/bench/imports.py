"""Time an import through the one door: python -m tests.bench.imports [--rows 20000] [--again].

Writes a file in Strong's format (its kinds of rows, 17 exercises, five a workout), hands it to
`Coach.handle` on a new SQLite file and taps `import`; every commit is durable. Prints seconds (wall
and processor) for the dry run and the import, and the memory held at its most. With `--again` the
same file is imported a second time. With `--file` an export of one's own is taken instead.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import resource
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core.coach import Coach
from core.messages import Address, Answer, File, Message, Sender
from core.store.engine import Store, open_store

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
HEAD = (
    "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,"
    "Workout Notes,RPE\n"
)
NAMES = (
    "Squat (Barbell)", "Bench Press (Barbell)", "Deadlift (Barbell)", "Overhead Press (Barbell)",
    "Lat Pulldown (Cable)", "Seated Row (Cable)", "Leg Extension (Machine)", "Hip Thrust (Barbell)",
    "Lying Leg Curl (Machine)", "Bicep Curl (Dumbbell)", "Triceps Pushdown (Cable)", "Pull Up",
    "Lateral Raise (Dumbbell)", "Face Pull (Cable)", "Incline Bench Press (Dumbbell)",
    "Calf Press on Leg Press", "Zanzibar Hoist",
)  # fmt: skip


def log(rows: int) -> str:
    """An export with so many sets: a workout every second day, four sets of five exercises."""
    chance = random.Random(1)
    at, lines = datetime(2026, 11, 20, 18, 30, 5, tzinfo=UTC), [HEAD]
    while len(lines) <= rows:
        for name in chance.sample(NAMES, 5):
            load = chance.choice((40, 62.5, 77.5, 80, 102.5, 14, 16))
            for number in ("W", 1, 2, 3):
                reps, rpe = chance.randint(4, 12), chance.choice(("", "", "8", "9", ""))
                day = f"{at:%Y-%m-%d %H:%M:%S}"
                lines.append(f'{day},"A",1h 2m,"{name}",{number},{load},{reps},0,0,"","",{rpe}\n')
        at -= timedelta(days=2) if rows <= 30_000 else timedelta(hours=5)
    return "".join(lines[: rows + 1])


class Talk:
    """One lifter handing files over."""

    def __init__(self, store: Store) -> None:
        self.coach, self.count = Coach(store), 0

    async def say(self, what: str, text: str, *files: File) -> Answer:
        """Send a message; print what it took."""
        self.count += 1
        message = Message(
            Address("console", "ann"), Sender("console", "ann", "Ann"), text, NOW,
            f"bench:{self.count}", files=files,
        )  # fmt: skip
        wall, processor = time.perf_counter(), time.process_time()
        answer = await self.coach.handle(message, NOW)
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{what:10} {wall:6.2f} s wall {processor:6.2f} s processor {most:5} MB at most")
        return answer


async def measure(content: bytes, *, again: bool) -> None:
    """Dry run and import on a new store."""
    with tempfile.TemporaryDirectory() as folder:
        store = await open_store(f"sqlite:///{folder}/spotter.db")
        try:
            talk = Talk(store)
            for _ in range(1 + again):
                planned = await talk.say("dry run", "", File("log.csv", content))
                facts = planned.result or {}
                done = await talk.say("import", f"import @{facts['id']} now")
                print(f"{(done.result or {}).get('added')} of {facts['sets']} sets added")
        finally:
            await store.close()


def main() -> None:
    """Read the arguments and measure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=20_000)
    options.add_argument("--again", action="store_true")
    options.add_argument("--file", type=Path)
    given = options.parse_args()
    content = given.file.read_bytes() if given.file else log(given.rows).encode()
    print(f"{len(content) / 1e6:.1f} MB; load of the machine {os.getloadavg()[0]:.1f}")
    asyncio.run(measure(content, again=given.again))


if __name__ == "__main__":
    main()
