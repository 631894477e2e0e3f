"""How a person's calls differ from the truth, learned from sets that proved it.

Sign: bias = true reserve - called reserve, in repetitions. A bias of +2 means that a called 2 has
been 4. Evidence comes only from within one session, so that neither the day nor growth in
strength is taken for a wrong call: a set to failure after called sets, a guess made before a set
that then goes to failure, and repetitions that later sets prove were there. Efforts shared by
several sets, warm-ups and drop sets teach nothing; nor do sets of a superset about each other.

The bias is a person's own part and a smaller part of the exercise, both shrunk to what was
published (R6, R7, R9): with one exercise m sets weigh m / (m + variance / 1.44).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import erfc, exp, sqrt

from core.records import Exercise, Exposure, Lifter, Load, LoggedSet
from core.training.ability.fatigue import USUAL_REST_S, loss_to_next
from core.training.curve import SLOPE_PER_REP, capacity, load_for
from core.training.effort.between_sets import LOSS_SPREAD, USUAL_RESERVE, carry, moved, working_sets
from core.training.effort.reserve import FAILURE_SPREAD, reserve, sigma_rir
from core.training.effort.reserve import bias as usual_bias
from core.training.progression.plates import loadable_at_most, mass

PUBLISHED = 0.3  # the mean bias of sets of up to 12 repetitions (R6)
SPREAD = 1.2  # between people (R9)
EXERCISE_SHARE = 0.25  # of that variance: the exercise's own part
MOST = 3.0  # repetitions of bias, either way (R9)
AMRAP_LEFT, AMRAP_SPREAD = 0.3, 0.7  # "as many as possible" ends at failure or just before
UNEXPLAINED = 1e-3  # the chance that something else was wrong: an outlier moves little (R23)
SELECTED = 3.0  # times the spread, of proof that is picked for being extreme
PROVED = 4.0  # repetitions beyond the call before later repetitions count as proof
USUAL_SPREAD = 0.5  # of what is published beyond the mean: first sets, long sets (R6)
FARTHEST = 7.0  # repetitions between call and truth beyond which something else was wrong
TOO_EASY_TO_CALL = 5.0  # a call above this is not a number any more (R6, R7)
_NODES = tuple((i / 2, exp(-i * i / 8)) for i in range(-6, 7))  # of a normal distribution
POINT_BEFORE = 2  # repetitions before failure, where a guess is asked for
LONGEST_TEST, TEST_REPS = 10, 8  # repetitions of the set that tests a call
HEAVIER = 1.25  # and at most so much more than the last load


@dataclass(frozen=True, slots=True)
class Guess:
    """A guess made before a set: how many repetitions will be left after `reps` of them."""

    at: datetime
    reps: int
    left: float


@dataclass(frozen=True, slots=True)
class Proof:
    """One call against what was proved, in repetitions of reserve."""

    at: datetime
    called: float
    true: float
    variance: float  # of the call and of the proof, but for what sets cost
    loss: float  # repetitions that the sets in between are taken to have cost
    excess: float  # the part of true - called that the published bias does not explain
    at_least: bool = False  # the proof is a lower bound: repetitions done later
    group: str = ""  # the set that proves
    clamped: bool = False  # a guess of nought at a given point: less may have been felt than said
    between: bool = False  # a call made after a set, against another set

    @property
    def off(self) -> float:
        """How far off the call was: true - called."""
        return self.true - self.called


@dataclass(frozen=True, slots=True)
class Bias:
    """What is known of a person's calls at one exercise: true - called, in repetitions."""

    mean: float = PUBLISHED
    spread: float = SPREAD
    proofs: int = 0

    def band(self, called: float, n: float, exercise: Exercise) -> tuple[int, int]:
        """What a call has meant: whole repetitions that hold two sets of three (67 %)."""
        width = sqrt(self.spread**2 + sigma_rir(called, n, exercise) ** 2)
        middle = called + self.mean
        return max(0, round(middle - width)), max(0, round(middle + width))


UNKNOWN = Bias()


def to_failure_reps(each: LoggedSet) -> tuple[float, float] | None:
    """Repetitions to failure that a set proves, with their spread; None where it proves none."""
    if each.reps is None or not each.lifted:  # a missed attempt counts no repetitions
        return None
    if each.failed:
        return float(each.reps), FAILURE_SPREAD
    if each.amrap and each.rir_tenths in (None, 0) and not each.partials:
        return each.reps + AMRAP_LEFT, AMRAP_SPREAD
    return None


def called_reserve(each: LoggedSet) -> float | None:
    """The reserve a person called for this set alone; None where the call teaches nothing."""
    left = reserve(each)
    if each.failed or each.amrap or each.shared_effort or each.rir_at_least or each.partials:
        return None
    return left if left is not None and left <= TOO_EASY_TO_CALL else None


