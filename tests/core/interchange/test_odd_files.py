"""Odd files, each once met or thinkable: quoting, line ends, encodings, dates, columns, numbers."""

# ruff: noqa: E501 - a line of a table is one case

from __future__ import annotations

import io
import json
import random
from datetime import UTC, datetime

import pytest

from core.exercises.names import catalogue_names
from core.exercises.own import own_exercise
from core.interchange.dry_run import survey
from core.interchange.own_exercises import definition
from core.interchange.readers.dates import read_moment
from core.interchange.readers.registry import open_export
from core.interchange.rows import FileRefused, Implausible, ImportedSet, Refused, Row
from core.store.codec import exercise_text

NOW = datetime(2026, 11, 22, tzinfo=UTC)
HEAD = "date,exercise,weight,reps,note\n"
LINE = "2024-01-02,Squat,100.5,5,\n"


def rows(text: str | bytes, encoding: str = "utf-8") -> list[Row]:
    content = text if isinstance(text, bytes) else text.encode(encoding)
    return list(open_export(io.BytesIO(content)).rows())


def sets(text: str | bytes, encoding: str = "utf-8") -> list[ImportedSet]:
    found = rows(text, encoding)
    assert all(isinstance(each, ImportedSet) for each in found), found
    return found


def one(text: str | bytes, encoding: str = "utf-8") -> ImportedSet:
    (found,) = sets(text, encoding)
    return found


# --- quoting and line ends ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ((HEAD + LINE + LINE).replace("\n", "\r"), ["Squat", "Squat"]),
        ((HEAD + LINE).replace("\n", "\r\n") + "\r\n\r\n", ["Squat"]),
        (HEAD + '2024-01-02, "Squat, paused",100,5,"x"\n', ["Squat, paused"]),
        (HEAD + '2024-01-02,"Squat ""low bar""",100,5,x\n', ['Squat "low bar"']),
        (HEAD + '2024-01-02,5" Block Pull,100,5,x\n', ['5" Block Pull']),
        ("'date','exercise','weight','reps'\n'2024-01-02','Squat','100','5'\n", ["Squat"]),
        ("sep=;\ndate;exercise;weight;reps\n2024-01-02;Squat;100,5;5\n", ["Squat"]),
        ("date,exercise,weight,reps,,\n2024-01-02,Squat,100,5,,\n2024-01-02,Squat,100,5\n"
         "2024-01-02,Squat,100,5,,,,\n", ["Squat"] * 3),
        ((HEAD + LINE).encode().replace(b"Squat", b"Sq\0uat"), ["Squat"]),
        (HEAD + LINE.rstrip("\n"), ["Squat"]),
    ],
)  # fmt: skip
def test_quotes_and_line_ends(text: str | bytes, names: list[str]) -> None:
    assert [each.exercise_name for each in sets(text)] == names


def test_a_quote_never_closed_spoils_its_own_line_only_at_the_end() -> None:
    good, bad = rows(HEAD + LINE + '2024-01-02,"Squat,100,5,\n')
    assert isinstance(good, ImportedSet)
    assert isinstance(bad, Refused)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
@pytest.mark.parametrize(
    "text",
    [
        HEAD + LINE,
        "Дата;Упражнение;Вес;Повторения\n2024-01-02;Присед;100,5;5\n",
        "date\texercise\tweight\treps\n2/1/2024\tSquat\t100,5\t5\n",
    ],
)
def test_encodings_with_and_without_a_mark(text: str, encoding: str) -> None:
    each = one(text, encoding)
    assert (each.load_milli, each.reps, each.at.date().isoformat()) == (100_500, 5, "2024-01-02")


# --- dates --------------------------------------------------------------------------------------

