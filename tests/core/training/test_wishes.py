"""What a person wished for, as it holds at one exercise."""

import pytest

from core.records import Load, Person, Preference
from core.training.preferences import effort_wished, weights_of
from tests.training_logs import BENCH, LATERAL_RAISE, LEG_EXTENSION, exercise

ANN = Person(1, "Ann")
SWING = exercise("Swing", equipment="kettlebell")


@pytest.mark.parametrize(
    ("of", "everywhere", "here", "wished"),
    [
        (BENCH, None, None, None),
        (BENCH, (1, 2), None, (1, 2)),
        (BENCH, (0, 1), None, (1, 1)),
        (BENCH, (0, 0), None, (1, 1)),
        (LEG_EXTENSION, (0, 1), None, (0, 1)),
        (LEG_EXTENSION, (1, 2), (0, 0), (0, 0)),
        (BENCH, (1, 2), (3, 5), (3, 5)),
        (BENCH, None, (0, 2), (1, 2)),
    ],
)
def test_the_wish_for_one_exercise_is_before_the_one_for_all(of, everywhere, here, wished):
    person = Person(1, "Ann", effort=everywhere)
    assert effort_wished(of, person, Preference(of.id, effort=here)) == wished
    if here is None:
        assert effort_wished(of, person, None) == wished


def test_dumbbells_are_for_dumbbells_and_kettlebells_for_kettlebells():
    person = Person(1, "Ann", dumbbells=(Load(8000),), kettlebells=(Load(16000),))
    assert weights_of(LATERAL_RAISE, person) == (Load(8000),)
    assert weights_of(SWING, person) == (Load(16000),)
    assert weights_of(BENCH, person) == ()
