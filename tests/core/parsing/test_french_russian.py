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
