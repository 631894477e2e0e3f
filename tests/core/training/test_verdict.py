"""Verdicts and records, one row a set."""

import re
from pathlib import Path

import pytest

from core.locale.english.training import SENTENCES
from core.records import Load
from core.training.evidence import SOURCES, evidence
from core.training.verdict import Bests, judge
from tests.training_logs import (
    ASSISTED,
    BENCH,
    DEADLIFT,
    LEG_EXTENSION,
    LEG_PRESS,
    PLANK,
    PULL_UP,
    exercise,
    lifter,
    log,
)

ROW = exercise("Barbell Row", pattern="row", safe_to_fail=True)


def verdict(text, who, **bests):
    sessions = log(text, who.exercise)
    return judge(sessions[-1].sets[-1], sessions, who, Bests(**bests))


SIZE = [
    # exercise, sets of the first session of three planned, what the last of them says
    (BENCH, "100x8@3", "on_target"),
    (BENCH, "100x8@1", "on_target"),
    (BENCH, "100x8@0.5", "hard"),
    (BENCH, "100x8@0", "too_hard"),
    (BENCH, "100x8f", "too_hard"),
    (BENCH, "100x8@4", "easy"),
    (BENCH, "100x8@4+", "too_easy"),
    (BENCH, "100x8@6", "too_easy"),
    (BENCH, "100x8@2 100x8@1 100x8@1", "on_target"),
    (BENCH, "100x8@2 100x8@1 100x8@0", "hard"),
    (BENCH, "100x8@2 100x8@1 100x7f", "too_hard"),
    (BENCH, "100x8@2 100x8@2 100x8@3", "easy"),
    (BENCH, "100x8@2 100x8@2 100x8@4", "too_easy"),
    (LEG_EXTENSION, "60x12@0", "on_target"),  # asked for: 0-2
    (LEG_EXTENSION, "60x12f", "hard"),
    (LEG_EXTENSION, "60x12 60x12 60x10f", "on_target"),
    (LEG_EXTENSION, "60x12 60x12 60x10@0", "on_target"),
    (LEG_EXTENSION, "60x12 60x12 60x10@2", "on_target"),
    (LEG_PRESS, "180x10 180x10 180x8f", "on_target"),
    (PULL_UP, "x8 x7 x6f", "on_target"),
    (ROW, "80x8 80x8 80x8f", "on_target"),
    (BENCH, "100x8", "unrated"),
    (BENCH, "60x8w", "warmup"),
    (BENCH, "100x8@2 70x12fd", "unrated"),
    (PLANK, "60s", "unrated"),
]


@pytest.mark.parametrize(("of", "sets", "kind"), SIZE)
def test_size(of, sets, kind):
    assert verdict(f"2026-11-01 {sets}", lifter(of)).kind == kind


OWN = [
    # exercise, reserve wished for, sets of the first session, what the last of them says
    (LEG_EXTENSION, (0, 0), "60x12@0", "on_target"),
    (LEG_EXTENSION, (0, 0), "60x12f", "on_target"),
    (LEG_EXTENSION, (0, 0), "60x12@1", "easy"),
    (LEG_EXTENSION, (2, 3), "60x12@0", "too_hard"),
    (LEG_EXTENSION, (2, 3), "60x12@1", "hard"),
    (LEG_EXTENSION, (2, 3), "60x12@2", "on_target"),
    (LEG_EXTENSION, (2, 3), "60x12@4", "easy"),
    (BENCH, (0, 0), "100x8@0", "too_hard"),
    (BENCH, (0, 0), "100x8@1", "on_target"),
    (BENCH, (2, 3), "100x8@2 100x8@2 100x8@3", "on_target"),
]


@pytest.mark.parametrize(("of", "effort", "sets", "kind"), OWN)
def test_a_reserve_wished_for_is_the_one_held_against(of, effort, sets, kind):
    assert verdict(f"2026-11-01 {sets}", lifter(of, effort=effort)).kind == kind


@pytest.mark.parametrize("sets", ["100x8@4", "100x8@6", "100x8@0.5", "100x8@2 100x8@4"])
def test_the_band_said_is_that_of_every_set(sets):
    facts = verdict(f"2026-11-01 {sets}", lifter()).reason.facts
    assert (facts["low"], facts["high"]) == (1, 2)


@pytest.mark.parametrize(
    ("effort", "kind"),
    [("f", "too_hard"), ("@0", "too_hard"), ("@1", "hard"), ("@1.5", "hard"), ("@2", "on_target"),
     ("@4", "on_target"), ("@4+", "easy"), ("@5", "easy"), ("@6", "too_easy")],
)  # fmt: skip
def test_strength_wants_two_to_four(effort, kind):
    who = lifter(DEADLIFT, goal="strength")
    assert verdict(f"2026-11-01 200x3{effort}", who).kind == kind


def test_a_first_session_back_wants_three_or_more():
    text = "2026-01-01 100x8@2 100x8@2 100x8@1\n2026-03-20 80x8@{}"
    assert verdict(text.format("2"), lifter()).kind == "hard"
    assert verdict(text.format("4+"), lifter()).kind == "on_target"


