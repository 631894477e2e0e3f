"""Whole logs as text, and all that the training rules say of them: for `test_decisions.py`.

    # 12 bench-press size kg later=3 plates=20,10,5 hurt=1:0 bias=1.5/6
    2026-11-01 60x5w 100x8@2 +5 100x8@1
    > verdict on_target ...

Behind the number of a case stand the exercise, the goal, the unit and what else is known of the
lifter; `hurt=1:0` is pain a minute after the first set of the second session, `later=7` the days to
the next session, and `+5` five minutes of rest instead of three.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from core.records import Exercise, Exposure, Lifter, Load, LoggedSet, Pain, Span
from core.training.ability.forecast import ability_of, foretold
from core.training.advice import advise
from core.training.curve import estimated_max
from core.training.easy_day import lighter, shorter
from core.training.effort import calibration
from core.training.effort.call_checks import calls_outgrown, calls_told
from core.training.effort.under_effort import under_effort
from core.training.exercise_sessions import sessions as exercise_sessions
from core.training.prediction.from_log import Asked, expected, lifted_kg, past_of
from core.training.prediction.predict import why
from core.training.progression.plates import kept_above_bar, learned_step
from core.training.target import next_target
from core.training.verdict import Bests
from core.training.warmups import plates_a_side, ramp
from tests.training_logs import (
    ASSISTED,
    BENCH,
    CARRY,
    DEADLIFT,
    LATERAL_RAISE,
    LEG_EXTENSION,
    LEG_PRESS,
    PLANK,
    PULL_UP,
    SQUAT,
    one_set,
)  # fmt: skip

EXERCISES = {
    each.id: each
    for each in (BENCH, SQUAT, DEADLIFT, LEG_EXTENSION, LEG_PRESS, LATERAL_RAISE, PULL_UP, ASSISTED,
                 PLANK, CARRY)
}  # fmt: skip
SOON = timedelta(minutes=3)


@dataclass(frozen=True)
class Case:
    """One log: its head, its lines, and what was said of it when it was written."""

    head: str
    lines: tuple[str, ...]
    said: tuple[str, ...] = ()


def cases_of(text: str) -> Iterator[Case]:
    """The cases of a file; anything before the first is about the file."""
    for block in text.split("\n# ")[1:]:
        head, *rest = block.splitlines()
        said = tuple(each for each in rest if each.startswith(">"))
        yield Case(head, tuple(each for each in rest if each and not each.startswith(">")), said)


def written(case: Case) -> str:
    """A case as it stands in the file."""
    return "\n".join([f"# {case.head}", *case.lines, *case.said]) + "\n"


def log_of(case: Case) -> list[Exposure]:
    """The sessions of a case, at 18:00 each."""
    _, name, _, unit, *_ = case.head.split()
    of, found = EXERCISES[name], []
    for line in case.lines:
        day, *words = line.split()
        at = start = datetime.fromisoformat(day).replace(hour=18, tzinfo=UTC)
        sets: list[LoggedSet] = []
        for word in words:
            if word.startswith("+"):
                at += timedelta(minutes=int(word[1:]) - 3)
                continue
            key = f"s{len(found)}-{len(sets)}"
            each = one_set(word, at, of)
            load = Load(each.load.milli, unit)
            sets.append(replace(each, load=load, session_at=start, id=key))
            at += timedelta(minutes=3)
        found.append(Exposure(start, tuple(sets)))
    return found


def lifter_of(case: Case, log: Sequence[Exposure]) -> Lifter:
    """The lifter of a case."""
    _, name, goal, unit, *rest = case.head.split()
    who = Lifter(EXERCISES[name], goal, unit)  # type: ignore[arg-type]
    for key, _, value in (each.partition("=") for each in rest):
        who = replace(who, **_told(key, value, who, log))  # type: ignore[arg-type]
    return who


def _told(key: str, value: str, who: Lifter, log: Sequence[Exposure]) -> dict[str, object]:
    """The fields of a lifter that a word of the head sets."""

    def load(text: str) -> Load:
        return Load(round(float(text) * 1000), who.unit)

    def span(text: str) -> Span:
        low, high = text.split("-")
        return int(low), int(high)

    if key in ("step", "bar", "bodyweight", "never_below", "learned_step"):
        return {key: load(value)}
    if key in ("plates", "dumbbells"):
        return {key: tuple(map(load, value.split(",")))}
    if key in ("rep_range", "effort"):
        return {key: span(value)}
    if key in ("hurt", "near", "urgent"):
        place, _, number = value.partition(":")
        at = log[int(place)].sets[int(number)].at + timedelta(minutes=1)
        pain = Pain(who.exercise.id, at, "shoulder", urgent=key == "urgent", parts=("shoulder",))
        return {"near_pains": (pain,)} if key == "near" else {"pains": (pain,)}
    if key == "bias":
        mean, _, proofs = value.partition("/")
        return {"reserve_bias": float(mean), "reserve_proofs": int(proofs)}
    if key == "trained":  # days before the last session
        return {"trained_at": log[-1].session_at - timedelta(days=int(value))}
    return {"cutting": True} if key == "cutting" else {}


def plain(found: object) -> str:
    """A value in short: records without their names, floats to five digits."""
    if isinstance(found, float):
        return f"{found:.5g}"
    if isinstance(found, Load):
        return f"{found.text}{found.unit}"
    if isinstance(found, LoggedSet):
        return found.line or found.id
    if isinstance(found, Exercise):
        return found.id
    if isinstance(found, datetime):
        return f"{found:%m-%d %H:%M}"
    if isinstance(found, Fraction | str | int) or found is None:
        return "-" if found is None else str(found)
    if is_dataclass(found):
        told = [getattr(found, each.name) for each in fields(found) if each.repr]
        return f"({' '.join(map(plain, told))})"
    if isinstance(found, dict):
        return f"{{{' '.join(f'{key}={plain(value)}' for key, value in found.items())}}}"
    if isinstance(found, Iterable):
        return f"[{' '.join(map(plain, found))}]"
    return type(found).__name__


def bests_of(log: Sequence[Exposure], who: Lifter) -> Bests:
    """The best sets of all sessions but the last."""
    sets = [each for one in log[:-1] for each in one.lifted]
    if not sets:
        return Bests()
    this = log[-1].sets[-1].load.milli
    as_heavy = [each for each in sets if each.load.milli >= this]
    return Bests(
        max((each.load for each in sets), key=lambda load: load.milli),
        max((each.reps or 0 for each in as_heavy), default=0),
        max((each.seconds or 0 for each in as_heavy), default=0),
        max((estimated_max(each, who.exercise) or 0.0 for each in sets), default=0.0) or None,
    )


def said_of(case: Case) -> tuple[str, ...]:
    """All that is said of a case, a line each."""
    log = log_of(case)
    who = lifter_of(case, log)
    later = timedelta(days=int(case.head.partition("later=")[2].split()[0]))
    parts = _of_sets(log, who), _ahead(log, who, later), _of_calls(log, who), _foreseen(log, who)
    return tuple(f"> {each}" for part in parts for each in part)


def _of_sets(log: list[Exposure], who: Lifter) -> Iterator[str]:
    """The answer to each of the last session's sets."""
    last = log[-1]
    for count in range(1, len(last.sets) + 1):
        seen = [*log[:-1], Exposure(last.session_at, last.sets[:count])]
        now = seen[-1].sets[-1].at
        found = advise(seen[-1].sets[-1], seen, who, now, bests_of(seen, who))
        yield f"{count} {plain(found.verdict)} {plain(found.next_set)}"
        if count == 1:
            yield f"planned {plain(found.planned)}"


