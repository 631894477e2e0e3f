"""Other apps' files: recognised from content, read as written; small files for each trap."""

# ruff: noqa: DTZ001 - the times in a file are local and have no zone

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest

from core.interchange.readers import table
from core.interchange.readers.dates import order_shown, read_moment
from core.interchange.readers.registry import open_export
from core.interchange.readers.spotter import neutral, restored, write_rows
from core.interchange.readers.table_lines import read_effort
from core.interchange.rows import FileRefused, Implausible, ImportedSet, NoSet, Refused, Row
from core.interchange.units import judge
from core.records import Load, LoggedSet

STRONG = (
    "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,"
    "Workout Notes,RPE\n"
)
HEVY = (
    '"title","start_time","end_time","description","exercise_title","superset_id",'
    '"exercise_notes","set_index","set_type","{weight}","reps","{distance}",'
    '"duration_seconds","rpe"\n'
)
FITNOTES = "Date,Exercise,Category,Weight,Weight Unit,Reps,Distance,Distance Unit,Time\n"


def rows(text: str | bytes, encoding: str = "utf-8") -> tuple[str, list[Row]]:
    content = text if isinstance(text, bytes) else text.encode(encoding)
    export = open_export(io.BytesIO(content))
    return export.app, list(export.rows())


def sets(text: str | bytes, encoding: str = "utf-8") -> list[ImportedSet]:
    return [each for each in rows(text, encoding)[1] if isinstance(each, ImportedSet)]


def one(text: str | bytes, encoding: str = "utf-8") -> ImportedSet:
    (found,) = sets(text, encoding)
    return found


# --- Strong -------------------------------------------------------------------------------------


def test_strong_with_its_kinds_of_rows() -> None:
    app, found = rows(
        STRONG
        + '2024-01-02 18:30:05,"Legs",1h 2m,"Squat (Barbell)",W,60,8,0,0,"","",\n'
        + '2024-01-02 18:30:05,"Legs",1h 2m,"Squat (Barbell)",1,100.0,5.0,0,0.0,"slow","",8.5\n'
        + '2024-01-02 18:30:05,"Legs",1h 2m,"Squat (Barbell)",Rest Timer,0,0,0,120,"","",\n'
        + '2024-01-02 18:30:05,"Legs",1h 2m,"Squat (Barbell)",F,100,6,0,0,"","",10\n'
        + '2024-01-02 18:30:05,"Legs",1h 2m,"Squat (Barbell)",D,80,9,0,0,"","",0\n'
        + '2024-01-02 18:30:05,"Legs",1h 2m,"Squat (Barbell)",F,120,0,0,0,"","",\n'
        + '2024-01-02 18:30:05,"Legs",1h 2m,"Squat (Barbell)",Note,0,0,0,0,"knees","",\n'
        + '2024-01-02 18:30:05,"Legs",1h 2m,"Plank",1,0,0,0,60,"","",\n'
    )
    assert app == "strong"
    done = [each for each in found if isinstance(each, ImportedSet)]
    assert [
        (each.reps, each.rir_tenths, each.warmup, each.failed, each.drop, each.seconds)
        for each in done
    ] == [
        (8, None, True, False, False, None),
        (5, 15, False, False, False, None),
        (6, 0, False, True, False, None),
        (9, None, False, False, True, None),
        (0, 0, False, True, False, None),
        (None, None, False, False, False, 60),
    ]
    assert done[1].note == "slow"
    assert {each.workout for each in done} == {"2024-01-02T18:30:05"}
    assert [each.reason for each in found if isinstance(each, NoSet)] == [
        "rest_timer", "note",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "load", "unit", "reps"),
    [
        (
            "Date,Workout Name,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,"
            'Workout Notes\n2017-05-01 19:00:00,"A","Squat",1,82.5,5,0,0,"",""\n',
            82500, None, 5,
        ),
        (
            "Date;Workout Name;Exercise Name;Set Order;Weight;Weight Unit;Reps;RPE;Distance;"
            'Distance Unit;Seconds;Notes;Workout Notes\n2018-05-01 19:00:00;"A";"Squat";1;'
            "82,5;kg;5;;;;0;;\n",
            82500, "kg", 5,
        ),
        (
            '"Workout #";"Date";"Workout Name";"Duration (sec)";"Exercise Name";"Set Order";'
            '"Weight (kg)";"Reps";"RPE";"Distance (meters)";"Seconds";"Notes";"Workout Notes"\n'
            '"1";"2021-05-01 19:00:00";"A";"60";"Squat";"1";"82.5";"5";"";"";"";"";""\n',
            82500, "kg", 5,
        ),
        (
            "Date,Workout Name,Exercise Name,Set Order,Weight,Weight Unit,Reps,RPE,Distance,"
            "Distance Unit,Seconds,Notes,Workout Notes,Workout Duration\r\n"
            "2019-05-01 9:00:00,A,Squat,1,135,lbs,5,,,,0,,,31m\r\n",
            135000, "lb", 5,
        ),
        # re-saved by a spreadsheet, lower-case heads, Japanese names of columns
        (
            "date,workout_name,menu,set_order,weight,reps,distance,sec,note,workout_note,part\n"
            "2018/8/3 5:49,A,Squat,1,60,8,0,0,,,leg\n",
            60000, None, 8,
        ),
        # no header at all
        ('2020-05-01 16:17:06,"A",55s,"Squat",1,135.0,8.0,0,0.0,"","",\n', 135000, None, 8),
        ('2020-05-01 16:17:06;"A";55s;"Squat";W;135,5;8;0;0;"";"";\n', 135500, None, 8),
    ],
)  # fmt: skip
def test_strong_dialects(text: str, load: int, unit: str | None, reps: int) -> None:
    app, found = rows(text)
    assert app == "strong"
    (each,) = found
    assert isinstance(each, ImportedSet)
    assert (each.exercise_name, each.load_milli, each.unit, each.reps) == (
        "Squat", load, unit, reps,
    )  # fmt: skip