MONTHS = {
    "en": ("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
           "January February March April May June July August September October November December"),
    "de": ("Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.",
           "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
    "es": ("ene feb mar abr may jun jul ago sept oct nov dic",
           "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
           "diciembre"),
    "fr": ("janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
           "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
    "it": ("gen feb mar apr mag giu lug ago set ott nov dic",
           "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre "
           "dicembre"),
    "pt": ("jan. fev. mar. abr. mai. jun. jul. ago. set. out. nov. dez.",
           "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro "
           "dezembro"),
    "nl": ("jan. feb. mrt. apr. mei jun. jul. aug. sep. okt. nov. dec.",
           "januari februari maart april mei juni juli augustus september oktober november "
           "december"),
    "pl": ("sty lut mar kwi maj cze lip sie wrz paź lis gru",
           "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października "
           "listopada grudnia"),
    "ru": ("янв. февр. мар. апр. май июн. июл. авг. сент. окт. нояб. дек.",
           "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"),
}  # fmt: skip
SHAPES = (
    "9 {} 2026, 17:34", "9. {} 2026, 17:34", "9 de {} de 2026, 17:34", "9 {} 2026 г., 17:34",
    "9 {} 2026, 5:34 PM", "9 {} 2026, 5:34\u202fp.\u00a0m.", "{} 9, 2026, 5:34 PM",
    "9 {} 2026 17.34", "9 {} 2026 um 17:34", "9 {} 2026 à 17:34", "lun., 9 {} 2026, 17:34",
)  # fmt: skip


@pytest.mark.parametrize("language", MONTHS)
def test_every_month_in_nine_languages(language: str) -> None:
    for names in MONTHS[language]:
        for month, name in enumerate(names.split(), start=1):
            for shape in SHAPES:
                found = read_moment(shape.format(name))
                assert found == (datetime(2026, month, 9, 17, 34), True), shape.format(name)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("first", "second", "month"),
    [
        ('"01/13/25, 6:00 PM"', '"01/02/25, 6:00 PM"', 1),
        ("01/13/2025 18:00", "01/02/2025 18:00", 1),
        ('"13/01/2025, 18:00"', '"02/01/2025, 18:00"', 1),
        ("13.01.2025", "02.01.2025", 1),
        ("2025-01-13", "2025-01-02", 1),
    ],
)
def test_one_date_that_tells_settles_the_others(first: str, second: str, month: int) -> None:
    text = f"date,exercise,weight,reps\n{second},Squat,100,5\n{first},Squat,100,5\n"
    assert [each.at.month for each in sets(text)] == [month, month]
    assert sorted(each.at.day for each in sets(text)) == [2, 13]


@pytest.mark.parametrize(
    ("head", "date", "month", "dates"),
    [
        ("weight (kg)", "03/04/2025", 4, "day_first"),
        ("weight (lbs)", "03/04/2025", 3, "month_first"),
        ("weight", '"03/04/2025, 6:00 PM"', 3, "month_first"),
        ("weight (lbs)", "2025-03-04", 3, ""),
        ("weight (lbs)", "4 Mar 2025", 3, ""),
    ],
)
def test_where_no_date_tells_the_guess_is_said(
    head: str, date: str, month: int, dates: str
) -> None:
    text = f"date,exercise,{head},reps\n{date},Squat,100,5\n"
    assert one(text).at.month == month
    assert survey(text.encode(), catalogue_names(), NOW).dates == dates


# --- columns ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "line"),
    [
        ("date;exercise;weight;unit;reps;rpe;rir;set type;note", "2/1/2024;100,5;kg;warmup"),
        ("Fecha;Ejercicio;Peso;Unidad;Reps;RPE;RIR;Tipo;Notas", "2/1/2024;100,5;kg;calentamiento"),
        ("Date;Exercice;Poids;Unité;Reps;RPE;RIR;Type;Commentaire", "2/1/2024;100,5;kg;échauffement"),
        ("Data;Esercizio;Peso;Unità;Rip;RPE;RIR;Tipo;Note", "2/1/2024;100,5;kg;riscaldamento"),
        ("Data;Exercício;Peso;Unidade;Repetições;RPE;RIR;Tipo;Observações", "2/1/2024;100,5;kg;aquecimento"),
        ("Datum;Oefening;Gewicht;Eenheid;Herhalingen;RPE;RIR;Soort;Opmerking", "2-1-2024;100,5;kg;warming-up"),
        ("Data;Ćwiczenie;Ciężar;Jednostka;Powtórzenia;RPE;RIR;Rodzaj;Notatki", "2.01.2024;100,5;kg;rozgrzewka"),
        ("Дата;Упражнение;Вес;Единица;Повторения;RPE;RIR;Тип;Комментарий", "02.01.2024;100,5;кг;разминка"),
        ("Datum;Übung;Gewicht;Einheit;Wdh.;RPE;RIR;Satzart;Bemerkung", "02.01.2024;100,5;kg;Aufwärmsatz"),
        ("Day;Movement;Load;Units;Repetitions;RPE (1-10);Reps in Reserve;Kind;Comments", "02.01.2024;100,5;kg;W"),
    ],
)  # fmt: skip
def test_every_column_under_other_names(head: str, line: str) -> None:
    day, load, unit, kind = line.split(";")
    each = one(f"{head}\n{day};Squat;{load};{unit};5;8;;{kind};slow\n")
    assert (each.load_milli, each.unit, each.reps, each.rir_tenths) == (100_500, "kg", 5, 20)
    assert (each.warmup, each.note, each.at.date().isoformat()) == (True, "slow", "2024-01-02")


