"""Settled stretches of a line to sets: whose effort is whose, and what a repeated set keeps."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from core.errors import Unreadable
from core.parsing.amounts import Row
from core.parsing.efforts import Call, calls_for, failing, of_last, share_out
from core.parsing.parts import Effort, Parts
from core.records import LoggedSet, SetDraft


class Stretch(NamedTuple):
    """What a stretch of a line says, its sets, the effort typed, the set it starts from."""

    part: Parts
    rows: tuple[Row, ...]
    effort: Effort | None
    base: SetDraft | LoggedSet | None


class Origin(NamedTuple):
    """What all sets of a line share."""

    exercise_id: str
    at: datetime
    line: str


def drafts_of(stretches: list[Stretch], notes: list[str], origin: Origin) -> list[SetDraft]:
    """The sets of a line, in order; one note for each stretch. Raises ListMismatch."""
    if len(stretches) == 1:
        (only,), (note,) = stretches, notes
        count = len(only.rows)
        if (only.part.listed or only.part.of_last) and count > 1 and only.effort is not None:
            calls = of_last(only.effort, count)
        else:
            calls = calls_for(only.effort, count)
        return _drafts(only, _called(only, calls), note, origin)
    dealt = share_out([(each.part, each.effort, len(each.rows)) for each in stretches])
    return [
        draft
        for stretch, calls, note in zip(stretches, dealt, notes, strict=True)
        for draft in _drafts(stretch, _called(stretch, calls), note, origin)
    ]


def _called(stretch: Stretch, calls: list[Call]) -> list[Call]:
    """The calls of a stretch, with `same` repeating effort and `f` belonging to the last."""
    given, base, part = list(calls), stretch.base, stretch.part
    typed = stretch.effort is not None
    if part.same and not typed and base is not None and not base.failed:
        effort = base.rir_tenths
        given = [Call(effort, base.rir_at_least, shared=effort is not None)]
    for place, row in enumerate(stretch.rows):
        if row.reps == 0:
            given[place] = _missed(stretch, given[place])
        elif row.failed or (part.failed and place >= len(stretch.rows) - part.failing):
            given[place] = failing(given[place] if typed else Call())
    if part.missed_rep is not None:
        given[-1] = _failed_after(stretch, given[-1] if typed else Call())
    if part.shared:
        given = [each._replace(shared=each.rir_tenths is not None) for each in given]
    return given


def _failed_after(stretch: Stretch, call: Call) -> Call:
    """The call of a set whose next repetition failed. Raises Unreadable for any other one."""
    missed, reps = stretch.part.missed_rep, stretch.rows[-1].reps
    if missed is None or reps is None or missed.milli != (reps + 1) * 1000:
        raise Unreadable(word=missed.text if missed is not None else "")
    return failing(call)


def _missed(stretch: Stretch, call: Call) -> Call:
    """The call of a missed attempt: none left. Raises Unreadable where some was typed for it."""
    if stretch.effort is not None and call.rir_tenths and not call.shared:
        raise Unreadable(word=f"{stretch.effort.scale}{stretch.effort.numbers[-1].text}")
    return Call(0, failed=True)


def _drafts(stretch: Stretch, calls: list[Call], note: str, origin: Origin) -> list[SetDraft]:
    part, last = stretch.part, len(stretch.rows) - 1
    base = stretch.base if part.same else None
    warmup = part.warmup or (base is not None and base.warmup)
    drop = part.drop or (base is not None and base.drop)
    drafts: list[SetDraft] = []
    for place, (row, call) in enumerate(zip(stretch.rows, calls, strict=True)):
        load, reps, seconds, distance_cm, partials, _, per_side = row
        rir_tenths, at_least, failed, shared = call
        amrap = part.amrap and place == last
        drop = drop or (part.myo and place == 1)
        alike = place and row is stretch.rows[place - 1] and call is calls[place - 1]
        alike = alike and not (part.myo and place == 1)
        if alike and not amrap:
            drafts.append(drafts[-1])  # frozen, so that equal sets may be one record
            continue
        drafts.append(
            SetDraft(
                origin.exercise_id,
                load,
                reps,
                origin.at,
                origin.line,
                rir_tenths,
                at_least,
                failed,
                amrap,
                partials,
                warmup,
                drop,
                seconds,
                distance_cm,
                per_side,
                shared,
                note,
                side=part.side or (base.side if base is not None else ""),
            )
        )
    return drafts
