"""What a column is called, in the languages apps and spreadsheets use, and what it then holds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from core.interchange.readers.cells import CENTIMETRES, unit_of
from core.records import Unit

_NAMES = {
    "date": "date, day, datetime, date time, timestamp, start time, started at, performed at, "
            "performed at utc, workout datetime, workout date, session date, created, data, datum, "
            "fecha, giorno, dia, dzien, дата, 日付, 日期, 날짜, done at, completed at, logged at, "
            "päivämäärä, tarih, dato, start, created at, utc, date de la seance, startzeit",
    "clock": "orario, hora, heure, uhrzeit, czas rozpoczecia, время, ora, tijd, clock, "
             "clock time, time of day, klockslag, hour, start clock",
    "time": "time, tempo, zeit, temps, czas, tiempo, 時間",
    "set_at": "completed reps time",
    "exercise": "exercise, exercise name, exercise title, movement, lift, exercises, ubung, "
                "ubungsname, esercizio, nome esercizio, ejercicio, exercice, exercicio, oefening, "
                "cwiczenie, упражнение, menu, 種目, 動作, 운동, ovning, ovelse, hareket, liike, "
                "nombre del ejercicio, nom de l exercice, nome do exercicio, название упражнения",
    "name": "name, nome, nombre, nom, nazwa, название, navn",
    "order": "set order, set, set index, set number, set no, set nr, satz nr, serie nr, numero, "
             "seria, подход, satz, serie, n, set id, series number, ordine",
    "type": "set type, type, kind, set kind, satztyp, satzart, tipo, tipo di serie, tipo de serie, "
            "type de serie, typ serii, typ, тип, тип подхода, settype, soort, rodzaj, "
            "rodzaj serii, type of set, tipo de set, soort set, вид, "
            "set / set di riscaldamento / set di defaticamento, tag",
    "weight": "weight, load, gewicht, peso, poids, charge, carico, carga, kilos, waga, ciezar, "
              "вес, weight value, peso / distanza, 重量, 重さ, 무게, kg, lb, lbs, kgs, vikt, vekt, "
              "paino, belastung, weight used, completed weight value, agirlik, obciazenie, kilo",
    "weight_unit": "weight unit, unit, units, weightunit, load unit, einheit, unita, unidad, "
                   "unite, jednostka, gewichtseinheit, единица, eenheid, unidade, "
                   "completed weight unit, "
                   "unidad de peso, unita di peso, unite de poids",
    "reps": "reps, rep, repetitions, repetition, ripetizioni, ripetizioni / tempo, repeticiones, "
            "wdh, wiederholungen, wiederholung, repeticoes, herhalingen, powtorzenia, повторения, "
            "повторы, 回数, 回, 횟수, completed reps, number of reps, repetitioner, toistot, "
            "tekrar, reps done, count of reps, rip",
    "rpe": "rpe, completed rpe, actual rpe, effort rpe, set rpe, rpe 1 10, rpe value",
    "rir": "rir, reps in reserve, repetitions in reserve, in reserve, reserve, reps left, reserva, "
           "riserva, wir, wiederholungen in reserve",
    "distance": "distance, distanz, distanza, distancia, dystans, расстояние, afstand, 距離, "
                "strecke",
    "distance_unit": "distance unit, distanceunit",
    "seconds": "seconds, sec, secs, sekunden, secondi, segundos, secondes, seconden, sekundy, "
               "секунды, set duration, time under load, 秒",
    "duration": "duration, dauer, duree, durata, duracion, duracao, продолжительность, duur",
    "note": "notes, note, comment, comments, notiz, notizen, appunti, notas, nota, notitie, "
            "notities, uwagi, notatki, заметки, примечание, exercise notes, kommentar, "
            "commentaire, commentaires, comentario, comentarios, remark, remarks, メモ, bemerkung, "
            "bemerkungen, observacoes, observacao, anotacoes, observaciones, observacion, "
            "remarque, remarques, osservazioni, commento, commenti, opmerking, "
            "opmerkingen, komentarz, комментарий, комментарии, заметка, notizie, anteckning",
    "workout": "workout name, workout title, workout, title, session, session name, allenamento, "
               "programma, routine, entrenamiento, seance, treino, training, trening, тренировка, "
               "day name, template, einheit name",
    "workout_id": "workout #, workout number, workout id, session id, sessionid, workoutid",
    "warmup": "iswarmup, is warmup, warmup, warm up, is warmup set?, is warmup set, is warm up, "
              "aufwarmen, aufwarmsatz, riscaldamento, calentamiento, echauffement, warmup set",
    "failed": "failure, failed, to failure, is failure, muskelversagen, cedimento, fallo, echec",
    "amrap": "is amrap?, is amrap, amrap",
    "drop": "dropset, drop set, is dropset, drop",
    "skipped": "saltato, skipped, is skipped, ubersprungen",
    "done": "done, completed, is completed, is done, erledigt, fatto",
    "count": "sets, series, satze, serie x, sets done",
}  # fmt: skip
ROLES = {
    name: role
    for role, names in _NAMES.items()
    for name in (each.strip() for each in names.split(","))
}
# Names that tell an app, in the normal form of `plain`.
_MARKS: tuple[tuple[str, frozenset[str]], ...] = (
    ("hevy", frozenset({"exercise title", "set index", "set type"})),
    ("liftosaur", frozenset({"completed reps", "required reps", "exercise"})),
    ("gymbook", frozenset({"esercizio", "saltato"})),
    ("fitbod", frozenset({"exercise", "reps", "iswarmup"})),
    ("fitnotes", frozenset({"exercise", "category", "reps", "time"})),
    ("strong", frozenset({"workout name", "exercise name", "set order"})),
    ("strong", frozenset({"workout name", "menu", "set order"})),
)

_BRACKETS = re.compile(r"[\s_()\[\]:.\-]+")
_SIGNS = re.compile(r"[’'`\"]")
_TIMES = frozenset({"s", "sec", "secs", "seconds", "second", "sekunden", "min", "hours", "h"})
_NO_LENGTH = frozenset({"in", "m", "mi"})  # as a last word of a weight's name they mean nothing


@dataclass(frozen=True, slots=True)
class Column:
    """A column's role and the unit its name states."""

    role: str
    unit: Unit | None = None
    length: str = ""  # unit of distance
    time: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a table keeps what."""

    app: str
    width: int
    at: dict[str, int]  # role -> index
    weights: tuple[tuple[int, Unit | None], ...]
    length_unit: str = ""  # of the distance column
    day_first: bool = True
    day_guessed: bool = False  # no date of the file tells
    text: tuple[int, ...] = ()  # columns of text, where an unquoted delimiter may stand
    names: tuple[int, ...] = ()  # ... those of them that hold a name and not whatever is written
    unused: tuple[str, ...] = ()  # names of columns that mean nothing here
    delimiter: str = ","  # between the cells; with commas "1,102" is more than a thousand


def plain(name: str) -> str:
    """A column's name with case, accents and brackets folded: "Weight (kg)" is "weight kg"."""
    folded = unicodedata.normalize("NFKD", _SIGNS.sub(" ", name).casefold())
    folded = "".join(each for each in folded if not unicodedata.combining(each))
    return _BRACKETS.sub(" ", unicodedata.normalize("NFC", folded)).strip()


