"""What stands before or between sets and is none: numbering, "Set 1:", titles, links."""

from __future__ import annotations

import re

from core.parsing.day_words import MONTH_WORDS
from core.parsing.patterns import late
from core.parsing.weekdays import plain

# "1.", "2)", "A1)", "#3", "- ", "* " before a name or a set
_NUMBERING = late(
    r"\s*(?:[-*>]\s+(?=[^\W\d_])"
    r"|##+\s+(?=[^\W\d_])"  # a heading as note apps write it
    rf"|#?\d{{1,2}}[.)\]]\s*(?=[^\W\d_])(?!(?:de\s+)?(?:{MONTH_WORDS})\b)"
    r"|\d{1,2}-\s+(?=[^\W\d_])"
    r"|#\d{1,2}\s+(?=\d+(?:[.,]\d+)?\s*(?:kgs?|lbs?)?\s*[x*]\s*\d)"
    r"|[A-Ha-h]\d\s+(?=[^\W\d_])"
    r"|#?\d{1,2}[.)\]:]\s+(?=\d+(?:[.,]\d+)?\s*(?:kgs?|lbs?)?\s*[x*]\s*\d)"
    r"|\(?[A-Ha-h]\d{0,2}[.):\]]\s*(?=[^\W_]))",
    re.IGNORECASE,
)
# "Set 1: 60 kg x 10", "W1: 20 kg x 5" of the share texts of apps
_SETS = r"set|satz|serie|série|serie|подход|seria|reeks|sett?|セット|세트|第|组|組"
_SET_LABEL = late(
    rf"\s*(?:(?P<warm>w(?:arm-?up)?\s*\d{{0,2}}\s*[:.)])|(?P<drop>d\d{{0,2}}\s*[:)])"
    rf"|(?:{_SETS}|s)\s*#?\d{{1,2}}\s*[:.)-]+"
    rf"|(?:{_SETS})\s*#?\d{{1,2}}\s+(?=\d+(?:[.,]\d+)?\s*(?:[x*]|kgs?|lbs?|кг)))\s*(?=[+\d])",
    re.IGNORECASE,
)
_NOTE = late(
    r"\s*(?:notes?|notizen|notiz|notas?|remarques?|commentaires?|comments?|заметки|заметка|메모|メモ|备注)"
    r"\s*:\s*",
    re.IGNORECASE,
)
_LINK = late(r"\s*(?:https?://\S+|www\.\S+|@\w+)\s*$", re.IGNORECASE)
_WORD = late(r"[^\W_]+")
_TITLE = """
day days workout workouts session sessions training week weeks block phase cycle push pull legs leg
upper lower body full fullbody total chest back arms arm shoulders glutes quads hams hamstrings core
morning afternoon evening night midday noon lunch gym lift lifting log today strength hypertrophy
volume heavy light deload power ppl accessory accessories main superset giant finisher cardio warmup
wu cooldown a b c d e and plus the my of
tag einheit trainingstag woche beine brust rucken schultern arme oberkorper unterkorper ganzkorper
dia entreno entrenamiento rutina semana pierna piernas pecho espalda hombros brazos gluteos
jour seance entrainement semaine jambes jambe dos epaules bras poitrine pectoraux
giorno allenamento settimana gambe petto schiena spalle braccia
treino semana pernas peito costas ombros bracos
день тренировка неделя ноги грудь спина плечи руки верх низ
trening dzien nogi klatka plecy barki trening traning pass dag ben brost rygg antrenman gun
"""
_TITLE_WORDS = frozenset(_TITLE.split())
_MOST_TITLE_WORDS = 10
_SHORT_TITLE = late(r"(?:w|wk|d|t|s)\d{1,2}(?:d\d{1,2})?")  # "W1D2"


_FIRST_WORD = late(r"[^\W\d_]*")
_LABELS = frozenset(
    ["set", "satz", "serie", "série", "подход", "seria", "reeks", "sett", "セット", "세트", "第",
     "组", "組", "warm", "warmup"]
)  # fmt: skip


def may_be_numbered(folded: str) -> bool:
    """A quick look whether a line begins with what numbers it; false alarms are fine."""
    first = folded[:1]
    if first.isdecimal():
        return folded[1:2] in ".)]:-" or folded[2:3] in ".)]:-"
    word = _FIRST_WORD.match(folded)
    length = word.end() if word is not None else 0
    return length <= 1 or folded[:length].lower() in _LABELS


def without_numbering(folded: str) -> str:
    """The folded line with what numbers it blanked out, place for place; "W1:" is "w"."""
    label = _SET_LABEL.match(folded)
    if label is not None:
        mark = "w" if label["warm"] else "ds" if label["drop"] else ""
        return mark.ljust(label.end()) + folded[label.end() :]
    numbering = _NUMBERING.match(folded)
    if numbering is not None:
        return " " * numbering.end() + folded[numbering.end() :]
    return folded


def is_link(text: str) -> bool:
    """Whether a line is only a link or the name of an account: the end of a share text."""
    return _LINK.fullmatch(text) is not None


def note_of(text: str) -> str:
    """What a line of a share text says as a note: "Notes: felt good"; "" for other lines."""
    found = _NOTE.match(text)
    return text[found.end() :].strip() if found is not None else ""


def is_title(text: str) -> bool:
    """Whether a line only says which workout it was: "Push day", "Week 3 - Day 2", "Legs:"."""
    words = [plain(each) for each in _WORD.findall(text)]
    if not words or len(words) > _MOST_TITLE_WORDS:
        return False
    named = [each for each in words if not each.isdecimal() and not _SHORT_TITLE.fullmatch(each)]
    return bool(named or any(map(_SHORT_TITLE.fullmatch, words))) and all(
        each in _TITLE_WORDS for each in named
    )
