"""Missed attempts in talk and in groups: what is stored of it, and what is none."""

from __future__ import annotations

import pytest

from core.errors import (
    NotASet,
    UnknownExercise,
    UserError,
)
from core.parsing.sets import looks_like_set, read_message
from tests.core.parsing.test_missed_lines import BENCH_LAST, MISSED, NEW, M
from tests.language_setting import NAMES, read

TALK = """
missed you
I missed you
missed you guys
missed it
missed the bus
missed the bus at 7
missed the 7:30 bus
missed my train at 18:40
missed the train by 2 minutes
missed bench
I missed bench today
missed leg day
missed leg day twice
missed 2 days
I missed 2 days
I missed 3 sessions this week
missed 2 weeks
missed squat 3 weeks in a row
missed bench 2 weeks
missed the 2 trains
missed 102.5 of them
missed my 2 sessions
failed my 3 exams
missed a rep
missed squats 3 times
I missed 2 classes
missed
miss
miss you
miss ya all
you missed a set
you missed 2 sets
missed one
missed 1
I missed 5
failed my exam
failed the exam
I failed my exam
failed 2 exams
I failed 3 exams this year
failed at 7, story of my life
failed again at 9
missed 5 kg dumbbells at the store
missed 20 kg of luggage
missed me?
hit or miss
missed calls 3
3 missed calls
2 missed sessions
raté le bus de 7h
verfehlt
he perdido 2 días
не взял зонт
nicht geschafft heute
""".strip().splitlines()


@pytest.mark.parametrize("text", TALK)
def test_talk_stores_nothing(text: str) -> None:
    for known in (BENCH_LAST, NEW, MISSED):
        with pytest.raises((NotASet, UserError)):
            read_message(text, known)
    assert not looks_like_set(text, NAMES)


@pytest.mark.parametrize("text", [each for each in TALK if each[0] == "m"])
def test_talk_about_what_was_missed_is_taken_for_talk(text: str) -> None:
    with pytest.raises(NotASet):
        read_message(text, BENCH_LAST)


def test_without_history_the_exercise_is_asked_for() -> None:
    with pytest.raises(UnknownExercise):
        read_message("missed 102.5", NEW)
    assert read("bench missed 102.5", NEW) == M
    assert read("bench 102.5x0", NEW) == M


HEARD = [
    ("bench missed 102.5", True),
    ("missed bench 102.5", True),
    ("bench failed 140kg", True),
    ("missed squat 100kg", True),
    ("bench 102.5x0", True),
    ("bench 102.5 missed", True),
    ("missed squat 20", True),
    ("missed squat 19", False),
    ("missed 102.5", False),
    ("missed 102.5kg", False),
    ("missed bench 2", False),
    ("missed bench 2 weeks", False),
    ("missed bench 100 for a year", False),
    ("he missed bench 140", False),
    ("missed bench 140?", False),
    ("pull-up missed 20", False),
    ("pull-up missed 20kg", True),
    ("missed bench 100, him too", False),
]


@pytest.mark.parametrize(("text", "heard"), HEARD)
def test_overheard_in_a_group(text: str, heard: bool) -> None:
    assert looks_like_set(text, NAMES) is heard
