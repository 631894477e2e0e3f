"""What a proposal that the lifter took makes of the next workout; the one place that reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.accounts.trainers import is_for_now
from core.context import RequestContext
from core.limits import SESSION_GAP
from core.records import Exposure, Lifter
from core.training.prescribed import BY_TRAINER


def with_proposal(
    context: RequestContext, lifter: Lifter, exposures: Sequence[Exposure], *, in_session: bool
) -> Lifter:
    """A lifter with the sets a trainer proposed; an easy week and a meet's own day stand above.

    Pain and coming back do too, as with a plan's own sets (core/training/target.py).
    """
    proposal = context.uow.trainers.accepted(context.person.id, context.now).get(lifter.exercise.id)
    if proposal is None or lifter.deload:
        return lifter
    if lifter.because is not None and lifter.because.rules == ("R53",):
        return lifter
    under_way = bool(exposures) and context.now - exposures[-1].sets[-1].at < SESSION_GAP
    if not is_for_now(proposal, exposures, under_way, context.now, in_session=in_session):
        return lifter
    return replace(lifter, prescribed=proposal.sets, because=BY_TRAINER)
