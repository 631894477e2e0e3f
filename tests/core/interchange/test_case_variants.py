"""Variants of the kinds of files in tests/files: other columns, other languages, other places."""

from __future__ import annotations

import io

import pytest

from core.interchange.readers.column_roles import plain
from core.interchange.readers.registry import open_export
from core.interchange.rows import Answers, FileRefused, Refused
from tests.core.interchange.test_case_files import Found, read


def read_with(text: str, columns: dict[str, str]) -> list[object]:
    answers = Answers({plain(name): role for name, role in columns.items()})
    rows = open_export(io.BytesIO(text.encode()), answers).rows()
    return Found(None, tuple(rows)).sets


# --- a comma that nobody quoted -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "sets", "note"),
    [
        # in the notes, with numbers in them
        ("date,exercise,weight,reps,rpe,notes\n2024-06-03,Squat,140,5,9,slow, 2 grinders, ok\n",
         [("Squat", 140, None, 5)], "slow, 2 grinders, ok"),
        # in notes that stand in the middle
        ("date,exercise,comment,weight,reps\n2024-06-03,Squat,slow, hard,140,5\n",
         [("Squat", 140, None, 5)], "slow, hard"),
        # between semicolons
        ("date;exercise;weight;reps;note\n2024-06-03;Squat;140;5;slow;hard\n",
         [("Squat", 140, None, 5)], "slow;hard"),
        # in the name, with notes behind
        ("date,exercise,weight,reps,notes\n2024-06-03,Squat, paused,140,5,ok\n",
         [("Squat, paused", 140, None, 5)], "ok"),
        # in a column that means nothing here
        ("date,exercise,category,weight,reps\n2024-06-03,Squat,Legs, back,140,5\n",
         [("Squat", 140, None, 5)], ""),
    ],
)  # fmt: skip
def test_a_comma_belongs_to_text(text: str, sets: list[object], note: str) -> None:
    found = read(text)
    assert found.sets == sets
    assert found.rows[0].note == note


@pytest.mark.parametrize(
    "text",
    [
        # no column of text takes it
        "date,exercise,sets,reps,weight\n2024-06-03,Squat,3,5,100,9\n",
        # 82 kg for 5 with a note "5, ok", or 82.5 kg for 5
        "date,exercise,weight,reps,notes\n2024-06-03,Squat,82,5,5,ok\n",
        "date,exercise,weight,reps,notes\n2024-06-03,Squat,82,5,5,\n",
        "date,exercise,weight,reps\n2024-06-03,Squat,82,5,5\n",
    ],
)
def test_a_row_that_does_not_fit_is_refused(text: str) -> None:
    found = read(text)
    assert found.sets == []
    assert [type(each) for each in found.rows] == [Refused]
    assert found.plan.refused[0].reason == "columns"


# --- Strong in other languages ------------------------------------------------------------------

HEADS = {
    "it": "Data,Nome allenamento,Durata,Nome esercizio,Ordine serie,Peso,Ripetizioni,Distanza,"
          "Secondi,Note,Note allenamento,RPE",
    "pt": "Data,Nome do treino,Duração,Nome do exercício,Ordem da série,Peso,Reps,Distância,"
          "Segundos,Notas,Notas do treino,RPE",
    "ru": "Дата,Название тренировки,Длительность,Название упражнения,Порядок подхода,Вес,"
          "Повторения,Расстояние,Секунды,Заметки,Заметки тренировки,RPE",
    "xx": "Ab,Cd,Ef,Gh,Ij,Kl,Mn,Op,Qr,St,Uv,Wx",  # in no language
}  # fmt: skip
ROW = '2024-03-01 18:00:00,"Push",1h,"Bench Press (Barbell)",{},{},{},0,{},"","",\n'


