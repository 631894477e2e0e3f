"""Time whole units of work: python -m tests.bench.store [--postgresql] [--units N] [--sets N].

One unit is what a typed set costs the store: person, sessions read, one set written, what was said
kept, the answer posted, the inbox row finished, committed. `--sets` fills the log first, half of it
with this person's own sets of the exercise.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core.messages import Address, Button, Reply, Sender
from core.records import Load, LoggedSet
from core.store.engine import Store, open_store
from core.store.rows import InboxRow, Shown
from core.store.unit_of_work import UnitOfWork
from tests.postgres import running_server

SETS_PER_SESSION = 5
START = datetime(2026, 1, 1, 12, tzinfo=UTC)
REPLY = Reply(
    lines=(
        "squat 140x8 RIR 1: on target.",
        "Next set: 140x7-8 at 1-2.",
        "Next time: 3x7-9 at 140.",
    ),
    buttons=(Button("undo", "undo"), Button("same", "same"), Button("why", "why squat")),
)
BODY = {"verdict": {"kind": "on_target"}, "next_set": {"load": "140"}, "target": {"kind": "hold"}}


def log_one(uow: UnitOfWork, number: int, who: int) -> None:
    """Do what a typed set does."""
    session, place = divmod(number, SETS_PER_SESSION)
    now = START + timedelta(days=2 * session, minutes=3 * place)
    person, _ = uow.people.find(Sender("telegram", str(who), "Ann"), now)
    uow.sets.exposures(person.id, "squat")
    set_id = uow.sets.new_ids(person.id, 1)[0]
    source = f"telegram:{who}:{number}"
    done = LoggedSet(
        "squat", Load(140_000 + number % 7 * 2500), 8, now, "squat 140x8 rir1", 10,
        id=set_id, source=source,
    )  # fmt: skip
    change = uow.journal.write(person.id, "log", source, (), (done,), now)
    uow.events.show(person.id, Shown("squat", "set", set_id, change.after[0].session_at, BODY), now)
    uow.outbox.post(Address("telegram", str(who)), REPLY, "", f"reply:{source}", now)
    uow.inbox.finish(f"in:{source}", now)


async def receive(store: Store, units: int, people: int, first: int) -> None:
    """Put the raw updates there; not timed."""
    await store.receive(
        [
            InboxRow(
                f"in:telegram:{n % people}:{n}", "telegram", str(n % people), "{}", START, START
            )
            for n in range(first, first + units)
        ]
    )


async def measure(store: Store, units: int, at_once: int, first: int) -> str:
    """Time units one after another, or many people's at once."""
    await receive(store, units, at_once, first)
    times: list[float] = []
    numbers = iter(range(first, first + units))

    async def one_after_another() -> None:
        for number in numbers:
            begun = time.perf_counter()
            await store.run(lambda uow, n=number: log_one(uow, n, n % at_once))
            times.append(time.perf_counter() - begun)

    begun, worked = time.perf_counter(), time.process_time()
    await asyncio.gather(*(one_after_another() for _ in range(at_once)))
    took, worked = time.perf_counter() - begun, time.process_time() - worked
    p50, p99 = statistics.median(times), statistics.quantiles(times, n=100)[98]
    return (
        f"{at_once:3d} at once: {units / took:7.0f} units/s   "
        f"p50 {p50 * 1000:6.2f} ms   p99 {p99 * 1000:6.2f} ms   "
        f"our CPU {worked / units * 1000:5.2f} ms/unit"
    )


async def fill(store: Store, sets: int) -> None:
    """Give the log a past: half for the person measured, half for others."""
    each = 500
    for chunk in range(sets // each):
        who = 0 if chunk % 2 else chunk + 100

        def past(uow: UnitOfWork, chunk: int = chunk, who: int = who) -> None:
            person, _ = uow.people.find(Sender("telegram", str(who), "Ann"), START)
            ids = uow.sets.new_ids(person.id, each)
            done = [
                LoggedSet(
                    "squat", Load(60_000 + n % 60 * 1250), 5 + n % 9,
                    START - timedelta(n // 5 * 2 + chunk // 2 * 200 + 1, n % 5 * 300),
                    "squat", id=ids[n], source=f"past:{chunk}", position=n,
                )
                for n in range(each)
            ]  # fmt: skip
            uow.journal.write(person.id, "log", f"past:{chunk}", (), done, START)

        await store.run(past)


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--units", type=int, default=1000)
    parser.add_argument("--sets", type=int, default=0)
    asked = parser.parse_args()
    with ExitStack() as stack:
        if asked.postgresql:
            server = stack.enter_context(running_server())
            url = server.url(server.create())
        else:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            url = f"sqlite:///{Path(folder) / 'bench.db'}"
        store = await open_store(url)
        try:
            await fill(store, asked.sets)
            await measure(store, 100, 1, -100)
            for round_, at_once in enumerate((1, 16, 64, 1, 16, 64)):
                print(await measure(store, asked.units, at_once, round_ * asked.units))
        finally:
            await store.close()


if __name__ == "__main__":
    asyncio.run(main())