def proofs(
    exposures: Iterable[Exposure],
    exercise: Exercise,
    guesses: Sequence[Guess] = (),
    bias: float = PUBLISHED,
) -> tuple[Proof, ...]:
    """Find every call of one exercise that a set of the same session proved, oldest first.

    `bias` is what calls are taken to mean for what a set costs the next one.
    """
    found: list[Proof] = []
    if exercise.measure in ("time", "distance"):
        return ()
    for exposure in exposures:
        sets = working_sets(exposure.sets)
        for place in range(len(sets)):
            found += _of_call(sets, place, exercise, bias)
            found += _of_guess(sets, place, exercise, guesses)
    return tuple(found)


def guess_for(sets: Sequence[LoggedSet], place: int, guesses: Sequence[Guess]) -> Guess | None:
    """The newest guess made before this set and after the last set to failure of its session."""
    since = [each.at for each in sets[:place] if to_failure_reps(each)]
    began = since[-1] if since else None
    this = sets[place].at
    within = (
        each
        for each in guesses
        if each.at <= this
        and (this - each.at).total_seconds() < 4 * 3600
        and (began is None or each.at > began)
    )
    return max(within, key=lambda each: each.at, default=None)


def _of_guess(
    sets: Sequence[LoggedSet], place: int, exercise: Exercise, guesses: Sequence[Guess]
) -> list[Proof]:
    """A guess before a set against where the set ended."""
    end, guess = to_failure_reps(sets[place]), guess_for(sets, place, guesses)
    if end is None or guess is None:
        return []
    n, spread = end
    true = n - guess.reps
    variance = sigma_rir((guess.left + max(0.0, true)) / 2, n, exercise) ** 2
    usual = usual_bias(guess.left, n, False)
    variance += (USUAL_SPREAD * (usual - PUBLISHED)) ** 2
    excess = true - guess.left - usual
    group = sets[place].id
    return [
        Proof(
            sets[place].at,
            guess.left,
            true,
            variance + spread**2,
            0.0,
            excess,
            group=group,
            clamped=guess.left <= 0,
        )
    ]


def _of_call(sets: Sequence[LoggedSet], place: int, exercise: Exercise, bias: float) -> list[Proof]:
    """A call against the next set to failure of the session, else against later repetitions."""
    called = called_reserve(sets[place])
    if called is None or any(each.superset for each in sets):
        return []
    later = range(place + 1, len(sets))
    for other in later:
        end = to_failure_reps(sets[other])
        if end is not None:
            proof = _against(sets, place, other, end, exercise, called, bias)
            return [proof] if proof else []
    bounds = [_against(sets, place, other, None, exercise, called, bias) for other in later]
    best = max((each for each in bounds if each), key=lambda each: each.true, default=None)
    return [best] if best is not None and best.excess >= PROVED else []


def _against(
    sets: Sequence[LoggedSet],
    place: int,
    other: int,
    end: tuple[float, float] | None,
    exercise: Exercise,
    called: float,
    bias: float,
) -> Proof | None:
    """Compare a call with a later set: one to failure, or one whose repetitions count."""
    n, spread = end or (float(sets[other].reps or 0), FAILURE_SPREAD)
    there = carry(n, sets, other, place, exercise, bias)
    if there is None or abs(there.reps - (sets[place].reps or 0) - called) > FARTHEST:
        return None
    true = there.reps - (sets[place].reps or 0)
    variance = sigma_rir(called, there.reps, exercise) ** 2 + spread**2 + there.spread**2
    usual = usual_bias(called, there.reps, place == 0)
    variance += (USUAL_SPREAD * (usual - PUBLISHED)) ** 2
    excess = true - called - usual
    return Proof(
        sets[place].at, called, true, variance, there.loss, excess,
        at_least=end is None, group=sets[other].id, between=True,
    )  # fmt: skip


@dataclass(slots=True)
class _Belief:
    """Means and covariances of a person's part, an exercise's part and what sets cost (R27)."""

    mean: list[float]
    cov: list[list[float]]


def learn(own: Sequence[Proof], others: Sequence[Sequence[Proof]] = ()) -> Bias:
    """Learn the bias at one exercise from its proofs and from those of other exercises (R9)."""
    person, variance = 0.0, SPREAD**2 * (1 - EXERCISE_SHARE)
    for each in others:
        belief = _learned(person, variance, each)
        person, variance = belief.mean[0], belief.cov[0][0]
    belief = _learned(person, variance, own)
    mean = min(MOST, max(-MOST, PUBLISHED + belief.mean[0] + belief.mean[1]))
    cov = belief.cov
    spread = sqrt(max(1e-6, cov[0][0] + 2 * cov[0][1] + cov[1][1]))
    count = sum(1 for every in (own, *others) for each in every if not each.at_least)
    return Bias(mean, spread, count)


def bias_from(
    exposures: Sequence[Exposure],
    exercise: Exercise,
    guesses: Sequence[Guess] = (),
    others: Sequence[Sequence[Proof]] = (),
) -> Bias:
    """Learn the bias at one exercise: twice, as what a set costs depends on it."""
    bias = learn(proofs(exposures, exercise, guesses), others)
    if not bias.proofs:
        return bias
    return learn(proofs(exposures, exercise, guesses, bias.mean), others)


