"""What a set is besides its numbers, by the words of a line: warm-up, drop set, failed, no set."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.interchange.readers.cells import filled, read_number
from core.parsing.patterns import late

ROLES = (
    "order", "type", "skipped", "done", "warmup", "drop", "failed", "amrap", "count",
)  # fmt: skip
# In the languages the apps speak; what is written in them is met with case and accents as typed.
_WARMUP = late(
    r"w|wu|warm.?up.*|warming.?up.*|aufw.*|.*riscaldamento.*|.*calentamiento.*|.*echauff.*|.*échauff.*|"
    r".*aquecimento.*|.*opwarm.*|.*rozgrzew.*|.*разминк.*|.*defaticamento.*|cool.?down.*|.*ウォーム.*|"
    r".*[ıi]s[ıi]nma.*|.*uppvärm.*|.*oppvarm.*|.*opvarm.*|.*lämmittely.*|.*热身.*|.*熱身.*|.*워밍업.*|.*웜업.*",
    re.IGNORECASE,
)
_DROP = late(
    r"d|drop.*|.*dropset.*|.*drop.?set.*|.*scarico.*|.*stripping.*|.*descendente.*|.*dégressi.*|"
    r".*degressi.*|reduktionss.*|.*дроп.*|.*ドロップ.*|.*递减.*|.*遞減.*|.*드롭.*|.*aftrap.*",
    re.IGNORECASE,
)
_FAILED = late(
    r"f|fail.*|to failure|.*failure|.*versagen|.*cedimento|.*fallo|.*échec|.*echec|.*отказ.*|"
    r".*falha.*|.*falen|.*tükeniş.*|.*tukenis.*|.*upadek.*|.*failen|.*限界.*|.*力竭.*|.*실패.*",
    re.IGNORECASE,
)
_AMRAP = late(r"amrap|\d*\+", re.IGNORECASE)
_REST = late(
    r"rest.?timer|rest|pausa?e?|(?:.*\W)?(?:descanso|repos|riposo|recupero|dinlenme|отдых\w*|odpoczynku|"
    r"przerw\w*|hvile\w*|vilo\w*|lepo\w*)(?:\W.*)?|ruhe\w*|pausen\w*|erholung\w*|satzpause\w*|rust\w*|"
    r"vila|.*休憩.*|.*休息.*|.*レスト.*|.*インターバル.*|.*휴식.*",
    re.IGNORECASE,
)
_NOTE = late(
    r"notes?|notiz(?:en)?|notas?|remarques?|notities?|opmerking|notatk\w*|примечани\w*|заметк\w*|"
    r"anteckning\w*|merknad|not|メモ|ノート|备注|備註|메모|노트",
    re.IGNORECASE,
)
_PLAIN = late(
    r"n|s|normal\w*|work(?:ing)?(?:.?sets?)?|"
    r"(?:straight|regular|standard|default|main|top|back.?off)(?:.?sets?)?|"
    r"sets?|arbeitss\w*|satz|serie|(?:serie )?(?:efectiva|de trabajo|effettiva|allenante)|"
    r"travail|lavoro|trabajo|trabalho|обычный|рабоч\w*|обычн\w*|robocz\w*|zwyk\w*|werkset|"
    r"通常|正常|ノーマル|일반|standart|vanlig|strength|superset\w*|reps?|weights?|"
    r"bilateral|unilateral",
    re.IGNORECASE,
)
_NUMBERED = late(r"(?:[^\W\d]{0,12}\W{0,2})?\d{1,3}(?:[.,]0)?\W?[^\W\d]?|[^\W\d]")
_YES = frozenset(
    {"1", "1.0", "true", "yes", "y", "si", "sì", "sí", "ja", "oui", "sim", "tak", "да", "x", "wahr"}
)
_NO = frozenset(
    {"0", "0.0", "false", "no", "n", "nein", "non", "nao", "não", "nie", "нет", "falsch"}
)
# What apps say of a set that was not done, and of one that was, as letters alone.
_OPEN = frozenset(
    {
        "notstarted", "notdone", "notcompleted", "incomplete", "uncompleted", "unfinished",
        "pending", "planned", "scheduled", "todo", "open", "skipped", "missed", "canceled",
        "cancelled", "new", "inprogress", "upcoming", "nichtgestartet", "offen", "geplant",
        "pendiente", "pianificato", "prevu", "nofinalizado", "nocompletado",
    }
)  # fmt: skip
_DONE = frozenset(
    {
        "done", "completed", "complete", "finished", "logged", "success", "ok", "passed", "saved",
        "erledigt", "fertig", "hecho", "completado", "completada", "terminado", "fatto",
        "completato", "termine", "fait", "feito", "concluido", "gedaan",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """What a set is besides its numbers; `no_set` says why it is none."""

    warmup: bool = False
    drop: bool = False
    failed: bool = False
    amrap: bool = False
    no_set: str = ""
    mark: str = ""  # a word that is not understood
    count: int = 1  # equal sets a line stands for


def read_kind(
    cells: Sequence[str], *, ordered: bool = False, marks: Mapping[str, str] | None = None
) -> Kind:
    """Read the cells of `ROLES`.

    `ordered`: a row whose number is neither a number nor a known mark is no set, as in Strong's
    table. `marks`: what a person said that words mean.
    """
    order, kind, skipped, done, warmup, drop, failed, amrap, count = map(filled, cells)
    found, said = kind_of(order, kind), Kind()
    mark = _unknown(order, kind, done)
    if mark and marks and mark.casefold() in marks:
        said, mark = _MEANT[marks[mark.casefold()]], ""
    return Kind(
        warmup=found.warmup or said.warmup or _true(warmup),
        drop=found.drop or said.drop or _true(drop),
        failed=found.failed or said.failed or _true(failed),
        amrap=found.amrap or _true(amrap),
        no_set=found.no_set
        or said.no_set
        or ("skipped" if _true(skipped) else "")
        or ("not_done" if _not_done(done) or _is_none(count) else "")
        or ("mark" if mark and mark == order and ordered else ""),
        mark=mark,
        count=_count(count),
    )


_MEANT = {
    "set": Kind(), "warmup": Kind(warmup=True), "drop": Kind(drop=True),
    "failed": Kind(failed=True), "none": Kind(no_set="other"),
}  # fmt: skip


def _unknown(order: str, kind: str, done: str) -> str:
    """The word of a row that says something nobody listed, "" where there is none."""
    if order and not (_NUMBERED.fullmatch(order) or _is_known(order)):
        return order
    if kind and not (_is_known(kind) or kind.lower() in _YES | _NO or _NUMBERED.fullmatch(kind)):
        return kind
    known = _YES | _NO
    return (
        done if done and done.lower() not in known and _letters(done) not in _DONE | _OPEN else ""
    )


def _is_known(text: str) -> bool:
    patterns = (_PLAIN, _WARMUP, _DROP, _FAILED, _AMRAP, _REST, _NOTE)
    return any(each.fullmatch(text) for each in patterns)


def _not_done(done: str) -> bool:
    return done.lower() in _NO or _letters(done) in _OPEN


def _letters(text: str) -> str:
    return "".join(each for each in text.lower() if each.isalpha())


def kind_of(*texts: str) -> Kind:
    """What a set is by the words its number and type columns hold."""

    def says(pattern: re.Pattern[str]) -> bool:
        return any(text and pattern.fullmatch(text) for text in texts)

    if says(_REST) or says(_NOTE):
        return Kind(no_set="note" if says(_NOTE) else "rest_timer")
    return Kind(says(_WARMUP), says(_DROP), says(_FAILED), says(_AMRAP))


def _true(text: str) -> bool:
    return bool(text) and text.lower() in _YES


def _is_none(count: str) -> bool:
    """Whether a line says that it stands for no set."""
    return bool(count) and read_number(count) == 0


def _count(text: str) -> int:
    """How many equal sets a line stands for."""
    number = read_number(text) if text else None
    return int(number) if number is not None and 1 <= number <= 20 else 1
