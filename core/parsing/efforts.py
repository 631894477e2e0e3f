"""Efforts as typed to tenths of a repetition in reserve, and whose sets they belong to."""

from __future__ import annotations

from typing import NamedTuple

from core.errors import EffortRange, ListMismatch, Unreadable
from core.parsing.parts import BARE, Effort, Number, Parts, as_efforts


class Call(NamedTuple):
    """How hard a set was by the lifter's word."""

    rir_tenths: int | None = None
    at_least: bool = False
    failed: bool = False
    shared: bool = False


def tenths_of(number: Number, scale: str) -> int:
    """Tenths of a repetition in reserve: RPE 9 is 1 in reserve, "1-2" is 1.5.

    Raises EffortRange outside RIR 0-10 and RPE 1-10, Unreadable for anything finer than a tenth.
    """
    low, high = (1_000, 10_000) if scale == "rpe" else (0, 10_000)
    milli = number.milli
    if scale == "rpe" and number.side == 10_000:
        number.side = None  # "rpe 8/10"
    wrong = number.kind != BARE or number.side is not None or number.partials is not None
    if wrong or number.sign == "+" or (number.plus and scale == "rpe") or number.failed:
        raise Unreadable(word=number.text)
    outside = not low <= milli <= high or number.sign == "-"
    if number.upto is not None:
        outside = outside or not low <= number.upto <= high
        milli = (milli + number.upto) // 2 // 100 * 100
    if outside:
        raise EffortRange(scale=scale, low=low // 1000, high=10)
    if milli % 100 or not number.exact:
        raise Unreadable(word=number.text)
    return (10_000 - milli) // 100 if scale == "rpe" else milli // 100


def calls_of(effort: Effort) -> list[Call]:
    """What was typed, one call per number."""
    scale = effort.scale
    return [
        Call(tenths_of(each, scale), each.plus or effort.at_least)
        for each in as_efforts(effort.numbers)
    ]


def calls_for(effort: Effort | None, count: int) -> list[Call]:
    """One call for each set of a stretch, from the effort typed for it. Raises ListMismatch."""
    return spread(calls_of(effort), count) if effort is not None else [Call()] * count


def of_last(effort: Effort, count: int) -> list[Call]:
    """The calls of a list with slashes or spaces: a single effort is the last set's."""
    calls = calls_of(effort)
    if len(calls) == 1:
        return [*[Call()] * (count - 1), calls[0]]
    return spread(calls, count)


def spread(calls: list[Call], count: int) -> list[Call]:
    """One call for each set: a single one is shared. Raises ListMismatch."""
    if not calls:
        return [Call()] * count
    if len(calls) == 1:
        one = calls[0]
        return calls if count == 1 else [Call(one.rir_tenths, one.at_least, shared=True)] * count
    if len(calls) != count:
        raise ListMismatch(sets=count, given=len(calls))
    return calls


def failing(call: Call) -> Call:
    """The call of a set that reached failure. Raises Unreadable against another effort."""
    if call.rir_tenths and not call.shared:
        raise Unreadable(word="f")
    return Call(0, failed=True)


def share_out(stretches: list[tuple[Parts, Effort | None, int]]) -> list[list[Call]]:
    """The calls of several stretches, from the parts, effort and number of sets of each.

    An effort only at the end of a line with several stretches speaks for all its working sets;
    of a missed attempt nothing was left anyway.
    """
    counts = [count for _, _, count in stretches]
    parts, last = [part for part, _, _ in stretches], stretches[-1][1]
    calls = [calls_of(effort) if effort is not None else [] for _, effort, _ in stretches]
    alone = last is not None and not any(effort for _, effort, _ in stretches[:-1])
    alone = alone and not parts[-1].of_last
    silent = [part for part in parts[:-1] if part.warmup or part.attempt]
    working = [place for place, part in enumerate(parts) if part not in silent]
    total = sum(counts[place] for place in working)
    if alone and len(working) > 1 and len(calls[-1]) in (1, total):
        dealt = iter(spread(calls[-1], total))
        return [
            [next(dealt) if place in working else Call() for _ in range(count)]
            for place, count in enumerate(counts)
        ]
    shares = [spread(given, count) for given, count in zip(calls, counts, strict=True)]
    if last is not None and parts[-1].of_last:
        shares[-1] = of_last(last, counts[-1])
    return shares
