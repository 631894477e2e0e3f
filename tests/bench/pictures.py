"""Time pictures of a long log: python -m tests.bench.pictures [--sets 20000] [--rounds 30].

From the message to the PNG: the answer of the coach, with what it reads of the log, and the drawing
in its process. Nothing that was drawn is kept, so every round draws. Then what the answering
process weighs before and after, and the one that draws.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.runtime.picture_process import PictureLimits, PictureProcess
from core.coach import Coach
from core.messages import Address, Message, Reply, Sender
from core.records import Bodyweight, Load, LoggedSet
from core.store.engine import Store, open_store
from core.store.unit_of_work import UnitOfWork

START = datetime(2016, 1, 4, 18, tzinfo=UTC)
LIFTS = ("squat", "bench-press", "barbell-row", "pull-up", "overhead-press", "deadlift")
SETS_OF_LIFT, LIFTS_A_DAY = 4, 3
ANN = Sender("telegram", "1", "Ann")
HERE = Address("telegram", "1")
COMMANDS = (
    "chart squat", "chart squat all", "chart week", "chart volume", "chart bodyweight",
    "chart accuracy", "recap", "share",
)  # fmt: skip


def made(count: int) -> list[LoggedSet]:
    """Sets of years: three lifts a day, four sets each, loads that climb and fall back."""
    found = []
    for number in range(count):
        day, place = divmod(number, SETS_OF_LIFT * LIFTS_A_DAY)
        at = START + timedelta(days=2 * day, minutes=3 * place)
        lift = LIFTS[(day * LIFTS_A_DAY + place // SETS_OF_LIFT) % len(LIFTS)]
        step = day % 40 - 8 * (day % 9 == 8)
        load = Load(0) if lift == "pull-up" else Load(60_000 + 1_250 * step + 10 * day)
        found.append(
            LoggedSet(lift, load, 8 - place % 4, at, "", 10 * (place % 3), source=f"m{day}",
                      position=place, session_at=START + timedelta(days=2 * day))
        )  # fmt: skip
    return found


def fill(uow: UnitOfWork, sets: list[LoggedSet], now: datetime) -> None:
    """Put them into a log, and two years of weights."""
    person, _ = uow.people.find(ANN, now)
    by_day: dict[str, list[LoggedSet]] = {}
    ids = uow.sets.new_ids(person.id, len(sets))
    for each, name in zip(sets, ids, strict=True):
        by_day.setdefault(each.source, []).append(_named(each, name))
    for source, group in by_day.items():
        uow.journal.write(person.id, "log", source, (), tuple(group), group[-1].at)
    for back in range(0, 730, 2):
        day = (now - timedelta(days=back)).date()
        weight = Bodyweight(day, Load(82_000 + 15 * back - back % 7 * 90))
        uow.bodyweights.put(person.id, weight)


def _named(each: LoggedSet, name: str) -> LoggedSet:
    from dataclasses import replace

    return replace(each, id=name)


def resident(pid: int | str = "self") -> float:
    """Megabytes that a process holds in memory."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def processor(pid: int | None) -> float:
    """Seconds of processor that a process has taken."""
    if pid is None:
        return 0.0
    parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


async def ask(coach: Coach, text: str, number: int, now: datetime) -> Reply:
    """Have one message answered."""
    message = Message(HERE, ANN, text, now, f"q{number}")
    answer = await coach.handle(message, now)
    assert answer.reply is not None
    return answer.reply


async def measure(store: Store, rounds: int, now: datetime) -> None:
    """Time each command."""
    coach, painter = Coach(store), PictureProcess(PictureLimits(kept=0, seconds=30))
    await ask(coach, "next", 0, now)  # catalogue and names are read once
    before = resident()
    number = 1
    print(
        f"{'':18s} first (processor)  answer p50 p95  whole p50 p95  processor p50 p95 (ms)  bytes"
    )
    for text in COMMANDS:
        await painter.close()
        answers, wholes, costs, size, first, dear = [], [], [], 0, 0.0, 0.0
        for turn in range(rounds + 1):
            spent = time.process_time() + processor(painter.pid)
            began = time.perf_counter()
            reply = await ask(coach, text, number, now)
            answered = time.perf_counter()
            drawn = await painter.drawn(reply)
            ended = time.perf_counter()
            number += 1
            size = sum(len(each.content) for each in drawn.pictures)
            if turn == 0:
                first = ended - began
                dear = time.process_time() + processor(painter.pid) - spent
                continue
            answers.append(answered - began)
            wholes.append(ended - began)
            costs.append(time.process_time() + processor(painter.pid) - spent)
        told = "   ".join(
            f"{statistics.median(each) * 1e3:6.0f} {at95(each) * 1e3:6.0f}"
            for each in (answers, wholes, costs)
        )
        print(f"{text:18s} {first * 1e3:6.0f} ({dear * 1e3:.0f})   {told}   {size:7d}")
    child = resident(painter.pid) if painter.pid else 0.0
    print(
        f"answering process: {before:.0f} MB before, {resident():.0f} MB after {number} answers; "
        f"drawing process: {child:.0f} MB"
    )
    await painter.close()


def at95(values: list[float]) -> float:
    """The 95th percentile."""
    return sorted(values)[min(len(values) - 1, round(0.95 * len(values)))]


async def main() -> None:
    """Fill a log, then measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=30)
    given = parser.parse_args()
    sets = made(given.sets)
    now = sets[-1].at + timedelta(hours=20)
    with tempfile.TemporaryDirectory() as folder:
        store = await open_store(f"sqlite:///{folder}/log.db")
        for start in range(0, len(sets), 2400):
            part = sets[start : start + 2400]
            await store.run(lambda uow, part=part: fill(uow, part, now))
        print(f"{len(sets)} sets; load {os.getloadavg()[0]:.1f}")
        await measure(store, given.rounds, now)
        await store.close()


if __name__ == "__main__":
    asyncio.run(main())