def test_floating_loads_are_rounded_back() -> None:
    text = STRONG + '2020-05-01 16:17:06,"A",55s,"Squat",1,74.99999999999999,8,0,0,"","",\n'
    assert one(text).load_milli == 75000


# --- Hevy ---------------------------------------------------------------------------------------


def test_hevy_units_per_column_and_kinds() -> None:
    head = HEVY.format(weight="weight_lbs", distance="distance_km")
    line = '"A","5 Jan 2026, 07:34","5 Jan 2026, 08:00","","{}",,"a\nb",{},"{}",{},{},{},{},{}\n'
    text = head + "".join(
        (
            line.format("Bench Press (Barbell)", 0, "warmup", 95, 8, "", "", ""),
            line.format("Bench Press (Barbell)", 1, "failure", 135, 6, "", "", 10),
            line.format("Bench Press (Barbell)", 2, "dropset", 95, 9, "", "", ""),
            line.format("Running", 0, "normal", "", "", 2.5, 600, ""),
            line.format("Bench Press (Barbell)", 3, "normal", "", "", "", "", ""),
        )
    )
    app, found = rows(text)
    assert app == "hevy"
    warm, failed, drop, run, planned = found
    assert isinstance(warm, ImportedSet)
    assert warm.warmup
    assert (warm.unit, warm.load_milli, warm.note) == ("lb", 95000, "a\nb")
    assert isinstance(failed, ImportedSet)
    assert (failed.failed, failed.rir_tenths) == (True, 0)
    assert isinstance(drop, ImportedSet)
    assert drop.drop
    assert isinstance(run, ImportedSet)
    assert (run.distance_cm, run.seconds, run.distance_stated) == (250_000, 600, True)
    assert planned == NoSet(planned.line, "not_done")
    # an original line is kept whole, line breaks in quotes included
    assert [warm.line, failed.line] == [2, 4]
    assert warm.raw.endswith(',"a\nb",0,"warmup",95,8,,,')


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("7 Apr 2026, 10:14", 4), ("5 Mai 2026, 07:34", 5), ("21 de set. de 2026, 21:22", 9),
        ("19 ago 2026, 14:20", 8), ("3 févr. 2026, 10:14", 2), ("5 août 2026, 10:14", 8),
        ("5 juin 2026, 10:14", 6), ("5 juil. 2026, 10:14", 7), ("9 März 2026, 10:14", 3),
        ("2 Okt. 2026, 10:14", 10), ("2 Dez. 2026, 10:14", 12), ("1 gen 2026, 10:14", 1),
        ("1 mag 2026, 10:14", 5), ("1 giu 2026, 10:14", 6), ("1 lug 2026, 10:14", 7),
        ("1 ott 2026, 10:14", 10), ("1 dic 2026, 10:14", 12), ("1 ene 2026, 10:14", 1),
        ("7 mrt 2026, 10:14", 3), ("7 mei 2026, 10:14", 5), ("7 sty 2026, 10:14", 1),
        ("7 lut 2026, 10:14", 2), ("7 kwi 2026, 10:14", 4), ("7 maj 2026, 10:14", 5),
        ("7 cze 2026, 10:14", 6), ("7 lip 2026, 10:14", 7), ("7 sie 2026, 10:14", 8),
        ("7 wrz 2026, 10:14", 9), ("5 paź 2026, 10:14", 10), ("5 listopada 2026, 10:14", 11),
        ("5 gru 2026, 10:14", 12), ("7 апр. 2026 г., 10:14", 4), ("10 мая 2026, 10:14", 5),
        ("10 июн. 2026, 10:14", 6), ("10 июл. 2026, 10:14", 7), ("10 сент. 2026 г., 10:14", 9),
        ("10 окт. 2026, 10:14", 10), ("10 дек. 2026, 10:14", 12), ("2 out. 2026, 10:14", 10),
        ("2 fev 2026, 10:14", 2), ("2 abr 2026, 10:14", 4), ("2026年4月7日 10:14", 4),
        ("Apr 7, 2026, 10:14 AM", 4), ("7 Temmuz 2026, 10:14", 7),
    ],
)  # fmt: skip
def test_month_names(text: str, month: int) -> None:
    found = read_moment(text)
    assert found is not None
    assert (found[0].year, found[0].month, found[1]) == (2026, month, True)


