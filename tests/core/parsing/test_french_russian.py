"""Sets as French and Russian lifters type them."""

from __future__ import annotations

import pytest

from core.store.engine import Store
from tests.core.handlers.training_chat import Talk

# the line; exercise, load, repetitions of each set, reserve
LINES = (
    ("squat 100 kg 5 fois 2 en réserve", "Squat", 100, [5], 2),
    ("squat 100 kg 5 fois 1-2 en réserve", "Squat", 100, [5], 1.5),
    ("squat 100 5 fois", "Squat", 100, [5], None),
    ("squat 100 fois 5", "Squat", 100, [5], None),
    ("squat 100x5 il reste 2", "Squat", 100, [5], 2),
    ("squat 100x5 reste 2", "Squat", 100, [5], 2),
    ("squat 102,5x5 il m'en reste 1", "Squat", 102.5, [5], 1),
    ("squat 100x5 encore 2", "Squat", 100, [5], 2),
    ("squat 100x5 j'en avais encore 2", "Squat", 100, [5], 2),
    ("squat 100x5 encore", "Squat", 100, [5], None),
    ("squat 100x5 2 sous le pied", "Squat", 100, [5], 2),
    ("squat 100x5 2 de marge", "Squat", 100, [5], 2),
    ("squat 100x5 en réserve 2", "Squat", 100, [5], 2),
    ("squat 100x5 avec de la marge", "Squat", 100, [5], None),
    ("dev couché 80x5", "Bench press", 80, [5], None),
    ("sdt roumain 100x8", "Romanian deadlift", 100, [8], None),
    ("rowing yates 70x10", "Barbell row", 70, [10], None),
    ("rowing 70x10", "Barbell row", 70, [10], None),
    ("rowing 15x10", "Barbell row", 15, [10], None),
    ("rowing 70 10", "Barbell row", 70, [10], None),
    ("rowing 4x10 60kg", "Barbell row", 60, [10, 10, 10, 10], None),
    ("Rowing:\n70x10 rir2\n70x8 rir1", "Barbell row", 70, [10, 8], 1),
    ("20.11 присед 100x5", "Squat", 100, [5], None),
    ("20.11 kniebeuge 100x5,5 rir2", "Squat", 100, [5, 5], 2),
    ("20.11 dc x 5", "Bench press", 20.11, [5], None),
    ("kniebeuge 80kg 3 sätze a 8", "Squat", 80, [8, 8, 8], None),
    ("kniebeuge 3 Sätze a 8 mit 80", "Squat", 80, [8, 8, 8], None),
    ("kniebeuge 3 Sätze zu je 8 80kg", "Squat", 80, [8, 8, 8], None),
    ("trizeps kabel 20x10", "Triceps pushdown", 20, [10], None),
    ("bizeps am kabel 20x10", "Cable curl", 20, [10], None),
    ("bíceps polea 20x10", "Cable curl", 20, [10], None),
    ("biceps poulie 20x10", "Cable curl", 20, [10], None),
    ("lun dc 80x5", "Bench press", 80, [5], None),
    ("vendredi dernier dc 80x5", "Bench press", 80, [5], None),
    ("присед 100 на 5 осталось 2", "Squat", 100, [5], 2),
    ("присед 100 кг на 5 раз, в запасе 2", "Squat", 100, [5], 2),
    ("присед 100 на 5 в запасе 1-2", "Squat", 100, [5], 1.5),
    ("присед 100х5 2 в запасе", "Squat", 100, [5], 2),
    ("присед 100х5 с запасом 2", "Squat", 100, [5], 2),
    ("присед 100х5 с запасом", "Squat", 100, [5], None),
    ("присед 100х5 мог ещё 2", "Squat", 100, [5], 2),
    ("присед 100х5 мог ещё", "Squat", 100, [5], None),
    ("присед 100 на 5 мог бы больше", "Squat", 100, [5], None),
    ("присед 100х5 ещё бы 2", "Squat", 100, [5], 2),
    ("жим лежа 82,5х5", "Bench press", 82.5, [5], None),
    ("жим лежа 80 на 8, 8, 7", "Bench press", 80, [8, 8, 7], None),
    ("пн присед 100х5", "Squat", 100, [5], None),
    ("в понедельник присед 100х5", "Squat", 100, [5], None),
    ("во вторник жим 80х5", "Bench press", 80, [5], None),
    ("в прошлую пятницу присед 100х5", "Squat", 100, [5], None),
    ("становая сумо 140х3", "Sumo deadlift", 140, [3], None),
    ("присед с паузой 100х3", "Pause squat", 100, [3], None),
    ("икры сидя 60х15", "Seated calf raise", 60, [15], None),
)  # fmt: skip
# the line; seconds, metres
MEASURED = (
    ("бег 5 км", None, 5000),
    ("бег 30 минут", 1800, None),
    ("планка 1 минута", 60, None),
    ("планка 2 минуты", 120, None),
    ("планка 90 секунд", 90, None),
    ("course 5 kilomètres", None, 5000),
    ("gainage 2 minutes", 120, None),
    ("gainage 1 min 30", 90, None),
    ("plank 1min30", 90, None),
    ("plank 1m30 rir2", 90, None),
    ("plank 2 Minuten 15", 135, None),
    ("планка 1 мин 05", 65, None),
    ("rowing 500m", None, 500),
    ("rowing 70kg 500m", None, 500),
    ("rowing 15kg 100", None, 100),
    ("rowing 14x10", None, 10),
    ("farmers walk 40kg 20 m", None, 20),
)
HELD = (  # two digits behind minutes that are no seconds, or are none of 60
    ("plank 1 min 30kg", "30"),
    ("plank 1 min 3", "3"),
    ("plank 1 min 60", "60"),
    ("farmers walk 20 m 30", "30"),
)


