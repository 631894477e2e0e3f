"""What a group has been told of a person's log: there, nothing else of it is said aloud.

Told is what an answer of the last days that the whole group could read was about. A set whose load
came from elsewhere ("7 rir0" after a set logged in private) was answered to the person alone, so it
has not been told; nor has one that was corrected elsewhere since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from core.context import RequestContext
from core.groups.audience import of_this_set
from core.limits import SAME_LOAD
from core.parsing.reading import Asked, Reading, Setting
from core.parsing.sets import read_message
from core.records import Exposure, LoggedSet, NextSet, Reason, Target, Verdict
from core.store.rows import Question
from core.training.progression.hold_targets import FURTHER_CM, MORE_SECONDS

Ahead = TypeVar("Ahead", NextSet, Target)
OUT_OF_VIEW = 14  # sessions, from which on there may be older ones that are not looked at
NEAR = 0.1  # advice moves a load by 10 % at most (R29); further off it comes from other sets
_STEP = {"seconds": MORE_SECONDS, "distance_cm": FURTHER_CM}  # by which targets go on


@dataclass(frozen=True, slots=True)
class Here:
    """What one group was told, as it was then; in private all there is counts as told."""

    sets: Mapping[str, tuple[LoggedSet, ...]] = field(default_factory=dict)  # by id, as told
    questions: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()  # of messages whose sets were answered there
    everything: bool = False

    def has(self, each: LoggedSet) -> bool:
        """Whether a set, exactly as it stands, was told."""
        told = self.sets.get(each.id)
        return self.everything or (told is not None and replace(each, session_at=None) in told)

    def has_all(self, sets: Iterable[LoggedSet]) -> bool:
        """Whether all of some sets were told."""
        return all(self.has(each) for each in sets)

    def asked(self, question: Question) -> bool:
        """Whether a question was asked there, or belongs to sets that were answered there."""
        return (
            self.everything
            or question.id in self.questions
            or (question.about == "swap" and question.source in self.sources)
        )

    def last_set(self, exercise_id: str | None) -> LoggedSet | None:
        """The newest set told, of an exercise or of any."""
        told = (each for versions in self.sets.values() for each in versions)
        fitting = (each for each in told if exercise_id in (None, each.exercise_id))
        return max(fitting, key=lambda each: (each.at, each.position), default=None)


def told_here(context: RequestContext) -> Here:
    """What was told where the person is speaking."""
    if not context.group:
        return Here(everything=True)
    changes, questions = context.uow.ratings.spoken_of(context.address, context.person.id)
    sets: dict[str, tuple[LoggedSet, ...]] = {}
    for each in (each for change in changes for each in change.after):
        sets[each.id] = (*sets.get(each.id, ()), replace(each, session_at=None))
    return Here(sets, questions, frozenset(each.source for each in changes))


# --- what a message takes from elsewhere --------------------------------------------------------


def takes_from_elsewhere(
    context: RequestContext, text: str, setting: Setting, here: Here, outcome: Reading | Exception
) -> bool:
    """Whether reading a message took anything that this group was not told.

    It is read once more, knowing nothing but what was told: another outcome means it did.
    """
    if here.everything:
        return False
    again: Reading | Exception
    try:
        again = read_message(text, _told_alone(setting, here))
    except Exception as fault:
        again = fault
    return _plain(again) != _plain(outcome) or _names_own(context, text, outcome)


def _told_alone(setting: Setting, here: Here) -> Setting:
    def last_set(exercise_id: str | None) -> LoggedSet | None:
        last = setting.last_set(exercise_id)
        return last if last is None or here.has(last) else here.last_set(exercise_id)

    return replace(setting, last_set=last_set)


def _plain(outcome: Reading | Exception) -> object:
    """An outcome in a form that can be compared."""
    if isinstance(outcome, Reading):
        return outcome
    if isinstance(outcome, Asked):
        facts = sorted(map(str, outcome.facts.items()))
        return (outcome.about, outcome.quote, outcome.choices, facts)
    return (type(outcome), str(outcome), getattr(outcome, "quote", ""))


def _names_own(context: RequestContext, text: str, outcome: Reading | Exception) -> bool:
    """Whether an outcome names an exercise of the person's own by more than they typed."""
    own = {each.id: each.name for each in context.uow.own_exercises.of(context.person.id)}
    if not own:
        return False
    ids: set[str] = set()
    labels = ""
    if isinstance(outcome, Reading):
        ids = {each.exercise_id for each in outcome.sets}
    elif isinstance(outcome, Asked):
        ids = {each.learn_exercise for each in outcome.choices}
        ids.add(str(outcome.facts.get("exercise", "")))
        labels = " ".join(each.label for each in outcome.choices).lower()
    typed = text.lower()
    named = {own[each].lower() for each in ids & own.keys()}
    named |= {each.lower() for each in own.values() if each.lower() in labels}
    return any(each not in typed for each in named)


