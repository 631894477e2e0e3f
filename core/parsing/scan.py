"""The words of a set line as tokens: one linear pass, kinds and keywords as data."""

from __future__ import annotations

import re
from typing import NamedTuple

NUMBER, CLOCK, WORD, MARK = "number", "clock", "word", "mark"
X, UNIT, TIME, DISTANCE, METRE, BODY = "x", "unit", "time", "distance", "metre", "body"
RIR, RPE, LEFT, REPS, SETS = "rir", "rpe", "left", "reps", "sets"
FAIL, AMRAP, WARMUP, DROP, EACH, SHARED = "fail", "amrap", "warmup", "drop", "each", "shared"
MISS = "miss"
SAME, FILLER, LOADWARD, BAD = "same", "filler", "loadward", "bad"

FAIL_VERBS = frozenset({"fail", "fails", "failed"})  # with a load alone: it was missed
CAP = 10**12  # larger numbers are all the same: out of every range


def _all(words: str, value: int | str) -> dict[str, int | str]:
    """The same value for each of some words."""
    return dict.fromkeys(words.split(), value)


_WORDS: dict[str, str] = {
    X: "x х *",
    RIR: "rir r рир",
    RPE: "rpe рпе",
    LEFT: "left übrig uebrig restantes rimaste rimasti осталось 残し",
    REPS: "reps rep",
    SETS: "sets set",
    FAIL: "f fail fails failed failure muskelversagen отказ 限界 限界まで",
    # "fallo" and "rate" mean other things as well
    MISS: "miss missed misses verfehlt fallado fallada fallé fallido raté ratée manqué manquée "
    "falhei falhado falhada mancato mancata fallito fallita spalone spalony",
    AMRAP: "amrap",
    WARMUP: "warmup warmups warm-up wu w aufwärmen aufwärmsatz aufwaermen calentamiento "
    "aquecimento échauffement echauffement riscaldamento разминка "
    "разминочный ウォームアップ アップ",
    DROP: "drop dropset drop-set dropsatz дропсет дроп-сет ドロップ ドロップセット",
    EACH: "each ea",
    SHARED: "shared",
    SAME: "same",
    BODY: "bw bodyweight body-weight",
    FILLER: "for of",
    LOADWARD: "at with",
    METRE: "m",
    BAD: "nan inf infinity rirnan ririnf ririnfinity rpenan rpeinf",
}
_AMOUNTS: dict[str, dict[str, int | str]] = {
    UNIT: {
        **_all("kg kgs kilo kilos kilogram kilograms кг", "kg"),
        **_all("lb lbs pound pounds фунт фунта фунтов", "lb"),
    },
    # milliseconds are never meant: whole seconds
    TIME: {
        **_all("s sec secs second seconds сек", 1),
        **_all("min mins minute minutes мин", 60),
    },
    # hundredths of a centimetre, so that feet stay exact
    DISTANCE: {
        **_all("meter meters metre metres", 10_000),
        **_all("km kms kilometer kilometers kilometre kilometres", 10_000_000),
        **_all("ft foot feet", 3_048),
        **_all("yd yds yard yards", 9_144),
        **_all("mi mile miles", 16_093_440),
    },
}
KEYWORDS: dict[str, tuple[str, int | str]] = {
    **{word: (kind, word) for kind, words in _WORDS.items() for word in words.split()},
    **{word: (kind, value) for kind, table in _AMOUNTS.items() for word, value in table.items()},
}
# phrases of several words, by their first
_PHRASES: dict[str, tuple[tuple[str, re.Pattern[str]], ...]] = {
    first: tuple((kind, re.compile(rf"{phrase}\b", re.IGNORECASE)) for kind, phrase in phrases)
    for first, phrases in {
        "to": ((FAIL, r"to\s+failure"),),
        "bis": ((FAIL, r"bis\s+(?:zum?\s+)?(?:muskel)?versagen"),),
        "zum": ((FAIL, r"zum\s+(?:muskel)?versagen"),),
        "al": ((FAIL, r"al\s+(?:fallo|cedimento)(?:\s+muscular)?"),),
        "hasta": ((FAIL, r"hasta\s+el\s+fallo(?:\s+muscular)?"),),
        "até": ((FAIL, r"até\s+(?:a|à)\s+(?:falha|exaustão)"),),
        "ate": ((FAIL, r"ate\s+a\s+(?:falha|exaustao)"),),
        "à": ((FAIL, r"à\s+(?:falha|l'(?:é|e)chec)"),),
        "a": ((FAIL, r"a\s+(?:falha|l'(?:é|e)chec|cedimento|esaurimento)"),),
        "jusqu'à": ((FAIL, r"jusqu'à\s+l'(?:é|e)chec"),),
        "jusqu'a": ((FAIL, r"jusqu'a\s+l'(?:é|e)chec"),),
        "fino": ((FAIL, r"fino\s+(?:al?\s+)(?:cedimento|esaurimento)"),),
        "до": ((FAIL, r"до\s+отказа"),),
        "в": ((FAIL, r"в\s+отказ"), (LEFT, r"в\s+запасе")),
        "en": ((LEFT, r"en\s+(?:la\s+)?(?:reserva|r(?:é|e)serve)"),),
        "na": ((LEFT, r"na\s+reserva"),),
        "de": ((LEFT, r"de\s+reserva"),),
        "série": ((DROP, r"série\s+dégressive"),),
        "serie": ((DROP, r"serie\s+(?:descendente|degressive)"),),
        "nicht": ((MISS, r"nicht\s+geschafft"),),
        "не": ((MISS, r"не\s+(?:взял[аи]?|поднял[аи]?)"),),
        "until": ((FAIL, r"until\s+failure"),),
        "left": ((LEFT, r"left\s+in\s+(?:reserve|(?:the\s+)?tank)"),),
        "in": ((LEFT, r"in\s+(?:reserve|riserva|(?:the\s+)?tank)"),),
        "per": ((EACH, r"per\s+(?:side|leg|arm|hand)"),),
        "each": ((EACH, r"each\s+(?:side|leg|arm|hand)"),),
        "/": ((EACH, r"/\s*(?:side|leg|arm|hand)"),),
        "warm": ((WARMUP, r"warm\s+up"),),
        "drop": ((DROP, r"drop\s+set"),),
        "body": ((BODY, r"body\s+weight"),),
    }.items()
}
SAID_FAILED = re.compile(  # a whole message that says so
    "|".join(
        [re.escape(word) for word in _WORDS[FAIL].split()]
        + [each.pattern for all_ in _PHRASES.values() for kind, each in all_ if kind == FAIL]
    ),
    re.IGNORECASE,
)
_TOKEN = re.compile(
    r"(\d{1,3}:[0-5]\d(?![\d:]))"
    r"|(\d+(?:\.\d+)?|\.\d+)"
    r"|([^\W\d_]+(?:['-][^\W\d_]+)*)"
    r"|(\S)"
)
_KINDS = ("", CLOCK, NUMBER, WORD, MARK)
_SPLITTABLE = frozenset({UNIT, TIME, DISTANCE, METRE, BODY, BAD, REPS})