@pytest.mark.parametrize("language", HEADS)
@pytest.mark.parametrize(
    "timer", ["Timer di recupero", "Temporizador de descanso", "Таймер отдыха", "休息计时器", "Qqq"]
)
def test_strong_in_any_language(language: str, timer: str) -> None:
    rows = ROW.format("W", 40, 8, 0) + ROW.format(1, 100, 5, 0) + ROW.format(timer, 0, 0, 180)
    found = read(f"{HEADS[language]}\n{rows}")
    assert found.plan.app == "strong"
    assert [each[1:] for each in found.sets] == [(40, None, 8), (100, None, 5)]
    assert [each.warmup for each in found.rows[:2]] == [True, False]
    assert found.plan.left_out.total() == 1


@pytest.mark.parametrize(
    "text",
    [
        # a plan and a diary, wide as Strong's table
        "2024-03-01 18:00,1,30m,4,1,0,0,0,0,,,\n" * 3,
        'Date,a,b,c,d,e,f,g,h,i,j,k\n2024-03-01 18:00,"x",1h,Squat,1,easy,5,0,0,,,\n',
        "2024-03-01,Run,30m,Easy,1,10,5,0,0,,,\n" * 3,
    ],
)
def test_what_only_has_strongs_width_is_not_taken_for_it(text: str) -> None:
    try:
        found = read(text)
    except FileRefused:
        return
    assert found.plan.app != "strong"
    assert found.plan.blocked


# --- columns ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [
        "Datum,Übungsname,Satznummer,Gewicht (kg),Wiederholungen",
        "date,exercize_name,set_number,wieght_kg,repititions",
        "Data,Nome_do_exercicio,numero_serie,Carga (kg),Repetições",
        "tarih,hareket adı,set sırası,ağırlık (kg),tekrar",
        "workoutDate,exerciseName,setIndex,weightKg,repsCount",
        "Session Date,Lift Name,Set No.,Load [kg],Rep.",
    ],
)
def test_columns_by_their_words(head: str) -> None:
    found = read(f"{head}\n2024-01-02,Squat,1,100,5\n2024-01-02,Squat,2,102.5,4\n")
    assert found.sets == [("Squat", 100, "kg", 5), ("Squat", 102.5, "kg", 4)]
    assert not found.plan.open_columns


@pytest.mark.parametrize(
    ("name", "cell", "role"),
    [("Lifted", "100", "weight"), ("Actual Load", "100", "weight"), ("Qwert", "102.5", "weight"),
     ("total weight", "100", "weight")],
)  # fmt: skip
def test_a_load_is_never_passed_over(name: str, cell: str, role: str) -> None:
    found = read(f"date,exercise,{name},reps\n2024-01-02,Squat,{cell},5\n")
    assert [(each.name, each.role) for each in found.plan.open_columns] == [(name, role)]
    left_out = read_with(f"date,exercise,{name},reps\n2024-01-02,Squat,{cell},5\n", {name: ""})
    assert left_out == []  # without a load it is no set of a squat


@pytest.mark.parametrize("name", ["RPE felt", "actual RPE!", "rpe (perceived)"])
def test_effort_by_a_part_of_the_name_is_asked(name: str) -> None:
    text = f"date,exercise,weight,reps,{name}\n2024-01-02,Squat,100,5,8\n"
    assert [each.role for each in read(text).plan.open_columns] in (["rpe"], [])
    assert read(text).rows[0].rir_tenths == 20


@pytest.mark.parametrize(
    "name",
    ["bodyweight", "rest seconds", "end time", "calories", "est. 1RM", "target reps", "mood"],
)
def test_what_is_no_part_of_a_set_is_not_asked(name: str) -> None:
    found = read(f"date,exercise,weight,reps,{name}\n2024-01-02,Squat,100,5,60\n")
    assert found.sets == [("Squat", 100, None, 5)]
    assert found.rows[0].seconds is None
    assert not found.plan.open_columns


@pytest.mark.parametrize("status", ["Not Started", "SKIPPED", "planned", "incomplete"])
def test_a_status_that_says_not_done(status: str) -> None:
    head = "date,exercise,weight,reps,status\n"
    found = read(f"{head}2024-01-02,Squat,100,5,{status}\n2024-01-02,Squat,100,4,Completed\n")
    assert [each[3] for each in found.sets] == [4]


