"""Simulated lifters with a known truth: is the reserve read rightly, and are targets right?

    python -m tests.bench.simulate [--lifters 200] [--seed 1] [--unknown 0.2] [--machine extension]

Each lifter trains a machine and a bench press twice a week for twelve weeks, does what the real
training rules ask, and calibrates three times on the machine's last set, at most every three weeks.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from statistics import fmean

from core.records import Exercise, Exposure, Lifter, Load
from core.training.ability.state import assess
from core.training.effort.calibration import (
    UNKNOWN,
    Bias,
    Guess,
    Proof,
    learn,
    load_for_guess,
    point_for,
    proofs,
)
from core.training.effort.reserve import still_right
from core.training.target import next_target
from tests.simulator import Body, Done, Nature, body, first_load, follow, nature
from tests.training_logs import BENCH, LEG_EXTENSION, exercise

CHEST_PRESS = exercise(
    "Chest Press", equipment="machine", safe_to_fail=True, step_kg=Load(2500), size_range=(8, 12)
)
MACHINES = {"press": CHEST_PRESS, "extension": LEG_EXTENSION}
WEEKS, DAYS = 12, (3, 4)
START_REPS = 12  # to failure at the first load
FIRST, EVERY, CALIBRATIONS = 5, 6, 3  # sessions; one where no guess was made is done again
TRIED = 18  # sessions after which the reading of calls is scored


@dataclass
class Course:
    """What became of one lifter: every set at both exercises with the bias known before it."""

    nature: Nature
    leg: list[tuple[Done, Bias, int]]  # set, bias known, session
    bench: list[tuple[Done, Bias, int]]
    reads: list[tuple[float, float, float]]  # errors: of the call, of the ability, of call + bias
    guesses: list[Guess]
    learned: Bias = UNKNOWN
    learned_by_guesses: Bias = UNKNOWN
    by_ability: float | None = None  # the bias of calls that advice goes by, at the machine
    strength: tuple[float, float] = (1.0, 1.0)  # growth of capacity and of the target load, bench


def known(own: Sequence[Proof], others: Sequence[Proof], *, correct: bool) -> Bias:
    """The bias the coach goes by."""
    return learn(own, (others,)) if correct else UNKNOWN


def with_bias(lifter: Lifter, bias: Bias) -> Lifter:
    """A lifter with what is known of their calls."""
    return replace(
        lifter,
        reserve_bias=bias.mean,
        reserve_spread=bias.spread,
        reserve_proofs=bias.proofs,
    )


def train(
    seed: int,
    *,
    at_machine: Exercise = CHEST_PRESS,
    unknown: float = 0.2,
    correct: bool = True,
    **changes: object,
) -> Course:
    """Twelve weeks of one lifter."""
    chance = random.Random(seed)
    who = replace(nature(chance, unknown=unknown), **changes)  # type: ignore[arg-type]  # by name
    leg, bench = body(at_machine, who, chance), body(BENCH, who, chance)
    course = Course(who, [], [], [], [])
    leg_proofs: tuple[Proof, ...] = ()
    bench_proofs: tuple[Proof, ...] = ()
    began = (bench.capacity, first_load(bench, Lifter(BENCH, "size", "kg"), START_REPS).kg)
    for session in range(WEEKS * 2):
        days = DAYS[session % 2]
        bias = known(leg_proofs, bench_proofs, correct=correct)
        calibrates = due(course.guesses, leg, session)
        course.leg += one_session(leg, bias, days, session, course.guesses if calibrates else None)
        leg_proofs = proofs(
            leg.exposures()[-16:],
            at_machine,
            course.guesses,
            known(leg_proofs, bench_proofs, correct=True).mean,
        )
        bias = known(bench_proofs, leg_proofs, correct=correct)
        course.bench += one_session(bench, bias, days, session, None)
        bench_proofs = proofs(
            bench.exposures()[-16:], BENCH, (), known(bench_proofs, leg_proofs, correct=True).mean
        )
        if session >= TRIED:
            course.reads += read_calls(leg, known(leg_proofs, bench_proofs, correct=True))
    state = assess(leg.exposures(), Lifter(at_machine, "size", "kg"), leg.now)
    course.by_ability = None if state is None or state.calls <= 0 else state.bias
    course.learned = known(leg_proofs, bench_proofs, correct=True)
    course.learned_by_guesses = learn(
        [each for each in leg_proofs if each.called in guessed(course) and is_guess(each, leg)]
    )
    load = max(each[0].set.load.kg for each in course.bench[-3:])
    course.strength = (bench.capacity / began[0], load / began[1])
    return course


def guessed(course: Course) -> set[float]:
    """The reserves that were guessed."""
    return {each.left for each in course.guesses}


def is_guess(proof: Proof, at: Body) -> bool:
    """Whether a proof is that of a guess: it stands at the set to failure itself."""
    ids = {each.id for every in at.exposures() for each in every.sets if each.at == proof.at}
    return proof.group in ids


def due(guesses: Sequence[Guess], at: Body, session: int) -> bool:
    """Whether to calibrate: at most every three weeks, three times in all."""
    if session < FIRST or len(guesses) >= CALIBRATIONS:
        return False
    return not guesses or at.now - guesses[-1].at >= timedelta(days=EVERY * 3)


def one_session(
    at: Body, bias: Bias, days: int, session: int, guesses: list[Guess] | None
) -> list[tuple[Done, Bias, int]]:
    """Do the target of the real rules; with a list for guesses the last set to failure."""
    lifter = with_bias(Lifter(at.exercise, "size", "kg"), bias)
    at.begin(days if session else 0)
    target = next_target(at.past, lifter, at.now)
    if target.kind == "first":
        target = replace(target, load=first_load(at, lifter, START_REPS))
    if guesses is None:
        return [(each, bias, session) for each in follow(at, target)]
    done = follow(at, target, target.sets - 1)
    load = load_for_guess(at.exposures(), lifter, bias) or target.load
    point = point_for(at.exposures(), at.exercise, bias, load)
    last = at.lift(load, 0, 99, all_out=True, point=point)
    if last.guess is not None and point is not None:
        guesses.append(Guess(last.set.at, point, float(last.guess)))
    return [(each, bias, session) for each in (*done, last)]


def read_calls(at: Body, bias: Bias) -> Iterator[tuple[float, float, float]]:
    """How far off each call of the session under way is: raw, as the ability reads it, with bias.

    The ability says what the set held to failure, once it has heard the set, at the tiredness
    before it; what is over the repetitions done was left.
    """
    past, lifter = at.exposures()[:-1], with_bias(Lifter(at.exercise, "size", "kg"), bias)
    lost, top = 0.0, at.exercise.size_range[1]
    for number, each in enumerate(at.session, 1):
        sets = tuple(done.set for done in at.session[:number])
        state = assess([*past, Exposure(sets[0].session_at or sets[0].at, sets)], lifter,
                       sets[-1].at, top)  # fmt: skip
        left = each.set.rir_tenths
        if state is not None and not each.set.failed and left is not None:
            seen = max(0.0, state.able(each.set.load, lost).reps - (each.set.reps or 0))
            call = left / 10
            yield (
                abs(call - each.reserve),
                abs(seen - each.reserve),
                abs(max(0.0, call + bias.mean) - each.reserve),
            )
        lost = 0.0 if state is None else state.lost


def is_right(each: Done, of: Exercise, last: bool) -> bool:
    """Whether the true reserve is within one of what is wanted there."""
    low, high = still_right(Lifter(of, "size", "kg"), last)
    return low - 1 <= each.reserve <= high + 1


def share_right(courses: Sequence[Course], of: Exercise) -> float:
    """The share of sets that land in the wanted reserve +- 1 (calibrations left out)."""
    hits = []
    for course in courses:
        rows = course.bench if of is BENCH else course.leg
        for place, (done, _, session) in enumerate(rows):
            if done.point is None:
                last = place + 1 == len(rows) or rows[place + 1][2] != session
                hits.append(is_right(done, of, last))
    return fmean(hits)


def failures(courses: Sequence[Course]) -> int:
    """Bench sets that ended in failure."""
    return sum(done.set.failed for course in courses for done, _, _ in course.bench)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lifters", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--unknown", type=float, default=0.2)
    parser.add_argument("--machine", choices=sorted(MACHINES), default="press")
    parser.add_argument(
        "--plain", action="store_true", help="first and long sets called like others"
    )
    options = parser.parse_args(arguments)
    machine = MACHINES[options.machine]
    seeds = range(options.seed * 1000, options.seed * 1000 + options.lifters)
    courses, plain = (
        [
            train(
                each,
                at_machine=machine,
                unknown=options.unknown,
                correct=correct,
                long_sets=not options.plain,
            )
            for each in seeds
        ]
        for correct in (True, False)
    )
    show(courses, plain, machine)
    return 0


def show(courses: Sequence[Course], plain: Sequence[Course], machine: Exercise) -> None:
    """Print the figures of one set of lifters."""
    off = [course for course in courses if abs(course.nature.bias) >= 1]
    for name in ("learned", "learned_by_guesses"):
        errors = [abs(getattr(each, name).mean - each.nature.bias) for each in off]
        near = fmean(each <= 0.75 for each in errors)
        signed = fmean(getattr(each, name).mean - each.nature.bias for each in courses)
        print(f"  bias, {name}: {len(off)} lifters with |bias| >= 1, off by {fmean(errors):.2f} "
              f"on average, {near:.0%} within 0.75; signed {signed:+.2f}")  # fmt: skip
    inside = fmean(abs(c.learned.mean - c.nature.bias) <= c.learned.spread for c in courses)
    print(f"  truth within one spread: {inside:.0%}")
    show_reads(courses, off)
    for of in (machine, BENCH):
        print(f"  {of.name}: {share_right(courses, of):.1%} of sets in the wanted reserve +- 1 "
              f"(without correction {share_right(plain, of):.1%})")  # fmt: skip
    print(f"  bench sets to failure: {failures(courses)} (without correction {failures(plain)})")
    grown = fmean(each.strength[0] for each in courses)
    loads = fmean(each.strength[1] for each in courses)
    print(f"  bench: capacity x {grown:.3f}, load x {loads:.3f}")


def show_reads(courses: Sequence[Course], off: Sequence[Course]) -> None:
    """Print how far reserves are read off, and the bias that the ability has learned."""
    reads = [[fmean(row[i] for row in c.reads) for i in range(3)] for c in courses if c.reads]
    for name, kept in (
        ("raw call off by 0.95 or more", [each for each in reads if each[0] >= 0.95]),
        ("raw call off by less", [each for each in reads if each[0] < 0.95]),
    ):
        if kept:
            raw, seen, biased = (fmean(each[i] for each in kept) for i in range(3))
            print(f"  reserve, {name}: {len(kept)} lifters, raw {raw:.2f}, estimate {seen:.2f}, "
                  f"call + bias {biased:.2f}")  # fmt: skip
    well = [c for c in courses if c.reads and abs(c.nature.bias) <= 0.5]
    if well:
        raw, seen = (fmean(fmean(row[i] for row in c.reads) for c in well) for i in range(2))
        print(f"  reserve, well calibrated (|bias| <= 0.5): {len(well)}, raw {raw:.2f}, "
              f"estimate {seen:.2f}")  # fmt: skip
    errors = [abs(c.by_ability - c.nature.bias) for c in off if c.by_ability is not None]
    if errors:
        near = fmean(each <= 0.75 for each in errors)
        print(f"  bias, the ability's at the machine: {len(errors)} lifters with |bias| >= 1, off "
              f"by {fmean(errors):.2f} on average, {near:.0%} within 0.75")  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
