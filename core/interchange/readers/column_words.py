"""What a column's name says word by word, where the whole name is not listed.

"titulo_rutina", "Nome do exercício" and "SatzNummer" are made of few words. A name whose words are
all known is understood; a slip of spelling does not matter; where a word stays unknown or says how
the value came about ("rpe_actual"), the role is a guess, to be asked.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

_WORDS = {
    "exercise": "exercise exercises exercice exercices ejercicio ejercicios esercizio esercizi "
    "exercicio exercicios ubung ubungen ubungs oefening oefeningen cwiczenie cwiczenia cwiczen "
    "упражнение упражнения ovning ovelse hareket egzersiz liike movement movimiento lift "
    "種目 動作 动作 运动 運動 운동 エクササイズ トレーニング種目",
    "name": "name title nombre titulo nom titre nome titolo naam nazwa navn namn название имя isim "
    "adi ad nimi bezeichnung 名 名前 名称 이름",
    "workout": "workout workouts session training trainings entrenamiento entreno rutina routine "
    "sesion seance entrainement allenamento sessione scheda treino sessao trening treningu "
    "тренировка тренировки antrenman traningspass program programme plan ワークアウト 训练 訓練",
    "set": "set serie satz satze seria serii serien подход подхода sett sarja "
    "组 組 組數 组数 セット 세트",
    "sets": "sets series подходы setler",
    "order": "order index number num no nr idx orden ordre ordine ordem reihenfolge numero nummer "
    "номер порядок sira sirasi kolejnosc volgorde id ordning 番号 顺序 順序 순서",
    "type": "type kind tipo typ art тип tur turu soort rodzaj tag tyyppi タイプ 类型 類型 유형",
    "weight": "weight load peso poids charge gewicht carga carico waga ciezar вес agirlik vikt "
    "wt wgt vekt paino kilos kilo kilograms belastung 重量 重さ 무게",
    "unit": "unit units einheit unidad unita unite jednostka единица eenheid unidade birim enhet",
    "reps": "reps rep repetitions repetition repeticiones repeticoes repeticion ripetizioni "
    "ripetizione wiederholungen wiederholung wdh herhalingen powtorzenia повторения повторы "
    "tekrar repetitioner toistot 回数 次数 次數 횟수",
    "rpe": "rpe", "rir": "rir",
    "effort": "effort intensity exertion esfuerzo anstrengung",
    "distance": "distance distancia distanza distanz entfernung strecke dystans "
    "afstand расстояние mesafe 距離 距离",
    "time": "time duration seconds secs dauer zeit temps duree tempo durata tiempo duracion "
    "segundos sekunden secondi secondes czas время sure tijd duur duracao hora heure uhrzeit",
    "date": "date datum fecha data дата tarih dato dia day giorno jour tag 日付 日期 날짜",
    "start": "start started begin began inicio debut beginn inizio baslangic начало comienzo",
    "note": "note notes comment comments notas nota notiz notizen notiter kommentar commentaire "
    "comentario comentarios commento uwagi заметки примечание notlar remark remarks",
    "warmup": "warmup aufwarmen calentamiento riscaldamento echauffement aquecimento",
    "failed": "failure failed fallo versagen cedimento echec",
    "done": "done completed finished status estado",
    "side": "side hand arm leg lado seite cote lato mano brazo",
    "equipment": "equipment equipo gerat machine attachment materiel attrezzo",
    # words that make a column one that is not read
    "other": "end ended fin ende fine fim конец bitis rest pause descanso repos ruhe recupero "
    "riposo previous last planned target goal required prescribed scheduled expected calories "
    "kcal category categoria kategorie categories muscle muscles musculo muskel bodypart group "
    "volume 1rm e1rm orm max estimated pr superset superserie url image video equipped age "
    "temperature heart bpm hr avg average steps incline percent body bodyweight "
    "bodymass created updated modified deleted user mood sleep rating",
    # words that add nothing
    "": "the of de del la el der des die das du l d di da do dell dei delle della of in en per "
    "pro and y e und et for my a used at to count",
}  # fmt: skip
# Words that say how a value came about: likely the set's own, but worth a question.
_MODIFIERS = frozenset(
    {
        "actual", "lifted", "real", "final", "performed", "achieved", "value", "amount", "felt",
        "perceived", "working", "work", "top", "levantado", "usado", "realizado", "ist",
        "tatsachlich", "reel", "effettivo",
    }
)  # fmt: skip
# The role of the words of a name, the first that fits: needed words, role.
_ROLES: tuple[tuple[frozenset[str], str], ...] = tuple(
    (frozenset(words.split()), role)
    for words, role in (
        ("other", "other"),
        ("workout note", "other"), ("note", "note"),
        ("exercise order", "other"), ("exercise type", "other"), ("exercise unit", "other"),
        ("exercise weight", "weight"), ("exercise reps", "reps"), ("exercise date", "date"),
        ("exercise equipment", "equipment"), ("exercise time", "seconds"),
        ("exercise", "exercise"),
        ("workout order", "workout_id"), ("workout time start", "date"), ("workout time", "other"),
        ("workout type", "other"), ("workout date", "date"), ("workout start", "date"),
        ("workout", "workout"),
        ("set type", "type"), ("weight unit", "weight_unit"), ("distance unit", "distance_unit"),
        ("sets order", "count"), ("weight", "weight"), ("reps", "reps"), ("rpe", "rpe"),
        ("rir", "rir"), ("effort", "rpe"), ("distance", "distance"),
        ("set warmup", "warmup"), ("warmup", "warmup"), ("set failed", "failed"),
        ("set time", "seconds"), ("set done", "done"), ("sets", "count"), ("set", "order"),
        ("date", "date"), ("start", "date"), ("time", "time"), ("equipment", "equipment"),
        ("side", "side"),
        ("failed", "failed"), ("done", "done"), ("type", "type"), ("unit", "weight_unit"),
        ("name", "name"), ("order", "other"),
    )
)  # fmt: skip
_NO_LOAD = frozenset(
    {
        "body",
        "bodyweight",
        "bodymass",
        "target",
        "planned",
        "goal",
        "required",
        "previous",
        "last",
        "stone",
        "stones",
        "st",
        "warmup",
        "drop",
    }
)
_VOLUMES = frozenset(
    {"volume", "tonnage", "volumen", "volym", "volumne", "workload", "объем", "объём", "тоннаж"}
)
_CAMEL = re.compile(r"(?<=[a-zà-ÿ0-9])(?=[A-Z])")
_BREAKS = re.compile(r"[\W_]+")
_LONGEST_NAME, _LONGEST_WORD = 120, 40  # characters; what is longer names no column
_SHORTEST = 4  # letters of a word that is cut off
_SHORTEST_SLIP, _LONG = 5, 9  # letters from which one, and two, may be mistyped


@cache
def _listed() -> dict[str, str]:
    return {word: meaning for meaning, words in _WORDS.items() for word in words.split()}


@lru_cache(maxsize=512)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a column's name, case and accents folded: "WeightLifted" has two."""
    folded = unicodedata.normalize("NFKD", _CAMEL.sub(" ", name[:_LONGEST_NAME]).casefold())
    plain = "".join(each for each in folded if not unicodedata.combining(each))
    plain = unicodedata.normalize("NFC", plain).replace("ı", "i").replace("ł", "l")
    return tuple(each for each in _BREAKS.split(plain) if each)


