"""Do the chances of weeks ahead come true? python -m tests.bench.ahead FOLDER... [--lifters N]

Logs of people (those with reserves): a forecast is made every four weeks for the eight that follow,
from what stood in the log before. Nobody followed a plan there, so the plan is what was usual
before the forecast (sets, repetitions, reserve), and the load is the one that was lifted. A
session counts where the effort of its last set at its heaviest load is known: it held where
repetitions and reserve as called together came to what was asked.

The simulator: lifters of `tests/simulator.py` who follow the coach, and plans with loads of their
own, for eight weeks after a forecast.

What the noise is scaled by was chosen on the people and seeds of one half (`--half tune`); the
figures of record are those of the other half (`--half report`, as it is without the option).
"""

from __future__ import annotations

import argparse
import random
import sys
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from statistics import fmean, median, median_low

from core.exercises.names import catalogue_names
from core.interchange.readers.registry import read_sets
from core.interchange.rows import FileRefused
from core.interchange.units import judge
from core.limits import SAME_LOAD
from core.plans.ahead_lift import Ask, Seen, Walker, foretell_sessions
from core.plans.ahead_misses import MOST_SETS, growth_of, misses_of
from core.records import Exercise, Exposure, Lifter, Load, LoggedSet
from core.training.ability.forecast import ability_of
from core.training.target import next_target
from tests.bench.followed import by_exercise, left_of
from tests.bench.people import people
from tests.bench.simulate import CHEST_PRESS, DAYS
from tests.simulator import Body, body, first_load, follow, nature
from tests.training_logs import BENCH

WEEKS, EVERY = 8, 28  # weeks foretold; days from one forecast to the next
LEAST_SESSIONS, LEAST_RATED = 6, 4  # of a lift before a forecast, and last sets with an effort
LEAST_KNOWN = 0.8  # of last sets: who says it of few says it of the hard ones
SESSIONS_BEFORE = 24  # of a simulated lifter
SAME_AS_TOLD = 0.02  # of the load: others are not scored
NEAR_LOAD = 0.05  # of the present load: what somebody may come to in eight weeks
GRID = (-1, 0, 1)  # reserves that are asked about, against the usual one


@dataclass(frozen=True)
class Told:
    """A chance that was stated, and whether it came true."""

    who: str
    week: int
    chance: float
    held: bool


def top_sets(exposure: Exposure) -> list[LoggedSet]:
    """The sets at the heaviest load of a session."""
    sets = [each for each in exposure.working if not each.missed]
    if not sets:
        return []
    most = max(each.load.kg for each in sets)
    return [each for each in sets if each.load.kg > most * (1 - SAME_LOAD)]


