"""Targets held against real logs: what came of them where lifters did the same, and where not.

Used by `python -m tests.bench.advice FOLDER...`. Nobody in these logs was coached: "did the same"
means that the heaviest working sets of a session had the load of the target the log led to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean

from core.exercises.names import catalogue_names
from core.interchange.readers.registry import read_sets
from core.interchange.rows import ImportedSet
from core.interchange.units import judge
from core.limits import SAME_LOAD
from core.records import Exercise, Exposure, Lifter, Load, LoggedSet, Target, Unit
from core.training.curve import capacity, reps_at
from core.training.target import next_target
from tests.bench.people import people

WINDOW = 30  # sessions of an exercise that a target is made from
EARLIER = 3  # sessions before one is held against its target


@dataclass(frozen=True)
class Held:
    """A session held against its target."""

    who: str
    kind: str  # of target
    sets: tuple[tuple[int, float | None], ...]  # those at its heaviest: repetitions, reserve
    ratio: float  # the load against the target's
    low: int
    high: int
    rir: tuple[int, int]
    planned: int
    able: float | None  # repetitions to failure of the first rated set, at its own load ...
    able_asked: float | None  # ... and what the curve makes of it at the load asked for

    @property
    def followed(self) -> bool:
        """Whether the load was the target's."""
        return abs(self.ratio - 1) < SAME_LOAD


def target_of(past: Sequence[Exposure], lifter: Lifter, now: datetime) -> Target:
    """The one place that asks for a target."""
    return next_target(past, lifter, now)


def held(folders: Sequence[Path]) -> Iterator[Held]:
    """Hold every session with a load against the target of the sessions before it."""
    names = catalogue_names()
    for who, path in people(folders).items():
        sets = list(read_sets(path))
        unit = judge({each.load_milli for each in sets if each.load_milli and not each.unit})[0]
        for name, exposures in by_exercise(sets, unit or "kg").items():
            exercise = names.resolve_or_near(name)
            if exercise is not None and exercise.measure == "load":
                yield from held_of(who, exercise, exposures)


def by_exercise(sets: Sequence[ImportedSet], unit: Unit) -> Mapping[str, list[Exposure]]:
    """The sessions of each exercise in order of time; `unit` where the file states none."""
    found: dict[str, dict[str, list[LoggedSet]]] = {}
    starts: dict[str, datetime] = {}
    for each in sets:
        at = each.at if each.at.tzinfo else each.at.replace(tzinfo=UTC)
        starts[each.workout] = min(at, starts.get(each.workout, at))
        if each.reps and each.load_milli:
            found.setdefault(each.exercise_name, {}).setdefault(each.workout, []).append(
                LoggedSet(
                    each.exercise_name, Load(each.load_milli, each.unit or unit), each.reps, at, "",
                    rir_tenths=each.rir_tenths, rir_at_least=each.rir_at_least, failed=each.failed,
                    warmup=each.warmup, drop=each.drop, id=f"s{each.line}",
                )
            )  # fmt: skip
    return {
        name: sorted(
            (Exposure(starts[workout], tuple(done)) for workout, done in workouts.items()),
            key=lambda each: each.session_at,
        )
        for name, workouts in found.items()
    }


def held_of(who: str, exercise: Exercise, exposures: Sequence[Exposure]) -> Iterator[Held]:
    """Hold the sessions of one exercise against their targets."""
    for index in range(EARLIER, len(exposures)):
        session, past = exposures[index], exposures[max(0, index - WINDOW) : index]
        sets = session.working
        if not sets:
            continue
        lifter = Lifter(exercise, "size", sets[0].load.unit, trained_at=past[-1].session_at)
        target = target_of(past, lifter, session.session_at)
        if target.kind == "first" or target.reps_low is None or target.load.milli <= 0:
            continue
        top = max(each.load.kg for each in sets)
        heaviest = [each for each in sets if each.load.kg > top * (1 - SAME_LOAD)]
        rated = [
            (each.reps or 0) + left for each in heaviest if (left := left_of(each)) is not None
        ]
        able = float(rated[0]) if rated else None
        asked = None
        if able is not None:
            asked = reps_at(target.load.kg, capacity(top, able, exercise), exercise)
        yield Held(
            who, target.kind, tuple((each.reps or 0, left_of(each)) for each in heaviest),
            top / target.load.kg, target.reps_low, target.reps_high or target.reps_low,
            (target.rir_low, target.rir_high), target.sets, able, asked,
        )  # fmt: skip