# --- what may be said of advice -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Aloud:
    """The parts of an advice that a group may read."""

    verdict: Verdict
    next_set: NextSet | None
    target: Target | None
    withheld: bool  # something was left out that the person can ask for


def aloud(
    verdict: Verdict,
    next_set: NextSet | None,
    target: Target | None,
    exposures: Sequence[Exposure],
    told: Callable[[LoggedSet], bool],
) -> Aloud:
    """An advice without what it says of other sets, however it is worded.

    No records, no chances, and only reasons about the set itself. A load or repetitions are left
    out where they are those of sets that were not told, or far from all that were.
    """
    following = aloud_advice(next_set, exposures, told) if next_set else None
    later = aloud_advice(target, exposures, told) if target else None
    reason = verdict.reason
    if not of_this_set(reason.key):
        reason = Reason(f"kind_word.{verdict.kind}", {}, reason.rules)
    return Aloud(
        Verdict(verdict.kind, reason),
        following,
        later,
        withheld=(next_set is None, target is None) != (following is None, later is None),
    )


def aloud_advice(
    advice: Ahead, exposures: Sequence[Exposure], told: Callable[[LoggedSet], bool]
) -> Ahead | None:
    """A next set or a target without what it says of other sets; None where it cannot be said."""
    known, other = _parted(exposures, told)
    today = [each for each in exposures[-1].sets if told(each)] if exposures else []
    if not _may_be_said(advice, today or known, other):
        return None
    if len(exposures) >= OUT_OF_VIEW and all(each.load != advice.load for each in known):
        return None  # a load of sessions further back could not be told from it
    reason = advice.reason
    if not of_this_set(reason.key):
        reason = Reason("", {}, reason.rules)
    return replace(advice, reason=reason, expected=None)


def _parted(
    exposures: Sequence[Exposure], told: Callable[[LoggedSet], bool]
) -> tuple[list[LoggedSet], list[LoggedSet]]:
    """The sets behind an advice that were told, and the others."""
    sets = [each for every in exposures for each in every.sets]
    return [each for each in sets if told(each)], [each for each in sets if not told(each)]


def _may_be_said(
    advice: NextSet | Target, known: Sequence[LoggedSet], other: Sequence[LoggedSet]
) -> bool:
    """Whether an amount of advice can be said without showing a set that was not told."""
    if not other:
        return True
    load = advice.load.kg
    if load and not any(_apart(load, each.load.kg) <= NEAR for each in known):
        return False
    if _quotes(load, [each.load.kg for each in known], [each.load.kg for each in other]):
        return False
    low, high = advice.reps_low, advice.reps_high
    if low is not None or high is not None:
        low, high = low or high or 0, high or low or 0
        within = [each.reps is not None and low <= each.reps <= high for each in other]
        if any(within) and not any(each.reps and low <= each.reps <= high for each in known):
            return False
    return not any(
        _quotes_amount(getattr(advice, name), name, known, other)
        for name in ("seconds", "distance_cm")
    )


def _quotes_amount(
    amount: int | None, name: str, known: Sequence[LoggedSet], other: Sequence[LoggedSet]
) -> bool:
    """Whether a time or a distance is that of sets not told, or further than a step from any told.

    Else what comes of a set not told would give it away: 7,782 m after 7,777 m.
    """
    told = [getattr(each, name) or 0 for each in known]
    if not amount or amount in told:
        return False
    if not any(abs(amount - each) <= max(_STEP[name], NEAR * each) for each in told if each):
        return True
    return any(getattr(each, name) == amount for each in other)


def _quotes(load: float, known: Sequence[float], other: Sequence[float]) -> bool:
    """Whether a load is that of a set not told, and of none that was."""
    if not load or any(_apart(load, each) <= SAME_LOAD for each in known):
        return False
    return any(_apart(load, each) <= SAME_LOAD for each in other)


def _apart(a: float, b: float) -> float:
    """How far two loads are apart, as a share of the greater."""
    return abs(a - b) / max(abs(a), abs(b), 1e-9)
