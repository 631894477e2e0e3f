"""The words of a set line as tokens: one linear pass, kinds and keywords as data."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from core.parsing.patterns import late

NUMBER, CLOCK, WORD, MARK = "number", "clock", "word", "mark"
X, UNIT, TIME, DISTANCE, METRE, BODY = "x", "unit", "time", "distance", "metre", "body"
RIR, RPE, LEFT, REPS, SETS = "rir", "rpe", "left", "reps", "sets"
FAIL, AMRAP, WARMUP, DROP, EACH, SHARED = "fail", "amrap", "warmup", "drop", "each", "shared"
MISS, MISSED_REP = "miss", "missed rep"
SAME, FILLER, LOADWARD, BAD = "same", "filler", "loadward", "bad"
# kinds that core.parsing.rewrite settles before the descent
HAND, TIMES, TWICE, THEN, COULD, NOTHING = "hand", "times", "twice", "then", "could", "nothing"
HUSH, LABEL, GEAR, WITHOUT, UNSURE, PLACE = "hush", "label", "gear", "without", "unsure", "place"
BAR, MYO, RM, MORE = "bar", "myo", "rm", "more"
LAST, SPARE, SPARE_AHEAD = "last", "spare", "spare ahead"

FAIL_VERBS = frozenset({"fail", "fails", "failed"})  # with a load alone: it was missed
FAIL_BEHIND = "fail behind a set"  # words that alone are none: "fallo"
CAP = 10**12  # larger numbers are all the same: out of every range
_ONE_WORD = late(r"[^\W\d_]+(?:['-][^\W\d_]+)*|\S")
_WORD_AT = late(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_Phrases = Mapping[str, tuple[tuple[str, re.Pattern[str]], ...]]


def _missed_rep(verb: str) -> str:
    """The pattern of "failed on the 9th": the repetition that did not go up."""
    return (
        rf"{verb}\s+(?:(?:on|at)\s+)?(?:the\s+)?(?:rep\s+)?#?(\d{{1,3}})(?:st|nd|rd|th)?(?![\w.,])"
    )


# what a kind of set_words.csv is to the scanner: a kind of token, or of an amount with its factor
_AMOUNTS: dict[str, tuple[str, int | str]] = {
    "kg": (UNIT, "kg"),
    "lb": (UNIT, "lb"),
    # milliseconds are never meant: whole seconds
    "second": (TIME, 1),
    "minute": (TIME, 60),
}
# hundredths of a centimetre, so that feet stay exact
_DISTANCES: dict[int, str] = {
    10_000: "meter meters metre metres mètre mètres метр метра метров",
    10_000_000: "km kms kilometer kilometers kilometre kilometres kilomètre kilomètres км"
    " километр километра километров",
    3_048: "ft foot feet",
    9_144: "yd yds yard yards",
    16_093_440: "mi mile miles",
}
_SIDES = "side|leg|arm"
_AT_FAILURE = (
    r"(?:(?:was|were|went|taken)\s+)?(?:(?:to|till|until)\s+fail|failed|failure\b|@|rir|rpe)"
)
# patterns beside the words of the table
_PATTERNS: dict[str, tuple[tuple[str, str], ...]] = {
    "/": ((EACH, rf"/\s*(?:{_SIDES})\b"), (HAND, r"/\s*(?:hand|db|dumbbell)\b")),
    "w": ((WARMUP, r"w\s*/\s*up?(?!\w)"), (WITHOUT, r"w/o(?!\w)|w/out(?!\w)"), (LOADWARD, "w/")),
    "left": ((LEFT, r"left\s+in\s+(?:reserve|(?:the\s+)?tank)\b"),),
    "in": ((LEFT, r"in\s+(?:reserve|riserva|(?:the\s+)?tank)\b"),),
    "failed": ((MISSED_REP, _missed_rep("failed")),),
    "fail": ((MISSED_REP, _missed_rep("fail")),),
    "missed": ((MISSED_REP, _missed_rep("missed")),),
    "last": ((LAST, rf"last(?:\s+(?:two|three|2|3)(?:\s+sets?)?)?(?=\s+{_AT_FAILURE})"),),
    "all": ((LAST, rf"all(?:\s+(?:sets|of\s+them))?(?=\s+{_AT_FAILURE})"),),
    "both": ((LAST, rf"both(?:\s+sets)?(?=\s+{_AT_FAILURE})"),),
    "every": ((LAST, rf"every\s+(?:set|one)(?=\s+{_AT_FAILURE})"),),
    "each": ((LAST, rf"each\s+(?:set|one)(?=\s+{_AT_FAILURE})"),),
}


def _read_table() -> Iterator[tuple[str, str]]:
    """Each word or phrase of set_words.csv with its kind."""
    table = Path(__file__).parent / "set_words.csv"
    with table.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            for phrase in row["words"].split(";"):
                yield row["kind"], phrase


def _keyword(kind: str, phrase: str) -> tuple[str, tuple[str, int | str]]:
    """A word of the table and what it stands for; a word for a number stays a word."""
    if kind in _AMOUNTS:
        return phrase, _AMOUNTS[kind]
    word, _, number = phrase.partition("=")
    if kind == "number":
        return word, (WORD, int(number))
    return word, (kind, int(number) if number else word)


def _load_words() -> tuple[dict[str, tuple[str, int | str]], _Phrases]:
    """Single words, and phrases of several words by their first, the longest first."""
    words: dict[str, tuple[str, int | str]] = {}
    found: dict[str, list[tuple[int, str, re.Pattern[str]]]] = {}
    for said, phrase in _read_table():
        kind = FAIL if said == FAIL_BEHIND else said
        pieces = re.split(r"\s+", phrase)
        if len(pieces) == 1 and _ONE_WORD.fullmatch(phrase.partition("=")[0]):
            word, value = _keyword(kind, phrase)
            words.setdefault(word, value)
            continue
        pattern = r"\s+".join(map(re.escape, pieces)) + r"(?!\w)"
        first = _WORD_AT.match(pieces[0])
        found.setdefault(first[0] if first else pieces[0], []).append(
            (len(phrase), kind, late(pattern, re.IGNORECASE))
        )
    for first_word, patterns in _PATTERNS.items():
        for kind, pattern in patterns:
            found.setdefault(first_word, []).append((99, kind, late(pattern, re.IGNORECASE)))
    for factor, several in _DISTANCES.items():
        words |= dict.fromkeys(several.split(), (DISTANCE, factor))
    words |= dict.fromkeys("xх*", (X, "x"))
    return words, {
        first: tuple((kind, pattern) for _, kind, pattern in sorted(each, key=lambda it: -it[0]))
        for first, each in found.items()
    }


KEYWORDS, _PHRASES = _load_words()
SAID_FAILED = late(  # a whole message that says so
    "|".join(
        re.escape(phrase).replace(r"\ ", r"\s+") for kind, phrase in _read_table() if kind == FAIL
    ),
    re.IGNORECASE,
)
SAID_NOTHING = frozenset(phrase for kind, phrase in _read_table() if kind == NOTHING)
_TOKEN = late(
    r"(\d{1,3}:[0-5]\d(?![\d:]))"
    r"|(\d+(?:\.\d+)?|\.\d+)"
    r"|([^\W\d_]+(?:['-][^\W\d_]+)*)"
    r"|(\S)"
)
_KINDS = ("", CLOCK, NUMBER, WORD, MARK)
_SPLITTABLE = frozenset({UNIT, TIME, DISTANCE, METRE, BODY, BAD, REPS, BAR})


class Token(NamedTuple):
    """A piece of a line: kind, its lower-case text, what it stands for, and where it is."""

    kind: str
    text: str
    value: int | str
    start: int
    end: int


END = Token("end", "", "", 1 << 30, 1 << 30)  # stands behind the last token of a line


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
        if phrase is not None and phrase.kind is MISSED_REP and not _follows(phrase, tokens):
            phrase = None
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


def _follows(missed: Token, tokens: list[Token]) -> bool:
    """Whether "failed 9" speaks of the repetition after those typed, not of a load."""
    *words, number = re.findall(r"\d+|[a-z]+", missed.text)
    last = next((each.text for each in reversed(tokens) if each.kind is NUMBER), "")
    return (
        len(words) > 1 or not number.isdigit() or (last.isdigit() and int(number) == int(last) + 1)
    )


def _add_word(tokens: list[Token], text: str, start: int, end: int) -> None:
    known = KEYWORDS.get(text)
    if known is not None:
        tokens.append(_new(Token, (known[0], text, known[1], start, end)))
        return
    if text == "er" and _are_reps(tokens, start):  # German "140 5er"; "12er 3x10" may be of 12 kg
        tokens.append(_new(Token, (REPS, text, REPS, start, end)))
        return
    cut = _times_at(text) if len(text) == end - start else 0
    if not cut:
        tokens.append(_new(Token, (WORD, text, "", start, end)))
        return
    middle = start + cut
    for part, since, until in ((text[:cut], start, middle), (text[cut:], middle, end)):
        kind, value = KEYWORDS[part]
        tokens.append(Token(kind, part, value, since, until))


def _are_reps(tokens: list[Token], start: int) -> bool:
    """Whether a number that ends at `start` is of repetitions, as a number stands before it."""
    touching = bool(tokens) and tokens[-1].kind is NUMBER and tokens[-1].end == start
    return touching and len(tokens) > 1 and tokens[-2].kind in (NUMBER, X, UNIT)


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
