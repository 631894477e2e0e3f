"""The repetition range of the sessions before those in view, so that it never drifts.

The fold (`training/ranges.py`) begins with the log, or after its last gap of 8 weeks. Whoever has
more sessions than a window gets what lies before it from here. It is read once for each log and
kept in memory by what the older sets come to: an edit, a back-fill or an undo reads it again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from itertools import pairwise
from threading import Lock

from core.changed import changed
from core.context import RequestContext
from core.handlers.exercise_log import WINDOW
from core.records import Exposure, Lifter, RangeSoFar
from core.store.repositories.sets import OlderLog
from core.training.exercise_sessions import days_apart, sessions
from core.training.progression.rep_range import GAP_DAYS, folded

PAGE = 60  # sessions read at once, oldest last
MOST_SESSIONS = 1_200  # of one exercise without a gap: ten years of twice a week
KEPT = 4_096  # logs whose range is in memory
_FULL_SETS = 200  # a window of so many sets may have been cut by the store

_kept: OrderedDict[tuple[int, OlderLog, Lifter], RangeSoFar] = OrderedDict()
_lock = Lock()


def with_range_before(
    context: RequestContext, lifter: Lifter, exposures: Sequence[Exposure]
) -> Lifter:
    """A lifter with the range of the sessions before these; unchanged where it decides nothing."""
    exposures = exposures[-WINDOW:]  # sessions before a load that fills the window are older
    full = len(exposures) >= WINDOW or sum(len(each.sets) for each in exposures) >= _FULL_SETS
    if not full or lifter.rep_range is not None or _has_gap(exposures, lifter):
        return lifter
    uow, exercise_id = context.uow, lifter.exercise.id
    older = uow.sets.older(context.person.id, exercise_id, exposures[0].session_at)
    if not older.count:
        return lifter
    bare = changed(lifter, pains=(), near_pains=(), trained_at=None, reserve_bias=0.0,
                   reserve_spread=0.0, reserve_proofs=0)  # fmt: skip
    key = (context.person.id, older, bare)
    with _lock:
        found = _kept.get(key)
    if found is None:
        found = folded(sessions(_older(context, lifter, exposures), lifter.exercise.measure), bare)
        with _lock:
            _kept[key] = found
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
    return changed(lifter, range_before=found)


def _has_gap(exposures: Sequence[Exposure], lifter: Lifter) -> bool:
    """Whether the fold begins anew within these sessions."""
    return any(
        days_apart(one.session_at, other.session_at, lifter.zone) >= GAP_DAYS
        for one, other in pairwise(exposures)
    )


def _older(
    context: RequestContext, lifter: Lifter, exposures: Sequence[Exposure]
) -> list[Exposure]:
    """The sessions before these, oldest first, back to the last gap."""
    found: list[Exposure] = []
    before = exposures[0].session_at
    while len(found) < MOST_SESSIONS:
        page = context.uow.sets.exposures(
            context.person.id, lifter.exercise.id, before=before, limit=PAGE
        )
        if not page:
            break
        found = [*page, *found]
        before = page[0].session_at
        if _has_gap(page, lifter):
            break
    return found
