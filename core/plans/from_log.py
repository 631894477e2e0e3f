"""An editable plan made of a lifter's log: what one does already, as days with sets and ranges.

Sessions that share most of their lifts are one day. A day keeps the lifts that most of its last
sessions had, in the order of the newest; sets and repetitions are what was usual in those.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_low

from core.plans.records import (
    MOST_ITEMS,
    MOST_PLAN_REPS,
    MOST_PLAN_SECONDS,
    MOST_PLAN_SETS,
    Plan,
    PlanDay,
    PlanItem,
    Reserve,
    Schedule,
    SetGroup,
)
from core.records import LoggedSet, Span
from core.training.rhythm import LOOKED_BACK, Session, workouts

PLAN_NAME = "My log"
SEEN = 3  # last sessions of a day that say what is usual
LATELY = 28  # days, in which a day was trained to be kept
MOST_LOG_DAYS = 7
_WEEKDAY_SHARE = 0.75  # of a day's last sessions on one weekday, to be fixed to it
_WIDE = 3  # repetitions: sets further apart make a range, nearer ones their own


@dataclass(frozen=True, slots=True)
class LoggedSession:
    """A session of the log: its local date, and working sets by exercise, in the order begun."""

    on: date
    sets: Mapping[str, tuple[LoggedSet, ...]]


def plan_from_log(sessions: Sequence[LoggedSession], today: date) -> Plan | None:
    """The plan that a log shows, from its last eight weeks; None where nothing was repeated."""
    since = today - timedelta(days=LOOKED_BACK)
    recent = [each for each in sessions if since <= each.on <= today and each.sets]
    if len(recent) < 2:
        return None
    newest = recent[-1].on
    plain = [Session(each.on, tuple(each.sets)) for each in recent]
    groups = [
        [recent[at] for at in places]
        for places in workouts(plain)
        if (newest - plain[places[-1]].day).days <= LATELY
    ]
    repeated = [each for each in groups if len(each) > 1]
    kept = sorted(repeated, key=lambda each: (-len(each), each[-1].on))[:MOST_LOG_DAYS]
    if not kept:
        return None
    kept.sort(key=lambda each: (_weekday(each)[0], each[-1].on))
    names = [chr(ord("A") + at) for at in range(len(kept))]
    days = tuple(PlanDay(name, _items(each)) for name, each in zip(names, kept, strict=True))
    return Plan(PLAN_NAME, days, _schedule(kept, recent))


def _weekday(group: Sequence[LoggedSession]) -> tuple[int, float]:
    """The weekday on which a day is mostly trained, and the share of its sessions there."""
    counts = Counter(each.on.weekday() for each in group)
    weekday, most = min(counts.items(), key=lambda each: (-each[1], each[0]))
    return weekday, most / len(group)


def _schedule(
    groups: Sequence[Sequence[LoggedSession]], recent: Sequence[LoggedSession]
) -> Schedule:
    """Weekdays where each day keeps to its own, else days in turn, so often a week as lately."""
    settled = [_weekday(each) for each in groups]
    weekdays = [weekday for weekday, _ in settled]
    steady = all(share >= _WEEKDAY_SHARE for _, share in settled)
    if steady and len(set(weekdays)) == len(weekdays):
        return Schedule(fixed=tuple(sorted(zip(weekdays, range(len(groups)), strict=True))))
    weeks = max(1, round(((recent[-1].on - recent[0].on).days + 1) / 7))
    return Schedule(times=max(1, min(7, round(len(recent) / weeks))))


def _items(group: Sequence[LoggedSession]) -> tuple[PlanItem, ...]:
    """The lifts of a day that most of its last sessions had, in the newest one's order."""
    last = group[-SEEN:]
    counts = Counter(name for each in last for name in each.sets)
    usual = [name for name in last[-1].sets if counts[name] * 2 > len(last)]
    rest = [name for each in last for name in each.sets if counts[name] * 2 > len(last)]
    names = list(dict.fromkeys([*usual, *rest])) or list(last[-1].sets)
    return tuple(_item(name, last) for name in names[:MOST_ITEMS])


def _item(name: str, last: Sequence[LoggedSession]) -> PlanItem:
    """A lift with its usual number of sets, and what was done in them."""
    done = [each.sets[name] for each in last if each.sets.get(name)]
    sets = min(MOST_PLAN_SETS, median_low([len(each) for each in done]))
    told = [each for session in done for each in session]
    reps = [each.reps for each in told if each.reps]
    seconds = [each.seconds for each in told if each.seconds and not each.reps]
    if reps:
        group = SetGroup((sets, sets), _range(reps, MOST_PLAN_REPS), reserve=_reserve(told))
    elif seconds:
        group = SetGroup((sets, sets), _range(seconds, MOST_PLAN_SECONDS), "seconds")
    else:
        group = SetGroup((sets, sets))
    return PlanItem((name,), ((group,),))


def _range(counts: Sequence[int], most: int) -> Span:
    """The middle three fifths of what was done; one number where they lie close together."""
    ranked = sorted(min(most, each) for each in counts)
    low, high = ranked[len(ranked) // 5], ranked[-1 - len(ranked) // 5]
    return (low, high) if high - low >= _WIDE - 1 else (median_low(ranked),) * 2


def _reserve(sets: Sequence[LoggedSet]) -> Reserve | None:
    """The reserve that is usual, in whole repetitions; None where most sets have none."""
    told = [0 if each.failed else each.rir_tenths for each in sets]
    known = [each for each in told if each is not None]
    if len(known) * 2 <= len(told):
        return None
    left = round(median_low(known) / 10) * 10
    return Reserve(left, left)