@pytest.mark.parametrize(
    ("text", "moment", "timed"),
    [
        ("2020-12-07 16:17:06", datetime(2020, 12, 7, 16, 17, 6), True),
        ("2020-12-07 9:05:01\u202fPM", datetime(2020, 12, 7, 21, 5, 1), True),
        ("2023-03-24 12:26 am", datetime(2023, 3, 24, 0, 26), True),
        ("2026-02-19 4:54 h", datetime(2026, 2, 19, 4, 54), True),
        ("2022-01-05 22:06:49 +0000", datetime(2022, 1, 5, 22, 6, 49, tzinfo=UTC), True),
        ("2022-01-05 22:06:49+02:00", datetime(2022, 1, 5, 20, 6, 49, tzinfo=UTC), True),
        ("2025-12-10T07:40:13.136Z", datetime(2025, 12, 10, 7, 40, 13, 136000, UTC), True),
        ("2018/8/31 5:49", datetime(2018, 8, 31, 5, 49), True),
        ("24.03.2023", datetime(2023, 3, 24), False),
        ("09/01/25", datetime(2025, 1, 9), False),
        ("20240229", datetime(2024, 2, 29), False),
        ("1700000000", datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC), True),
    ],
)
def test_moments(text: str, moment: datetime, timed: bool) -> None:
    assert read_moment(text) == (moment, timed)


@pytest.mark.parametrize(
    "text",
    ["", "hello", "0000-00-00", "2024-02-30", "99999-01-01", "12 foo 2024", "2024-01-01 25:00",
     "1e309", "9" * 400, "2024-01-01 10:00 +99:99"],
)  # fmt: skip
def test_no_moments(text: str) -> None:
    assert read_moment(text) is None


