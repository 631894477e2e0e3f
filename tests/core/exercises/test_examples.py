"""Examples to type name exercises and weekdays as a language does, and are understood as typed."""

from __future__ import annotations

import pytest

from core.commands import COMMANDS
from core.exercises.examples import example_in
from core.exercises.names import names_for
from core.intents import read_given


@pytest.mark.parametrize(
    ("language", "typed", "said"),
    [
        ("en", "next squat", "next squat"),
        ("de", "next squat", "next kniebeuge"),
        ("de", "swap squat leg press", "swap kniebeuge beinpresse"),
        ("es", "meet 20 march squat, bench", "meet 20 march sentadilla, press de banca"),
        ("pt", "remind mon wed fri 18:00", "remind seg qua sex 18:00"),
        ("de", "/gym thu 18:00", "/gym do 18:00"),
        ("de", "remind if not by thu 18:00", "remind if not by thu 18:00"),
        ("de", "plates 20 10 5", "plates 20 10 5"),
    ],
)
def test_an_example_is_said_in_a_language(language: str, typed: str, said: str) -> None:
    assert example_in(language, typed) == said


@pytest.mark.parametrize("language", ["de", "es", "pt", "fr", "ru"])
def test_every_example_of_the_table_is_still_its_command(language: str) -> None:
    names = names_for({}, (), language)
    for spec in COMMANDS:
        for typed in (*spec.examples, *spec.more):
            given = read_given(example_in(language, typed), names)
            assert given is not None, typed
            assert given.spec is spec, typed