# --- sets side by side --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "sets"),
    [
        ("Date,Exercise,Weight,Set 1,Set 2,Set 3\n2024-01-02,Squat,100,5,5,\n",
         [("Squat", 100, None, 5)] * 2),
        ("Fecha;Ejercicio;Serie 1;Serie 2\n02/01/2024;Sentadilla;82,5 x 8;82,5x7\n",
         [("Sentadilla", 82.5, None, 8), ("Sentadilla", 82.5, None, 7)]),
        ("Date,Exercise,Sets\n2024-01-02,Squat,\"100x5, 100x5, 105x3\"\n",
         [("Squat", 100, None, 5)] * 2 + [("Squat", 105, None, 3)]),
        ("Date,Exercise,Sets\n2024-01-02,Squat,100kg x 5 100kg x 4\n",
         [("Squat", 100, "kg", 5), ("Squat", 100, "kg", 4)]),
        ("Date,Squat,Bench\n2024-01-02,100x5,80x8\n2024-01-04,105x5,\n",
         [("Squat", 100, None, 5), ("Bench", 80, None, 8), ("Squat", 105, None, 5)]),
        ("Date,Exercise,Weight 1,Reps 1,Weight 2,Reps 2\n2024-01-02,Squat,100,5,110,3\n",
         [("Squat", 100, None, 5), ("Squat", 110, None, 3)]),
        ("Date,Exercise,Weight,Sets\n2024-01-02,Squat,100,3x5\n", [("Squat", 100, None, 5)] * 3),
    ],
)  # fmt: skip
def test_sets_side_by_side(text: str, sets: list[object]) -> None:
    assert read(text).sets == sets


@pytest.mark.parametrize(
    "text",
    [
        "Date,Exercise,Set 1,Set 2\n2024-01-02,Squat,5,5\n",  # repetitions without a load
        "Date,Exercise,Set 1,Set 2\n2024-01-02,Squat,3x8,3x8\n",  # sets of repetitions
        "Date,Exercise,Set 1,Set 2\n2024-01-02,Squat,80x8,80x8x8x8\n2024-01-02,Row,a,b\n",
    ],
)
def test_cells_that_tell_no_load_are_refused(text: str) -> None:
    found = read(text)
    assert [each for each in found.sets if each[1] != 80] == []
    assert found.plan.refused_count


# --- units --------------------------------------------------------------------------------------

CARDIO = (
    "Date,Workout Name,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,Workout Notes\n"
)


@pytest.mark.parametrize(
    ("load", "distance", "seconds", "metres"),
    [
        (0, 500, 120, 500), (0, 2000, 0, 2000), (0, 5, 1500, 5000), (0, 40, 5400, 40_000),
        (32, 40, 0, 40), (0, 1.5, 480, 1500), (0, 300, 0, 300_000), (0, 301, 0, 301),
        (0, 13.8, 31, 13_800),
    ],
)  # fmt: skip
def test_metres_and_kilometres(load: int, distance: float, seconds: int, metres: int) -> None:
    row = f'2024-03-01 18:00:00,"A","Rowing",1,{load},0,{distance},{seconds},"",""\n'
    (each,) = read(CARDIO + row).rows
    assert each.distance_cm == metres * 100


def test_one_distance_tells_of_the_exercise() -> None:
    rows = "".join(
        f'2024-03-01 18:00:00,"A","{name}",1,0,0,{distance},{seconds},"",""\n'
        for name, distance, seconds in (("Row", 100, 0), ("Row", 2000, 0), ("Run", 10, 0))
    )
    found = read(CARDIO + rows).rows
    assert [each.distance_cm for each in found] == [10_000, 200_000, 1_000_000]


