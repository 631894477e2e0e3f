"""How much of one lift another usually is: `carry_over.csv`, for a first guess and no more.

Percent of a reference lift's one-repetition load; a dumbbell counts alone. Product choices: rough
values between what lifters of middling strength report, not measured ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from core.exercises.words import read_table


@cache
def _shares() -> Mapping[str, tuple[str, int]]:
    """The reference of a lift and its percentage of it, by the lift's id."""
    rows = read_table("carry_over.csv")
    return {row["id"]: (row["reference"], int(row["percent"])) for row in rows}


def usual_share(of: str, to: str) -> float | None:
    """What share of the load of one exercise another takes, by ids; None where nobody knows."""
    known, wanted = _shares().get(of), _shares().get(to)
    if known is None or wanted is None or known[0] != wanted[0]:
        return None
    return wanted[1] / known[1]
