"""Missed attempts as typed: what is stored, what is asked, what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.errors import (
    LoadRange,
    NoNumber,
    NotASet,
    NothingToRepeat,
    RepsRange,
    Unreadable,
    UserError,
)
from core.parsing.printed import write_set
from core.parsing.reading import Asked
from core.parsing.sets import read_message
from core.records import Load
from tests.language_setting import LOG, NAMES, NOW, logged, read, setting

BENCH_LAST = setting((*LOG, logged("bench-press", Load(100_000))))


NEW = setting(())


MISSED = setting((*LOG, logged("bench-press", Load(102_500), 0, rir_tenths=0, failed=True)))


M = "bench-press 102.5kg x0 rir0 failed"


STORED = [
    ("missed 102.5", M),
    ("Missed 102,5", M),
    ("MISSED 102.5!", M),
    ("missed 102.5kg", M),
    ("missed 102.5 kg", M),
    ("miss 102.5", M),
    ("102.5 miss", M),
    ("102.5 missed", M),
    ("102.5kg missed", M),
    ("bench missed 102.5", M),
    ("missed bench 102.5", M),
    ("bench 102.5 missed", M),
    ("bench 102.5 miss", M),
    ("bench: missed 102.5", M),
    ("missed 102.5 bench", M),
    ("missed 102.5 on bench", M),
    ("missed bench at 102.5", M),
    ("missed the 102.5", M),
    ("I missed 102.5", M),
    ("just missed bench 102.5", M),
    ("missed bench press 102.5 kg", M),
    ("failed 102.5", M),
    ("fail 102.5", M),
    ("failed bench 102.5", M),
    ("bench failed 102.5", M),
    ("fail 102.5 bench", M),
    ("bench 102.5 failed", M),
    ("bench 102.5 fail", M),
    ("failed at 102.5", M),
    ("I failed 102.5 on bench", M),
    ("bench 102.5x0", M),
    ("102.5x0", M),
    ("102.5 x 0", M),
    ("102.5kg x0", M),
    ("102.5x0 f", M),
    ("102.5x0f", M),
    ("102.5x0 fail", M),
    ("102.5x0 missed", M),
    ("bench 102.5 kg 0 reps", M),
    ("bench 0 reps 102.5kg", M),
    ("missed 102.5x1", M),
    ("bench 102.5kg x1 missed", M),
    ("missed 102.5 rir0", M),
    ("missed 102.5 @10", M),
    ("missed the lift at 102.5", M),
    ("missed attempt 102.5", M),
    ("failed attempt at 102.5", M),
    ("missed single 102.5", M),
    ("missed rep at 102.5", M),
    ("failed on 102.5", M),
    ("missed my 102.5", M),
    ("missed 1x102.5", M),
    ("missed 102.5 for 1", M),
    ("benhc press missed 102.5", M),
    ("missed benhc press 102.5", M),
    ("missed 102.5 again", f'{M} "again"'),
    ("bench missed 102.5, 100x3 rir1", f"{M}; bench-press 100kg x3 rir1"),
    ("bench 102.5x0, 100x3 rir1", f"{M}; bench-press 100kg x3 rir1"),
    ("missed 225lb", "bench-press 225lb x0 rir0 failed"),
    ("missed 225 lbs", "bench-press 225lb x0 rir0 failed"),
    ("bench missed 225#", "bench-press 225lb x0 rir0 failed"),
    ("missed 100", "bench-press 100kg x0 rir0 failed"),
    ("missed 60 warmup", "bench-press 60kg x0 rir0 failed warmup"),
    ("squat missed 142.5", "squat 142.5kg x0 rir0 failed"),
    ("squat 100x0,0", "2 * squat 100kg x0 rir0 failed"),
    ("squat 2x0 150kg", "2 * squat 150kg x0 rir0 failed"),
    ("squat missed 150, 155", "squat 150kg x0 rir0 failed; squat 155kg x0 rir0 failed"),
    ("squat 140x1 rir0, missed 150", "squat 140kg x1 rir0; squat 150kg x0 rir0 failed"),
    ("squat 140x1, 150x0", "squat 140kg x1; squat 150kg x0 rir0 failed"),
    ("squat missed 150, 140x1", "squat 150kg x0 rir0 failed; squat 140kg x1"),
    ("squat 140x3,0 rir2", "squat 140kg x3 rir2~; squat 140kg x0 rir0 failed"),
    ("squat\nmissed 150", "squat 150kg x0 rir0 failed"),
    ("squat 140x1\nmissed 150\nmissed 145", "squat 140kg x1; squat 150kg x0 rir0 failed; "
     "squat 145kg x0 rir0 failed"),
    ("squat 140x1; missed 150", "squat 140kg x1; squat 150kg x0 rir0 failed"),
    ("failed +2.5", M),
    ("missed +2.5", M),
    ("x0 f", "bench-press 100kg x0 rir0 failed"),
    ("x0 missed", "bench-press 100kg x0 rir0 failed"),
    ("same missed", "bench-press 100kg x0 rir0 failed"),
    ("missed same", "bench-press 100kg x0 rir0 failed"),
    ('missed 102.5 "grip slipped"', f'{M} "grip slipped"'),
    ("missed 102.5 # grip slipped", f'{M} "grip slipped"'),
    ("missed 102.5 (grip)", f'{M} "grip"'),
    ("bench missed 102.5 grip slipped", f'{M} "grip slipped"'),
    ("yesterday missed bench 102.5", f"{M} 11-21T12:00"),
    ("yesterday bench missed 102.5", f"{M} 11-21T12:00"),
    ("missed bench 102.5 yesterday", f"{M} 11-21T12:00"),
    ("2026-11-20 bench 102.5x0", f"{M} 11-20T12:00"),
    ("pull-up missed 20kg", "pull-up 20kg x0 rir0 failed"),
    ("pull-up missed +20", "pull-up 20kg x0 rir0 failed"),
    ("pull-up missed bw+20", "pull-up 20kg x0 rir0 failed"),
    ("pull-up +20x0", "pull-up 20kg x0 rir0 failed"),
    ("pull-up x0", "pull-up 0kg x0 rir0 failed"),
    ("pull-up x0 f", "pull-up 0kg x0 rir0 failed"),
    ("pull-up bw x0", "pull-up 0kg x0 rir0 failed"),
    ("pull-up missed bw", "pull-up 0kg x0 rir0 failed"),
    ("assisted pullup missed 30", "assisted-pull-up -30kg x0 rir0 failed"),
    ("assisted pullup -30x0", "assisted-pull-up -30kg x0 rir0 failed"),
    ("lateral raise missed 12kg", "lateral-raise 12kg x0 rir0 failed"),
    ("lateral raise missed 14", "lateral-raise 14kg x0 rir0 failed"),
    ("verfehlt 102,5", M),
    ("bankdrücken verfehlt 102,5", M),
    ("bankdrücken 102,5 nicht geschafft", M),
    ("press banca fallado 102,5", M),
    ("raté 102,5", M),
    ("102,5 raté", M),
    ("supino falhei 102,5", M),
    ("falhei 102,5", M),
    ("не взял 102,5", M),
    ("жим лежа не взяла 102,5 кг", M),
    ("не поднял 102,5", M),
    ("102,5 не взял", M),
]  # fmt: skip


@pytest.mark.parametrize(("text", "sets"), STORED)
def test_stored(text: str, sets: str) -> None:
    assert read(text, BENCH_LAST) == sets


# what was to failure before stays to failure
UNCHANGED = [
    ("leg ext 60x12 fail", "leg-extension 60kg x12 rir0 failed"),
    ("leg ext 60x12 failed", "leg-extension 60kg x12 rir0 failed"),
    ("failed leg ext 60x12", "leg-extension 60kg x12 rir0 failed"),
    ("12 f", "bench-press 100kg x12 rir0 failed"),
    ("12 failed", "bench-press 100kg x12 rir0 failed"),
    ("30 failed", "bench-press 100kg x30 rir0 failed"),
    ("31 failed", None),  # beyond it a number is a load, and this one hardly is
    ("x7 fail", "bench-press 100kg x7 rir0 failed"),
    ("pull-ups 8 failed", "pull-up 0kg x8 rir0 failed"),
    ("pull-ups 40 fail", "pull-up 0kg x40 rir0 failed"),
    ("plank 60s fail", "plank 0kg 60s rir0 failed"),
    ("same f", "bench-press 100kg x8 rir0 failed"),
    ("+2.5 f", "bench-press 102.5kg x8 rir0 failed"),
    ("+2.5 failed", "bench-press 102.5kg x8 rir0 failed"),
    ("bench 100x8 missed last rep", 'bench-press 100kg x8 "missed last rep"'),
    ("bench 100x8 missed reps", 'bench-press 100kg x8 "missed reps"'),
    ("bench 100x8 rir2 felt slow, missed lunch", 'bench-press 100kg x8 rir2 "felt slow, '
     'missed lunch"'),
    ("bench 100x1", "bench-press 100kg x1"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "sets"), [row for row in UNCHANGED if row[1]])
def test_what_was_no_attempt_stays_none(text: str, sets: str) -> None:
    assert read(text, BENCH_LAST) == sets


ASKED = [
    ("bench 100x8 missed", ["100 kg x 8, to failure", "100 kg, missed"]),
    ("bench 100x8 miss", ["100 kg x 8, to failure", "100 kg, missed"]),
    ("missed 100x3", ["100 kg x 3, to failure", "100 kg, missed"]),
    ("bench missed 100x5", ["100 kg x 5, to failure", "100 kg, missed"]),
    ("bench missed 8", ["8 kg, missed"]),
    ("bench missed 49", ["49 kg, missed"]),
    ("pull-up missed 20", ["20 kg, missed"]),
    ("dips 20 missed", ["20 kg, missed"]),
    ("missed row 70", None),
    ("bench 12 failed", None),  # "how many" of "with what load": as before
    ("bench 102.5 f", None),
    ("bench 102.5 to failure", None),
]


@pytest.mark.parametrize(("text", "labels"), ASKED)
def test_asked(text: str, labels: list[str] | None) -> None:
    with pytest.raises(Asked) as caught:
        read_message(text, BENCH_LAST)
    if labels is not None:
        assert [each.label for each in caught.value.choices] == labels
    for each in caught.value.choices:
        if not each.learn_words or each.learn_exercise:
            assert read_message(each.text, BENCH_LAST).sets


@pytest.mark.parametrize(
    ("text", "sets"),
    [
        ("bench missed 49.5", ["bench-press 49.5kg x0 rir0 failed"]),
        ("bench 100x8 missed", ["bench-press 100kg x8 rir0 failed",
                                "bench-press 100kg x0 rir0 failed"]),
        ("bench 225lb x 5 missed", ["bench-press 225lb x5 rir0 failed",
                                    "bench-press 225lb x0 rir0 failed"]),
        ("dips 20 missed", ["dip 20kg x0 rir0 failed"]),
    ],
)  # fmt: skip
def test_what_the_choices_store(text: str, sets: list[str]) -> None:
    with pytest.raises(Asked) as caught:
        read_message(text, BENCH_LAST)
    assert [read(each.text, BENCH_LAST) for each in caught.value.choices] == sets


def test_a_bare_number_is_a_load_from_half_of_the_usual_one_on() -> None:
    assert read("bench missed 50", BENCH_LAST) == "bench-press 50kg x0 rir0 failed"
    with pytest.raises(Asked):
        read_message("bench missed 49", BENCH_LAST)
    assert read("bench missed 10", NEW) == "bench-press 10kg x0 rir0 failed"
    with pytest.raises(Asked):
        read_message("bench missed 9", NEW)
    assert read("bench missed 9kg", NEW) == "bench-press 9kg x0 rir0 failed"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("0 reps", RepsRange),
        ("x0", RepsRange),
        ("bench 0 reps", RepsRange),
        ("bench x0", RepsRange),
        ("bench 3x0", RepsRange),
        ("bench 0x0", RepsRange),
        ("bench 0x0 f", RepsRange),
        ("bench missed 0", UserError),
        ("bench missed 0kg", RepsRange),
        ("bench 100 0", RepsRange),
        ("pull-up 0", RepsRange),
        ("lunge 24x10/0", RepsRange),
        ("bench 100x-1", RepsRange),
        ("missed 1001kg", LoadRange),
        ("missed 2205lb", LoadRange),
        ("bench 1001x0", LoadRange),
        ("bench 100x0 rir2", Unreadable),
        ("missed 102.5 rir2", Unreadable),
        ("missed 102.5 @8", Unreadable),
        ("plank missed 60s", Unreadable),
        ("bench missed x5", Unreadable),
        ("missed 100 8", UserError),
        ("plank 0s", RepsRange),
    ],
)
def test_refused(text: str, error: type[UserError]) -> None:
    with pytest.raises(error) as caught:
        read_message(text, BENCH_LAST)
    assert not isinstance(caught.value, NotASet)


@pytest.mark.parametrize("text", ["bench 1000x0", "bench missed 1000kg", "missed 2204lb"])
def test_the_bounds_of_a_load_hold(text: str) -> None:
    assert read_message(text, BENCH_LAST).sets[0].missed


# what follows a missed attempt


def test_the_same_after_a_missed_attempt_is_asked() -> None:
    for text in ("same", "same again", "bench same"):
        with pytest.raises(Asked) as caught:
            read_message(text, MISSED)
        choices = caught.value.choices
        assert [each.label for each in choices] == ["102.5 kg, missed", "102.5 kg x 1"]
        assert [read(each.text, NEW) for each in choices] == [M, "bench-press 102.5kg x1"]
    assert read("same f", MISSED) == M
    assert read("same missed", MISSED) == M


def test_a_changed_load_after_a_missed_attempt_wants_repetitions() -> None:
    with pytest.raises(NoNumber):
        read_message("-2.5", MISSED)
    assert read("-2.5x1", MISSED) == "bench-press 100kg x1"
    assert read("x1", MISSED) == "bench-press 102.5kg x1"
    with pytest.raises(NothingToRepeat):
        read_message("same missed", NEW)


@pytest.mark.parametrize(
    ("exercise", "load", "line"),
    [
        ("bench-press", Load(102_500), "Bench press 102.5kg x 0 f"),
        ("bench-press", Load(225_000, "lb"), "Bench press 225lb x 0 f"),
        ("pull-up", Load(0), "Pull-up bw x 0 f"),
        ("assisted-pull-up", Load(-30_000), "Assisted pull-up bw-30kg x 0 f"),
    ],
)
def test_how_a_missed_attempt_is_printed(exercise: str, load: Load, line: str) -> None:
    each = logged(exercise, load, 0, rir_tenths=0, failed=True, at=NOW)
    assert write_set(each, NAMES.exercise(exercise), "kg") == line
    (got,) = read_message(line, NEW).sets
    assert replace(got, line="") == replace(got, load=load, reps=0, failed=True, line="")