def test_columns_in_any_order_beside_strange_ones() -> None:
    head = "note,reps,Foo,weight (lbs),Bar,exercise,rir,date,rpe,set type\n"
    easy, warm, failed = sets(
        head
        + "hi,8.0,x,225,y,Squat,0,2024-01-02,0,\n"
        + ",8,x,135,y,Squat,,2024-01-02,0,warm up\n"
        + ",6,x,225,y,Squat,,2024-01-02,9,failure\n"
    )
    assert (easy.load_milli, easy.unit, easy.reps, easy.rir_tenths) == (225_000, "lb", 8, 0)
    assert (warm.warmup, warm.rir_tenths) == (True, None)
    assert (failed.failed, failed.rir_tenths) == (True, 0)
    plan = survey((head + "hi,8,x,225,y,Squat,0,2024-01-02,0,\n").encode(), catalogue_names(), NOW)
    assert plan.unused == ("Foo", "Bar")


@pytest.mark.parametrize(
    ("head", "line", "load", "unit"),
    [
        ("day,lift,lbs,wdh", "2024-01-02,Squat,225,5", 225_000, "lb"),
        ("datum;übung;kg;wdh", "02.01.2024;Kniebeuge;100,5;5", 100_500, "kg"),
        ("date,exercise,gewicht (kg),reps", "2024-01-02,Squat,100.5,5", 100_500, "kg"),
        ("date,exercise,weight,reps", "2024-01-02,Squat,225 lbs,5", 225_000, "lb"),
        ("date,exercise,weight_kg,weight_lbs,reps", "2024-01-02,Squat,,225,5", 225_000, "lb"),
        ("date,exercise,weight_kg,weight_lbs,reps", "2024-01-02,Squat,100,,5", 100_000, "kg"),
    ],
)
def test_units_by_column_and_cell(head: str, line: str, load: int, unit: str) -> None:
    each = one(f"{head}\n{line}\n")
    assert (each.load_milli, each.unit, each.reps) == (load, unit, 5)


# --- numbers ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "milli"),
    [
        ('"1,102.5"', 1_102_500), ('"1.102,5"', 1_102_500), ('"1,102"', 1_102_000),
        ('"62,5"', 62_500), ('"22,680"', 22_680), ("1'102.5", 1_102_500), ("100.", 100_000),
        ("74.99999999999999", 75_000), ("-20", -20_000), ("\N{MINUS SIGN}20", -20_000),
        ("BW", None),
    ],
)  # fmt: skip
def test_loads_as_people_and_spreadsheets_write_them(cell: str, milli: int | None) -> None:
    assert one(f"date,exercise,weight,reps\n2024-01-02,Leg Press,{cell},5\n").load_milli == milli


