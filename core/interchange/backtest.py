"""The coach's score on past logs: every set predicted from what stood in the log before it (R51).

A session is one workout of the file, an exercise the name as written, a load a number of the
file's unit. What a prediction may see is put together before the set is looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC
from math import floor, nan
from time import perf_counter

from core.interchange.rows import ImportedSet
from core.limits import MOST_REPS_SCORED
from core.records import Load, Misses, Unit, in_unit
from core.training.prediction.features import Done, Past, nearest
from core.training.prediction.personal_spread import UNKNOWN, learned, personal
from core.training.prediction.predict import Prediction, predict, predict_to_failure

KEPT = 30  # sessions of an exercise that are kept to predict from
EARLIER = 3  # sessions before a set is scored
HEAVY = 0.6  # of the session's heaviest
CUT = 20.0  # repetitions; a finger error is not worth more

Predict = Callable[[Sequence[Past], Sequence[Done], float, int, float], Prediction]


@dataclass(frozen=True, slots=True)
class Case:
    """A set to predict: what may be seen, what came of it, and what stood there last time."""

    exercise: str
    past: tuple[Past, ...]
    today: tuple[Done, ...]
    load: float
    number: int
    day: float
    truth: float
    last_session: float  # of the set nearest in load, then in number; NaN without three sessions
    last_to_failure: float  # the same with that set's reserve, where known
    first: bool
    left: float | None  # the set's own reserve, where known
    marked: bool  # its effort is known: failure, or RPE 6-10
    scored: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """A prediction and what came of it."""

    case: Case
    prediction: Prediction


@dataclass(slots=True)
class _Log:
    """What is known of one exercise so far."""

    past: list[Past]
    scored: list[tuple[Done, ...]]  # the sets of earlier sessions that were worth scoring


def cases(sets: Iterable[ImportedSet], *, marked_only: bool = False) -> Iterator[Case]:
    """Go through a log in order of time; `marked_only` sees and predicts sets of known effort.

    Where `marked_only`, repetitions are those to failure.
    """
    logs: dict[str, _Log] = {}
    for day, exercises in _sessions(list(sets)):
        for name, done in exercises.items():
            log = logs.setdefault(name, _Log([], []))
            top = max(each.load for each in done)
            seen = [_to_failure(each) for each in done if _marked(each)] if marked_only else done
            worth = [_worth(each, top) for each in done if not marked_only or _marked(each)]
            yield from _cases_of(name, log, seen, worth, day)
            if seen:
                log.past = [*log.past, Past(day, tuple(seen))][-KEPT:]
            if any(worth):
                kept = tuple(each for each, yes in zip(seen, worth, strict=True) if yes)
                log.scored = [*log.scored, kept][-EARLIER:]


def _cases_of(
    name: str, log: _Log, done: Sequence[Done], worth: Sequence[bool], day: float
) -> Iterator[Case]:
    past = tuple(log.past)
    for index, each in enumerate(done):
        scored = worth[index] and len(log.scored) >= EARLIER
        last = nearest(log.scored[-1], each.load, each.number) if log.scored else None
        yield Case(
            name, past, tuple(done[:index]), each.load, each.number, day, each.reps,
            last.reps if last else nan, last.reps + (last.left or 0.0) if last else nan,
            each.number == 1, each.left, _marked(each), scored,
        )  # fmt: skip


def _worth(each: Done, top: float) -> bool:
    return 1 <= each.reps <= MOST_REPS_SCORED and each.load >= HEAVY * top


def _marked(each: Done) -> bool:
    return each.left is not None and each.left <= 4


def _to_failure(each: Done) -> Done:
    return replace(each, reps=each.reps + (each.left or 0.0), left=0.0)


def _sessions(sets: Sequence[ImportedSet]) -> Iterator[tuple[float, dict[str, list[Done]]]]:
    """Give each workout's day and working sets by exercise, in order of time."""
    unit = _unit(sets)
    workouts: dict[str, list[ImportedSet]] = {}
    for each in sets:
        if not (each.warmup or each.drop) and each.reps and each.reps > 0:
            workouts.setdefault(each.workout, []).append(each)
    starts = {key: min(map(_days, rows)) for key, rows in workouts.items()}
    for key in sorted(workouts, key=starts.__getitem__):
        exercises: dict[str, list[Done]] = {}
        counts: Counter[str] = Counter()
        for each in workouts[key]:
            counts[each.exercise_name] += 1
            load = _load(each, unit)
            if load > 0:
                done = _done(each, load, counts[each.exercise_name])
                exercises.setdefault(each.exercise_name, []).append(done)
        yield starts[key], exercises


def _days(each: ImportedSet) -> float:
    at = each.at if each.at.tzinfo else each.at.replace(tzinfo=UTC)
    return at.timestamp() / 86400


def _done(each: ImportedSet, load: float, number: int) -> Done:
    left = None if each.rir_tenths is None else each.rir_tenths / 10
    left = 0.0 if each.failed else left
    return Done(
        load, float(each.reps or 0), number, None if each.rir_at_least else left, each.failed
    )