@pytest.mark.parametrize(
    "text",
    [
        # Hevy, in full and with two decimals
        "title,start_time,exercise_title,set_index,set_type,weight_kg,reps\n"
        + "".join(f'A,"7 Apr 2026, 10:14",Squat,{i},normal,{kg},5\n'
                  for i, kg in enumerate((61.23492, 20.41164, 102.058, 113.398, 45.36))),
        # Strong, which states no unit
        CARDIO + "".join(f'2024-03-01 18:00:00,"A","Squat",{i},{kg},5,0,0,"",""\n'
                         for i, kg in enumerate((61.23, 20.41, 102.06, 113.4, 45.359))),
        "date,exercise,weight,unit,reps\n"
        + "".join(f"2026-04-07,Squat,{kg},kg,5\n" for kg in (61.235, 20.412, 102.06, 113.4, 45.36)),
    ],
)  # fmt: skip
def test_pounds_that_an_app_converted_come_back(text: str) -> None:
    found = read(text)
    assert [each[1:3] for each in found.sets] == [
        (135, "lb"), (45, "lb"), (225, "lb"), (250, "lb"), (100, "lb"),
    ]  # fmt: skip
    assert not found.plan.asks_unit


@pytest.mark.parametrize("loads", [(61.25, 20, 102.5, 113.4), (100, 22.68, 61.2, 82.5)])
def test_kilograms_stay(loads: tuple[float, ...]) -> None:
    rows = "".join(f"2026-04-07,Squat,{kg},kg,5\n" for kg in loads)
    found = read("date,exercise,weight,unit,reps\n" + rows)
    assert [each[1:3] for each in found.sets if each[1] != 50] == [
        (kg, "kg") if kg != 22.68 else (50, "lb") for kg in loads if kg != 22.68
    ]  # fmt: skip


def test_five_decimals_are_a_converted_load_whatever_the_others() -> None:
    text = "date,exercise,weight,reps\n2026-04-07,Squat,61.23492,5\n2026-04-07,Squat,60,5\n"
    assert [each[1:3] for each in read(text).sets] == [(135, "lb"), (60, None)]


# --- names --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "exercise"),
    [
        ("Bicep Curl (Kablo)", "cable-curl"), ("Row (Makine)", "machine-row"),
        ("Oturarak Shoulder Press (Dambıl)", "dumbbell-shoulder-press"),
        ("Squat (Sztanga)", "squat"), ("Bench Press (덤벨)", "dumbbell-bench-press"),
        ("Squat (バーベル)", "squat"), ("Bench Press (杠铃)", "bench-press"),
        ("Pull Up (Yardımlı)", "assisted-pull-up"), ("Dip (Gewichtet)", "dip"),
        ("Bench Press (Skivstång)", "bench-press"), ("Pull Up (Lestée)", "pull-up"),
    ],
)  # fmt: skip
def test_equipment_in_the_languages_of_apps(name: str, exercise: str) -> None:
    found = read(f"date,exercise,weight kg,reps\n2026-04-07,{name},20,5\n")
    assert dict(found.plan.resolved) == {name: exercise}


# --- rows that were written otherwise -----------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        '"date,exercise,weight,reps"\n"2024-01-02,Squat,100,5"\n"2024-01-02,Squat,100,4"\n',
        'date;exercise;weight;reps\n"2024-01-02;Squat;100;5"\n"2024-01-02;Squat;100;4"\n',
        'date,exercise,weight,reps\n"2024-01-02,""Squat"",100,5",,,\n"2024-01-02,Squat,100,4",,,\n',
    ],
)
def test_rows_quoted_as_a_whole(text: str) -> None:
    assert read(text).sets == [("Squat", 100, None, 5), ("Squat", 100, None, 4)]


@pytest.mark.parametrize(
    ("text", "note"),
    [
        # the note is the last column, and its end a line of its own
        ("date,exercise,weight,reps,note\n2024-01-02,Squat,100,5,slow\nand hard\n"
         "2024-01-02,Squat,100,4,\n", "slow\nand hard"),
        # in the middle, cut in three
        ("date,exercise,note,weight,reps\n2024-01-02,Squat,slow\nand\nhard,100,5\n"
         "2024-01-02,Squat,,100,4\n", "slow\nand\nhard"),
        ("date;exercise;note;weight;reps\n2024-01-02;Squat;slow;;\nhard;100;5;;\n"
         "2024-01-02;Squat;;100;4\n", "slow\nhard"),
    ],
)  # fmt: skip
def test_a_broken_note_is_joined(text: str, note: str) -> None:
    found = read(text)
    assert found.sets == [("Squat", 100, None, 5), ("Squat", 100, None, 4)]
    assert found.rows[0].note == note