def test_a_comma_between_semicolons_is_decimal() -> None:
    text = "date;exercise;weight;reps\n2024-01-02;Leg Press;1,102;5\n"
    assert one(text).load_milli == 1102


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("8.0", 8), ('"8,0"', 8), ("8", 8), ("8 reps", 8), ("8+", 8), ("٨", 8)],
)
def test_repetitions_written_oddly(cell: str, expected: int) -> None:
    assert one(f"date,exercise,weight,reps\n2024-01-02,Squat,100,{cell}\n").reps == expected


@pytest.mark.parametrize(
    ("cell", "kind"),
    [("877777", Implausible), ('"877,777"', Refused), ("-5", Refused), ("5.5", Refused),
     ("9" * 30, Refused)],
)  # fmt: skip
def test_repetitions_nobody_did(cell: str, kind: type[Row]) -> None:
    (found,) = rows(f"date,exercise,weight,reps\n2024-01-02,Squat,100,{cell}\n")
    assert isinstance(found, kind)


def test_a_workout_that_stands_twice_in_a_file_keeps_its_sets_apart() -> None:
    text = HEAD + LINE * 2
    assert len(sets(text)) == 2
    assert survey(text.encode(), catalogue_names(), NOW).workouts == 1


# --- our own format, written by somebody else ---------------------------------------------------

OURS = (
    "spotter,at,exercise,load,unit,reps,rir,rir_at_least,failed,amrap,partials,warmup,drop,seconds,"
    "distance_cm,per_side,shared_effort,note,line,source,position,exercise_id,own_exercise\n"
)


@pytest.mark.parametrize(
    ("at", "load", "reps", "rir", "source_position"),
    [
        ("2026-01-01T10:00:00Z", "100", "9" * 20, "2", "0"),
        ("2026-01-01T10:00:00Z", "9" * 12, "5", "2", "0"),
        ("2026-01-01T10:00:00Z", "100", "5", "99999", "0"),
        ("2026-01-01T10:00:00Z", "100", "5", "2", "9" * 12),
        ("0001-01-01T00:00:00Z", "100", "5", "2", "0"),
        ("2026-01-01T10:00:00Z", "100", "-5", "2", "0"),
        ("2026-01-01T10:00:00Z", "nan", "5", "2", "0"),
        ("2026-01-01 10:00", "100", "5", "2", "0"),
    ],
)
def test_our_own_format_is_not_trusted(
    at: str, load: str, reps: str, rir: str, source_position: str
) -> None:
    line = f"1,{at},Squat,{load},kg,{reps},{rir},0,0,0,0,0,0,,,0,0,,x,chat:1,{source_position},squat,\n"
    (found,) = rows(OURS + line)
    assert isinstance(found, Refused)
    assert found.reason == "cell"


def test_an_exercise_a_file_carries_is_taken_only_if_it_is_sound() -> None:
    good = json.loads(exercise_text(own_exercise("Zanzibar Hoist"))) | {"id": "own-7"}
    found = definition(json.dumps(good))
    assert found is not None
    assert found.name == "Zanzibar Hoist"
    for wrong in (
        {"measure": "x"}, {"mechanic": 1}, {"name": "x" * 49}, {"name": ""}, {"name": "a\nb"},
        {"muscles": [1]}, {"muscles": ["x"] * 99}, {"step_kg": [0, "kg"]}, {"step_kg": [2.5, "kg"]},
        {"step_lb": [5000, "kg"]}, {"size_range": [12, 8]}, {"size_range": [8]}, {"ceiling": "x"},
        {"bodyweight_share": 7}, {"safe_to_fail": 1}, {"unilateral": None}, {"pattern": ""},
        {"more": 1},
    ):  # fmt: skip
        assert definition(json.dumps(good | wrong)) is None, wrong
    for text in ("", "{}", "[]", "null", "x", "{", "[" * 5000):
        assert definition(text) is None


