"""`accuracy` in conversation: which sets are predicted, and what is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.platforms.discord.render import pieces
from bot.platforms.layout import table_lines
from bot.platforms.telegram.render import html_parts
from core.messages import Answer
from core.records import Load, LoggedSet
from core.render.wording import LINE_LIMIT
from core.store.engine import Store
from core.store.rows import Forecast
from core.store.unit_of_work import UnitOfWork
from tests.core.handlers.predicted_sets import ANN, START, Gym, lines

THREE = ("squat 100x8", "squat 100x8", "squat 100x8")


async def test_sets_are_predicted_from_the_fourth_session_on(store: Store) -> None:
    gym = Gym(store)
    await gym.train(*THREE, "squat 100x8,7 rir2,1")
    first, second = await gym.predicted()
    assert (first.forecast.set_id, second.forecast.set_id) == ("s4", "s5")
    assert (first.reps, first.forecast.place, first.forecast.last_time) == (8, 1, 8)
    assert (second.reps, second.forecast.place) == (7, 2)


@pytest.mark.parametrize(
    "text",
    [
        "squat 60x5 warmup",
        "squat 60x8 drop",
        "bench 100x8",
        "plank 60s",
        "yesterday squat 100x8",
        "what if squat 100x8",
        "fix 100x9",
        "rir2",
    ],
)
async def test_what_is_not_predicted(sqlite_store: Store, text: str) -> None:
    gym = Gym(sqlite_store)
    await gym.train(*THREE)
    gym.now -= timedelta(days=3)
    await gym.say(text)
    assert await gym.ids() == []


async def test_several_exercises_of_a_message(sqlite_store: Store) -> None:
    gym = Gym(sqlite_store)
    both = "squat 100x8\nbench 80x8"
    await gym.train(both, both, both, both)
    assert await gym.ids() == ["s7", "s8"]


@pytest.mark.parametrize("reps", [1, 5, 12, 15])
async def test_what_is_kept_does_not_see_what_came_of_it(sqlite_store: Store, reps: int) -> None:
    """Two lifters, the same until this set."""
    ann, bob = Gym(sqlite_store), Gym(sqlite_store, replace(ANN, id="2"))
    for gym, done in ((ann, "8"), (bob, f"{reps} rir0")):
        await gym.train(*THREE)
        await gym.say(f"squat 100x{done}")
    (one,), (two,) = await ann.predicted(), await bob.predicted()
    assert one.forecast == two.forecast
    assert (one.reps, two.reps) == (8, reps)


async def test_an_edited_message_is_predicted_anew(store: Store) -> None:
    gym = Gym(store)
    await gym.train(*THREE)
    await gym.say("squat 100x8")
    (before,) = await gym.predicted()
    await gym.say("squat 110x6,6", edits=4)
    first, second = await gym.predicted()
    assert (first.forecast.set_id, second.forecast.set_id) == ("s4", "s5")
    assert first.forecast.load == Load(110_000)
    assert first.forecast.tenths < before.forecast.tenths
    await gym.say("squat 100x9", edits=4)
    (after,) = await gym.predicted()
    assert (after.forecast, after.reps) == (before.forecast, 9)


async def test_an_older_message_edited_is_not_predicted_again(sqlite_store: Store) -> None:
    """Its sets count while only their repetitions change."""
    gym = Gym(sqlite_store)
    await gym.train(*THREE)
    await gym.say("squat 100x8")
    await gym.say("squat 100x8")
    before = await gym.predicted()
    await gym.say("squat 100x6", edits=4)
    after = await gym.predicted()
    assert [each.forecast for each in after] == [each.forecast for each in before]
    assert [each.reps for each in after] == [6, 8]
    await gym.say("squat 105x6", edits=4)
    assert await gym.ids() == ["s5"]


async def test_undo_redo_fix_and_delete(store: Store) -> None:
    gym = Gym(store)
    await gym.train(*THREE)
    await gym.say("squat 100x8,8")
    await gym.say("undo")
    assert await gym.ids() == []
    await gym.say("redo")
    assert await gym.ids() == ["s4", "s5"]
    await gym.say("fix @s4 100x3")
    assert [each.reps for each in await gym.predicted()] == [3, 8]
    await gym.say("fix @s4 90x8")
    assert await gym.ids() == ["s5"]
    await gym.say("delete @s5")
    assert await gym.ids() == []


Row = tuple[str, int, int, int]  # exercise, repetitions done, expected in tenths, last time


def keep(rows: Sequence[Row]) -> list[tuple[LoggedSet, Forecast]]:
    """Sets and what was expected of them: every second a first set."""
    found = []
    for number, (exercise, reps, tenths, last) in enumerate(rows, start=1):
        at = START + timedelta(minutes=number)
        each = LoggedSet(
            exercise, Load(100_000), reps, at, "x", id=f"s{number}", source=f"k{number}"
        )
        likely, wide = (tenths - 10, tenths + 10), (tenths - 20, tenths + 20)
        place = 1 + number % 2
        told = Forecast(each.id, exercise, each.load, at, place, tenths, likely, wide, last)
        found.append((each, told))
    return found


async def asked(store: Store, rows: Sequence[Row], text: str = "accuracy") -> Answer:
    """The answer after some sets were predicted."""

    def fill(uow: UnitOfWork) -> None:
        me = uow.people.find(ANN, START)[0].id
        kept = keep(rows)
        uow.sets.new_ids(me, len(kept))
        sets = [replace(each, source="k", position=n) for n, (each, _) in enumerate(kept)]
        uow.journal.write(me, "log", "k", (), sets, START)
        uow.scores.keep(me, [told for _, told in kept])

    await store.run(fill)
    return await Gym(store).say(text)


GOOD, BAD = ("squat", 8, 80, 8), ("squat", 5, 80, 8)


UNPROVED = "Your calls of reps left: no set to failure has tested them yet."


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "No set has been predicted yet; a score needs 10."),
        ([GOOD], "1 set has been predicted so far; a score needs 10."),
        ([GOOD] * 9, "9 sets have been predicted so far; a score needs 10."),
    ],
)
async def test_few_sets_are_no_score(sqlite_store: Store, rows: list[Row], said: str) -> None:
    answer = await asked(sqlite_store, rows)
    assert lines(answer)[1:] == (
        said, "Sets are predicted from the fourth session of an exercise on.", UNPROVED,
    )  # fmt: skip
    assert answer.reply is not None
    assert answer.reply.table == ()
    assert answer.result is not None
    facts = {name: answer.result[name] for name in ("n", "missing", "within_one", "coverage_67")}
    assert facts == {
        "n": len(rows), "missing": 10 - len(rows), "within_one": None, "coverage_67": None,
    }  # fmt: skip


async def test_the_whole_answer(store: Store) -> None:
    rows = [
        *[("squat", 8, 80, 8)] * 8, *[("squat", 9, 80, 5)] * 4,
        *[("bench-press", 8, 81, 8)] * 6, *[("bench-press", 5, 80, 5)] * 4,
    ]  # fmt: skip
    answer = await asked(store, rows)
    assert lines(answer) == (
        "Predictions against your last 22 sets",
        "Within one rep of the prediction: 18 of 22 (82 %)",
        'Within one rep of "same as last time": 18 of 22 (82 %)',
        'So far no better than "same as last time".',
        "The range meant to hold 67 % of sets held 14 of 22 (64 %)",
        "Least right: Bench press, 6 of 10 within one rep",
        UNPROVED,
    )
    assert answer.reply is not None
    assert answer.reply.table == (
        ("reps done", "sets", ""),
        ("3+ fewer ", "   4", "████"),
        ("2 fewer  ", "   0", ""),
        ("1 fewer  ", "   0", ""),
        ("as said  ", "  14", "██████████████"),
        ("1 more   ", "   4", "████"),
        ("2 more   ", "   0", ""),
        ("3+ more  ", "   0", ""),
    )
    assert answer.result == {
        "kind": "accuracy", "exercise": None, "n": 22, "missing": 0,
        "within_one": 0.818, "within_one_last_session": 0.818,
        "mae": 0.73, "mae_last_session": 0.73,
        "coverage_67": 0.636, "coverage_95": 0.818,
        "errors": [4, 0, 0, 14, 4, 0, 0],
        "worst": {"exercise": "Bench press", "sets": None, "n": 10, "within_one": 0.6},
        "calls": {"proofs": 0, "off": None, "band": None},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([GOOD] * 9 + [BAD], 'So far no better than "same as last time".'),
        (
            [GOOD] * 9 + [("squat", 5, 80, 5)],
            'So far "same as last time" has been the better guess.',
        ),
        ([GOOD] * 9 + [("squat", 8, 80, 4)], None),
    ],
)
async def test_against_the_same_as_last_time(
    sqlite_store: Store, rows: list[Row], said: str | None
) -> None:
    found = lines(await asked(sqlite_store, rows))
    verdicts = [line for line in found if line.startswith("So far")]
    assert verdicts == ([said] if said else [])


async def test_where_it_is_worst_may_be_the_later_sets(sqlite_store: Store) -> None:
    answer = await asked(sqlite_store, [BAD, GOOD] * 10)
    assert "Least right: later sets, 0 of 10 within one rep" in lines(answer)


async def test_one_exercise(sqlite_store: Store) -> None:
    rows = [*[GOOD] * 12, *[("bench-press", 8, 80, 8)] * 3]
    answer = await asked(sqlite_store, rows, "accuracy squat")
    assert lines(answer)[0] == "Squat: predictions against the last 12 sets"
    few = await Gym(sqlite_store).say("accuracy bench")
    said = "Bench press: 3 sets predicted so far; a score needs 10."
    assert lines(few)[1] == said


async def test_the_last_five_hundred_sets(sqlite_store: Store) -> None:
    answer = await asked(sqlite_store, [*[BAD] * 40, *[GOOD] * 500])
    assert lines(answer)[1] == "Within one rep of the prediction: 500 of 500 (100 %)"


@pytest.mark.parametrize(
    ("calls", "said"),
    [
        ("leg ext 50x10 rir2\nleg ext 50x12 f", "Your calls: 1 proved by a set to failure"),
        ("leg ext 50x10,10 rir2,2\nleg ext 50x12 f", "Your calls: 2 proved by sets to failure"),
    ],
)
async def test_calls_against_what_was_proved(sqlite_store: Store, calls: str, said: str) -> None:
    gym = Gym(sqlite_store)
    await gym.train(calls)
    for text in ("accuracy", "accuracy leg extension"):
        assert [line for line in lines(await gym.say(text)) if line.startswith(said)]
    assert lines(await gym.say("accuracy squat"))[-1] == UNPROVED


@pytest.mark.parametrize(
    ("left", "said"),
    [(0, "more left"), (4, "fewer left")],
)
async def test_which_way_calls_are_off(sqlite_store: Store, left: int, said: str) -> None:
    """Ten repetitions a minute before twelve to failure: about two were left."""
    gym = Gym(sqlite_store)
    await gym.train(f"leg ext 50x10 rir{left}\nleg ext 50x12 f")
    answer = await gym.say("accuracy leg extension")
    assert answer.result is not None
    assert [line for line in lines(answer) if said in line]
    facts = answer.result["calls"]
    assert isinstance(facts, dict)
    assert facts["proofs"] == 1
    assert (facts["off"] > 0) == (left == 0)


@pytest.mark.parametrize("text", ["accuracy", "accuracy squat", "chart squat", "chart"])
async def test_lines_are_short_and_every_platform_draws_them(
    sqlite_store: Store, text: str
) -> None:
    gym = Gym(sqlite_store)
    await gym.train(*THREE, *["squat 102.5x8,8,7,12"] * 4)
    answer = await gym.say(text)
    assert answer.reply is not None
    assert answer.reply.table
    assert max(map(len, lines(answer))) <= LINE_LIMIT
    rows = ["  ".join(row) for row in answer.reply.table]
    assert max(map(len, rows)) <= 40
    drawn = "\n".join(table_lines(answer.reply.table))
    assert max(map(len, drawn.split("\n"))) <= 30
    bars = [cell.strip() for row in answer.reply.table for cell in row if "█" in cell]
    assert all(bar in drawn for bar in bars)  # none is broken
    points = [line.index("●") for line in drawn.split("\n") if "●" in line]
    assert len(set(points)) > 1 or not points  # each stands where it belongs
    (message,) = html_parts(answer.reply)
    assert f"<pre>{drawn}</pre>" in message
    assert f"```\n{drawn}\n```" in "\n".join(pieces(answer.reply))


@pytest.mark.parametrize("text", ["accuracy", "accuracy squat", "chart", "chart squat"])
async def test_in_a_group_it_goes_to_the_person_alone(sqlite_store: Store, text: str) -> None:
    gym = Gym(sqlite_store)
    await gym.train(*THREE)
    answer = await gym.say(text, group=True)
    assert answer.reply is not None
    assert answer.reply.private
