"""What a file leaves open is asked under the dry run; nothing is stored before it is answered."""

from __future__ import annotations

from core.handlers.import_questions import text_answers
from core.interchange.rows import Answers
from core.store.engine import Store
from tests.conversation_files import FOLDER, NOW, Lifter

MARKED = (
    "date,exercise,weight kg,reps,set type\n2026-11-01,Squat,100,5,normal\n"
    "2026-11-01,Squat,90,8,zwischensatz\n2026-11-01,Squat,80,8,zwischensatz\n"
)


async def test_a_column_of_effort_is_asked_and_read(store: Store) -> None:
    ann = Lifter(store)
    planned = await ann.hand(FOLDER / "07_rpe_actual.csv")
    assert planned.result["open_columns"] == [{"name": "rpe_actual", "guess": "rpe"}]
    assert 'Column "rpe_actual" (10.0, 9.0): is that the effort (RPE)?' in ann.lines()
    assert ann.labels() == [
        "yes, effort (RPE)", "yes, reps in reserve", "no, leave it out", "cancel",
    ]  # fmt: skip
    await ann.say("import now")  # nothing before it is answered
    assert await ann.log() == []
    await ann.tap("yes, effort (RPE)")
    await ann.tap("import")
    assert [each.rir_tenths for each in await ann.log()] == [0, 10]


async def test_a_column_may_be_left_out(store: Store) -> None:
    ann = Lifter(store)
    await ann.hand(FOLDER / "07_rpe_actual.csv")
    await ann.tap("no, leave it out")
    await ann.tap("import")
    assert [each.rir_tenths for each in await ann.log()] == [None, None]


async def test_nothing_is_stored_without_its_load(store: Store) -> None:
    ann = Lifter(store)
    planned = await ann.hand(FOLDER / "18_weightlifted.csv")
    assert planned.result["open_columns"] == [{"name": "WeightLifted", "guess": "weight"}]
    assert "import" not in ann.labels()
    await ann.say("import column WeightLifted = load")  # typed, as the last line says
    await ann.tap("kg")
    await ann.tap("import")
    assert [each.load.milli for each in await ann.log()] == [132_200] * 3 + [191_300] * 3


async def test_a_role_that_is_none_is_refused_with_an_example(store: Store) -> None:
    ann = Lifter(store)
    await ann.hand(FOLDER / "18_weightlifted.csv")
    answer = await ann.say("import column WeightLifted = banana")
    assert answer.result["kind"] == "error"
    assert "import column WeightLifted" in ann.lines()


async def test_a_mark_nobody_listed_is_asked(store: Store) -> None:
    ann = Lifter(store)
    planned = await ann.hand(MARKED)
    assert planned.result["open_marks"] == [{"mark": "zwischensatz", "rows": 2, "guess": "set"}]
    assert ann.labels() == [
        "import", "cancel", "working sets", "warm-ups", "drop sets", "to failure", "no sets",
    ]  # fmt: skip
    await ann.tap("drop sets")
    assert "zwischensatz" not in ann.lines()
    await ann.tap("import")
    assert [each.drop for each in await ann.log()] == [False, True, True]


async def test_rows_of_strong_with_an_unknown_mark_are_named_and_asked(store: Store) -> None:
    ann = Lifter(store)
    text = (FOLDER / "14_strong_de.csv").read_text(encoding="utf-8").replace(",W,", ",Vorsatz,")
    planned = await ann.hand(text)
    assert planned.result["sets"] == 2
    assert planned.result["left_out"] == {"mark": 1, "rest_timer": 1}
    assert '1 marked "Vorsatz"' in ann.lines()
    await ann.tap("kg")
    await ann.tap("warm-ups")
    await ann.tap("import")
    assert [each.warmup for each in await ann.log()] == [True, False, False]


async def test_what_was_said_is_kept_with_the_file(store: Store) -> None:
    ann = Lifter(store)
    answer = await ann.hand(FOLDER / "18_weightlifted.csv")
    await ann.tap("yes, load")
    found = await store.run(lambda uow: uow.uploads.read(1, answer.result["id"], NOW))
    assert text_answers(found.answers) == Answers({"weightlifted": "weight"}, {})


UNITS = (
    "date,exercise,weight,unit,reps\n2026-11-01,Squat,225,libs,5\n2026-11-01,Squat,225,libs,5\n"
    "2026-11-01,Bench Press,100,kg,5\n"
)


async def test_an_unknown_word_for_a_unit_is_asked(store: Store) -> None:
    ann = Lifter(store)
    planned = await ann.hand(UNITS)
    assert planned.result["open_units"] == [{"word": "libs", "rows": 2, "guess": "lb"}]
    assert '"libs" stands where a unit does: 2 rows. Kilograms or pounds?' in ann.lines()
    assert ann.labels() == ["lb", "kg", "no, leave it out", "cancel"]
    await ann.say("import now")  # nothing before it is answered
    assert await ann.log() == []
    await ann.tap("lb")
    await ann.tap("import")
    loads = [(each.load.milli, each.load.unit) for each in await ann.log()]
    assert loads == [(225_000, "lb"), (225_000, "lb"), (100_000, "kg")]


async def test_rows_with_an_unknown_unit_may_be_left_out(store: Store) -> None:
    ann = Lifter(store)
    await ann.hand(UNITS)
    await ann.say("import unit libs = nothing")
    assert ann.labels()[:1] == ["import"]
    await ann.tap("import")
    assert [each.load.milli for each in await ann.log()] == [100_000]


async def test_a_file_with_nothing_but_an_unknown_unit_is_asked_too(store: Store) -> None:
    ann = Lifter(store)
    text = "date,exercise,weight,reps\n2026-11-01,Squat,100 qilo,5\n2026-11-01,Squat,90 qilo,5\n"
    planned = await ann.hand(text)
    assert (planned.result["stage"], planned.result["sets"]) == ("planned", 0)
    await ann.tap("kg")
    await ann.tap("import")
    assert [each.load.milli for each in await ann.log()] == [100_000, 90_000]


async def test_many_words_where_a_unit_stands_are_some_other_text(store: Store) -> None:
    ann = Lifter(store)
    rows = "".join(f"2026-11-01,Squat,100,{each},5\n" for each in ("red", "blue", "green", "grey"))
    planned = await ann.hand(f"date,exercise,weight,unit,reps\n{rows}2026-11-01,Squat,100,kg,5\n")
    assert planned.result["open_units"] == []
    assert planned.result["refused"] == 4


async def test_a_unit_that_is_none_is_refused_with_an_example(store: Store) -> None:
    ann = Lifter(store)
    await ann.hand(UNITS)
    answer = await ann.say("import unit libs = banana")
    assert answer.result["kind"] == "error"
    assert "import unit libs = kg" in ann.lines()