_FOLDED = {plain(name): role for name, role in ROLES.items()}


def column_of(name: str) -> Column | None:
    """What a column holds by its name, None for names that mean nothing here."""
    folded = plain(name)
    role = _FOLDED.get(folded)
    if role is not None:
        return Column(role, unit_of(folded) if role == "weight" else None)
    base, _, last = folded.rpartition(" ")
    role = _FOLDED.get(base)
    if role is None:
        return None
    unit = unit_of(last)
    if role == "weight" and unit:
        return Column(role, unit)
    if role == "distance" and last in CENTIMETRES:
        return Column(role, length=last)
    if role in ("duration", "time", "seconds") and last in _TIMES:
        return Column(role, time=last)
    return None


def layout_of(header: Sequence[str]) -> Layout | None:
    """Read a header; None when date, exercise and an amount are not all there."""
    columns = [column_of(each) for each in header]
    names = {plain(each) for each in header}
    app = next((app for app, marks in _MARKS if marks <= names), "csv")
    at: dict[str, int] = {}
    for index, column in enumerate(columns):
        if column is not None and column.role != "weight":
            at.setdefault(column.role, index)
    if "exercise" not in at and "name" in at:
        at["exercise"] = at["name"]
    weights = tuple(
        (index, column.unit)
        for index, column in enumerate(columns)
        if column is not None and column.role == "weight"
    )
    if "date" not in at or "exercise" not in at or not _amount(at, weights):
        return None
    _settle_times(at, columns)
    length = next((each.length for each in columns if each and each.role == "distance"), "")
    unknown = tuple(index for index, each in enumerate(header) if columns[index] is None)
    named = tuple(at[role] for role in ("exercise", "workout") if role in at)
    free = tuple(at[role] for role in ("note",) if role in at)
    unused = tuple(header[index].strip() for index in unknown if header[index].strip())
    last = tuple(each for each in unknown if each == len(header) - 1)
    text = (*free, *last, *named, *(each for each in unknown if each not in last))
    return Layout(app, len(header), at, weights, length, text=text, names=named, unused=unused)