# --- anything at all ----------------------------------------------------------------------------

PIECES = (
    "\0", "\r", "\n", '"', "'", ",", ";", "\t", "=", "-", "1e309", "inf", "nan", "9" * 30, "½", "😀",
    "1,102.5", "\ufeff", "24:00", "2024-02-30", "²", "1_000", "Ⅷ", "0001-01-01", "9999-12-31",
    "2024-01-01T00:00:00+23:59", "own-9", '{"id":"x"}', "1:99:99", "100e2", "F", "W", "Rest Timer",
)  # fmt: skip
SEEDS = (
    HEAD + LINE * 3,
    "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,"
    'Workout Notes,RPE\n2024-01-02 18:30:05,"Legs",1h 2m,"Squat",W,60,8,0,0,"","",9\n',
    "date;exercise;weight;reps;rpe;rir;set type;unit;distance;seconds;sets\n"
    "2024-01-02;Squat;100,5;5;8;1-2;amrap;kg;1,5 km;1:30;3\n",
    '"Legs · Day 1";"2026-02-19 4:54 h";"1:02 hr"\n"1. Hack Squats";"WU1 · 37,5 kg · 9 reps"\n'
    "#;KG;REPS;RIR\n1;115;8;1\n",
    OURS + "1,2026-01-01T10:00:00Z,Squat,100,kg,5,2,0,0,0,0,0,0,,,0,0,,x,chat:1,0,squat,\n",
)


@pytest.mark.parametrize("seed", range(60))
def test_whatever_a_file_holds_it_is_read_or_refused(seed: int) -> None:
    """Broken at random, a file gives rows or FileRefused, and no number beyond the columns."""
    chance = random.Random(seed)
    for _ in range(8):
        text = list(chance.choice(SEEDS))
        for _ in range(chance.randint(1, 8)):
            place = chance.randrange(len(text) + 1)
            if chance.random() < 0.6:
                text[place:place] = chance.choice(PIECES)
            else:
                del text[place : place + chance.randint(1, 6)]
        content = "".join(text).encode(chance.choice(("utf-8", "utf-16", "cp1252")), "replace")
        try:
            found = rows(content)
        except FileRefused:
            continue
        for each in found:
            if isinstance(each, ImportedSet):
                assert abs(each.load_milli or 0) <= 10**8
                assert 0 <= (each.reps or 0) < 2**31
                assert 0 <= (each.seconds or 0) < 2**31


# --- characters that are none ---------------------------------------------------------------------

TURNED = "\u202e"  # what follows is shown from right to left


@pytest.mark.parametrize("odd", [TURNED, "\u2066", "\x7f", "\u200e"])
def test_names_and_notes_are_cleaned_like_typed_ones(odd: str) -> None:
    """Found by `make fuzz`: they came back in every answer, in groups too."""
    found = one(HEAD + f"2024-01-02,Frob{odd}nicate,100,5,felt{odd} good\n")
    assert (found.exercise_name, found.note) == ("Frobnicate", "felt good")


def test_a_note_is_composed() -> None:
    assert one(HEAD + "2024-01-02,Squat,100,5,de\u0301ja\n").note == "d\u00e9ja"


def test_a_name_of_such_characters_alone_is_none() -> None:
    (found,) = rows(HEAD + f"2024-01-02,{TURNED}\u200e,100,5,\n")
    assert isinstance(found, Refused)


def test_what_is_quoted_of_a_refused_row_is_cleaned() -> None:
    (found,) = rows(HEAD + f"2024-01-02,Squat,1{TURNED}x00,5,\n")
    assert not isinstance(found, ImportedSet)
    assert TURNED not in repr(getattr(found, "facts", ""))
