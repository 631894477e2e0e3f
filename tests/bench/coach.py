"""Time whole answers through `Coach.handle`, committed: python -m tests.bench.coach [--full].

Prints answers per second and p50/p99, one and sixteen at once, on a new SQLite file. With `--full`
a second store holds 1,000,000 sets, 20,000 of them this person's, and the two are timed in nine
interleaved runs. Both lifters have trained a few weeks first, so that both get the same advice.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core.coach import Coach
from core.messages import Address, Message, Sender
from core.records import Load, LoggedSet
from core.store.engine import Store, open_store
from core.store.rows import InboxRow
from core.store.unit_of_work import UnitOfWork

START = datetime(2026, 3, 2, 17, tzinfo=UTC)
LIFTS = ("squat", "bench", "barbell row", "leg curl", "lateral raise")
LOADS = (100, 80, 70, 40, 10)
SETS = ((8, 3), (8, 2), (8, 2), (7, 1))
SETS_A_SESSION = len(LIFTS) * len(SETS)


def line(number: int) -> str:
    """The set typed as message `number`; every sixth session the loads go up a step."""
    session, place = divmod(number, SETS_A_SESSION)
    lift, (reps, rir) = place // len(SETS), SETS[place % len(SETS)]
    return f"{LIFTS[lift]} {LOADS[lift] + 2.5 * (session // 6 % 12):g}x{reps} rir{rir}"


class Talk:
    """One lifter's messages: a session of twenty sets every second day."""

    def __init__(self, store: Store, name: str, start: datetime) -> None:
        self.store, self.coach, self.name = store, Coach(store), name
        self.now, self.number = start, 0

    def message(self) -> Message:
        """The next set, with its inbox row's key."""
        self.number += 1
        last = self.number % SETS_A_SESSION == 0
        skip = timedelta(days=2) if last else timedelta(minutes=3)
        self.now += skip
        key = f"bench:{self.name}:{self.number}"
        return Message(
            Address("telegram", self.name), Sender("telegram", self.name, self.name),
            line(self.number - 1), self.now, key, receipt=key,
        )  # fmt: skip

    async def say(self, count: int) -> list[float]:
        """Send messages one after another; seconds for each."""
        messages = [self.message() for _ in range(count)]
        await self.store.receive(
            [
                InboxRow(each.receipt, "telegram", self.name, "{}", each.sent_at, each.sent_at)
                for each in messages
            ]
        )
        times = []
        for each in messages:
            begun = time.perf_counter()
            answer = await self.coach.handle(each, each.sent_at)
            times.append(time.perf_counter() - begun)
            if (answer.result or {}).get("kind") != "logged":
                raise RuntimeError(f"not stored: {each.text}: {answer}")
        return times


def figures(times: list[float], took: float) -> str:
    """Answers per second and the two quantiles."""
    p50, p99 = statistics.median(times), statistics.quantiles(times, n=100)[98]
    return f"{len(times) / took:6.0f} answers/s  p50 {p50 * 1e3:6.2f} ms  p99 {p99 * 1e3:6.2f} ms"


async def at_once(store: Store, people: int, each: int) -> str:
    """Several lifters, each waiting for their own answer."""
    talks = [Talk(store, f"p{people}-{n}", START) for n in range(people)]
    await asyncio.gather(*(talk.say(SETS_A_SESSION * 3) for talk in talks))
    begun = time.perf_counter()
    times = await asyncio.gather(*(talk.say(each) for talk in talks))
    return figures([one for many in times for one in many], time.perf_counter() - begun)


def fill(uow: UnitOfWork, name: str, sessions: range) -> None:
    """Years of sessions for one lifter, twenty sets each."""
    person, _ = uow.people.find(Sender("telegram", name, name), START)
    exercises = ("squat", "bench-press", "barbell-row", "leg-curl", "lateral-raise")
    for session in sessions:
        at = START - timedelta(days=2 * (session + 1))
        ids = uow.sets.new_ids(person.id, 20)
        sets = tuple(
            LoggedSet(
                exercises[n // 4], Load(1000 * LOADS[n // 4] + 2500 * (session % 9)), 8,
                at + timedelta(minutes=3 * n), "filled", 20, id=set_id,
                source=f"fill:{name}:{session}", position=n,
            )
            for n, set_id in enumerate(ids)
        )  # fmt: skip
        uow.journal.write(person.id, "log", f"fill:{name}:{session}", (), sets, at)


async def compare(folder: Path, people: int, sessions: int, runs: int, each: int) -> None:
    """A new store against a full one, interleaved."""
    small = await open_store(f"sqlite:///{folder}/small.sqlite")
    large = await open_store(f"sqlite:///{folder}/large.sqlite")
    begun = time.perf_counter()
    for who in range(people):
        for first in reversed(range(0, sessions, 100)):
            chunk = range(min(first + 100, sessions) - 1, first - 1, -1)
            await large.run(lambda it, who=who, chunk=chunk: fill(it, f"full{who}", chunk))
    count = people * sessions * 20
    print(f"filled {count:,} sets in {time.perf_counter() - begun:.0f} s")
    talks = {"new": Talk(small, "full0", START), "full": Talk(large, "full0", START)}
    for talk in talks.values():
        await talk.say(SETS_A_SESSION * 16)
    rates: dict[str, list[float]] = {"new": [], "full": []}
    for run in range(runs):
        for name in ("new", "full") if run % 2 == 0 else ("full", "new"):
            gc.collect()
            rates[name].append(statistics.median(await talks[name].say(each)) * 1e3)
    for name, values in rates.items():
        spread = f"{min(values):.2f}-{max(values):.2f}"
        print(
            f"{name:4s} store: median {statistics.median(values):.2f} ms ({spread}) of {runs} runs"
        )
    ratios = [full / new for new, full in zip(rates["new"], rates["full"], strict=True)]
    print(
        f"full / new: median {statistics.median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f})"
    )
    await small.close()
    await large.close()


async def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--full", action="store_true", help="also against 1,000,000 sets")
    options.add_argument("--people", type=int, default=50, help="lifters in the full store")
    options.add_argument("--sessions", type=int, default=1000, help="sessions of 20 sets each")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for people in (1, 16):
            store = await open_store(f"sqlite:///{folder}/at-once-{people}.sqlite")
            print(f"{people:2d} at once: {await at_once(store, people, 1000 // people)}")
            await store.close()
        if chosen.full:
            await compare(folder, chosen.people, chosen.sessions, runs=9, each=200)


if __name__ == "__main__":
    asyncio.run(main())