def test_day_or_month_first_is_told_by_the_file() -> None:
    assert order_shown("13/01/25") is True
    assert order_shown("01/13/25") is False
    assert order_shown("01/02/25") is None
    head = "date,exercise,weight,reps\n"
    american = sets(head + "01/02/2024,Squat,100,5\n01/13/2024,Squat,100,5\n")
    assert [each.at.month for each in american] == [1, 1]
    european = sets(head + "01/02/2024,Squat,100,5\n13/02/2024,Squat,100,5\n")
    assert [each.at.month for each in european] == [2, 2]


# --- FitNotes, Fitbod, Liftosaur, Alpha, StrongLifts, GymBook -----------------------------------


def test_fitnotes_with_a_comma_in_a_name() -> None:
    text = (
        FITNOTES
        + "2024-01-02,Overhead Press (Each Side, Dumbbells),Shoulders,8.0,kgs,5,,,\n"
        + "2024-01-02,Plank,Abs,0.0,kgs,,,,0:01:30\n"
        + "2024-01-02,Squat,Legs,100.0,kgs,0,,,\n"
    )
    app, found = rows(text)
    assert app == "fitnotes"
    press, plank, planned = found
    assert isinstance(press, ImportedSet)
    assert press.exercise_name == "Overhead Press (Each Side, Dumbbells)"
    assert (press.load_milli, press.reps, press.has_time) == (8000, 5, False)
    assert isinstance(plank, ImportedSet)
    assert (plank.reps, plank.seconds) == (None, 90)
    assert planned == NoSet(4, "not_done")


def test_fitnotes_with_two_columns_of_weight_takes_the_one_typed() -> None:
    head = (
        "Date,Exercise,Category,Weight (kg),Weight (lbs),Reps,Distance,Distance Unit,Time,Notes,"
        "Kind\n"
    )
    found = sets(
        head
        + "2024-01-02,Bench,Chest,102.058,225,5,,,,x,Warm-up\n"
        + "2024-01-02,Bench,Chest,100,220.462,5,,,,,\n"
    )
    assert [(each.load_milli, each.unit, each.warmup) for each in found] == [
        (225000, "lb", True),
        (100000, "kg", False),
    ]


def test_fitbod_loads_come_back_as_typed() -> None:
    head = (
        "Date,Exercise,Reps,Weight(kg),Duration(s),Distance(m),Incline,Resistance,isWarmup,Note,"
        "multiplier\n"
    )
    date = "2022-01-05 22:06:49 +0000"
    app, found = rows(
        head
        + f"{date},Dumbbell Curl, 5,7.937875915123695,0.0,0.0,0.0,0.0,true,, 2.0\n\n"
        + f"{date},Dumbbell Curl, 5,12.5,0.0,0.0,0.0,0.0,false,, 2.0\n"
    )
    assert app == "fitbod"
    assert [
        (each.load_milli, each.unit, each.warmup) for each in found if isinstance(each, ImportedSet)
    ] == [(17500, "lb", True), (12500, "kg", False)]
    old = "Date,Exercise,Sets,Reps,Weight,isWarmup,Note\n"
    found_old = sets(old + "2019-02-13,Assisted Chin Up,1,5,-18.14371638,,\n")
    assert [(each.load_milli, each.unit) for each in found_old] == [(-40000, "lb")]


def test_converted_loads_are_taken_as_typed_whatever_the_app() -> None:
    head = "date,exercise,weight (kg),reps\n"
    found = sets(
        head
        + "2024-01-02,Squat,61.235,5\n"
        + "2024-01-02,Squat,102.06,5\n"
        + "2024-01-02,Squat,7.937866,5\n"
        + "2024-01-02,Squat,62.5,5\n"
        + "2024-01-02,Squat,61.25,5\n"
    )
    assert [(each.load_milli, each.unit) for each in found] == [
        (135_000, "lb"), (225_000, "lb"), (17_500, "lb"), (62_500, "kg"), (61_250, "kg"),
    ]  # fmt: skip
    pounds = sets("date,exercise,weight (lbs),reps\n2024-01-02,Squat,220.462,5\n")
    assert [(each.load_milli, each.unit) for each in pounds] == [(100_000, "kg")]
    unstated = sets("date,exercise,weight,reps\n2024-01-02,Squat,61.235,5\n")
    assert [(each.load_milli, each.unit) for each in unstated] == [(61_235, None)]