def left_of(each: LoggedSet) -> float | None:
    """The recorded reserve; none where only a least one is."""
    if each.failed:
        return 0.0
    if each.rir_tenths is None or each.rir_at_least:
        return None
    return each.rir_tenths / 10


def off_by(able: float, each: Held) -> float:
    """Repetitions by which a load misses: none where some count of the range leaves what is wanted.

    Below nought too heavy, above too light.
    """
    least, most = each.low + each.rir[0], each.high + each.rir[1]
    return min(0.0, able - least) + max(0.0, able - most)


def show_held(folders: Sequence[Path]) -> None:
    """Print what came of targets in these logs."""
    found = list(held(folders))
    kinds = sorted({each.kind for each in found})
    for kind in ("all", *kinds):
        kept = [each for each in found if kind in ("all", each.kind)]
        same = [each for each in kept if each.followed]
        if same:
            show_same(kind, kept, same)
    show_other("another load", [each for each in found if not each.followed])
    show_other("... heavier than asked", [each for each in found if each.ratio > 1 + SAME_LOAD])
    show_other("... lighter than asked", [each for each in found if each.ratio < 1 - SAME_LOAD])


def show_same(kind: str, kept: Sequence[Held], same: Sequence[Held]) -> None:
    """Sessions at the target's load: were its repetitions and its reserve reached?"""
    first = fmean(each.sets[0][0] >= each.low for each in same)
    every = fmean(
        len(each.sets) >= each.planned
        and all(reps >= each.low for reps, _ in each.sets[: each.planned])
        for each in same
    )
    above = fmean(each.sets[0][0] > each.high for each in same)
    lefts = [(left, each.rir) for each in same for _, left in each.sets if left is not None]
    print(
        f"{kind:8s} {len(kept):6d} sessions, same load {len(same) / len(kept):.0%}; of these the "
        f"first set reached the range {first:.0%} (above it {above:.0%}), all sets {every:.0%}"
    )
    if lefts:
        right = fmean(low <= left <= high for left, (low, high) in lefts)
        near = fmean(low - 1 <= left <= high + 1 for left, (low, high) in lefts)
        print(f"{'':8s} reserve of {len(lefts)} rated sets: as wanted {right:.0%}, +- 1 {near:.0%}")


def show_other(name: str, other: Sequence[Held]) -> None:
    """Sessions at another load: which load suits the wanted reserve better, theirs or ours?"""
    rated = [each for each in other if each.able is not None]
    if not rated:
        print(f"{name}: {len(other)} sessions, none of them rated")
        return
    theirs = [off_by(each.able or 0.0, each) for each in rated]
    ours = [off_by(each.able_asked or 0.0, each) for each in rated]
    nearer = fmean(abs(two) < abs(one) - 1e-9 for one, two in zip(theirs, ours, strict=True))
    further = fmean(abs(two) > abs(one) + 1e-9 for one, two in zip(theirs, ours, strict=True))
    people_in = {each.who for each in rated}
    print(
        f"{name}: {len(other)} sessions, {len(rated)} rated ({len(people_in)} people); misses the "
        f"range and reserve by {fmean(map(abs, theirs)):.2f} (own load, {fmean(theirs):+.2f}) "
        f"against {fmean(map(abs, ours)):.2f} (asked for, {fmean(ours):+.2f}); ours nearer "
        f"{nearer:.0%}, theirs nearer {further:.0%}"
    )
