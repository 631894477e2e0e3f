"""What a lifter's own log says about the set ahead, as numbers for the fitted model.

Loads only ever meet as ratios, so that any unit does. Every repetition is told relative to the
anchor: the set of the last session nearest in load, then in set number. NaN is "not known".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import exp, log, nan, sqrt

from core.limits import SAME_LOAD

SESSIONS, SETS, TOGETHER = 8, 8, 40  # sessions, sets of each, sets in all: the cost is bounded

KEYS = (
    *("anchor", "load_step", "number_step", "age", "number", "last_sets", "anchor_left", "ahead"),
    *("place", "place_load", "after", "before", "second", "second_load", "sessions"),
    *("now1", "now1_load", "now2", "now2_load", "now_left", "run", "run_equal", "run_first"),
    *("run_slope", "drift", "drift_weight", "drift_one", "drift_load", "progress"),
    *("near", "near_spread", "near_weight", "wide", "wide_spread", "wide_weight"),
    *("step", "step_spread", "step_weight", "alike", "alike_weight"),
    *("same_count", "same_place", "same_place_age", "same_last", "same_mean", "same_place_mean"),
    *("top", "most", "proven", "proven_now"),
    *("mode", "mode_share", "kinds", "anchor_share", "mean", "spread", "equal_in", "equal_across"),
)

_Flat = tuple[int, int, float, float]  # sessions back, number, log ratio of loads, repetitions


@dataclass(frozen=True, slots=True)
class Done:
    """A working set that was done: its load (any one unit, positive) and its repetitions."""

    load: float
    reps: float
    number: int  # among the working sets of the exercise in its session, from 1
    left: float | None = None  # reserve, where known; 0 with `failed`
    failed: bool = False
    x: float = field(init=False, repr=False)  # the load's logarithm, wanted many times over

    def __post_init__(self) -> None:
        object.__setattr__(self, "x", log(self.load))


@dataclass(frozen=True, slots=True)
class Past:
    """The working sets of one exercise in an earlier session; never empty."""

    day: float  # in days, from any origin
    sets: tuple[Done, ...]


def recent(past: Sequence[Past]) -> list[Past]:
    """Cut the past down to what is looked at; the last session always stays."""
    out: list[Past] = []
    room = TOGETHER
    for each in reversed(past[-SESSIONS:]):
        sets = each.sets[:SETS]
        room -= len(sets)
        if room < 0:
            break
        out.append(each if len(sets) == len(each.sets) else Past(each.day, sets))
    return out[::-1]


def nearest(sets: Sequence[Done], load: float, number: int) -> Done:
    """Find the set nearest in load (log ratio), then in number; the earlier of equals."""
    return _nearest(sets, log(load), number)


def _nearest(sets: Sequence[Done], x: float, number: int) -> Done:
    best, least, gap = sets[0], 1e9, 0
    for each in sets:
        far = abs(each.x - x)
        if far < least - 1e-9 or (far < least + 1e-9 and abs(each.number - number) < gap):
            best, least, gap = each, far, abs(each.number - number)
            if not gap and least <= 1e-9:  # none is nearer
                break
    return best


def clues(
    past: Sequence[Past], today: Sequence[Done], load: float, number: int, day: float
) -> list[float]:
    """Describe the set ahead by the log before it, in the order of KEYS; wants one session."""
    past, today = recent(past), today[-SETS:]
    last = past[-1].sets
    x = log(load)
    anchor = _nearest(last, x, number)
    mark = anchor.reps
    flat = [
        (len(past) - 1 - index, each.number, each.x - x, each.reps)
        for index, session in enumerate(past)
        for each in session.sets
    ]
    return [
        *_last_time(past, anchor, x, number, day),
        *_today(today, mark, x),
        *_against_last_time(today, last, x),
        (today[0].x if today else x) - last[0].x,
        *_kernels(flat, mark, number),
        *_steps(past, today, mark, x, number),
        *_alike(past, today, x, mark, number),
        *_same_load(flat, mark, number),
        *_tops(flat, today, last, mark, x),
        *_habits(past, flat, mark),
    ]


def _last_time(
    past: Sequence[Past], anchor: Done, x: float, number: int, day: float
) -> list[float]:
    last, mark = past[-1].sets, anchor.reps
    at = last.index(anchor)
    place = next((each for each in last if each.number == number), None)
    second = _nearest(past[-2].sets, x, number) if len(past) > 1 else None
    return [
        mark,
        x - anchor.x,
        number - anchor.number,
        day - past[-1].day,
        number,
        len(last),
        nan if anchor.left is None else anchor.left,
        len(last) - number,
        place.reps - mark if place else nan,
        x - place.x if place else nan,
        last[at + 1].reps - mark if at + 1 < len(last) else nan,
        last[at - 1].reps - mark if at else nan,
        second.reps - mark if second else nan,
        x - second.x if second else nan,
        len(past),
    ]


def _today(today: Sequence[Done], mark: float, x: float) -> list[float]:
    out: list[float] = []
    for back in (1, 2):
        each = today[-back] if len(today) >= back else None
        out += (each.reps - mark, x - each.x) if each else (nan, nan)
    left = today[-1].left if today else None
    out.append(nan if left is None else left)
    run: list[float] = []
    for each in reversed(today):
        if abs(each.x - x) >= SAME_LOAD:
            break
        run.append(each.reps)
    if not run:
        return [*out, 0, nan, nan, nan]
    slope = (run[0] - run[-1]) / (len(run) - 1) if len(run) > 1 else nan
    return [*out, len(run), float(min(run) == max(run)), run[-1] - mark, slope]


def _against_last_time(today: Sequence[Done], last: Sequence[Done], x: float) -> list[float]:
    """How today's sets went against the same sets last time, the latest and nearest most."""
    total = weight = 0.0
    one = one_load = nan
    for index, each in enumerate(today):
        then = _nearest(last, each.x, each.number)
        at = each.x
        one, one_load = each.reps - then.reps, at - then.x
        share = exp(-abs(one_load) * 20 - abs(at - x) * 6.7) * 0.8 ** (len(today) - 1 - index)
        total += share * one
        weight += share
    return [total / weight if weight > 1e-6 else nan, weight, one, one_load]