def test_our_own_format_keeps_a_load_to_the_gram() -> None:
    done = LoggedSet("squat", Load(61_235), 5, datetime(2024, 1, 2, 18, tzinfo=UTC), "squat x5")
    found = one(write_rows([done], lambda _: None, {}))
    assert (found.load_milli, found.unit) == (61_235, "kg")


def test_liftosaur_planned_and_done_in_one_table() -> None:
    head = (
        "Workout DateTime,Program,Day Name,Exercise,Is Warmup Set?,Required Reps,Completed Reps,"
        "Is AMRAP?,Required RPE,Completed RPE,Log RPE?,Required Weight Value,Required Weight Unit,"
        "Completed Weight Value,Completed Weight Unit,Ask Weight?,Completed Reps Time,"
        "Target Muscles,Synergist Muscles,Notes\n"
    )
    start = "2025-12-10T07:38:36.499Z,P,D"
    text = head + (
        f'{start},"Squat, Barbell",1,5,5,0,,,0,60,kg,60,kg,0,2025-12-10T07:40:13.136Z,,,\n'
        f'{start},"Squat, Barbell",0,5,7,1,8,9,0,100,kg,102.5,kg,0,2025-12-10T07:45:05.108Z,,,\n'
        f'{start},"Squat, Barbell",0,5,,0,8,,0,100,kg,,,0,,,,\n'
    )
    app, found = rows(text)
    assert app == "liftosaur"
    warm, done, planned = found
    assert isinstance(warm, ImportedSet)
    assert warm.warmup
    assert isinstance(done, ImportedSet)
    assert (done.load_milli, done.reps, done.amrap, done.rir_tenths) == (102500, 7, True, 10)
    assert done.at == datetime(2025, 12, 10, 7, 45, 5, 108000, UTC)
    assert done.workout == warm.workout
    assert planned == NoSet(4, "not_done")


def test_alpha_progression_in_blocks() -> None:
    text = (
        "\ufeff\n"
        '"Legs · Day 1 · Week 1 · P";"2026-02-19 4:54 h";"1:02 hr"\n'
        '"1. Hack Squats · Machine · 8 reps";"WU1 · 37,5 kg · 9 reps<br>WU2 · 60 kg · 5 reps"\n'
        "#;KG;REPS;RIR\n1;115;8;1\n2;117,5;8;0\n3;115;7;\n"
        '"2. Pull-Ups · Bodyweight · 8 reps"\n#;KG;REPS;RIR\n1;+35;8;2\n'
    )
    app, found = rows(text)
    assert app == "alpha"
    assert [
        (each.exercise_name, each.load_milli, each.unit, each.reps, each.rir_tenths, each.warmup)
        for each in found
        if isinstance(each, ImportedSet)
    ] == [
        ("Hack Squats Machine", 37500, "kg", 9, None, True),
        ("Hack Squats Machine", 60000, "kg", 5, None, True),
        ("Hack Squats Machine", 115000, "kg", 8, 10, False),
        ("Hack Squats Machine", 117500, "kg", 8, 0, False),
        ("Hack Squats Machine", 115000, "kg", 7, None, False),
        ("Pull-Ups Bodyweight", 35000, "kg", 8, 20, False),
    ]


def test_alpha_progression_with_commas_and_pounds() -> None:
    text = (
        '\ufeff\n\nArms\n"2023-03-24 7:26 pm",51 min\n"Day 3 · Week 1"\n'
        '"1. Curls Cable","Superset 1"\n"10 reps"\n#,LBS,REPS\n1,27.5,20\n2,30,12\n'
        '"2. Rows Cable"\n"10 reps"\n#,LBS,REPS\n'
    )
    found = sets(text)
    assert [(each.load_milli, each.unit, each.reps) for each in found] == [
        (27500, "lb", 20),
        (30000, "lb", 12),
    ]
    assert found[0].at == datetime(2023, 3, 24, 19, 26)


