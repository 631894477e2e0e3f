"""Sets per muscle beside the person's own usual ones."""

from __future__ import annotations

from fractions import Fraction

from core.training.volume import WORTH_NAMING, MuscleWeek, beside_usual, usual_sets
from core.training.week import LEAST_WEEKS, USUAL_OF


def week(chest: float, calves: float = 0) -> dict[str, Fraction]:
    sets = {"chest": Fraction(chest), "calves": Fraction(calves)}
    return {name: total for name, total in sets.items() if total}


def test_usual_is_the_median_of_whole_weeks_with_training() -> None:
    assert usual_sets([week(4)] * (LEAST_WEEKS - 1)) == {}
    assert usual_sets([week(4)] * LEAST_WEEKS) == week(4)
    assert usual_sets([week(2), {}, week(6), {}, week(9)]) == week(6)
    assert usual_sets([week(3), week(4)]) == week(3.5)
    assert usual_sets([week(3), week(3.5)]) == week(3)


def test_weeks_before_the_last_eight_do_not_count() -> None:
    assert usual_sets([*[week(4)] * (USUAL_OF // 2), *[week(8)] * USUAL_OF]) == week(6)


def test_a_muscle_of_less_than_half_of_the_weeks_is_not_usual() -> None:
    assert usual_sets([week(4, 3), week(4), week(4)]) == week(4)


def test_what_is_usual_and_not_trained_yet_is_named_last() -> None:
    usual = week(6, WORTH_NAMING)
    assert beside_usual(week(2), usual) == (
        MuscleWeek("chest", Fraction(2), Fraction(6)),
        MuscleWeek("calves", Fraction(0), Fraction(WORTH_NAMING)),
    )
    assert len(beside_usual(week(2), week(6, WORTH_NAMING - 0.5))) == 1
    assert beside_usual(week(2), {}) == (MuscleWeek("chest", Fraction(2), None),)