class Token(NamedTuple):
    """A piece of a line: kind, its lower-case text, what it stands for, and where it is."""

    kind: str
    text: str
    value: int | str
    start: int
    end: int


_new = tuple.__new__  # many tokens are made; this skips a Python call for each


def scan(folded: str) -> list[Token]:
    """Cut a folded line into tokens; linear in its length."""
    tokens: list[Token] = []
    place = 0
    for match in _TOKEN.finditer(folded):
        start, end = match.span()
        if start < place:
            continue
        kind, text = _KINDS[match.lastindex or 4], match[0]
        if kind is NUMBER:
            tokens.append(_new(Token, (kind, text, text, start, end)))
            continue
        text = text.lower()
        known = KEYWORDS.get(text)
        if known is not None and kind is WORD and text not in _PHRASES:
            tokens.append(_new(Token, (known[0], text, known[1], start, end)))
            continue
        phrase = _phrase(folded, text, start) if text in _PHRASES else None
        if phrase is not None:
            tokens.append(phrase)
            place = phrase.end
        elif kind is WORD:
            _add_word(tokens, text, start, end)
        elif text == "*" and (tokens or folded[end : end + 1].isdigit()):
            tokens.append(Token(X, text, "x", start, end))
        else:
            tokens.append(_new(Token, (kind, text, text, start, end)))
    return tokens


def _phrase(folded: str, first: str, start: int) -> Token | None:
    """The phrase of several words that begins at a word, if any."""
    for kind, pattern in _PHRASES[first]:
        match = pattern.match(folded, start)
        if match:
            return Token(kind, match.group().lower(), kind, start, match.end())
    return None


def _add_word(tokens: list[Token], text: str, start: int, end: int) -> None:
    known = KEYWORDS.get(text)
    if known is not None:
        tokens.append(_new(Token, (known[0], text, known[1], start, end)))
        return
    cut = _times_at(text) if len(text) == end - start else 0
    if not cut:
        tokens.append(_new(Token, (WORD, text, "", start, end)))
        return
    middle = start + cut
    for part, since, until in ((text[:cut], start, middle), (text[cut:], middle, end)):
        kind, value = KEYWORDS[part]
        tokens.append(Token(kind, part, value, since, until))


def _times_at(text: str) -> int:
    """Where to cut a word such as "kgx" or "xbw" into keyword and times sign; 0 for nowhere."""
    for cut, times, rest in ((len(text) - 1, text[-1], text[:-1]), (1, text[0], text[1:])):
        if times in "xх" and KEYWORDS.get(rest, ("",))[0] in _SPLITTABLE:
            return cut
    return 0


def thousandths(text: str) -> tuple[int, bool]:
    """A typed number in thousandths, and whether that is exact; huge ones are `CAP`."""
    if len(text) <= 9 and text.isdecimal():
        return int(text) * 1000, True
    whole, _, part = text.partition(".")
    whole = whole.lstrip("0")
    if len(whole) > 9:
        return CAP, True
    part = part.rstrip("0")
    return int(whole or "0") * 1000 + int((part + "000")[:3]), len(part) <= 3