def _kernels(flat: Sequence[_Flat], mark: float, number: int) -> list[float]:
    """Mean and spread of the sets near in load, set number and age: a narrow view and a wide."""
    weight = first = second = wide = wide_first = wide_second = 0.0
    for back, place, above, reps in flat:
        gap, far, moved = abs(place - number), abs(above), reps - mark
        share = exp(-50 * far - gap - 0.5 * back)
        weight += share
        part = share * moved
        first += part
        second += part * moved
        share = exp(-20 * far - 0.5 * gap - 0.2 * back)
        wide += share
        part = share * moved
        wide_first += part
        wide_second += part * moved
    return [
        *_mean_spread(weight, first, second, 1e-9),
        *_mean_spread(wide, wide_first, wide_second, 1e-9),
    ]


def _mean_spread(weight: float, first: float, second: float, least: float) -> list[float]:
    if weight <= least:
        return [nan, nan, weight]
    mean = first / weight
    return [mean, sqrt(max(0.0, second / weight - mean * mean)), weight]


def _steps(
    past: Sequence[Past], today: Sequence[Done], mark: float, x: float, number: int
) -> list[float]:
    """What followed, on other days, a set like the one just done at a step like this one."""
    if not today:
        return [nan, nan, nan]
    now = today[-1]
    step, done = x - now.x, now.reps
    weight = first = second = 0.0
    for index, session in enumerate(past):
        old = (len(past) - 1 - index) / 6
        one = session.sets[0]
        for two in session.sets[1:]:
            unlike = abs(step - two.x + one.x) * 50 + abs(one.reps - done) / 2
            share = exp(-unlike - abs(two.number - number) / 1.5 - old)
            fell = two.reps - one.reps
            weight += share
            first += share * fell
            second += share * fell * fell
            one = two
    mean, spread, weight = _mean_spread(weight, first, second, 1e-9)
    return [done + mean - mark, spread, weight]


def _alike(
    past: Sequence[Past], today: Sequence[Done], x: float, mark: float, number: int
) -> list[float]:
    """The matching set of sessions that began like today's."""
    weight = first = 0.0
    for index, session in enumerate(past):
        far = (len(past) - 1 - index) / 6
        for now, then in zip(today, session.sets, strict=False):
            far += min(3.0, abs(now.x - then.x) * 20)
            far += min(3.0, abs(now.reps - then.reps) / 1.5)
        far += 2 * max(0, len(today) - len(session.sets))
        match = _nearest(session.sets, x, number)
        far += min(6.0, abs(x - match.x) / 0.03) + abs(match.number - number) / 2
        share = exp(-far)
        weight += share
        first += share * (match.reps - mark)
    return [first / weight if weight > 1e-12 else nan, weight]


def _same_load(flat: Sequence[_Flat], mark: float, number: int) -> list[float]:
    same = [
        (abs(place - number), back, reps) for back, place, far, reps in flat if abs(far) < SAME_LOAD
    ]
    if not same:
        return [0, nan, nan, nan, nan, nan]
    in_place = min(same, key=lambda each: each[:2])
    latest = min(same, key=lambda each: (each[1], each[0]))
    placed = [reps for gap, _, reps in same if gap == 0]
    return [
        len(same),
        in_place[2] - mark,
        in_place[1],
        latest[2] - mark,
        sum(reps for _, _, reps in same) / len(same) - mark,
        sum(placed) / len(placed) - mark if placed else nan,
    ]


def _tops(
    flat: Sequence[_Flat],
    today: Sequence[Done],
    last: Sequence[Done],
    mark: float,
    x: float,
) -> list[float]:
    """Where the load stands among the heaviest, and what was done with as much or more."""
    proven = max((reps for _, _, far, reps in flat if far >= -SAME_LOAD), default=nan)
    now = max((each.reps for each in today if each.x >= x - SAME_LOAD), default=nan)
    return [
        x - max(each.x for each in last),
        -max(far for _, _, far, _ in flat),
        proven - mark,
        now - mark,
    ]


def _habits(past: Sequence[Past], flat: Sequence[_Flat], mark: float) -> list[float]:
    """How fixed this lifter's repetitions are: 5x5 is not training to failure."""
    reps = [done for back, _, _, done in flat if back < 6]
    counts: dict[float, int] = {}
    for done in reps:
        counts[done] = counts.get(done, 0) + 1
    mode = max(counts, key=lambda done: (counts[done], done))
    mean = sum(reps) / len(reps)
    inside = [
        one.reps == two.reps
        for session in past[-6:]
        for one, two in zip(session.sets, session.sets[1:], strict=False)
        if abs(one.x - two.x) < SAME_LOAD
    ]
    across = [
        one.reps == two.reps
        for then, now in zip(past[-6:], past[-5:], strict=False)
        for one, two in zip(then.sets, now.sets, strict=False)
        if abs(one.x - two.x) < SAME_LOAD
    ]
    return [
        mode - mark,
        counts[mode] / len(reps),
        len(counts) / len(reps),
        counts.get(mark, 0) / len(reps),
        mean - mark,
        sqrt(sum((done - mean) ** 2 for done in reps) / len(reps)),
        sum(inside) / len(inside) if inside else nan,
        sum(across) / len(across) if across else nan,
    ]
