"""Builds exposures from lines that read like a training log.

    2026-11-01 100x8@2 100x8@1 100x8@0
    2026-11-04 60x5w 100x8 100x7f 225lbx5@4+ -30x8 x12 60s 40x30m 80x8d

`w` warm-up, `d` drop set, `f` failed, `@2` two in reserve, `@4+` at least four, no `@` unknown.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from core.records import Exercise, Exposure, Lifter, Load, LoggedSet

START = datetime(2026, 11, 1, 18, tzinfo=UTC)
SET = re.compile(
    r"(?P<load>[+-]?\d+(?:\.\d+)?)?(?P<unit>lb|kg)?"
    r"(?:x(?P<reps>\d+)(?P<metres>m)?|(?P<seconds>(?<=[x\s])\d+)s)?"
    r"(?:@(?P<rir>\d+(?:\.\d+)?)(?P<least>\+)?)?(?P<marks>[wdfa]*)"
)
TIMED = re.compile(r"(?:(?P<load>[+-]?\d+(?:\.\d+)?)x)?(?P<seconds>\d+)s(?P<rest>.*)")


def exercise(name: str = "Bench Press", **changes: object) -> Exercise:
    """A barbell compound, changed as told."""
    base = Exercise(
        id=name.lower().replace(" ", "-"), name=name, measure="load", mechanic="compound",
        pattern="horizontal_press", muscles=("chest",), helpers=("triceps",), equipment="barbell",
        unilateral=False, bodyweight_share=0.0, safe_to_fail=False, step_kg=Load(2500),
        step_lb=Load(5000, "lb"), size_range=(8, 12), strength_range=(3, 5), ceiling=12,
    )  # fmt: skip
    return replace(base, **changes)  # type: ignore[arg-type]


BENCH = exercise()
SQUAT = exercise("Squat", pattern="squat")
DEADLIFT = exercise("Deadlift", pattern="hinge")
LEG_EXTENSION = exercise(
    "Leg Extension", mechanic="isolation", pattern="knee_extension", equipment="machine",
    safe_to_fail=True, step_kg=Load(5000), size_range=(10, 15),
)  # fmt: skip
LEG_PRESS = exercise(
    "Leg Press", pattern="squat", equipment="machine", safe_to_fail=True, step_kg=Load(5000)
)
LATERAL_RAISE = exercise(
    "Lateral Raise", mechanic="isolation", pattern="shoulder_raise", equipment="dumbbell",
    safe_to_fail=True, step_kg=Load(2000), size_range=(10, 15),
)  # fmt: skip
PULL_UP = exercise(
    "Pull-Up", measure="bodyweight", pattern="pulldown", equipment="body only",
    bodyweight_share=1.0, safe_to_fail=True, size_range=(6, 12),
)  # fmt: skip
ASSISTED = exercise(
    "Assisted Pull-Up", measure="assisted", pattern="pulldown", equipment="machine",
    bodyweight_share=1.0, safe_to_fail=True, step_kg=Load(5000), size_range=(6, 10),
)  # fmt: skip
PLANK = exercise("Plank", measure="time", pattern="core", equipment="body only", safe_to_fail=True)
CARRY = exercise("Farmer's Walk", measure="distance", pattern="carry", safe_to_fail=True)


def lifter(of: Exercise = BENCH, **changes: object) -> Lifter:
    """Someone training an exercise for size in kilograms, changed as told."""
    return replace(Lifter(of, "size", "kg"), **changes)  # type: ignore[arg-type]


def one_set(text: str, at: datetime, of: Exercise = BENCH) -> LoggedSet:
    """Read one set of a log line."""
    timed = TIMED.fullmatch(text)
    found = SET.fullmatch(timed["rest"] if timed else text)
    if found is None:
        raise ValueError(text)
    load = (timed["load"] if timed else found["load"]) or "0"
    metres = found["metres"]
    return LoggedSet(
        exercise_id=of.id,
        load=Load(round(float(load) * 1000), "lb" if found["unit"] == "lb" else "kg"),
        reps=None if timed or metres else int(found["reps"]),
        at=at,
        line=text,
        rir_tenths=0 if "f" in found["marks"] else round(float(found["rir"]) * 10)
        if found["rir"] else None,
        rir_at_least=bool(found["least"]),
        failed="f" in found["marks"],
        amrap="a" in found["marks"],
        warmup="w" in found["marks"],
        drop="d" in found["marks"],
        seconds=int(timed["seconds"]) if timed else None,
        distance_cm=int(found["reps"]) * 100 if metres else None,
        id="s" + at.strftime("%m%d%H%M"),
        session_at=at,
    )  # fmt: skip


def log(text: str, of: Exercise = BENCH) -> list[Exposure]:
    """Read a log: one line per session, a day first; sets three minutes apart from 18:00."""
    sessions = []
    for line in filter(None, (each.strip() for each in text.strip().splitlines())):
        day, *words = line.split()
        start = datetime.fromisoformat(day).replace(hour=18, tzinfo=UTC)
        sets = tuple(
            replace(one_set(word, start + timedelta(minutes=3 * i), of), session_at=start)
            for i, word in enumerate(words)
        )
        sessions.append(Exposure(start, sets))
    return sessions


def after(exposures: list[Exposure], **gap: float) -> datetime:
    """A moment after the last set: `days=4`, else the next minute."""
    return exposures[-1].sets[-1].at + timedelta(**(gap or {"minutes": 1}))