@lru_cache(maxsize=1024)
def meaning_of(word: str) -> str | None:
    """What a word of a column's name means; None for a word that is not known."""
    listed = _listed()
    if word in listed:
        return listed[word]
    if len(word) > _LONGEST_WORD:
        return None
    for cut in range(3, len(word) - 2):  # "satznummer", "trainingsname"
        head, tail = word[:cut], word[cut:]
        if tail in listed and listed[tail] and (head in listed or head.removesuffix("s") in listed):
            first = listed.get(head) or listed.get(head.removesuffix("s"))
            if first:
                return f"{first} {listed[tail]}"
    begun = {listed[each] for each in listed if len(word) >= _SHORTEST and each.startswith(word)}
    if len(begun) == 1:  # "Wiederh."
        return begun.pop()
    if len(word) < _SHORTEST_SLIP:
        return None
    from rapidfuzz.distance import OSA  # 4 MB, where a file is read

    slips = 2 if len(word) >= _LONG else 1
    near = (each for each in listed if len(each) >= _SHORTEST_SLIP and listed[each])
    for each in near:
        if OSA.distance(word, each, score_cutoff=slips) <= slips:
            return listed[each]
    return None


@lru_cache(maxsize=512)
def read_name(words: tuple[str, ...]) -> tuple[str, bool] | None:
    """The role the words of a name give, and whether it is sure; None where they give none."""
    meanings: set[str] = set()
    sure = True
    for word in words:
        meaning = None if word in _MODIFIERS else meaning_of(word)
        if meaning is None:
            sure = False
        else:
            meanings.update(meaning.split())
    for needed, role in _ROLES:
        if needed <= meanings:
            return role, sure
    return None


def says_load(name: str) -> bool:
    """Whether a name speaks of a load that is not the body's, nor one to come."""
    words = words_of(name)
    return not _NO_LOAD & set(words) and any(meaning_of(each) == "weight" for each in words)


def says_volume(name: str) -> bool:
    """Whether a name speaks of the load times the repetitions."""
    words = set(words_of(name))
    return bool(_VOLUMES & words) or {"total", "weight"} <= words