def _unit(sets: Sequence[ImportedSet]) -> Unit | None:
    counts = Counter(each.unit for each in sets if each.unit and each.load_milli)
    return counts.most_common(1)[0][0] if counts else None


def _load(each: ImportedSet, unit: Unit | None) -> float:
    if not each.load_milli:
        return 0.0
    if each.unit is None or unit is None or each.unit == unit:
        return each.load_milli / 1000
    return in_unit(Load(each.load_milli, each.unit), unit).milli / 1000


Score = dict[str, float | None]


@dataclass(slots=True)
class Following:
    """A person's misses so far; those of a workout are known from the next one on."""

    misses: Misses = UNKNOWN
    day: float = nan
    waiting: list[Outcome] = field(default_factory=list)

    def scaled(self, case: Case, told: Prediction) -> Prediction:
        """Fit the intervals of a prediction to the person, and note what came of it."""
        if case.day != self.day:
            for each in self.waiting:
                inside = _inside(each.prediction.likely, each.case.truth)
                self.misses = learned(self.misses, inside, each.case.first)
            self.day, self.waiting = case.day, []
        told = personal(told, self.misses, case.first)
        self.waiting.append(Outcome(case, told))
        return told


@dataclass(slots=True)
class Backtest:
    """The outcomes of three questions: what will be done, and to failure from two histories."""

    everything: list[Outcome]
    marked: list[Outcome]  # effort-marked sets, from marked sets only
    marked_full: list[Outcome]  # effort-marked sets, from everything
    seconds: float = 0.0

    def ask(self, case: Case, how: Predict, so_far: Following, into: list[Outcome]) -> None:
        """Predict one case, and count the time."""
        began = perf_counter()
        told = how(case.past, case.today, case.load, case.number, case.day)
        told = so_far.scaled(case, told)
        self.seconds += perf_counter() - began
        into.append(Outcome(case, told))

    def add(self, other: Backtest) -> None:
        """Take the outcomes of another log in."""
        self.everything += other.everything
        self.marked += other.marked
        self.marked_full += other.marked_full
        self.seconds += other.seconds

    @property
    def seconds_per_prediction(self) -> float:
        """Mean time of a prediction, in seconds."""
        count = len(self.everything) + len(self.marked) + len(self.marked_full)
        return self.seconds / count if count else 0.0


def backtest(
    sets: Iterable[ImportedSet],
    usual: Predict = predict,
    to_failure: Predict = predict_to_failure,
) -> Backtest:
    """Predict every scored set of a log, one step ahead, intervals fitted to this person so far."""
    sets = list(sets)
    found = Backtest([], [], [])
    as_usual, rated, full_rated = Following(), Following(), Following()
    for case in cases(sets):
        if case.scored:
            found.ask(case, usual, as_usual, found.everything)
        if case.scored and case.left is not None and case.marked:
            full = replace(case, truth=case.truth + case.left, last_session=case.last_to_failure)
            found.ask(full, to_failure, full_rated, found.marked_full)
    for case in cases(sets, marked_only=True):
        if case.scored:
            found.ask(case, to_failure, rated, found.marked)
    return found


def table(found: Backtest) -> dict[str, object]:
    """The scores by question and by place of the set, ready for JSON."""
    return {
        "all": _by_place(found.everything, whole=True),
        "effort_marked": _by_place(found.marked, whole=False),
        "effort_marked_full_history": _by_place(found.marked_full, whole=False),
        "seconds_per_prediction": found.seconds_per_prediction,
    }


def _by_place(outcomes: Sequence[Outcome], *, whole: bool) -> dict[str, Score]:
    first = [each for each in outcomes if each.case.first]
    later = [each for each in outcomes if not each.case.first]
    return {
        "first": score(first, whole=whole),
        "later": score(later, whole=whole),
        "pooled": score(outcomes, whole=whole),
    }


def score(outcomes: Sequence[Outcome], *, whole: bool) -> Score:
    """Score predictions, rounded to whole or to half repetitions, against what was done."""
    ours = [min(CUT, abs(_rounded(e.prediction.reps, whole) - e.case.truth)) for e in outcomes]
    last = [min(CUT, abs(e.case.last_session - e.case.truth)) for e in outcomes]
    mae, mae_last = _mean(ours), _mean(last)
    return {
        "n": len(outcomes),
        "mae": mae,
        "mae_last_session": mae_last,
        "ratio": mae / mae_last if mae is not None and mae_last else None,
        "within_one": _mean([error <= 1 for error in ours]),
        "within_one_last_session": _mean([error <= 1 for error in last]),
        "coverage_67": _mean([_inside(e.prediction.likely, e.case.truth) for e in outcomes]),
        "coverage_95": _mean([_inside(e.prediction.wide, e.case.truth) for e in outcomes]),
    }


def _rounded(reps: float, whole: bool) -> float:
    return floor(reps + 0.5) if whole else floor(reps * 2 + 0.5) / 2


def _inside(span: tuple[float, float], truth: float) -> bool:
    return span[0] <= truth <= span[1]


def _mean(numbers: Sequence[float]) -> float | None:
    return sum(numbers) / len(numbers) if numbers else None
