"""What a group's trials show together: one range, worked out once, from five people and more.

The question is what failure cost those who finished, on average. Each has a difference of their own
with its noise, and is believed near what studies have for their sets; the group as a whole may lie
off that by a shift of its own. All normal, so that it is closed form. Only the range leaves here,
its ends rounded outwards to half a repetition: of one of five and more it says next to nothing to
whoever knows their own result, and little to four who tell each other theirs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from math import ceil, floor, sqrt

from core.records import Exercise
from core.trials.estimate import LEVEL, Difference, pooled, t_quantile
from core.trials.expectation import BETWEEN, CONSTANT, noise_of, prior_of
from core.trials.outcomes import in_arms
from core.trials.records import WEEKS, Bout, Design, Expectation, Pool, Trial
from core.trials.result import lost_more

FEWEST_FINISHERS = 5
FEWEST_SESSIONS = 4  # of each arm, for who counts as a finisher
ENTRY = timedelta(days=14)  # from its opening on a pool can be joined
# Trials run for eight weeks by the joiner's calendar, whose days may be up to 25 hours long.
LENGTH = ENTRY + timedelta(weeks=WEEKS, days=1)
GROUP_SPREAD = 0.25  # of what studies have: how much a group as a whole lies off it
COMMON = 0.15  # repetitions that no number of people averages out: what calls leave out (R6)
ROUNDED = 0.5  # repetitions, outwards


@dataclass(frozen=True, slots=True)
class Part:
    """What one finisher brings."""

    found: Difference
    expected: Expectation
    design: Design


@dataclass(frozen=True, slots=True)
class Pooled:
    """What is published: how many finished, and the range of their mean."""

    finished: int
    low: float
    high: float

    @property
    def claimed(self) -> bool:
        """Whether the range as published leaves out nought."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Exact:
    """The range before it is rounded; seen by nobody."""

    low: float
    high: float
    alone_low: float
    alone_high: float


def may_join(pool: Pool, now: datetime) -> bool:
    """Whether a pool can still be joined."""
    return pool.published_at is None and now < pool.opened_at + ENTRY


def is_ended(pool: Pool, now: datetime) -> bool:
    """Whether every trial in a pool is over."""
    return now >= pool.opened_at + LENGTH


def part_of(
    trial: Trial, bouts: Sequence[Bout], exercises: Mapping[str, Exercise], zone: tzinfo
) -> Part | None:
    """What a trial brings; None where it was stopped, or has too few sessions of either arm."""
    if trial.stopped_at is not None:
        return None
    arms = in_arms(trial, bouts, zone)
    sessions = [{b.session_at for b, arm in arms if arm == each} for each in ("failure", "stop")]
    found = lost_more(trial, arms, exercises, zone)
    if found is None or min(map(len, sessions)) < FEWEST_SESSIONS:
        return None
    return Part(found, trial.expected, trial.design)


def exact_range(parts: Sequence[Part]) -> Exact:
    """The range of the finishers' mean, shrunk to what studies have and by the trials alone.

    Unknown are the group's shift and what calls leave out in all alike; given these two, people
    are independent.
    """
    count = len(parts)
    variances = [_variance(each) for each in parts]
    freedom = _freedom(parts, variances)
    times = t_quantile(0.5 + LEVEL / 2, freedom)
    priors = [prior_of(each.expected) for each in parts]
    off = [each.found.mean - prior.mean for each, prior in zip(parts, priors, strict=True)]
    pulls = [
        prior.spread**2 / (prior.spread**2 + variance)
        for prior, variance in zip(priors, variances, strict=True)
    ]
    weights = [
        1 / (prior.spread**2 + variance) for prior, variance in zip(priors, variances, strict=True)
    ]
    shift = (GROUP_SPREAD * sum(each.mean for each in priors) / count) ** 2
    both = shift + COMMON**2  # only the sum of the two is seen
    seen = both / (1 + both * sum(weights))  # variance of that sum, once seen
    total = seen * sum(w * each for w, each in zip(weights, off, strict=True))
    pull = sum(pulls) / count
    own = sum(p * each for p, each in zip(pulls, off, strict=True)) / count
    # The mean is that of the priors + own + shift - pull * (shift + common).
    share = shift / both
    mean = sum(each.mean for each in priors) / count + own + (share - pull) * total
    apart = shift * (1 - share)  # variance of the shift that the sum leaves open
    within = sum(p * v for p, v in zip(pulls, variances, strict=True)) / count**2
    half = times * sqrt(within + (share - pull) ** 2 * seen + apart)
    alone = sum(each.found.mean for each in parts) / count
    wide = times * sqrt(sum(variances) / count**2 + COMMON**2)
    return Exact(mean - half, mean + half, alone - wide, alone + wide)


def published(parts: Sequence[Part]) -> Pooled | None:
    """What a group is told; None with fewer than five finishers.

    A difference is claimed where the trials alone show it too: else the range is widened to nought.
    """
    if len(parts) < FEWEST_FINISHERS:
        return None
    found = exact_range(parts)
    low, high = found.low, found.high
    if found.alone_low <= 0 <= found.alone_high:
        low, high = min(low, 0.0), max(high, 0.0)
    return Pooled(
        len(parts), floor(low / ROUNDED) * ROUNDED or 0.0, ceil(high / ROUNDED) * ROUNDED or 0.0
    )


def _variance(part: Part) -> float:
    """Of one finisher's difference about what failure costs them."""
    known = pooled(noise_of(part.expected), part.found.squares, part.found.freedom)
    between = BETWEEN[part.design] ** 2 * part.found.strata_share
    return known.spread**2 * part.found.share + CONSTANT[part.design] ** 2 + between


def _freedom(parts: Sequence[Part], variances: Sequence[float]) -> float:
    """Degrees of freedom behind the mean (Satterthwaite)."""
    weights = [noise_of(e.expected).weight + e.found.freedom for e in parts]
    squares = sum(v**2 / w for v, w in zip(variances, weights, strict=True))
    return sum(variances) ** 2 / squares