def test_stronglifts_side_by_side() -> None:
    text = (
        "\ufeffDate (yyyy/mm/dd),Workout,Workout Name,Program Name,Body Weight (KG),Exercise,"
        "Sets×Reps,Sets×Time,Top Set (Reps×KG),e1RM (KG),Reps,Volume (KG),Workout Volume (KG),"
        "Duration (hours),Start Time (h:mm),End Time (h:mm),Notes,Set 1 (Reps),Set 1 (KG),"
        "Set 2 (Reps),Set 2 (KG),Set 3 (Reps),Set 3 (KG)\n"
        "2024/01/02,1,A,SL,80,Squat,2×5,,5×60,70,10,600,600,1.0,10:56 PM,11:40 PM,n,5,60,4,62.5,"
        "0,62.5\n2024/01/04,2,A,SL,80,Squat,,,,,,,,,,,,-,60,,\n"
    )
    app, found = rows(text)
    assert app == "stronglifts"
    first, second, planned = found
    assert isinstance(first, ImportedSet)
    assert isinstance(second, ImportedSet)
    assert (first.load_milli, first.unit, first.reps) == (60000, "kg", 5)
    assert (second.load_milli, second.reps) == (62500, 4)
    assert first.at == datetime(2024, 1, 2, 22, 56)
    assert planned == NoSet(3, "not_done")


def test_gymbook_in_italian() -> None:
    text = (
        "Data,Programma,Orario,Esercizio,Zona,Gruppi muscolari (Primari),"
        "Gruppi muscolari (Secondari),Set / Set di riscaldamento / Set di defaticamento,"
        "Ripetizioni / Tempo,Peso / Distanza,Appunti,Saltato\n"
        '09/01/25,"W",19:30,"Squat",Gambe,"a","b",Set di riscaldamento,"20 ripetizioni",'
        '"62,50 kg",,No\n'
        '09/01/25,"W",19:36,"Plank",Addome,"a","b",Set,"60 secondi","0,00 kg",,No\n'
        '09/01/25,"W",19:40,"Corsa",Cardio,"a","b",Set,"12 minuti","3,20 km",,No\n'
        '09/01/25,"W",19:50,"Squat",Gambe,"a","b",Set,"8 ripetizioni","80,00 kg",,Si\n'
    )
    app, found = rows(text)
    assert app == "gymbook"
    squat, plank, run, skipped = found
    assert isinstance(squat, ImportedSet)
    assert (squat.at, squat.load_milli, squat.reps) == (datetime(2025, 1, 9, 19, 30), 62500, 20)
    assert squat.warmup
    assert isinstance(plank, ImportedSet)
    assert (plank.seconds, plank.reps) == (60, None)
    assert isinstance(run, ImportedSet)
    assert (run.seconds, run.distance_cm) == (720, 320_000)
    assert skipped == NoSet(5, "skipped")
    assert squat.workout == run.workout


