"""Left and right of one exercise: what each side is advised from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.records import Exposure, Side


def of_side(exposures: Sequence[Exposure], side: Side) -> tuple[Exposure, ...]:
    """The sessions as one side did them, oldest first.

    A side with sets in an earlier session stands by itself; before that, sets without a side count
    for it too, as nothing else is known. Of no side are the sets without one; all of them where
    there are none.
    """
    if not any(each.side for every in exposures for each in every.sets):
        return tuple(exposures)
    own = _only(exposures, (side,))
    if side and len(own) < 2:
        return _only(exposures, ("", side))
    return own or tuple(exposures)


def of_last_side(exposures: Sequence[Exposure]) -> tuple[Exposure, ...]:
    """The sessions as the side did them that was trained last."""
    if not exposures or not exposures[-1].sets:
        return tuple(exposures)
    return of_side(exposures, exposures[-1].sets[-1].side)


def _only(exposures: Sequence[Exposure], sides: Sequence[Side]) -> tuple[Exposure, ...]:
    kept = (
        replace(every, sets=tuple(each for each in every.sets if each.side in sides))
        for every in exposures
    )
    return tuple(each for each in kept if each.sets)
