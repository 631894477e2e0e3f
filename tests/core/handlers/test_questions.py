"""Questions in a conversation: what is asked in which words, and what the next line is for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.coach import Coach
from core.messages import Address, Message, Sender
from core.store.engine import Store

NOW = datetime(2026, 11, 2, 17, tzinfo=UTC)


async def talk(store: Store, *texts: str) -> list[tuple[Any, dict[str, Any]]]:
    """Say some lines one after the other; the replies with their results.

    "0 press LABEL" taps a button of the first reply, "press LABEL" one of the last; "edit 1 TEXT"
    edits the second line.
    """
    coach = Coach(store)
    said: list[tuple[Any, dict[str, Any]]] = []
    for place, typed in enumerate(texts):
        now = NOW + timedelta(minutes=3 * place)
        text, at = typed, place
        which, press, label = typed.rpartition("press ")
        if press:
            buttons = said[int(which or -1)][0].buttons
            text = next(each.send for each in buttons if each.label == label)
        edited = typed.startswith("edit ")
        if edited:
            _, line, text = typed.split(" ", 2)
            at = int(line)
        sent_at = NOW + timedelta(minutes=3 * at)
        sender, address = Sender("console", "Ann", "Ann"), Address("console", "Ann")
        message = Message(address, sender, text, sent_at, f"m{at}", edited=edited)
        answer = await coach.handle(message, now)
        said.append((answer.reply, dict(answer.result or {})))
    return said


WORDS = [
    ("bench 8", '"bench 8": with what load? For example: bench 60kg x 8', []),
    ("bench 100", '"bench 100": how many repetitions? For example: bench 100x8', []),
    (
        "bench 3x8",
        '"bench 3x8": 3 x 8 with what load? Type it, for example: bench 3x8 60kg. '
        "Tap only if 3 kg is the load",
        ["3 kg x 8"],
    ),
]


@pytest.mark.parametrize(("line", "words", "labels"), WORDS)
async def test_what_is_missing_is_asked_for(
    sqlite_store: Store, line: str, words: str, labels: list[str]
) -> None:
    ((reply, result),) = await talk(sqlite_store, line)
    assert reply.lines == (words,)
    assert [each.label for each in reply.buttons] == labels
    assert (result["kind"], result["about"]) == ("question", "reading")


NEXT_LINES = [
    ("bench 8", "60x8", [("Bench press", "60", 8)]),
    ("bench 3x8", "2x8 60", [("Bench press", "60", 8)] * 2),
    ("squat 570x5", "157x5", [("Squat", "157", 5)]),
]


@pytest.mark.parametrize(("asked", "line", "sets"), NEXT_LINES)
async def test_the_next_line_is_for_the_exercise_asked_about(
    sqlite_store: Store, asked: str, line: str, sets: list[tuple[str, str, int]]
) -> None:
    *_, (_, result) = await talk(sqlite_store, "squat 140x8 rir1", asked, line)
    assert [(each["exercise"], each["load"], each["reps"]) for each in result["sets"]] == sets


async def test_a_plain_answer_has_the_keys_of_the_contract(sqlite_store: Store) -> None:
    ((_, result),) = await talk(sqlite_store, "squat 60x8 rir2")
    assert set(result) == {"kind", "sets", "verdict", "next_set", "target", "others"}
    next_set = "load unit reps_low reps_high rir_low rir_high rest_s reason"
    target = (
        "exercise kind sets load unit aims reps_low reps_high seconds "
        "rir_low rir_high reason source"
    )
    assert set(result["next_set"]) == set(next_set.split())
    assert set(result["target"]) == set(target.split())
    assert {"kind", "reason"} <= set(result["verdict"]) <= {"kind", "reason", "records"}


async def test_a_next_set_has_its_aim_and_its_ceiling(sqlite_store: Store) -> None:
    *_, (_, result) = await talk(sqlite_store, "range bench 6-10", "bench 60x8 rir2")
    following, target = result["next_set"], result["target"]
    assert 1 <= following["reps_low"] <= following["reps_high"] == 10
    assert (target["reps_low"], target["reps_high"]) == (6, 10)
    assert len(target["aims"]) == target["sets"]
    assert all(1 <= each <= 10 for each in target["aims"])


async def test_fixed_sets_end_at_their_aim(sqlite_store: Store) -> None:
    *_, (_, result) = await talk(sqlite_store, "range bench 5", "bench 60x5 rir2")
    following = result["next_set"]
    assert (following["reps_low"], following["reps_high"]) == (5, 5)
    assert result["target"]["aims"] == [5, 5, 5]


async def test_back_offs_have_a_load_of_their_own_in_the_aims(sqlite_store: Store) -> None:
    *_, (_, result) = await talk(sqlite_store, "goal strength", "squat 180x1 @8")
    target = result["target"]
    top, *rest = target["aims"]
    assert (target["load"], target["unit"], top) == ("180", "kg", 1)
    assert len(rest) == target["sets"] - 1 > 0
    for each in rest:
        assert set(each) == {"reps", "load"}
        assert float(each["load"]) < 180
        assert each["reps"] > 1


async def test_holds_have_no_aims_in_repetitions(sqlite_store: Store) -> None:
    *_, (_, result) = await talk(sqlite_store, "plank 60s")
    assert (result["target"]["aims"], result["target"]["seconds"]) == ([], 60)


async def test_an_edit_that_reads_as_nothing_says_what_stays(sqlite_store: Store) -> None:
    *_, (reply, result) = await talk(sqlite_store, "squat 140x8 rir1", "edit 0 garbage words")
    assert result["error"] == "not_a_set"
    assert reply.lines[-1] == "What was stored stays: Squat 140 kg x 8, 1 left"


async def test_an_edited_rating_rates_anew(sqlite_store: Store) -> None:
    *_, (_, result) = await talk(sqlite_store, "squat 140x8", "rir1", "edit 1 4+")
    (each,) = result["sets"]
    assert (result["kind"], each["rir"], each["rir_at_least"]) == ("logged", 4, True)


async def test_the_button_takes_back_a_set_that_was_rated_since(sqlite_store: Store) -> None:
    said = await talk(sqlite_store, "squat 140x8", "0 press 1", "0 press undo", "0 press undo")
    assert said[2][1]["removed"] == ["s1"]
    assert said[3][1]["error"] == "nothing_to_undo"


async def test_an_effort_typed_answers_the_question_about_it(sqlite_store: Store) -> None:
    *_, asked, (_, result) = await talk(sqlite_store, "bench 60x5 rir2", "squat 140x8 2", "rir1")
    assert asked[1]["about"] == "effort"
    (each,) = result["sets"]
    assert (each["exercise"], each["reps"], each["rir"]) == ("Squat", 8, 1)


async def test_talk_is_talk_while_a_question_is_open(sqlite_store: Store) -> None:
    *_, (_, set_line), (_, words) = await talk(sqlite_store, "zorgle 70x10", "8 rir2", "hello")
    assert (set_line["kind"], set_line["about"]) == ("question", "new_exercise")
    assert "sets" not in words


async def test_a_new_exercise_is_theirs_after_a_tap(sqlite_store: Store) -> None:
    said = await talk(
        sqlite_store, "bulgarian twister 20x10", "press new exercise", "bulgarian twister 22x9"
    )
    sets = [result["sets"][0] for _, result in said[1:]]
    assert [(each["exercise"], each["load"]) for each in sets] == [
        ("Bulgarian twister", "20"),
        ("Bulgarian twister", "22"),
    ]