BEFORE = "2026-11-01 100x8@2 100x8@2 100x8@1\n2026-11-04 "


@pytest.mark.parametrize(
    ("sets", "key"),
    [
        ("100x8", "verdict.unrated.within"),
        ("100x6", "verdict.unrated.below"),
        ("100x14", "verdict.unrated.above"),
        ("60x8", "verdict.ramp"),
        ("80x10@1", "verdict.on_target"),
        ("90x10 90x10", "verdict.unrated.lighter"),
        ("100x4@2", "verdict.hard.reps"),
    ],
)
def test_against_the_plan(sets, key):
    assert verdict(BEFORE + sets, lifter()).reason.key == key


@pytest.mark.parametrize(
    ("of", "text", "bests", "key"),
    [
        (BENCH, BEFORE + "102.5x5@2", {"heaviest": Load(100000)}, "record.heaviest"),
        (BENCH, BEFORE + "100.5x5@2", {"heaviest": Load(100000)}, "record.heaviest"),
        (BENCH, BEFORE + "220.5lbx5@2", {"heaviest": Load(100000)}, None),
        (BENCH, BEFORE + "100x9", {"heaviest": Load(100000), "most_reps": 8}, "record.reps"),
        (BENCH, BEFORE + "100x8", {"heaviest": Load(100000), "most_reps": 8}, None),
        (BENCH, BEFORE + "90x9", {"heaviest": Load(100000)}, None),
        (BENCH, BEFORE + "110x9w", {"heaviest": Load(100000)}, None),
        (BENCH, BEFORE + "110x9d", {"heaviest": Load(100000)}, None),
        (BENCH, "2026-11-01 60x8 110x9", {"heaviest": Load(60000), "most_reps": 8}, None),
        (BENCH, BEFORE + "100x8@2", {"strongest_kg": 120.0}, None),
        (BENCH, BEFORE + "100x8@2", {"strongest_kg": 100.0}, "record.strongest"),
        (BENCH, BEFORE + "100x8", {"strongest_kg": 100.0}, None),
        (BENCH, BEFORE + "100x12@3", {"strongest_kg": 100.0}, None),
        (ASSISTED, "2026-11-01 -30x8\n2026-11-04 -25x8", {"heaviest": Load(-30000)},
         "record.assistance"),
        (ASSISTED, "2026-11-01 -30x8\n2026-11-04 -35x8", {"heaviest": Load(-30000)}, None),
        (PLANK, "2026-11-01 60s\n2026-11-04 70s", {"most_seconds": 60}, "record.time"),
    ],
)  # fmt: skip
def test_only_real_records(of, text, bests, key):
    records = verdict(text, lifter(of), **bests).records
    assert [each.key for each in records] == ([key] if key else [])


@pytest.mark.parametrize(
    ("held", "key"), [(45, "time_below"), (60, "time_within"), (70, "time_above")]
)
def test_holds_are_told_against_the_plan(held, key):
    found = verdict(f"2026-11-01 60s 60s 60s\n2026-11-04 {held}s", lifter(PLANK))
    assert (found.kind, found.reason.key) == ("unrated", f"verdict.unrated.{key}")


def test_records_are_said_in_the_loads_own_words():
    text = "2026-11-01 -30x8\n2026-11-04 -30x9"
    (record,) = verdict(text, lifter(ASSISTED), most_reps=8, heaviest=Load(-30000)).records
    assert record.key == "record.assisted_reps"
    text = "2026-11-01 x8\n2026-11-04 2.5x8"
    (record,) = verdict(text, lifter(PULL_UP), heaviest=Load(0)).records
    assert record.facts["load"] == "+2.5"
    text = "2026-11-01 225lbx5\n2026-11-04 225lbx8@2"
    (record,) = verdict(text, lifter(), strongest_kg=100.0).records
    assert (record.facts["unit"], record.facts["max"]) == ("lb", 290)


def test_every_rule_has_a_sentence_and_a_source():
    assert {f"rule.{rule}" for rule in SOURCES} == {
        key for key in SENTENCES if key.startswith("rule.")
    }
    assert evidence("R37").source


def test_every_rule_that_code_cites_is_known():
    cited = {
        rule
        for path in (Path(__file__).parents[3] / "core").rglob("*.py")
        for rule in re.findall(r'"(R\d+)"', path.read_text(encoding="utf-8"))
    }
    assert cited >= {"R31", "R37", "R46"}
    assert sorted(cited - SOURCES.keys()) == []


@pytest.mark.parametrize("key", [key for key in SENTENCES if not key.startswith("rule.")])
def test_sentences_are_one_short_clause(key):
    sentence = SENTENCES[key]
    assert len(sentence) <= 60, sentence
    assert not sentence.endswith((".", "!"))
    assert sentence[0] in "{1" or sentence[0].islower()


@pytest.mark.parametrize("forbidden", ["Hughes", "two groups", "20 people", "injury", "by five"])
def test_no_claim_beyond_the_evidence(forbidden):
    words = " ".join([*SENTENCES.values(), *SOURCES.values()])
    assert forbidden not in words
