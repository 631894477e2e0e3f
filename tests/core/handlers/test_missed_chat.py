"""A missed attempt over the whole way: stored, shown, corrected, counted nowhere, taken along."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest

from core.interchange.readers.registry import open_export
from core.interchange.rows import ImportedSet, NoSet, Refused, Row
from core.store.engine import Store
from tests.core.test_coach import Lifter

MISSED = {"load": "102.5", "unit": "kg", "reps": 0, "rir": 0, "failed": True}


async def test_what_the_terminal_is_told(store: Store) -> None:
    ann = Lifter(store)
    await ann.say("bench 100x3 rir1")
    told = await ann.result("missed 102.5")
    (each,) = told["sets"]
    assert {key: each[key] for key in MISSED} == MISSED
    assert (each["exercise"], each["rir_at_least"], each["partials"]) == ("Bench press", False, 0)
    assert told["verdict"] == {"kind": "too_hard", "reason": "missed, kept as an attempt"}
    assert float(told["next_set"]["load"]) <= 0.9 * 102.5
    assert "asks" not in told


async def test_undo_and_redo(store: Store) -> None:
    ann = Lifter(store)
    await ann.say("squat 100x3 rir1")
    await ann.say("squat missed 120")
    assert await ann.stored() == [("s1", "100", 3), ("s2", "120", 0)]
    await ann.say("undo")
    assert await ann.stored() == [("s1", "100", 3)]
    await ann.say("redo")
    assert await ann.stored() == [("s1", "100", 3), ("s2", "120", 0)]


async def test_a_message_edited_into_a_missed_attempt_and_back(store: Store) -> None:
    ann = Lifter(store)
    await ann.say("squat 120x1 rir0", source="a")
    edited = await ann.result("squat missed 120", source="a", edited=True)
    assert [(each["id"], each["reps"], each["failed"]) for each in edited["sets"]] == [
        ("s1", 0, True)
    ]
    back = await ann.result("squat 120x1 rir1", source="a", edited=True)
    assert [(each["reps"], each["rir"], each["failed"]) for each in back["sets"]] == [(1, 1, False)]


@pytest.mark.parametrize(
    ("first", "words", "facts"),
    [
        ("squat 120x1 rir0", "missed", ("120", 0, 0, True)),
        ("squat 120x8+2", "missed", ("120", 0, 0, True)),
        ("squat 120x1", "x0", ("120", 0, 0, True)),
        ("squat 120x1", "0 reps", ("120", 0, 0, True)),
        ("squat 120x1", "125x0", ("125", 0, 0, True)),
        ("squat 120x1 rir2", "missed 125", ("125", 0, 0, True)),
        ("squat missed 120", "125", ("125", 0, 0, True)),
        ("squat missed 120", "f", ("120", 0, 0, True)),
        ("squat missed 120", "5", ("120", 5, None, False)),
        ("squat missed 120", "120x1", ("120", 1, None, False)),
        ("squat missed 120", "120x1 rir0", ("120", 1, 0, False)),
        ("squat missed 120", "120x1 f", ("120", 1, 0, True)),
    ],
)
async def test_fix(store: Store, first: str, words: str, facts: tuple[object, ...]) -> None:
    ann = Lifter(store)
    await ann.say(first)
    (each,) = (await ann.result(f"fix {words}"))["sets"]
    assert (each["load"], each["reps"], each["rir"], each["failed"]) == facts
    assert each["partials"] == 0


async def test_nothing_was_left_of_a_missed_attempt(store: Store) -> None:
    ann = Lifter(store)
    await ann.say("squat missed 120")
    assert (await ann.result("fix rir2"))["error"] == "reps_range"
    assert (await ann.result("rir2"))["error"] == "already_rated"
    assert await ann.stored() == [("s1", "120", 0)]


async def test_it_is_no_best_and_no_volume(store: Store) -> None:
    ann = Lifter(store)
    await ann.say("squat 100x5 rir1")
    ann.now += timedelta(days=3)
    told = await ann.result("squat missed 140\n110x3 rir1")
    assert told["verdict"]["records"] == ["heaviest so far, 110 kg"]
    best = await ann.result("pr squat")
    assert (best["heaviest"]["load"], best["most_reps"]["reps"]) == ("110", 5)
    assert [each["load"] for each in (await ann.result("pr"))["bests"]] == ["110"]
    week = await ann.result("week")
    assert week["working_sets"] == 2  # 100 x 5 and 110 x 3
    recap = await ann.result("recap")
    assert recap["sets"] == 2
    done = await ann.result("done")
    assert len(done["records"]) == 1
    assert "110 kg" in done["records"][0]
    assert [each["reps"] for each in done["sets"]] == [0, 3]


async def test_a_log_of_missed_attempts_alone_has_no_bests(store: Store) -> None:
    ann = Lifter(store)
    await ann.say("squat missed 140")
    assert (await ann.result("pr squat"))["bests"] == []
    assert (await ann.result("next squat"))["targets"][0]["kind"] == "first"
    for text in ("done", "today", "week", "history squat", "why squat", "chart squat", "accuracy",
                 "recap", "calibrate leg extension", "what if squat 100x5"):  # fmt: skip
        assert (await ann.result(text)).get("error") != "fault", text


async def test_a_load_far_above_the_heaviest_is_asked_missed_or_not(store: Store) -> None:
    ann = Lifter(store)
    for _ in range(3):
        await ann.say("squat 100x5 rir1")
        ann.now += timedelta(days=2)
    assert (await ann.result("squat missed 161"))["about"] == "implausible"
    assert (await ann.result("squat missed 160"))["kind"] == "logged"
    # what was missed does not make more likely
    assert (await ann.result("squat missed 161"))["about"] == "implausible"


async def test_the_same_button_asks(store: Store) -> None:
    ann = Lifter(store)
    await ann.say("squat 100x5 rir1")
    reply = (await ann.say("squat missed 120")).reply
    assert reply is not None
    await ann.say("bench 80x5 rir2")
    same = next(each for each in reply.buttons if each.label == "same again")
    asked = await ann.result(same.send, owner=reply.owner)
    assert (asked["kind"], asked["about"]) == ("question", "reading")
    told = await ann.result(asked["options"][0]["send"])
    assert [(each["exercise"], each["load"], each["reps"]) for each in told["sets"]] == [
        ("Squat", "120", 0)
    ]


async def test_talk_in_a_group_stores_nothing(store: Store) -> None:
    ann = Lifter(store, group="Iron")
    await ann.say("/squat 100x5 rir1", addressed=True)
    talk = ("missed you", "missed the bus at 7", "failed my exam", "I missed 2 days",
            "missed squat 2 weeks", "missed 102.5", "missed squat again")  # fmt: skip
    for text in talk:
        answer = await ann.say(text, addressed=False)
        assert (answer.reply, answer.result) == (None, None), text
    told = await ann.result("squat missed 120", addressed=False)
    assert told["kind"] == "logged"
    assert [each[2] for each in await ann.stored()] == [5, 0]


# files


STRONG = (
    "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Weight Unit,Reps,Distance,"
    "Distance Unit,Seconds,Notes,Workout Notes,RPE\n"
)
HEVY = (
    '"title","start_time","end_time","description","exercise_title","superset_id",'
    '"exercise_notes","set_index","set_type","weight_kg","reps","distance_km",'
    '"duration_seconds","rpe"\n'
)


def row_of(text: str) -> Row:
    (found,) = open_export(io.BytesIO(text.encode())).rows()
    return found


@pytest.mark.parametrize(
    ("order", "load", "reps", "missed"),
    [
        ("F", "102.5", "0", True),
        ("F", "102.5", "0.0", True),
        ("1", "102.5", "0", False),
        ("F", "0", "0", False),
        ("F", "", "0", False),
        ("F", "102.5", "", False),
    ],
)
def test_a_failed_row_without_repetitions(order: str, load: str, reps: str, missed: bool) -> None:
    line = f'2024-01-02 18:30:05,"Legs",1h,"Squat",{order},{load},kg,{reps},0,m,0,"","",\n'
    found = row_of(STRONG + line)
    if missed:
        assert isinstance(found, ImportedSet)
        assert (found.reps, found.failed, found.rir_tenths) == (0, True, 0)
    else:
        assert found == NoSet(2, "not_done")


@pytest.mark.parametrize(("kind", "missed"), [("failure", True), ("normal", False)])
def test_hevy_marks_failure_too(kind: str, missed: bool) -> None:
    line = (
        '"Legs","2 Jan 2024, 18:30","2 Jan 2024, 19:30","","Squat (Barbell)","","",'
        f'0,"{kind}",120,0,,,\n'
    )
    found = row_of(HEVY + line)
    assert isinstance(found, ImportedSet) is missed


def test_our_own_format_wants_the_failure_with_no_repetitions() -> None:
    from core.interchange.readers.spotter import COLUMNS

    def line(failed: str) -> str:
        cells = dict.fromkeys(COLUMNS, "0") | {
            "spotter": "1", "at": "2026-11-02T17:00:00Z", "exercise": "Squat", "load": "120",
            "unit": "kg", "rir": "0", "failed": failed, "seconds": "", "distance_cm": "",
            "note": "", "line": "", "source": "", "exercise_id": "squat", "own_exercise": "",
            "side": "",
        }  # fmt: skip
        return ",".join(COLUMNS) + "\n" + ",".join(cells[each] for each in COLUMNS) + "\n"

    kept = row_of(line("1"))
    assert isinstance(kept, ImportedSet)
    assert kept.exact is not None
    assert kept.exact.missed
    assert isinstance(row_of(line("0")), Refused)
