"""Weekdays as typed, in the languages the bot knows for names. A closed list; nothing is guessed.

Some short words are two days in two languages: "do" is Donnerstag and domingo, "ma" martes and
maandag. Words that stand together are read in one language where one knows them all.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from itertools import product

SHORT = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")  # as the bot writes them
EVERY_DAY = tuple(range(7))
MOST_READINGS = 4

# per language Monday to Sunday, each with its ways to be written, without accents
_WORDS: Mapping[str, tuple[str, ...]] = {
    "en": (
        "monday mondays mon mo", "tuesday tuesdays tues tue tu", "wednesday wednesdays weds wed we",
        "thursday thursdays thurs thur thu th", "friday fridays fri fr",
        "saturday saturdays sat sa", "sunday sundays sun su",
    ),
    "de": (
        "montag montags mo", "dienstag dienstags di", "mittwoch mittwochs mi",
        "donnerstag donnerstags do", "freitag freitags fr", "samstag samstags sonnabend sa",
        "sonntag sonntags so",
    ),
    "es": (
        "lunes lun lu", "martes mar ma", "miercoles mie mi", "jueves jue ju", "viernes vie vi",
        "sabado sabados sab sa", "domingo domingos dom do",
    ),
    "pt": (
        "segunda segundas seg", "terca tercas ter", "quarta quartas qua", "quinta quintas qui",
        "sexta sextas sex", "sabado sabados sab", "domingo domingos dom do",
    ),
    "fr": (
        "lundi lundis lun lu", "mardi mardis mar ma", "mercredi mercredis mer me",
        "jeudi jeudis jeu je", "vendredi vendredis ven ve", "samedi samedis sam sa",
        "dimanche dimanches dim di",
    ),
    "it": (
        "lunedi lun lu", "martedi mar ma", "mercoledi mer me", "giovedi gio gi", "venerdi ven ve",
        "sabato sabati sab sa", "domenica domeniche dom do",
    ),
    "ru": (
        "понедельник понедельникам пон пн", "вторник вторникам вто вт",
        "среда среду средам сре ср", "четверг четвергам чет чт", "пятница пятницу пятницам пят пт",
        "суббота субботу субботам суб сб", "воскресенье воскресеньям вос вс",
    ),
    "nl": (
        "maandag maandags ma", "dinsdag dinsdags di", "woensdag woensdags woe wo",
        "donderdag donderdags do", "vrijdag vrijdags vr", "zaterdag zaterdags za",
        "zondag zondags zo",
    ),
    "pl": (
        "poniedzialek poniedzialki pon pn", "wtorek wtorki wt", "sroda srode srody sr",
        "czwartek czwartki czw", "piatek piatki pt", "sobota sobote soboty sob",
        "niedziela niedziele niedz nd",
    ),
}  # fmt: skip
_LETTERS = str.maketrans({"ł": "l", "ß": "ss"})


def plain(text: str) -> str:
    """A text in small letters without accents: "Miércoles" and "miercoles" are one word."""
    if text.isascii():
        return text.lower()  # the same, and most words are
    parts = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS)
    return "".join(each for each in parts if not unicodedata.combining(each))


_BY_WORD: dict[str, dict[str, int]] = {}
for _language, _days in _WORDS.items():
    for _number, _ways in enumerate(_days):
        for _way in _ways.split():
            _BY_WORD.setdefault(plain(_way), {})[_language] = _number


def is_weekday(word: str) -> bool:
    """Whether a word, as `plain` gives it, names a weekday in some language."""
    return word in _BY_WORD


# before an exercise, whoever types them: no word of talk, and the same day in every language
_SURE = frozenset(
    [
        "seg",
        "segunda",
        "ter",
        "terca",
        "qua",
        "quarta",
        "qui",
        "quinta",
        "sex",
        "sexta",
        "mie",
        "sab",
    ]
)
_ORDINALS = frozenset(["segunda", "quarta", "quinta", "sexta"])  # of sets, in Spanish
_TALK = {"en": "so we th su tu", "de": "so", "es": "mi", "fr": "ma me je sa"}  # "so, bench 80x5"


def day_before_lift(word: str, language: str) -> int | None:
    """The weekday that a word before an exercise names: "seg supino 80x5"; None for all else.

    A short word is one only in the language of who types it: "so bench 80x5" is English talk.
    """
    language = language.lower().replace("_", "-").split("-")[0]
    known = _BY_WORD.get(plain(word), {})
    if plain(word) in _TALK.get(language, "").split():
        return None
    if language in known:
        return known[language]
    sure = plain(word) in _SURE and not (language == "es" and plain(word) in _ORDINALS)
    return next(iter(known.values())) if sure else None


def weekdays_of(words: Sequence[str], language: str = "") -> tuple[tuple[int, ...], ...]:
    """The days (0 is Monday) that words typed together name; each reading where there are several.

    Words are read in one language where one knows them all, the person's own first.
    """
    known = [_BY_WORD[word] for word in words]
    shared = set.intersection(*(set(each) for each in known)) if known else set()
    language = language.lower().replace("_", "-").split("-")[0]
    if language in shared:
        return (tuple(each[language] for each in known),)
    if shared:
        readings = {tuple(each[one] for each in known) for one in shared}
    else:
        readings = set(product(*(sorted(set(each.values())) for each in known)))
    return tuple(sorted(readings)[:MOST_READINGS])