# --- any table ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("date,exercise,weight,reps\n2024-01-02,Squat,100.5,5\n", "utf-8"),
        ("\ufeffDate\tExercise\tWeight (kg)\tReps\n2024-01-02\tSquat\t100.5\t5\n", "utf-8"),
        ("Datum;Übung;Gewicht;Wdh.\n02.01.2024;Squat;100,5;5\n", "cp1252"),
        ("Fecha;Ejercicio;Peso (kg);Repeticiones\n2/1/2024;Squat;100,5;5\n", "utf-8"),
        ("Date;Exercice;Poids;Répétitions\n2 janv. 2024;Squat;100,5 kg;5\n", "cp1252"),
        ("Data;Esercizio;Carico;Ripetizioni\n02/01/2024;Squat;100,5;5 ripetizioni\n", "utf-8"),
        ("Data;Exercício;Carga;Repetições\n2 de jan. de 2024;Squat;100,5;5\n", "utf-8"),
        ("Datum;Oefening;Gewicht;Herhalingen\n2 jan. 2024;Squat;100,5;5\n", "utf-8"),
        ("Data;Ćwiczenie;Ciężar;Powtórzenia\n2 sty 2024;Squat;100,5;5\n", "utf-8"),
        ("Дата;Упражнение;Вес;Повторения\n2 января 2024;Squat;100,5;5\n", "cp1251"),
        ("日付,種目,重量,回数\n2024/1/2,Squat,100.5,5\n", "cp932"),
        ("date|exercise|weight|reps\n2024-01-02|Squat|100.5|5\n", "utf-16"),
        ("my log\n\ndate,exercise,weight,reps\n2024-01-02,Squat,100.5,5\n", "utf-8"),
        ("DATE, EXERCISE ,WEIGHT,UNIT,REPS,RPE,RIR\n2024-01-02,Squat,100.5,kg,5,,\n", "utf-8"),
    ],
)
def test_any_table_whose_columns_can_be_named(text: str, encoding: str) -> None:
    each = one(text, encoding)
    assert (each.exercise_name, each.load_milli, each.reps) == ("Squat", 100_500, 5)
    assert each.at.date().isoformat() == "2024-01-02"


def test_columns_of_effort_kind_and_note() -> None:
    head = "Date,Time,Exercise,Equipment,Set Type,Weight,Unit,Reps,RPE,RIR,Notes\n"
    day = "2024-01-02,18:05,Bench,Barbell"
    found = sets(
        head
        + f"{day},Working,100,kg,5,,2+,easy\n"
        + f"{day},Warm-up,60,kg,5,0,,\n"
        + f"{day},drop set,60,kg,12,,0,\n"
        + f"{day},failure,100,kg,4,9,,\n"
        + f"{day},amrap,225,lb,8+,@9,,\n"
    )
    assert [(each.rir_tenths, each.rir_at_least) for each in found] == [
        (20, True), (None, False), (0, False), (0, False), (10, False),
    ]  # fmt: skip
    assert [each.warmup for each in found] == [False, True, False, False, False]
    assert [each.drop for each in found] == [False, False, True, False, False]
    assert [each.failed for each in found] == [False, False, False, True, False]
    assert [each.amrap for each in found] == [False, False, False, False, True]
    assert found[0].note == "easy"
    assert found[0].at == datetime(2024, 1, 2, 18, 5)
    assert found[-1].unit == "lb"


def test_a_count_of_sets_stands_for_as_many() -> None:
    head = "performed_at_utc,exercise,sets,reps,weight_kg,volume_kg,template,notes\n"
    found = sets(head + "2024-01-01T10:00:00Z,bench,3,8,100,2400,A,\n")
    assert [(each.reps, each.load_milli, each.unit) for each in found] == [(8, 100_000, "kg")] * 3


