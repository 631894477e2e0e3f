"""Any table whose columns can be named; its unit, its limits, and cells that run."""

# ruff: noqa: DTZ001 - the times in a file are local and have no zone

from __future__ import annotations

from datetime import datetime

import pytest

from core.interchange.readers import table
from core.interchange.readers.spotter import neutral, restored
from core.interchange.readers.work import read_effort
from core.interchange.rows import FileRefused, Implausible, Refused
from core.interchange.units import judge
from tests.core.interchange.tables_read import one, rows, sets

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
        ("2024-01-02,Pull Up,,501", "reps"),
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