def usual(past: Sequence[Exposure]) -> tuple[int, int, int, float] | None:
    """Sets, repetitions (low, high) and reserve that were usual; None where no effort is known."""
    tops = [top_sets(each) for each in past]
    lefts = [left_of(each[-1]) for each in tops if each]
    known = [each for each in lefts if each is not None]
    if len(known) < LEAST_RATED or len(known) < LEAST_KNOWN * len(lefts) or not any(known):
        return None
    last = [each for each in tops if each][-3:]
    reps = sorted(this.reps or 0 for each in last for this in each)
    low, high = reps[len(reps) // 5], reps[-1 - len(reps) // 5]
    return median_low([len(each) for each in last]), low, high, float(round(median(known[-6:])))


def seen_of(exercise: Exercise, past: Sequence[Exposure], now: datetime) -> Walker | None:
    """A lift as it is known at a forecast, with its usual session for each day to come."""
    found = usual(past[-16:])
    if found is None:
        return None
    sets, low, high, left = found
    whole = int(left)
    lifter = Lifter(exercise, "size", past[-1].sets[-1].load.unit, trained_at=past[-1].session_at,
                    rep_range=(low, high), effort=(whole, whole))  # fmt: skip
    ability = ability_of(past[-30:], lifter, now)
    if ability is None or not top_sets(past[-1]):
        return None
    ask = Ask(0, sets, low, high, left, left)
    present = top_sets(past[-1])[-1].load
    growth = growth_of(ability)
    misses = misses_of(ability, past[-16:], now, ability.moved_kg(present), growth)
    seen = Seen(ability, lifter, present, misses, fixed=low == high, chosen=False)
    return Walker(seen, [ask], zlib.crc32(exercise.id.encode()))


def from_people(folders: Sequence[Path], half: str) -> Iterator[Told]:
    """Every chance on the logs of people."""
    names = catalogue_names()
    for who, path in people(folders).items():
        if half != "all" and (zlib.crc32(who.encode()) % 2 == 0) != (half == "tune"):
            continue
        try:
            sets = list(read_sets(path))
        except FileRefused:
            continue
        if sum(each.failed or each.rir_tenths is not None for each in sets) < LEAST_RATED:
            continue
        unit = judge({each.load_milli for each in sets if each.load_milli and not each.unit})[0]
        for name, exposures in by_exercise(sets, unit or "kg").items():
            exercise = names.resolve_or_near(name)
            if exercise is not None and exercise.measure == "load":
                yield from of_lift(who, exercise, exposures)


def of_lift(who: str, exercise: Exercise, exposures: Sequence[Exposure]) -> Iterator[Told]:
    """The chances of one lift of a person."""
    told_at: datetime | None = None
    for index in range(LEAST_SESSIONS, len(exposures)):
        now = exposures[index].session_at
        if told_at is not None and now - told_at < timedelta(days=EVERY):
            continue
        coming = [each for each in exposures[index:]
                  if each.session_at - now < timedelta(weeks=WEEKS)]  # fmt: skip
        rated = [each for each in coming if (s := top_sets(each)) and left_of(s[-1]) is not None]
        if not rated:
            continue
        walker = seen_of(exercise, exposures[:index], now)
        if walker is None:
            continue
        told_at = now
        yield from chances(who, walker, coming, now)


def chances(who: str, walker: Walker, coming: Sequence[Exposure], now: datetime) -> Iterator[Told]:
    """Chances at the loads done, and what came of them."""
    ask, asks, kept = walker.asks[0], [], []
    for each in coming:
        tops = top_sets(each)
        left = left_of(tops[-1]) if tops else None
        if left is None or abs(tops[-1].load.kg / walker.seen.load.kg - 1) > NEAR_LOAD:
            continue
        asks.append(
            replace(
                ask,
                day=(each.session_at - now).days,
                load=tops[-1].load,
                sets=min(len(tops), MOST_SETS),
            )
        )
        kept.append((tops[-1], (tops[-1].reps or 0) + left))
    if not asks:
        return
    walker = Walker(walker.seen, asks, zlib.crc32(who.encode()))
    walks = walker.walks()
    for place, (then, (last, called)) in enumerate(zip(asks, kept, strict=True)):
        for more in GRID:
            asked = replace(then, least=then.least + more)
            if asked.least >= 0:
                chance = fmean(walker.held(asked, walk[place], last.load) for walk in walks)
                held = called >= asked.low + asked.least
                yield Told(who, then.day // 7, chance, held)


# --- the simulator ------------------------------------------------------------------------------


def from_simulator(seeds: Sequence[int], grows: float | None) -> Iterator[Told]:
    """Chances of simulated lifters after twelve weeks with the coach, at two lifts.

    `grows`: a plan's own load, so much of it more each week; None where the coach chooses it.
    """
    for seed in seeds:
        chance = random.Random(seed)
        who = nature(chance)
        for of in (BENCH, CHEST_PRESS):
            at = body(of, who, chance)
            train(at, SESSIONS_BEFORE)
            yield from of_simulated(f"{seed}", at, grows, chance)


def train(at: Body, sessions: int) -> None:
    """Follow the coach for so many sessions, two a week."""
    for session in range(sessions):
        at.begin(DAYS[session % 2] if at.past else 0)
        target = next_target(at.past, Lifter(at.exercise, "size", "kg"), at.now)
        if target.kind == "first":
            target = replace(target, load=first_load(at, Lifter(at.exercise, "size", "kg"), 12))
        follow(at, target)
    at.close()


def of_simulated(who: str, at: Body, grows: float | None, chance: random.Random) -> Iterator[Told]:
    """The chances of one lift for the eight weeks that follow, and what came of them."""
    lifter = Lifter(at.exercise, "size", "kg")
    now = at.now.replace(hour=18, minute=0, second=0) + timedelta(days=DAYS[0])
    target, ability = next_target(at.past, lifter, now), ability_of(at.past, lifter, now)
    if ability is None or target.reps_low is None or target.reps_high is None:
        return
    days = [0]
    for session in range(1, WEEKS * 2):
        days.append(days[-1] + DAYS[session % 2])
    ask = Ask(0, target.sets, target.reps_low, target.reps_high, float(target.rir_low),
              (target.rir_low + target.rir_high) / 2)  # fmt: skip
    asks = [replace(ask, day=each) for each in days]
    if grows is not None:
        start = chance.choice((0.9, 0.95, 1.0))
        asks = [
            replace(
                each,
                load=Load(
                    round(target.load.milli * start * (1 + grows * (each.day // 7)) / 500) * 500
                ),
            )
            for each in asks
        ]
    growth = growth_of(ability)
    misses = misses_of(ability, at.past, now, ability.moved_kg(target.load), growth)
    fixed = target.reps_low == target.reps_high
    walker = Walker(Seen(ability, lifter, target.load, misses, fixed), asks, int(who))
    foretold = foretell_sessions(walker.walks(), asks)
    for session, told in enumerate(foretold):
        at.begin(DAYS[session % 2])
        todo = next_target(at.past, lifter, at.now)
        load = todo.load if told.ask.load is None else told.ask.load
        sets = [at.lift(load, told.ask.aim, told.ask.high) for _ in range(told.ask.sets)]
        last = sets[-1]
        near = abs(load.kg / told.load.kg - 1) <= SAME_AS_TOLD
        left = left_of(last.set)
        if near and left is not None:
            held = (last.set.reps or 0) + left >= told.ask.low + told.ask.least
            yield Told(who, told.ask.day // 7, told.chance, held)


# --- the report ---------------------------------------------------------------------------------


def report(name: str, told: Sequence[Told]) -> None:
    """Stated and come true, by fifth of the stated chance."""
    print(f"{name}: {len(told)} forecasts of {len({each.who for each in told})}")
    for fifth in range(5):
        part = [each for each in told if min(4, int(each.chance * 5)) == fifth]
        if part:
            said, held = fmean(e.chance for e in part), fmean(e.held for e in part)
            print(f"  {fifth * 20:3d}-{fifth * 20 + 20} %: n {len(part):5d}, said {said:6.1%}, "
                  f"held {held:6.1%}, off {held - said:+6.1%}")  # fmt: skip
    if told:
        brier = fmean((each.chance - each.held) ** 2 for each in told)
        print(f"  all: said {fmean(e.chance for e in told):.1%}, "
              f"held {fmean(e.held for e in told):.1%}, Brier {brier:.3f}")  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--half", choices=("tune", "report", "all"), default="report")
    parser.add_argument("--lifters", type=int, default=0)
    options = parser.parse_args(arguments)
    first = 0 if options.half == "tune" else 100_000
    seeds = range(first, first + options.lifters)
    if seeds:
        every = list[Told]()
        for name, grows in (("the coach's loads", None), ("a plan's loads, the same", 0.0),
                            ("a plan's loads, 1 % a week more", 0.01),
                            ("a plan's loads, 2 % a week more", 0.02)):  # fmt: skip
            told = list(from_simulator(seeds, grows))
            report(f"simulated: {name}", told)
            every += told
        report("simulated, all of these", every)
    if options.folders:
        told = list(from_people(options.folders, options.half))
        report("people", told)
        for first, last in ((0, 2), (2, 4), (4, 6), (6, 8)):
            report(f"weeks {first + 1}-{last}", [e for e in told if first <= e.week < last])
    return 0


if __name__ == "__main__":
    sys.exit(main())