@pytest.mark.parametrize(
    ("rpe", "rir", "expected"),
    [
        ("", "", (None, False)), ("0", "", (None, False)), ("8", "", (20, False)),
        ("8,5", "", (15, False)), ("10", "", (0, False)), ("11", "", (None, False)),
        ("", "0", (0, False)), ("", "4+", (40, True)), ("", "1-2", (15, False)),
        ("", "-1", (None, False)), ("", "11", (None, False)), ("9", "3", (30, False)),
        ("hard", "", (None, False)), ("nan", "inf", (None, False)),
    ],
)  # fmt: skip
def test_effort_is_never_invented(rpe: str, rir: str, expected: tuple[int | None, bool]) -> None:
    assert read_effort(rpe, rir) == expected


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ("yesterday,Squat,100,5", "date"),
        (",Squat,100,5", "no_date"),
        ("2024-01-02,,100,5", "no_exercise"),
        ("2024-01-02,Squat,heavy,5", "weight"),
        ("2024-01-02,Squat,1e309,5", "weight"),
        ("2024-01-02,Squat,inf,5", "weight"),
        ("2024-01-02,Squat,100,many", "reps"),
        ("2024-01-02,Squat,100,-5", "reps"),
        ("2024-01-02,Squat,100,5.5", "reps"),
        ("2024-02-30,Squat,100,5", "date"),
    ],
)
def test_lines_refused_say_where_and_why(cells: str, reason: str) -> None:
    _, (row,) = rows(f"date,exercise,weight,reps\n{cells}\n")
    assert isinstance(row, Refused)
    assert (row.line, row.reason) == (2, reason)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ("2024-01-02,Squat,100,877777", "reps"),
        ("2024-01-02,Squat,100,101", "reps"),
        ("2024-01-02,Squat,,501", "reps"),
        ("2024-01-02,Squat,1001 kg,5", "load"),
        ("2024-01-02,Squat,2451,5", "load"),
        ("1970-01-02,Squat,100,5", "date"),
    ],
)
def test_what_nobody_can_have_done(cells: str, reason: str) -> None:
    _, (row,) = rows(f"date,exercise,weight,reps\n{cells}\n")
    assert isinstance(row, Implausible)
    assert row.reason == reason


# --- limits -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"PK\x03\x04zip", "file_archive"),
        (b"\x1f\x8bgzip", "file_archive"),
        (b"%PDF-1.7", "file_no_text"),
        (b"SQLite format 3\x00", "file_no_text"),
        (bytes(range(256)) * 20, "file_no_text"),
        (b"hello\nworld\n", "file_unknown"),
        (b"date,weight\n2024-01-02,80\n", "file_missing"),
        (b"date,exercise,reps\n2024-01-02,Squat," + b"9" * 10_001, "file_cell"),
        (b'date,exercise,reps\n2024-01-02,"Squat,5\n' + b"2024-01-02,Squat,5\n" * 30_000,
         "file_cell"),
        (b"x" * 20_000_001, "file_too_big"),
    ],
)  # fmt: skip
def test_files_beyond_the_limits(content: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as caught:
        rows(content)
    assert caught.value.code == code


def test_more_rows_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    assert table.MOST_ROWS == 200_000
    monkeypatch.setattr(table, "MOST_ROWS", 300)
    head, line = b"date,exercise,reps\n", b"2024-01-02,S,5\n"
    assert len(rows(head + line * 300)[1]) == 300
    with pytest.raises(FileRefused) as caught:
        rows(head + line * 301)
    assert caught.value.code == "file_too_many"


def test_odd_bytes_are_read_as_far_as_they_go() -> None:
    found = sets(b"date,exercise,weight,reps\n2024-01-02,Squ\x00at,100,5\n")
    assert [each.exercise_name for each in found] == ["Squat"]
    found = sets(b"date,exercise,weight,reps\n2024-01-02,Kniebeuge \xfc,100,5\n")
    assert [each.exercise_name for each in found] == ["Kniebeuge ü"]


# --- the unit -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("loads", "unit"),
    [
        ((45, 95, 135, 155, 185, 205, 225, 275, 315), "lb"),
        ((60, 62.5, 14, 16, 18, 22, 24, 26, 80, 82.5, 12, 8), "kg"),
        ((100, 50), None),
        ((), None),
        ((20, 25, 30, 35, 40), None),
    ],
)
def test_the_unit_is_told_by_the_loads(loads: tuple[float, ...], unit: str | None) -> None:
    assert judge(round(each * 1000) for each in loads)[0] == unit


# --- cells a spreadsheet would run --------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", " =1", "＝1", "＋1", "－1", "＠1", "'", "'=1",
     "''x", "|x", "%x", "\x00x"],
)  # fmt: skip
def test_formulas_are_neutralised_and_come_back(text: str) -> None:
    assert neutral(text) == f"'{text}"
    assert restored(neutral(text)) == text


@pytest.mark.parametrize("text", ["", "x", "squat 100x5", "5", "x=1", "it's"])
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert neutral(text) == text
    assert restored(text) == text