def _ahead(log: list[Exposure], who: Lifter, late: timedelta) -> Iterator[str]:
    """Targets of the next session, soon and late, and what is made of them."""
    end = log[-1].sets[-1].at
    for later in (SOON, late):
        target = foretold(next_target(log, who, end + later), log, who, end + later)
        yield f"{later.days} {plain(target)}"
    target = next_target(log, who, end + late)
    yield f"easier {plain(lighter(target, who))}"
    three = [(target, who.exercise.mechanic)] * 3
    yield f"shorter {plain([shorter(three, minutes) for minutes in (9, 20, 40)])}"
    after = Load(target.load.milli // 2, target.load.unit)
    yield f"warm-up {plain(ramp(target.load, who))} {plain(ramp(target.load, who, after))}"
    yield f"plates {plain(plates_a_side(target.load, who))}"
    loads = [each.load for one in log for each in one.working]
    yield f"loads {plain(learned_step(loads, who))} {plain(kept_above_bar(loads, who))}"
    able = ability_of(log, who, end + late)
    yield f"able {plain(able and replace(able, cov=()))}"


def _of_calls(log: list[Exposure], who: Lifter) -> Iterator[str]:
    """What the sets say of the calls."""
    of = who.exercise
    bias = calibration.bias_from(log, of)
    yield f"calls {plain(bias)} {plain(calls_told(log[-1].sets))} {plain(calls_outgrown(log, of))}"
    yield f"held {plain(under_effort(log, of))}"
    test = calibration.load_for_guess(log, who, bias)
    point = calibration.point_for(log, of, bias, test) if test else None
    yield f"test {plain(calibration.expected_reps(log, of, bias))} {plain(test)} {plain(point)}"


def _foreseen(log: list[Exposure], who: Lifter) -> Iterator[str]:
    """Repetitions foreseen for a set like the last one and for a lighter one."""
    if not exercise_sessions(log, "load") or who.exercise.measure in ("time", "distance"):
        return
    last = log[-1].sets[-1]
    for today in ((), log[-1].sets[:-1]):
        for asked in (Asked(), Asked(2.0, who.reserve_bias, 120.0)):
            found = expected(who, log[:-1], today, last.load, last.at, asked)
            levels = found.levels if today and asked.left else found.levels[::4]
            yield f"foreseen {plain((found.reps, levels, found.sessions))}"
    day, kg = last.at.timestamp() / 86400, lifted_kg(last.load, who)
    told = why(past_of(log[:-1], who), (), kg, 1, day) if kg > 0 else None
    if told:
        steps = told.by_load_and_habit, told.by_older_sessions, told.by_today
        yield f"why {plain(steps)}"
