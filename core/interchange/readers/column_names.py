"""Whole names of columns, in the languages apps and spreadsheets use, and their roles."""

from __future__ import annotations

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
    "weight": "weight, load, gewicht, peso, poids, charge, carico, carga, kilos, waga, ciezar, wt, "
              "вес, weight value, peso / distanza, 重量, 重さ, 무게, kg, lb, lbs, kgs, vikt, "
              "vekt, wgt, paino, belastung, weight used, completed weight value, agirlik, "
              "obciazenie, kilo",
    "assistance": "assistance, assist, assisted, assistance weight, assist weight, "
                  "assistance kg, assistance lb",
    "weight_unit": "weight unit, unit, units, weightunit, load unit, einheit, unita, unidad, "
                   "unite, jednostka, gewichtseinheit, единица, eenheid, unidade, "
                   "completed weight unit, "
                   "unidad de peso, unita di peso, unite de poids",
    "side": "side, hand, arm, leg, lado, seite, cote, lato, limb, arm used",
    "equipment": "equipment, equipo, gerat, materiel, attrezzo, attrezzatura, equipamento",
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
              "w/u, w/u?, wu, "
              "aufwarmen, aufwarmsatz, riscaldamento, calentamiento, echauffement, warmup set",
    "failed": "failure, failed, to failure, is failure, muskelversagen, cedimento, fallo, echec",
    "amrap": "is amrap?, is amrap, amrap",
    "drop": "dropset, drop set, is dropset, drop",
    "skipped": "saltato, skipped, is skipped, ubersprungen",
    "done": "done, completed, is completed, is done, erledigt, fatto, status, "
            "state, estado, stato, statut",
    "count": "sets, series, satze, serie x, sets done, number of sets, no of sets, num sets, "
             "set count",
}  # fmt: skip
ROLES: dict[str, str] = {
    name: role
    for role, names in _NAMES.items()
    for name in (each.strip() for each in names.split(","))
}
