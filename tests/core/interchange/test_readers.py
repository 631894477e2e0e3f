"""Other apps' files, each app's own: recognised from content, read as written."""

# ruff: noqa: DTZ001 - the times in a file are local and have no zone

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.interchange.readers.spotter import write_rows
from core.interchange.rows import ImportedSet, NoSet
from core.records import Load, LoggedSet
from tests.core.interchange.tables_read import one, rows, sets

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
