"""Sets and efforts as they are said, as what would be typed; what is else stays as it is."""

from __future__ import annotations

import pytest

from core.parsing.said_efforts import as_effort
from core.parsing.said_lines import as_typed


@pytest.mark.parametrize(
    ("said", "typed"),
    [
        ("forgot to log deadlift 60x5", "deadlift 60x5"),
        ("i forgot: squat 100x5", "squat 100x5"),
        ("vergessen: kniebeuge 60x5", "kniebeuge 60x5"),
        ("olvidé anotar sentadilla 60x5", "sentadilla 60x5"),
        ("esqueci de anotar supino 60x5", "supino 60x5"),
        ("j'ai oublié de noter squat 60x5", "squat 60x5"),
        ("забыл записать присед 60x5", "присед 60x5"),
        ("forgot to log yesterday's deadlift 60x5", "yesterday deadlift 60x5"),
        ("same but 6", "x6"),
        ("same weight 7 reps one left", "x7 reps one left"),
        ("same weight but only five", "x5"),
        ("dips bodyweight plus twenty for eight", "dips +20 for eight"),
        ("dips bw plus 20 for 8", "dips +20 for 8"),
        ("pull ups ten then eight then seven", "pull ups 10,8,7"),
        ("pull ups 10 then 8 then 7", "pull ups 10 8 7"),
        ("bench 80x7 felt like an 8", "bench 80x7 rpe 8"),
        ("bench 80 kg, 7 reps, it was a 9.5", "bench 80 kg, 7 reps rpe 9.5"),
        ("bench one hundred for five at rpe eight", "bench one hundred for five rpe eight"),
        ("bench a hundred for five with two left", "bench a hundred for five two left"),
    ],
)
def test_a_line_as_said(said: str, typed: str) -> None:
    assert as_typed(said) == typed


@pytest.mark.parametrize(
    "text",
    [
        "same", "same again", "same 60kg", "same 80x5", "same 2 left", "same 3 sets", "squat 100x5",
        "forgot my belt", "bench ninety five", "squat one forty five", "bench 100x5 with belt",
        "i forgot what i did", "bench 80 for five five\nsquat 100x5", "plus one",
        "bench 80x7 felt like a 4", "that was a 10x5",
        "squat 100x5 at 6pm",
        "forgot " + "x" * 120 + " 5",
    ],
)  # fmt: skip
def test_what_stays(text: str) -> None:
    assert as_typed(text) == text


@pytest.mark.parametrize(
    ("said", "effort"),
    [
        ("i could have done 3 more", "3 left"), ("could've done two more reps", "2 left"),
        ("i think i could have done like 2 more", "2 left"), ("had two more in me", "2 left"),
        ("maybe one more in me", "1 left"), ("had one more", "1 left"),
        ("i had a couple left", "2 left"), ("there were 2 left in the tank", "2 left"),
        ("that was to failure", "f"), ("last one was to failure", "f"), ("it was failure", "f"),
        ("couldn't have done another", "0 left"), ("that was all i had", "0 left"),
        ("ich hätte noch 2 geschafft", "2 left"), ("zwei wären noch gegangen", "2 left"),
        ("podía hacer dos más", "2 left"), ("me quedaban 2", "2 left"),
        ("dava pra fazer mais 2", "2 left"), ("j'aurais pu en faire 2 de plus", "2 left"),
        ("мог бы сделать ещё 2 раза", "2 left"),
    ],
)  # fmt: skip
def test_an_effort_as_said(said: str, effort: str) -> None:
    assert as_effort(said) == effort


@pytest.mark.parametrize(
    "text",
    [
        "i could do this all day", "could i do 3 more sets", "had 2 coffees",
        "had 3 more sets to do",
        "failure is fine", "that was hard", "one more", "two more sets", "had two", "3 more weeks",
        "i had 2 beers left", "could have been worse",
    ],
)  # fmt: skip
def test_what_is_no_effort(text: str) -> None:
    assert as_effort(text) is None
