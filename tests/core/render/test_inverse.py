"""A set prints as a line that reads back to the same set; nothing typed breaks the reader."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from core.errors import NotASet, UserError
from core.parsing.characters import tidy
from core.parsing.printed import write_set
from core.parsing.ratings import read_rating
from core.parsing.reading import Asked
from core.parsing.sets import looks_like_set, read_message
from core.records import Exercise, Load, SetDraft, Unit
from tests.language_setting import LOG, NAMES, NOW, logged, setting

IDS = "squat bench-press pull-up assisted-pull-up plank farmers-carry lunge running leg-extension"
EXERCISES = [NAMES.exercise(each) for each in IDS.split()]
LOWEST = {"load": 0, "distance": 0, "time": -50_000, "bodyweight": -90_000, "assisted": -200_000}


@some.composite
def drafts(draw: some.DrawFn) -> tuple[Exercise, SetDraft]:
    """Any set that can be stored."""
    exercise = draw(some.sampled_from(EXERCISES))
    load = draw(some.just(0) | some.integers(LOWEST[exercise.measure], 450_000))
    kind = draw(some.sampled_from(["reps", "reps", "seconds", "distance", "both"]))
    failed = draw(some.booleans())
    liftable = load != 0 or exercise.measure in ("bodyweight", "assisted", "time")
    missed = failed and kind == "reps" and liftable and draw(some.booleans())
    rir = 0 if failed else draw(some.none() | some.integers(0, 100))
    return exercise, SetDraft(
        exercise_id=exercise.id,
        load=Load(load, draw(some.sampled_from(["kg", "lb"]))),
        reps=0
        if missed
        else draw(some.integers(1, 100 if load else 500))
        if kind == "reps"
        else None,
        at=NOW,
        line="",
        rir_tenths=rir,
        rir_at_least=rir is not None and not failed and draw(some.booleans()),
        failed=failed,
        amrap=draw(some.booleans()),
        partials=draw(some.integers(0, 20)) if kind == "reps" else 0,
        warmup=draw(some.booleans()),
        drop=draw(some.booleans()),
        seconds=draw(some.integers(1, 86_400)) if kind in ("seconds", "both") else None,
        distance_cm=draw(some.integers(1, 9_999_999)) if kind in ("distance", "both") else None,
        per_side=draw(some.booleans()),
        shared_effort=rir is not None and draw(some.booleans()),
        note=draw(some.text(max_size=30).map(lambda note: tidy(note).strip())),
        side=draw(some.sampled_from(["", "", "left", "right"])),
    )


@given(drafts(), some.sampled_from(["kg", "lb"]), some.booleans())
@settings(max_examples=400, deadline=None)
def test_a_printed_set_reads_back(each: tuple[Exercise, SetDraft], unit: Unit, told: bool) -> None:
    exercise, draft = each
    line = write_set(draft, exercise, unit if told else None)
    (got,) = read_message(line, setting(unit=unit)).sets
    assert replace(got, line="") == draft


@given(drafts(), some.dates(date(2020, 1, 1), date(2026, 11, 21)))
@settings(max_examples=100, deadline=None)
def test_a_printed_set_of_another_day_reads_back(
    each: tuple[Exercise, SetDraft], day: date
) -> None:
    exercise, draft = each
    (got,) = read_message(write_set(draft, exercise, day=day), setting()).sets
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    assert replace(got, line="") == replace(draft, at=noon)


@pytest.mark.parametrize(
    ("draft", "line"),
    [
        (logged("squat", Load(140_000)), "Squat 140kg x 8 rir1"),
        (logged("squat", Load(142_500), note='say "hi"'), r'Squat 142.5kg x 8 rir1 "say \"hi\""'),
        (logged("pull-up", Load(0), partials=2, rir_tenths=None), "Pull-up bw x 8+2"),
        (logged("assisted-pull-up", Load(-30_000)), "Assisted pull-up bw-30kg x 8 rir1"),
        (
            logged("squat", Load(140_000), 0, rir_tenths=0, failed=True, note="stuck"),
            'Squat 140kg x 0 f "stuck"',
        ),
        (logged("plank", Load(0), None, seconds=60, rir_tenths=0, failed=True), "Plank bw 60s f"),
    ],
)
def test_how_a_set_is_printed(draft: SetDraft, line: str) -> None:
    assert write_set(draft, NAMES.exercise(draft.exercise_id), "kg") == line


WORDS = """
squat bench pull-ups plank x X × , ; # @ @9 rir rir1 1-2 8 100 140x8 3x8 100kg lb 8,8,7 / + - +20
bw f w drop amrap same missed fail x0
yesterday mon 2026-11-20 1:30 60s 2m 30m each 4+ ( ) " 'x' nan 1e309 -1 .5
99999999999999 0 142,5 left reps sets of at ١٤٠ ８ 💪 жим row sqaut \n \\ % \u0301 felt slow
"""
PIECES = some.sampled_from([*WORDS.split(), "\n", "\u202e", ""])
SOUP = some.lists(PIECES, max_size=25).map(" ".join) | some.lists(PIECES, max_size=25).map("".join)


@given(SOUP | some.text(max_size=80))
@example("@ +20")  # a sign where a load was looked for
@settings(max_examples=1500, deadline=None)
def test_whatever_is_typed_is_read_asked_or_refused(text: str) -> None:
    looks_like_set(text, NAMES)
    try:
        read_rating(text)
        reading = read_message(text, setting(LOG))
    except (UserError, Asked):
        return
    assert 1 <= len(reading.sets) <= 50
    for each in reading.sets:
        assert math.isfinite(each.load.kg)
        assert abs(each.load.kg) <= 1000
        assert each.reps is None or each.reps <= (100 if each.load.milli else 500)
        assert each.reps is None or each.reps > 0 or (each.failed and each.rir_tenths == 0)
        assert each.rir_tenths is None or 0 <= each.rir_tenths <= 100
        assert each.at <= NOW
        assert each.note == tidy(each.note)
        assert each.line in tidy(text)


@given(SOUP)
@settings(max_examples=500, deadline=None)
def test_what_is_overheard_and_looks_like_a_set_can_be_read(text: str) -> None:
    if not looks_like_set(text, NAMES):
        return
    try:
        sets = len(read_message(text, setting(LOG)).sets)
    except NotASet:
        sets = 0
    except (UserError, Asked):
        sets = 1  # understood, and refused or asked for a reason
    assert sets