def _learned(person: float, variance: float, found: Sequence[Proof]) -> _Belief:
    """Take in the proofs of one exercise, with what is known of the person from elsewhere."""
    spreads = (variance, SPREAD**2 * EXERCISE_SHARE, LOSS_SPREAD**2)
    cov = [[spreads[i] if i == j else 0.0 for j in range(3)] for i in range(3)]
    belief = _Belief([person, 0.0, 0.0], cov)
    for each in found:
        _take(belief, each)
    return belief


def _take(belief: _Belief, proof: Proof) -> None:
    """Take in one proof: the belief along what it speaks of, weighed by how likely it makes it."""
    row = (1.0, 1.0, -proof.loss)
    push = [sum(belief.cov[i][j] * row[j] for j in range(3)) for i in range(3)]
    seen = sum(row[i] * push[i] for i in range(3))
    middle, spread = sum(row[i] * belief.mean[i] for i in range(3)), sqrt(seen)
    whole = first = second = 0.0
    for z, weight in _NODES:
        part = weight * _likelihood(middle + spread * z, proof)
        whole += part
        first += part * z
        second += part * z * z
    moved_by = first / whole
    pull, shrink = moved_by / spread, (1.0 - second / whole + moved_by * moved_by) / seen
    belief.mean = [belief.mean[i] + push[i] * pull for i in range(3)]
    belief.cov = [
        [belief.cov[i][j] - push[i] * push[j] * shrink for j in range(3)] for i in range(3)
    ]


def _likelihood(excess: float, proof: Proof) -> float:
    """How likely this call was, to a person whose calls are off by so much more than published.

    A call is a whole number, so half a repetition either way felt the same.
    """
    spread = sqrt(proof.variance)
    off = excess - proof.excess
    if proof.at_least:  # picked for being extreme, so its noise counts for more
        return _below(off / (SELECTED * spread)) + UNEXPLAINED
    if proof.clamped:  # a guess cannot go below nought: less may have been felt than said
        return _below((off + 0.5) / spread) + UNEXPLAINED
    said = _below((off + 0.5) / spread) - _below((off - 0.5) / spread) + UNEXPLAINED
    if not proof.between:
        return said
    # A call between sets is only made where something was left.
    usual = proof.true - proof.called - proof.excess
    return said / max(0.05, _below((proof.called + usual + excess + 0.5) / spread))


def _below(z: float) -> float:
    """The normal distribution's share below z."""
    return 0.5 * erfc(-z / sqrt(2))


def expected_reps(exposures: Sequence[Exposure], exercise: Exercise, bias: Bias) -> float | None:
    """Repetitions to failure to expect in one more set like the last one; None without one."""
    sets = [each for every in exposures[-2:] for each in working_sets(every.sets)]
    if not sets or exercise.measure in ("time", "distance"):
        return None
    last = sets[-1]
    end, left = to_failure_reps(last), reserve(last)
    called = 0.0 if end is not None else USUAL_RESERVE if left is None else left + bias.mean
    called = max(0.0, called)
    n = (last.reps or 1) + called
    if last not in exposures[-1].sets:
        return n
    return max(1.0, n - loss_to_next(n, called, USUAL_REST_S, len(sets)) / SLOPE_PER_REP)


def _last_load(exposures: Sequence[Exposure]) -> Load:
    """The load of the set that `expected_reps` goes by; the last session may hold none."""
    return [each for every in exposures[-2:] for each in working_sets(every.sets)][-1].load


def load_for_guess(exposures: Sequence[Exposure], lifter: Lifter, bias: Bias) -> Load | None:
    """The load of the set that tests a call: the last one, heavier where calls mean little.

    Beyond 12 repetitions calls are too noisy to learn from (R7): the load for about 10 then.
    """
    exercise = lifter.exercise
    n = expected_reps(exposures, exercise, bias)
    if n is None:
        return None
    last = _last_load(exposures)
    if n <= LONGEST_TEST or exercise.measure != "load" or last.milli <= 0:
        return last
    kg = load_for(capacity(last.kg, n, exercise), TEST_REPS, exercise)
    wish = Load(int(last.milli * min(HEAVIER, kg / last.kg)), last.unit)
    return max(last, loadable_at_most(wish, lifter, lifted=last), key=mass)


def point_for(
    exposures: Sequence[Exposure], exercise: Exercise, bias: Bias, load: Load
) -> int | None:
    """The repetition after which to ask how many are left: about two before failure, as known."""
    n = expected_reps(exposures, exercise, bias)
    if n is None:
        return None
    last = _last_load(exposures)
    if exercise.measure == "load" and last.milli > 0 and load.milli > 0:
        n = moved(n, last.kg, load.kg, exercise)
    return max(1, round(n) - POINT_BEFORE - round(1.5 * bias.spread))