def test_a_piece_that_does_not_fit_is_named() -> None:
    text = "date,exercise,weight,reps,note\n2024-01-02,Squat,100,5,\nheavy,day,5,5,5\n"
    found = read(text)
    assert found.sets == [("Squat", 100, None, 5)]
    assert found.plan.refused_count == 1


@pytest.mark.parametrize(
    ("text", "code", "missing"),
    [
        ("id,session_id,exercise_id,reps,weight_kg\n1,2,3,5,100\n", "file_relation", "date"),
        ("date,weight,reps\n2024-01-02,100,5\n", "file_missing", "exercise"),
        ("exercise,weight,reps\nSquat,100,5\n", "file_missing", "date"),
        ('{"workouts": []}', "file_json", ""), ('[{"date": "2024-01-02"}]', "file_json", ""),
        ("\ufeff { \"a\": 1}", "file_json", ""),
    ],
)  # fmt: skip
def test_why_a_file_cannot_be_read(text: str, code: str, missing: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read(text)
    assert refused.value.code == code
    assert missing in str(refused.value.facts.get("missing", ""))


@pytest.mark.parametrize(
    ("exercise", "loads", "unit"),
    [
        ("Deadlift", (112.5, 142.5), "kg"), ("Deadlift", (112.5, 140), None),
        ("Squat (Barbell)", (62.5, 67.5), "kg"), ("Squat (Barbell)", (57.5, 52.5), None),
        ("Bench Press (Dumbbell)", (62.5, 67.5), None), ("Lat Pulldown", (72.5, 77.5), None),
    ],
)  # fmt: skip
def test_plates_tell_kilograms(exercise: str, loads: tuple[float, ...], unit: str | None) -> None:
    rows = "".join(f"2024-01-02,{exercise},{each},5\n" for each in loads)
    assert read("date,exercise,weight,reps\n" + rows).plan.unit == unit


def test_a_side_or_a_machine_in_a_column_of_its_own_stays_apart() -> None:
    head = "date,exercise,equipment,side,weight kg,reps\n"
    rows = "2024-01-02,Curl,Cable,left,20,5\n2024-01-02,Curl,Cable,both,20,5\n"
    assert [each[0] for each in read(head + rows).sets] == ["Curl (Cable) (left)", "Curl (Cable)"]
    found = read("date,exercise,side,weight kg,reps\n2024-01-02,Leg Curl,R,20,5\n")
    assert [each.name for each in found.plan.unresolved] == ["Leg Curl (R)"]


def test_a_unit_that_is_none_is_refused_and_named() -> None:
    found = read("date,exercise,weight,unit,reps\n2024-01-02,Squat,12,stone,5\n")
    assert found.sets == []
    assert (found.plan.refused[0].reason, found.plan.refused[0].facts["quote"]) == ("unit", "stone")
    body = read("date,exercise,weight,unit,reps\n2024-01-02,Push Up,0,bodyweight,5\n")
    assert [each[3] for each in body.sets] == [5]


@pytest.mark.parametrize("name", ["Resistance", "max weight", "Peso max"])
def test_a_doubtful_load_is_asked_where_there_is_no_other(name: str) -> None:
    alone = read(f"date,exercise,{name},reps\n2024-01-02,Squat,100,5\n")
    assert [each.role for each in alone.plan.open_columns] == ["weight"]
    beside = read(f"date,exercise,weight,{name},reps\n2024-01-02,Squat,90,100,5\n")
    assert beside.sets == [("Squat", 90, None, 5)]
    assert not beside.plan.open_columns