def _amount(at: dict[str, int], weights: Sequence[object]) -> bool:
    return "reps" in at or (bool(weights) and ("seconds" in at or "distance" in at))


def _settle_times(at: dict[str, int], columns: Sequence[Column | None]) -> None:
    """Tell a time of day from a set's duration, and that from a workout's length, by its place."""
    time, duration = at.pop("time", None), at.pop("duration", None)
    if time is not None and "clock" not in at and time == at["date"] + 1:
        at["clock"] = time
    elif time is not None:
        at.setdefault("seconds", time)
    if duration is not None and duration > at["exercise"]:
        at.setdefault("seconds", duration)


_STRONG_WIDTHS: dict[int, str] = {
    10: "Date,Workout Name,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,"
        "Workout Notes",
    11: "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,"
        "Workout Notes",
    12: "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,"
        "Workout Notes,RPE",
    13: "Date,Workout Name,Exercise Name,Set Order,Weight,Weight Unit,Reps,RPE,Distance,"
        "Distance Unit,Seconds,Notes,Workout Notes",
    14: "Date,Workout Name,Exercise Name,Set Order,Weight,Weight Unit,Reps,RPE,Distance,"
        "Distance Unit,Seconds,Notes,Workout Notes,Workout Duration",
}  # fmt: skip
_STRONG_NUMBERED = (
    "Workout #,Date,Workout Name,Duration (sec),Exercise Name,Set Order,Weight (kg),Reps,RPE,"
    "Distance (meters),Seconds,Notes,Workout Notes"
)
_ORDER = re.compile(r"\d{1,3}|W|D|F|Rest Timer|Note")


def headless_strong(cells: Sequence[str], is_date: Sequence[bool]) -> Layout | None:
    """Recognise a line of Strong's table whose header is missing, by its shape."""
    width = len(cells)
    if width == 13 and is_date[1] and cells[0].isdigit():
        header = _STRONG_NUMBERED.split(",")
    elif is_date[0] and width in _STRONG_WIDTHS:
        header = _STRONG_WIDTHS[width].split(",")
    else:
        return None
    layout = layout_of(header)
    if layout is None or not _ORDER.fullmatch(cells[layout.at["order"]].strip()):
        return None
    return layout