@pytest.mark.parametrize(("line", "exercise", "load", "reps", "left"), LINES)
async def test_a_set_is_read(
    sqlite_store: Store, line: str, exercise: str, load: float, reps: list[int], left: float | None
) -> None:
    result = (await Talk(sqlite_store).say(line)).result
    assert result is not None
    assert result["kind"] == "logged", (line, result)
    sets = [dict(each) for each in result["sets"]]  # type: ignore[attr-defined]
    assert [each["reps"] for each in sets] == reps
    assert {each["exercise"] for each in sets} == {exercise}
    assert {float(each["load"]) for each in sets} == {float(load)}
    assert sets[-1]["rir"] == left


@pytest.mark.parametrize(("line", "seconds", "metres"), MEASURED)
async def test_a_time_or_a_way_is_read(
    sqlite_store: Store, line: str, seconds: int | None, metres: int | None
) -> None:
    result = (await Talk(sqlite_store).say(line)).result
    assert result is not None
    assert result["kind"] == "logged", (line, result)
    one = dict(result["sets"][0])  # type: ignore[index]
    assert (one["seconds"], one["distance_m"]) == (seconds, metres)


@pytest.mark.parametrize(("line", "load"), HELD)
async def test_a_number_behind_minutes_may_be_a_load(
    sqlite_store: Store, line: str, load: str
) -> None:
    result = (await Talk(sqlite_store).say(line)).result
    assert result is not None
    one = dict(result["sets"][0])  # type: ignore[index]
    assert str(one["load"]) == load


async def test_a_date_alone_before_a_lift_is_its_day(sqlite_store: Store) -> None:
    """The test is on 23 November; 20.11 without a whole set behind the lift is a load."""
    someone = Talk(sqlite_store)
    await someone.say("language ru")
    await someone.say("20.11 присед 100x5")
    assert "пт 20 ноя" in (await someone.lines("history squat"))[0]
    for line in ("45.11 присед 100x5", "20.13 присед 100x5", "20.11 100x5"):
        result = (await someone.say(line)).result
        assert result is not None
        assert result["kind"] != "logged", line


async def test_hier_is_yesterday_in_french_alone(sqlite_store: Store) -> None:
    french = Talk(sqlite_store)
    await french.say("language fr")
    for line in ("hier squat 100x5", "squat 100x5 hier"):
        result = (await french.say(line)).result
        assert result is not None
        assert result["kind"] == "logged", result
        assert "dim 22 nov" in (await french.lines("history squat"))[0], line
        await french.say("undo")
    await french.say("language de")
    result = (await french.say("hier squat 100x5")).result
    assert result is not None
    assert result["kind"] != "logged"
