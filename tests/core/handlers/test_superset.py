"""Lifts done in turn: begun, answered set by set, ended, undone; sets without names go round."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.exercises.names import catalogue_names
from core.intents import read_command
from core.messages import Answer, Sender
from core.parsing.supersets import dealt, lift_phrases
from core.records import LoggedSet
from core.store.engine import Store
from core.store.unit_of_work import UnitOfWork
from tests.core.handlers.training_chat import Talk, words
from tests.gym import GYM, Gym

NAMES = catalogue_names()
LAST_WEEK = "bench 80x8,8,8 rir2\nbarbell row 60x10,10,10 rir2\npull-up 8,8,8 rir2"


async def trained(store: Store) -> Talk:
    talk = Talk(store)
    await talk.say(LAST_WEEK)
    talk.go(timedelta(days=7))
    return talk


async def sets(talk: Talk, count: int) -> list[tuple[str, str, int | None, bool]]:
    """The last sets: lift, load, repetitions, whether of a superset."""

    def read(uow: UnitOfWork) -> tuple[LoggedSet, ...]:
        person, _ = uow.people.find(Sender("console", "ann", "Ann", ""), talk.now)
        return uow.sets.between(person.id, talk.now - timedelta(hours=8), talk.now + timedelta(1))

    found = await talk.store.run(read)
    return [(e.exercise_id, e.load.text, e.reps, e.superset) for e in found[-count:]]


def labels(answer: Answer) -> list[str]:
    assert answer.reply is not None
    return [each.label for each in answer.reply.buttons]


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("bench + row", ["bench", "row"]),
        ("bench+row", ["bench", "row"]),
        ("bench, row", ["bench", "row"]),
        ("bench row", ["bench", "row"]),
        ("bench and row and curl", ["bench", "row", "curl"]),
        ("bench press / pull-ups", ["bench press", "pull-ups"]),
        ("lateral raise & face pull", ["lateral raise", "face pull"]),
        ("of bench with row", ["bench", "row"]),
        ("leg press leg curl", ["leg press", "leg curl"]),
        ("bench", ["bench"]),
    ],
)
def test_names_in_turn_are_read(text: str, phrases: list[str]) -> None:
    assert lift_phrases(text, NAMES) == phrases


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("superset bench + row", True), ("ss bench row", True), ("superset", True),
        ("superset off", True), ("superset done", True), ("superset bench", True),
        ("super set bench, row", True), ("superset of bench and row", True),
        ("superset bench 80x8 + row 60x10", False), ("superset was hard today", False),
        ("ss today", False), ("superset off day tomorrow maybe", False),
    ],
)  # fmt: skip
def test_what_is_no_superset_is_left_alone(text: str, meant: bool) -> None:
    command = read_command(text, NAMES)
    assert (command is not None and command.name == "superset") == meant


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("80x8 / 60x10", ["Bench press 80x8", "Barbell row 60x10"]),
        ("80x8/60x10", ["Bench press 80x8", "Barbell row 60x10"]),
        ("80x8 + 60x10 rir1", ["Bench press 80x8", "Barbell row 60x10 rir1"]),
        ("80x8\n60x10", ["Bench press 80x8", "Barbell row 60x10"]),
        ("80 x 8 and 60 x 10", ["Bench press 80 x 8", "Barbell row 60 x 10"]),
        ("bench 80x8 / 60x10", ["bench 80x8", "Barbell row 60x10"]),
        ("80x8", []),
        ("80x8/7", []),
        ("80x8, 8", []),
        ("80x8+2", []),
        ("80x8 / 7", []),
        ("80x8 / 60x10 / 40x12", []),
        ("squat 80x8 / 60x10", []),
        ("bench 80x8 + barbell row 60x10", []),
    ],
)
def test_a_round_without_names_is_dealt_out(text: str, parts: list[str]) -> None:
    lifts = (NAMES.exercise("bench-press"), NAMES.exercise("barbell-row"))
    assert dealt(text, lifts, NAMES) == parts


async def test_sets_go_in_turn_and_the_rest_comes_after_the_round(store: Store) -> None:
    talk = await trained(store)
    begun = await talk.lines("superset bench + row")
    assert begun[1:3] == [
        "Bench press: 80 kg x 9, 9, 8, stop with 1-2 left",
        "Barbell row: 60 kg 3 x 11, stop with 1-2 left",
    ]
    assert "80x9 / 60x11" in begun[3]
    first = await talk.say("80x8 rir2")
    assert first.reply is not None
    assert first.reply.lines[-1].startswith("Now Barbell row: 60 kg")
    assert not any(each.startswith("rest ") for each in labels(first))
    second = await talk.say("60x10 rir2")
    assert second.reply is not None
    assert second.reply.lines[-1].startswith("Round done. Rest 3 min, then Bench press: 80 kg")
    assert {"rest 3 min", "same Bench press"} <= set(labels(second))
    third = await talk.press(second.reply, "same Bench press")
    assert third.reply is not None
    assert third.reply.lines[-1].startswith("Now Barbell row")
    await talk.say("60x9 rir1")
    await talk.say("80x7 rir1 / 60x9 rir1")
    assert await sets(talk, 6) == [
        ("bench-press", "80", 8, True), ("barbell-row", "60", 10, True),
        ("bench-press", "80", 8, True), ("barbell-row", "60", 9, True),
        ("bench-press", "80", 7, True), ("barbell-row", "60", 9, True),
    ]  # fmt: skip
    assert (await talk.lines("thanks"))[-1].startswith("Next: Pull-up")


async def test_names_choose_the_lift_and_the_round_follows(sqlite_store: Store) -> None:
    talk = await trained(sqlite_store)
    await talk.say("superset bench, row, pull-up")
    lines = await talk.lines("row 60x10 rir2")
    assert lines[-1].startswith("Now Bench press")
    lines = await talk.lines("bench 80x8 rir2 + row 60x10 rir2")
    assert lines[-1].startswith("Now Pull-up")
    await talk.say("8 rir2")
    assert (await sets(talk, 1))[0][:3] == ("pull-up", "0", 8)


async def test_another_lift_keeps_its_sets_and_the_superset_goes_on(sqlite_store: Store) -> None:
    talk = await trained(sqlite_store)
    await talk.say("superset bench + row")
    await talk.say("80x8 rir2")
    await talk.say("squat 100x5 rir2")
    await talk.say("100x5 rir2")
    assert [each[0] for each in await sets(talk, 2)] == ["squat", "squat"]
    assert [each[3] for each in await sets(talk, 3)] == [True, False, False]
    assert (await talk.lines("row 60x10 rir2"))[-1].startswith("Round done")


async def test_a_warm_up_is_no_turn(sqlite_store: Store) -> None:
    talk = await trained(sqlite_store)
    await talk.say("superset bench + row")
    lines = await talk.lines("40x10 warmup")
    assert not any("Barbell row" in each for each in lines)
    assert (await talk.lines("80x8 rir2"))[-1].startswith("Now Barbell row")


async def test_a_rating_keeps_the_turn(sqlite_store: Store) -> None:
    talk = await trained(sqlite_store)
    await talk.say("superset bench + row")
    await talk.say("80x8")
    assert (await talk.lines("rir2"))[-1].startswith("Now Barbell row")


async def test_an_edited_set_stays_with_its_lift(sqlite_store: Store) -> None:
    talk = await trained(sqlite_store)
    await talk.say("superset bench + row")
    await talk.say("80x8 rir2", edited="")
    await talk.say("60x10 rir2")
    await talk.say("80x9 rir2", edited=f"ann:{talk.count - 1}")
    assert [each[:3] for each in await sets(talk, 2)] == [
        ("bench-press", "80", 9), ("barbell-row", "60", 10),
    ]  # fmt: skip
    assert all(each[3] for each in await sets(talk, 2))


@pytest.mark.parametrize("word", ["superset off", "done", "undo"])
async def test_it_ends(sqlite_store: Store, word: str) -> None:
    talk = await trained(sqlite_store)
    await talk.say("bench 80x8 rir2")
    await talk.say("superset bench + row")
    await talk.say(word)
    await talk.say("80x8 rir2")
    assert (await sets(talk, 1))[0] == ("bench-press", "80", 8, False)


async def test_undo_and_redo_of_what_began_and_ended_it(sqlite_store: Store) -> None:
    talk = await trained(sqlite_store)
    await talk.say("superset bench + row")
    assert (await talk.lines("undo"))[0].startswith("Superset taken back")
    assert (await talk.lines("redo"))[0] == "Superset: Bench press + Barbell row."
    await talk.say("80x8 rir2")
    await talk.say("superset off")
    assert (await talk.lines("undo"))[1].startswith("Now Barbell row")
    await talk.say("done")
    assert (await talk.lines("undo"))[0].startswith("Taken back: Bench press 80 kg x 8")


async def test_it_outlives_no_session_and_a_restart(sqlite_store: Store) -> None:
    talk = await trained(sqlite_store)
    await talk.say("superset bench + row")
    await talk.say("80x8 rir2")
    again = Talk(sqlite_store)  # a process that knows nothing but the database
    again.now, again.count = talk.now, 50
    assert (await again.lines("60x10 rir2"))[-1].startswith("Round done")
    again.go(timedelta(hours=4))
    assert (await again.lines("superset"))[0].startswith("Two or more lifts in turn")


async def test_with_rest_auto_only_rounds_are_rested(sqlite_store: Store) -> None:
    talk = await trained(sqlite_store)
    await talk.say("rest auto")
    await talk.say("superset bench + row")
    await talk.say("80x8 rir2")
    assert await talk.reminders() == ()
    await talk.say("60x10 rir2")
    (came,) = [words(await talk.due(timedelta(minutes=3)))]
    assert came == ["Rest is over: Bench press 80 kg, 8 or more, stop with 1-2 left"]


async def test_a_line_of_a_superset_marks_its_sets(sqlite_store: Store) -> None:
    talk = await trained(sqlite_store)
    for line, of in (("bench 80x8 + barbell row 60x10", True),
                     ("bench 80x8 superset barbell row 60x10", True),
                     ("bench 80x8, barbell row 60x10", False),
                     ("bench 80x8\nbarbell row 60x10", False)):  # fmt: skip
        await talk.say(line)
        assert [each[3] for each in await sets(talk, 2)] == [of, of], line


@pytest.mark.parametrize(
    "text",
    ["superset bench", "superset bench + bench press", "superset bench + flurbs",
     "superset bench, row, curl, squat, deadlift"],
)  # fmt: skip
async def test_what_cannot_be_begun_is_refused_with_an_example(
    sqlite_store: Store, text: str
) -> None:
    talk = await trained(sqlite_store)
    assert "For example: superset bench + row" in (await talk.lines(text))[0]
    assert (await talk.lines("superset off"))[0].startswith("No superset is on")


async def test_lifts_of_one_muscle_and_new_lifts(sqlite_store: Store) -> None:
    talk = Talk(sqlite_store)
    lines = await talk.lines("superset lateral raise + bench")
    assert lines[1] == "Lateral raise: a weight you could lift two or three times more"
    assert any("share a muscle" in each for each in await talk.lines("superset bench + dips"))


async def test_the_name_asked_about_is_the_lift_of_the_superset(store: Store) -> None:
    talk = Talk(store)
    await talk.say("superset bench + row")
    await talk.say("bench 80x8 rir2")
    answer = await talk.say("row 60x10 rir2")
    assert answer.result is not None
    assert answer.result["kind"] == "logged"
    assert answer.result["sets"][0]["exercise"] == "Barbell row"


async def test_a_group_is_told_the_next_lift_without_its_load(store: Store) -> None:
    gym = Gym(store)
    for each in ("superset bench + barbell row", "bench 80x8 rir2", "barbell row 60x10 rir2"):
        answer = await gym.say("ann", each, GYM, addressed=True)
    assert answer.reply is not None
    assert answer.reply.lines[-1] == "Round done. Rest, then Bench press."
    answer = await gym.say("ann", "bench 80x8 rir2", GYM, addressed=True)
    assert answer.reply is not None
    assert answer.reply.lines[-1] == "Now Barbell row, without a rest."
